//! Sides, severities, shares and counts in words, the same in every text.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::playbook::model::{Severity, Side};

/// The word for a severity.
#[must_use]
pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "critical",
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
    }
}

/// The word for a side.
#[must_use]
pub(super) fn side(side: Side) -> &'static str {
    match side {
        Side::Platform => "platform",
        Side::Partner => "partner",
    }
}

/// A score as text: `42%`, or `n/a` where nothing counts.
#[must_use]
pub(super) fn percent(share: Option<u32>) -> Cow<'static, str> {
    // A long portfolio tells tens of thousands.
    static ALL: LazyLock<Vec<String>> =
        LazyLock::new(|| (0..=100).map(|share| format!("{share}%")).collect());
    let Some(share) = share else { return Cow::Borrowed("n/a") };
    let known = usize::try_from(share).ok().and_then(|share| ALL.get(share));
    known.map_or_else(|| Cow::Owned(format!("{share}%")), |known| Cow::Borrowed(known.as_str()))
}

/// A count with its noun: `1 item`, `3 items`.
#[must_use]
pub(super) fn count<N: Copy + PartialEq + From<u8> + std::fmt::Display>(number: N, noun: &str) -> String {
    if number == N::from(1) { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_told_from_many() {
        assert_eq!(count(1_usize, "item"), "1 item");
        assert_eq!(count(0_i64, "day"), "0 days");
        assert_eq!([Some(7), Some(100), Some(101), None].map(percent), ["7%", "100%", "101%", "n/a"]);
    }
}

//! What was recorded of a rollback that was gone through step by step: when, by whom, how long each step took.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The latest time that the rollback plan of a stage was gone through; earlier ones are in history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rehearsal {
    /// When.
    pub on: DateTime<Utc>,
    /// Who recorded it: an e-mail.
    pub by: String,
    /// The digest of the plan that was followed.
    pub plan: String,
    /// Whether the partner was rolled back in earnest.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_earnest: bool,
    /// How long each step took, in order. Of one that failed, up to the step that did.
    pub took: Vec<Took>,
    /// What failed in the last of these steps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
    /// Where more of it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// How long something took, in whole seconds, at most a day. Its text is `45s`, `12m`, `1h5m` or `1h5m30s`; reading
/// its own text gives the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Took(u32);

/// Why a text is no [`Took`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not how long a step took: write one such as `45s`, `12m` or `1h5m`, at most 24h")]
pub struct TookFault(String);

/// A day: no step of a rollback takes longer.
const MOST: u32 = 86_400;
const UNITS: [(char, u32); 3] = [('h', 3_600), ('m', 60), ('s', 1)];

impl Took {
    /// Returns so many seconds, a day at most.
    #[must_use]
    pub fn of_seconds(seconds: u64) -> Self {
        Took(u32::try_from(seconds).unwrap_or(MOST).min(MOST))
    }

    /// Returns how many seconds.
    #[must_use]
    pub fn seconds(self) -> u32 {
        self.0
    }
}

/// Tells so many seconds: `1h5m30s`.
#[must_use]
pub fn told(seconds: u64) -> String {
    if seconds == 0 {
        return "0s".to_owned();
    }
    let (mut text, mut rest) = (String::new(), seconds);
    for (unit, seconds) in UNITS {
        let seconds = u64::from(seconds);
        if rest >= seconds {
            text.push_str(&format!("{}{unit}", rest / seconds));
            rest %= seconds;
        }
    }
    text
}

impl fmt::Display for Took {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&told(self.0.into()))
    }
}

impl FromStr for Took {
    type Err = TookFault;

    fn from_str(text: &str) -> Result<Self, TookFault> {
        let fault = || TookFault(text.to_owned());
        let (mut rest, mut total, mut units) = (text.trim(), 0u32, UNITS.iter());
        if rest.is_empty() {
            return Err(fault());
        }
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(fault)?;
            let amount: u32 = rest[..end].parse().map_err(|_| fault())?;
            let unit = rest[end..].chars().next();
            // Each unit once, the larger ones first.
            let (_, seconds) = units.find(|(name, _)| Some(*name) == unit).ok_or_else(fault)?;
            total =
                amount.checked_mul(*seconds).and_then(|more| total.checked_add(more)).ok_or_else(fault)?;
            rest = &rest[end + 1..];
        }
        if total > MOST { Err(fault()) } else { Ok(Took(total)) }
    }
}

impl TryFrom<String> for Took {
    type Error = TookFault;

    fn try_from(text: String) -> Result<Self, TookFault> {
        text.parse()
    }
}

impl From<Took> for String {
    fn from(took: Took) -> String {
        took.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "5", "m", "-5m", "5m5m", "5s5m", "1.5h", "25h", "5 m", "5M", "99999999999h", "5é"] {
            assert_eq!(text.parse::<Took>(), Err(TookFault(text.to_owned())), "{text}");
        }
        assert_eq!("90m".parse::<Took>().map(|took| took.to_string()), Ok("1h30m".to_owned()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn its_own_text_is_read_back(seconds in 0u64..100_000) {
            let took = Took::of_seconds(seconds);
            prop_assert_eq!(took.to_string().parse::<Took>(), Ok(took));
        }
    }
}

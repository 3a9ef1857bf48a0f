//! Days as people read them: in come dates and distances, out come a few words.

use chrono::{Datelike, NaiveDate};

use crate::playbook::model::Side;
use crate::report::moment::Instant;

/// Says how far a last day is: `today`, `in 3 days`, `2 days late`.
pub(super) fn distance(days: i64, overdue: bool) -> String {
    match days {
        0 if overdue => "late today".to_owned(),
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "1 day late".to_owned(),
        days if days < 0 => format!("{} days late", -days),
        days => format!("in {days} days"),
    }
}

/// Says how many days: `1 day`, `3 days`.
pub(super) fn days(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

/// A day with its name: `Wed 4 Mar`; one of another year than today in full.
pub(super) fn named(date: NaiveDate, today: Instant) -> String {
    in_year(date, today, "%a %-d %b")
}

/// A day: `4 Mar`; one of another year than today in full.
pub(super) fn short(date: NaiveDate, today: Instant) -> String {
    in_year(date, today, "%-d %b")
}

fn in_year(date: NaiveDate, today: Instant, format: &str) -> String {
    if date.year() == today.year() { date.format(format).to_string() } else { date.to_string() }
}

/// The day of an instant.
pub(super) fn date(at: Instant) -> String {
    at.format("%Y-%m-%d").to_string()
}

/// An instant to the minute, as its zone shows it.
pub(super) fn minute(at: Instant) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// The word for a side.
pub(super) fn side(side: Side) -> &'static str {
    match side {
        Side::Platform => "platform",
        Side::Partner => "partner",
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn distances_are_words() {
        let told: Vec<_> = [(-2, true), (-1, true), (0, true), (0, false), (1, false), (2, false)]
            .map(|(d, o)| distance(d, o))
            .into();
        assert_eq!(told, ["2 days late", "1 day late", "late today", "today", "tomorrow", "in 2 days"]);
        let today = "2026-12-30T09:00:00+01:00".parse().unwrap();
        let day = |text: &str| text.parse().unwrap();
        assert_eq!(named(day("2026-12-31"), today), "Thu 31 Dec");
        assert_eq!(short(day("2026-12-31"), today), "31 Dec");
        assert_eq!(named(day("2027-01-01"), today), "2027-01-01");
        assert_eq!((days(1), days(0)), ("1 day".to_owned(), "0 days".to_owned()));
    }
}

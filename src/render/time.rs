//! Time as people read it: in come instants, dates and lengths, out come a few words.

use chrono::{Datelike, NaiveDate, TimeDelta};

use crate::report::moment::Instant;

/// A length of time in its largest whole unit: `3d`, `5h`.
pub(super) fn length(time: TimeDelta) -> String {
    if time.num_days() >= 1 {
        format!("{}d", time.num_days())
    } else if time.num_hours() >= 1 {
        format!("{}h", time.num_hours())
    } else {
        format!("{}m", time.num_minutes())
    }
}

/// How long ago something was, as a length; no time at all where it is ahead.
pub(super) fn ago(since: Instant, now: Instant) -> String {
    length((now - since).max(TimeDelta::zero()))
}

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
    }

    #[test]
    fn lengths_are_told_in_their_largest_unit() {
        assert_eq!(length(TimeDelta::minutes(59)), "59m");
        assert_eq!(length(TimeDelta::minutes(150)), "2h");
        assert_eq!(length(TimeDelta::hours(47)), "1d");
        let now: Instant = "2026-12-30T09:00:00+01:00".parse().unwrap();
        assert_eq!(
            (ago(now - TimeDelta::days(2), now), ago(now + TimeDelta::days(2), now)),
            ("2d".into(), "0m".into())
        );
    }
}

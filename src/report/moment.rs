//! Time as reports tell it: in come instants, out come the same in the workspace's zone, and the local
//! days that people speak of.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};

use crate::calendar::Calendar;

/// An instant with the offset of the workspace's zone; RFC 3339 in JSON.
pub type Instant = DateTime<FixedOffset>;

/// Returns an instant in the workspace's zone.
#[must_use]
pub fn local(at: DateTime<Utc>, calendar: &Calendar) -> Instant {
    calendar.on_the_wall(at)
}

/// Returns the last local day on which something is still on time that is too late from `due` on.
#[must_use]
pub fn last_day(due: DateTime<Utc>, calendar: &Calendar) -> NaiveDate {
    calendar.local_date(due - TimeDelta::seconds(1))
}

/// Returns the days from one local day to another; negative where it is before.
#[must_use]
pub fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::calendar::{Week, zone};

    #[test]
    fn a_day_ends_where_the_zone_says() {
        let week = Calendar::utc_weekdays().week().clone();
        let berlin = Calendar::new(zone("Europe/Berlin"), Week::clone(&week), Default::default()).unwrap();
        let day = "2026-03-04".parse().unwrap();
        let due = berlin.end_of_day(day);
        assert_eq!(last_day(due, &berlin), day);
        assert_eq!(last_day(due + TimeDelta::hours(17), &berlin), day.succ_opt().unwrap());
        assert_eq!(local(due, &berlin).to_rfc3339(), "2026-03-05T00:00:00+01:00");
        assert_eq!(days_between(day, day.pred_opt().unwrap()), -1);
    }
}

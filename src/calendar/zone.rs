//! Local time: local dates and times enter, instants leave, and back. The one place that meets
//! gaps and folds.

use std::fmt;

use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc,
};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{Timestamp, civil};

use super::Calendar;

/// A zone of the IANA time zone database, in the version that the program brings along: what the machine has installed
/// has no say, so that due dates are the same everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// Universal time.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// Returns the zone of a name such as `Europe/Berlin`, written as the database writes it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let zone = jiff::tz::db().get(name).ok()?;
        (zone.iana_name() == Some(name)).then_some(Self(zone))
    }

    /// Returns the names of all zones, in alphabetical order.
    #[must_use]
    pub fn names() -> Vec<String> {
        jiff::tz::db().available().map(|name| name.to_string()).collect()
    }

    /// How far the wall clock is ahead of universal time at a bounded instant.
    fn offset(&self, at: DateTime<Utc>) -> TimeDelta {
        Timestamp::from_second(at.timestamp())
            .map_or_else(|_| TimeDelta::zero(), |at| ahead(self.0.to_offset(at)))
    }

    /// Returns what a bounded local time may mean, in order: one instant, or both of a fold. In a gap, it is the
    /// first instant after it.
    fn readings(&self, local: NaiveDateTime) -> (DateTime<Utc>, DateTime<Utc>) {
        let read = |offset: Offset| local.and_utc() - ahead(offset);
        match civil_time(local).map(|civil| self.0.to_ambiguous_timestamp(civil).offset()) {
            Some(AmbiguousOffset::Unambiguous { offset }) => (read(offset), read(offset)),
            Some(AmbiguousOffset::Fold { before, after }) => (read(before), read(after)),
            Some(AmbiguousOffset::Gap { before, after }) => {
                // The clock was moved between what the two readings say.
                let from = read(after) - TimeDelta::seconds(1);
                let moved = Timestamp::from_second(from.timestamp())
                    .ok()
                    .and_then(|from| self.0.following(from).next())
                    .and_then(|moved| DateTime::from_timestamp(moved.timestamp().as_second(), 0));
                let end = moved.unwrap_or_else(|| read(before));
                (end, end)
            }
            // Not within the years that are reckoned with.
            None => (local.and_utc(), local.and_utc()),
        }
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.iana_name().unwrap_or("UTC"))
    }
}

fn ahead(offset: Offset) -> TimeDelta {
    TimeDelta::seconds(i64::from(offset.seconds()))
}

/// The same reading of the wall clock, to the second; `None` beyond the year 9999.
fn civil_time(local: NaiveDateTime) -> Option<civil::DateTime> {
    let small = |part: u32| i8::try_from(part).ok();
    civil::DateTime::new(
        i16::try_from(local.year()).ok()?,
        small(local.month())?,
        small(local.day())?,
        small(local.hour())?,
        small(local.minute())?,
        small(local.second())?,
        0,
    )
    .ok()
}

/// The first instant that is reckoned with: the start of the year 0000.
pub(super) const EARLIEST: DateTime<Utc> = match DateTime::from_timestamp(-62_167_219_200, 0) {
    Some(instant) => instant,
    None => DateTime::<Utc>::MIN_UTC,
};

/// The last instant that is reckoned with: the last second of the year 9999.
pub(super) const LATEST: DateTime<Utc> = match DateTime::from_timestamp(253_402_300_799, 0) {
    Some(instant) => instant,
    None => DateTime::<Utc>::MAX_UTC,
};

/// Returns the instant, held to the years 0000 to 9999. Local time and the sums of this module
/// cannot overflow there; chrono panics at the ends of its own range.
pub(super) fn bounded(at: DateTime<Utc>) -> DateTime<Utc> {
    at.clamp(EARLIEST, LATEST)
}

/// Returns the date, held to those that some zone shows at a bounded instant.
fn bounded_date(date: NaiveDate) -> NaiveDate {
    let one = TimeDelta::days(1);
    date.clamp(EARLIEST.date_naive() - one, LATEST.date_naive() + one)
}

impl Calendar {
    /// Returns the date that the wall clock shows at an instant.
    #[must_use]
    pub fn local_date(&self, at: DateTime<Utc>) -> NaiveDate {
        self.local(bounded(at)).date()
    }

    /// Returns the first instant of a local date. For a date that the zone skipped altogether, that
    /// is the first instant of the next.
    #[must_use]
    pub fn start_of_day(&self, date: NaiveDate) -> DateTime<Utc> {
        bounded(self.instant(bounded_date(date).and_time(NaiveTime::MIN)))
    }

    /// Returns the instant at which a local date is over for good: the first after which the wall
    /// clock never shows that date again. A thing due on a date is on time before this instant.
    ///
    /// It is the start of the next day, but where a clock set back over midnight shows the end of
    /// the date twice: then it is the end of the second showing.
    #[must_use]
    pub fn end_of_day(&self, date: NaiveDate) -> DateTime<Utc> {
        let date = bounded_date(date);
        let midnight = date.succ_opt().unwrap_or(date).and_time(NaiveTime::MIN);
        bounded(self.zone.readings(midnight).1)
    }

    /// Returns an instant as the wall clock shows it, with its offset.
    #[must_use]
    pub fn on_the_wall(&self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        let seconds = self.zone.offset(bounded(at)).num_seconds();
        let offset = i32::try_from(seconds).ok().and_then(FixedOffset::east_opt);
        offset.map_or_else(|| at.fixed_offset(), |offset| at.with_timezone(&offset))
    }

    pub(super) fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.naive_utc() + self.zone.offset(at)
    }

    /// Returns the instant of a local time: the earlier reading in a fold, the first instant after
    /// a gap. Never decreases as `local` grows.
    pub(super) fn instant(&self, local: NaiveDateTime) -> DateTime<Utc> {
        self.zone.readings(local).0
    }
}

/// Returns the zone of a name that is known to be one.
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
pub(crate) fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn calendar(zone: Zone) -> Calendar {
        Calendar { zone, ..Calendar::utc_weekdays() }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_local_date_is_that_of_the_wall_clock() {
        let before_midnight = at("2026-06-30T18:29:59Z");
        assert_eq!(calendar(zone("Asia/Kolkata")).local_date(before_midnight), date("2026-06-30"));
        assert_eq!(calendar(zone("Asia/Kolkata")).local_date(at("2026-06-30T18:30:00Z")), date("2026-07-01"));
        assert_eq!(calendar(Zone::UTC).local_date(before_midnight), date("2026-06-30"));
    }

    #[test]
    fn days_start_and_end_at_local_midnight() {
        for (zone, day, start, end, why) in [
            (Zone::UTC, "2026-06-30", "2026-06-30T00:00:00Z", "2026-07-01T00:00:00Z", "UTC"),
            (
                zone("Asia/Kolkata"),
                "2026-06-30",
                "2026-06-29T18:30:00Z",
                "2026-06-30T18:30:00Z",
                "half-hour zone",
            ),
            (zone("Europe/Berlin"), "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "23 hours"),
            (zone("Europe/Berlin"), "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", "25 hours"),
            (
                zone("Australia/Lord_Howe"),
                "2026-04-05",
                "2026-04-04T13:00:00Z",
                "2026-04-05T13:30:00Z",
                "24.5 hours",
            ),
            (
                zone("Pacific/Apia"),
                "2011-12-29",
                "2011-12-29T10:00:00Z",
                "2011-12-30T10:00:00Z",
                "before the skip",
            ),
            (
                zone("Pacific/Apia"),
                "2011-12-30",
                "2011-12-30T10:00:00Z",
                "2011-12-30T10:00:00Z",
                "skipped: empty",
            ),
            (
                zone("Pacific/Apia"),
                "2011-12-31",
                "2011-12-30T10:00:00Z",
                "2011-12-31T10:00:00Z",
                "after the skip",
            ),
            (
                zone("America/St_Johns"),
                "2010-11-06",
                "2010-11-06T02:30:00Z",
                "2010-11-07T03:30:00Z",
                "fold at 00:01",
            ),
            (
                zone("America/St_Johns"),
                "2010-11-07",
                "2010-11-07T02:30:00Z",
                "2010-11-08T03:30:00Z",
                "first midnight",
            ),
        ] {
            let calendar = calendar(zone.clone());
            assert_eq!(calendar.start_of_day(date(day)), at(start), "start of {day} in {zone}: {why}");
            assert_eq!(calendar.end_of_day(date(day)), at(end), "end of {day} in {zone}: {why}");
        }
    }

    #[test]
    fn a_thing_due_on_a_date_is_on_time_while_the_wall_shows_the_date() {
        let calendar = calendar(zone("America/St_Johns"));
        let second_evening = at("2010-11-07T03:15:00Z");
        assert_eq!(calendar.local_date(second_evening), date("2010-11-06"));
        assert!(second_evening < calendar.end_of_day(date("2010-11-06")));
    }

    #[test]
    fn a_zone_is_known_by_each_of_its_names_as_written() {
        let names = Zone::names();
        assert!(names.len() > 500, "{}", names.len());
        for name in &names {
            assert_eq!(Zone::named(name).map(|zone| zone.to_string()).as_deref(), Some(name.as_str()));
        }
        for name in ["", "europe/berlin", "Europe", "Europe/Berln", "../Europe/Berlin", "CEST", "+01:00"] {
            assert_eq!(Zone::named(name), None, "{name}");
        }
    }

    #[test]
    fn the_ends_of_time_are_held() {
        for zone in [zone("Pacific/Kiritimati"), zone("Pacific/Pago_Pago"), zone("Europe/Berlin")] {
            let calendar = calendar(zone);
            assert_eq!(calendar.local_date(DateTime::<Utc>::MAX_UTC), calendar.local_date(LATEST));
            assert_eq!(calendar.local_date(DateTime::<Utc>::MIN_UTC), calendar.local_date(EARLIEST));
            assert_eq!(calendar.end_of_day(NaiveDate::MAX), LATEST);
            assert_eq!(calendar.start_of_day(NaiveDate::MIN), EARLIEST);
            assert_eq!(calendar.end_of_day(calendar.local_date(LATEST)), LATEST);
        }
    }
}

//! Local time: local dates and times enter, instants leave, and back. The one place that meets
//! gaps and folds.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::GapInfo;

use super::Calendar;

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
        let last_reading = self.zone.from_local_datetime(&midnight).latest();
        bounded(last_reading.map_or_else(|| self.instant(midnight), |reading| reading.to_utc()))
    }

    pub(super) fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.zone).naive_local()
    }

    /// Returns the instant of a local time: the earlier reading in a fold, the first instant after
    /// a gap. Never decreases as `local` grows.
    pub(super) fn instant(&self, local: NaiveDateTime) -> DateTime<Utc> {
        let reading = self.zone.from_local_datetime(&local).earliest();
        let after_gap = || GapInfo::new(&local, &self.zone).and_then(|gap| gap.end);
        match reading.or_else(after_gap) {
            Some(reading) => reading.to_utc(),
            // Only where the zone's table knows no end of the gap: read by the offset nearby.
            None => (local - self.zone.offset_from_utc_datetime(&local).fix()).and_utc(),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use chrono_tz::Tz;

    use super::*;

    fn calendar(zone: Tz) -> Calendar {
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
        assert_eq!(calendar(Tz::Asia__Kolkata).local_date(before_midnight), date("2026-06-30"));
        assert_eq!(calendar(Tz::Asia__Kolkata).local_date(at("2026-06-30T18:30:00Z")), date("2026-07-01"));
        assert_eq!(calendar(Tz::UTC).local_date(before_midnight), date("2026-06-30"));
    }

    #[test]
    fn days_start_and_end_at_local_midnight() {
        for (zone, day, start, end, why) in [
            (Tz::UTC, "2026-06-30", "2026-06-30T00:00:00Z", "2026-07-01T00:00:00Z", "UTC"),
            (
                Tz::Asia__Kolkata,
                "2026-06-30",
                "2026-06-29T18:30:00Z",
                "2026-06-30T18:30:00Z",
                "half-hour zone",
            ),
            (Tz::Europe__Berlin, "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "23 hours"),
            (Tz::Europe__Berlin, "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", "25 hours"),
            (
                Tz::Australia__Lord_Howe,
                "2026-04-05",
                "2026-04-04T13:00:00Z",
                "2026-04-05T13:30:00Z",
                "24.5 hours",
            ),
            (
                Tz::Pacific__Apia,
                "2011-12-29",
                "2011-12-29T10:00:00Z",
                "2011-12-30T10:00:00Z",
                "before the skip",
            ),
            (
                Tz::Pacific__Apia,
                "2011-12-30",
                "2011-12-30T10:00:00Z",
                "2011-12-30T10:00:00Z",
                "skipped: empty",
            ),
            (
                Tz::Pacific__Apia,
                "2011-12-31",
                "2011-12-30T10:00:00Z",
                "2011-12-31T10:00:00Z",
                "after the skip",
            ),
            (
                Tz::America__St_Johns,
                "2010-11-06",
                "2010-11-06T02:30:00Z",
                "2010-11-07T03:30:00Z",
                "fold at 00:01",
            ),
            (
                Tz::America__St_Johns,
                "2010-11-07",
                "2010-11-07T02:30:00Z",
                "2010-11-08T03:30:00Z",
                "first midnight",
            ),
        ] {
            let calendar = calendar(zone);
            assert_eq!(calendar.start_of_day(date(day)), at(start), "start of {day} in {zone}: {why}");
            assert_eq!(calendar.end_of_day(date(day)), at(end), "end of {day} in {zone}: {why}");
        }
    }

    #[test]
    fn a_thing_due_on_a_date_is_on_time_while_the_wall_shows_the_date() {
        let calendar = calendar(Tz::America__St_Johns);
        let second_evening = at("2010-11-07T03:15:00Z");
        assert_eq!(calendar.local_date(second_evening), date("2010-11-06"));
        assert!(second_evening < calendar.end_of_day(date("2010-11-06")));
    }

    #[test]
    fn the_ends_of_time_are_held() {
        for zone in [Tz::Pacific__Kiritimati, Tz::Pacific__Pago_Pago, Tz::Europe__Berlin] {
            let calendar = calendar(zone);
            assert_eq!(calendar.local_date(DateTime::<Utc>::MAX_UTC), calendar.local_date(LATEST));
            assert_eq!(calendar.local_date(DateTime::<Utc>::MIN_UTC), calendar.local_date(EARLIEST));
            assert_eq!(calendar.end_of_day(NaiveDate::MAX), LATEST);
            assert_eq!(calendar.start_of_day(NaiveDate::MIN), EARLIEST);
            assert_eq!(calendar.end_of_day(calendar.local_date(LATEST)), LATEST);
        }
    }
}

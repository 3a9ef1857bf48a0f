//! Open time: instants and local dates enter; openings, their lengths and business days leave.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::Calendar;
use super::add::HORIZON;
use super::hours::Opening;
use super::zone::{EARLIEST, LATEST, bounded};

/// One opening on one date, in instants; never empty.
#[derive(Debug, Clone, Copy)]
pub(super) struct OpenTime {
    /// The date it is listed for. An opening until 24:00 closes on the next.
    pub(super) date: NaiveDate,
    pub(super) opens: DateTime<Utc>,
    pub(super) closes: DateTime<Utc>,
}

impl Calendar {
    /// Returns the open time from one instant to another, exact across changes of the clock;
    /// negative if `to` is before `from`. What lies further than [`super::HORIZON_DAYS`] from the earlier of both is not
    /// counted: a date mistyped by thousands of years is not worth a second.
    #[must_use]
    pub fn open_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        if to < from {
            return -self.open_between(to, from);
        }
        let from = bounded(from);
        let to = bounded(to).min(from + HORIZON);
        self.openings_from(from)
            .take_while(|open| open.opens < to)
            .map(|open| open.closes.min(to) - open.opens.max(from))
            .sum()
    }

    /// Returns the number of business days after `from`, up to and including `to`; negative if `to`
    /// is before `from`. So it is 1 from Monday to Tuesday, and from Friday to Monday. Days further than
    /// [`super::HORIZON_DAYS`] from the earlier of both are not counted.
    #[must_use]
    pub fn business_days_between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        if to < from {
            return -self.business_days_between(to, from);
        }
        let first = from.max(EARLIEST.date_naive());
        let last = to.min(LATEST.date_naive()).min(first.checked_add_signed(HORIZON).unwrap_or(to));
        let days = first.iter_days().skip(1).take_while(|&date| date <= last);
        days.fold(0, |count, date| count + i64::from(self.is_business_day(date)))
    }

    /// Reports whether a local date has open time: hours on its weekday, no holiday, and not
    /// skipped by the zone.
    #[must_use]
    pub fn is_business_day(&self, date: NaiveDate) -> bool {
        self.openings_on(date).next().is_some()
    }

    /// Returns `at` if that is open, or else the next instant that is.
    #[must_use]
    pub fn next_open(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let at = bounded(at);
        self.openings_from(at).next().map_or(LATEST, |open| open.opens.max(at))
    }

    /// The openings of one date, in order; from the back, in reverse.
    pub(super) fn openings_on(&self, date: NaiveDate) -> impl DoubleEndedIterator<Item = OpenTime> {
        let listed: &[Opening] =
            if self.holidays.contains_key(&date) { &[] } else { self.week.on(date.weekday()) };
        let midnight = date.and_time(NaiveTime::MIN);
        listed
            .iter()
            .map(move |opening| OpenTime {
                date,
                opens: self.instant(midnight + opening.opens()),
                closes: self.instant(midnight + opening.closes()),
            })
            .filter(|open| open.opens < open.closes)
    }

    /// The openings that close after `at`, in order. Those of the dates before have closed: none
    /// closes later than the first instant of the next date.
    pub(super) fn openings_from(&self, at: DateTime<Utc>) -> impl Iterator<Item = OpenTime> {
        self.local_date(at)
            .iter_days()
            .take_while(|&date| date <= LATEST.date_naive())
            .flat_map(|date| self.openings_on(date))
            .filter(move |open| open.closes > at)
    }

    /// The openings that open before `at`, the latest first. Starts a date ahead: where the clock
    /// is set back over midnight, an evening shown again lies in the openings of the next date.
    pub(super) fn openings_until(&self, at: DateTime<Utc>) -> impl Iterator<Item = OpenTime> {
        let date = self.local_date(at);
        let dates = date.succ_opt().unwrap_or(date).iter_days().rev();
        dates
            .take_while(|&date| date >= EARLIEST.date_naive())
            .flat_map(|date| self.openings_on(date).rev())
            .filter(move |open| open.opens < at)
    }
}

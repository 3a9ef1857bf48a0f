//! Adding a span to an instant: an instant and a [`Span`] enter, the instant that lies so far away
//! leaves.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::zone::bounded;
use super::{Calendar, Span, Unit};

/// How far from its start a span is followed, in days of 24 hours (200 years). Calendar and elapsed
/// spans stay within it; business spans may only reach it in a calendar that is hardly ever open.
pub const HORIZON_DAYS: i64 = 73_050;

pub(super) const HORIZON: TimeDelta = TimeDelta::days(HORIZON_DAYS);

impl Calendar {
    /// Returns the instant `span` after `start`, or before it if the span is negative. A span of
    /// zero is `start` itself, open or not.
    ///
    /// - **Minutes and hours** are elapsed time.
    /// - **Days and weeks** keep the local time of day: in a gap, the first instant after it; in a
    ///   fold, the earlier reading.
    /// - **Business hours** use up open time, rolling over closing time and holidays. The answer is
    ///   the first instant at which they are used up: eight hours from 09:00 end at 17:00, not at
    ///   09:00 of the next day. Backwards, they end at the last such instant.
    /// - **Business days** count from `start` if that is open, or else from the next opening: Friday
    ///   18:00 and one business day is Tuesday 09:00, as is Monday 09:00 and one business day. The
    ///   answer is the same local time on the *n*-th business day that follows. If that date is not
    ///   open at that time, it is the last closing of the date before it, or the first opening if
    ///   there is none. Backwards, all of this is mirrored: a closed start counts from the closing
    ///   before it (a closing instant counts as open), and a time that is not open becomes the first
    ///   opening of the date after it, or else the last closing.
    ///
    /// The answer never decreases as the amount grows; nor as `start` grows, except that days count
    /// by the wall clock, which a fold sets back.
    #[must_use]
    pub fn add(&self, start: DateTime<Utc>, span: &Span) -> DateTime<Utc> {
        let start = bounded(start);
        let amount = span.amount();
        if amount == 0 {
            return start;
        }
        let end = match span.unit() {
            Unit::Minutes => start + TimeDelta::minutes(amount),
            Unit::Hours => start + TimeDelta::hours(amount),
            Unit::Days => self.instant(self.local(start) + TimeDelta::days(amount)),
            Unit::Weeks => self.instant(self.local(start) + TimeDelta::weeks(amount)),
            Unit::BusinessHours => self.add_open(start, TimeDelta::hours(amount)),
            Unit::BusinessDays if amount > 0 => self.business_days_after(start, amount),
            Unit::BusinessDays => self.business_days_before(start, -amount),
        };
        bounded(end)
    }

    /// Returns the first instant by which so much open time has passed since `at`; for a negative
    /// amount, the last one since which so much has passed until `at`.
    pub(super) fn add_open(&self, at: DateTime<Utc>, open: TimeDelta) -> DateTime<Utc> {
        if open < TimeDelta::zero() {
            self.go_back_open(at, -open)
        } else if open > TimeDelta::zero() {
            self.go_on_open(at, open)
        } else {
            at
        }
    }

    fn go_on_open(&self, at: DateTime<Utc>, mut left: TimeDelta) -> DateTime<Utc> {
        let limit = bounded(at + HORIZON);
        for open in self.openings_from(at).take_while(|open| open.opens < limit) {
            let from = open.opens.max(at);
            let room = open.closes - from;
            if left <= room {
                return limit.min(from + left);
            }
            left -= room;
        }
        limit
    }

    fn go_back_open(&self, at: DateTime<Utc>, mut left: TimeDelta) -> DateTime<Utc> {
        let limit = bounded(at - HORIZON);
        for open in self.openings_until(at).take_while(|open| open.closes > limit) {
            let to = open.closes.min(at);
            let room = to - open.opens;
            if left <= room {
                return limit.max(to - left);
            }
            left -= room;
        }
        limit
    }

    fn business_days_after(&self, start: DateTime<Utc>, count: i64) -> DateTime<Utc> {
        let limit = bounded(start + HORIZON);
        let last = self.local_date(limit);
        let Some(first) = self.openings_from(start).next() else {
            return limit;
        };
        let dates = first.date.iter_days().skip(1).take_while(|&date| date <= last);
        let Some(date) = self.nth_business_day(dates, count) else {
            return limit;
        };
        let wanted = self.same_time(first.opens.max(start), first.date, date);
        let mut found = None;
        for open in self.openings_on(date) {
            if wanted < open.opens {
                return limit.min(found.unwrap_or(open.opens));
            }
            found = Some(wanted.min(open.closes));
        }
        limit.min(found.unwrap_or(wanted))
    }

    fn business_days_before(&self, start: DateTime<Utc>, count: i64) -> DateTime<Utc> {
        let limit = bounded(start - HORIZON);
        let last = self.local_date(limit);
        let Some(first) = self.openings_until(start).next() else {
            return limit;
        };
        let dates = first.date.iter_days().rev().skip(1).take_while(|&date| date >= last);
        let Some(date) = self.nth_business_day(dates, count) else {
            return limit;
        };
        let wanted = self.same_time(first.closes.min(start), first.date, date);
        let mut found = None;
        for open in self.openings_on(date).rev() {
            if wanted > open.closes {
                return limit.max(found.unwrap_or(open.closes));
            }
            found = Some(wanted.max(open.opens));
        }
        limit.max(found.unwrap_or(wanted))
    }

    fn nth_business_day(&self, dates: impl Iterator<Item = NaiveDate>, count: i64) -> Option<NaiveDate> {
        let before = usize::try_from(count - 1).ok()?;
        dates.filter(|&date| self.is_business_day(date)).nth(before)
    }

    /// Returns the instant on `to` at the time of day that `at` has on `from`; 24:00 stays 24:00.
    fn same_time(&self, at: DateTime<Utc>, from: NaiveDate, to: NaiveDate) -> DateTime<Utc> {
        let time = self.local(at) - from.and_time(NaiveTime::MIN);
        self.instant(to.and_time(NaiveTime::MIN) + time)
    }
}

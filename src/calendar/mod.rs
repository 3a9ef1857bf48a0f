//! Time as an organisation keeps it: durations as people write them, the hours in which work is
//! done, holidays, zones, and clocks that stop while the other side is waited for.
//!
//! What enters are instants (always UTC), [`Span`]s such as `5 business days`, and one validated
//! [`Calendar`]; what leaves are instants, local dates and lengths of open time. Nothing here reads
//! a clock: every "now" is an argument.
//!
//! Words used throughout:
//! - *open time* (business time) is the time inside an [`Opening`] of the [`Week`], on a local date
//!   that is no holiday; it is half-open, so the closing instant itself is closed;
//! - a *business day* is a local date with some open time;
//! - a *gap* is local time that a zone skips, a *fold* is local time that it shows twice.
//!
//! Local times become instants by one rule everywhere: in a gap, the first instant after it; in a
//! fold, the earlier reading. So openings never overlap, and an opening that lies in a gap is empty.
//!
//! Two bounds keep every answer finite: instants are held to the years 0000 to 9999, and nothing is
//! looked for further than [`HORIZON_DAYS`] from where a search starts. Beyond a bound the answer is
//! the bound itself, an instant far from any due date that means something.

mod add;
mod clock;
mod fault;
mod hours;
mod open;
mod span;
mod zone;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod worked_cases;

pub use add::HORIZON_DAYS;
pub use clock::{Due, Interval, Remaining};
pub use fault::CalendarFault;
pub use hours::{Opening, OpeningError, Week};
pub use span::{MAX_AMOUNT, Span, SpanError, Unit};
pub use zone::Zone;
#[cfg(test)]
pub(crate) use zone::zone;

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};

/// The hours, holidays and zone that due dates are reckoned in. Always valid: some time of the week
/// is open, and the openings of a day are sorted and apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    zone: Zone,
    week: Week,
    holidays: BTreeMap<NaiveDate, String>,
}

impl Calendar {
    /// Returns the calendar of these hours, sorted within each day; `holidays` maps local dates
    /// on which nothing is open to their names.
    ///
    /// # Errors
    ///
    /// Returns every fault found, in the order of the week and then of the dates.
    pub fn new(
        zone: Zone,
        week: Week,
        holidays: BTreeMap<NaiveDate, String>,
    ) -> Result<Self, Vec<CalendarFault>> {
        let faults = fault::find(&week, &holidays);
        if faults.is_empty() { Ok(Self { zone, week: week.sorted(), holidays }) } else { Err(faults) }
    }

    /// Returns the calendar of a workspace that names none: Monday to Friday, 09:00 to 17:00 UTC,
    /// no holidays.
    #[must_use]
    pub fn utc_weekdays() -> Self {
        let week = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri]
            .into_iter()
            .fold(Week::default(), |week, day| week.with(day, vec![Opening::NINE_TO_FIVE]));
        Self { zone: Zone::UTC, week, holidays: BTreeMap::new() }
    }

    /// Returns the zone in which dates and hours are read.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Returns the hours of the week.
    #[must_use]
    pub fn week(&self) -> &Week {
        &self.week
    }

    /// Returns the names of the holidays by their local date.
    #[must_use]
    pub fn holidays(&self) -> &BTreeMap<NaiveDate, String> {
        &self.holidays
    }
}

//! What may be wrong with a calendar: hours and holidays enter, every fault leaves, each saying
//! symbolically where it is.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};
use thiserror::Error;

use super::{Opening, Week};

/// One fault of the hours or holidays given to [`super::Calendar::new`]. Positions count from zero,
/// in the order in which the openings of a weekday were given.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CalendarFault {
    /// An opening that closes no later than it opens.
    #[error("`{opening}` closes no later than it opens: split what crosses midnight into two days")]
    OpeningEmpty {
        /// The weekday it is listed under.
        weekday: Weekday,
        /// Its position.
        index: usize,
        /// The opening itself.
        opening: Opening,
    },
    /// An opening that overlaps one listed before it.
    #[error("`{opening}` overlaps `{other}` of the same day: join the two or part them")]
    OpeningsOverlap {
        /// The weekday both are listed under.
        weekday: Weekday,
        /// The position of the later one in the list.
        index: usize,
        /// The later one in the list.
        opening: Opening,
        /// The first one in the list that it overlaps.
        other: Opening,
    },
    /// A holiday whose name is blank.
    #[error("the holiday on {date} has no name: name it, so that a moved due date can be explained")]
    HolidayUnnamed {
        /// The date of the holiday.
        date: NaiveDate,
    },
    /// No weekday has an opening.
    #[error("no weekday has hours, so business time never passes: give at least one, such as `09:00-17:00`")]
    NeverOpen,
}

const WEEKDAYS: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

pub(super) fn find(week: &Week, holidays: &BTreeMap<NaiveDate, String>) -> Vec<CalendarFault> {
    let mut faults = Vec::new();
    for weekday in WEEKDAYS {
        let openings = week.on(weekday);
        for (index, &opening) in openings.iter().enumerate() {
            if is_empty(opening) {
                faults.push(CalendarFault::OpeningEmpty { weekday, index, opening });
            } else if let Some(&other) = openings[..index].iter().find(|&&o| overlap(o, opening)) {
                faults.push(CalendarFault::OpeningsOverlap { weekday, index, opening, other });
            }
        }
    }
    if WEEKDAYS.iter().all(|&weekday| week.on(weekday).is_empty()) {
        faults.push(CalendarFault::NeverOpen);
    }
    let unnamed = holidays.iter().filter(|(_, name)| name.trim().is_empty());
    faults.extend(unnamed.map(|(&date, _)| CalendarFault::HolidayUnnamed { date }));
    faults
}

fn is_empty(opening: Opening) -> bool {
    opening.closes() <= opening.opens()
}

/// Openings that touch (`09:00-12:00`, `12:00-17:00`) do not overlap.
fn overlap(one: Opening, other: Opening) -> bool {
    !is_empty(one) && one.opens() < other.closes() && other.opens() < one.closes()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::super::{Calendar, Zone};
    use super::*;

    fn openings(texts: &[&str]) -> Vec<Opening> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let week = Week::default()
            .with(Weekday::Mon, openings(&["13:00-17:00", "09:00-13:01", "12:00-12:00"]))
            .with(Weekday::Sun, openings(&["22:00-06:00"]));
        let date = NaiveDate::from_ymd_opt(2026, 12, 25).unwrap();
        let faults = Calendar::new(Zone::UTC, week, BTreeMap::from([(date, "  ".to_owned())])).unwrap_err();
        let at = |text: &str| text.parse::<Opening>().unwrap();
        assert_eq!(
            faults,
            [
                CalendarFault::OpeningsOverlap {
                    weekday: Weekday::Mon,
                    index: 1,
                    opening: at("09:00-13:01"),
                    other: at("13:00-17:00"),
                },
                CalendarFault::OpeningEmpty { weekday: Weekday::Mon, index: 2, opening: at("12:00-12:00") },
                CalendarFault::OpeningEmpty { weekday: Weekday::Sun, index: 0, opening: at("22:00-06:00") },
                CalendarFault::HolidayUnnamed { date },
            ]
        );
    }

    #[test]
    fn a_week_without_hours_is_never_open() {
        let faults = Calendar::new(Zone::UTC, Week::default(), BTreeMap::new()).unwrap_err();
        assert_eq!(faults, [CalendarFault::NeverOpen]);
    }

    #[test]
    fn hours_may_touch_and_come_in_any_order() {
        let week = Week::default().with(Weekday::Wed, openings(&["12:00-24:00", "00:00-12:00"]));
        let calendar = Calendar::new(Zone::UTC, week, BTreeMap::new()).unwrap();
        assert_eq!(calendar.week().on(Weekday::Wed), openings(&["00:00-12:00", "12:00-24:00"]));
    }

    #[test]
    fn the_default_week_is_valid() {
        let default = Calendar::utc_weekdays();
        let again = Calendar::new(default.zone().clone(), default.week().clone(), default.holidays().clone());
        assert_eq!(again, Ok(default));
    }
}

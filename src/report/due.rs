//! Due dates as reports hold them: in comes what was derived, out comes the same in the workspace's zone, so
//! that whoever shows it needs no calendar.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::moment::{Instant, last_day, local};
use crate::calendar::{Calendar, Remaining};
use crate::playbook::model::Anchor;
use crate::readiness;

/// When something is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum DueDate {
    /// By this instant.
    At {
        /// The first instant that is too late.
        at: Instant,
        /// The last day that is in time.
        on: NaiveDate,
    },
    /// Unknown while the clock stands still for the side that is waited for.
    Paused {
        /// Since when it stands still.
        since: Instant,
        /// What is left on the clock, in whole minutes.
        minutes_left: i64,
        /// Whether what is left is open time.
        open_time: bool,
    },
    /// Unknown until its clock starts.
    NotStarted {
        /// What starts the clock.
        anchor: String,
    },
}

impl DueDate {
    /// Takes what was derived, into the workspace's zone.
    #[must_use]
    pub fn new(due: &readiness::Due, calendar: &Calendar) -> Self {
        match due {
            readiness::Due::At(at) => DueDate::At { at: local(*at, calendar), on: last_day(*at, calendar) },
            readiness::Due::Paused { since, remaining } => {
                let (left, open_time) = match remaining {
                    Remaining::Elapsed(left) => (left, false),
                    Remaining::Open(left) => (left, true),
                };
                DueDate::Paused {
                    since: local(*since, calendar),
                    minutes_left: left.num_minutes(),
                    open_time,
                }
            }
            readiness::Due::NotStarted(anchor) => DueDate::NotStarted { anchor: told(anchor) },
        }
    }

    /// Returns the first instant that is too late, where it is known.
    #[must_use]
    pub fn at(&self) -> Option<Instant> {
        match self {
            DueDate::At { at, .. } => Some(*at),
            DueDate::Paused { .. } | DueDate::NotStarted { .. } => None,
        }
    }
}

/// Says what starts a clock.
#[must_use]
pub fn told(anchor: &Anchor) -> String {
    match anchor {
        Anchor::OnboardingStart => "start of the onboarding".to_owned(),
        Anchor::StageEntered(stage) => format!("entry into {stage}"),
        Anchor::ItemDone(item) => format!("{item} done"),
        Anchor::Signed => "signature".to_owned(),
        Anchor::Launch => "launch".to_owned(),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_by_the_end_of_a_day_is_due_on_that_day() {
        let calendar = Calendar::utc_weekdays();
        let day: NaiveDate = "2026-03-04".parse().unwrap();
        let due = readiness::Due::At(calendar.end_of_day(day));
        let at = local(calendar.end_of_day(day), &calendar);
        assert_eq!(at.to_rfc3339(), "2026-03-05T00:00:00+00:00");
        assert_eq!(DueDate::new(&due, &calendar), DueDate::At { at, on: day });
    }
}

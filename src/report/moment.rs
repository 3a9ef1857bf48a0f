//! Instants as reports hold them: in come instants and the workspace's calendar, out come the same in its
//! zone, so that whoever shows them needs no calendar.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use crate::calendar::{Calendar, Remaining};
use crate::playbook::model::Anchor;
use crate::readiness;

/// An instant with the offset that the workspace's zone has then.
pub type Local = DateTime<FixedOffset>;

/// Returns an instant as the clocks of the workspace show it.
#[must_use]
pub fn local(calendar: &Calendar, at: DateTime<Utc>) -> Local {
    at.with_timezone(&calendar.zone()).fixed_offset()
}

/// When something is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum DueDate {
    /// By this instant.
    At {
        /// The first instant that is too late.
        at: Local,
        /// The last day that is in time.
        on: NaiveDate,
    },
    /// Unknown while the clock stands still for the side that is waited for.
    Paused {
        /// Since when it stands still.
        since: Local,
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
            readiness::Due::At(at) => {
                DueDate::At { at: local(calendar, *at), on: calendar.local_date(*at - TimeDelta::seconds(1)) }
            }
            readiness::Due::Paused { since, remaining } => {
                let (left, open_time) = match remaining {
                    Remaining::Elapsed(left) => (left, false),
                    Remaining::Open(left) => (left, true),
                };
                DueDate::Paused {
                    since: local(calendar, *since),
                    minutes_left: left.num_minutes(),
                    open_time,
                }
            }
            readiness::Due::NotStarted(anchor) => DueDate::NotStarted { anchor: told(anchor) },
        }
    }

    /// Returns the first instant that is too late, where it is known.
    #[must_use]
    pub fn at(&self) -> Option<Local> {
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
        let at = local(&calendar, calendar.end_of_day(day));
        assert_eq!(at.to_rfc3339(), "2026-03-05T00:00:00+00:00");
        assert_eq!(DueDate::new(&due, &calendar), DueDate::At { at, on: day });
    }
}

//! Clocks with pauses: a start, a [`Span`] and the intervals in which the clock stood still enter;
//! when it runs out leaves, or what is left on it while it stands.

use chrono::{DateTime, TimeDelta, Utc};

use super::zone::bounded;
use super::{Calendar, Span};

/// A stretch of time in which a clock stands still, half-open. One that ends no later than it
/// begins is empty and stops nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// The first instant of the pause.
    pub from: DateTime<Utc>,
    /// The instant at which the clock runs again; none while the pause lasts.
    pub to: Option<DateTime<Utc>>,
}

/// When a clock runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// At this instant.
    At(DateTime<Utc>),
    /// Unknown until the clock runs again.
    Paused {
        /// Since when it stands still: the start of the pause or, if that is later, of the clock.
        since: DateTime<Utc>,
        /// What is left on it.
        remaining: Remaining,
    },
}

impl Due {
    /// Returns the instant, if the clock is not standing still.
    #[must_use]
    pub fn at(&self) -> Option<DateTime<Utc>> {
        match *self {
            Self::At(at) => Some(at),
            Self::Paused { .. } => None,
        }
    }
}

/// What is left on a paused clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remaining {
    /// Elapsed time, for minutes, hours, days and weeks.
    Elapsed(TimeDelta),
    /// Open time, for business hours and business days.
    Open(TimeDelta),
}

impl Calendar {
    /// Returns when a clock of `span`, started at `start`, runs out, if it stands still during the
    /// `pauses`. These may overlap and come in any order; what lies before `start`, or begins at or
    /// after the instant at which the clock has run out, counts for nothing.
    ///
    /// Without pauses the answer is [`Calendar::add`]. Each pause moves it on by what the pause
    /// took from the clock: for minutes, hours, days and weeks the elapsed time of the pause, for
    /// business hours and business days the *open* time of the pause, so that a pause over a weekend
    /// moves nothing. Moved business time ends where it is used up, at closing time rather than
    /// at the next opening.
    ///
    /// A negative or zero span looks back from its anchor and holds no time to use up: its pauses
    /// are ignored.
    ///
    /// A pause counts whole. To ask as of an instant, cut the pauses to what was known then.
    #[must_use]
    pub fn add_with_pauses(&self, start: DateTime<Utc>, span: &Span, pauses: &[Interval]) -> Due {
        let mut due = self.add(start, span);
        if span.amount() <= 0 {
            return Due::At(due);
        }
        let is_business = span.unit().is_business();
        for pause in apart(bounded(start), pauses) {
            if pause.from >= due {
                break;
            }
            let since = pause.from;
            let Some(to) = pause.to else {
                let remaining = if is_business {
                    Remaining::Open(self.open_between(since, due))
                } else {
                    Remaining::Elapsed(due - since)
                };
                return Due::Paused { since, remaining };
            };
            due = if is_business {
                self.add_open(due, self.open_between(since, to))
            } else {
                bounded(due + (to - since))
            };
        }
        Due::At(due)
    }
}

/// Returns the pauses cut to what lies after `start`, sorted, with those that touch joined.
fn apart(start: DateTime<Utc>, pauses: &[Interval]) -> Vec<Interval> {
    let mut sorted: Vec<Interval> = pauses
        .iter()
        .map(|pause| Interval { from: bounded(pause.from).max(start), to: pause.to.map(bounded) })
        .filter(|pause| pause.to.is_none_or(|to| pause.from < to))
        .collect();
    sorted.sort_by_key(|pause| pause.from);
    let mut joined: Vec<Interval> = Vec::with_capacity(sorted.len());
    for pause in sorted {
        match joined.last_mut() {
            Some(last) if last.to.is_none_or(|to| pause.from <= to) => {
                last.to = last.to.zip(pause.to).map(|(one, other)| one.max(other));
            }
            _ => joined.push(pause),
        }
    }
    joined
}

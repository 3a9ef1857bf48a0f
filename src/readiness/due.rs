//! When an item is due: in come the rule of the playbook and what has happened, out comes an
//! instant, or why there is none yet.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Facts, waiting};
use crate::calendar::{Due as ClockDue, Interval, Remaining, Span, Unit};
use crate::partner::{Finding, ItemState, Status};
use crate::playbook::id::Id;
use crate::playbook::model::{Anchor, DueRule, Item};

/// When an item is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// At this instant.
    At(DateTime<Utc>),
    /// Not known while the clock stands still for the side that is waited for.
    Paused {
        /// Since when it stands still.
        since: DateTime<Utc>,
        /// What is left on it.
        remaining: Remaining,
    },
    /// Not known until the anchor happens: this one.
    NotStarted(Anchor),
}

impl Due {
    /// Returns the instant, where it is known.
    #[must_use]
    pub fn at(&self) -> Option<DateTime<Utc>> {
        match self {
            Due::At(at) => Some(*at),
            Due::Paused { .. } | Due::NotStarted(_) => None,
        }
    }
}

/// An anchor that happened: at an instant, or on a day of which no hour is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    At(DateTime<Utc>),
    On(NaiveDate),
}

/// What was reckoned for one partner: many items count the same time from the same anchor.
#[derive(Default)]
pub(super) struct Reckoned(Vec<(Start, Span, Due)>);

/// Returns when an item is due; none where the playbook does not say. `state` is what was recorded of it.
pub(super) fn due(
    facts: Facts<'_>,
    item: &Item,
    state: Option<&ItemState>,
    reckoned: &mut Reckoned,
) -> Option<Due> {
    match item.due.as_ref()? {
        DueRule::Date(date) => Some(Due::At(facts.calendar.end_of_day(*date))),
        DueRule::After { anchor, plus, pauses_on } => Some(match start(facts, anchor) {
            None => Due::NotStarted(anchor.clone()),
            Some(start) => {
                let waits = state.map_or(&[][..], |state| &state.waits);
                let pauses =
                    pauses_on.map(|side| waiting::pauses(waits, side, facts.now)).unwrap_or_default();
                if !pauses.is_empty() {
                    return Some(reckon(facts, start, plus, &pauses));
                }
                if let Some((.., due)) =
                    reckoned.0.iter().find(|(from, by, _)| (*from, *by) == (start, *plus))
                {
                    return Some(due.clone());
                }
                let due = reckon(facts, start, plus, &[]);
                reckoned.0.push((start, *plus, due.clone()));
                due
            }
        }),
    }
}

fn reckon(facts: Facts<'_>, start: Start, plus: &Span, pauses: &[Interval]) -> Due {
    let from = match start {
        Start::At(at) => at,
        Start::On(date) => from_day(facts, date, plus),
    };
    match facts.calendar.add_with_pauses(from, plus, pauses) {
        ClockDue::Paused { since, remaining } => Due::Paused { since, remaining },
        ClockDue::At(at) => Due::At(match start {
            Start::On(_) if in_days(plus) && pauses.is_empty() => end_of_that_day(facts, at),
            Start::On(_) if in_days(plus) => end_of_that_day(facts, unless_closed(facts, at, from, plus)),
            Start::At(_) | Start::On(_) => at,
        }),
    }
}

/// Where a clock that counts from a day starts: with the day, or, where it counts business time
/// backward, with its end, so that the day's own open time counts.
fn from_day(facts: Facts<'_>, date: NaiveDate, plus: &Span) -> DateTime<Utc> {
    if plus.amount() < 0 && plus.unit().is_business() {
        facts.calendar.end_of_day(date)
    } else {
        facts.calendar.start_of_day(date)
    }
}

/// Days after a day are due by the end of that day: nobody knows an hour.
fn in_days(plus: &Span) -> bool {
    matches!(plus.unit(), Unit::Days | Unit::Weeks | Unit::BusinessDays)
}

/// A clock that was moved on by pauses runs out at closing time, where one that was not runs out at the
/// next opening: the same moment of business time, and the later one names the day.
fn unless_closed(facts: Facts<'_>, at: DateTime<Utc>, from: DateTime<Utc>, plus: &Span) -> DateTime<Utc> {
    let was_moved = at != facts.calendar.add(from, plus);
    if was_moved && plus.unit().is_business() { facts.calendar.next_open(at) } else { at }
}

fn end_of_that_day(facts: Facts<'_>, at: DateTime<Utc>) -> DateTime<Utc> {
    facts.calendar.end_of_day(facts.calendar.local_date(at))
}

fn start(facts: Facts<'_>, anchor: &Anchor) -> Option<Start> {
    let partner = facts.partner;
    match anchor {
        Anchor::OnboardingStart => Some(Start::On(partner.start)),
        Anchor::Signed => partner.signed.map(Start::On),
        Anchor::Launch => partner.launch.map(Start::On),
        Anchor::StageEntered(stage) => entered(facts, stage).map(Start::At),
        Anchor::ItemDone(item) => {
            let done = partner.items.get(item).filter(|state| state.status == Status::Done);
            let decided = facts.playbook.item(item).is_some_and(Item::is_decided_by_check);
            let passed = partner.checks.get(item).filter(|last| decided && last.outcome == Finding::Passed);
            done.map(|state| state.since).or(passed.map(|last| last.on)).map(Start::At)
        }
    }
}

fn entered(facts: Facts<'_>, stage: &Id) -> Option<DateTime<Utc>> {
    facts.partner.stages.get(stage).map(|stage| stage.entered)
}

//! How long an evaluation holds: in come facts and what was derived of them, out comes the first later instant at
//! which something of it may be otherwise.

use chrono::{DateTime, Days, Utc};

use super::check;
use super::criterion::leaves;
use super::evidence::lapses;
use super::gate::soak_over;
use super::rehearsal::rehearsal;
use super::{Evaluation, Facts};
use crate::calendar::Calendar;
use crate::partner::Status;

/// Returns the instant until which, and not longer, the same facts at a later moment are sure to give the same
/// evaluation: all of it but its moment, and how long each side was waited for. It may be too early, never too late.
#[must_use]
pub fn holds_until(facts: Facts<'_>, evaluation: &Evaluation<'_>) -> DateTime<Utc> {
    let Facts { playbook, partner, calendar, now, .. } = facts;
    let mut until = DateTime::<Utc>::MAX_UTC;
    let mut changes_at = |at: DateTime<Utc>| {
        if at > now {
            until = until.min(at);
        }
    };
    for item in &evaluation.items {
        if item.is_open()
            && let Some(due) = item.due.as_ref().and_then(super::Due::at)
        {
            changes_at(due);
        }
        let state = partner.items.get(&item.item.address);
        if item.evidence_lapses.is_some()
            && let Some(state) = state.filter(|state| state.status == Status::Done)
        {
            let given =
                item.item.evidence.iter().filter_map(|rule| Some((rule, state.evidence.get(&rule.id)?)));
            given.filter_map(|(rule, given)| lapses(rule, given, calendar)).for_each(&mut changes_at);
        }
        if let Some(from) = item.item.effective_from {
            beginnings(calendar, from, now).into_iter().for_each(&mut changes_at);
        }
    }
    // Looked at from the past, a wait had not begun or ended yet.
    for wait in partner.items.values().flat_map(|state| &state.waits) {
        changes_at(wait.from);
        wait.to.into_iter().for_each(&mut changes_at);
    }
    for waiver in &evaluation.waivers {
        changes_at(waiver.lapses);
    }
    for item in playbook.items().filter(|item| partner.checks.contains_key(&item.address)) {
        let standing = check::standing(facts, item);
        standing.and_then(|standing| standing.lapses()).into_iter().for_each(&mut changes_at);
    }
    for criterion in playbook.stages.iter().flat_map(|stage| &stage.criteria) {
        let after = |day: chrono::NaiveDate| day.checked_add_days(Days::new(1));
        let changes = [criterion.effective_from, criterion.effective_until.and_then(after)];
        for date in changes.into_iter().flatten() {
            beginnings(calendar, date, now).into_iter().for_each(&mut changes_at);
        }
        if let Some(observation) = partner.checks.get(&criterion.of) {
            leaves(calendar, criterion, observation).for_each(&mut changes_at);
        }
    }
    for id in partner.rehearsals.keys() {
        let standing = playbook.stage(id.as_str()).and_then(|stage| rehearsal(facts, stage));
        standing.and_then(|standing| standing.lapses()).into_iter().for_each(&mut changes_at);
    }
    for (id, state) in &partner.stages {
        if let Some(stage) = playbook.stage(id.as_str()) {
            soak_over(facts, stage).into_iter().for_each(&mut changes_at);
        }
        if let Some(decision) = &state.overridden {
            changes_at(calendar.end_of_day(decision.until));
        }
    }
    until
}

/// The instants at which a local date may begin. Where the clock is set back over midnight, a date begins, is
/// over, and begins again: nothing said between holds for longer than that.
fn beginnings(calendar: &Calendar, date: chrono::NaiveDate, now: DateTime<Utc>) -> [DateTime<Utc>; 2] {
    let first = calendar.start_of_day(date);
    let last = date.checked_sub_days(Days::new(1)).map_or(first, |before| calendar.end_of_day(before));
    let between = (first..last).contains(&now);
    [first, if between { now + chrono::TimeDelta::seconds(1) } else { last }]
}

//! Partners move between stages: forward through a gate, or past it by a recorded decision; and back.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::actor::CHAMPION;
use super::note::sentence;
use super::{Circumstances, Refusal, rehearsal};
use crate::partner::{ItemState, Override, Partner, Ruling, StageState, Status, Took};
use crate::playbook::id::{Id, ItemRef};
use crate::playbook::model::{Item, Stage};
use crate::readiness::{Facts, Verdict, evaluate, gate};

/// The longest an override may hold, in days: longer than that it is no exception.
const LONGEST_OVERRIDE: u64 = 90;

/// The partner enters the next stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promote {
    /// The stage it leaves: the one it was in when the change was made.
    pub from: Id,
    /// The stage it enters: the next one.
    pub to: Id,
    /// Whether a `conditional_go` is enough.
    pub allow_conditions: bool,
    /// The decision to go although the gate does not say so.
    #[serde(default, rename = "override", skip_serializing_if = "Option::is_none")]
    pub overriding: Option<Overriding>,
}

/// The decision to go although the gate does not say so; the actor is who decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overriding {
    /// Why.
    pub reason: String,
    /// The last day it holds.
    pub until: NaiveDate,
}

/// The partner falls back to an earlier stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rollback {
    /// The stage it leaves: the one it was in when the change was made.
    pub from: Id,
    /// The stage it falls back to.
    pub to: Id,
    /// Why.
    pub reason: String,
    /// What of the playbook's plan made it due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Id>,
    /// How long each step of the plan took, in order; empty where it was not followed step by step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub took: Vec<Took>,
}

pub(super) fn promote(
    state: &mut Partner,
    promote: &Promote,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    let Circumstances { playbook, calendar, actor, at } = circumstances;
    let stage = current(state, &promote.from, circumstances)?;
    let next = next(circumstances, stage).ok_or_else(|| Refusal::NoFurther(stage.id.clone(), "last"))?;
    if next.id != promote.to {
        return Err(Refusal::Text(format!(
            "after `{}` comes `{}`, not `{}`: stages are entered in order",
            stage.id, next.id, promote.to
        )));
    }
    actor.demand(&approvers(stage), state, &format!("promote out of `{}`", stage.id))?;
    check_time(state, stage, circumstances)?;
    check_grounds(state, stage, circumstances)?;
    let facts = Facts { playbook, partner: state, calendar, now: at, lookup: None };
    let gate = gate::judge(facts, &evaluate(facts), stage);
    let goes = match gate.verdict {
        Verdict::ConditionalGo => promote.allow_conditions,
        verdict => verdict.is_go(),
    };
    let overridden = match &promote.overriding {
        None if goes => None,
        None => return Err(Refusal::Gate(Box::new(gate))),
        Some(_) if goes => return Err(Refusal::NothingToOverride(stage.id.clone())),
        Some(overriding) => Some(decide(overriding, circumstances)?),
    };
    let (left, entered) = (stage.id.clone(), next.id.clone());
    if let Some(stage) = state.stages.get_mut(&left) {
        stage.left = Some(at);
        stage.overridden = overridden;
    }
    enter(state, &entered, circumstances);
    Ok(())
}

fn decide(overriding: &Overriding, circumstances: Circumstances<'_>) -> Result<Override, Refusal> {
    let Circumstances { calendar, actor, at, .. } = circumstances;
    sentence("reason", &overriding.reason)?;
    let today = calendar.local_date(at);
    let latest = today.checked_add_days(Days::new(LONGEST_OVERRIDE)).unwrap_or(today);
    if !(today..=latest).contains(&overriding.until) {
        return Err(Refusal::Text(format!("an override must end between {today} and {latest}")));
    }
    Ok(Override {
        on: at,
        by: actor.email.clone(),
        reason: overriding.reason.clone(),
        until: overriding.until,
    })
}

pub(super) fn rollback(
    state: &mut Partner,
    rollback: &Rollback,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    let Circumstances { playbook, actor, at, .. } = circumstances;
    sentence("reason", &rollback.reason)?;
    let stage = current(state, &rollback.from, circumstances)?;
    let index = |id: &Id| playbook.stage_index(id.as_str());
    let Some(to) = index(&rollback.to) else {
        return Err(Refusal::NoStage { playbook: playbook.id.clone(), stage: rollback.to.clone() });
    };
    if index(&stage.id).is_none_or(|from| to >= from) {
        return Err(Refusal::NotEarlier { from: stage.id.clone(), to: rollback.to.clone() });
    }
    actor.demand(&approvers(stage), state, &format!("roll back out of `{}`", stage.id))?;
    check_time(state, stage, circumstances)?;
    rehearsal::check_trigger(stage, rollback.trigger.as_ref())?;
    rehearsal::in_earnest(state, stage, &rollback.took, circumstances)?;
    // What was entered since, and what was signed there, no longer stands; each stage that is undone
    // reopens what the playbook says.
    for undone in &playbook.stages[to..] {
        state.stages.remove(&undone.id);
    }
    let from = index(&stage.id).unwrap_or(to);
    for address in playbook.stages[to + 1..=from].iter().flat_map(|undone| &undone.rollback.reopens) {
        state.checks.remove(address);
        if let Some(item) = state.items.get_mut(address).filter(|item| item.status == Status::Done) {
            *item = ItemState {
                status: Status::Todo,
                since: at.max(item.since),
                by: actor.email.clone(),
                on_behalf_of: None,
                reason: Some(format!("rolled back to {}", rollback.to)),
                waits: std::mem::take(&mut item.waits),
                evidence: BTreeMap::new(),
            };
        }
    }
    // Nor does what was checked there: it is what led here.
    let is_undone = |item: &ItemRef| {
        let stage = playbook.item(item).and_then(|item| index(&item.stage));
        stage.is_some_and(|stage| (to + 1..=from).contains(&stage))
    };
    state.checks.retain(|item, _| !is_undone(item));
    enter(state, &rollback.to, circumstances);
    Ok(())
}

fn enter(state: &mut Partner, stage: &Id, circumstances: Circumstances<'_>) {
    state.stage = stage.clone();
    let mut entered = StageState::entered(circumstances.at);
    let limits = circumstances.playbook.stage(stage.as_str()).map(|stage| &stage.limits);
    entered.limits.extend(limits.into_iter().flatten().cloned());
    state.stages.insert(stage.clone(), entered);
}

/// The stage the partner is in, if that is still the one the change starts from: a change that is
/// applied again on another state must not skip a stage.
fn current<'a>(state: &Partner, from: &Id, circumstances: Circumstances<'a>) -> Result<&'a Stage, Refusal> {
    let playbook = circumstances.playbook;
    if state.stage != *from {
        return Err(Refusal::Nothing(format!("the partner has left `{from}`, and is in `{}`", state.stage)));
    }
    playbook
        .stage(from.as_str())
        .ok_or_else(|| Refusal::NoStage { playbook: playbook.id.clone(), stage: from.clone() })
}

fn next<'a>(circumstances: Circumstances<'a>, stage: &Stage) -> Option<&'a Stage> {
    let stages = &circumstances.playbook.stages;
    stages.iter().position(|each| each.id == stage.id).and_then(|index| stages.get(index + 1))
}

/// Who may move a partner out of a stage: its approver, or the champion where none is named.
fn approvers(stage: &Stage) -> Vec<Id> {
    stage.approver.clone().or_else(|| CHAMPION.parse().ok()).into_iter().collect()
}

fn check_time(state: &Partner, stage: &Stage, circumstances: Circumstances<'_>) -> Result<(), Refusal> {
    let entered = state.stages.get(&stage.id).map(|entered| entered.entered);
    match entered.filter(|entered| circumstances.at < *entered) {
        None => Ok(()),
        Some(entered) => Err(Refusal::Time(format!(
            "`{}` was entered on {}, so it cannot have been left before",
            stage.id,
            entered.format("%Y-%m-%d %H:%M UTC")
        ))),
    }
}

/// The gate is judged by what is recorded, so a promotion cannot have happened before what it rests on.
fn check_grounds(state: &Partner, stage: &Stage, circumstances: Circumstances<'_>) -> Result<(), Refusal> {
    let Circumstances { playbook, at, .. } = circumstances;
    let index = |id: &Id| playbook.stage_index(id.as_str());
    let counts = |item: &&Item| item.blocking && index(&item.stage) <= index(&stage.id);
    let done = playbook.items().filter(counts).filter_map(|item| {
        let state = state.items.get(&item.address)?;
        let shown = state.evidence.values().map(|evidence| evidence.on).max();
        Some((item.address.to_string(), shown.map_or(state.since, |shown| shown.max(state.since))))
    });
    let ruled = playbook.items().filter(counts).filter_map(|item| {
        let decision = state.waivers.get(&item.address)?.decision.as_ref()?;
        let approved = decision.ruling == Ruling::Approved;
        approved.then(|| (format!("waiver of {}", item.address), decision.on))
    });
    let signed = state.stages.get(&stage.id).into_iter().flat_map(|stage| &stage.sign_offs);
    let signed = signed.map(|(role, sign_off)| (format!("sign-off {role}"), sign_off.on));
    let is_asked = |item: &&Item| stage.criteria.iter().any(|criterion| criterion.of == item.address);
    let checked = playbook.items().filter(|item| counts(item) || is_asked(item)).filter_map(|item| {
        let last = state.checks.get(&item.address).filter(|_| item.check.is_some())?;
        Some((format!("check of {}", item.address), last.on))
    });
    let based = stage.criteria.iter().filter(|criterion| criterion.of_baseline).filter_map(|criterion| {
        Some((format!("baseline of {}", criterion.of), state.baselines.get(&criterion.of)?.on))
    });
    let rehearsed = state.rehearsals.get(&stage.id).filter(|_| stage.rollback.plan.is_some());
    let rehearsed = rehearsed.map(|rehearsal| (format!("rehearsal of {}", stage.id), rehearsal.on));
    match done
        .chain(ruled)
        .chain(signed)
        .chain(checked)
        .chain(based)
        .chain(rehearsed)
        .max_by_key(|(_, on)| *on)
        .filter(|(_, on)| at < *on)
    {
        None => Ok(()),
        Some((what, on)) => Err(Refusal::Time(format!(
            "`{what}` was recorded as of {}, so its gate cannot have been passed before",
            on.format("%Y-%m-%d %H:%M UTC")
        ))),
    }
}

//! The rollback plan of a stage is gone through, in rehearsal: recorded with how long each step took, bound to the
//! plan as it is.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::actor::CHAMPION;
use super::note::{line, sentence};
use super::{Circumstances, Refusal};
use crate::partner::{Partner, Rehearsal, Took};
use crate::playbook::digest::plan_digest;
use crate::playbook::id::Id;
use crate::playbook::model::{Rollback, RollbackPlan, Side, Stage};

/// A rollback is rehearsed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rehearse {
    /// The stage whose rollback it is.
    pub stage: Id,
    /// How long each step took, in order; where one failed, up to that one.
    pub took: Vec<Took>,
    /// What failed in the last of these steps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
    /// Where more of it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

pub(super) fn rehearse(
    state: &mut Partner,
    rehearse: &Rehearse,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    let Circumstances { playbook, actor, .. } = circumstances;
    let no_stage = || Refusal::NoStage { playbook: playbook.id.clone(), stage: rehearse.stage.clone() };
    let stage = playbook.stage(rehearse.stage.as_str()).ok_or_else(no_stage)?;
    let plan = plan(stage)?;
    let mut roles: Vec<Id> = CHAMPION.parse().into_iter().collect();
    // Of the partner's people, nobody commits: the champion records what they did.
    if playbook.side(plan.owner.as_str()) == Side::Platform && !roles.contains(&plan.owner) {
        roles.insert(0, plan.owner.clone());
    }
    actor.demand(&roles, state, &format!("record a rehearsal of the rollback of `{}`", stage.id))?;
    if let Some(failed) = &rehearse.failed {
        sentence("reason why it failed", failed)?;
    }
    if let Some(reference) = &rehearse.reference {
        line("reference", reference)?;
    }
    let Rehearse { took, failed, reference, .. } = rehearse.clone();
    keep(state, stage, Gone { in_earnest: false, took, failed, reference }, circumstances)
}

/// Records that the plan of a stage was followed in earnest.
pub(super) fn in_earnest(
    state: &mut Partner,
    stage: &Stage,
    took: &[Took],
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    if took.is_empty() {
        return Ok(());
    }
    let gone = Gone { in_earnest: true, took: took.to_vec(), failed: None, reference: None };
    keep(state, stage, gone, circumstances)
}

/// How a plan was gone through.
struct Gone {
    in_earnest: bool,
    took: Vec<Took>,
    failed: Option<String>,
    reference: Option<String>,
}

fn keep(
    state: &mut Partner,
    stage: &Stage,
    gone: Gone,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    let plan = plan(stage)?;
    let Gone { in_earnest, took, failed, reference } = gone;
    check_steps(stage, plan, &took, failed.is_some())?;
    check_order(state, stage, circumstances.at)?;
    let (on, by) = (circumstances.at, circumstances.actor.email.clone());
    let plan = plan_digest(&stage.rollback, plan);
    let rehearsal = Rehearsal { on, by, plan, in_earnest, took, failed, reference };
    state.rehearsals.insert(stage.id.clone(), rehearsal);
    Ok(())
}

/// What is kept is the latest.
fn check_order(state: &Partner, stage: &Stage, at: DateTime<Utc>) -> Result<(), Refusal> {
    match state.rehearsals.get(&stage.id).filter(|there| there.on > at) {
        None => Ok(()),
        Some(later) => Err(Refusal::Time(format!(
            "the rollback of `{}` was rehearsed on {}, after that",
            stage.id,
            later.on.format("%Y-%m-%d %H:%M UTC")
        ))),
    }
}

/// Checks that a trigger is one of the plan's.
pub(super) fn check_trigger(stage: &Stage, trigger: Option<&Id>) -> Result<(), Refusal> {
    let Some(trigger) = trigger else { return Ok(()) };
    let known = |plan: &RollbackPlan| plan.triggers.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
    match &stage.rollback {
        Rollback { plan: Some(plan), .. } if plan.trigger(trigger.as_str()).is_some() => Ok(()),
        Rollback { plan, .. } => Err(Refusal::NoTrigger {
            stage: stage.id.clone(),
            trigger: trigger.clone(),
            known: plan.as_ref().map(known).unwrap_or_default(),
        }),
    }
}

fn plan(stage: &Stage) -> Result<&RollbackPlan, Refusal> {
    stage.rollback.plan.as_ref().ok_or_else(|| Refusal::NoRollbackPlan(stage.id.clone()))
}

fn check_steps(stage: &Stage, plan: &RollbackPlan, took: &[Took], has_failed: bool) -> Result<(), Refusal> {
    let steps = plan.steps.len();
    let fits = if has_failed { (1..=steps).contains(&took.len()) } else { took.len() == steps };
    if fits {
        return Ok(());
    }
    let asked = if has_failed {
        format!("give one for each of its {steps} steps up to the one that failed")
    } else {
        format!("give one for each of its {steps} steps, in order")
    };
    let counted = if took.len() == 1 { "1 time was" } else { &format!("{} times were", took.len()) };
    Err(Refusal::Text(format!("the rollback of `{}` was timed wrongly: {counted} given; {asked}", stage.id)))
}

//! Where the rehearsal of a rollback stands: in come the facts and a stage that asks for one; out comes whether one
//! holds, and until when.

use chrono::{DateTime, Utc};

use super::Facts;
use crate::calendar::Span;
use crate::partner::{Rehearsal, Took};
use crate::playbook::digest::plan_digest;
use crate::playbook::model::{RollbackPlan, Stage};

/// Where a rehearsal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RehearsalStanding<'a> {
    /// There was none.
    Never,
    /// It followed another plan.
    OtherPlan(&'a Rehearsal),
    /// A step failed: its place, from 1, and why.
    Failed(&'a Rehearsal, usize, &'a str),
    /// A step took longer than it may: its place, from 1, how long it took and may take.
    Slow(&'a Rehearsal, usize, Took, Span),
    /// It is too long ago since an instant.
    Lapsed(&'a Rehearsal, DateTime<Utc>),
    /// It holds until an instant.
    Holds(&'a Rehearsal, DateTime<Utc>),
}

impl RehearsalStanding<'_> {
    /// Returns when it lapses or has lapsed, where nothing but time takes it away.
    #[must_use]
    pub fn lapses(&self) -> Option<DateTime<Utc>> {
        match self {
            RehearsalStanding::Lapsed(_, at) | RehearsalStanding::Holds(_, at) => Some(*at),
            _ => None,
        }
    }
}

/// Returns where the rehearsal of a stage's rollback stands; none where its gate asks for none.
#[must_use]
pub fn rehearsal<'a>(facts: Facts<'a>, stage: &'a Stage) -> Option<RehearsalStanding<'a>> {
    let plan = stage.rollback.plan.as_ref()?;
    let valid_for = plan.rehearsal?;
    let Some(rehearsal) = facts.partner.rehearsals.get(&stage.id) else {
        return Some(RehearsalStanding::Never);
    };
    let is_same = match facts.lookup {
        Some(lookup) => lookup.plan_digest(facts.playbook, stage.id.as_str()) == Some(&rehearsal.plan),
        None => plan_digest(&stage.rollback, plan) == rehearsal.plan,
    };
    // Less than the whole plan is not what was asked for.
    let is_whole = rehearsal.failed.is_some() || rehearsal.took.len() == plan.steps.len();
    Some(if !is_same || !is_whole {
        RehearsalStanding::OtherPlan(rehearsal)
    } else if let Some(why) = &rehearsal.failed {
        RehearsalStanding::Failed(rehearsal, rehearsal.took.len(), why)
    } else if let Some((place, took, within)) = slow(plan, rehearsal) {
        RehearsalStanding::Slow(rehearsal, place, took, within)
    } else {
        let lapses = facts.calendar.add(rehearsal.on, &valid_for);
        if facts.now >= lapses {
            RehearsalStanding::Lapsed(rehearsal, lapses)
        } else {
            RehearsalStanding::Holds(rehearsal, lapses)
        }
    })
}

/// Returns the first step that took longer than it may.
fn slow(plan: &RollbackPlan, rehearsal: &Rehearsal) -> Option<(usize, Took, Span)> {
    let timed = plan.steps.iter().zip(&rehearsal.took).enumerate();
    timed.into_iter().find_map(|(index, (step, took))| {
        let within = step.within?;
        (i64::from(took.seconds()) > within.seconds()?).then_some((index + 1, *took, within))
    })
}

//! Rollbacks: the plan of a stage, and the last time a partner's was gone through. Enter: a stage of a playbook, and
//! a partner; leave: plain values.

use schemars::JsonSchema;
use serde::Serialize;

use super::moment::{Instant, local};
use crate::calendar::Calendar;
use crate::partner::Partner;
use crate::playbook::id::Id;
use crate::playbook::model::{Playbook, Rollback, Stage};

/// How a stage is rolled back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RollbackAsked {
    /// The stage it leads to; none where the playbook leaves it to the one before.
    pub to: Option<String>,
    /// The role that decides on it and leads it.
    pub owner: String,
    /// What makes it due.
    pub triggers: Vec<TriggerNote>,
    /// What is done, in this order.
    pub steps: Vec<StepAsked>,
    /// How long a rehearsal holds; none where the gate asks for none.
    pub rehearsal_valid_for: Option<String>,
}

/// What makes a rollback due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TriggerNote {
    /// Its id.
    pub id: String,
    /// What it is.
    pub text: String,
}

/// A step of a rollback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StepAsked {
    /// What is done.
    pub deed: String,
    /// The role that does it.
    pub by: String,
    /// How long it may take.
    pub within: Option<String>,
}

/// The last time that the plan of a stage was gone through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RehearsalNote {
    /// The stage.
    pub stage: String,
    /// When.
    pub on: Instant,
    /// Who recorded it: an e-mail.
    pub by: String,
    /// Whether the partner was rolled back in earnest.
    pub in_earnest: bool,
    /// How long each step took, in order, in seconds.
    pub seconds: Vec<u32>,
    /// What failed in the last of these steps.
    pub failed: Option<String>,
    /// Where more of it can be read.
    pub reference: Option<String>,
}

impl RollbackAsked {
    /// Tells the plan of a rollback, where there is one.
    pub(super) fn of(rollback: &Rollback) -> Option<Self> {
        let plan = rollback.plan.as_ref()?;
        let trigger = |(id, text): &(Id, String)| TriggerNote { id: id.to_string(), text: text.clone() };
        Some(RollbackAsked {
            to: rollback.to.as_ref().map(ToString::to_string),
            owner: plan.owner.to_string(),
            triggers: plan.triggers.iter().map(trigger).collect(),
            steps: plan
                .steps
                .iter()
                .map(|step| StepAsked {
                    deed: step.deed.clone(),
                    by: step.by.to_string(),
                    within: step.within.map(|span| span.to_string()),
                })
                .collect(),
            rehearsal_valid_for: plan.rehearsal.map(|span| span.to_string()),
        })
    }
}

/// Tells the rehearsals of a partner, in the order of the playbook's stages.
pub(super) fn rehearsals(partner: &Partner, playbook: &Playbook, calendar: &Calendar) -> Vec<RehearsalNote> {
    let note = |stage: &Stage| {
        let rehearsal = partner.rehearsals.get(&stage.id)?;
        Some(RehearsalNote {
            stage: stage.id.to_string(),
            on: local(rehearsal.on, calendar),
            by: rehearsal.by.clone(),
            in_earnest: rehearsal.in_earnest,
            seconds: rehearsal.took.iter().map(|took| took.seconds()).collect(),
            failed: rehearsal.failed.clone(),
            reference: rehearsal.reference.clone(),
        })
    };
    playbook.stages.iter().filter_map(note).collect()
}

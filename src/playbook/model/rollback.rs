//! How a stage is rolled back, as the playbook has it.

use crate::calendar::Span;
use crate::playbook::id::{Id, ItemRef};

/// What a rollback out of a stage does.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Rollback {
    /// The stage it leads to; the one before where not said. Always an earlier one.
    pub to: Option<Id>,
    /// The items it reopens, resolved from items, checklists and tags; sorted.
    pub reopens: Vec<ItemRef>,
    /// How it is done; none where the playbook leaves that to people.
    pub plan: Option<RollbackPlan>,
}

/// How a rollback is done.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct RollbackPlan {
    /// The role that decides on it and leads it.
    pub owner: Id,
    /// What makes it due, in one line each, in the order of the file.
    pub triggers: Vec<(Id, String)>,
    /// What is done, in this order; one step at least.
    pub steps: Vec<RollbackStep>,
    /// How long a rehearsal holds, where the gate of the stage asks for one.
    pub rehearsal: Option<Span>,
}

/// One step of a rollback.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct RollbackStep {
    /// What is done, in one line.
    pub deed: String,
    /// The role that does it.
    pub by: Id,
    /// How long it may take, in minutes or hours.
    pub within: Option<Span>,
}

impl RollbackPlan {
    /// Returns the trigger of that id.
    #[must_use]
    pub fn trigger(&self, id: &str) -> Option<&(Id, String)> {
        self.triggers.iter().find(|(trigger, _)| trigger.as_str() == id)
    }
}

//! What was recorded of one item: its status, since when, by whom, and what shows it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::evidence::Evidence;
use crate::playbook::id::Id;
use crate::playbook::model::Side;

/// Where the work on an item stands. Skipping is not a status: it takes a waiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Not begun, or reopened.
    Todo,
    /// Under way.
    Doing,
    /// Held up.
    Blocked,
    /// Handed in, and waiting for the accountable role.
    Submitted,
    /// Accepted.
    Done,
    /// Handed back.
    Rejected,
}

impl Status {
    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Todo => "todo",
            Status::Doing => "doing",
            Status::Blocked => "blocked",
            Status::Submitted => "submitted",
            Status::Done => "done",
            Status::Rejected => "rejected",
        }
    }
}

/// What was recorded of one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemState {
    /// Where the work stands.
    pub status: Status,
    /// Since when it stands there (when it happened, not when it was recorded).
    pub since: DateTime<Utc>,
    /// Who said so: an e-mail.
    pub by: String,
    /// For whom it was said, where the sayer stood in: a role, or a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
    /// Why, for what is blocked, rejected or reopened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The intervals in which the item waited on a side, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waits: Vec<Wait>,
    /// What shows it, by the evidence id of the playbook.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: BTreeMap<Id, Evidence>,
}

/// An interval in which an item waited on a side: from `from` up to, not including, `to`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    /// The side that was waited for.
    pub on: Side,
    /// Its beginning.
    pub from: DateTime<Utc>,
    /// Its end; still waiting where not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
}

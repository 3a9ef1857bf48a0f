//! A waiver as recorded: what was asked, and what was ruled. Whether it holds is derived.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A dated exception to one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// When it was requested.
    pub on: DateTime<Utc>,
    /// Who requested it: an e-mail.
    pub by: String,
    /// Why the item cannot be done in time.
    pub reason: String,
    /// What stands in for the item meanwhile.
    pub control: String,
    /// The last day it holds, in the workspace's zone.
    pub until: NaiveDate,
    /// The digest of the item it waives; a waiver of another text is void.
    pub item_digest: String,
    /// What was ruled on it, latest last word; pending where not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
}

/// What was ruled on a waiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The ruling.
    pub ruling: Ruling,
    /// When.
    pub on: DateTime<Utc>,
    /// Who ruled: an e-mail.
    pub by: String,
    /// Why, where said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A ruling on a waiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ruling {
    /// It holds until its last day.
    Approved,
    /// It never held.
    Rejected,
    /// It holds no longer.
    Revoked,
}

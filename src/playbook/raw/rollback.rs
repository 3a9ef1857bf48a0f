//! Rollbacks of stages as people write them: where they lead, what they reopen, and the plan that is followed.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entries, RawDuration, RawId, RawItemName};

/// What a rollback out of a stage does, and how it is done.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "rollback")]
pub struct RawRollback {
    /// The earlier stage that it leads to; the one before where not said.
    #[serde(default)]
    pub to: Option<RawId>,
    /// What it reopens.
    #[serde(default)]
    pub reopens: Option<RawReopens>,
    /// The role that decides on it and leads it.
    #[serde(default)]
    pub owner: Option<RawId>,
    /// What makes it due, in one line each, by id.
    #[serde(default)]
    pub triggers: Option<Entries<String>>,
    /// What is done, in this order.
    #[serde(default)]
    pub steps: Option<Vec<RawStep>>,
    /// Asks for a rehearsal before the stage may be left.
    #[serde(default)]
    pub rehearsal: Option<RawRehearsal>,
}

/// One step of a rollback.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "rollback-step")]
pub struct RawStep {
    /// What is done, in one line.
    #[serde(rename = "do")]
    #[schemars(length(min = 1))]
    pub deed: String,
    /// The role that does it; the owner where not said.
    #[serde(default)]
    pub by: Option<RawId>,
    /// How long it may take, in minutes or hours.
    #[serde(default)]
    pub within: Option<RawDuration>,
}

/// The rehearsal of a rollback.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "rehearsal")]
pub struct RawRehearsal {
    /// How long one holds; it also ends when the steps change.
    pub valid_for: RawDuration,
}

/// What a rollback reopens: items, whole checklists, and items of a tag.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "reopens")]
pub struct RawReopens {
    /// Items, by `checklist/item` or unique `item`.
    #[serde(default)]
    pub items: Option<Vec<RawItemName>>,
    /// Checklists: all their items.
    #[serde(default)]
    pub checklists: Option<Vec<RawId>>,
    /// Tags: every item that has one of them.
    #[serde(default)]
    pub tags: Option<Vec<RawId>>,
}

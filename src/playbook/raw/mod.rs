//! The serde mirror of playbook and checklist files, as people write them. In: YAML. Out: the same
//! as Rust values, of the right shape and not yet judged; `validate` turns them into the model.
//!
//! The published JSON Schema is derived from these very types, so that an editor and the parser
//! cannot disagree: doc comments here are what an editor shows.

mod check;
mod http;
mod program;
mod webhook;
mod deliveries;
mod checklist;
mod condition;
mod criterion;
mod entries;
mod evidence;
mod item;
mod limit;
mod rollback;
mod scalar;
mod table;

pub use check::{RawAssertion, RawCheck, RawJson, RawJunit, RawManual, RawMetric};
pub use checklist::{RawChecklistEntry, RawChecklistFile, RawDefaults, RawOverride};
pub use condition::{RawBounds, RawCondition, RawTest};
pub use criterion::{RawCriterion, RawFloor, RawSample, RawTestData, RawWindow};
pub use deliveries::RawDeliveries;
pub use entries::Entries;
pub use evidence::{RawEvidence, RawEvidenceType};
pub use http::{RawHttp, RawSampling};
pub use item::{RawAccountable, RawAnchor, RawDue, RawItem, RawLink, RawRaci};
pub use limit::RawLimit;
pub use program::RawProgram;
pub use rollback::{RawRehearsal, RawReopens, RawRollback, RawStep};
pub use scalar::{RawDate, RawDuration, RawFormat, RawId, RawItemName, RawValue, RawVersion};
pub use table::{RawColumn, RawCsv, RawListed};
pub use webhook::RawWebhook;

use schemars::JsonSchema;
use serde::Deserialize;

use super::model::Side;

/// A playbook: who does what, in which order, until a partner is live.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "playbook")]
pub struct RawPlaybook {
    /// The format of this file.
    pub format: RawFormat,
    /// The id that partners are pinned to; never changed.
    pub id: RawId,
    /// The version; raised with every change that partners should see.
    pub version: RawVersion,
    /// The title, one line.
    #[schemars(length(min = 1))]
    pub title: String,
    /// The team or person that answers for this playbook.
    #[schemars(length(min = 1))]
    pub owner: String,
    /// What it is for, in Markdown.
    #[serde(default)]
    pub about: Option<String>,
    /// Who acts, by role id.
    pub roles: Entries<RawRole>,
    /// What a partner must or may declare about itself, by attribute id.
    #[serde(default)]
    pub attributes: Option<Entries<RawAttribute>>,
    /// The axes of the scorecard, by id; their weights add up to 100.
    pub dimensions: Entries<RawDimension>,
    /// Who may approve waivers, and how long they may last.
    #[serde(default)]
    pub waivers: Option<RawWaivers>,
    /// The phases, in their order.
    #[schemars(length(min = 1))]
    pub stages: Vec<RawStage>,
    /// The checklists: written in place, or included from a shared file.
    pub checklists: Vec<RawChecklistEntry>,
}

/// Who acts.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "role")]
pub struct RawRole {
    /// The party it belongs to.
    pub side: Side,
    /// Its title, one line.
    #[schemars(length(min = 1))]
    pub title: String,
    /// What it answers for.
    #[serde(default)]
    pub about: Option<String>,
}

/// What a partner must or may declare.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "attribute")]
pub struct RawAttribute {
    /// The values it takes.
    #[serde(rename = "type")]
    pub kind: RawAttributeType,
    /// Its title, one line.
    #[schemars(length(min = 1))]
    pub title: String,
    /// What it decides.
    #[serde(default)]
    pub about: Option<String>,
    /// The choices, of `choice` and `list` alone.
    #[serde(default)]
    pub choices: Option<Vec<String>>,
    /// The least value, of `number` alone.
    #[serde(default)]
    pub min: Option<f64>,
    /// The greatest value, of `number` alone.
    #[serde(default)]
    pub max: Option<f64>,
    /// Whether a partner must declare it; `false` where not said.
    #[serde(default)]
    pub required: Option<bool>,
    /// The value of a partner that declares none.
    #[serde(default)]
    pub default: Option<RawValue>,
}

/// The values an attribute takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "attribute-type")]
pub enum RawAttributeType {
    /// One of the choices.
    Choice,
    /// Several of the choices.
    List,
    /// One line of text.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
}

/// An axis of the scorecard.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "dimension")]
pub struct RawDimension {
    /// Its title, one line.
    #[schemars(length(min = 1))]
    pub title: String,
    /// Its share of the overall score, in percent.
    pub weight: u32,
}

/// Who may approve waivers, and how long they may last.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "waivers")]
pub struct RawWaivers {
    /// The roles that may approve; `champion` where not said. The approver is never the requester.
    #[serde(default)]
    pub approvers: Option<Vec<RawId>>,
    /// The longest waiver, by severity of the item.
    #[serde(default)]
    pub longest: Option<RawLongest>,
}

/// The longest waiver, by severity of the item.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "longest-waivers")]
pub struct RawLongest {
    /// Of critical items; `14d` where not said.
    #[serde(default)]
    pub critical: Option<RawDuration>,
    /// Of high items; `30d` where not said.
    #[serde(default)]
    pub high: Option<RawDuration>,
    /// Of medium items; `60d` where not said.
    #[serde(default)]
    pub medium: Option<RawDuration>,
    /// Of low items; `90d` where not said.
    #[serde(default)]
    pub low: Option<RawDuration>,
}

/// A phase, which a gate closes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "stage")]
pub struct RawStage {
    /// Its id.
    pub id: RawId,
    /// Its title, one line.
    #[schemars(length(min = 1))]
    pub title: String,
    /// What it is for, in Markdown.
    #[serde(default)]
    pub about: Option<String>,
    /// How long it is planned to take.
    #[serde(default)]
    pub expected: Option<RawDuration>,
    /// The least time in the stage before it may be left.
    #[serde(default)]
    pub soak: Option<RawDuration>,
    /// Where its checks look, such as `sandbox`; makes it a stage that tests.
    #[serde(default)]
    pub environment: Option<RawId>,
    /// What must hold to leave it: figures of checks, by id.
    #[serde(default)]
    pub criteria: Option<Entries<RawCriterion>>,
    /// What it is tested with.
    #[serde(default)]
    pub test_data: Option<Vec<RawTestData>>,
    /// How far a partner may go in it, by id; recorded when the stage is entered.
    #[serde(default)]
    pub limits: Option<Entries<RawLimit>>,
    /// How long what a check said of an item of the stage holds, until the stage is left.
    #[serde(default)]
    pub retest_every: Option<RawDuration>,
    /// The roles that must sign to leave the stage.
    #[serde(default)]
    pub sign_offs: Option<Vec<RawId>>,
    /// The role that may promote out of this stage, or override its gate.
    #[serde(default)]
    pub approver: Option<RawId>,
    /// What a rollback out of this stage does, and how it is done.
    #[serde(default)]
    pub rollback: Option<RawRollback>,
}

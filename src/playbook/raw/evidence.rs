//! What an item asks for as evidence, as people write it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::scalar::{RawDuration, RawId};

/// One thing that shows an item is done.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "evidence")]
pub struct RawEvidence {
    /// The kind of answer.
    #[serde(rename = "type")]
    pub kind: RawEvidenceType,
    /// What is asked, one line.
    #[schemars(length(min = 1))]
    pub ask: String,
    /// Whether the item can't be done without it; `true` where not said.
    #[serde(default)]
    pub required: Option<bool>,
    /// How long an answer holds; for good where not said.
    #[serde(default)]
    pub valid_for: Option<RawDuration>,
    /// The least answer, of `number` alone.
    #[serde(default)]
    pub min: Option<f64>,
    /// The greatest answer, of `number` alone.
    #[serde(default)]
    pub max: Option<f64>,
    /// The unit, of `number` alone.
    #[serde(default)]
    pub unit: Option<String>,
    /// The choices, of `choice` alone.
    #[serde(default)]
    pub choices: Option<Vec<String>>,
    /// The role that signs, of `sign-off` alone.
    #[serde(default)]
    pub role: Option<RawId>,
}

/// The kind of answer that evidence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "evidence-type")]
pub enum RawEvidenceType {
    /// An http or https URL.
    Url,
    /// A file, kept as its digest.
    File,
    /// A line of text.
    Text,
    /// A number within bounds.
    Number,
    /// One of the choices.
    Choice,
    /// A day.
    Date,
    /// The assent of a role.
    SignOff,
}

//! Checks as people write them: what a machine, or a person with figures, says of an item.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entries, RawCsv, RawDeliveries, RawHttp, RawProgram, RawValue, RawWebhook};

/// What decides an item: exactly one of these.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "check", extend("minProperties" = 1, "maxProperties" = 1))]
pub struct RawCheck {
    /// A person looks, and gives figures.
    #[serde(default)]
    pub manual: Option<RawManual>,
    /// A report of a test runner, in the JUnit form.
    #[serde(default)]
    pub junit: Option<RawJunit>,
    /// A file of JSON.
    #[serde(default)]
    pub json: Option<RawJson>,
    /// A request to the partner's systems, over HTTP.
    #[serde(default)]
    pub http: Option<RawHttp>,
    /// A program that is run.
    #[serde(default)]
    pub command: Option<RawProgram>,
    /// A signed event that is sent to the partner's receiver.
    #[serde(default)]
    pub webhook: Option<RawWebhook>,
    /// Signed events that the partner delivers, and that are listened for.
    #[serde(default)]
    pub deliveries: Option<RawDeliveries>,
    /// A file of CSV.
    #[serde(default)]
    pub csv: Option<RawCsv>,
}

/// A person looks, and gives figures.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "manual-check")]
pub struct RawManual {
    /// What is looked at, in one line.
    #[schemars(length(min = 1))]
    pub ask: String,
    /// The figures that are given, by id.
    #[serde(default)]
    pub metrics: Option<Entries<RawMetric>>,
}

/// A figure that a person gives.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "metric")]
pub struct RawMetric {
    /// What it counts or measures, in one line.
    #[schemars(length(min = 1))]
    pub ask: String,
    /// The unit, shown beside it.
    #[serde(default)]
    pub unit: Option<String>,
}

/// A report of a test runner, in the JUnit form.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "junit-check")]
pub struct RawJunit {
    /// The file, relative to the root of the workspace; may hold `{{ partner.id }}`.
    #[schemars(length(min = 1))]
    pub file: String,
    /// The fewest tests that must have run for the report to say anything; 1 where not said.
    #[serde(default)]
    pub least: Option<u32>,
}

/// A file of JSON: one document, or one a line.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "json-check")]
pub struct RawJson {
    /// The file, relative to the root of the workspace; may hold `{{ partner.id }}`.
    #[schemars(length(min = 1))]
    pub file: String,
    /// Whether each line is a document; `false` where not said.
    #[serde(default)]
    pub lines: Option<bool>,
    /// The fewest documents for the file to say anything; 1 where not said.
    #[serde(default)]
    pub least: Option<u32>,
    /// What must hold of each document, by id.
    #[serde(default, rename = "assert")]
    pub assertions: Option<Entries<RawAssertion>>,
    /// Figures of the one document, by id: where they stand, by JSON pointer (RFC 6901) or, from `$` on, JSONPath (RFC 9535).
    #[serde(default)]
    pub figures: Option<Entries<String>>,
}

/// What must hold at a place of a document: exactly one of these beside `at` or `path`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "assertion")]
#[schemars(extend(
    "minProperties" = 2,
    "maxProperties" = 2,
    "oneOf" = [{ "required": ["at"] }, { "required": ["path"] }],
))]
pub struct RawAssertion {
    /// The JSON pointer (RFC 6901) of the place; empty for the document as a whole.
    #[serde(default)]
    pub at: Option<String>,
    /// The JSONPath (RFC 9535) of the places: it must hold of each value that it selects, and there must be one at least.
    #[serde(default)]
    pub path: Option<String>,
    /// The value is this, or one of these texts.
    #[serde(default)]
    pub is: Option<RawValue>,
    /// Whether there is something, one value at least.
    #[serde(default)]
    pub exists: Option<bool>,
    /// The number is less than this.
    #[serde(default)]
    pub below: Option<f64>,
    /// The number is this or less.
    #[serde(default)]
    pub at_most: Option<f64>,
    /// The number is more than this.
    #[serde(default)]
    pub above: Option<f64>,
    /// The number is this or more.
    #[serde(default)]
    pub at_least: Option<f64>,
}

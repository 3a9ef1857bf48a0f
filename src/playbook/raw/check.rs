//! Checks as people write them: what a machine, or a person with figures, says of an item.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Entries;

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

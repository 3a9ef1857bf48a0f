//! Success criteria and test data of stages as people write them.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{RawCondition, RawDate, RawId, RawItemName};

/// A measured condition of a gate: a figure of a check, held to a bound. Exactly one of `below`, `at_most`, `above` and
/// `at_least`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "criterion")]
pub struct RawCriterion {
    /// Its title, one line.
    #[schemars(length(min = 1))]
    pub title: String,
    /// The item whose check gives the figure.
    pub of: RawItemName,
    /// The figure.
    pub metric: RawId,
    /// It is less than this.
    #[serde(default)]
    pub below: Option<f64>,
    /// It is this or less.
    #[serde(default)]
    pub at_most: Option<f64>,
    /// It is more than this.
    #[serde(default)]
    pub above: Option<f64>,
    /// It is this or more.
    #[serde(default)]
    pub at_least: Option<f64>,
    /// What must have been counted for the figure to say anything.
    #[serde(default)]
    pub sample: Option<RawSample>,
    /// Another figure of the same check that is enough: a rate of few says little.
    #[serde(default, rename = "or")]
    pub floor: Option<RawFloor>,
    /// For which partners it is asked; all where not said.
    #[serde(default)]
    pub when: Option<RawCondition>,
    /// The first day on which it is asked.
    #[serde(default)]
    pub effective_from: Option<RawDate>,
    /// The last day on which it is asked.
    #[serde(default)]
    pub effective_until: Option<RawDate>,
    /// Where the bound is from, with the day it was read.
    #[serde(default)]
    pub source: Option<String>,
}

/// The least sample of a criterion.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "sample")]
pub struct RawSample {
    /// What is counted, by the same check.
    pub metric: RawId,
    /// How many there must be at least.
    pub least: f64,
}

/// A count that is enough, whatever the rate.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "floor")]
pub struct RawFloor {
    /// What is counted, by the same check.
    pub metric: RawId,
    /// It is less than this.
    pub below: f64,
}

/// What a stage is tested with.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "test-data")]
pub struct RawTestData {
    /// What it is, in one line.
    #[schemars(length(min = 1))]
    pub what: String,
    /// Where it lies, in one line.
    #[schemars(length(min = 1))]
    pub place: String,
    /// How it is put back to where it began, in one line.
    #[schemars(length(min = 1))]
    pub reset: String,
}

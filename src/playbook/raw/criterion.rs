//! Success criteria and test data of stages as people write them.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{RawCondition, RawDate, RawDuration, RawId, RawItemName};
use crate::playbook::model::Take;

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
    /// The bound is in percent of the figure that was recorded as the baseline: with `at_most: 150`, half as much more.
    #[serde(default)]
    pub of_baseline: bool,
    /// A number on the good side of the bound: between the two it holds, and the gate warns.
    #[serde(default)]
    pub warn: Option<f64>,
    /// Where it does not hold, or no figure speaks, the gate warns, and it never makes the verdict.
    #[serde(default)]
    pub advisory: bool,
    /// The last runs of the check are looked at together; the last one alone where not said.
    #[serde(default)]
    pub window: Option<RawWindow>,
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

/// The runs that a criterion looks at together.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "window")]
pub struct RawWindow {
    /// So many runs, the last ones: 2 to 30. Fewer are too little to judge by.
    #[schemars(range(min = 2, max = 30))]
    pub runs: u32,
    /// Which figure of theirs is held to the bound. What is counted for `sample` and `or` is added up.
    pub take: Take,
    /// Runs longer ago than this do not count.
    #[serde(default)]
    pub within: Option<RawDuration>,
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

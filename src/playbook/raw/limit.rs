//! Limits of stages as people write them.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{RawId, RawItemName};

/// How far a partner may go in the stage: `days`, or a figure of a check with `at_most`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "limit")]
pub struct RawLimit {
    /// Its title, one line.
    #[schemars(length(min = 1))]
    pub title: String,
    /// So many calendar days after the stage was entered.
    #[serde(default)]
    pub days: Option<u32>,
    /// The item whose check gives the figure.
    #[serde(default)]
    pub of: Option<RawItemName>,
    /// The figure.
    #[serde(default)]
    pub metric: Option<RawId>,
    /// It is this or less.
    #[serde(default)]
    pub at_most: Option<f64>,
    /// What it is counted in, such as `SKUs` or `%`.
    #[serde(default)]
    pub unit: Option<String>,
}

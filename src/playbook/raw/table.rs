//! Checks of files of CSV as people write them.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::Entries;
use crate::playbook::model::ColumnType;

/// A file of CSV (RFC 4180): rows below a heading, in UTF-8.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "csv-check")]
pub struct RawCsv {
    /// The file, relative to the root of the workspace; may hold `{{ partner.id }}`.
    #[schemars(length(min = 1))]
    pub file: String,
    /// What stands between two values: one character, or `tab`; a comma where not said.
    #[serde(default)]
    pub delimiter: Option<String>,
    /// The fewest rows for the file to say anything; 1 where not said.
    #[serde(default)]
    pub least: Option<u32>,
    /// How many rows may fail, in percent; 0 where not said.
    #[serde(default)]
    #[schemars(range(min = 0, max = 100))]
    pub most_failed: Option<f64>,
    /// A file in the form of `sha256sum`, which tells the SHA-256 of the file; may hold `{{ partner.id }}`.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub sha256: Option<String>,
    /// What must hold of each column, by its name in the heading; other columns are not looked at.
    #[schemars(schema_with = "columns")]
    pub columns: Entries<RawColumn>,
}

/// What must hold of a column: that it is there, and of each of its values all that is said here. Empty values are held
/// to `required` alone.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "column")]
pub struct RawColumn {
    /// What its values are; `text` where not said.
    #[serde(default, rename = "type")]
    pub kind: Option<ColumnType>,
    /// Whether no value may be empty; `false` where not said.
    #[serde(default)]
    pub required: Option<bool>,
    /// Whether no value may stand in an earlier row; `false` where not said.
    #[serde(default)]
    pub unique: Option<bool>,
    /// A regular expression that each value fits as a whole.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub pattern: Option<String>,
    /// Each value is one of these.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub one_of: Option<Vec<String>>,
    /// Each value stands in a column of another file.
    #[serde(default, rename = "in")]
    pub within: Option<RawListed>,
    /// Each number is less than this.
    #[serde(default)]
    pub below: Option<f64>,
    /// Each number is this or less.
    #[serde(default)]
    pub at_most: Option<f64>,
    /// Each number is more than this.
    #[serde(default)]
    pub above: Option<f64>,
    /// Each number is this or more.
    #[serde(default)]
    pub at_least: Option<f64>,
}

/// A column of another file of CSV, whose values are those that may stand.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "listed")]
pub struct RawListed {
    /// The file, relative to the root of the workspace; may hold `{{ partner.id }}`.
    #[schemars(length(min = 1))]
    pub file: String,
    /// The column, by its name in the heading.
    #[schemars(length(min = 1))]
    pub column: String,
    /// What stands between two values: one character, or `tab`; a comma where not said.
    #[serde(default)]
    pub delimiter: Option<String>,
}

/// Headings are what the partner's system calls them, so they are no ids.
fn columns(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "description": "What must hold of each column, by its name in the heading; other columns are not looked at.",
        "type": "object",
        "minProperties": 1,
        "additionalProperties": generator.subschema_for::<RawColumn>(),
    })
}

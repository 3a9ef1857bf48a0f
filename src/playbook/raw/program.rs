//! Programs that check, as people write them.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entries, RawAssertion};

/// A program of the workspace or of the machine, run where it is trusted.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "command-check")]
pub struct RawProgram {
    /// The program and its arguments, each as it is: no shell reads them. May hold `{{ partner.id }}`.
    #[schemars(length(min = 1))]
    pub run: Vec<String>,
    /// The files of the workspace that it needs, relative to its root; it gets copies of these, and finds no others.
    #[serde(default)]
    pub files: Option<Vec<String>>,
    /// Variables that are passed on to it, beside `PATH`.
    #[serde(default)]
    pub variables: Option<Vec<String>>,
    /// Variables that are passed on to it, and whose values are kept out of all that is said.
    #[serde(default)]
    pub secrets: Option<Vec<String>>,
    /// How long it may take, in seconds, from 1 to 3600; 60 where not said.
    #[serde(default)]
    pub within: Option<u32>,
    /// What must hold of what it prints, a document of JSON, by id.
    #[serde(default, rename = "assert")]
    pub assertions: Option<Entries<RawAssertion>>,
    /// Figures of what it prints, by id: where they stand, by JSON pointer (RFC 6901) or, from `$` on, JSONPath (RFC 9535).
    #[serde(default)]
    pub figures: Option<Entries<String>>,
}

//! Programs that check, as the playbook has them.

use serde::{Deserialize, Serialize};

use super::{Assertion, JsonPlace};
use crate::playbook::id::Id;

/// A program that is run where it is trusted, and what must hold of what it prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Program {
    /// The program and its arguments, each as it is: no shell reads them. May hold `{{ partner.id }}`.
    pub run: Vec<String>,
    /// The files of the workspace that it needs; it gets copies of these, and finds no others.
    pub files: Vec<String>,
    /// Variables that are passed on to it, beside `PATH`.
    pub variables: Vec<String>,
    /// Variables that are passed on to it, and whose values are kept out of all that is said.
    pub secrets: Vec<String>,
    /// How long it may take, in seconds.
    pub within: u32,
    /// What must hold of what it prints, a document of JSON, in the order of the file.
    pub assertions: Vec<Assertion>,
    /// Figures of what it prints, with the places at which they stand.
    pub figures: Vec<(Id, JsonPlace)>,
}

/// The figures that a program gives beside its own, with what they are.
pub const PROGRAM_METRICS: [(&str, &str); 2] =
    [("exit-status", "the status that it ended with"), ("seconds", "time that it took")];

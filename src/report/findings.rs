//! What lint found. Enter: the faults of all files that were looked at, and their texts. Leaves: a
//! plain value that every renderer of findings takes.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};

/// The faults of a run, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// The faults by file and position.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts of the files, by path; a file that could not be read has none.
    pub sources: BTreeMap<String, String>,
    /// How many files were looked at.
    pub files_checked: usize,
}

impl Findings {
    /// Sorts the faults and keeps the texts.
    pub fn new(diagnostics: Diagnostics, sources: BTreeMap<String, String>, files_checked: usize) -> Self {
        Self { diagnostics: diagnostics.sorted().into_iter().collect(), sources, files_checked }
    }

    /// Returns the number of errors.
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// Returns the number of warnings.
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}

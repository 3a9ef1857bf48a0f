//! Faults while they are looked for. In: faults, one by one. Out: the first hundred errors and the
//! first hundred warnings, so that a hostile file costs little and a person is not buried.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, suggest};
use crate::source::MAX_FAULTS;

/// The faults of one playbook.
#[derive(Debug, Default)]
pub(super) struct Found {
    faults: Vec<Diagnostic>,
    untold: usize,
    /// How many names were compared with misspelt ones.
    compared: usize,
    /// What it cost to judge patterns.
    patterns: usize,
}

/// How many names may be compared in one file: to compare takes time in the square of their lengths.
const COMPARISONS: usize = 5_000;

/// What it may cost to judge the patterns of one file: a fifth of a second where they are made for it.
const PATTERNS: usize = 10_000;

impl Found {
    /// Adds a fault, unless it is told already. Errors and warnings are counted apart: however many
    /// warnings there are, an error makes the whole faulty.
    pub(super) fn push(&mut self, fault: Diagnostic) {
        if self.count(fault.severity) >= MAX_FAULTS {
            self.untold += 1;
        } else if !self.faults.iter().any(|told| covers(told, &fault)) {
            self.faults.push(fault);
        }
    }

    fn count(&self, severity: Severity) -> usize {
        self.faults.iter().filter(|fault| fault.severity == severity).count()
    }

    /// Adds the fault of a name that is not known, with the name that was meant, or with `help`.
    pub(super) fn push_meant<'a>(
        &mut self,
        fault: Diagnostic,
        wanted: &str,
        known: impl IntoIterator<Item = &'a str>,
        help: &str,
    ) {
        let meant = self.meant(wanted, known);
        self.push(match meant {
            Some(meant) => fault.help(format!("did you mean `{meant}`?")).replacement(meant),
            None => fault.help(help),
        });
    }

    /// Like [`Found::push_meant`], where the place is wider than the name.
    pub(super) fn push_meant_within<'a>(
        &mut self,
        fault: Diagnostic,
        wanted: &str,
        known: impl IntoIterator<Item = &'a str>,
        help: &str,
    ) {
        let meant = self.meant(wanted, known);
        self.push(
            fault.help(meant.map_or_else(|| help.to_owned(), |meant| format!("did you mean `{meant}`?"))),
        );
    }

    fn meant<'a>(&mut self, wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        if self.is_full() {
            return None;
        }
        let known: Vec<&str> = known.into_iter().collect();
        if self.may_compare(known.len()) { suggest(wanted, known) } else { None }
    }

    /// Tells whether a suggestion among so many names is worth its time, and counts them if so.
    pub(super) fn may_compare(&mut self, names: usize) -> bool {
        let is_worth = !self.is_full() && self.compared + names <= COMPARISONS;
        if is_worth {
            self.compared += names;
        }
        is_worth
    }

    /// Tells whether one more pattern of this cost is worth its time, and counts it.
    pub(super) fn may_judge_pattern(&mut self, cost: usize) -> bool {
        self.patterns += cost;
        self.patterns <= PATTERNS
    }

    /// Tells whether further errors are only counted.
    fn is_full(&self) -> bool {
        self.count(Severity::Error) >= MAX_FAULTS
    }

    /// Tells whether one of the faults is an error.
    pub(super) fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// Returns what was found.
    pub(super) fn into_diagnostics(mut self) -> Diagnostics {
        if let (Some(last), more @ 1..) = (self.faults.last_mut(), self.untold) {
            last.notes.push(format!("{more} more faults are not told; mend these first"));
        }
        self.faults.into_iter().collect()
    }
}

/// Tells whether `later` is the same fault, found once more (defaults are judged for every item that
/// takes them), or a fault of a value that is missing.
fn covers(told: &Diagnostic, later: &Diagnostic) -> bool {
    let (Some(first), Some(second)) = (&told.place, &later.place) else {
        return false;
    };
    let is_same = told.code == later.code && told.message == later.message;
    (is_same || told.code == Code::MissingKey) && first.file == second.file && first.path == second.path
}

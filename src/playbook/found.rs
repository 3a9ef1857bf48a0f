//! Faults while they are looked for. In: faults, one by one. Out: the first hundred of them, so that
//! a hostile file costs little and a person is not buried.

use crate::diagnostic::{Diagnostic, Diagnostics, Severity, suggest};
use crate::source::MAX_FAULTS;

/// The faults of one playbook.
#[derive(Debug, Default)]
pub(super) struct Found {
    faults: Vec<Diagnostic>,
    untold: usize,
}

impl Found {
    pub(super) fn push(&mut self, fault: Diagnostic) {
        if self.is_full() {
            self.untold += 1;
        } else {
            self.faults.push(fault);
        }
    }

    /// Adds the fault of a name that is not known, with the name that was meant, or with `help`.
    pub(super) fn push_meant<'a>(
        &mut self,
        fault: Diagnostic,
        wanted: &str,
        known: impl IntoIterator<Item = &'a str>,
        help: &str,
    ) {
        if self.is_full() {
            self.untold += 1;
            return;
        }
        self.push(match suggest(wanted, known) {
            Some(meant) => fault.help(format!("did you mean `{meant}`?")).replacement(meant),
            None => fault.help(help),
        });
    }

    /// Like [`Found::push_meant`], where the place is wider than the name.
    pub(super) fn push_help<'a>(
        &mut self,
        fault: Diagnostic,
        wanted: &str,
        known: impl IntoIterator<Item = &'a str>,
        help: &str,
    ) {
        let meant = if self.is_full() {
            None
        } else {
            suggest(wanted, known)
        };
        self.push(
            fault.help(meant.map_or_else(|| help.to_owned(), |meant| format!("did you mean `{meant}`?"))),
        );
    }

    /// Tells whether further faults are only counted.
    pub(super) fn is_full(&self) -> bool {
        self.faults.len() >= MAX_FAULTS
    }

    /// Tells whether one of the faults is an error.
    pub(super) fn has_errors(&self) -> bool {
        self.faults.iter().any(|fault| fault.severity == Severity::Error)
    }

    /// Returns what was found.
    pub(super) fn into_diagnostics(mut self) -> Diagnostics {
        if let (Some(last), more @ 1..) = (self.faults.last_mut(), self.untold) {
            last.notes
                .push(format!("{more} more faults are not told; mend these first"));
        }
        self.faults.into_iter().collect()
    }
}

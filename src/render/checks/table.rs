//! What checks said, on a page: one line a check.

use std::io;

use crate::render::column::Column;
use crate::render::page::{Page, Tone};
use crate::render::rows::{Rows, cell, plain};
use crate::report::checks::{CheckOutcome, Checks};

/// Writes the list.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(checks: &Checks, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    if checks.checks.is_empty() {
        return writeln!(out, "Nothing is to be checked now: what was looked at still holds");
    }
    let mut rows = Rows::new([Column::text(""), Column::item("")]).whole();
    for check in &checks.checks {
        let tone = match check.outcome {
            CheckOutcome::Passed => Tone::Good,
            CheckOutcome::Failed => Tone::Bad,
            CheckOutcome::Insufficient | CheckOutcome::NotMade => Tone::Caution,
        };
        let said = vec![cell(Tone::Faint, &check.said)];
        rows.row_with([cell(tone, check.outcome.as_str()), plain(&check.item)], said);
    }
    rows.write(page, 0, false, out)
}

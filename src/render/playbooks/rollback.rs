//! How a stage is rolled back, on a page.

use std::io;

use crate::render::column::Column;
use crate::render::page::{Page, Tone};
use crate::render::rows::{Rows, cell, plain};
use crate::report::playbooks::StageAsked;
use crate::report::rollback::RollbackAsked;

/// Writes the plan of a stage, where there is one.
///
/// # Errors
/// Returns what the writer returns.
pub(super) fn write(stage: &StageAsked, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    let Some(RollbackAsked { to, owner, triggers, steps, rehearsal_valid_for }) = &stage.rollback else {
        return Ok(());
    };
    let to = to.as_ref().map_or_else(String::new, |to| format!(" to {to}"));
    let heading = format!("Rollback of {}{to}", stage.id);
    let rehearsed =
        rehearsal_valid_for.as_ref().map_or_else(String::new, |span| format!(", rehearsed every {span}"));
    let led = page.paint(Tone::Faint, &format!("(led by {owner}{rehearsed})"));
    writeln!(out, "\n{} {led}", page.paint(Tone::Strong, &heading))?;
    if !triggers.is_empty() {
        let mut rows = Rows::new([Column::text(""), Column::text("")]).whole();
        for trigger in triggers {
            let text = vec![plain(&trigger.text)];
            rows.row_with([cell(Tone::Faint, "on"), plain(&trigger.id)], text);
        }
        rows.write(page, 2, false, out)?;
    }
    let mut rows = Rows::new([Column::number(""), Column::text(""), Column::text("")]).whole();
    for (index, step) in steps.iter().enumerate() {
        let within = step.within.as_ref().map_or_else(String::new, |within| format!("within {within}"));
        let place = cell(Tone::Faint, (index + 1).to_string());
        // Whoever follows it needs every word.
        let deed = vec![plain(&step.deed)];
        rows.row_with([place, cell(Tone::Faint, &step.by), cell(Tone::Faint, within)], deed);
    }
    rows.write(page, 2, false, out)
}

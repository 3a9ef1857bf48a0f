//! The changes of history on a page: one line a change, remarks below it.

use std::io;

use super::{remarks, sentence};
use crate::render::column::Column;
use crate::render::page::{Page, Tone};
use crate::render::rows::{Rows, cell, plain};
use crate::render::time;
use crate::report::log::{Log, LogEntry};

/// The digits of a commit id that people need.
const SHORT: usize = 7;

/// Writes the log.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(log: &Log, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    if log.entries.is_empty() {
        return writeln!(out, "No changes.");
    }
    let mut rows = Rows::new([
        Column::text("recorded"),
        Column::text("commit"),
        Column::text("who").cut_to(12),
        Column::text("change").cut_to(20),
    ]);
    for entry in &log.entries {
        let tone = if entry.out_of_band.is_some() { Tone::Bad } else { Tone::Plain };
        let remarks = remarks(entry).into_iter().map(|remark| cell(Tone::Faint, remark)).collect();
        rows.row_with(
            [
                plain(time::minute(entry.recorded)),
                cell(Tone::Caution, entry.commit.get(..SHORT).unwrap_or(&entry.commit)),
                plain(&entry.name),
                cell(tone, in_short(entry)),
            ],
            remarks,
        );
    }
    rows.write(page, 0, true, out)?;
    if log.more {
        writeln!(out, "{}", page.paint(Tone::Faint, "… and older ones: raise --limit"))?;
    }
    Ok(())
}

/// The sentence with the item by its id alone: its checklist takes the room of what was done.
fn in_short(entry: &LogEntry) -> String {
    match entry.subjects.as_slice() {
        [subject] => match subject.split_once('/') {
            Some((_, item)) => sentence(entry).replace(subject, item),
            None => sentence(entry),
        },
        _ => sentence(entry),
    }
}

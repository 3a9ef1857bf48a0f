//! What can be done now, on a page: one line an item.

use std::io;

use super::deed;
use crate::render::column::Column;
use crate::render::limits;
use crate::render::page::{Page, Tone};
use crate::render::rows::{Rows, cell, plain};
use crate::render::unreadable;
use crate::render::work;
use crate::report::next::Next;

/// Writes the list.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(next: &Next, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    if !next.over_limits.is_empty() {
        writeln!(out, "{}", page.paint(Tone::Bad, "Over a limit"))?;
        limits::over(&next.over_limits).write(page, 2, false, out)?;
        writeln!(out)?;
    }
    if next.items.is_empty() && next.over_limits.is_empty() {
        writeln!(
            out,
            "Nothing can be done now. See who is waited for, and what gates ask for, with:\n  aboard\n  aboard gate --all"
        )?;
    }
    let mut rows = Rows::new([
        Column::text("partner"),
        Column::text("item"),
        Column::text("due"),
        Column::text("who").cut_to(12),
        Column::text(""),
        Column::text("title").cut_to(20).left_out(1),
    ]);
    for entry in &next.items {
        let (tone, due) = work::due_in_short(&entry.work, next.now);
        let roles = match entry.work.acting.as_slice() {
            [first, others @ ..] if !others.is_empty() => format!("{first} +{}", others.len()),
            roles => roles.join(", "),
        };
        let item = if entry.work.blocking { Tone::Strong } else { Tone::Plain };
        // What is to be done again says what was wrong.
        let failed = entry.work.outcome == "fail";
        let why = failed.then(|| cell(Tone::Faint, &entry.work.why)).into_iter().collect();
        let cells = [
            plain(&entry.partner),
            cell(item, &entry.work.short),
            cell(tone, due),
            plain(roles),
            plain(deed(&entry.work)),
            cell(Tone::Faint, &entry.work.title),
        ];
        rows.row_with(cells, why);
    }
    rows.write(page, 0, true, out)?;
    if next.total > next.items.len() {
        let line = format!("… and {} more", next.total - next.items.len());
        writeln!(out, "{}", page.paint(Tone::Faint, &line))?;
    }
    unreadable::lines(&next.unreadable, page, out)
}

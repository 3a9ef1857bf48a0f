//! What can be done now, on a page: one line an item.

use std::io;

use super::deed;
use crate::render::page::{Page, Tone};
use crate::render::rows::{Rows, cell, plain};
use crate::render::words;
use crate::report::next::Next;

/// Writes the list.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(next: &Next, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    if next.items.is_empty() {
        writeln!(out, "Nothing can be done now. See who is waited for with: aboard")?;
    }
    let mut rows = Rows::new(["partner", "item", "due", "who", "", "title"], &[5, 3, 1]).fading();
    for entry in &next.items {
        let (tone, due) = words::due_in_short(&entry.work, next.now);
        let roles = entry.work.acting.join(", ");
        let item = if entry.work.blocking { Tone::Strong } else { Tone::Plain };
        rows.row([
            plain(&entry.partner),
            cell(item, &entry.work.short),
            cell(tone, due),
            plain(roles),
            plain(deed(&entry.work)),
            cell(Tone::Faint, &entry.work.title),
        ]);
    }
    rows.write(page, 0, true, out)?;
    if next.total > next.items.len() {
        let line = format!("… and {} more", next.total - next.items.len());
        writeln!(out, "{}", page.paint(Tone::Faint, &line))?;
    }
    for broken in &next.unreadable {
        let line = format!("{} cannot be read: {}", broken.partner, broken.message);
        writeln!(out, "{}", page.paint(Tone::Bad, &line))?;
    }
    Ok(())
}

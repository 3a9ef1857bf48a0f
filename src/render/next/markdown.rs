//! What can be done now, as a Markdown table.

use std::io;

use super::deed;
use crate::render::escape::markdown_cell;
use crate::render::rows::{Rows, plain};
use crate::render::words;
use crate::report::next::Next;

/// Writes the list.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(next: &Next, out: &mut impl io::Write) -> io::Result<()> {
    let mut rows = Rows::new(["partner", "item", "title", "due", "who", "what"], &[]);
    for entry in &next.items {
        let (_, due) = words::due(&entry.work, next.now);
        rows.row([
            plain(&entry.partner),
            plain(&entry.work.item),
            plain(&entry.work.title),
            plain(due),
            plain(entry.work.acting.join(", ")),
            plain(deed(&entry.work)),
        ]);
    }
    rows.markdown(out)?;
    for broken in &next.unreadable {
        let line = format!("{} cannot be read: {}", broken.partner, broken.message);
        writeln!(out, "\n{}", markdown_cell(&line))?;
    }
    Ok(())
}

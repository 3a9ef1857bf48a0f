//! What can be done now, as a Markdown table.

use std::io;

use super::deed;
use crate::render::column::Column;
use crate::render::limits;
use crate::render::rows::{Rows, plain};
use crate::render::unreadable;
use crate::render::work;
use crate::report::next::Next;

/// Writes the list.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(next: &Next, out: &mut impl io::Write) -> io::Result<()> {
    if !next.over_limits.is_empty() {
        limits::over(&next.over_limits).markdown(out)?;
        writeln!(out)?;
    }
    let mut rows = Rows::new(["partner", "item", "title", "due", "who", "what"].map(Column::text));
    for entry in &next.items {
        let (_, due) = work::due(&entry.work, next.now);
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
    unreadable::markdown(&next.unreadable, out)
}

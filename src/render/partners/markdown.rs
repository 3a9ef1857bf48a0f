//! The list of partners as a Markdown table.

use std::io;

use super::rows;
use crate::render::escape::markdown_cell;
use crate::report::partners::Partners;

/// Writes the list.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(partners: &Partners, out: &mut impl io::Write) -> io::Result<()> {
    rows(partners).markdown(out)?;
    for broken in &partners.unreadable {
        let line = format!("{} cannot be read: {}", broken.partner, broken.message);
        writeln!(out, "\n{}", markdown_cell(&line))?;
    }
    Ok(())
}

//! The list of waivers as a Markdown table.

use std::io;

use super::rows;
use crate::render::escape::markdown_cell;
use crate::report::waivers::Waivers;

/// Writes the list.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(waivers: &Waivers, out: &mut impl io::Write) -> io::Result<()> {
    rows(waivers).markdown(out)?;
    for broken in &waivers.unreadable {
        let line = format!("{} cannot be read: {}", broken.partner, broken.message);
        writeln!(out, "\n{}", markdown_cell(&line))?;
    }
    Ok(())
}

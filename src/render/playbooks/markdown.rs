//! The list of playbooks as a Markdown table.

use std::io;

use super::{remarks, rows};
use crate::render::escape::markdown_cell;
use crate::render::unreadable;
use crate::report::playbooks::Playbooks;

/// Writes the list.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(playbooks: &Playbooks, out: &mut impl io::Write) -> io::Result<()> {
    rows(playbooks).markdown(out)?;
    for line in remarks(playbooks) {
        writeln!(out, "\n{}", markdown_cell(&line))?;
    }
    unreadable::markdown(&playbooks.unreadable, out)
}

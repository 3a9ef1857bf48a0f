//! The list of playbooks on a page.

use std::io;

use super::{remarks, rows};
use crate::render::page::{Page, Tone};
use crate::render::unreadable;
use crate::report::playbooks::Playbooks;

/// Writes the list.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(playbooks: &Playbooks, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    if playbooks.playbooks.is_empty() {
        writeln!(out, "No playbooks are committed below playbooks/.")?;
    }
    rows(playbooks).write(page, 0, true, out)?;
    for line in remarks(playbooks) {
        writeln!(out, "{}", page.paint(Tone::Caution, &line))?;
    }
    unreadable::lines(&playbooks.unreadable, page, out)
}

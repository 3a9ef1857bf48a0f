//! The list of partners on a page.

use std::io;

use super::rows;
use crate::render::page::Page;
use crate::render::unreadable;
use crate::report::partners::Partners;

/// Writes the list.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(partners: &Partners, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    if partners.partners.is_empty() && partners.unreadable.is_empty() {
        writeln!(out, "No partners. Add one with: aboard partner add ID --name NAME")?;
    }
    rows(partners).write(page, 0, true, out)?;
    unreadable::lines(&partners.unreadable, page, out)
}

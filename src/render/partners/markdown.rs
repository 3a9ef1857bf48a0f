//! The list of partners as a Markdown table.

use std::io;

use super::rows;
use crate::render::unreadable;
use crate::report::partners::Partners;

/// Writes the list.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(partners: &Partners, out: &mut impl io::Write) -> io::Result<()> {
    rows(partners).markdown(out)?;
    unreadable::markdown(&partners.unreadable, out)
}

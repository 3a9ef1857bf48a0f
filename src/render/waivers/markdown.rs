//! The list of waivers as a Markdown table.

use std::io;

use super::rows;
use crate::render::unreadable;
use crate::report::waivers::Waivers;

/// Writes the list.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(waivers: &Waivers, out: &mut impl io::Write) -> io::Result<()> {
    rows(waivers).markdown(out)?;
    unreadable::markdown(&waivers.unreadable, out)
}

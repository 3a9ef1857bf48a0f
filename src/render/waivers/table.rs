//! The list of waivers on a page.

use std::io;

use super::rows;
use crate::render::page::{Page, Tone};
use crate::render::unreadable;
use crate::render::words;
use crate::report::waivers::Waivers;

/// Writes the list.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(waivers: &Waivers, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    if waivers.waivers.is_empty() {
        writeln!(out, "No waiver holds, and none is to be ruled on.")?;
    }
    rows(waivers).write(page, 0, true, out)?;
    if waivers.left_out > 0 {
        let line = format!("{} no longer hold: --all", words::count(waivers.left_out, "waiver"));
        writeln!(out, "{}", page.paint(Tone::Faint, &line))?;
    }
    unreadable::lines(&waivers.unreadable, page, out)
}

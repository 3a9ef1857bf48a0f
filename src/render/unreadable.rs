//! Partners that cannot be read, in a line each below a list of those that can.

use std::io::{self, Write};

use super::escape::markdown_cell;
use super::page::{Page, Tone};
use crate::report::unreadable::Unreadable;

/// Writes a line for each.
pub(super) fn lines(unreadable: &[Unreadable], page: Page, out: &mut impl Write) -> io::Result<()> {
    unreadable.iter().try_for_each(|broken| writeln!(out, "{}", page.paint(Tone::Bad, &told(broken))))
}

/// Writes a paragraph for each, in Markdown.
pub(super) fn markdown(unreadable: &[Unreadable], out: &mut impl Write) -> io::Result<()> {
    unreadable.iter().try_for_each(|broken| writeln!(out, "\n{}", markdown_cell(&told(broken))))
}

fn told(broken: &Unreadable) -> String {
    format!("{}: {}", broken.partner, broken.message)
}

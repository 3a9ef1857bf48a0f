//! Tables of Markdown, as GitHub and GitLab read them: every cell is escaped here.

use std::io::{self, Write};

use super::column::Align;
use super::escape::markdown_cell;

/// Writes the headings of a table.
pub(super) fn headings(headings: &[(&str, Align)], out: &mut impl Write) -> io::Result<()> {
    row(headings.iter().map(|(heading, _)| heading), out)?;
    let rules: Vec<_> = headings.iter().map(|(_, align)| align.rule()).collect();
    writeln!(out, "| {} |", rules.join(" | "))
}

/// Writes the headings of a table of words.
pub(super) fn words<const N: usize>(headings: [&str; N], out: &mut impl Write) -> io::Result<()> {
    self::headings(&headings.map(|heading| (heading, Align::Left)), out)
}

/// Writes one row of a table.
pub(super) fn row<T: AsRef<str>>(cells: impl IntoIterator<Item = T>, out: &mut impl Write) -> io::Result<()> {
    let cells: Vec<_> = cells.into_iter().map(|cell| markdown_cell(cell.as_ref())).collect();
    writeln!(out, "| {} |", cells.join(" | "))
}

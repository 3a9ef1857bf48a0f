//! Tables of Markdown, as GitHub and GitLab read them: every cell is escaped here.

use std::io::{self, Write};

use super::escape::markdown_cell;

/// Writes the headings of a table; a heading that ends in `:` is of a column of numbers.
pub(super) fn headings(headings: &[&str], out: &mut impl Write) -> io::Result<()> {
    let shown: Vec<_> = headings.iter().map(|heading| heading.trim_end_matches(':')).collect();
    let rules: Vec<_> =
        headings.iter().map(|heading| if heading.ends_with(':') { "---:" } else { "---" }).collect();
    writeln!(out, "| {} |", shown.join(" | "))?;
    writeln!(out, "| {} |", rules.join(" | "))
}

/// Writes one row of a table.
pub(super) fn row<T: AsRef<str>>(cells: impl IntoIterator<Item = T>, out: &mut impl Write) -> io::Result<()> {
    let cells: Vec<_> = cells.into_iter().map(|cell| markdown_cell(cell.as_ref())).collect();
    writeln!(out, "| {} |", cells.join(" | "))
}

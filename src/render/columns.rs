//! Columns of text that fit a page: in come cells, out come lines in which every cell stays on one line,
//! shortened where it must be. A cell takes the columns that a terminal gives it, not its bytes.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::escape::visible;
use super::page::{Page, Tone};

/// What stands for the part of a text that is cut off.
const CUT: &str = "…";

/// The blank columns between two columns.
const GAP: usize = 2;

/// Returns the columns that a text takes on a terminal.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// Cuts a text to so many columns, with an ellipsis where something is cut off.
#[must_use]
pub fn shorten(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        let with = width(&kept) + width(c.encode_utf8(&mut [0; 4])) + width(CUT);
        if with > columns {
            break;
        }
        kept.push(c);
    }
    kept.truncate(kept.trim_end().len());
    if columns > 0 {
        kept.push_str(CUT);
    }
    kept
}

/// Cuts the address of an item to so many columns: its checklist first, since its id alone is often enough.
pub(super) fn shorten_address(address: &str, columns: usize) -> String {
    match address.rsplit_once('/') {
        Some((_, item)) if width(address) > columns => shorten(&format!("{CUT}/{item}"), columns),
        _ => shorten(address, columns),
    }
}

/// Breaks a text at blanks into lines of at most so many columns; a longer word keeps a line of its own.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.len() - 1;
        if lines[line].is_empty() {
            lines[line].push_str(word);
        } else if width(&lines[line]) + 1 + width(word) <= columns {
            lines[line].extend([" ", word]);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// Which side of its column a text stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// What a cell loses first where its column is too narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    End,
    Checklist,
}

/// One column.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    heading: &'a str,
    align: Align,
    cut: Cut,
    /// How narrow it may become where the page is too narrow; none if it is never cut.
    least: Option<usize>,
    /// What it takes, however little its cells need.
    floor: usize,
}

impl<'a> Column<'a> {
    /// A column of words that are never cut.
    #[must_use]
    pub fn words(heading: &'a str) -> Self {
        Column { heading, align: Align::Left, cut: Cut::End, least: None, floor: 0 }
    }

    /// A column of addresses of items, which may lose their checklists, and nothing else.
    #[must_use]
    pub fn items(heading: &'a str) -> Self {
        Column { cut: Cut::Checklist, ..Column::words(heading) }
    }

    /// A column of numbers.
    #[must_use]
    pub fn number(heading: &'a str) -> Self {
        Column { heading, align: Align::Right, cut: Cut::End, least: None, floor: 0 }
    }

    /// Lets the column become as narrow as this where the page is too narrow.
    #[must_use]
    pub fn at_least(self, columns: usize) -> Self {
        Column { least: Some(columns), ..self }
    }

    /// Has the column take at least these columns, however little its cells need.
    #[must_use]
    pub fn padded(self, columns: usize) -> Self {
        Column { floor: columns, ..self }
    }
}

/// Rows of cells, and how their columns are laid out.
#[derive(Debug)]
pub struct Grid<'a> {
    columns: Vec<Column<'a>>,
    rows: Vec<Vec<(Tone, String)>>,
    indent: usize,
}

impl<'a> Grid<'a> {
    /// A grid of these columns, without rows.
    #[must_use]
    pub fn new(columns: Vec<Column<'a>>) -> Self {
        Grid { columns, rows: Vec::new(), indent: 0 }
    }

    /// Sets the whole grid in from the left by so many columns.
    #[must_use]
    pub fn indented(self, indent: usize) -> Self {
        Grid { indent, ..self }
    }

    /// Adds a row; cells without a column are left out.
    pub fn row<T: Into<String>>(&mut self, cells: impl IntoIterator<Item = (Tone, T)>) {
        let cells = cells.into_iter().map(|(tone, text)| (tone, visible(&text.into())));
        self.rows.push(cells.take(self.columns.len()).collect());
    }

    /// Writes the headings, where there are any, and the rows.
    ///
    /// # Errors
    /// Returns what the writer returns.
    pub fn write(&self, page: Page, out: &mut impl Write) -> io::Result<()> {
        let widths = self.widths(page.width);
        if self.columns.iter().any(|column| !column.heading.is_empty()) {
            let headings: Vec<_> =
                self.columns.iter().map(|column| (Tone::Faint, column.heading.to_owned())).collect();
            self.line(&headings, &widths, page, out)?;
        }
        self.rows.iter().try_for_each(|row| self.line(row, &widths, page, out))
    }

    fn line(
        &self,
        cells: &[(Tone, String)],
        widths: &[usize],
        page: Page,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let last = cells.iter().rposition(|(_, text)| !text.is_empty()).map_or(0, |last| last + 1);
        let mut line = " ".repeat(self.indent);
        for (index, ((tone, text), column)) in cells[..last].iter().zip(&self.columns).enumerate() {
            let text = match column.cut {
                Cut::End => shorten(text, widths[index]),
                Cut::Checklist => shorten_address(text, widths[index]),
            };
            let blank = " ".repeat(widths[index].saturating_sub(width(&text)));
            // What was made visible stays so: painting finds nothing more to escape.
            let painted = page.paint(*tone, &text);
            match column.align {
                Align::Left if index + 1 == last => line.push_str(&painted),
                Align::Left => line.extend([painted.as_str(), &blank]),
                Align::Right => line.extend([blank.as_str(), &painted]),
            }
            if index + 1 < last {
                line.push_str(&" ".repeat(GAP));
            }
        }
        writeln!(out, "{line}")
    }

    /// What each column takes: what its cells need, less what the page lacks, taken from the widest of those that
    /// may become narrower.
    fn widths(&self, page: usize) -> Vec<usize> {
        let needs = |index: usize, column: &Column<'_>| {
            let cells = self.rows.iter().filter_map(|row| row.get(index)).map(|(_, text)| width(text));
            cells.chain([width(column.heading), column.floor]).max().unwrap_or(0)
        };
        let mut widths: Vec<_> =
            self.columns.iter().enumerate().map(|(index, column)| needs(index, column)).collect();
        let gaps = GAP * self.columns.len().saturating_sub(1) + self.indent;
        let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(page);
        let least: Vec<_> =
            self.columns.iter().enumerate().map(|(index, column)| self.least(index, column)).collect();
        while excess > 0 {
            let spare = |index: &usize| least[*index].is_some_and(|least| widths[*index] > least);
            let Some(widest) = (0..widths.len()).filter(spare).max_by_key(|index| widths[*index]) else {
                break;
            };
            widths[widest] -= 1;
            excess -= 1;
        }
        widths
    }

    /// How narrow a column may become; none if it is never cut.
    fn least(&self, index: usize, column: &Column<'_>) -> Option<usize> {
        match column.cut {
            Cut::End => column.least,
            Cut::Checklist => {
                let cells = self.rows.iter().filter_map(|row| row.get(index));
                let items = cells.filter_map(|(_, text)| text.rsplit_once('/'));
                items.map(|(_, item)| width(item) + width(CUT) + 1).max()
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn written(grid: &Grid<'_>, width: usize) -> String {
        let mut out = Vec::new();
        grid.write(Page { width, colour: false }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn text_is_cut_by_the_columns_it_takes() {
        assert_eq!(shorten("signature", 9), "signature");
        assert_eq!(shorten("signatures", 9), "signatur…");
        assert_eq!(shorten("a word here", 7), "a word…");
        assert_eq!(shorten("日本語", 5), "日本…");
        assert_eq!(shorten("日本語", 4), "日…");
        assert_eq!(shorten("x", 0), "");
    }

    #[test]
    fn an_address_loses_its_checklist_first() {
        assert_eq!(shorten_address("webhooks/signature", 18), "webhooks/signature");
        assert_eq!(shorten_address("webhooks/signature", 17), "…/signature");
        assert_eq!(shorten_address("webhooks/signature", 7), "…/sign…");
    }

    #[test]
    fn lines_break_at_blanks() {
        assert_eq!(wrap("a bb ccc dddddddd e", 6), ["a bb", "ccc", "dddddddd", "e"]);
        assert_eq!(wrap("", 6), [""]);
    }

    #[test]
    fn a_grid_fits_its_page_and_ends_where_its_text_does() {
        let columns = vec![Column::words("Partner").at_least(4), Column::number("Days"), Column::words("")];
        let mut grid = Grid::new(columns);
        grid.row([(Tone::Plain, "a-long-partner"), (Tone::Plain, "3"), (Tone::Plain, "x")]);
        grid.row([(Tone::Plain, "b"), (Tone::Plain, "12")]);
        assert_eq!(
            written(&grid, 80),
            "Partner         Days\na-long-partner     3  x\nb                 12\n"
        );
        assert_eq!(written(&grid, 17), "Partner   Days\na-long-…     3  x\nb           12\n");
        assert_eq!(written(&grid, 1), "Par…  Days\na-l…     3  x\nb       12\n");
    }

    #[test]
    fn a_cell_cannot_break_out_of_its_line() {
        let mut grid = Grid::new(vec![Column::words(""), Column::words("")]);
        grid.row([(Tone::Bad, "a\nb\u{1b}[2J"), (Tone::Plain, "c")]);
        assert_eq!(written(&grid, 80), "a\\nb\\u{1b}[2J  c\n");
        let mut out = Vec::new();
        grid.write(Page { width: 80, colour: true }, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\u{1b}[31ma\\nb\\u{1b}[2J\u{1b}[0m  c\n");
    }
}

//! Rows under headings: in come cells and what each column may lose, out comes a table that fits the page,
//! each row on one line, or the same rows in Markdown.
//!
//! Which columns there is room for, and how much of their text, is settled for the table as a whole, since a row
//! must never wrap; the rest of the layout is comfy-table's.

use std::borrow::Cow;
use std::io;

use comfy_table::{
    Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Table, TableStyle, Width,
};

use super::column::{Align, Column};
use super::escape::visible;
use super::markdown;
use super::measure::{is_plain, shorten, width, wrap};
use super::page::{Page, Tone};
use crate::shares::{in_shares, share_of};

/// The columns between two cells.
const GAP: usize = 2;

/// How many rows are laid out together.
const AT_ONCE: usize = 256;

/// How many rows are worth a thread.
const SHARE: usize = 1024;

/// The lines that a remark may take, where the rows are not to be whole.
const MOST: usize = 4;

/// A cell: its text and how it is meant.
pub type CellText = (Tone, String);

/// Returns a cell.
pub fn cell(tone: Tone, text: impl Into<String>) -> CellText {
    (tone, text.into())
}

/// Returns a plain cell.
pub fn plain(text: impl Into<String>) -> CellText {
    (Tone::Plain, text.into())
}

/// Rows under headings; a row may have lines of remarks below it.
#[derive(Debug)]
pub struct Rows {
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// The texts of all cells, one after the other: a long table has many short ones.
    texts: String,
    section: Option<CellText>,
    /// Whether remarks are never cut.
    is_whole: bool,
}

#[derive(Debug)]
struct Row {
    /// What stands above it, where a section begins with it.
    section: Option<CellText>,
    /// How each cell is meant, and where its text ends.
    cells: Vec<(Tone, usize)>,
    /// Where the text of its first cell starts.
    start: usize,
    remarks: Vec<CellText>,
}

impl Rows {
    /// Makes a table without rows.
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        let columns = columns.into_iter().collect();
        Rows { columns, rows: Vec::new(), texts: String::new(), section: None, is_whole: false }
    }

    /// Has remarks never be cut: whoever follows them needs every word.
    #[must_use]
    pub fn whole(self) -> Self {
        Rows { is_whole: true, ..self }
    }

    /// Adds a row; cells without a column are left out.
    pub fn row(&mut self, cells: impl IntoIterator<Item = CellText>) {
        self.row_with(cells, Vec::new());
    }

    /// Adds a row with remarks, which stand below it.
    pub fn row_with(&mut self, cells: impl IntoIterator<Item = CellText>, remarks: Vec<CellText>) {
        let section = self.section.take();
        let start = self.texts.len();
        let texts = &mut self.texts;
        let add = |(tone, text): CellText| {
            texts.push_str(&text);
            (tone, texts.len())
        };
        let cells = cells.into_iter().take(self.columns.len()).map(add).collect();
        self.rows.push(Row { section, cells, start, remarks });
    }

    /// Begins a section: what stands above the next row.
    pub fn section(&mut self, heading: CellText) {
        self.section = Some(heading);
    }

    /// Writes the table, indented; without headings if they go without saying.
    ///
    /// # Errors
    /// Returns what the writer returns.
    pub fn write(&self, page: Page, indent: usize, headed: bool, out: &mut impl io::Write) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let room = page.width.saturating_sub(indent);
        let columns = self.columns.iter().enumerate();
        let needs: Vec<_> = columns.map(|(index, column)| self.needs(index, column, headed)).collect();
        let widths = self.widths(&needs, room, headed);
        let margin = " ".repeat(indent);
        let drawn = self.drawn(&needs, &widths, headed);
        if drawn.is_empty() {
            return Ok(());
        }
        if headed && let Some(headings) = self.laid_out(&drawn, &[], page, true).lines().next() {
            writeln!(out, "{margin}{}", headings.trim_end())?;
        }
        let under = indent + widths.first().copied().unwrap_or(0) + GAP;
        let write = |rows| self.written(rows, &drawn, page, indent, under);
        for part in in_shares(&self.rows, share_of(self.rows.len(), SHARE), write) {
            out.write_all(part.as_bytes())?;
        }
        Ok(())
    }

    /// Writes some of the rows; remarks begin `under` columns from the edge.
    fn written(&self, rows: &[Row], drawn: &[Drawn<'_>], page: Page, indent: usize, under: usize) -> String {
        let margin = " ".repeat(indent);
        let mut out = String::new();
        let mut line = |parts: [&str; 2]| {
            out.extend(parts);
            out.push('\n');
        };
        // The library lays out a table as a whole: a long one is given to it in parts, all of the same widths.
        for rows in rows.chunks(AT_ONCE) {
            let table = self.laid_out(drawn, rows, page, false);
            for (row, cells) in rows.iter().zip(table.lines()) {
                if let Some((tone, section)) = &row.section {
                    let room = page.width.saturating_sub(indent);
                    line([&margin, &page.paint(*tone, &shorten(&visible(section), room))]);
                }
                line([&margin, cells.trim_end()]);
                for (tone, remark) in &row.remarks {
                    let room = page.width.saturating_sub(under);
                    let mut lines = wrap(&visible(remark), room);
                    if !self.is_whole && lines.len() > MOST {
                        lines.truncate(MOST);
                        let last = lines.pop().unwrap_or_default();
                        lines.push(shorten(&format!("{last} …"), room));
                    }
                    for text in &lines {
                        line([&" ".repeat(under), &page.paint(*tone, text)]);
                    }
                }
            }
        }
        out
    }

    /// Lays out some of the rows, without lines and boxes.
    fn laid_out(&self, drawn: &[Drawn<'_>], rows: &[Row], page: Page, headed: bool) -> Table {
        let mut table = Table::new();
        table.load_style(TableStyle::new()).set_content_arrangement(ContentArrangement::Disabled);
        if page.colour {
            // Blanks stay without style, so that those at the end of a line can be cut off.
            table.enforce_styling().style_text_only();
        } else {
            table.force_no_tty();
        }
        if headed {
            table.set_header(drawn.iter().map(|drawn| painted(Tone::Faint, drawn.column.heading)));
        }
        for row in rows {
            table.add_row(drawn.iter().map(|drawn| {
                let (tone, text) = self.cut(row, drawn);
                painted(tone, &text)
            }));
        }
        for (column, drawn) in table.column_iter_mut().zip(drawn) {
            column.set_padding((0, u16::try_from(GAP).unwrap_or(0)));
            if drawn.column.align == Align::Right {
                column.set_cell_alignment(CellAlignment::Right);
            }
            let width = u16::try_from(drawn.width + GAP).unwrap_or(u16::MAX);
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
        }
        table
    }

    /// Returns the columns that are kept, and what each takes once its cells are cut.
    fn drawn(&self, needs: &[usize], widths: &[usize], headed: bool) -> Vec<Drawn<'_>> {
        let shown = self.columns.iter().enumerate().filter(|(index, _)| widths[*index] > 0);
        let drawn = shown.map(|(index, column)| {
            let most = Drawn { index, column, most: widths[index], width: widths[index] };
            if widths[index] == needs[index] {
                return most;
            }
            let cut = self.rows.iter().map(|row| width(&self.cut(row, &most).1)).max().unwrap_or(0);
            let heading = if headed { width(column.heading) } else { 0 };
            Drawn { width: cut.max(heading).max(column.floor), ..most }
        });
        drawn.collect()
    }

    /// Returns a cell, safe for a terminal and cut to its column.
    fn cut(&self, row: &Row, drawn: &Drawn<'_>) -> (Tone, Cow<'_, str>) {
        let Some((tone, text)) = self.cell(row, drawn.index) else { return (Tone::Plain, Cow::Borrowed("")) };
        let text = safe(text);
        let fits = width(&text) <= drawn.most;
        (tone, if fits { text } else { Cow::Owned(drawn.column.cut(&text, drawn.most)) })
    }

    fn cell(&self, row: &Row, index: usize) -> Option<(Tone, &str)> {
        let (tone, end) = *row.cells.get(index)?;
        let start = index.checked_sub(1).map_or(row.start, |before| row.cells[before].1);
        Some((tone, &self.texts[start..end]))
    }

    /// What each column takes, 0 where it is left out: what its cells need, less what the page lacks. That is
    /// taken from those that may be left out first, in their order, then from the widest of the others.
    fn widths(&self, needs: &[usize], page: usize, headed: bool) -> Vec<usize> {
        let mut widths = needs.to_vec();
        let mut ranks: Vec<u8> = self.columns.iter().filter_map(|column| column.rank).collect();
        ranks.sort_unstable();
        ranks.dedup();
        for rank in ranks {
            if !self.shrink(&mut widths, page, Some(rank), headed) {
                let of_rank = self.columns.iter().map(|column| column.rank == Some(rank));
                widths.iter_mut().zip(of_rank).filter(|(_, of)| *of).for_each(|(width, _)| *width = 0);
            }
        }
        self.shrink(&mut widths, page, None, headed);
        widths
    }

    /// What a column needs; nothing where no cell of it holds anything.
    fn needs(&self, index: usize, column: &Column, headed: bool) -> usize {
        let cells = self.texts(index).map(|text| width(&safe(text))).max().unwrap_or(0);
        let heading = if headed { width(column.heading) } else { 0 };
        if cells == 0 { 0 } else { cells.max(heading).max(column.floor) }
    }

    fn texts(&self, index: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(move |row| self.cell(row, index)).map(|(_, text)| text)
    }

    /// Narrows the columns of a rank until the table fits; tells whether it does.
    fn shrink(&self, widths: &mut [usize], page: usize, rank: Option<u8>, headed: bool) -> bool {
        let least: Vec<Option<usize>> = self
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| {
                let heading = if headed { width(column.heading) } else { 0 };
                let least = column.least(self.texts(index)).filter(|_| column.rank == rank);
                least.map(|least| least.max(heading).max(1))
            })
            .collect();
        loop {
            let shown = widths.iter().filter(|width| **width > 0).count();
            if widths.iter().sum::<usize>() + GAP * shown.saturating_sub(1) <= page {
                return true;
            }
            let spare = |index: &usize| least[*index].is_some_and(|least| widths[*index] > least);
            let Some(widest) = (0..widths.len()).filter(spare).max_by_key(|index| widths[*index]) else {
                return false;
            };
            widths[widest] -= 1;
        }
    }

    /// Writes the rows as a Markdown table, remarks in the last column.
    ///
    /// # Errors
    /// Returns what the writer returns.
    pub fn markdown(&self, out: &mut impl io::Write) -> io::Result<()> {
        let has_remarks = self.rows.iter().any(|row| !row.remarks.is_empty());
        let columns = self.columns.iter().map(|column| (column.heading, column.align));
        let headings: Vec<_> = columns.chain(has_remarks.then_some(("remarks", Align::Left))).collect();
        markdown::headings(&headings, out)?;
        for row in &self.rows {
            let remarks: Vec<_> = row.remarks.iter().map(|(_, text)| text.as_str()).collect();
            let remarks = has_remarks.then(|| remarks.join("; "));
            let cells = (0..row.cells.len()).filter_map(|index| self.cell(row, index)).map(|(_, text)| text);
            markdown::row(cells.chain(remarks.as_deref()), out)?;
        }
        Ok(())
    }
}

/// A column that is kept.
struct Drawn<'a> {
    index: usize,
    column: &'a Column,
    /// What its cells are cut to.
    most: usize,
    /// What it takes then.
    width: usize,
}

/// A cell of text that is safe for a terminal.
fn painted(tone: Tone, text: &str) -> Cell {
    let cell = Cell::new(text);
    match tone {
        _ if text.is_empty() => cell,
        Tone::Plain => cell,
        Tone::Strong => cell.add_attribute(Attribute::Bold),
        Tone::Faint => cell.add_attribute(Attribute::Dim),
        Tone::Good => cell.fg(Color::DarkGreen),
        Tone::Caution => cell.fg(Color::DarkYellow),
        Tone::Bad => cell.fg(Color::DarkRed),
    }
}

/// Makes a text safe for a terminal; most are.
fn safe(text: &str) -> Cow<'_, str> {
    if is_plain(text) { Cow::Borrowed(text) } else { Cow::Owned(visible(text)) }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    fn written(rows: &Rows, width: usize, indent: usize) -> String {
        let mut out = Vec::new();
        rows.write(Page { width, colour: false }, indent, true, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_row_is_one_line_and_fits_the_page() {
        let columns = [
            Column::text("id"),
            Column::text("title").cut_to(12),
            Column::text("empty"),
            Column::text("due"),
        ];
        let mut rows = Rows::new(columns);
        rows.section(plain("A section"));
        rows.row([plain("a"), plain("a title that goes on and on"), plain(""), plain("2026-03-04")]);
        let remark = plain("a remark that is far too long for it");
        rows.row_with([plain("bc"), plain("日本語の長い題名です"), plain(""), plain("-")], vec![remark]);
        assert_eq!(
            written(&rows, 30, 2),
            "  id  title         due\n  A section\n  a   a title tha…  2026-03-04\n  bc  日本語の長…   -\n      \
             a remark that is far too\n      long for it\n"
        );
    }

    #[test]
    fn numbers_stand_on_the_right_and_only_what_may_be_cut_is_cut() {
        let mut rows =
            Rows::new([Column::text("Partner").cut_to(4), Column::number("Days"), Column::text("")]);
        rows.row([plain("a-long-partner"), plain("3"), plain("x")]);
        rows.row([plain("b"), plain("12")]);
        assert_eq!(
            written(&rows, 80, 0),
            "Partner         Days\na-long-partner     3  x\nb                 12\n"
        );
        assert_eq!(written(&rows, 17, 0), "Partner   Days\na-long-…     3  x\nb           12\n");
        assert_eq!(written(&rows, 1, 0), "Partner  Days\na-long…     3  x\nb          12\n");
    }

    #[test]
    fn what_may_be_left_out_goes_before_the_rest_is_cut() {
        let columns = [
            Column::text("id"),
            Column::text("name").cut_to(3),
            Column::text("a").left_out(2),
            Column::text("b").left_out(2),
            Column::text("title").cut_to(8).left_out(1),
        ];
        let mut rows = Rows::new(columns);
        rows.row(["x", "named", "1", "2", "a long title"].map(plain));
        let line = |width| written(&rows, width, 0).lines().last().unwrap_or_default().to_owned();
        assert_eq!(line(29), "x   named  1  2  a long title");
        assert_eq!(line(25), "x   named  1  2  a long…");
        assert_eq!(line(24), "x   named  1  2");
        assert_eq!(line(14), "x   named");
        assert_eq!(line(8), "x   nam…");
    }

    /// Of so many, each part of the table is written on a thread of its own.
    #[test]
    fn a_long_table_is_one_table_in_its_order() {
        let mut rows = Rows::new([Column::text("id"), Column::number("n")]);
        for number in 0..SHARE * 3 {
            rows.row([plain(format!("row-{number}")), plain(number.to_string())]);
        }
        let text = written(&rows, 80, 0);
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("id           n"));
        for (number, line) in lines.enumerate() {
            assert_eq!(line, format!("{:<8}  {number:>4}", format!("row-{number}")));
        }
        assert_eq!(text.lines().count(), SHARE * 3 + 1);
    }

    #[test]
    fn hostile_text_stays_in_its_cell() {
        let mut rows = Rows::new([Column::text("id")]);
        rows.row([plain("a\n\u{1b}[31m|<b>")]);
        assert_eq!(written(&rows, 30, 2), "  id\n  a\\n\\u{1b}[31m|<b>\n");
        let mut out = Vec::new();
        rows.markdown(&mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap().lines().count(), 3);
    }
}

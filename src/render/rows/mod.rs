//! Rows under headings: in come cells and what each column may lose, out comes a table that fits the page,
//! each row on one line, or the same rows in Markdown.
//!
//! Which columns there is room for, and how much of their text, is settled for the table as a whole, since a row
//! must never wrap (`fit`); how a cell stands in its column is comfy-table's (`layout`).

mod fit;
mod layout;

use std::borrow::Cow;
use std::io;
use std::ops::Range;

use self::layout::Standing;
use super::column::{Align, Column};
use super::escape::visible;
use super::markdown;
use super::measure::{shorten, wrap};
use super::page::{Page, Tone};

/// The columns between two cells.
const GAP: usize = 2;

/// The lines that a remark may take, where the rows are not to be whole.
const MOST: usize = 4;

/// A cell: its text and how it is meant.
pub type CellText<'a> = (Tone, Cow<'a, str>);

/// Returns a cell.
pub fn cell<'a>(tone: Tone, text: impl Into<Cow<'a, str>>) -> CellText<'a> {
    (tone, text.into())
}

/// Returns a plain cell.
pub fn plain<'a>(text: impl Into<Cow<'a, str>>) -> CellText<'a> {
    (Tone::Plain, text.into())
}

/// Rows under headings; a row may have lines of remarks below it.
#[derive(Debug)]
pub struct Rows {
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// The cells of all rows, one row after the other.
    cells: Vec<Cell>,
    /// Their texts, likewise: a long table has many short ones.
    texts: String,
    section: Option<CellText<'static>>,
    /// Whether remarks are never cut.
    is_whole: bool,
}

/// How a cell is meant, and where its text ends, which is where that of the next begins.
#[derive(Debug)]
struct Cell {
    tone: Tone,
    end: usize,
}

#[derive(Debug)]
struct Row {
    /// What stands above it, where a section begins with it.
    section: Option<CellText<'static>>,
    /// Where its cells lie.
    cells: Range<usize>,
    remarks: Vec<CellText<'static>>,
}

impl Rows {
    /// Makes a table without rows.
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Rows {
            columns: columns.into_iter().collect(),
            rows: Vec::new(),
            cells: Vec::new(),
            texts: String::new(),
            section: None,
            is_whole: false,
        }
    }

    /// Makes room for so many rows more, of a table that will be long.
    pub fn reserve(&mut self, rows: usize) {
        self.rows.reserve(rows);
        self.cells.reserve(rows * self.columns.len());
    }

    /// Has remarks never be cut: whoever follows them needs every word.
    #[must_use]
    pub fn whole(self) -> Self {
        Rows { is_whole: true, ..self }
    }

    /// Adds a row; cells without a column are left out.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = CellText<'a>>) {
        self.row_with(cells, Vec::new());
    }

    /// Adds a row with remarks, which stand below it.
    pub fn row_with<'a>(
        &mut self,
        cells: impl IntoIterator<Item = CellText<'a>>,
        remarks: Vec<CellText<'_>>,
    ) {
        let (start, texts) = (self.cells.len(), &mut self.texts);
        self.cells.extend(cells.into_iter().take(self.columns.len()).map(|(tone, text)| {
            texts.push_str(&text);
            Cell { tone, end: texts.len() }
        }));
        let (section, cells) = (self.section.take(), start..self.cells.len());
        self.rows.push(Row { section, cells, remarks: remarks.into_iter().map(owned).collect() });
    }

    /// Begins a section: what stands above the next row.
    pub fn section(&mut self, heading: CellText<'_>) {
        self.section = Some(owned(heading));
    }

    /// Writes the table, indented; without headings if they go without saying.
    ///
    /// # Errors
    /// Returns what the writer returns.
    pub fn write(&self, page: Page, indent: usize, headed: bool, out: &mut impl io::Write) -> io::Result<()> {
        let (fitted, first) = self.fit(page.width.saturating_sub(indent), headed);
        if fitted.is_empty() {
            return Ok(());
        }
        let laid: Vec<_> = fitted.iter().map(|fitted| (fitted, Standing::of(fitted))).collect();
        if headed {
            let mut line = String::new();
            for (fitted, standing) in &laid {
                standing.write(&fitted.heading(), page, &mut line);
            }
            writeln!(out, "{}{}", " ".repeat(indent), line.trim_end_matches(' '))?;
        }
        let (margin, under) = (" ".repeat(indent), " ".repeat(indent + first + GAP));
        let mut line = String::new();
        for row in &self.rows {
            line.clear();
            if let Some((tone, section)) = &row.section {
                let room = page.width.saturating_sub(indent);
                line.extend([&margin, &*page.paint(*tone, &shorten(&visible(section), room)), "\n"]);
            }
            line.push_str(&margin);
            for (fitted, standing) in &laid {
                standing.write(&self.cut(row, fitted), page, &mut line);
            }
            line.truncate(line.trim_end_matches(' ').len());
            line.push('\n');
            for (tone, remark) in &row.remarks {
                for text in self.lines(remark, page.width.saturating_sub(under.len())) {
                    line.extend([&under, &*page.paint(*tone, &text), "\n"]);
                }
            }
            out.write_all(line.as_bytes())?;
        }
        Ok(())
    }

    /// Breaks a remark into lines of at most so many columns.
    fn lines(&self, remark: &str, room: usize) -> Vec<String> {
        let mut lines = wrap(&visible(remark), room);
        if !self.is_whole && lines.len() > MOST {
            lines.truncate(MOST);
            let last = lines.pop().unwrap_or_default();
            lines.push(shorten(&format!("{last} …"), room));
        }
        lines
    }

    fn cell(&self, row: &Row, index: usize) -> Option<(Tone, &str)> {
        let place = row.cells.start + index;
        let cell = self.cells[..row.cells.end].get(place)?;
        let start = place.checked_sub(1).map_or(0, |before| self.cells[before].end);
        Some((cell.tone, &self.texts[start..cell.end]))
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
            let remarks: Vec<_> = row.remarks.iter().map(|(_, text)| &**text).collect();
            let remarks = has_remarks.then(|| remarks.join("; "));
            let cells = (0..row.cells.len()).filter_map(|index| self.cell(row, index)).map(|(_, text)| text);
            markdown::row(cells.chain(remarks.as_deref()), out)?;
        }
        Ok(())
    }
}

fn owned((tone, text): CellText<'_>) -> CellText<'static> {
    (tone, Cow::Owned(text.into_owned()))
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
    fn colour_is_on_words_alone_and_moves_nothing() {
        let mut rows = Rows::new([Column::text("id"), Column::number("n"), Column::text("last")]);
        rows.row([cell(Tone::Strong, "a b"), cell(Tone::Bad, "7"), cell(Tone::Faint, "")]);
        rows.row([plain("日本"), cell(Tone::Good, "日"), cell(Tone::Faint, "x")]);
        rows.row([cell(Tone::Bad, "c\n")]);
        let mut out = Vec::new();
        rows.write(Page { width: 80, colour: true }, 1, true, &mut out).unwrap();
        let coloured = String::from_utf8(out).unwrap();
        assert_eq!(
            coloured,
            " \u{1b}[2mid\u{1b}[0m     \u{1b}[2mn\u{1b}[0m  \u{1b}[2mlast\u{1b}[0m\n \u{1b}[1ma b\u{1b}[0m    \
             \u{1b}[31m7\u{1b}[0m\n 日本  \u{1b}[32m日\u{1b}[0m  \u{1b}[2mx\u{1b}[0m\n \u{1b}[31mc\\n\u{1b}[0m\n"
        );
        let plain = ["[0m", "[1m", "[2m", "[31m", "[32m"]
            .iter()
            .fold(coloured, |text, code| text.replace(&format!("\u{1b}{code}"), ""));
        assert_eq!(plain, written(&rows, 80, 1));
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

    #[test]
    fn a_long_table_is_one_table_in_its_order() {
        let mut rows = Rows::new([Column::text("id"), Column::number("n")]);
        for number in 0..3000 {
            rows.row([plain(format!("row-{number}")), plain(number.to_string())]);
        }
        let text = written(&rows, 80, 0);
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("id           n"));
        for (number, line) in lines.enumerate() {
            assert_eq!(line, format!("{:<8}  {number:>4}", format!("row-{number}")));
        }
        assert_eq!(text.lines().count(), 3000 + 1);
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

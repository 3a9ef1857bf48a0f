//! Rows that stay one line each: in come cells and which columns may give way, out comes a table that
//! fits the page, or the same rows in Markdown or CSV.

use std::io;

use super::columns::{shorten, shorten_address, width, wrap};
use super::escape::{csv_cell, markdown_cell, visible};
use super::page::{Page, Tone};
use comfy_table::ContentArrangement;

/// The columns between two cells.
const GAP: usize = 2;
/// The least that a column is cut to.
const LEAST: usize = 12;

/// The lines that a remark may take.
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
    headings: Vec<&'static str>,
    giving_way: Vec<usize>,
    /// The first of those that give way is left out where there is no room for it.
    fading: bool,
    rows: Vec<Row>,
    section: Option<CellText>,
}

#[derive(Debug)]
struct Row {
    /// What stands above it, where a section begins with it.
    section: Option<CellText>,
    cells: Vec<CellText>,
    remarks: Vec<CellText>,
}

impl Rows {
    /// Makes a table without rows; `giving_way` are the columns that are cut to fit the page, first first.
    pub fn new<const N: usize>(headings: [&'static str; N], giving_way: &[usize]) -> Self {
        Rows {
            headings: headings.to_vec(),
            giving_way: giving_way.to_vec(),
            fading: false,
            rows: Vec::new(),
            section: None,
        }
    }

    /// Lets the first column that gives way be left out where there is no room for it.
    #[must_use]
    pub fn fading(self) -> Self {
        Rows { fading: true, ..self }
    }

    /// Adds a row, of as many cells as there are headings.
    pub fn row<const N: usize>(&mut self, cells: [CellText; N]) {
        self.row_with(cells, Vec::new());
    }

    /// Adds a row with remarks, which stand below it.
    pub fn row_with<const N: usize>(&mut self, cells: [CellText; N], remarks: Vec<CellText>) {
        let section = self.section.take();
        self.rows.push(Row { section, cells: cells.into_iter().collect(), remarks });
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
        let widths = self.widths(page.width.saturating_sub(indent), headed);
        let kept: Vec<bool> = widths.iter().map(|width| *width > 0).collect();
        let headings =
            self.headings.iter().zip(&kept).filter(|(_, kept)| **kept && headed).map(|(heading, _)| *heading);
        let mut table = Page { width: page.width.saturating_sub(indent), ..page }.table(headings);
        table.set_content_arrangement(ContentArrangement::Disabled);
        for row in &self.rows {
            let cells = row.cells.iter().zip(&widths).zip(&kept).filter(|(_, kept)| **kept);
            table.add_row(cells.map(|(((tone, text), width), _)| page.cell(*tone, &cut(text, *width))));
        }
        let gap = u16::try_from(GAP).unwrap_or(0);
        table.column_iter_mut().for_each(|column| {
            column.set_padding((0, gap));
        });
        let margin = " ".repeat(indent);
        let drawn = table.trim_fmt();
        let mut lines = drawn.lines();
        for line in lines.by_ref().take(usize::from(headed)) {
            writeln!(out, "{margin}{line}")?;
        }
        let under = indent + widths.first().copied().unwrap_or(0) + GAP;
        for (row, line) in self.rows.iter().zip(lines) {
            if let Some((tone, section)) = &row.section {
                let section = shorten(&visible(section), page.width.saturating_sub(indent));
                writeln!(out, "{margin}{}", page.paint(*tone, &section))?;
            }
            writeln!(out, "{margin}{line}")?;
            for (tone, remark) in &row.remarks {
                for line in wrap(&visible(remark), page.width.saturating_sub(under)).iter().take(MOST) {
                    writeln!(out, "{}{}", " ".repeat(under), page.paint(*tone, line))?;
                }
            }
        }
        Ok(())
    }

    /// Which columns hold anything at all.
    fn kept(&self) -> Vec<bool> {
        let holds = |column: usize| {
            self.rows.iter().any(|row| row.cells.get(column).is_some_and(|(_, text)| !text.is_empty()))
        };
        (0..self.headings.len()).map(holds).collect()
    }

    /// The width of each column: what its widest cell takes, less what must give way.
    fn widths(&self, page: usize, headed: bool) -> Vec<usize> {
        let mut widths: Vec<usize> =
            self.headings.iter().map(|heading| if headed { width(heading) } else { 0 }).collect();
        let kept = self.kept();
        for (width, _) in widths.iter_mut().zip(&kept).filter(|(_, kept)| !**kept) {
            *width = 0;
        }
        for row in &self.rows {
            for (widest, (_, text)) in widths.iter_mut().zip(&row.cells) {
                *widest = (*widest).max(width(&visible(text)));
            }
        }
        for (turn, &column) in self.giving_way.iter().enumerate() {
            // The gap behind the last column is cut off.
            let shown = widths.iter().filter(|width| **width > 0);
            let taken = shown.clone().sum::<usize>() + GAP * shown.count().saturating_sub(1);
            if let Some(width) = widths.get_mut(column) {
                let over = taken.saturating_sub(page);
                let left = width.saturating_sub(over);
                let fades = self.fading && turn == 0 && left < LEAST.min(*width);
                *width = if fades { 0 } else { (*width).min(left.max(LEAST)) };
            }
        }
        widths
    }

    /// Writes the rows as a Markdown table, remarks in the last column.
    ///
    /// # Errors
    /// Returns what the writer returns.
    pub fn markdown(&self, out: &mut impl io::Write) -> io::Result<()> {
        let has_remarks = self.rows.iter().any(|row| !row.remarks.is_empty());
        let mut headings: Vec<String> = self.headings.iter().map(|heading| markdown_cell(heading)).collect();
        headings.extend(has_remarks.then(|| "remarks".to_owned()));
        writeln!(out, "| {} |", headings.join(" | "))?;
        writeln!(out, "|{}", " --- |".repeat(headings.len()))?;
        for row in &self.rows {
            let mut cells: Vec<String> = row.cells.iter().map(|(_, text)| markdown_cell(text)).collect();
            let remarks: Vec<_> = row.remarks.iter().map(|(_, text)| markdown_cell(text)).collect();
            cells.extend(has_remarks.then(|| remarks.join("; ")));
            writeln!(out, "| {} |", cells.join(" | "))?;
        }
        Ok(())
    }
}

/// Cuts a cell to so many columns; the address of an item loses its checklist first.
fn cut(text: &str, columns: usize) -> String {
    let text = visible(text);
    if text.contains(' ') { shorten(&text, columns) } else { shorten_address(&text, columns) }
}

/// Writes rows as CSV, the first being the headings; a spreadsheet sees no formula.
///
/// # Errors
/// Returns what the writer returns.
pub fn csv<const N: usize>(
    rows: impl IntoIterator<Item = [String; N]>,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    for row in rows {
        writer.write_record(row.iter().map(|text| csv_cell(text))).map_err(io::Error::other)?;
    }
    writer.flush()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    const PAGE: Page = Page { width: 30, colour: false };

    fn written(columns: &Rows) -> String {
        let mut out = Vec::new();
        columns.write(PAGE, 2, true, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_row_is_one_line_and_fits_the_page() {
        let mut rows = Rows::new(["id", "title", "", "due"], &[1]);
        rows.section(plain("A section"));
        rows.row([plain("a"), plain("a title that goes on and on"), plain(""), plain("2026-03-04")]);
        let remark = plain("a remark that is far too long for it");
        rows.row_with([plain("bc"), plain("日本語の長い題名です"), plain(""), plain("-")], vec![remark]);
        assert_eq!(
            written(&rows),
            "  id  title         due\n  A section\n  a   a title tha…  2026-03-04\n  bc  日本語の長…   -\n      \
             a remark that is far too\n      long for it\n"
        );
    }

    #[test]
    fn hostile_text_stays_in_its_cell() {
        let mut columns = Rows::new(["id"], &[]);
        columns.row([plain("a\n\u{1b}[31m|<b>")]);
        assert_eq!(written(&columns), "  id\n  a\\n\\u{1b}[31m|<b>\n");
        let mut out = Vec::new();
        columns.markdown(&mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap().lines().count(), 3);
        let mut out = Vec::new();
        csv([["=1+1".to_owned(), "a,\"b\"".to_owned()]], &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "'=1+1,\"a,\"\"b\"\"\"\n");
    }
}

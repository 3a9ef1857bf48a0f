//! How texts stand in their column: in comes a column that was fitted, out come the blanks before and behind a text.
//!
//! That is comfy-table's to say. Texts that take as many columns stand alike, so it is asked once for each width: a
//! table may have a hundred thousand cells.

use std::iter;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, TableStyle, Width};

use super::GAP;
use super::fit::{Fitted, Shown};
use crate::render::column::Align;
use crate::render::page::Page;

/// What stands for a column of text.
const SAMPLE: &str = "x";

/// The blanks before and behind a text, the gap included, by the columns that it takes.
pub(super) struct Standing(Vec<(usize, usize)>);

impl Standing {
    /// Lays out a column.
    pub(super) fn of(fitted: &Fitted<'_>) -> Self {
        let mut table = Table::new();
        table.load_style(TableStyle::new()).set_content_arrangement(ContentArrangement::Disabled);
        // Lines of one cell cost the library less than cells.
        let samples: Vec<_> = fitted.widths.iter().map(|width| SAMPLE.repeat(width)).collect();
        table.add_row([samples.join("\n")]);
        for column in table.column_iter_mut() {
            column.set_padding((0, u16::try_from(GAP).unwrap_or(0)));
            if fitted.column.align == Align::Right {
                column.set_cell_alignment(CellAlignment::Right);
            }
            let width = u16::try_from(fitted.width + GAP).unwrap_or(u16::MAX);
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
        }
        let mut blanks = Vec::new();
        for (width, line) in fitted.widths.iter().zip(table.lines()) {
            let before = line.find(SAMPLE).unwrap_or(0);
            // Nothing has the widths in between.
            blanks.resize(width, (0, GAP));
            blanks.push((before, line.len().saturating_sub(before + width)));
        }
        Standing(blanks)
    }

    /// Writes a text in its place. Blanks stay without style, so that those at the end of a row can be cut off.
    pub(super) fn write(&self, shown: &Shown<'_>, page: Page, out: &mut String) {
        let Shown { tone, text, width } = shown;
        let (before, behind) = self.0.get(*width).copied().unwrap_or((0, GAP));
        blanks(before, out);
        if !page.colour || text.is_empty() {
            out.push_str(text);
        } else {
            out.push_str(&page.paint(*tone, text));
        }
        blanks(behind, out);
    }
}

fn blanks(count: usize, out: &mut String) {
    const MANY: &str = "                                                                ";
    match MANY.get(..count) {
        Some(blanks) => out.push_str(blanks),
        None => out.extend(iter::repeat_n(' ', count)),
    }
}

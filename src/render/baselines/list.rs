//! The baselines alone, on a page: a line a check, with its figures below.

use std::io;

use super::without;
use crate::playbook::model::figure::told;
use crate::render::column::Column;
use crate::render::page::{Page, Tone};
use crate::render::rows::{Rows, cell, plain};
use crate::report::baselines::Baselines;

/// Writes the list.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(baselines: &Baselines, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    if baselines.baselines.is_empty() && baselines.without.is_empty() {
        return writeln!(out, "No check has a baseline yet");
    }
    let mut rows =
        Rows::new([Column::item("Check"), Column::text("Measured"), Column::text("Set by").cut_to(12)])
            .whole();
    for line in &baselines.baselines {
        let figures: Vec<_> = line
            .figures
            .iter()
            .map(|figure| format!("{} {}", figure.metric, told(figure.baseline)))
            .collect();
        let cells = [plain(&line.item), plain(line.measured.format("%Y-%m-%d").to_string()), plain(&line.by)];
        rows.row_with(cells, vec![cell(Tone::Faint, figures.join(", "))]);
    }
    rows.write(page, 0, true, out)?;
    without(baselines, page, out)
}

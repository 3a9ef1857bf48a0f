//! The last runs of checks beside their baselines, on a page: a line a figure.

use std::io;

use super::without;
use crate::playbook::model::figure::told;
use crate::render::column::Column;
use crate::render::page::{Page, Tone};
use crate::render::rows::{Rows, cell, plain};
use crate::report::baselines::{BaselineOutcome, Baselines, FigureLine, FigureShift};

/// Writes the comparison.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(baselines: &Baselines, page: Page, mut out: &mut dyn io::Write) -> io::Result<()> {
    for (index, line) in baselines.baselines.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        let tone = match line.outcome {
            BaselineOutcome::Holds => Tone::Good,
            BaselineOutcome::Regressed => Tone::Bad,
            BaselineOutcome::Open => Tone::Caution,
        };
        let since = format!("baseline of {}", line.measured.format("%Y-%m-%d"));
        writeln!(
            out,
            "{}  {}  {}",
            page.paint(Tone::Strong, &line.item),
            page.paint(tone, line.outcome.as_str()),
            page.paint(Tone::Faint, &since)
        )?;
        if let Some(said) = &line.said {
            writeln!(out, "  {}", page.paint(Tone::Plain, said))?;
        }
        let columns = [
            Column::text("").padded(8),
            Column::text(""),
            Column::number(""),
            Column::text(""),
            Column::number(""),
            Column::number(""),
        ];
        let mut rows = Rows::new(columns);
        // What cannot be compared has nothing beside it.
        if line.figures.iter().any(|figure| figure.last.is_some()) {
            line.figures.iter().for_each(|figure| rows.row(cells(figure)));
        }
        rows.write(page, 2, false, &mut out)?;
    }
    without(baselines, page, out)
}

fn cells(figure: &FigureLine) -> [crate::render::rows::CellText; 6] {
    let tone = match figure.shift {
        FigureShift::Better => Tone::Good,
        FigureShift::Worse => Tone::Bad,
        FigureShift::Missing => Tone::Caution,
        FigureShift::Same | FigureShift::Unjudged => Tone::Faint,
    };
    let last = figure.last.map_or_else(|| "–".to_owned(), told);
    let percent = figure.percent.filter(|_| figure.last != Some(figure.baseline));
    let percent = percent.map_or_else(String::new, change);
    [
        cell(tone, figure.shift.as_str()),
        plain(&figure.metric),
        plain(told(figure.baseline)),
        cell(Tone::Faint, "→"),
        plain(last),
        plain(percent),
    ]
}

/// Tells a difference in percent; what is many times as much, by a power of ten.
fn change(percent: f64) -> String {
    if percent.abs() < 1e6 { format!("{percent:+.1} %") } else { format!("{percent:+.0e} %") }
}

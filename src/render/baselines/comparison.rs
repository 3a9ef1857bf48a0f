//! The last runs of checks beside their baselines, on a page: a line a figure.

use std::io;

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
        for figure in
            line.figures.iter().filter(|_| line.outcome != BaselineOutcome::Open || line.said.is_none())
        {
            rows.row(cells(figure));
        }
        rows.write(page, 2, false, &mut out)?;
    }
    Ok(())
}

fn cells(figure: &FigureLine) -> [crate::render::rows::CellText; 6] {
    let tone = match figure.shift {
        FigureShift::Better => Tone::Good,
        FigureShift::Worse => Tone::Bad,
        FigureShift::Missing => Tone::Caution,
        FigureShift::Same | FigureShift::Unjudged => Tone::Faint,
    };
    let last = figure.last.map_or_else(|| "–".to_owned(), |last| last.to_string());
    let percent = figure.percent.filter(|_| figure.last != Some(figure.baseline));
    let percent = percent.map_or_else(String::new, |percent| format!("{percent:+.1} %"));
    [
        cell(tone, figure.shift.as_str()),
        plain(&figure.metric),
        plain(figure.baseline.to_string()),
        cell(Tone::Faint, "→"),
        plain(last),
        plain(percent),
    ]
}

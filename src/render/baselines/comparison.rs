//! The last runs of checks beside their baselines, on a page: a line a check, and below it the figures that are not as they
//! were; or all of them.

use std::io;

use super::without;
use crate::playbook::model::figure::told;
use crate::render::column::Column;
use crate::render::page::{Page, Tone};
use crate::render::rows::{CellText, Rows, cell, plain};
use crate::report::baselines::{BaselineLine, BaselineOutcome, Baselines, FigureLine, FigureShift};

/// Writes the comparison.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(baselines: &Baselines, all: bool, page: Page, mut out: &mut dyn io::Write) -> io::Result<()> {
    let mut rows = Rows::new([Column::text(""), Column::item(""), Column::text("").left_out(1)]).whole();
    for line in &baselines.baselines {
        let tone = match line.outcome {
            BaselineOutcome::Holds => Tone::Good,
            BaselineOutcome::Regressed => Tone::Bad,
            BaselineOutcome::Open => Tone::Caution,
        };
        let since = format!("since {}", line.measured.format("%Y-%m-%d"));
        let cells = [cell(tone, line.outcome.as_str()), plain(&line.item), cell(Tone::Faint, since)];
        let said = line.said.iter().map(plain);
        let figures = line.figures.iter().filter(|figure| all || is_telling(line, figure));
        // Where the last run cannot be compared at all, why not is said.
        let is_compared = line.figures.iter().any(|figure| figure.last.is_some());
        rows.row_with(cells, said.chain(figures.filter(|_| is_compared).map(remark)).collect());
    }
    rows.write(page, 0, false, &mut out)?;
    without(baselines, page, out)
}

/// Tells whether a figure says more than that all is as it was. Where nobody says which way is better, all of them may.
fn is_telling(line: &BaselineLine, figure: &FigureLine) -> bool {
    match figure.shift {
        FigureShift::Better | FigureShift::Worse | FigureShift::Missing => true,
        FigureShift::Same => false,
        FigureShift::Unjudged => line.figures.iter().all(|figure| figure.shift == FigureShift::Unjudged),
    }
}

fn remark(figure: &FigureLine) -> CellText<'_> {
    let tone = match figure.shift {
        FigureShift::Better => Tone::Good,
        FigureShift::Worse => Tone::Bad,
        FigureShift::Missing => Tone::Caution,
        FigureShift::Same | FigureShift::Unjudged => Tone::Faint,
    };
    let (shift, metric, before) = (figure.shift.as_str(), &figure.metric, told(figure.baseline));
    let text = match (figure.last, figure.percent) {
        (None, _) => format!("{shift}: {metric} was {before}"),
        (Some(last), Some(percent)) if !is_as_it_was(figure.baseline, last) => {
            format!("{shift}: {metric} {before} → {}, {}", told(last), change(percent))
        }
        (Some(last), _) if !is_as_it_was(figure.baseline, last) => {
            format!("{shift}: {metric} {before} → {}", told(last))
        }
        (Some(_), _) => format!("{shift}: {metric} {before}"),
    };
    cell(tone, text)
}

fn is_as_it_was(before: f64, last: f64) -> bool {
    told(before) == told(last)
}

/// Tells a difference in percent; what is many times as much, by a power of ten.
fn change(percent: f64) -> String {
    if percent.abs() < 1e6 { format!("{percent:+.1} %") } else { format!("{percent:+.0e} %") }
}

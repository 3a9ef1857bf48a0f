//! Limits on a page: where each stands, what is used and left, and what to do.

use std::io;

use super::column::Column;
use super::page::{Page, Tone};
use super::rows::{Rows, cell, plain};
use crate::report::limits::{LimitLine, LimitStanding, OverLimit};

/// Writes the limits of a stage under their heading, or nothing where there are none.
pub(super) fn lines(
    stage: &str,
    limits: &[LimitLine],
    page: Page,
    out: &mut impl io::Write,
) -> io::Result<()> {
    if limits.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", page.paint(Tone::Strong, &format!("Limits of {stage}")))?;
    let mut rows = Rows::new([Column::text(""), Column::text("")]);
    for limit in limits {
        let tone = match limit.standing {
            LimitStanding::Within => Tone::Good,
            LimitStanding::Over => Tone::Bad,
            LimitStanding::Unknown => Tone::Caution,
        };
        let first = if limit.lapses_first { "; lapses first" } else { "" };
        let remarks = std::iter::once(format!("{}{first}", limit.told)).chain(limit.remedy.clone());
        let remarks = remarks.map(|remark| cell(Tone::Faint, remark)).collect();
        rows.row_with([cell(tone, limit.standing.as_str()), plain(&limit.title)], remarks);
    }
    rows.write(page, 2, false, out)
}

/// Writes limits of which more is used than may be, a row each.
pub(super) fn over<'a>(limits: impl IntoIterator<Item = &'a OverLimit>) -> Rows {
    let mut rows = Rows::new([Column::text("partner"), Column::text("limit"), Column::text("used")]);
    for limit in limits {
        let remarks = vec![cell(Tone::Faint, &limit.remedy)];
        let title = format!("{} of {}", limit.title, limit.stage);
        rows.row_with([plain(&limit.partner), plain(title), cell(Tone::Bad, &limit.told)], remarks);
    }
    rows
}

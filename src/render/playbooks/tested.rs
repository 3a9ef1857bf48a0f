//! What a stage is tested by and with, on a page.

use std::io;

use crate::render::column::Column;
use crate::render::page::{Page, Tone};
use crate::render::rows::{Rows, cell, plain};
use crate::report::criteria::CriterionAsked;
use crate::report::playbooks::StageAsked;

/// Writes the criteria, the test data and the limits of a stage, where there are any.
///
/// # Errors
/// Returns what the writer returns.
pub(super) fn write(stage: &StageAsked, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    if !stage.criteria.is_empty() {
        writeln!(out, "\n{}", page.paint(Tone::Strong, &format!("Criteria of {}", stage.id)))?;
        let mut rows = Rows::new([Column::text(""), Column::text("").cut_to(12)]).whole();
        for criterion in &stage.criteria {
            let remarks = remarks(criterion).into_iter().map(|remark| cell(Tone::Faint, remark)).collect();
            rows.row_with([plain(&criterion.id), plain(&criterion.title)], remarks);
        }
        rows.write(page, 2, false, out)?;
    }
    if !stage.test_data.is_empty() {
        writeln!(out, "\n{}", page.paint(Tone::Strong, &format!("Test data of {}", stage.id)))?;
        let mut rows = Rows::new([Column::number(""), Column::text("").cut_to(20)]).whole();
        for (index, data) in stage.test_data.iter().enumerate() {
            let remarks = [format!("in: {}", data.place), format!("reset: {}", data.reset)];
            let remarks = remarks.into_iter().map(|remark| cell(Tone::Faint, remark)).collect();
            rows.row_with([cell(Tone::Faint, (index + 1).to_string()), plain(&data.what)], remarks);
        }
        rows.write(page, 2, false, out)?;
    }
    if !stage.limits.is_empty() {
        writeln!(out, "\n{}", page.paint(Tone::Strong, &format!("Limits of {}", stage.id)))?;
        let mut rows = Rows::new([Column::text(""), Column::text("").cut_to(12)]).whole();
        for limit in &stage.limits {
            let of = limit.of.as_ref().map_or_else(String::new, |of| format!(", by the check of {of}"));
            let remarks = vec![cell(Tone::Faint, format!("{} at most{of}", limit.most))];
            rows.row_with([plain(&limit.id), plain(&limit.title)], remarks);
        }
        rows.write(page, 2, false, out)?;
    }
    Ok(())
}

fn remarks(criterion: &CriterionAsked) -> Vec<String> {
    let mut remarks = vec![format!("by the check of {}: {}", criterion.of, criterion.asked)];
    remarks.extend(criterion.when.as_ref().map(|when| format!("where {when}")));
    let days = match (criterion.effective_from, criterion.effective_until) {
        (None, None) => None,
        (Some(from), None) => Some(format!("from {from}")),
        (None, Some(until)) => Some(format!("until {until}")),
        (Some(from), Some(until)) => Some(format!("from {from} until {until}")),
    };
    remarks.extend(days);
    remarks.extend(criterion.source.as_ref().map(|source| format!("source: {source}")));
    remarks
}

//! Where one partner stands, in Markdown: a heading per stage, a table per stage.

use std::io;

use super::{counts, remarks};
use crate::render::column::Column;
use crate::render::escape::markdown_cell;
use crate::render::rows::{Rows, plain};
use crate::render::words;
use crate::render::work;
use crate::report::status::Status;
use crate::report::words::Verdict;
use crate::report::work::Work;

/// Writes the status.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(status: &Status, out: &mut impl io::Write) -> io::Result<()> {
    writeln!(out, "## {}: {}\n", markdown_cell(&status.partner), markdown_cell(&status.name))?;
    writeln!(
        out,
        "{}, in {}, gate {}",
        markdown_cell(&status.playbook),
        markdown_cell(&status.stage),
        markdown_cell(status.verdict.map_or("unknown", Verdict::as_str))
    )?;
    if !status.untested.is_empty() {
        writeln!(out, "\n### Tested to leave {}\n", markdown_cell(&status.stage))?;
        let mut rows = Rows::new(["", "what", "found", "asked"].map(Column::text));
        for untested in &status.untested {
            let (found, asked) = (plain(&untested.found), plain(&untested.asked));
            rows.row([plain(untested.weight.as_str()), plain(&untested.subject), found, asked]);
        }
        rows.markdown(out)?;
    }
    if !status.limits.is_empty() {
        writeln!(out, "\n### Limits of {}\n", markdown_cell(&status.stage))?;
        let mut rows = Rows::new(["", "limit", "used", ""].map(Column::text));
        for limit in &status.limits {
            let first = if limit.lapses_first { "lapses first" } else { "" };
            rows.row([plain(limit.standing.as_str()), plain(&limit.title), plain(&limit.told), plain(first)]);
        }
        rows.markdown(out)?;
    }
    for stage in &status.stages {
        writeln!(out, "\n### {} ({})\n", markdown_cell(&stage.title), counts(stage))?;
        let mut rows = Rows::new(["status", "item", "title", "due", "waits for"].map(Column::text));
        for work in stage.checklists.iter().flat_map(|checklist| &checklist.items) {
            let (_, standing) = work::standing(work);
            let (_, due) = work::due(work, status.now);
            rows.row_with(
                [plain(standing), plain(&work.item), plain(&work.title), plain(due), plain(acts(work))],
                remarks(work),
            );
        }
        if stage.checklists.is_empty() {
            writeln!(out, "Nothing is shown of this stage.")?;
        } else {
            rows.markdown(out)?;
        }
    }
    Ok(())
}

/// Who acts next on an item: the side and, unless the item is blocked, the role.
fn acts(work: &Work) -> String {
    match (work.waiting_for, work.acting.first()) {
        (Some(side), Some(role)) if work.status != "blocked" => format!("{}: {role}", words::side(side)),
        (Some(side), _) => words::side(side).to_owned(),
        (None, _) => String::new(),
    }
}

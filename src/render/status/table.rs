//! Where one partner stands, on a page: a block per stage, a line per item, remarks below it.

use std::io;

use super::{counts, remarks};
use crate::render::column::Column;
use crate::render::limits;
use crate::render::page::{Page, Tone};
use crate::render::rows::{Rows, cell, plain};
use crate::render::words;
use crate::render::work;
use crate::report::status::{StageStatus, Status};
use crate::report::words::{Verdict, Weight};

/// Writes the status.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(status: &Status, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    let days = status.entered.map_or(String::new(), |entered| {
        format!(
            " for {}",
            words::count(usize::try_from((status.now - entered).num_days()).unwrap_or(0), "day")
        )
    });
    let head = format!("{} · {}", status.partner, status.name);
    let verdict = status.verdict.map_or("unknown", Verdict::as_str);
    writeln!(out, "{}", page.paint(Tone::Strong, &head))?;
    let line = format!("{} · in {}{days} · gate {verdict}", status.playbook, status.stage);
    writeln!(out, "{}", page.paint(Tone::Faint, &line))?;
    if let Some(archived) = status.archived {
        writeln!(out, "{}", page.paint(Tone::Caution, &format!("archived on {archived}")))?;
    }
    if !status.undeclared.is_empty() {
        let line = format!(
            "not declared: {} (aboard partner set {} --set ATTRIBUTE=VALUE)",
            status.undeclared.join(", "),
            status.partner
        );
        writeln!(out, "{}", page.paint(Tone::Caution, &line))?;
    }
    if !status.orphans.is_empty() {
        let line = format!("worked on, but no longer in the playbook: {}", status.orphans.join(", "));
        writeln!(out, "{}", page.paint(Tone::Caution, &line))?;
    }
    untested(status, page, out)?;
    limits::lines(&status.stage, &status.limits, page, out)?;
    let mut quiet = status.untested.is_empty() && status.limits.is_empty();
    for stage in &status.stages {
        if stage.checklists.is_empty() {
            continue;
        }
        quiet = false;
        block(status, stage, page, out)?;
    }
    if quiet {
        writeln!(out, "\nNothing is open here.")?;
        if status.verdict != Some(Verdict::Go) {
            writeln!(out, "See what its gate waits for with: aboard gate {}", status.partner)?;
        }
    }
    let rest: Vec<_> = status
        .stages
        .iter()
        .filter(|stage| stage.checklists.is_empty())
        .map(|stage| format!("{}: {}", stage.id, counts(stage)))
        .collect();
    if !rest.is_empty() {
        writeln!(out)?;
        for line in rest {
            writeln!(out, "{}", page.paint(Tone::Faint, &line))?;
        }
    }
    Ok(())
}

/// What the gate asks for beside its items, and what to do for it.
fn untested(status: &Status, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    if status.untested.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", page.paint(Tone::Strong, &format!("Tested to leave {}", status.stage)))?;
    let mut rows = Rows::new([Column::text(""), Column::text("")]);
    for untested in &status.untested {
        let tone = if untested.weight == Weight::Fails { Tone::Bad } else { Tone::Caution };
        let remarks = [format!("{}; asked: {}", untested.found, untested.asked), untested.remedy.clone()];
        let remarks = remarks.into_iter().map(|remark| cell(Tone::Faint, remark)).collect();
        rows.row_with([cell(tone, untested.weight.as_str()), plain(&untested.subject)], remarks);
    }
    rows.write(page, 2, false, out)
}

fn block(status: &Status, stage: &StageStatus, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    let mark = if stage.position == "current" { ", now" } else { "" };
    let heading = format!("{}{mark}", stage.title);
    let counts = page.paint(Tone::Faint, &format!("({}: {})", stage.id, counts(stage)));
    writeln!(out, "\n{} {counts}", page.paint(Tone::Strong, &heading))?;
    // One table for the stage, so that the columns of its checklists line up.
    let mut rows = Rows::new([
        Column::text("status"),
        Column::text("item"),
        Column::text("due").cut_to(12),
        Column::text("waits for"),
        Column::text("title").cut_to(20).left_out(1),
    ]);
    for checklist in &stage.checklists {
        rows.section(cell(Tone::Faint, format!("{} ({})", checklist.title, checklist.id)));
        for work in &checklist.items {
            let (tone, standing) = work::standing(work);
            let (due_tone, due) = work::due_in_short(work, status.now);
            rows.row_with(
                [
                    cell(tone, standing),
                    plain(&work.short),
                    cell(due_tone, due),
                    plain(work::waits_for(work)),
                    cell(Tone::Faint, &work.title),
                ],
                work::clock(work, status.now)
                    .map(|clock| cell(Tone::Faint, clock))
                    .into_iter()
                    .chain(remarks(work))
                    .collect(),
            );
        }
    }
    rows.write(page, 2, false, out)
}

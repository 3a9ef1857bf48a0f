//! One playbook in full, on a page.

use std::io;

use super::{rollback, tested};
use crate::playbook::model::Severity;
use crate::render::column::Column;
use crate::render::escape::visible;
use crate::render::measure::wrap;
use crate::render::page::{Page, Tone};
use crate::render::rows::{CellText, Rows, cell, plain};
use crate::render::words;
use crate::report::playbooks::{PlaybookDetail, StageAsked};

/// Writes the playbook.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(detail: &PlaybookDetail, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    let playbook = &detail.playbook;
    let head = format!("{}@{} · {}", playbook.id, playbook.version, playbook.title);
    writeln!(out, "{}", page.paint(Tone::Strong, &head))?;
    let line = format!(
        "{} · owned by {} · {} in {}",
        detail.path,
        playbook.owner,
        words::count(playbook.items, "item"),
        words::count(playbook.stages, "stage")
    );
    writeln!(out, "{}", page.paint(Tone::Faint, &line))?;
    for line in detail.about.lines().flat_map(|line| wrap(&visible(line), page.width)) {
        writeln!(out, "{line}")?;
    }
    stages(detail, page, out)?;
    for stage in &detail.stages {
        tested::write(stage, page, out)?;
        rollback::write(stage, page, out)?;
    }
    let mut rows = Rows::new([Column::text(""), Column::text(""), Column::text("").cut_to(12)]);
    for dimension in &detail.dimensions {
        rows.row([
            plain(&dimension.id),
            plain(format!("{}%", dimension.weight)),
            cell(Tone::Faint, &dimension.title),
        ]);
    }
    block("Dimensions", &rows, page, out)?;
    let mut rows = Rows::new([Column::text(""), Column::text(""), Column::text("").cut_to(12)]);
    for role in &detail.roles {
        rows.row([plain(&role.id), plain(words::side(role.side)), cell(Tone::Faint, &role.title)]);
    }
    block("Roles", &rows, page, out)?;
    if !detail.attributes.is_empty() {
        let mut rows = Rows::new([
            Column::text(""),
            Column::text(""),
            Column::text("").cut_to(12),
            Column::text("").cut_to(20).left_out(1),
        ]);
        for attribute in &detail.attributes {
            let required = if attribute.required { "required" } else { "" };
            rows.row([
                plain(&attribute.id),
                plain(required),
                plain(&attribute.takes),
                cell(Tone::Faint, &attribute.title),
            ]);
        }
        block("Attributes", &rows, page, out)?;
    }
    checklists(detail, page, out)
}

fn block(heading: &str, rows: &Rows, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    writeln!(out, "\n{}", page.paint(Tone::Strong, heading))?;
    rows.write(page, 2, false, out)
}

fn stages(detail: &PlaybookDetail, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    let mut rows = Rows::new([Column::text(""), Column::text(""), Column::text("").cut_to(12)]);
    for stage in &detail.stages {
        let items = words::count(stage.items, "item");
        rows.row_with([plain(&stage.id), plain(items), cell(Tone::Faint, &stage.title)], asks(stage));
    }
    block("Stages", &rows, page, out)
}

/// What a stage asks for beside its items.
fn asks(stage: &StageAsked) -> Vec<CellText<'_>> {
    let mut asks = Vec::new();
    asks.extend(stage.expected.as_ref().map(|span| format!("planned to take {span}")));
    asks.extend(stage.soak.as_ref().map(|span| format!("takes at least {span}")));
    asks.extend(stage.environment.as_ref().map(|environment| format!("checked in {environment}")));
    asks.extend(stage.retest_every.as_ref().map(|span| format!("checks hold for {span}")));
    if !stage.sign_offs.is_empty() {
        asks.push(format!("signed by {}", stage.sign_offs.join(", ")));
    }
    asks.extend(stage.approver.as_ref().map(|role| format!("approved by {role}")));
    if asks.is_empty() { Vec::new() } else { vec![cell(Tone::Faint, asks.join("; "))] }
}

fn checklists(detail: &PlaybookDetail, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    for checklist in &detail.checklists {
        let about = page.paint(Tone::Faint, &format!("({})", checklist.id));
        writeln!(out, "\n{} {about}", page.paint(Tone::Strong, &checklist.title))?;
        if let Some(from) = &checklist.included_from {
            writeln!(out, "  {}", page.paint(Tone::Faint, &format!("from {from}")))?;
        }
        let mut rows = Rows::new([
            Column::text(""),
            Column::text(""),
            Column::text(""),
            Column::text(""),
            Column::text("").cut_to(20).left_out(1),
        ]);
        for item in &checklist.items {
            let id = item.item.split_once('/').map_or(item.item.as_str(), |(_, id)| id);
            let tone = match item.severity {
                Severity::Critical => Tone::Bad,
                Severity::High => Tone::Caution,
                Severity::Medium => Tone::Plain,
                Severity::Low => Tone::Faint,
            };
            let severity = cell(tone, words::severity(item.severity));
            let blocking = if item.blocking { "blocking" } else { "" };
            rows.row([
                plain(id),
                plain(&item.stage),
                severity,
                plain(blocking),
                cell(Tone::Faint, &item.title),
            ]);
        }
        rows.write(page, 2, false, out)?;
    }
    Ok(())
}

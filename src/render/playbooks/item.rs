//! One item of a playbook in full, on a page.

use std::io;

use crate::render::column::Column;
use crate::render::escape::visible;
use crate::render::measure::wrap;
use crate::render::page::{Page, Tone};
use crate::render::rows::{Rows, cell, plain};
use crate::render::words;
use crate::report::playbooks::ItemDetail;

/// Writes the item.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(detail: &ItemDetail, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    let item = &detail.item;
    writeln!(out, "{}", page.paint(Tone::Strong, &format!("{} · {}", item.item, item.title)))?;
    let blocking = if item.blocking { ", blocking" } else { "" };
    let waivable = if detail.waivable { "" } else { ", not waivable" };
    let severity = words::severity(item.severity);
    let line = format!("{} · {severity}{blocking}{waivable}", detail.playbook);
    writeln!(out, "{}", page.paint(Tone::Faint, &line))?;
    facts(detail).write(page, 2, false, out)?;
    if !detail.evidence.is_empty() {
        writeln!(out, "\n{}", page.paint(Tone::Strong, "Evidence"))?;
        let mut rows =
            Rows::new([Column::text(""), Column::text("").cut_to(12), Column::text("").cut_to(12)]);
        for evidence in &detail.evidence {
            let mut takes = evidence.takes.clone();
            if let Some(span) = &evidence.valid_for {
                takes.push_str(&format!(", holds for {span}"));
            }
            if !evidence.required {
                takes.push_str(", if there is any");
            }
            rows.row([plain(&evidence.id), plain(&evidence.ask), cell(Tone::Faint, takes)]);
        }
        rows.write(page, 2, false, out)?;
    }
    if !detail.instructions.trim().is_empty() {
        writeln!(out, "\n{}", page.paint(Tone::Strong, "Instructions"))?;
        for line in detail.instructions.trim_end().lines() {
            // Lines that are set in are code or lists, which breaking would spoil.
            let is_prose = !line.starts_with([' ', '`', '|']);
            let room = if is_prose { page.width.saturating_sub(2) } else { usize::MAX };
            for line in wrap(&visible(line), room) {
                writeln!(out, "{}", format!("  {line}").trim_end())?;
            }
        }
    }
    if !detail.links.is_empty() {
        writeln!(out, "\n{}", page.paint(Tone::Strong, "Links"))?;
        for link in &detail.links {
            let minutes = link.minutes.map_or_else(String::new, |minutes| format!(" ({minutes} min)"));
            writeln!(out, "  {}", page.paint(Tone::Plain, &format!("{}{minutes}", link.title)))?;
            // An address that is cut leads nowhere, so it has a line of its own.
            writeln!(out, "    {}", page.paint(Tone::Faint, &link.url))?;
        }
    }
    Ok(())
}

fn facts(detail: &ItemDetail) -> Rows {
    let mut rows = Rows::new([Column::text(""), Column::text("").cut_to(12)]);
    let listed = |ids: &[String]| (!ids.is_empty()).then(|| ids.join(", "));
    for (what, value) in [
        ("stage", Some(detail.item.stage.clone())),
        ("dimension", Some(detail.dimension.clone())),
        ("accountable", Some(detail.accountable.clone())),
        ("responsible", listed(&detail.responsible)),
        ("consulted", listed(&detail.consulted)),
        ("informed", listed(&detail.informed)),
        ("due", detail.due.clone()),
        ("applies where", detail.when.clone()),
        ("applies from", detail.effective_from.map(|date| date.to_string())),
        ("estimate", detail.estimate.clone()),
        ("needs", listed(&detail.needs)),
        ("tags", listed(&detail.tags)),
    ] {
        if let Some(value) = value {
            rows.row([cell(Tone::Faint, what), plain(value)]);
        }
    }
    rows
}

//! One item of a playbook in full, on a page.

use std::io;

use crate::render::escape::visible;
use crate::render::facts;
use crate::render::measure::wrap;
use crate::render::page::{Page, Tone};
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
    facts::write(&told(detail), page, out)?;
    if !detail.evidence.is_empty() {
        writeln!(out, "\n{}", page.paint(Tone::Strong, "Evidence"))?;
        let asked = detail.evidence.iter().map(|evidence| {
            let holds =
                evidence.valid_for.as_ref().map_or_else(String::new, |span| format!(", holds for {span}"));
            let optional = if evidence.required { "" } else { ", if there is any" };
            (evidence.id.as_str(), format!("{} ({}{holds}{optional})", evidence.ask, evidence.takes))
        });
        facts::write(&asked.collect::<Vec<_>>(), page, out)?;
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

fn told(detail: &ItemDetail) -> Vec<(&'static str, String)> {
    let listed = |ids: &[String]| (!ids.is_empty()).then(|| ids.join(", "));
    let facts = [
        ("stage", Some(detail.item.stage.clone())),
        ("dimension", Some(detail.dimension.clone())),
        ("accountable", Some(detail.accountable.clone())),
        ("responsible", listed(&detail.responsible)),
        ("consulted", listed(&detail.consulted)),
        ("informed", listed(&detail.informed)),
        ("due", detail.due.clone()),
        ("check", detail.check.clone()),
        ("applies where", detail.when.clone()),
        ("applies from", detail.effective_from.map(|date| date.to_string())),
        ("estimate", detail.estimate.clone()),
        ("needs", listed(&detail.needs)),
        ("tags", listed(&detail.tags)),
    ];
    facts.into_iter().filter_map(|(what, value)| Some((what, value?))).collect()
}

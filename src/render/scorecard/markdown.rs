//! Scorecards as Markdown, for a page, a ticket or the summary of a job.

use std::io::{self, Write};

use super::table::hours;
use crate::render::column::Align;
use crate::render::escape::markdown_cell;
use crate::render::gate::markdown::{hints, reasons};
use crate::render::markdown;
use crate::render::stream::Stream;
use crate::render::time;
use crate::render::words::{self, percent, side};
use crate::report::scorecard::{Scorecard, Scorecards, Shares};

/// The scorecards, one after another.
#[derive(Default)]
pub struct Markdown {
    has_begun: bool,
}

impl Stream<Scorecard, Scorecards> for Markdown {
    fn entry(&mut self, card: &Scorecard, _: &Scorecards, mut out: &mut dyn Write) -> io::Result<()> {
        if std::mem::replace(&mut self.has_begun, true) {
            writeln!(out)?;
        }
        write_card(card, &mut out)
    }

    fn end(&mut self, whole: &Scorecards, mut out: &mut dyn Write) -> io::Result<()> {
        hints(&whole.unreadable, &mut out)
    }
}

fn write_card(card: &Scorecard, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "## {}: {}\n", markdown_cell(&card.name), markdown_cell(card.gate.verdict.as_str()))?;
    markdown::words(["", ""], out)?;
    markdown::row(["Partner", &card.partner], out)?;
    markdown::row(["Playbook", &card.playbook.to_string()], out)?;
    markdown::row(["Champion", card.champion.as_deref().unwrap_or("nobody")], out)?;
    markdown::row(["Stage", &stage(card)], out)?;
    let level = card.level.as_ref().map_or_else(
        || "none yet".to_owned(),
        |level| format!("{}{}", level.title, if level.through_waivers { ", through waivers" } else { "" }),
    );
    markdown::row(["Level", &level], out)?;
    let waited = (hours(card.waited.partner_minutes), hours(card.waited.platform_minutes));
    markdown::row(
        ["Waited", &format!("{} for the partner, {} for the platform, in open hours", waited.0, waited.1)],
        out,
    )?;
    for (label, ids) in [
        ("Not declared", &card.undeclared),
        ("Worked on in vain", &card.worked_in_vain),
        ("Not in the playbook", &card.orphans),
    ] {
        if !ids.is_empty() {
            markdown::row([label, &ids.join(", ")], out)?;
        }
    }
    dimensions(card, out)?;
    writeln!(out, "\n### Gate: {}\n", markdown_cell(&card.gate.tally()))?;
    if !card.gate.reasons.is_empty() {
        reasons(&card.gate, out)?;
    }
    lists(card, out)
}

fn stage(card: &Scorecard) -> String {
    let stage = &card.stage;
    let days = stage.days.map_or_else(String::new, |days| format!(", {} in it", words::count(days, "day")));
    let until = stage.expected_until.map_or_else(String::new, |until| format!(", expected until {until}"));
    format!("{}{days}{until}{}", stage.name.title, if stage.late { ", which is over" } else { "" })
}

fn dimensions(card: &Scorecard, out: &mut impl Write) -> io::Result<()> {
    writeln!(out)?;
    let numbers = ["Score", "Coverage", "Waived", "Items"].map(|heading| (heading, Align::Right));
    let headings: Vec<_> = std::iter::once(("Dimension", Align::Left)).chain(numbers).collect();
    markdown::headings(&headings, out)?;
    let mut row = |title: &str, shares: Shares, items: String| {
        let cells = [
            title.into(),
            percent(shares.score),
            percent(shares.coverage),
            percent(shares.waived),
            items.into(),
        ];
        markdown::row(cells, out)
    };
    for dimension in &card.dimensions {
        row(&dimension.title, dimension.shares, format!("{}/{}", dimension.passed, dimension.active))?;
    }
    row("Overall", card.overall, String::new())
}

fn lists(card: &Scorecard, out: &mut impl Write) -> io::Result<()> {
    if !card.blockers.is_empty() {
        writeln!(out, "\n### Blocked\n")?;
        markdown::words(["Item", "Status", "Since", "Waits for", "Reason"], out)?;
        for blocker in &card.blockers {
            let reason = blocker.reason.as_deref().unwrap_or_default();
            let since = time::date(blocker.since);
            markdown::row([&blocker.item, &blocker.status, &since, side(blocker.waiting_for), reason], out)?;
        }
    }
    if !card.due.is_empty() {
        writeln!(out, "\n### Due\n")?;
        markdown::words(["Due", "", "Item", "Title", "Waits for"], out)?;
        for due in &card.due {
            let distance = time::distance(due.days, due.overdue);
            let waits = due.waiting_for.map_or("", side);
            markdown::row([&due.on.to_string(), &distance, &due.item, &due.title, waits], out)?;
        }
    }
    if !card.waivers.is_empty() {
        writeln!(out, "\n### Waivers\n")?;
        markdown::words(["Item", "Standing", "Until", "Reason", "Meanwhile", "Asked by", "Ruled by"], out)?;
        for waiver in &card.waivers {
            let standing = if waiver.lapses_soon { "live, lapses soon" } else { waiver.standing.as_str() };
            let until = waiver.until.to_string();
            let ruled_by = waiver.ruled_by.as_deref().unwrap_or_default();
            let cells = [
                &waiver.item,
                standing,
                &until,
                &waiver.reason,
                &waiver.control,
                &waiver.requested_by,
                ruled_by,
            ];
            markdown::row(cells, out)?;
        }
    }
    Ok(())
}

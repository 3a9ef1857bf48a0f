//! One item as `walk` shows it: in come its rule and where it stands, out comes all that a person needs to
//! do it.

use std::io::{self, Write};

use chrono::TimeDelta;

use super::flow::flow;
use crate::calendar::Calendar;
use crate::partner::Partner;
use crate::playbook::attributes;
use crate::playbook::id::Id;
use crate::playbook::model::{LinkKind, Playbook};
use crate::playbook::text::{PartnerFacts, render_text};
use crate::readiness::evidence::asked;
use crate::readiness::{Due, ItemEvaluation};
use crate::render::escape::visible_lines;
use crate::render::page::{Page, Tone};

/// What a card is about.
pub(super) struct Card<'a> {
    pub(super) playbook: &'a Playbook,
    pub(super) partner: &'a Partner,
    /// The name of the champion; empty where there is none.
    pub(super) champion: &'a str,
    pub(super) calendar: &'a Calendar,
    pub(super) item: &'a ItemEvaluation<'a>,
    /// How many come after it.
    pub(super) rest: usize,
}

pub(super) fn write(card: &Card<'_>, page: Page, out: &mut impl Write) -> io::Result<()> {
    let Card { playbook, partner, item: evaluation, .. } = card;
    let item = evaluation.item;
    let more = if card.rest == 0 { String::new() } else { format!("  {} more after it", card.rest) };
    writeln!(out)?;
    writeln!(out, "{}{}", page.paint(Tone::Strong, &item.title), page.paint(Tone::Faint, &more))?;
    let mut facts = vec![item.address.to_string(), item.stage.to_string(), evaluation.why.to_string()];
    facts.extend(due(card));
    let doers: Vec<_> = item.raci.doers().iter().map(Id::as_str).collect();
    let mut work =
        vec![format!("done by {}", doers.join(", ")), format!("accepted by {}", item.raci.accountable)];
    work.extend(item.estimate.as_ref().map(|estimate| format!("takes {estimate}")));
    for line in [facts, work].iter().flat_map(|line| flow(&line.join(" · "), page.width)) {
        writeln!(out, "{}", page.paint(Tone::Faint, &line))?;
    }
    if !item.instructions.is_empty() {
        let who = PartnerFacts { id: partner.id.as_str(), name: &partner.name, champion: card.champion };
        let declared = attributes::effective(playbook, &partner.attributes);
        // A fact that the partner has not declared leaves the text as the playbook has it.
        let text =
            render_text(&item.instructions, who, &declared).unwrap_or_else(|_| item.instructions.clone());
        writeln!(out)?;
        for line in flow(&visible_lines(text.trim_end()), page.width) {
            writeln!(out, "{line}")?;
        }
    }
    if !item.links.is_empty() {
        writeln!(out)?;
    }
    for link in &item.links {
        let kind = match link.kind {
            LinkKind::Documentation => "read",
            LinkKind::Video => "watch",
            LinkKind::Walkthrough => "follow",
        };
        let minutes = link.minutes.map_or(String::new(), |minutes| format!(" ({minutes} min)"));
        writeln!(
            out,
            "{}",
            page.paint(Tone::Plain, &format!("{kind}: {}{minutes} {}", link.title, link.url))
        )?;
    }
    if !item.evidence.is_empty() {
        writeln!(out, "\nasked for:")?;
    }
    for rule in &item.evidence {
        let optional = if rule.required { "" } else { ", if there is any" };
        let line = format!("- {}: {} ({}){optional}", rule.id, rule.ask, asked(&rule.kind));
        for line in flow(&line, page.width) {
            writeln!(out, "{}", page.paint(Tone::Plain, &line))?;
        }
    }
    writeln!(out)
}

fn due(card: &Card<'_>) -> Option<String> {
    let late = if card.item.overdue { ", overdue" } else { "" };
    Some(match card.item.due.as_ref()? {
        Due::At(at) => {
            // A day's end is the first moment of the next, which is no longer that day.
            let day = card.calendar.local_date(*at - TimeDelta::seconds(1));
            let local = card.calendar.on_the_wall(*at);
            let when = if card.calendar.end_of_day(day) == *at {
                day.format("%Y-%m-%d").to_string()
            } else {
                local.format("%a %-d %b %H:%M").to_string()
            };
            format!("due {when}{late}")
        }
        Due::Paused { .. } => "its clock is paused".to_owned(),
        Due::NotStarted(_) => return None,
    })
}

//! A scorecard as text for people: where the partner stands on one screen, without lines and boxes.

use std::io::{self, Write};

use crate::render::column::Column;
use crate::render::escape::visible;
use crate::render::gate::table::{brief, unreadable};
use crate::render::measure::wrap;
use crate::render::page::{Page, Tone};
use crate::render::rows::{CellText, Rows, cell, plain};
use crate::render::stream::Stream;
use crate::render::time;
use crate::render::tone;
use crate::render::words::{self, percent, side};
use crate::report::moment::Instant;
use crate::report::scorecard::{Blocker, DueItem, Scorecard, Scorecards, Shares, Waiver};
use crate::report::words::Standing;

/// The column in which what a label speaks of starts.
const TEXT: usize = 11;

/// How many columns a bar takes.
const BAR: u32 = 20;

/// How much of each is shown; commands tell the rest.
const REASONS: usize = 5;
const BLOCKERS: usize = 4;
const DUE: usize = 4;
const WAIVERS: usize = 3;

/// The scorecards, one after another.
pub struct Table {
    page: Page,
    has_begun: bool,
}

impl Table {
    /// Makes a table for a page.
    #[must_use]
    pub fn new(page: Page) -> Self {
        Table { page, has_begun: false }
    }
}

impl Stream<Scorecard, Scorecards> for Table {
    fn entry(&mut self, card: &Scorecard, whole: &Scorecards, mut out: &mut dyn Write) -> io::Result<()> {
        let (page, out) = (self.page, &mut out);
        if std::mem::replace(&mut self.has_begun, true) {
            writeln!(out, "\n{}\n", page.paint(Tone::Faint, &"─".repeat(page.width.min(80))))?;
        }
        head(card, page, out)?;
        dimensions(card, page, out)?;
        gate(card, page, out)?;
        blockers(card, whole.now, page, out)?;
        due(card, whole.now, page, out)?;
        waivers(card, page, out)?;
        rest(card, page, out)
    }

    fn end(&mut self, whole: &Scorecards, mut out: &mut dyn Write) -> io::Result<()> {
        if self.has_begun && !whole.unreadable.is_empty() {
            writeln!(out)?;
        }
        unreadable(&whole.unreadable, self.page, &mut out)
    }
}

/// Writes a line that a label opens.
fn labelled(label: &str, text: &str, page: Page, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}{text}", page.paint(Tone::Faint, &format!("{label:TEXT$}")))
}

fn head(card: &Scorecard, page: Page, out: &mut impl Write) -> io::Result<()> {
    let champion = card.champion.as_deref().unwrap_or("nobody");
    let archived = if card.archived { "  archived" } else { "" };
    writeln!(
        out,
        "{}  {}{}",
        page.paint(Tone::Strong, &card.name),
        page.paint(Tone::Faint, &format!("{} · {} · champion {champion}", card.partner, card.playbook)),
        page.paint(Tone::Caution, archived)
    )?;
    let stage = &card.stage;
    let place = format!(" ({} of {})", stage.name.position, stage.name.of);
    let days = match stage.days {
        None => String::new(),
        Some(0) => ", entered today".to_owned(),
        Some(days) => format!(", {} in it", words::count(days, "day")),
    };
    let title = page.paint(Tone::Strong, &stage.name.title);
    labelled("Stage", &format!("{title}{place}{days}"), page, out)?;
    if let Some(expected) = &stage.expected {
        let until = stage.expected_until.map_or_else(String::new, |until| format!(", until {until}"));
        let late = if stage.late { page.paint(Tone::Caution, ", which is over") } else { String::new() };
        labelled("Expected", &format!("{}{until}{late}", visible(expected)), page, out)?;
    }
    let level = match &card.level {
        None => "none yet".to_owned(),
        Some(level) if level.through_waivers => format!("{}, through waivers", level.title),
        Some(level) => level.title.clone(),
    };
    labelled("Level", &visible(&level), page, out)
}

fn dimensions(card: &Scorecard, page: Page, out: &mut impl Write) -> io::Result<()> {
    let mut rows = Rows::new([
        Column::text("").cut_to(12),
        Column::text(""),
        Column::number("Score"),
        Column::number("Coverage"),
        Column::number("Waived"),
        Column::number("Items"),
    ]);
    let cells = |title: &str, title_tone, shares: Shares, items: String| {
        let tone = match shares.score {
            Some(80..) => Tone::Good,
            Some(40..) => Tone::Caution,
            Some(_) => Tone::Bad,
            None => Tone::Faint,
        };
        [
            cell(title_tone, title.to_owned()),
            cell(tone, bar(shares.score)),
            cell(title_tone, percent(shares.score)),
            cell(Tone::Faint, percent(shares.coverage)),
            cell(Tone::Faint, percent(shares.waived)),
            cell(Tone::Faint, items),
        ]
    };
    let (mut passed, mut active) = (0, 0);
    for dimension in &card.dimensions {
        passed += dimension.passed;
        active += dimension.active;
        let items = format!("{}/{}", dimension.passed, dimension.active);
        rows.row(cells(&dimension.title, Tone::Plain, dimension.shares, items));
    }
    rows.row(cells("Overall", Tone::Strong, card.overall, format!("{passed}/{active}")));
    writeln!(out)?;
    rows.write(page, 0, true, out)
}

/// A bar of a score: full only at 100, and never empty above 0.
fn bar(score: Option<u32>) -> String {
    let Some(score) = score else { return String::new() };
    let full = (score * BAR / 100).max(u32::from(score > 0)).min(BAR);
    let blocks = |block: &str, count: u32| block.repeat(usize::try_from(count).unwrap_or(0));
    format!("{}{}", blocks("█", full), blocks("░", BAR - full))
}

fn gate(card: &Scorecard, page: Page, out: &mut impl Write) -> io::Result<()> {
    let gate = &card.gate;
    writeln!(out)?;
    let verdict = page.paint(tone::verdict(gate.verdict), gate.verdict.as_str());
    labelled("Gate", &format!("{verdict}: {}", gate.tally()), page, out)?;
    gate.reasons.iter().take(REASONS).try_for_each(|reason| brief(reason, page, out))?;
    more(gate.reasons.len(), REASONS, &format!("aboard gate {}", card.partner), page, out)
}

fn more(number: usize, shown: usize, command: &str, page: Page, out: &mut impl Write) -> io::Result<()> {
    match number.saturating_sub(shown) {
        0 => Ok(()),
        hidden => {
            labelled("", &page.paint(Tone::Faint, &format!("… and {hidden} more: {command}")), page, out)
        }
    }
}

/// Rows in which the first cell of the first row is the label.
fn block(columns: impl IntoIterator<Item = Column>) -> Rows {
    let label = Column::text("").padded(TEXT - 2);
    Rows::new(std::iter::once(label).chain(columns))
}

fn label(label: &str, index: usize) -> CellText<'_> {
    cell(Tone::Faint, if index == 0 { label } else { "" })
}

fn blockers(card: &Scorecard, now: Instant, page: Page, out: &mut impl Write) -> io::Result<()> {
    if card.blockers.is_empty() {
        return Ok(());
    }
    let mut rows = block([Column::item(""), Column::text("").cut_to(8), Column::text("")]);
    for (index, blocker) in card.blockers.iter().take(BLOCKERS).enumerate() {
        let Blocker { item, status, reason, waiting_for, since, .. } = blocker;
        let reason = reason.as_deref().unwrap_or(status);
        let waits = format!("on {} since {}", side(*waiting_for), time::short(since.date_naive(), now));
        rows.row([label("Blocked", index), cell(Tone::Strong, item), plain(reason), cell(Tone::Bad, waits)]);
    }
    writeln!(out)?;
    rows.write(page, 0, false, out)?;
    more(card.blockers.len(), BLOCKERS, &format!("aboard status {}", card.partner), page, out)
}

fn due(card: &Scorecard, now: Instant, page: Page, out: &mut impl Write) -> io::Result<()> {
    if card.due.is_empty() {
        return Ok(());
    }
    let mut rows = block([Column::text(""), Column::text(""), Column::item(""), Column::text("")]);
    for (index, due) in card.due.iter().take(DUE).enumerate() {
        let DueItem { item, on, days, overdue, waiting_for, .. } = due;
        let tone = match (overdue, days) {
            (true, _) => Tone::Bad,
            (false, ..=1) => Tone::Caution,
            (false, _) => Tone::Plain,
        };
        rows.row([
            label("Next due", index),
            cell(tone, time::named(*on, now)),
            cell(tone, time::distance(*days, *overdue)),
            plain(item),
            cell(Tone::Faint, waiting_for.map_or("", side)),
        ]);
    }
    writeln!(out)?;
    rows.write(page, 0, false, out)?;
    more(card.due.len(), DUE, &format!("aboard status {}", card.partner), page, out)
}

fn waivers(card: &Scorecard, page: Page, out: &mut impl Write) -> io::Result<()> {
    if card.waivers.is_empty() {
        return Ok(());
    }
    let mut rows = block([Column::item(""), Column::text(""), Column::text("").cut_to(8)]);
    for (index, waiver) in card.waivers.iter().take(WAIVERS).enumerate() {
        let Waiver { item, standing, until, lapses_soon, control, .. } = waiver;
        let standing = match standing {
            Standing::Live if *lapses_soon => cell(Tone::Caution, format!("lapses on {until}")),
            Standing::Live => plain(format!("until {until}")),
            Standing::Pending => cell(Tone::Caution, format!("pending, until {until}")),
            Standing::Expired => cell(Tone::Bad, format!("lapsed on {until}")),
            other => cell(Tone::Bad, other.as_str()),
        };
        rows.row([label("Waivers", index), plain(item), standing, cell(Tone::Faint, control)]);
    }
    writeln!(out)?;
    rows.write(page, 0, false, out)?;
    more(card.waivers.len(), WAIVERS, &format!("aboard waiver list {}", card.partner), page, out)
}

fn rest(card: &Scorecard, page: Page, out: &mut impl Write) -> io::Result<()> {
    writeln!(out)?;
    let waited = [("partner", card.waited.partner_minutes), ("platform", card.waited.platform_minutes)];
    let waited = waited.map(|(side, minutes)| format!("{} for the {side}", hours(minutes)));
    labelled("Waited", &format!("{}, in open hours", waited.join(", ")), page, out)?;
    let lists = [
        ("Undeclared", &card.undeclared, Tone::Caution),
        ("In vain", &card.worked_in_vain, Tone::Caution),
        ("Orphans", &card.orphans, Tone::Caution),
    ];
    for (label, ids, tone) in lists.into_iter().filter(|(_, ids, _)| !ids.is_empty()) {
        let lines = wrap(&ids.join(", "), page.width.saturating_sub(TEXT));
        for (index, line) in lines.iter().enumerate() {
            labelled(if index == 0 { label } else { "" }, &page.paint(tone, line), page, out)?;
        }
    }
    Ok(())
}

/// Minutes as hours with one decimal place at most: `3h`, `2.5h`.
pub(super) fn hours(minutes: i64) -> String {
    match (minutes / 60, minutes % 60 * 10 / 60) {
        (hours, 0) => format!("{hours}h"),
        (hours, tenths) => format!("{hours}.{tenths}h"),
    }
}

#[cfg(test)]
mod tests {
    use super::{bar, hours};

    #[test]
    fn a_bar_is_full_at_100_alone_and_empty_at_0_alone() {
        let full = |score| bar(Some(score)).chars().filter(|c| *c == '█').count();
        assert_eq!([0, 1, 5, 50, 99, 100].map(full), [0, 1, 1, 10, 19, 20]);
        assert_eq!(bar(None), "");
    }

    #[test]
    fn hours_have_one_decimal_place_at_most() {
        assert_eq!([0, 60, 90, 125].map(hours), ["0h", "1h", "1.5h", "2h"]);
    }
}

//! The champion's day on a page: one line an entry, one block a question.

use std::io;

use crate::render::column::Column;
use crate::render::page::{Page, Tone};
use crate::render::rows::{CellText, Rows, cell, plain};
use crate::render::time;
use crate::render::words;
use crate::render::work;
use crate::report::day::{DUE_WITHIN, Day, Entry, LAPSING_WITHIN, Lapse};

/// The entries of a block that are shown; of more, the count.
const SHOWN: usize = 10;

/// Columns of items that are due. Ids are never cut, since they are there to be copied.
fn columns() -> [Column; 5] {
    [
        Column::text("partner"),
        Column::text("item"),
        Column::text("due"),
        Column::text("waits for").cut_to(12),
        Column::text("title").cut_to(20).left_out(1),
    ]
}

/// Writes the day.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(day: &Day, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    let date = day.now.format("%A %-d %B %Y, %H:%M").to_string();
    let whose = day.champion.as_ref().map_or_else(String::new, |name| format!(" · {name}"));
    let count = words::count(day.partners, "partner");
    writeln!(out, "{}", page.paint(Tone::Strong, &format!("{date}{whose} · {count}")))?;
    if day.partners + day.others + day.unreadable.len() == 0 {
        writeln!(out, "\nNo partners yet. Add the first one:\n  aboard partner add ID --name NAME")?;
    } else if day.is_quiet() && day.unreadable.is_empty() {
        writeln!(
            out,
            "\nNothing is due within {DUE_WITHIN} days, and nobody waits for anybody. Get ahead with:\n  aboard next"
        )?;
    }
    promotable(day, page, out)?;
    block("Overdue", Tone::Bad, day.overdue.len(), "aboard next", page, out, &overdue(day))?;
    let due = format!("Due within {DUE_WITHIN} days");
    block(&due, Tone::Strong, day.due_soon.len(), "aboard next", page, out, &due_soon(day))?;
    block("Held up", Tone::Strong, day.held_up.len(), "aboard status PARTNER", page, out, &held_up(day))?;
    let lapsing = format!("Lapsing within {LAPSING_WITHIN} days");
    block(&lapsing, Tone::Strong, day.lapsing.len(), "aboard status PARTNER", page, out, &lapses(day))?;
    let pending = day.pending_waivers.len();
    block("Waivers to rule on", Tone::Strong, pending, "aboard waiver list", page, out, &waivers(day))?;
    if !day.edited.is_empty() {
        writeln!(out, "\n{}", page.paint(Tone::Caution, "Edited by hand, not counted"))?;
        for path in day.edited.iter().take(SHOWN) {
            writeln!(out, "  {}", page.paint(Tone::Plain, path))?;
        }
        more(day.edited.len(), "git status", page, out)?;
    }
    if !day.unreadable.is_empty() {
        writeln!(out, "\n{}", page.paint(Tone::Bad, "Cannot be read"))?;
        for broken in &day.unreadable {
            let line = format!("{}: {}", broken.partner, broken.message);
            writeln!(out, "  {}", page.paint(Tone::Plain, &line))?;
        }
    }
    if day.others > 0 {
        let others = words::count(day.others, "partner");
        writeln!(out, "\n{}", page.paint(Tone::Faint, &format!("and {others} of others: aboard portfolio")))?;
    }
    Ok(())
}

/// Writes a block under its heading, or nothing where it has no entries.
fn block(
    heading: &str,
    tone: Tone,
    number: usize,
    rest: &str,
    page: Page,
    out: &mut impl io::Write,
    rows: &Rows,
) -> io::Result<()> {
    if number == 0 {
        return Ok(());
    }
    writeln!(out, "\n{} {}", page.paint(tone, heading), page.paint(Tone::Faint, &format!("({number})")))?;
    rows.write(page, 2, false, out)?;
    more(number, rest, page, out)
}

fn more(number: usize, rest: &str, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    if number > SHOWN {
        let line = format!("… and {} more: {rest}", number - SHOWN);
        writeln!(out, "  {}", page.paint(Tone::Faint, &line))?;
    }
    Ok(())
}

fn promotable(day: &Day, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    if day.promotable.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    for one in day.promotable.iter().take(SHOWN) {
        let on = if one.verdict == "go" { "" } else { ", on conditions" };
        let line =
            format!("{} may be promoted to {}{on}: aboard promote {}", one.partner, one.to, one.partner);
        writeln!(out, "{}", page.paint(Tone::Good, &line))?;
    }
    more(day.promotable.len(), "aboard portfolio", page, out)
}

fn overdue(day: &Day) -> Rows {
    let mut rows = Rows::new(columns());
    for entry in day.overdue.iter().take(SHOWN) {
        rows.row([
            plain(&entry.partner),
            plain(&entry.work.short),
            late(day, entry),
            plain(waits_for(entry)),
            cell(Tone::Faint, &entry.work.title),
        ]);
    }
    rows
}

fn due_soon(day: &Day) -> Rows {
    let mut rows = Rows::new(columns());
    for entry in day.due_soon.iter().take(SHOWN) {
        let (tone, _) = work::due(&entry.work, day.now);
        rows.row([
            plain(&entry.partner),
            plain(&entry.work.short),
            cell(tone, soon(day, entry)),
            plain(waits_for(entry)),
            cell(Tone::Faint, &entry.work.title),
        ]);
    }
    rows
}

/// Which side acts next; where something else comes first, that.
fn waits_for(entry: &Entry) -> String {
    match entry.work.open_needs.as_slice() {
        [] => work::waits_for(&entry.work),
        [need] => format!("needs {}", need.split_once('/').map_or(need.as_str(), |(_, item)| item)),
        several => format!("needs {} items", several.len()),
    }
}

fn late(day: &Day, entry: &Entry) -> CellText {
    let at = entry.work.due.as_ref().and_then(crate::report::due::DueDate::at);
    at.map_or_else(|| plain(""), |at| cell(Tone::Bad, format!("{} late", time::ago(at, day.now))))
}

/// The day of the week says enough of the days ahead.
fn soon(day: &Day, entry: &Entry) -> String {
    use crate::report::due::DueDate;
    match &entry.work.due {
        Some(DueDate::At { on, .. }) if *on == day.now.date_naive() => "today".to_owned(),
        Some(DueDate::At { on, .. }) => on.format("%a %-d %b").to_string(),
        _ => String::new(),
    }
}

fn held_up(day: &Day) -> Rows {
    let mut rows = Rows::new([
        Column::text("partner"),
        Column::text("item"),
        Column::text("status"),
        Column::text("waits for"),
        Column::text("due"),
        Column::text("reason").cut_to(20).left_out(1),
    ]);
    for entry in day.held_up.iter().take(SHOWN) {
        let (tone, standing) = work::standing(&entry.work);
        let since = entry.work.since.map_or(String::new(), |since| format!(" {}", time::ago(since, day.now)));
        let due = if entry.work.overdue { late(day, entry) } else { plain("") };
        let reason = entry.work.reason.as_deref().unwrap_or(&entry.work.title);
        rows.row([
            plain(&entry.partner),
            plain(&entry.work.short),
            cell(tone, format!("{standing}{since}")),
            plain(work::waits_for(&entry.work)),
            due,
            cell(Tone::Faint, reason),
        ]);
    }
    rows
}

fn lapses(day: &Day) -> Rows {
    let mut rows = Rows::new([
        Column::text("partner"),
        Column::text("what"),
        Column::item("of"),
        Column::text("until"),
        Column::text("left"),
    ]);
    for lapse in day.lapsing.iter().take(SHOWN) {
        rows.row([
            plain(&lapse.partner),
            plain(&lapse.what),
            plain(&lapse.of),
            plain(format!("until {}", lapse.until)),
            left(day, lapse),
        ]);
    }
    rows
}

fn left(day: &Day, lapse: &Lapse) -> CellText {
    if lapse.lapsed {
        cell(Tone::Bad, format!("lapsed {} ago", time::ago(lapse.lapses, day.now)))
    } else {
        cell(Tone::Caution, format!("{} left", time::length(lapse.lapses - day.now)))
    }
}

fn waivers(day: &Day) -> Rows {
    let mut rows = Rows::new([
        Column::text("partner"),
        Column::item("item"),
        Column::text("until"),
        Column::text("by").cut_to(20).left_out(1),
    ]);
    for waiver in day.pending_waivers.iter().take(SHOWN) {
        let asked = time::ago(waiver.requested, day.now);
        rows.row([
            plain(&waiver.partner),
            plain(&waiver.item),
            plain(format!("until {}", waiver.until)),
            cell(Tone::Faint, format!("asked for {asked} ago by {}", waiver.by)),
        ]);
    }
    rows
}

//! The champion's day on a page: one line an entry, one block a question.

use std::io;

use crate::render::column::Column;
use crate::render::limits;
use crate::render::page::{Page, Tone};
use crate::render::rows::{CellText, Rows, cell, plain};
use crate::render::time;
use crate::render::words;
use crate::render::work;
use crate::report::day::{DUE_WITHIN, Day, Entry, LAPSING_WITHIN, Lapse};
use crate::report::words::Verdict;

/// The entries of a block that are shown; of more, the count.
const SHOWN: usize = 10;

/// Evidence of so many items of a partner has a line an item.
const FEW: usize = 2;

/// From this width on there is room for the item that another one needs.
const ROOMY: usize = 100;

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
    block("Overdue", Tone::Bad, day.overdue.len(), "aboard next", page, out, &overdue(day, page))?;
    let over = limits::over(day.over_limits.iter().take(SHOWN));
    block("Over a limit", Tone::Bad, day.over_limits.len(), "aboard next", page, out, &over)?;
    block("Failed checks", Tone::Bad, day.failed.len(), "aboard next", page, out, &failed(day))?;
    let due = format!("Due within {DUE_WITHIN} days");
    block(&due, Tone::Strong, day.due_soon.len(), "aboard next", page, out, &due_soon(day, page))?;
    block("Held up", Tone::Strong, day.held_up.len(), "aboard status PARTNER", page, out, &held_up(day))?;
    let lapsing = format!("Lapsing within {LAPSING_WITHIN} days");
    let groups = grouped(day);
    block(&lapsing, Tone::Strong, groups.len(), "aboard status PARTNER", page, out, &lapses(day, &groups))?;
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
        let on = if one.verdict == Verdict::Go { "" } else { ", on conditions" };
        let line =
            format!("{} may be promoted to {}{on}: aboard promote {}", one.partner, one.to, one.partner);
        writeln!(out, "{}", page.paint(Tone::Good, &line))?;
    }
    more(day.promotable.len(), "aboard portfolio", page, out)
}

fn failed(day: &Day) -> Rows {
    let mut rows =
        Rows::new([Column::text("partner"), Column::text("item"), Column::text("title").left_out(1)]);
    for Entry { partner, work } in day.failed.iter().take(SHOWN) {
        let why = vec![cell(Tone::Faint, &work.why)];
        rows.row_with([plain(partner), plain(&work.short), cell(Tone::Faint, &work.title)], why);
    }
    rows
}

fn overdue(day: &Day, page: Page) -> Rows {
    let mut rows = Rows::new(columns());
    for entry in day.overdue.iter().take(SHOWN) {
        rows.row([
            plain(&entry.partner),
            plain(&entry.work.short),
            late(day, entry),
            plain(waits_for(entry, page)),
            cell(Tone::Faint, &entry.work.title),
        ]);
    }
    rows
}

fn due_soon(day: &Day, page: Page) -> Rows {
    let mut rows = Rows::new(columns());
    for entry in day.due_soon.iter().take(SHOWN) {
        let (tone, _) = work::due(&entry.work, day.now);
        rows.row([
            plain(&entry.partner),
            plain(&entry.work.short),
            cell(tone, soon(day, entry)),
            plain(waits_for(entry, page)),
            cell(Tone::Faint, &entry.work.title),
        ]);
    }
    rows
}

/// Which side acts next; where something else comes first, that.
fn waits_for(entry: &Entry, page: Page) -> String {
    match entry.work.open_needs.as_slice() {
        [] => work::waits_for(&entry.work),
        [need] if page.width >= ROOMY => {
            format!("needs {}", need.split_once('/').map_or(need.as_str(), |(_, item)| item))
        }
        several => format!("needs {}", words::count(several.len(), "item")),
    }
}

fn late(day: &Day, entry: &Entry) -> CellText<'static> {
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

/// Lapses that have a line together.
type Together<'a> = Vec<&'a Lapse>;

/// What lapses, a line each; of a partner whose evidence has to be renewed for many items, one line for all of it.
fn grouped(day: &Day) -> Vec<Together<'_>> {
    let mut groups: Vec<Together<'_>> = Vec::new();
    let is_evidence = |lapse: &Lapse| lapse.what == "evidence" && !lapse.lapsed;
    for lapse in &day.lapsing {
        let of_partner = |other: &&Lapse| other.partner == lapse.partner && is_evidence(other);
        let is_one_of_many = is_evidence(lapse) && day.lapsing.iter().filter(of_partner).count() > FEW;
        let group = groups.iter_mut().find(|group| is_one_of_many && group.iter().any(of_partner));
        match group {
            Some(group) => group.push(lapse),
            None => groups.push(vec![lapse]),
        }
    }
    groups
}

fn lapses(day: &Day, groups: &[Together<'_>]) -> Rows {
    let mut rows = Rows::new([
        Column::text("partner"),
        Column::text("what"),
        Column::text("of"),
        Column::text("until").left_out(1),
        Column::text("left"),
    ]);
    for group in groups.iter().take(SHOWN) {
        let [lapse, others @ ..] = group.as_slice() else { continue };
        let of = match others.len() {
            0 => lapse.short.clone(),
            others => format!("{} items, first {}", others + 1, lapse.short),
        };
        rows.row([
            plain(&lapse.partner),
            plain(&lapse.what),
            plain(of),
            plain(format!("until {}", time::short(lapse.until, day.now))),
            left(day, lapse),
        ]);
    }
    rows
}

fn left(day: &Day, lapse: &Lapse) -> CellText<'static> {
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
            plain(format!("until {}", time::short(waiver.until, day.now))),
            cell(Tone::Faint, format!("asked for {asked} ago by {}", waiver.by)),
        ]);
    }
    rows
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn lapse(partner: &str, what: &str, item: &str, day: u32) -> Lapse {
        let until = chrono::NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        let lapses = format!("2026-03-{day:02}T23:00:00+00:00").parse().unwrap();
        let of = format!("list/{item}");
        Lapse {
            partner: partner.to_owned(),
            what: what.to_owned(),
            of,
            short: item.to_owned(),
            until,
            lapses,
            lapsed: day < 9,
        }
    }

    #[test]
    fn evidence_for_many_items_of_a_partner_has_one_line() {
        let mut day = Day::new("2026-03-09T09:00:00+00:00".parse().unwrap());
        day.partners = 2;
        day.lapsing = vec![
            lapse("acme", "evidence", "gone", 8),
            lapse("acme", "evidence", "first", 10),
            lapse("acme", "waiver", "apart", 11),
            lapse("bolt", "evidence", "one", 12),
            lapse("bolt", "evidence", "two", 12),
            lapse("acme", "evidence", "second", 13),
            lapse("acme", "evidence", "third", 14),
        ];
        let mut out = Vec::new();
        write(&day, Page { width: 80, colour: false }, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let (_, block) = text.split_once("\n\n").unwrap();
        assert_eq!(
            block,
            "Lapsing within 14 days (5)\n\
             \x20 acme  evidence  gone                  until 8 Mar   lapsed 10h ago\n\
             \x20 acme  evidence  3 items, first first  until 10 Mar  1d left\n\
             \x20 acme  waiver    apart                 until 11 Mar  2d left\n\
             \x20 bolt  evidence  one                   until 12 Mar  3d left\n\
             \x20 bolt  evidence  two                   until 12 Mar  3d left\n"
        );
    }
}

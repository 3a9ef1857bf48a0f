//! The portfolio as a table for people: one line a partner, and how many there are of a kind.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::render::column::Column;
use crate::render::gate::table::unreadable;
use crate::render::page::{Page, Tone};
use crate::render::rows::{CellText, Rows, cell, plain};
use crate::render::time;
use crate::render::tone;
use crate::render::words::{self, percent};
use crate::report::moment::Instant;
use crate::report::portfolio::{Blocked, Portfolio, Row};

/// Writes the portfolio.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(portfolio: &Portfolio, page: Page, out: &mut impl Write) -> io::Result<()> {
    if portfolio.partners.is_empty() && portfolio.unreadable.is_empty() {
        return writeln!(out, "No partners to show. See all with: aboard partner list --archived");
    }
    if !portfolio.partners.is_empty() {
        rows(portfolio).write(page, 0, true, out)?;
    }
    unreadable(&portfolio.unreadable, page, out)?;
    if !portfolio.partners.is_empty() {
        writeln!(out)?;
        for line in totals(portfolio) {
            writeln!(out, "{}", page.paint(Tone::Faint, &line))?;
        }
    }
    Ok(())
}

fn rows(portfolio: &Portfolio) -> Rows {
    let mut rows = Rows::new([
        Column::text("Partner"),
        Column::text("Stage"),
        Column::number("Score").left_out(4),
        Column::number("Cov.").left_out(4),
        Column::number("Waiv.").left_out(4),
        Column::text("Verdict"),
        Column::text("Blocked on").left_out(2),
        Column::text("Due").left_out(3),
        Column::text("Champion").cut_to(8).left_out(1),
    ]);
    rows.reserve(portfolio.partners.len());
    for row in &portfolio.partners {
        rows.row(cells(row, portfolio.now));
    }
    rows
}

fn cells<'a>(row: &'a Row<'_>, now: Instant) -> [CellText<'a>; 9] {
    let partner = match row.archived {
        true => format!("{} (archived)", row.partner).into(),
        false => Cow::Borrowed(&*row.partner),
    };
    let due = match &row.next_due {
        _ if row.overdue > 0 => cell(Tone::Bad, row.overdue.to_string() + " late"),
        Some(due) => plain(time::short(due.on, now)),
        None => cell(Tone::Faint, "-"),
    };
    [
        cell(Tone::Strong, partner),
        cell(if row.late { Tone::Caution } else { Tone::Plain }, stage(row)),
        plain(percent(row.shares.score)),
        cell(Tone::Faint, percent(row.shares.coverage)),
        cell(Tone::Faint, percent(row.shares.waived)),
        cell(tone::verdict(row.verdict), row.verdict.as_str()),
        cell(if row.blocked.total() > 0 { Tone::Bad } else { Tone::Faint }, blocked(row.blocked)),
        due,
        cell(Tone::Faint, row.champion.as_deref().unwrap_or("nobody")),
    ]
}

/// The stage, and the days in it: `pilot 12d`; marked where that is longer than planned: `pilot 40d!`.
fn stage<'a>(row: &'a Row<'_>) -> Cow<'a, str> {
    let mark = if row.late { "!" } else { "" };
    row.days.map_or(Cow::Borrowed(&row.stage.id), |days| {
        [&row.stage.id, " ", &*days.to_string(), "d", mark].concat().into()
    })
}

/// How many items cannot go on, and who is waited for: `partner 2`, `both 3`.
pub(super) fn blocked(blocked: Blocked) -> String {
    match blocked {
        Blocked { platform: 0, partner: 0 } => "-".to_owned(),
        Blocked { platform: 0, partner } => format!("partner {partner}"),
        Blocked { platform, partner: 0 } => format!("platform {platform}"),
        both => format!("both {}", both.total()),
    }
}

/// How many partners there are, and by verdict and stage.
pub(super) fn totals(portfolio: &Portfolio) -> Vec<String> {
    let verdicts = portfolio.verdicts.iter().filter(|(_, count)| **count > 0);
    let verdicts: Vec<_> = verdicts.map(|(verdict, count)| format!("{count} {}", verdict.as_str())).collect();
    let stages: Vec<_> =
        portfolio.stages.iter().map(|count| format!("{} {}", count.partners, count.stage)).collect();
    let number = portfolio.partners.len();
    let late = portfolio.partners.iter().filter(|row| row.late).count();
    let mut lines = vec![
        format!("{}: {}", words::count(number, "partner"), verdicts.join(", ")),
        format!("in stages: {}", stages.join(", ")),
    ];
    if late > 0 {
        lines.push(format!(
            "! {late} longer in {} than planned",
            if late == 1 { "its stage" } else { "their stages" }
        ));
    }
    lines
}

/// Says what is due first, and whether something is late.
pub(super) fn due(row: &Row) -> String {
    let next = row.next_due.as_ref().map(|due| format!("{} {}", due.on, due.item));
    match (row.overdue, next) {
        (0, next) => next.unwrap_or_default(),
        (late, next) => format!("{late} late: {}", next.unwrap_or_default()),
    }
}

/// Says how long the partner is in its stage.
pub(super) fn days(row: &Row) -> String {
    let over = if row.late { ", longer than planned" } else { "" };
    row.days.map_or_else(String::new, |days| format!("{}{over}", words::count(days, "day")))
}

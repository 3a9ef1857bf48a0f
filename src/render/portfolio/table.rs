//! The portfolio as a table for people: one line a partner, and how many there are of a kind.

use std::io::{self, Write};

use crate::render::columns::{Column, Grid};
use crate::render::day;
use crate::render::gate::table::unreadable;
use crate::render::page::{Page, Tone};
use crate::render::tone::{self, percent};
use crate::report::moment::Instant;
use crate::report::portfolio::{Blocked, Portfolio, Row};

/// From this width on there is room for who runs the onboarding.
const WITH_CHAMPION: usize = 100;

/// Writes the portfolio.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(portfolio: &Portfolio, page: Page, out: &mut impl Write) -> io::Result<()> {
    if portfolio.partners.is_empty() && portfolio.unreadable.is_empty() {
        return writeln!(out, "no partners");
    }
    if !portfolio.partners.is_empty() {
        grid(portfolio, page).write(page, out)?;
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

fn grid<'a>(portfolio: &Portfolio, page: Page) -> Grid<'a> {
    let mut columns = vec![
        Column::words("Partner").at_least(10),
        Column::words("Stage").at_least(6),
        Column::number("Days"),
        Column::number("Score"),
        Column::number("Cov."),
        Column::number("Waiv."),
        Column::words("Verdict"),
        Column::words("Blocked on"),
        Column::words("Due"),
    ];
    if page.width >= WITH_CHAMPION {
        columns.push(Column::words("Champion").at_least(8));
    }
    let mut grid = Grid::new(columns);
    for row in &portfolio.partners {
        grid.row(cells(row, portfolio.now));
    }
    grid
}

fn cells(row: &Row, now: Instant) -> Vec<(Tone, String)> {
    let partner = if row.archived { format!("{} (archived)", row.partner) } else { row.partner.clone() };
    let days =
        row.days.map_or_else(|| "-".to_owned(), |days| format!("{days}{}", if row.late { "!" } else { "" }));
    let due = match &row.next_due {
        _ if row.overdue > 0 => (Tone::Bad, format!("{} late", row.overdue)),
        Some(due) => (Tone::Plain, day::short(due.on, now)),
        None => (Tone::Faint, "-".to_owned()),
    };
    vec![
        (Tone::Strong, partner),
        (Tone::Plain, row.stage.id.clone()),
        (if row.late { Tone::Caution } else { Tone::Plain }, days),
        (Tone::Plain, percent(row.shares.score)),
        (Tone::Faint, percent(row.shares.coverage)),
        (Tone::Faint, percent(row.shares.waived)),
        (tone::verdict(row.verdict), row.verdict.as_str().to_owned()),
        (if row.blocked.total() > 0 { Tone::Bad } else { Tone::Faint }, blocked(row.blocked)),
        due,
        (Tone::Faint, row.champion.clone().unwrap_or_else(|| "nobody".to_owned())),
    ]
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
        format!("{number} {}: {}", if number == 1 { "partner" } else { "partners" }, verdicts.join(", ")),
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
    row.days.map_or_else(String::new, |days| format!("{}{over}", day::days(days)))
}

//! The portfolio as CSV, for spreadsheets: one line a partner, whatever can be read of it.

use std::io::{self, Write};

use crate::render::csv;
use crate::report::portfolio::{Portfolio, Row};

const HEADINGS: [&str; 24] = [
    "partner",
    "name",
    "playbook",
    "version",
    "champion",
    "archived",
    "stage",
    "days_in_stage",
    "late_in_stage",
    "score",
    "coverage",
    "waived",
    "verdict",
    "fails",
    "missing",
    "conditions",
    "blocked_on_platform",
    "blocked_on_partner",
    "overdue",
    "next_due",
    "next_due_at",
    "next_due_item",
    "now",
    "error",
];

/// Writes the portfolio.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(portfolio: &Portfolio, out: &mut impl Write) -> io::Result<()> {
    let now = portfolio.now.to_rfc3339();
    let broken = portfolio.unreadable.iter().map(|broken| {
        let mut cells = HEADINGS.map(|_| String::new());
        cells[0].clone_from(&broken.partner);
        cells[HEADINGS.len() - 2].clone_from(&now);
        cells[HEADINGS.len() - 1].clone_from(&broken.message);
        cells
    });
    csv::write(HEADINGS, portfolio.partners.iter().map(|row| cells(row, &now)).chain(broken), out)
}

/// What is not known is an empty cell: `n/a` would be text in a column of numbers.
fn cells(row: &Row, now: &str) -> [String; HEADINGS.len()] {
    let number = |share: Option<u32>| share.map_or_else(String::new, |share| share.to_string());
    let next = row.next_due.as_ref();
    [
        row.partner.to_string(),
        row.name.to_string(),
        row.playbook.id.to_string(),
        row.playbook.version.to_string(),
        row.champion.as_deref().unwrap_or_default().to_owned(),
        row.archived.to_string(),
        row.stage.id.to_string(),
        row.days.map_or_else(String::new, |days| days.to_string()),
        row.late.to_string(),
        number(row.shares.score),
        number(row.shares.coverage),
        number(row.shares.waived),
        row.verdict.as_str().to_owned(),
        row.fails.to_string(),
        row.missing.to_string(),
        row.conditions.to_string(),
        row.blocked.platform.to_string(),
        row.blocked.partner.to_string(),
        row.overdue.to_string(),
        next.map_or_else(String::new, |due| due.on.to_string()),
        next.map_or_else(String::new, |due| due.at.to_rfc3339()),
        next.map_or_else(String::new, |due| due.item.to_string()),
        now.to_owned(),
        String::new(),
    ]
}

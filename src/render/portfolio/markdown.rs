//! The portfolio as a Markdown table, for a page or the summary of a job.

use std::io::{self, Write};

use super::table::{blocked, days, due, totals};
use crate::render::column::Align;
use crate::render::escape::markdown_cell;
use crate::render::gate::markdown::hints;
use crate::render::markdown;
use crate::render::time::minute;
use crate::render::words::percent;
use crate::report::portfolio::Portfolio;

/// Writes the portfolio.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(portfolio: &Portfolio, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "## Portfolio\n\nJudged at {}.\n", markdown_cell(&minute(portfolio.now)))?;
    if portfolio.partners.is_empty() && portfolio.unreadable.is_empty() {
        return writeln!(out, "No partners.");
    }
    let words = |heading| (heading, Align::Left);
    let number = |heading| (heading, Align::Right);
    let headings = [
        words("Partner"),
        words("Stage"),
        words("In it"),
        number("Score"),
        number("Coverage"),
        number("Waived"),
        words("Verdict"),
        words("Blocked"),
        words("Due"),
        words("Champion"),
    ];
    markdown::headings(&headings, out)?;
    for row in &portfolio.partners {
        let archived = if row.archived { " (archived)" } else { "" };
        let cells = [
            format!("{} ({}){archived}", row.name, row.partner),
            row.stage.title.to_string(),
            days(row),
            percent(row.shares.score).into_owned(),
            percent(row.shares.coverage).into_owned(),
            percent(row.shares.waived).into_owned(),
            row.verdict.as_str().to_owned(),
            blocked(row.blocked),
            due(row),
            row.champion.as_deref().unwrap_or_default().to_owned(),
        ];
        markdown::row(cells, out)?;
    }
    for broken in &portfolio.unreadable {
        let mut cells = vec![broken.partner.as_str(); 1];
        cells.resize(headings.len() - 4, "");
        cells.extend(["unreadable", "", &broken.message, ""]);
        markdown::row(cells, out)?;
    }
    for (index, line) in totals(portfolio).iter().enumerate() {
        let start = if index == 0 { "\n" } else { "" };
        writeln!(out, "{start}{}  ", markdown_cell(line))?;
    }
    hints(&portfolio.unreadable, out)
}

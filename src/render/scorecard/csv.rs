//! Scorecards as CSV, for spreadsheets: one line a dimension, and one for the whole.

use std::io::{self, Write};

use crate::render::escape::csv_cell;
use crate::report::scorecard::{Scorecard, Scorecards, Shares};

const HEADINGS: [&str; 13] = [
    "partner",
    "name",
    "playbook",
    "version",
    "stage",
    "verdict",
    "dimension",
    "weight",
    "score",
    "coverage",
    "waived",
    "passed",
    "active",
];

/// Writes the scorecards.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(scorecards: &Scorecards, out: &mut impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(HEADINGS)?;
    for card in &scorecards.scorecards {
        let (mut passed, mut active) = (0, 0);
        for dimension in &card.dimensions {
            passed += dimension.passed;
            active += dimension.active;
            let counts = (dimension.passed, dimension.active);
            writer.write_record(cells(card, &dimension.id, dimension.weight, dimension.shares, counts))?;
        }
        writer.write_record(cells(card, "overall", 100, card.overall, (passed, active)))?;
    }
    writer.flush()
}

fn cells(
    card: &Scorecard,
    dimension: &str,
    weight: u32,
    shares: Shares,
    (passed, active): (usize, usize),
) -> [String; HEADINGS.len()] {
    let number = |share: Option<u32>| share.map_or_else(String::new, |share| share.to_string());
    [
        csv_cell(&card.partner),
        csv_cell(&card.name),
        csv_cell(&card.playbook.id),
        card.playbook.version.clone(),
        csv_cell(&card.stage.name.id),
        card.gate.verdict.as_str().to_owned(),
        csv_cell(dimension),
        weight.to_string(),
        number(shares.score),
        number(shares.coverage),
        number(shares.waived),
        passed.to_string(),
        active.to_string(),
    ]
}

//! Scorecards as CSV, for spreadsheets: one line a dimension, and one for the whole.

use std::io::{self, Write};

use crate::render::csv;
use crate::render::stream::Stream;
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

/// The scorecards, one after another.
#[derive(Default)]
pub struct Csv {
    has_begun: bool,
}

impl Stream<Scorecard, Scorecards> for Csv {
    fn entry(&mut self, card: &Scorecard, _: &Scorecards, mut out: &mut dyn Write) -> io::Result<()> {
        let headings = if std::mem::replace(&mut self.has_begun, true) { None } else { Some(HEADINGS) };
        csv::write_more(headings, rows(card), &mut out)
    }

    fn end(&mut self, _: &Scorecards, mut out: &mut dyn Write) -> io::Result<()> {
        if self.has_begun { Ok(()) } else { csv::write_more(Some(HEADINGS), [], &mut out) }
    }
}

fn rows(card: &Scorecard) -> Vec<[String; HEADINGS.len()]> {
    let (mut passed, mut active) = (0, 0);
    let mut rows = Vec::new();
    for dimension in &card.dimensions {
        passed += dimension.passed;
        active += dimension.active;
        let counts = (dimension.passed, dimension.active);
        rows.push(cells(card, &dimension.id, dimension.weight, dimension.shares, counts));
    }
    rows.push(cells(card, "overall", 100, card.overall, (passed, active)));
    rows
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
        card.partner.clone(),
        card.name.clone(),
        card.playbook.id.to_string(),
        card.playbook.version.to_string(),
        card.stage.name.id.to_string(),
        card.gate.verdict.as_str().to_owned(),
        dimension.to_owned(),
        weight.to_string(),
        number(shares.score),
        number(shares.coverage),
        number(shares.waived),
        passed.to_string(),
        active.to_string(),
    ]
}

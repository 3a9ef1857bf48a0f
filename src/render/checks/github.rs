//! What checks said as GitHub workflow commands: an annotation a check, the gravest first, and a plain last line.
//! What failed is an error; what could not be made, or had too little to judge by, a warning; what passed, a notice.

use std::io;

use crate::render::annotation::command;
use crate::report::checks::{CheckOutcome, Checks};

/// GitHub shows ten annotations of a level and a step.
const ORDER: [(CheckOutcome, &str); 4] = [
    (CheckOutcome::Failed, "error"),
    (CheckOutcome::NotMade, "warning"),
    (CheckOutcome::Insufficient, "warning"),
    (CheckOutcome::Passed, "notice"),
];

/// Writes the annotations.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(checks: &Checks, out: &mut impl io::Write) -> io::Result<()> {
    let mut counts = Vec::new();
    for (outcome, level) in ORDER {
        let mut count = 0;
        for check in checks.checks.iter().filter(|check| check.outcome == outcome) {
            let title = format!("{} {}: {}", checks.partner, check.item, outcome.as_str());
            command(level, &title, &format!("{}\n{}", check.said, check.title), out)?;
            count += 1;
        }
        if count > 0 {
            counts.push(format!("{count} {}", outcome.as_str()));
        }
    }
    match checks.still_holds.len() {
        0 => {}
        1 => counts.push("1 still holds".to_owned()),
        more => counts.push(format!("{more} still hold")),
    }
    let counts = if counts.is_empty() { "none was made".to_owned() } else { counts.join(", ") };
    writeln!(out, "checks: {counts}")
}

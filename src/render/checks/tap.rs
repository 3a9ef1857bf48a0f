//! What checks said as TAP, the Test Anything Protocol, version 14. Enters: what they said; leaves: a version, a plan,
//! and a test point an item, with its diagnostics in YAML. Red if, and only if, the program ends with another code
//! than 0:
//!
//! - what passed is `ok`; what failed, could not be made, or had too little to judge by is `not ok`, since a harness
//!   takes a skipped test for one that passed;
//! - what was looked at before and still holds is `ok` with `# SKIP`.
//!
//! Readers of version 13 read it too, where they take a version that they do not know.

use std::io;

use crate::render::escape::visible;
use crate::report::checks::{CheckLine, CheckOutcome, Checks};

/// Writes the document.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(checks: &Checks, out: &mut impl io::Write) -> io::Result<()> {
    writeln!(out, "TAP version 14")?;
    let points = checks.checks.len() + checks.still_holds.len();
    if points == 0 {
        return writeln!(out, "1..0 # SKIP nothing is to be checked now");
    }
    writeln!(out, "1..{points}")?;
    for (number, check) in (1..).zip(&checks.checks) {
        let point = if check.outcome == CheckOutcome::Passed { "ok" } else { "not ok" };
        writeln!(out, "{point} {number} - {}", described(&check.item, &check.title))?;
        diagnostics(check, out)?;
    }
    for (number, held) in (checks.checks.len() + 1..).zip(&checks.still_holds) {
        let described = described(&held.item, &held.title);
        writeln!(out, "ok {number} - {described} # SKIP {}", escaped(&held.told()))?;
    }
    Ok(())
}

fn described(item: &str, title: &str) -> String {
    escaped(&format!("{item}: {title}"))
}

/// In a description, `#` begins a directive.
fn escaped(text: &str) -> String {
    visible(text).replace('\\', "\\\\").replace('#', "\\#")
}

fn diagnostics(check: &CheckLine, out: &mut impl io::Write) -> io::Result<()> {
    writeln!(out, "  ---")?;
    writeln!(out, "  message: {}", quoted(&check.said))?;
    writeln!(out, "  outcome: {}", quoted(check.outcome.as_str()))?;
    writeln!(out, "  check: {}", quoted(&check.check))?;
    if let Some(source) = &check.source {
        writeln!(out, "  source:")?;
        writeln!(out, "    name: {}", quoted(&source.name))?;
        writeln!(out, "    sha256: {}", quoted(&source.sha256))?;
    }
    if !check.metrics.is_empty() {
        writeln!(out, "  metrics:")?;
        for (id, value) in &check.metrics {
            writeln!(out, "    {}: {value}", quoted(id))?;
        }
    }
    writeln!(out, "  ...")
}

/// A text of one line in double quotes, which YAML reads in whatever it holds.
fn quoted(text: &str) -> String {
    format!("\"{}\"", visible(text).replace('\\', "\\\\").replace('"', "\\\""))
}

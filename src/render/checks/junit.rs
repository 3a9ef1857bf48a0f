//! What checks said as JUnit XML, for CI servers that show test reports. Enters: what they said; leaves: one suite,
//! which is the run, with a case an item. Red if, and only if, the program ends with another code than 0:
//!
//! - what failed is a failed case;
//! - what could not be made, or had too little to judge by, is a case in error: servers pass over skipped ones, and
//!   what is not known must not look as if it were well;
//! - what was looked at before and still holds is a skipped case, so that cases stay the same from run to run.
//!
//! Servers tell cases apart by class and name across all reports of a job, so the class is the partner with the
//! checklist. Figures are properties of the suite, since the schema has none for cases, and stand in the text as well.

use std::io;

use crate::render::junit::{Case, Counts, Mark, Suite, close, open};
use crate::report::checks::{CheckLine, CheckOutcome, Checks, HeldLine};

/// Writes the report.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(checks: &Checks, out: &mut impl io::Write) -> io::Result<()> {
    let made = checks.checks.iter().map(|check| of_check(&checks.partner, check));
    let held = checks.still_holds.iter().map(|held| of_held(&checks.partner, held));
    let commit = checks.commit.iter().map(|commit| ("commit".to_owned(), commit.clone()));
    let suite = Suite {
        name: checks.partner.clone(),
        properties: commit.chain(checks.checks.iter().flat_map(figures)).collect(),
        cases: made.chain(held).collect(),
    };
    let mut counts = Counts::default();
    counts.add(&suite);
    open("aboard check", &counts, out)?;
    suite.write(checks.now, out)?;
    close(out)
}

fn figures(check: &CheckLine) -> impl Iterator<Item = (String, String)> {
    check.metrics.iter().map(|(id, value)| (format!("{} {id}", check.item), value.to_string()))
}

fn of_check(partner: &str, check: &CheckLine) -> Case {
    let (class, name) = named(partner, &check.item);
    let mut lines = vec![
        format!("{}: {}", check.outcome.as_str(), check.title),
        format!("said: {}", check.said),
        format!("check: {}", check.check),
    ];
    lines.extend(check.source.iter().map(|source| format!("read: {} {}", source.sha256, source.name)));
    lines.extend(check.metrics.iter().map(|(id, value)| format!("{id}: {value}")));
    Case {
        class,
        name,
        mark: match check.outcome {
            CheckOutcome::Passed => Mark::Passed,
            CheckOutcome::Failed => Mark::Failed,
            CheckOutcome::Insufficient | CheckOutcome::NotMade => Mark::Error,
        },
        kind: check.outcome.as_str().to_owned(),
        message: check.said.clone(),
        text: lines.join("\n"),
        milliseconds: check.took_ms.map_or(0, u64::from),
    }
}

fn of_held(partner: &str, held: &HeldLine) -> Case {
    let (class, name) = named(partner, &held.item);
    let (kind, message) = ("still holds".to_owned(), held.told());
    let text = format!("{message}: {}", held.said);
    Case { class, name, mark: Mark::Skipped, kind, message, text, milliseconds: 0 }
}

fn named(partner: &str, item: &str) -> (String, String) {
    let (checklist, name) = item.split_once('/').unwrap_or(("", item));
    (format!("{partner}.{checklist}"), name.to_owned())
}

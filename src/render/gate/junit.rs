//! Verdicts of gates as JUnit XML, for CI servers that show test reports. Enters: the gates; leaves: a
//! suite a partner, in it a case for the gate and a case a reason. Red if, and only if, the program ends
//! with another code than 0:
//!
//! - the case of the gate fails unless the verdict lets the partner pass (`conditional_go` does, but not under `--strict`);
//! - a reason that fails or is missing is a failed case; a condition is a passed one that tells it in `system-out`, or a
//!   failed one under `--strict`;
//! - a partner that cannot be read is a suite with one case in error.
//!
//! Names of cases stay the same from run to run, so that servers can tell their history.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::render::junit::{Case, Counts, Mark, Suite, close, open};
use crate::render::stream::{Later, MakeLater, Stream};
use crate::report::gate::{Gate, Gates, Reason};
use crate::report::unreadable::Unreadable;
use crate::report::words::Weight;

/// A suite a partner, behind the counts of them all.
pub struct Junit {
    suites: Box<dyn Later>,
    counts: Counts,
}

impl Junit {
    /// Makes a report without suites.
    #[must_use]
    pub fn new(later: &MakeLater<'_>) -> Self {
        Junit { suites: later(), counts: Counts::default() }
    }

    fn add(&mut self, suite: &Suite, gates: &Gates) -> io::Result<()> {
        self.counts.add(suite);
        suite.write(gates.now, &mut self.suites)
    }
}

impl Stream<Gate, Gates> for Junit {
    fn entry(&mut self, gate: &Gate, gates: &Gates, _: &mut dyn Write) -> io::Result<()> {
        self.add(&of_gate(gates, gate), gates)
    }

    fn end(&mut self, gates: &Gates, out: &mut dyn Write) -> io::Result<()> {
        gates.unreadable.iter().try_for_each(|broken| self.add(&of_unreadable(broken), gates))?;
        open("aboard gate", &self.counts, out)?;
        self.suites.pour(out)?;
        close(out)
    }
}

fn of_gate(gates: &Gates, gate: &Gate) -> Suite {
    let stage = &gate.stage.id;
    let verdict = gate.verdict.as_str();
    let whole = Case {
        class: gate.partner.clone(),
        name: format!("gate of {stage}"),
        mark: if gates.passes(gate.verdict) { Mark::Passed } else { Mark::Failed },
        kind: verdict.to_owned(),
        message: format!("{}: {verdict}", gate.partner),
        text: format!("{}: {verdict} at the gate of {stage}\n{}", gate.partner, gate.tally()),
        milliseconds: 0,
    };
    let mut cases = vec![whole];
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in &gate.reasons {
        // Servers merge cases of one name: a second one gets a number.
        let seen = names.entry(&reason.subject).or_default();
        *seen += 1;
        cases.push(of_reason(gates, gate, reason, *seen));
    }
    Suite { name: gate.partner.clone(), properties: Vec::new(), cases }
}

fn of_reason(gates: &Gates, gate: &Gate, reason: &Reason, seen: usize) -> Case {
    let number = if seen > 1 { format!(" ({seen})") } else { String::new() };
    Case {
        class: gate.partner.clone(),
        name: format!("{}{number}", reason.subject),
        mark: match reason.weight {
            Weight::Fails | Weight::Missing => Mark::Failed,
            Weight::Condition if gates.strict => Mark::Failed,
            Weight::Condition | Weight::Warning => Mark::Passed,
        },
        kind: reason.rule.as_str().to_owned(),
        message: reason.found.clone(),
        text: format!(
            "{}: {}\nfound: {}\nasked: {}\nto do: {}",
            reason.weight.as_str(),
            reason.title,
            reason.found,
            reason.asked,
            reason.remedy
        ),
        milliseconds: 0,
    }
}

fn of_unreadable(broken: &Unreadable) -> Suite {
    let lines: Vec<_> = std::iter::once(&broken.message).chain(&broken.hints).cloned().collect();
    let case = Case {
        class: broken.partner.clone(),
        name: "state".to_owned(),
        mark: Mark::Error,
        kind: "unreadable".to_owned(),
        message: broken.message.clone(),
        text: lines.join("\n"),
        milliseconds: 0,
    };
    Suite { name: broken.partner.clone(), properties: Vec::new(), cases: vec![case] }
}

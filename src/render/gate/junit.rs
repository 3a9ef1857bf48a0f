//! Verdicts of gates as JUnit XML, for CI servers that show test reports. Enters: the gates; leaves: a
//! suite a partner, in it a case for the gate and a case a reason. Red if, and only if, the program ends
//! with another code than 0:
//!
//! - the case of the gate fails unless the verdict lets the partner pass (`conditional_go` does, but not under `--strict`);
//! - a reason that fails or is missing is a failed case; a condition is a passed one that tells it in `system-out`, or a
//!   failed one under `--strict`;
//! - a partner that cannot be read is a suite with one case in error.
//!
//! Names of cases stay the same from run to run, so that servers can tell their history. Valid against the
//! schema that Jenkins' xUnit plugin publishes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono::Utc;

use crate::render::escape::{visible, xml};
use crate::render::stream::{Later, MakeLater, Stream};
use crate::report::gate::{Gate, Gates, Reason};
use crate::report::unreadable::Unreadable;
use crate::report::words::Weight;

/// What a case is marked with.
enum Mark {
    Passed,
    Failed,
    Error,
}

struct Case {
    name: String,
    mark: Mark,
    /// What it is marked for: the kind, one line, and the text.
    kind: String,
    message: String,
    text: String,
}

struct Suite {
    partner: String,
    cases: Vec<Case>,
}

impl Suite {
    fn count(&self, counts: fn(&Mark) -> bool) -> usize {
        self.cases.iter().filter(|case| counts(&case.mark)).count()
    }

    fn failures(&self) -> usize {
        self.count(|mark| matches!(mark, Mark::Failed))
    }

    fn errors(&self) -> usize {
        self.count(|mark| matches!(mark, Mark::Error))
    }
}

/// A suite a partner, behind the counts of them all.
pub struct Junit {
    suites: Box<dyn Later>,
    tests: usize,
    failures: usize,
    errors: usize,
}

impl Junit {
    /// Makes a report without suites.
    #[must_use]
    pub fn new(later: &MakeLater<'_>) -> Self {
        Junit { suites: later(), tests: 0, failures: 0, errors: 0 }
    }

    fn add(&mut self, suite: &Suite, gates: &Gates) -> io::Result<()> {
        self.tests += suite.cases.len();
        self.failures += suite.failures();
        self.errors += suite.errors();
        let timestamp = gates.now.with_timezone(&Utc).format("%Y-%m-%dT%H:%M:%S").to_string();
        write_suite(suite, &timestamp, &mut self.suites)
    }
}

impl Stream<Gate, Gates> for Junit {
    fn entry(&mut self, gate: &Gate, gates: &Gates, _: &mut dyn Write) -> io::Result<()> {
        self.add(&of_gate(gates, gate), gates)
    }

    fn end(&mut self, gates: &Gates, out: &mut dyn Write) -> io::Result<()> {
        gates.unreadable.iter().try_for_each(|broken| self.add(&of_unreadable(broken), gates))?;
        writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
        writeln!(
            out,
            r#"<testsuites name="aboard gate" tests="{}" failures="{}" errors="{}" time="0">"#,
            self.tests, self.failures, self.errors
        )?;
        self.suites.pour(out)?;
        writeln!(out, "</testsuites>")
    }
}

fn of_gate(gates: &Gates, gate: &Gate) -> Suite {
    let stage = &gate.stage.id;
    let verdict = gate.verdict.as_str();
    let whole = Case {
        name: format!("gate of {stage}"),
        mark: if gates.passes(gate.verdict) { Mark::Passed } else { Mark::Failed },
        kind: verdict.to_owned(),
        message: format!("{}: {verdict}", gate.partner),
        text: format!("{}: {verdict} at the gate of {stage}\n{}", gate.partner, gate.tally()),
    };
    let mut cases = vec![whole];
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in &gate.reasons {
        // Servers merge cases of one name: a second one gets a number.
        let seen = names.entry(&reason.subject).or_default();
        *seen += 1;
        cases.push(of_reason(gates, reason, *seen));
    }
    Suite { partner: gate.partner.clone(), cases }
}

fn of_reason(gates: &Gates, reason: &Reason, seen: usize) -> Case {
    let number = if seen > 1 { format!(" ({seen})") } else { String::new() };
    Case {
        name: format!("{}{number}", reason.subject),
        mark: match reason.weight {
            Weight::Fails | Weight::Missing => Mark::Failed,
            Weight::Condition if gates.strict => Mark::Failed,
            Weight::Condition => Mark::Passed,
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
    }
}

fn of_unreadable(broken: &Unreadable) -> Suite {
    let lines: Vec<_> = std::iter::once(&broken.message).chain(&broken.hints).cloned().collect();
    let case = Case {
        name: "state".to_owned(),
        mark: Mark::Error,
        kind: "unreadable".to_owned(),
        message: broken.message.clone(),
        text: lines.join("\n"),
    };
    Suite { partner: broken.partner.clone(), cases: vec![case] }
}

fn write_suite(suite: &Suite, timestamp: &str, out: &mut impl Write) -> io::Result<()> {
    let name = attribute(&suite.partner);
    writeln!(
        out,
        r#"  <testsuite name="{name}" tests="{}" failures="{}" errors="{}" skipped="0" timestamp="{timestamp}" time="0">"#,
        suite.cases.len(),
        suite.failures(),
        suite.errors()
    )?;
    for case in &suite.cases {
        writeln!(out, r#"    <testcase classname="{name}" name="{}" time="0">"#, attribute(&case.name))?;
        let text: Vec<_> = case.text.lines().map(visible).collect();
        let text = xml(&text.join("\n"));
        let tag = match case.mark {
            Mark::Passed => None,
            Mark::Failed => Some("failure"),
            Mark::Error => Some("error"),
        };
        match tag {
            None => writeln!(out, "      <system-out>{text}</system-out>")?,
            Some(tag) => writeln!(
                out,
                r#"      <{tag} message="{}" type="{}">{text}</{tag}>"#,
                attribute(&case.message),
                attribute(&case.kind)
            )?,
        }
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>")
}

fn attribute(text: &str) -> String {
    xml(&visible(text))
}

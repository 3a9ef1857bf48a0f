//! JUnit XML, the part that is the same in every report. Enter: suites of cases. Leaves: XML that is valid against
//! the schema that Jenkins' xUnit plugin publishes, with all text escaped.

use std::io;

use chrono::Utc;

use super::escape::{visible, xml};
use crate::report::moment::Instant;

/// What a case is marked with. Servers show skipped cases as neither good nor bad.
pub(super) enum Mark {
    Passed,
    Failed,
    Error,
    Skipped,
}

pub(super) struct Case {
    /// What servers group cases by: they split it at its last dot.
    pub(super) class: String,
    pub(super) name: String,
    pub(super) mark: Mark,
    /// What it is marked for: the kind, one line, and the text. Of a passed one, only the text is told.
    pub(super) kind: String,
    pub(super) message: String,
    pub(super) text: String,
    /// How many milliseconds it took; 0 where nothing was timed.
    pub(super) milliseconds: u64,
}

pub(super) struct Suite {
    pub(super) name: String,
    /// Names with values. The schema has them for suites, and none for cases.
    pub(super) properties: Vec<(String, String)>,
    pub(super) cases: Vec<Case>,
}

/// How many cases there are in all, and how many of them are marked.
#[derive(Default)]
pub(super) struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    milliseconds: u64,
}

impl Counts {
    pub(super) fn add(&mut self, suite: &Suite) {
        self.tests += suite.cases.len();
        self.failures += suite.count(|mark| matches!(mark, Mark::Failed));
        self.errors += suite.count(|mark| matches!(mark, Mark::Error));
        self.milliseconds += suite.cases.iter().map(|case| case.milliseconds).sum::<u64>();
    }
}

impl Suite {
    fn count(&self, counts: fn(&Mark) -> bool) -> usize {
        self.cases.iter().filter(|case| counts(&case.mark)).count()
    }

    /// Writes the suite, as of a run that was made at this moment.
    pub(super) fn write(&self, now: Instant, out: &mut impl io::Write) -> io::Result<()> {
        let mut counts = Counts::default();
        counts.add(self);
        writeln!(
            out,
            r#"  <testsuite name="{}" tests="{}" failures="{}" errors="{}" skipped="{}" timestamp="{}" time="{}">"#,
            attribute(&self.name),
            counts.tests,
            counts.failures,
            counts.errors,
            self.count(|mark| matches!(mark, Mark::Skipped)),
            now.with_timezone(&Utc).format("%Y-%m-%dT%H:%M:%S"),
            seconds(counts.milliseconds),
        )?;
        if !self.properties.is_empty() {
            writeln!(out, "    <properties>")?;
            for (name, value) in &self.properties {
                let (name, value) = (attribute(name), attribute(value));
                writeln!(out, r#"      <property name="{name}" value="{value}"/>"#)?;
            }
            writeln!(out, "    </properties>")?;
        }
        self.cases.iter().try_for_each(|case| case.write(out))?;
        writeln!(out, "  </testsuite>")
    }
}

impl Case {
    fn write(&self, out: &mut impl io::Write) -> io::Result<()> {
        let (class, name) = (attribute(&self.class), attribute(&self.name));
        let time = seconds(self.milliseconds);
        writeln!(out, r#"    <testcase classname="{class}" name="{name}" time="{time}">"#)?;
        let text: Vec<_> = self.text.lines().map(visible).collect();
        let text = xml(&text.join("\n"));
        let tag = match self.mark {
            Mark::Passed => None,
            Mark::Failed => Some("failure"),
            Mark::Error => Some("error"),
            Mark::Skipped => Some("skipped"),
        };
        match tag {
            None => writeln!(out, "      <system-out>{text}</system-out>")?,
            Some(tag) => writeln!(
                out,
                r#"      <{tag} message="{}" type="{}">{text}</{tag}>"#,
                attribute(&self.message),
                attribute(&self.kind)
            )?,
        }
        writeln!(out, "    </testcase>")
    }
}

fn seconds(milliseconds: u64) -> String {
    match (milliseconds / 1000, milliseconds % 1000) {
        (seconds, 0) => seconds.to_string(),
        (seconds, rest) => format!("{seconds}.{rest:03}"),
    }
}

/// Writes what stands before the suites; `name` is the command.
pub(super) fn open(name: &str, counts: &Counts, out: &mut (impl io::Write + ?Sized)) -> io::Result<()> {
    let Counts { tests, failures, errors, milliseconds } = counts;
    let time = seconds(*milliseconds);
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        out,
        r#"<testsuites name="{}" tests="{tests}" failures="{failures}" errors="{errors}" time="{time}">"#,
        attribute(name)
    )
}

/// Writes what stands after the suites.
pub(super) fn close(out: &mut (impl io::Write + ?Sized)) -> io::Result<()> {
    writeln!(out, "</testsuites>")
}

fn attribute(text: &str) -> String {
    xml(&visible(text))
}

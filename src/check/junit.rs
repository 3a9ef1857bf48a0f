//! Reports of test runners in the JUnit form: in come the bytes of one, out comes how many tests ran, failed and were
//! skipped.
//!
//! There is no standard; runners agree on `testcase` in `testsuite`, with `failure`, `error` or `skipped` in it
//! (pytest, nextest and Maven's Surefire were looked at). The counts that suites give of themselves are not believed:
//! some leave them out, and some count reruns. Surefire's `rerunFailure` stands beside a `failure`, and its
//! `flakyFailure` in a test that passed in the end.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::{CheckFault, Reading, one_line};
use crate::partner::{Finding, Source};
use crate::playbook::id::Id;
use crate::playbook::model::JUNIT_METRICS;

/// How deep elements may lie: suites in suites, and what a case holds.
const DEEPEST: usize = 1_000;

/// Reads a report; fewer tests than `least` that ran say nothing.
///
/// # Errors
/// Returns that it is no such report.
pub fn read(bytes: &[u8], source: Source, least: u32) -> Result<Reading, CheckFault> {
    let not = |fault: String| CheckFault::NotAReport { path: source.name.clone(), fault: one_line(&fault) };
    let text = std::str::from_utf8(bytes).map_err(|_| not("it is not UTF-8".to_owned()))?;
    let counts = Counts::of(text.trim_start_matches('\u{feff}')).map_err(not)?;
    let outcome = if counts.failed > 0 {
        Finding::Failed
    } else if counts.ran < u64::from(least) {
        Finding::Insufficient
    } else {
        Finding::Passed
    };
    let said = counts.said(least);
    Ok(Reading { outcome, said, metrics: counts.metrics(), source: Some(source) })
}

/// A test, while its element is open.
#[derive(Default)]
struct Case {
    /// How deep its element lies.
    depth: usize,
    class: String,
    name: String,
    /// What is said of what failed, where that is no test.
    message: String,
    seconds: f64,
    failed: bool,
    skipped: bool,
    flaky: bool,
}

impl Case {
    fn at(depth: usize, element: &BytesStart<'_>) -> Result<Self, String> {
        let mut case = Case { depth, ..Case::default() };
        // What an attribute stands for twice would be slow to tell, and changes nothing here.
        for attribute in element.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value =
                || attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string());
            match attribute.key.as_ref() {
                b"classname" => case.class = value()?.into_owned(),
                b"name" => case.name = value()?.into_owned(),
                b"message" => case.message = value()?.into_owned(),
                b"time" => {
                    // Surefire groups digits.
                    let seconds: Option<f64> = value()?.replace(',', "").parse().ok();
                    let seconds = seconds.filter(|seconds| seconds.is_finite() && *seconds >= 0.0);
                    case.seconds = seconds.unwrap_or_default().min(LONGEST);
                }
                _ => {}
            }
        }
        Ok(case)
    }

    /// Takes in what stands right below it.
    fn holds(&mut self, name: &[u8]) {
        match name {
            b"failure" | b"error" => self.failed = true,
            b"skipped" => self.skipped = true,
            b"flakyFailure" | b"flakyError" => self.flaky = true,
            _ => {}
        }
    }
}

/// How long a test is taken to last at most, in seconds: ten years.
const LONGEST: f64 = 3.2e8;

#[derive(Default)]
struct Counts {
    ran: u64,
    failed: u64,
    skipped: u64,
    flaky: u64,
    seconds: f64,
    /// The names of the first that failed.
    named: Vec<String>,
}

impl Counts {
    fn of(text: &str) -> Result<Self, String> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        let (mut counts, mut open, mut depth) = (Counts::default(), Vec::<Case>::new(), 0);
        let mut is_report = false;
        loop {
            match reader.read_event().map_err(|error| error.to_string())? {
                Event::Start(element) => {
                    let name = element.local_name();
                    if depth == 0 {
                        if is_report || ![&b"testsuites"[..], b"testsuite"].contains(&name.as_ref()) {
                            let name = String::from_utf8_lossy(name.as_ref()).into_owned();
                            return Err(format!("it begins with `{name}`, not with `testsuites`"));
                        }
                        is_report = true;
                    }
                    match (name.as_ref(), open.last_mut()) {
                        (b"testcase", _) => open.push(Case::at(depth, &element)?),
                        (name, Some(case)) if case.depth + 1 == depth => case.holds(name),
                        // A suite that could not be set up.
                        (b"failure" | b"error", None) => {
                            open.push(Case { failed: true, ..Case::at(depth, &element)? });
                        }
                        _ => {}
                    }
                    depth += 1;
                    if depth > DEEPEST {
                        return Err(format!("its elements lie more than {DEEPEST} deep"));
                    }
                }
                Event::End(_) => {
                    depth -= 1;
                    if let Some(case) = open.pop_if(|case| case.depth == depth) {
                        counts.add(case);
                    }
                }
                Event::Text(text) if depth == 0 && !text.iter().all(u8::is_ascii_whitespace) => {
                    return Err("there is text beside its elements".to_owned());
                }
                Event::DocType(_) => return Err("it defines entities, which are not read".to_owned()),
                Event::Eof if depth > 0 => return Err("it ends in the middle".to_owned()),
                Event::Eof if !is_report => return Err("there is no `testsuites` in it".to_owned()),
                Event::Eof => return Ok(counts),
                _ => {}
            }
        }
    }

    fn add(&mut self, case: Case) {
        self.seconds += case.seconds;
        if case.failed {
            self.failed += 1;
            if self.named.len() < 3 {
                let name = if case.name.is_empty() { case.message } else { case.name };
                let name = if name.is_empty() { "a test without a name".to_owned() } else { name };
                let class = case.class;
                self.named.push(if class.is_empty() { name } else { format!("{class} {name}") });
            }
        } else if case.skipped {
            self.skipped += 1;
            return;
        } else if case.flaky {
            self.flaky += 1;
        }
        self.ran += 1;
    }

    fn said(&self, least: u32) -> String {
        let skipped = if self.skipped > 0 { format!(", {} skipped", self.skipped) } else { String::new() };
        if self.failed > 0 {
            let more = if self.failed > self.named.len() as u64 { ", …" } else { "" };
            let named = one_line(&self.named.join(", "));
            return one_line(&format!(
                "{} of {} tests failed{skipped}: {named}{more}",
                self.failed, self.ran
            ));
        }
        if self.ran < u64::from(least) {
            return format!("{} ran{skipped}, {least} are asked for", tests(self.ran));
        }
        let flaky =
            if self.flaky > 0 { format!(", {} of them at a later try", self.flaky) } else { String::new() };
        format!("{} passed{flaky}{skipped}", tests(self.ran))
    }

    #[expect(clippy::cast_precision_loss, reason = "no report has so many tests")]
    fn metrics(&self) -> BTreeMap<Id, f64> {
        let passed =
            if self.ran > 0 { 100.0 * (self.ran - self.failed) as f64 / self.ran as f64 } else { 0.0 };
        let values = [
            self.ran as f64,
            self.failed as f64,
            self.skipped as f64,
            self.flaky as f64,
            (passed * 100.0).floor() / 100.0,
            (self.seconds * 1000.0).round() / 1000.0,
        ];
        let named = JUNIT_METRICS.iter().zip(values);
        named.filter_map(|((id, _), value)| Some((id.parse().ok()?, value))).collect()
    }
}

fn tests(count: u64) -> String {
    if count == 1 { "1 test".to_owned() } else { format!("{count} tests") }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    fn of(text: &str, least: u32) -> Result<Reading, CheckFault> {
        read(text.as_bytes(), Source { name: "r.xml".to_owned(), sha256: String::new() }, least)
    }

    #[test]
    fn suites_in_suites_are_counted_by_their_cases() {
        let report = r#"<testsuites tests="99"><testsuite><testsuite>
            <testcase classname="a" name="b" time="1,000.5"/>
            <testcase name="c"><failure>no</failure><rerunFailure/></testcase>
            <testcase name="d"><skipped/></testcase></testsuite>
            <testcase name="e"><flakyFailure/><system-out/></testcase>
            <testcase classname="f" name="g&#10;h"><error/></testcase></testsuite></testsuites>"#;
        let reading = of(report, 1).unwrap();
        assert_eq!(reading.outcome, Finding::Failed);
        assert_eq!(reading.said, "2 of 4 tests failed, 1 skipped: c, f g h");
        let metric = |id: &str| reading.metrics[id];
        assert_eq!(["tests", "failed", "skipped", "flaky"].map(metric), [4.0, 2.0, 1.0, 1.0]);
        assert_eq!([metric("passed-percent"), metric("seconds")], [50.0, 1000.5]);
    }

    #[test]
    fn too_few_tests_say_nothing() {
        let two = r#"<testsuite><testcase name="a"/><testcase name="b"><skipped/></testcase></testsuite>"#;
        let reading = of(two, 2).unwrap();
        assert_eq!(reading.outcome, Finding::Insufficient);
        assert_eq!(reading.said, "1 test ran, 1 skipped, 2 are asked for");
        assert_eq!(of(two, 1).unwrap().outcome, Finding::Passed);
        assert_eq!(of("<testsuites/>", 1).unwrap().outcome, Finding::Insufficient);
    }

    #[test]
    fn a_suite_that_could_not_be_set_up_fails() {
        let report = r#"<testsuites><testsuite name="s"><error message="no database"/></testsuite>
            <testsuite><testcase name="a"><testcase name="b"><failure/></testcase></testcase></testsuite></testsuites>"#;
        let reading = of(report, 1).unwrap();
        assert_eq!(reading.said, "2 of 3 tests failed: no database, b");
        assert_eq!(reading.metrics["passed-percent"], 33.33);
    }

    #[test]
    fn what_is_no_report_is_told() {
        for text in
            ["", "<html/>", "<testsuite>", "{}", "<!DOCTYPE a [<!ENTITY b \"c\">]><testsuite>&b;</testsuite>"]
        {
            assert!(matches!(of(text, 1), Err(CheckFault::NotAReport { .. })), "{text}");
        }
        assert!(read(b"\xff", Source { name: String::new(), sha256: String::new() }, 1).is_err());
    }

    #[test]
    fn long_names_of_tests_are_cut() {
        let report =
            format!(r#"<testsuite><testcase name="{}"><error/></testcase></testsuite>"#, "x".repeat(9_999));
        assert_eq!(of(&report, 1).unwrap().said.chars().count(), super::super::LONGEST);
    }
}

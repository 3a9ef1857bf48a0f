//! Reports of test runners in the JUnit form: in come the bytes of one, out comes how many tests ran, failed and were
//! skipped.
//!
//! There is no standard; runners agree on `testcase` in `testsuite`, with `failure`, `error` or `skipped` in it
//! (pytest, nextest and Maven's Surefire were looked at). The counts that suites give of themselves are not believed:
//! some leave them out, and some count reruns. Surefire's `rerunFailure` stands beside a `failure`, and its
//! `flakyFailure` in a test that passed in the end.

use std::collections::BTreeMap;

use roxmltree::{Document, Node, ParsingOptions};

use super::{CheckFault, Reading, one_line};
use crate::partner::{Finding, Source};
use crate::playbook::id::Id;
use crate::playbook::model::JUNIT_METRICS;

/// How many nodes a report may have: more than the tests of any suite, less than memory.
const MOST_NODES: u32 = 10_000_000;

/// Reads a report; fewer tests than `least` that ran say nothing.
///
/// # Errors
/// Returns that it is no such report.
pub fn read(bytes: &[u8], source: Source, least: u32) -> Result<Reading, CheckFault> {
    let not = |fault: String| CheckFault::NotAReport { path: source.name.clone(), fault: one_line(&fault) };
    let text = std::str::from_utf8(bytes).map_err(|_| not("it is not UTF-8".to_owned()))?;
    let text = text.trim_start_matches('\u{feff}');
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| not(error.to_string()))?;
    let root = document.root_element();
    if !["testsuites", "testsuite"].contains(&root.tag_name().name()) {
        return Err(not(format!("it begins with `{}`, not with `testsuites`", root.tag_name().name())));
    }
    let mut counts = Counts::default();
    for case in root.descendants().filter(|node| node.has_tag_name("testcase")) {
        counts.add(&case);
    }
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
    fn add(&mut self, case: &Node<'_, '_>) {
        let has = |name| case.children().any(|node| node.has_tag_name(name));
        let seconds: Option<f64> = case.attribute("time").and_then(|time| time.replace(',', "").parse().ok());
        self.seconds += seconds.filter(|seconds| seconds.is_finite() && *seconds >= 0.0).unwrap_or_default();
        if has("failure") || has("error") {
            self.failed += 1;
            if self.named.len() < 3 {
                let class = case.attribute("classname").filter(|class| !class.is_empty());
                let name = case.attribute("name").unwrap_or("a test without a name");
                self.named.push(class.map_or_else(|| name.to_owned(), |class| format!("{class} {name}")));
            }
        } else if has("skipped") {
            self.skipped += 1;
            return;
        } else if has("flakyFailure") || has("flakyError") {
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
            return format!("{} tests ran{skipped}, {least} are asked for", self.ran);
        }
        let flaky =
            if self.flaky > 0 { format!(", {} of them at a later try", self.flaky) } else { String::new() };
        format!("{} tests passed{flaky}{skipped}", self.ran)
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
        assert_eq!(reading.said, "1 tests ran, 1 skipped, 2 are asked for");
        assert_eq!(of(two, 1).unwrap().outcome, Finding::Passed);
        assert_eq!(of("<testsuites/>", 1).unwrap().outcome, Finding::Insufficient);
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

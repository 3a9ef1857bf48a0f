//! Findings as JUnit XML, for CI servers that show test reports. Enters: findings. Leaves: a suite per
//! file; an error is a failed case, a warning a passed one with output, a clean file a passed one.
//! Valid against the schema that Jenkins' xUnit plugin publishes.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::escape::{visible, xml};
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::findings::Findings;

/// Writes the findings.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(findings: &Findings, out: &mut impl io::Write) -> io::Result<()> {
    let mut files: BTreeMap<&str, Vec<&Diagnostic>> =
        findings.sources.keys().map(|file| (file.as_str(), Vec::new())).collect();
    for diagnostic in &findings.diagnostics {
        let file = diagnostic.place.as_ref().map_or("workspace", |place| &place.file);
        files.entry(file).or_default().push(diagnostic);
    }
    let tests: usize = files.values().map(|faults| faults.len().max(1)).sum();
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    let failures = findings.errors();
    writeln!(
        out,
        r#"<testsuites name="aboard lint" tests="{tests}" failures="{failures}" errors="0" time="0">"#
    )?;
    for (file, faults) in &files {
        suite(file, faults, out)?;
    }
    writeln!(out, "</testsuites>")
}

fn suite(file: &str, faults: &[&Diagnostic], out: &mut impl io::Write) -> io::Result<()> {
    let name = xml(&visible(file));
    let tests = faults.len().max(1);
    let failures = faults.iter().filter(|fault| fault.severity == Severity::Error).count();
    writeln!(
        out,
        r#"  <testsuite name="{name}" tests="{tests}" failures="{failures}" errors="0" skipped="0" time="0">"#
    )?;
    if faults.is_empty() {
        writeln!(out, r#"    <testcase classname="{name}" name="no findings" time="0"/>"#)?;
    }
    let mut names = BTreeSet::new();
    for fault in faults {
        case(&name, fault, &mut names, out)?;
    }
    writeln!(out, "  </testsuite>")
}

fn case(
    suite: &str,
    fault: &Diagnostic,
    names: &mut BTreeSet<String>,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let name = unique(format!("{}: {}", fault.code, visible(&fault.message)), names);
    writeln!(out, r#"    <testcase classname="{suite}" name="{}" time="0">"#, xml(&name))?;
    let message = xml(&visible(&fault.message));
    let text = xml(&details(fault));
    match fault.severity {
        Severity::Error => {
            writeln!(out, r#"      <failure message="{message}" type="{}">{text}</failure>"#, fault.code)?;
        }
        Severity::Warning => writeln!(out, "      <system-out>{text}</system-out>")?,
    }
    writeln!(out, "    </testcase>")
}

/// Servers merge cases of one name: a second one gets a number.
fn unique(name: String, names: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name} ({number})"));
    let free = std::iter::once(name.clone()).chain(numbered).find(|name| !names.contains(name));
    let free = free.unwrap_or(name);
    names.insert(free.clone());
    free
}

fn details(fault: &Diagnostic) -> String {
    let mut lines = vec![format!("{}[{}]: {}", fault.severity, fault.code, visible(&fault.message))];
    if let Some(place) = &fault.place {
        let at = place.span.as_ref().map(|span| format!(":{}:{}", span.start.line, span.start.column));
        lines.push(format!("at {}{}", visible(&place.file), at.unwrap_or_default()));
    }
    lines.extend(fault.help.iter().map(|help| format!("help: {}", visible(help))));
    lines.extend(fault.notes.iter().map(|note| format!("note: {}", visible(note))));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::unique;
    use crate::render::findings_sample::rendered;
    use std::collections::BTreeSet;

    #[test]
    fn cases_are_counted_and_text_is_escaped() {
        let text = rendered(super::write);
        assert!(text.contains(r#"tests="6" failures="4" errors="0""#), "{text}");
        assert_eq!(text.matches("<testcase ").count(), 6);
        assert_eq!(text.matches("<failure ").count(), 4);
        assert!(text.contains(r#"classname="playbooks/good.yaml" name="no findings""#));
        assert!(text.contains(r"role \u{1b}[31m&lt;b&gt;%0A::error::x\u{202e}"), "{text}");
        assert!(text.contains("at playbooks/p.yaml:2:1&#10;help: did you mean `owner`?"), "{text}");
    }

    #[test]
    fn names_are_made_unique() {
        let mut names = BTreeSet::new();
        let made: Vec<_> = ["a", "a", "a (2)", "a"].map(|name| unique(name.to_owned(), &mut names)).into();
        assert_eq!(made, ["a", "a (2)", "a (2) (2)", "a (3)"]);
    }
}

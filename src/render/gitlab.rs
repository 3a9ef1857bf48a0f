//! Findings as a GitLab Code Quality report: a JSON list, after GitLab's documentation of the format.

use std::io;

use serde::Serialize;

use super::escape::visible;
use super::fingerprint::fingerprints;
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::findings::Findings;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// Writes the findings.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(findings: &Findings, out: &mut impl io::Write) -> io::Result<()> {
    let names = fingerprints(&findings.diagnostics);
    let issues: Vec<_> = findings.diagnostics.iter().zip(names).map(|(d, name)| issue(d, name)).collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    writeln!(out)
}

fn issue(diagnostic: &Diagnostic, fingerprint: String) -> Issue<'_> {
    let place = diagnostic.place.as_ref();
    // A line is mandatory: faults of a whole file stand at its first.
    let lines = match place.and_then(|place| place.span.as_ref()) {
        Some(span) => Lines { begin: span.start.line, end: span.end.line },
        None => Lines { begin: 1, end: 1 },
    };
    let help = diagnostic.help.iter().map(|help| format!(" ({help})"));
    Issue {
        description: visible(&format!("{}{}", diagnostic.message, help.collect::<String>())),
        check_name: diagnostic.code.as_str(),
        fingerprint,
        severity: match diagnostic.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
        },
        location: Location { path: place.map_or("aboard.toml", |place| &place.file), lines },
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use crate::render::findings_sample::rendered;
    use std::collections::BTreeSet;

    #[test]
    fn every_issue_has_what_gitlab_demands() {
        let text = rendered(super::write);
        let issues: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        let names: BTreeSet<_> = issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
        assert_eq!(names.len(), issues.len());
        for issue in &issues {
            assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() >= 1);
            assert!(!issue["location"]["path"].as_str().unwrap().is_empty());
            assert!(matches!(issue["severity"].as_str(), Some("major" | "minor")));
        }
        assert_eq!(issues[1]["description"], "unknown key `onwer` (did you mean `owner`?)");
        assert_eq!(issues[3]["description"], "role \\u{1b}[31m<b>%0A::error::x\\u{202e}");
    }
}

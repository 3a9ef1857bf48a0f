//! Findings as JSON, format 1. Enters: findings. Leaves: one object, ended by a line end. The structs
//! are the public format: fields are added, never changed or removed.

use std::io;

use serde::Serialize;

use crate::diagnostic::{self, Diagnostic, Place, Position, Span};
use crate::report::findings::Findings;

#[derive(Serialize)]
struct Document<'a> {
    format_version: u32,
    files_checked: usize,
    errors: usize,
    warnings: usize,
    findings: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    place: Option<Location<'a>>,
    help: Option<&'a str>,
    /// The text that would replace the place's and mend the fault.
    replacement: Option<&'a str>,
    notes: &'a [String],
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Location<'a> {
    file: &'a str,
    /// `stages[1].gate`; empty for the file as a whole.
    path: String,
    start: Option<Point>,
    /// Behind the last character.
    end: Option<Point>,
}

#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Related<'a> {
    label: &'a str,
    place: Location<'a>,
}

/// Writes the findings.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(findings: &Findings, out: &mut impl io::Write) -> io::Result<()> {
    let document = Document {
        format_version: 1,
        files_checked: findings.files_checked,
        errors: findings.errors(),
        warnings: findings.warnings(),
        findings: findings.diagnostics.iter().map(finding).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn finding(diagnostic: &Diagnostic) -> Finding<'_> {
    Finding {
        code: diagnostic.code.as_str(),
        severity: diagnostic.severity.as_str(),
        message: &diagnostic.message,
        place: diagnostic.place.as_ref().map(location),
        help: diagnostic.help.as_deref(),
        replacement: diagnostic.replacement.as_deref(),
        notes: &diagnostic.notes,
        related: diagnostic.related.iter().map(related).collect(),
    }
}

fn related(related: &diagnostic::Related) -> Related<'_> {
    Related { label: &related.label, place: location(&related.place) }
}

fn location(place: &Place) -> Location<'_> {
    let point = |position: Position| Point { line: position.line, column: position.column };
    let (start, end) = match &place.span {
        Some(Span { start, end, .. }) => (Some(point(*start)), Some(point(*end))),
        None => (None, None),
    };
    Location { file: &place.file, path: place.path.to_string(), start, end }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use crate::render::findings_sample::rendered;

    #[test]
    fn the_document_is_whole() {
        let text = rendered(super::write);
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["format_version"], 1);
        assert_eq!((json["errors"].as_u64(), json["warnings"].as_u64()), (Some(4), Some(1)));
        let finding = &json["findings"][1];
        assert_eq!(finding["code"], "unknown-key");
        assert_eq!(finding["place"]["start"], serde_json::json!({"line": 2, "column": 1}));
        assert_eq!(finding["place"]["path"], "onwer");
        assert_eq!(finding["replacement"], "owner");
        assert_eq!(json["findings"][2]["related"][0]["label"], "first here");
        assert!(json["findings"][0]["place"].is_null());
        assert!(!text.contains('\u{1b}'));
    }
}

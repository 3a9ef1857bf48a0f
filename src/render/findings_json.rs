//! Findings as JSON, format 1. Enters: findings. Leaves: one object, ended by a line end. The structs
//! are the public format: fields are added, never changed or removed.

use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::{self, Diagnostic, Place, Position, Span};
use crate::report::findings::Findings;
use crate::report::version::FormatVersion;

/// What lint found.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What lint found: aboard lint --format json")]
pub struct Document<'a> {
    /// The version of this format.
    format_version: FormatVersion,
    /// What this document is.
    #[schemars(extend("const" = "findings"))]
    kind: &'a str,
    /// How many files were looked at.
    files_checked: usize,
    /// How many of the findings are errors.
    errors: usize,
    /// How many of the findings are warnings.
    warnings: usize,
    /// The findings, by file and position.
    findings: Vec<Finding<'a>>,
}

/// One fault.
#[derive(Debug, Serialize, JsonSchema)]
struct Finding<'a> {
    /// The stable name of the kind of fault: `aboard lint --explain CODE` tells of it.
    code: &'a str,
    /// How grave it is: error or warning.
    severity: &'a str,
    /// What is wrong, one line.
    message: &'a str,
    /// Where; null where no file is at fault.
    place: Option<Location<'a>>,
    /// What to do.
    help: Option<&'a str>,
    /// The text that would replace the place's and mend the fault.
    replacement: Option<&'a str>,
    /// What else there is to know.
    notes: &'a [String],
    /// Other places that have to do with it.
    related: Vec<Related<'a>>,
}

/// A place in a file.
#[derive(Debug, Serialize, JsonSchema)]
struct Location<'a> {
    /// The file, by its path in the workspace.
    file: &'a str,
    /// `stages[1].gate`; empty for the file as a whole.
    path: String,
    /// The first character; null where only the path is known.
    start: Option<Point>,
    /// Behind the last character.
    end: Option<Point>,
}

/// A place in a text.
#[derive(Debug, Serialize, JsonSchema)]
struct Point {
    /// The line, from 1.
    line: usize,
    /// The column, from 1, in characters.
    column: usize,
}

/// Another place.
#[derive(Debug, Serialize, JsonSchema)]
struct Related<'a> {
    /// What it has to do with the fault.
    label: &'a str,
    /// Where it is.
    place: Location<'a>,
}

/// Writes the findings.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(findings: &Findings, out: &mut impl io::Write) -> io::Result<()> {
    let document = Document {
        format_version: FormatVersion,
        kind: "findings",
        files_checked: findings.files_checked,
        errors: findings.errors(),
        warnings: findings.warnings(),
        findings: findings.diagnostics.iter().map(finding).collect(),
    };
    super::json::write(&document, out)
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

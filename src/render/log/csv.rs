//! The changes of history as CSV, one line a change.

use std::io;

use crate::render::csv;
use crate::report::log::{Log, LogEntry};

/// Writes the log.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(log: &Log, out: &mut impl io::Write) -> io::Result<()> {
    let headings = [
        "commit",
        "recorded",
        "happened",
        "name",
        "email",
        "partner",
        "change",
        "headline",
        "subjects",
        "reason",
        "text",
        "out_of_band",
    ];
    csv::write(headings, log.entries.iter().map(row), out)
}

fn row(entry: &LogEntry) -> [String; 12] {
    let or_blank = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        entry.commit.clone(),
        entry.recorded.to_rfc3339(),
        entry.happened.map(|happened| happened.to_rfc3339()).unwrap_or_default(),
        entry.name.clone(),
        entry.email.clone(),
        or_blank(&entry.partner),
        or_blank(&entry.change),
        entry.headline.clone(),
        entry.subjects.join(" "),
        or_blank(&entry.reason),
        entry.text.clone(),
        or_blank(&entry.out_of_band),
    ]
}

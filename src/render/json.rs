//! Reports as JSON. Enters: a report whose fields are its public, versioned format. Leaves: one object,
//! ended by a line end.

use std::io;

use serde::Serialize;

/// Writes a report.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(report: &impl Serialize, out: &mut impl io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    writeln!(out)
}

//! Any report that is its own JSON form, as one document ended by a line end.

use std::io;

use serde::Serialize;

/// Writes the report.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(report: &impl Serialize, out: &mut impl io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    writeln!(out)
}

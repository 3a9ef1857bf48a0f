//! Verdicts of gates as Markdown, for the summary of a job or a comment on a merge request.

use std::io::{self, Write};

use crate::render::escape::markdown_cell;
use crate::render::markdown;
use crate::render::time::minute;
use crate::render::words::side;
use crate::report::gate::{Gate, Gates};
use crate::report::unreadable::Unreadable;

/// Writes the gates.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(gates: &Gates, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "## Gates\n\nJudged at {}.\n", markdown_cell(&minute(gates.now)))?;
    if gates.gates.is_empty() && gates.unreadable.is_empty() {
        return writeln!(out, "No gate was judged.");
    }
    markdown::words(["Partner", "Stage", "Verdict", "Why"], out)?;
    for gate in &gates.gates {
        markdown::row([&gate.partner, &gate.stage.id, gate.verdict.as_str(), &gate.tally()], out)?;
    }
    for broken in &gates.unreadable {
        markdown::row([&broken.partner, "", "unreadable", &broken.message], out)?;
    }
    for gate in gates.gates.iter().filter(|gate| !gate.reasons.is_empty()) {
        writeln!(
            out,
            "\n### {} at the gate of {}: {}\n",
            markdown_cell(&gate.name),
            markdown_cell(&gate.stage.title),
            markdown_cell(gate.verdict.as_str())
        )?;
        reasons(gate, out)?;
    }
    hints(&gates.unreadable, out)
}

/// Writes the reasons of a gate as a table.
pub(in crate::render) fn reasons(gate: &Gate, out: &mut impl Write) -> io::Result<()> {
    markdown::words(["", "About", "Found", "Asked", "What to do", "Waits for"], out)?;
    for reason in &gate.reasons {
        let waits = reason.waiting_for.map_or("", side);
        markdown::row(
            [reason.weight.as_str(), &reason.subject, &reason.found, &reason.asked, &reason.remedy, waits],
            out,
        )?;
    }
    Ok(())
}

/// Writes what to do about partners that cannot be judged.
pub(in crate::render) fn hints(unreadable: &[Unreadable], out: &mut impl Write) -> io::Result<()> {
    for broken in unreadable {
        let hints: Vec<_> = broken.hints.iter().map(|hint| markdown_cell(hint)).collect();
        writeln!(out, "\n{} cannot be read: {}", markdown_cell(&broken.partner), hints.join("; "))?;
    }
    Ok(())
}

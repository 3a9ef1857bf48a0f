//! Verdicts of gates as Markdown, for the summary of a job or a comment on a merge request.

use std::io::{self, Write};

use crate::render::escape::markdown_cell;
use crate::render::markdown;
use crate::render::stream::{Later, MakeLater, Stream};
use crate::render::time::minute;
use crate::render::words::side;
use crate::report::gate::{Gate, Gates};
use crate::report::unreadable::Unreadable;

/// A table of the gates, and below it the reasons of each.
pub struct Markdown {
    reasons: Box<dyn Later>,
    has_begun: bool,
}

impl Markdown {
    /// Makes a page without gates.
    #[must_use]
    pub fn new(later: &MakeLater<'_>) -> Self {
        Markdown { reasons: later(), has_begun: false }
    }

    fn begin(&mut self, gates: &Gates, mut out: &mut dyn Write) -> io::Result<()> {
        if std::mem::replace(&mut self.has_begun, true) {
            return Ok(());
        }
        head(gates, out)?;
        markdown::words(["Partner", "Stage", "Verdict", "Why"], &mut out)
    }
}

impl Stream<Gate, Gates> for Markdown {
    fn entry(&mut self, gate: &Gate, gates: &Gates, mut out: &mut dyn Write) -> io::Result<()> {
        self.begin(gates, out)?;
        markdown::row([&*gate.partner, &gate.stage.id, gate.verdict.as_str(), &gate.tally()], &mut out)?;
        if gate.reasons.is_empty() {
            return Ok(());
        }
        writeln!(
            self.reasons,
            "\n### {} at the gate of {}: {}\n",
            markdown_cell(&gate.name),
            markdown_cell(&gate.stage.title),
            markdown_cell(gate.verdict.as_str())
        )?;
        reasons(gate, &mut self.reasons)
    }

    fn end(&mut self, gates: &Gates, mut out: &mut dyn Write) -> io::Result<()> {
        if !self.has_begun && gates.unreadable.is_empty() {
            head(gates, out)?;
            return writeln!(out, "No gate was judged.");
        }
        self.begin(gates, out)?;
        for broken in &gates.unreadable {
            markdown::row([&broken.partner, "", "unreadable", &broken.message], &mut out)?;
        }
        self.reasons.pour(out)?;
        hints(&gates.unreadable, &mut out)
    }
}

fn head(gates: &Gates, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## Gates\n\nJudged at {}.\n", markdown_cell(&minute(gates.now)))
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

//! Why a gate does not open: in comes its judgement, out comes a list a person can work off, the gravest
//! reason first.

use std::io::{self, Write};

use super::page::{Page, Tone};
use crate::readiness::{Gate, Reason, Weight};

/// Writes each reason with what was found, what was asked, and what to do.
///
/// # Errors
/// Returns what the writer could not do.
pub fn write(gate: &Gate, page: Page, out: &mut impl Write) -> io::Result<()> {
    for reason in &gate.reasons {
        let (tone, word) = match reason.weight {
            Weight::Fails => (Tone::Bad, "fails"),
            Weight::Missing => (Tone::Caution, "missing"),
            Weight::Condition => (Tone::Caution, "condition"),
        };
        writeln!(
            out,
            "{} {}",
            page.paint(tone, word),
            page.paint(Tone::Strong, &reason.subject.to_string())
        )?;
        for (label, text) in lines(reason) {
            writeln!(
                out,
                "  {} {}",
                page.paint(Tone::Faint, &format!("{label:<5}")),
                page.paint(Tone::Plain, text)
            )?;
        }
    }
    if gate.reasons.is_empty() { Ok(()) } else { writeln!(out) }
}

fn lines(reason: &Reason) -> [(&'static str, &str); 3] {
    [("found", &reason.found), ("asked", &reason.asked), ("do", &reason.remedy)]
}

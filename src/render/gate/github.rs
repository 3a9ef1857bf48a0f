//! Verdicts of gates as GitHub workflow commands: an annotation a gate, one a reason, and a plain last
//! line. GitHub shows ten annotations of a level and a step, so the gates come first.

use std::io::{self, Write};

use crate::render::escape::{github_data, github_property, visible};
use crate::report::gate::{Gate, Gates, Reason};
use crate::report::words::Weight;

/// Writes the gates.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(gates: &Gates, out: &mut impl Write) -> io::Result<()> {
    for broken in &gates.unreadable {
        let text = std::iter::once(&broken.message).chain(&broken.hints).cloned().collect::<Vec<_>>();
        command("error", &format!("{} cannot be read", broken.partner), &text.join("\n"), out)?;
    }
    for gate in &gates.gates {
        let level = if gates.passes(gate.verdict) { "notice" } else { "error" };
        let title = format!("{}: {}", gate.partner, gate.verdict.as_str());
        command(level, &title, &format!("gate of {}: {}", gate.stage.id, gate.tally()), out)?;
    }
    for gate in &gates.gates {
        for reason in &gate.reasons {
            write_reason(gates, gate, reason, out)?;
        }
    }
    let counts = gates.verdicts.iter().filter(|(_, count)| **count > 0);
    let mut counts: Vec<_> = counts.map(|(verdict, count)| format!("{count} {}", verdict.as_str())).collect();
    if !gates.unreadable.is_empty() {
        counts.push(format!("{} unreadable", gates.unreadable.len()));
    }
    let judged = if counts.is_empty() { "no gate was judged".to_owned() } else { counts.join(", ") };
    writeln!(out, "gates: {}", visible(&judged))
}

/// What fails is an error; what is missing, or a condition that is not let pass, a warning; other conditions are notices.
fn write_reason(gates: &Gates, gate: &Gate, reason: &Reason, out: &mut impl Write) -> io::Result<()> {
    let level = match reason.weight {
        Weight::Fails => "error",
        Weight::Missing => "warning",
        Weight::Condition if gates.strict => "warning",
        Weight::Condition => "notice",
    };
    let title = format!("{} {}: {}", gate.partner, reason.weight.as_str(), reason.subject);
    let text = format!("{}\nasked: {}\nto do: {}", reason.found, reason.asked, reason.remedy);
    command(level, &title, &text, out)
}

fn command(level: &str, title: &str, text: &str, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "::{level} title={}::{}", github_property(title), github_data(text))
}

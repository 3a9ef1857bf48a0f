//! Verdicts of gates as GitHub workflow commands: an annotation a gate, one a reason, and a plain last
//! line. GitHub shows ten annotations of a level and a step, so the gates come first.

use std::io::{self, Write};

use crate::render::annotation::command;
use crate::render::escape::visible;
use crate::render::stream::{Later, MakeLater, Stream};
use crate::report::gate::{Gate, Gates, Reason};
use crate::report::words::Weight;

/// Annotations: partners that cannot be read, gates, reasons.
pub struct Github {
    gates: Box<dyn Later>,
    reasons: Box<dyn Later>,
}

impl Github {
    /// Makes a report without gates.
    #[must_use]
    pub fn new(later: &MakeLater<'_>) -> Self {
        Github { gates: later(), reasons: later() }
    }
}

impl Stream<Gate, Gates> for Github {
    fn entry(&mut self, gate: &Gate, gates: &Gates, _: &mut dyn Write) -> io::Result<()> {
        let level = if gates.passes(gate.verdict) { "notice" } else { "error" };
        let title = format!("{}: {}", gate.partner, gate.verdict.as_str());
        let text = format!("gate of {}: {}", gate.stage.id, gate.tally());
        command(level, &title, &text, &mut self.gates)?;
        gate.reasons.iter().try_for_each(|reason| write_reason(gates, gate, reason, &mut self.reasons))
    }

    fn end(&mut self, gates: &Gates, mut out: &mut dyn Write) -> io::Result<()> {
        for broken in &gates.unreadable {
            let text = std::iter::once(&broken.message).chain(&broken.hints).cloned().collect::<Vec<_>>();
            let title = format!("{} cannot be read", broken.partner);
            command("error", &title, &text.join("\n"), &mut out)?;
        }
        self.gates.pour(out)?;
        self.reasons.pour(out)?;
        let counts = gates.verdicts.iter().filter(|(_, count)| **count > 0);
        let mut counts: Vec<_> =
            counts.map(|(verdict, count)| format!("{count} {}", verdict.as_str())).collect();
        if !gates.unreadable.is_empty() {
            counts.push(format!("{} unreadable", gates.unreadable.len()));
        }
        let judged = if counts.is_empty() { "no gate was judged".to_owned() } else { counts.join(", ") };
        writeln!(out, "gates: {}", visible(&judged))
    }
}

/// What fails is an error; what is missing, or a condition that is not let pass, a warning; other conditions and warnings are notices.
fn write_reason(gates: &Gates, gate: &Gate, reason: &Reason, out: &mut impl Write) -> io::Result<()> {
    let level = match reason.weight {
        Weight::Fails => "error",
        Weight::Missing => "warning",
        Weight::Condition if gates.strict => "warning",
        Weight::Condition | Weight::Warning => "notice",
    };
    let title = format!("{} {}: {}", gate.partner, reason.weight.as_str(), reason.subject);
    let text = format!("{}\nasked: {}\nto do: {}", reason.found, reason.asked, reason.remedy);
    command(level, &title, &text, out)
}

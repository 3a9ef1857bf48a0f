//! Verdicts of gates as text for people: a line a gate, three lines a reason.

use std::io::{self, Write};

use crate::render::escape::visible;
use crate::render::measure::{shorten, width, wrap};
use crate::render::page::{Page, Tone};
use crate::render::stream::Stream;
use crate::render::tone;
use crate::render::words::side;
use crate::report::gate::{Gate, Gates, Reason};
use crate::report::unreadable::Unreadable;

/// The column in which the text of a reason starts.
const TEXT: usize = 11;

/// The columns of the arrow before what is to be done.
const ARROW: usize = 2;

/// What a command starts with.
const COMMAND: &str = "aboard ";

/// The gates, one after another, and how many there are of a kind.
pub struct Table {
    page: Page,
    has_begun: bool,
}

impl Table {
    /// Makes a table for a page.
    #[must_use]
    pub fn new(page: Page) -> Self {
        Table { page, has_begun: false }
    }
}

impl Stream<Gate, Gates> for Table {
    fn entry(&mut self, gate: &Gate, _: &Gates, mut out: &mut dyn Write) -> io::Result<()> {
        if std::mem::replace(&mut self.has_begun, true) {
            writeln!(out)?;
        }
        write_gate(gate, self.page, &mut out)
    }

    fn end(&mut self, gates: &Gates, mut out: &mut dyn Write) -> io::Result<()> {
        if !gates.unreadable.is_empty() && self.has_begun {
            writeln!(out)?;
        }
        unreadable(&gates.unreadable, self.page, &mut out)?;
        if gates.counted() > 1 {
            let counts = gates.verdicts.iter().filter(|(_, count)| **count > 0);
            let counts: Vec<_> =
                counts.map(|(verdict, count)| format!("{count} {}", verdict.as_str())).collect();
            let counts = format!("{} gates: {}", gates.counted(), counts.join(", "));
            writeln!(out, "\n{}", self.page.paint(Tone::Faint, &counts))?;
        }
        Ok(())
    }
}

fn write_gate(gate: &Gate, page: Page, out: &mut impl Write) -> io::Result<()> {
    let leaves = if gate.current { "" } else { ", which it is not in" };
    writeln!(
        out,
        "{}  {}  {}",
        page.paint(Tone::Strong, &gate.partner),
        page.paint(tone::verdict(gate.verdict), gate.verdict.as_str()),
        visible(&format!("gate of {}{leaves}: {}", gate.stage.id, gate.tally()))
    )?;
    if !gate.reasons.is_empty() {
        writeln!(out)?;
    }
    reasons(gate, page, out)
}

/// Writes the reasons of a gate.
///
/// # Errors
/// Returns what the writer returns.
pub fn reasons(gate: &Gate, page: Page, out: &mut impl Write) -> io::Result<()> {
    gate.reasons.iter().try_for_each(|reason| write_reason(reason, page, out))
}

/// What it is about and who is waited for; what was found and asked; what to do.
fn write_reason(reason: &Reason, page: Page, out: &mut impl Write) -> io::Result<()> {
    head(reason, &reason.title, page, out)?;
    let text = visible(&format!("{}; asked: {}", reason.found, reason.asked));
    for line in wrap(&text, page.width.saturating_sub(TEXT)) {
        writeln!(out, "{}{line}", " ".repeat(TEXT))?;
    }
    remedy(&reason.remedy, page, out)
}

/// Writes a reason in two lines: what it is about, what was found and who is waited for; what to do.
pub(in crate::render) fn brief(reason: &Reason, page: Page, out: &mut impl Write) -> io::Result<()> {
    head(reason, &reason.found, page, out)?;
    // Where there is no room for the sentence, the command tells what to do.
    let fits = width(&visible(&reason.remedy)) + ARROW + TEXT <= page.width;
    let command = reason.remedy.rfind(COMMAND).filter(|_| !fits).map(|start| &reason.remedy[start..]);
    remedy(command.unwrap_or(&reason.remedy), page, out)
}

fn head(reason: &Reason, text: &str, page: Page, out: &mut impl Write) -> io::Result<()> {
    let waits = reason.waiting_for.map_or("", side);
    let subject = visible(&reason.subject);
    let weight = reason.weight.as_str();
    let blank = " ".repeat(TEXT.saturating_sub(width(weight)));
    let room = page.width.saturating_sub(TEXT + width(&subject) + 2 + waits.len() + 2);
    let text = visible(text);
    // A few letters of a text tell nothing.
    let text = if width(&text) > room && room < 8 { String::new() } else { shorten(&text, room) };
    let before = format!(
        "{}{blank}{}  {text}",
        page.paint(tone::weight(reason.weight), weight),
        page.paint(Tone::Strong, &subject)
    );
    if waits.is_empty() {
        return writeln!(out, "{}", before.trim_end());
    }
    let gap = " ".repeat(room.saturating_sub(width(&text)) + 2);
    writeln!(out, "{before}{gap}{}", page.paint(Tone::Faint, waits))
}

/// Breaks before its command rather than in it, and shortens nothing: it is there to be copied.
fn remedy(remedy: &str, page: Page, out: &mut impl Write) -> io::Result<()> {
    let room = page.width.saturating_sub(TEXT + ARROW);
    let command = remedy.rfind(COMMAND).filter(|start| *start > 0 && width(&visible(remedy)) > room);
    let (text, command) = remedy.split_at(command.unwrap_or(remedy.len()));
    let mut lines =
        if command.is_empty() { vec![visible(text)] } else { wrap(visible(text).trim_end(), room) };
    if !command.is_empty() {
        lines.push(visible(command));
    }
    // What is too long for its place moves to the left before the terminal would break it.
    let longest = lines.iter().map(|line| width(line)).max().unwrap_or(0);
    let indent = " ".repeat(TEXT.min(page.width.saturating_sub(ARROW + longest)));
    for (index, line) in lines.iter().enumerate() {
        let arrow = if index == 0 { "→ " } else { "  " };
        writeln!(out, "{indent}{}", page.paint(Tone::Faint, &format!("{arrow}{line}")))?;
    }
    Ok(())
}

/// Writes a row for every partner that cannot be judged.
pub(in crate::render) fn unreadable(
    unreadable: &[Unreadable],
    page: Page,
    out: &mut impl Write,
) -> io::Result<()> {
    for broken in unreadable {
        writeln!(
            out,
            "{}  {}",
            page.paint(Tone::Strong, &broken.partner),
            page.paint(Tone::Bad, "cannot be judged")
        )?;
        for line in wrap(&visible(&broken.message), page.width.saturating_sub(TEXT)) {
            writeln!(out, "{}{line}", " ".repeat(TEXT))?;
        }
        for hint in &broken.hints {
            remedy(hint, page, out)?;
        }
    }
    Ok(())
}

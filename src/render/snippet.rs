//! Findings as rustc shows them: the code, the place, the line, what to write instead. Enters:
//! findings. Leaves: text for a terminal, coloured on demand. Only the lines that matter are handed
//! on, and none that are absurdly long, so that hostile files cost little.

use std::io;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};

use super::escape::{placeholders, visible};
use crate::diagnostic::{Diagnostic, Place, Severity, Span};
use crate::report::findings::Findings;

/// How many lines of one place are shown; of a longer one the first.
const MAX_LINES: usize = 6;

/// How many bytes the shown lines may have; of longer ones only the place is told.
const MAX_BYTES: usize = 4096;

/// Writes the findings, each followed by a blank line; in colour, with escape sequences, if asked.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(findings: &Findings, colour: bool, out: &mut impl io::Write) -> io::Result<()> {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    for diagnostic in &findings.diagnostics {
        writeln!(out, "{}\n", renderer.render(&groups(diagnostic, findings)))?;
    }
    Ok(())
}

fn groups<'a>(diagnostic: &'a Diagnostic, findings: &Findings) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(visible(&diagnostic.message)).id(diagnostic.code.as_str());
    let mut primary = Group::with_title(title);
    let mut excerpt = None;
    if let Some(place) = &diagnostic.place {
        excerpt = Excerpt::of(place, findings);
        primary = shown(primary, place, place.label.as_deref(), excerpt.as_ref(), AnnotationKind::Primary);
    }
    for related in &diagnostic.related {
        let second = Excerpt::of(&related.place, findings);
        let label = Some(related.label.as_str());
        primary = shown(primary, &related.place, label, second.as_ref(), AnnotationKind::Context);
    }
    for note in &diagnostic.notes {
        primary = primary.element(Level::NOTE.message(visible(note)));
    }
    match (&diagnostic.help, &diagnostic.replacement, excerpt) {
        (help, Some(text), Some(excerpt)) if excerpt.is_whole => {
            let help = help.as_deref().unwrap_or("write this instead");
            let patch = Patch::new(excerpt.marked.clone(), placeholders(text));
            let snippet = Snippet::source(excerpt.text).line_start(excerpt.line).patch(patch);
            vec![primary, Level::HELP.secondary_title(visible(help)).element(snippet)]
        }
        (Some(help), _, _) => vec![primary.element(Level::HELP.message(visible(help)))],
        (None, _, _) => vec![primary],
    }
}

/// Adds a place to a group: its lines, or where they are.
fn shown<'a>(
    group: Group<'a>,
    place: &Place,
    label: Option<&str>,
    excerpt: Option<&Excerpt>,
    kind: AnnotationKind,
) -> Group<'a> {
    let file = visible(&place.file);
    match (excerpt, &place.span) {
        (Some(excerpt), _) => {
            let mark = kind.span(excerpt.marked.clone()).label(label.map(visible));
            let snippet = Snippet::source(excerpt.text.clone()).line_start(excerpt.line);
            group.element(snippet.path(file).annotation(mark))
        }
        (None, Some(span)) => {
            group.element(Origin::path(file).line(span.start.line).char_column(span.start.column))
        }
        (None, None) => group.element(Origin::path(file)),
    }
}

/// The lines of a place, made harmless.
struct Excerpt {
    text: String,
    /// The number of the first line.
    line: usize,
    /// The bytes of `text` that the place means.
    marked: Range<usize>,
    /// All of the place is shown.
    is_whole: bool,
}

impl Excerpt {
    /// Returns the lines of a place, if it is resolved, its file has a text, and they aren't too long.
    fn of(place: &Place, findings: &Findings) -> Option<Self> {
        let span = place.span.as_ref()?;
        Self::cut(findings.sources.get(&place.file)?, span)
    }

    fn cut(text: &str, span: &Span) -> Option<Self> {
        let (start, mut end) = (span.bytes.start, span.bytes.end);
        let marked = text.get(start..end)?;
        let is_whole = marked.matches('\n').count() < MAX_LINES;
        if !is_whole {
            end = start + marked.split('\n').next().unwrap_or_default().trim_end().len();
        }
        let first = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
        let rest = text.get(end..)?;
        let last = end + rest.find('\n').unwrap_or(rest.len());
        if last - first > MAX_BYTES {
            return None;
        }
        let safe = |range: Range<usize>| placeholders(text.get(range).unwrap_or_default());
        let (before, middle) = (safe(first..start), safe(start..end));
        let after = placeholders(text.get(end..last)?.trim_end_matches('\r'));
        let marked = before.len()..before.len() + middle.len();
        Some(Self { text: format!("{before}{middle}{after}"), line: span.start.line, marked, is_whole })
    }
}

#[cfg(test)]
mod tests {
    use super::Excerpt;
    use crate::diagnostic::{Position, Span};
    use crate::render::findings_sample::rendered;

    #[test]
    fn findings_look_like_rustc() {
        insta::assert_snapshot!(rendered(|findings, out| super::write(findings, false, out)));
    }

    #[test]
    fn colour_is_asked_for_and_hostile_text_never_steers() {
        let plain = rendered(|findings, out| super::write(findings, false, out));
        assert!(!plain.contains('\u{1b}') && !plain.contains('\u{202e}'));
        let coloured = rendered(|findings, out| super::write(findings, true, out));
        assert!(coloured.contains("\u{1b}["));
        assert!(!coloured.contains("\u{1b}[31m<b>") && !coloured.contains('\u{202e}'));
    }

    fn cut(text: &str, bytes: std::ops::Range<usize>) -> Option<(String, String, bool)> {
        let at = Position { line: 1, column: 1 };
        let excerpt = Excerpt::cut(text, &Span { start: at, end: at, bytes })?;
        let marked = excerpt.text.get(excerpt.marked.clone())?.to_owned();
        Some((excerpt.text, marked, excerpt.is_whole))
    }

    #[test]
    fn excerpts_are_short_harmless_and_marked_right() {
        let hostile = "é: \u{202e}x\r\nnext";
        let (text, marked, is_whole) = cut(hostile, 4..8).unwrap_or_default();
        assert_eq!((text.as_str(), marked.as_str(), is_whole), ("é: \u{fffd}x", "\u{fffd}x", true));
        let long = "ü".repeat(100_000);
        assert_eq!(cut(&long, 4..8), None);
        let many = "a\n".repeat(50);
        let (text, marked, is_whole) = cut(&many, 0..100).unwrap_or_default();
        assert_eq!((text.as_str(), marked.as_str(), is_whole), ("a", "a", false));
        assert_eq!(cut("short", 3..90), None);
        assert_eq!(cut("", 0..0), Some((String::new(), String::new(), true)));
    }
}

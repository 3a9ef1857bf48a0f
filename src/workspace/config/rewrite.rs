//! `aboard.toml` with another layout. In go its bytes; out come bytes that say the same in all else, to the
//! letter, comments included. What is tried is believed only once it reads as what was meant.

use super::{Config, FILE};
use crate::change::Layout;
use crate::diagnostic::{NodePath, Part};
use crate::source::{Document, Tree};

/// Returns the file with a layout of the state; `None` where it is written so strangely that it takes a person.
pub(in crate::workspace) fn with_layout(bytes: &[u8], layout: Layout) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let document = Document::from_bytes(FILE, bytes).ok()?;
    let mut meant = Config::load(&document).ok()?;
    meant.state.layout = layout;
    let tree = document.toml_tree().ok()?;
    // A byte-order mark is no part of the document.
    let offset = text.len() - document.text().len();
    let candidates = candidates(&tree, layout);
    let mut written = candidates.into_iter().map(|(span, new)| {
        let mut written = text.to_owned();
        written.replace_range(offset + span.0..offset + span.1, &new);
        written.into_bytes()
    });
    written.find(|written| {
        let read = Document::from_bytes(FILE, written).and_then(|document| Config::load(&document));
        read.is_ok_and(|read| read == meant)
    })
}

/// From where to where, in bytes.
type Range = (usize, usize);

/// Ways to say it, the best first: what to put where.
fn candidates(tree: &Tree, layout: Layout) -> Vec<(Range, String)> {
    let text = tree.text();
    let quoted = format!("\"{}\"", layout.as_str());
    let state = NodePath::default().key("state");
    let place = |path: &NodePath, part| {
        let bytes = tree.locate(path, part).bytes;
        (bytes.start, bytes.end)
    };
    if tree.keys(&state).contains(&"layout") {
        return vec![(place(&state.key("layout"), Part::Value), quoted)];
    }
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let line = format!("layout = {quoted}{end}");
    let mut ways = Vec::new();
    if let Some(first) = tree.keys(&state).first() {
        let (key, _) = place(&state.key(*first), Part::Key);
        let start = text[..key].rfind('\n').map_or(0, |at| at + 1);
        // Below the heading; among keys that name the table each; in a table of one line.
        ways.push(((start, start), line.clone()));
        ways.push(((start, start), format!("state.{line}")));
        ways.push(((key, key), format!("layout = {quoted}, ")));
    }
    // Below a heading with nothing else.
    let mut at = 0;
    for heading in text.split_inclusive('\n') {
        at += heading.len();
        if heading.split('#').next().is_some_and(|heading| heading.trim() == "[state]") {
            let newline = if heading.ends_with('\n') { "" } else { end };
            ways.push(((at, at), format!("{newline}{line}")));
        }
    }
    let newline = if text.is_empty() || text.ends_with('\n') { "" } else { end };
    ways.push(((text.len(), text.len()), format!("{newline}{end}[state]{end}{line}")));
    ways
}

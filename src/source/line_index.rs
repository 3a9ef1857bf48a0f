//! Bytes to lines and columns. Enter: a text and byte offsets in it. Leave: positions.

use crate::diagnostic::{Position, Span};
use std::ops::Range;

/// Where the lines of a text begin.
#[derive(Debug, Clone)]
pub(super) struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    pub(super) fn new(text: &str) -> Self {
        let ends = text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte == b'\n')
            .map(|(at, _)| at + 1);
        Self {
            starts: std::iter::once(0).chain(ends).collect(),
        }
    }

    /// Returns the position of a byte offset; one inside a character means that character.
    pub(super) fn position(&self, text: &str, byte: usize) -> Position {
        let byte = byte.min(text.len());
        let line = self.starts.partition_point(|start| *start <= byte);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let before = text.as_bytes().get(start..byte).unwrap_or_default();
        // Bytes that are not continuation bytes begin a character.
        let column = before.iter().filter(|byte| (**byte & 0xC0) != 0x80).count() + 1;
        Position { line, column }
    }

    pub(super) fn span(&self, text: &str, bytes: Range<usize>) -> Span {
        let (start, end) = (self.position(text, bytes.start), self.position(text, bytes.end));
        Span { start, end, bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::LineIndex;

    #[test]
    fn columns_count_characters() {
        let text = "a: é\nß: x\r\n";
        let index = LineIndex::new(text);
        let at = |needle: &str| {
            let position = index.position(text, text.find(needle).unwrap_or(text.len()));
            (position.line, position.column)
        };
        assert_eq!(at("a"), (1, 1));
        assert_eq!(at("é"), (1, 4));
        assert_eq!(at("x"), (2, 4));
        assert_eq!(at("nowhere"), (3, 1));
    }

    #[test]
    fn an_empty_text_has_one_line() {
        let position = LineIndex::new("").position("", 7);
        assert_eq!((position.line, position.column), (1, 1));
    }
}

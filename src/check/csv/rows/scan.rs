//! One row: in come bytes that begin with it, out comes where its values stand, or what is broken about it.

use std::ops::Range;

/// What of a row is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::check::csv) enum Broken {
    /// A quote is not closed.
    Open,
    /// Something follows the quote that closes a value.
    Trailing,
    /// It is longer than a row may be.
    Long,
}

impl Broken {
    /// Tells it in words.
    pub(in crate::check::csv) fn told(self) -> &'static str {
        match self {
            Broken::Open => "a quote is not closed",
            Broken::Trailing => "text follows a value in quotes",
            Broken::Long => "it is longer than 1 MiB",
        }
    }
}

/// Where a value stands in the bytes of its row, without the quotes around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) at: Range<usize>,
    /// Whether quotes in it are doubled.
    pub(super) is_doubled: bool,
}

/// What was found at the beginning of some bytes.
pub(super) enum Scanned {
    /// A row of so many bytes, its end included, and how many lines end within its values.
    Row(usize, u64),
    /// What is no row, and how many bytes were looked at to see it.
    Broken(Broken, usize),
    /// A row of which the end is not there.
    Part,
}

/// Looks for a row at the beginning of some bytes; `is_all` where nothing follows them.
pub(super) fn scan(bytes: &[u8], delimiter: u8, is_all: bool, fields: &mut Vec<Field>) -> Scanned {
    fields.clear();
    let (mut at, mut lines) = (0, 0);
    loop {
        let field = if bytes.get(at) == Some(&b'"') {
            match quoted(bytes, at + 1, delimiter, is_all) {
                Ok(Some(field)) => {
                    at = field.at.end + 1;
                    lines += bytes[field.at.clone()].iter().filter(|byte| **byte == b'\n').count() as u64;
                    field
                }
                Ok(None) => return Scanned::Part,
                Err((broken, seen)) => return Scanned::Broken(broken, seen),
            }
        } else {
            let rest = &bytes[at..];
            let end = rest.iter().position(|byte| *byte == delimiter || matches!(byte, b'\n' | b'\r'));
            if end.is_none() && !is_all {
                return Scanned::Part;
            }
            let begin = at;
            at += end.unwrap_or(rest.len());
            Field { at: begin..at, is_doubled: false }
        };
        fields.push(field);
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'\r'), None) if !is_all => return Scanned::Part,
            (Some(b'\r'), Some(b'\n')) => return Scanned::Row(at + 2, lines),
            (Some(b'\r' | b'\n'), _) => return Scanned::Row(at + 1, lines),
            (None, _) => return Scanned::Row(at, lines),
            // The delimiter.
            (Some(_), _) => at += 1,
        }
    }
}

/// Reads a value up to the quote that closes it; none where that may be yet to come.
fn quoted(bytes: &[u8], begin: usize, delimiter: u8, is_all: bool) -> Result<Option<Field>, (Broken, usize)> {
    let (mut at, mut is_doubled) = (begin, false);
    while let Some(quote) = bytes[at..].iter().position(|byte| *byte == b'"') {
        let end = at + quote;
        match bytes.get(end + 1) {
            Some(b'"') => (at, is_doubled) = (end + 2, true),
            None if !is_all => return Ok(None),
            None | Some(b'\r' | b'\n') => return Ok(Some(Field { at: begin..end, is_doubled })),
            Some(next) if *next == delimiter => return Ok(Some(Field { at: begin..end, is_doubled })),
            Some(_) => return Err((Broken::Trailing, end + 1)),
        }
    }
    if is_all { Err((Broken::Open, bytes.len())) } else { Ok(None) }
}

//! Rows of a file of CSV (RFC 4180), one after another: in comes a stream of bytes, out come the values of each row, or
//! what is broken about it.
//!
//! Common readers never say that quotes are broken, and read to the end of the file in search of the one that closes.
//! Here a row is broken where a quote is not closed, or is followed by anything but the end of a value; only its first
//! line is given up then, and the next line is the next row. What all readers agree on is taken: quotes within a value
//! that does not begin with one, lines that end in any way, lines without anything.

mod scan;
#[cfg(test)]
mod tests;

use std::io::{self, ErrorKind, Read};
use std::ops::Range;

use super::not_csv;
use crate::check::CheckFault;
pub(super) use scan::Broken;
use scan::{Field, Scanned, scan};

/// How long a row may be, in bytes; also all that is held of the file at any time.
const LONGEST: usize = 1 << 20;

/// Why there are no more rows.
#[derive(Debug)]
pub(super) enum Stopped {
    /// The stream cannot be read.
    Stream(io::Error),
    /// Quotes stay open again and again: every line would be looked at as often as there are lines.
    Hopeless,
}

impl Stopped {
    /// Tells it of a file.
    pub(super) fn of(self, path: &str) -> CheckFault {
        match self {
            Stopped::Stream(fault) => CheckFault::Unreadable { path: path.to_owned(), fault },
            Stopped::Hopeless => not_csv(path, "its quotes stay open, line after line"),
        }
    }
}

/// A row.
pub(super) struct Row<'a> {
    /// The line on which it begins, from 1.
    pub(super) line: u64,
    /// What is broken about it; it has no values then.
    pub(super) broken: Option<Broken>,
    bytes: &'a [u8],
    fields: &'a [Field],
}

impl<'a> Row<'a> {
    /// Returns how many values it has.
    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// Returns the value at a position, made in `room` where it does not stand in the file as it is; nothing where the
    /// row has no such value.
    pub(super) fn value<'b>(&self, position: usize, room: &'b mut Vec<u8>) -> &'b [u8]
    where
        'a: 'b,
    {
        let Some(field) = self.fields.get(position) else { return &[] };
        let value = &self.bytes[field.at.clone()];
        if !field.is_doubled {
            return value;
        }
        room.clear();
        let mut rest = value;
        while let Some(quote) = rest.iter().position(|byte| *byte == b'"') {
            let (before, after) = rest.split_at(quote + 1);
            room.extend_from_slice(before);
            rest = &after[1..];
        }
        room.extend_from_slice(rest);
        room
    }
}

/// A stream of rows.
pub(super) struct Rows<R> {
    from: R,
    delimiter: u8,
    buffer: Vec<u8>,
    /// What of the buffer is yet to be told.
    left: Range<usize>,
    /// Whether all of the stream is in the buffer.
    is_ended: bool,
    /// The line on which what is left begins.
    line: u64,
    fields: Vec<Field>,
    /// How many bytes were looked at in vain.
    in_vain: u64,
    /// How many bytes were read.
    read: u64,
}

impl<R: Read> Rows<R> {
    /// Makes the rows of a stream, without the mark that some programs begin a file with.
    pub(super) fn new(from: R, delimiter: char) -> Result<Self, Stopped> {
        Rows::holding(from, delimiter, LONGEST)
    }

    /// Makes the rows of a stream, each of fewer bytes than this.
    fn holding(from: R, delimiter: char, longest: usize) -> Result<Self, Stopped> {
        let mut rows = Rows {
            from,
            // The playbook has none but ASCII.
            delimiter: u8::try_from(delimiter).unwrap_or(b','),
            buffer: vec![0; longest],
            left: 0..0,
            is_ended: false,
            line: 1,
            fields: Vec::new(),
            in_vain: 0,
            read: 0,
        };
        rows.fill()?;
        if rows.buffer[rows.left.clone()].starts_with("\u{feff}".as_bytes()) {
            rows.left.start += "\u{feff}".len();
        }
        Ok(rows)
    }

    /// Tells whether the stream begins with the mark of UTF-16, before anything was read.
    pub(super) fn is_utf16(&self) -> bool {
        let bytes = &self.buffer[self.left.clone()];
        bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
    }

    /// Returns the stream.
    pub(super) fn into_stream(self) -> R {
        self.from
    }

    /// Reads the next row; none at the end.
    ///
    /// # Errors
    /// Returns why there are no more.
    pub(super) fn next(&mut self) -> Result<Option<Row<'_>>, Stopped> {
        self.skip_blank()?;
        let (length, lines, broken) = loop {
            let bytes = &self.buffer[self.left.clone()];
            if bytes.is_empty() && self.is_ended {
                return Ok(None);
            }
            match scan(bytes, self.delimiter, self.is_ended, &mut self.fields) {
                Scanned::Row(length, lines) => break (length, lines, None),
                Scanned::Broken(broken, seen) => break (self.give_up(seen)?, 0, Some(broken)),
                Scanned::Part if self.left.len() == self.buffer.len() => {
                    let broken = if has_line_end(bytes) { Broken::Open } else { Broken::Long };
                    let seen = bytes.len();
                    break (self.give_up(seen)?, 0, Some(broken));
                }
                Scanned::Part => self.fill()?,
            }
        };
        let begin = self.left.start;
        self.left.start += length;
        let bytes = &self.buffer[begin..begin + length];
        let line = self.line;
        self.line += 1 + lines;
        if broken.is_some() {
            self.fields.clear();
        }
        Ok(Some(Row { line, broken, bytes, fields: &self.fields }))
    }

    /// Returns the length of the first line of what is left, of which so many bytes were looked at; of a line that is
    /// too long, its beginning is forgotten.
    fn give_up(&mut self, seen: usize) -> Result<usize, Stopped> {
        loop {
            let bytes = &self.buffer[self.left.clone()];
            if let Some(end) = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
                let is_pair = bytes[end] == b'\r' && bytes.get(end + 1) == Some(&b'\n');
                let length = end + 1 + usize::from(is_pair);
                self.in_vain += seen.saturating_sub(length) as u64;
                // Twice is what happens where quotes are not closed by mistake.
                if self.in_vain > 4 * self.read + LONGEST as u64 {
                    return Err(Stopped::Hopeless);
                }
                return Ok(length);
            }
            if self.is_ended {
                return Ok(bytes.len());
            }
            if self.left.len() == self.buffer.len() {
                self.left.start = self.left.end;
            }
            self.fill()?;
        }
    }

    /// Goes past line ends.
    fn skip_blank(&mut self) -> Result<(), Stopped> {
        loop {
            match self.buffer[self.left.clone()] {
                [b'\r', b'\n', ..] => (self.left.start, self.line) = (self.left.start + 2, self.line + 1),
                [b'\r'] if !self.is_ended => self.fill()?,
                [b'\r' | b'\n', ..] => (self.left.start, self.line) = (self.left.start + 1, self.line + 1),
                [] if !self.is_ended => self.fill()?,
                _ => return Ok(()),
            }
        }
    }

    /// Reads more, behind what is left.
    fn fill(&mut self) -> Result<(), Stopped> {
        self.buffer.copy_within(self.left.clone(), 0);
        self.left = 0..self.left.len();
        while self.left.end < self.buffer.len() {
            match self.from.read(&mut self.buffer[self.left.end..]) {
                Ok(0) => {
                    self.is_ended = true;
                    break;
                }
                Ok(read) => {
                    self.left.end += read;
                    self.read += read as u64;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Stopped::Stream(error)),
            }
        }
        Ok(())
    }
}

fn has_line_end(bytes: &[u8]) -> bool {
    bytes.iter().any(|byte| matches!(byte, b'\n' | b'\r'))
}

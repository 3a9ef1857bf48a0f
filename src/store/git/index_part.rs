//! A part of the index, for looking at alone. In go the index file and paths; out come the entries at them, below
//! and above them, and what the folders are. The file is read piece by piece and only what is asked for is kept:
//! whatever the portfolio, a command about one partner asks for little.

use std::io::{self, Read};

use super::cache_tree::CacheTree;
use super::index_file::IndexFile;
use super::index_format::{
    CHECKSUM, HEADER, IndexFault, check_extension, heading, shape, u32_at, unreadable,
};

/// How much is read at a time.
const PIECE: usize = 128 * 1024;

/// Reads what an index of so many bytes holds at and around `paths`.
pub(super) fn read(
    file: impl Read,
    length: u64,
    paths: &[&str],
) -> io::Result<Result<IndexFile, IndexFault>> {
    let end = usize::try_from(length).unwrap_or(usize::MAX).saturating_sub(CHECKSUM);
    let mut pieces = Pieces { file, bytes: Vec::with_capacity(PIECE), start: 0, left: end };
    let mut part = Part { paths, index: IndexFile::empty() };
    Ok(part.read(&mut pieces)?.map(|()| part.index))
}

struct Part<'a> {
    paths: &'a [&'a str],
    index: IndexFile,
}

impl Part<'_> {
    fn read(&mut self, pieces: &mut Pieces<impl Read>) -> io::Result<Result<(), IndexFault>> {
        let (version, count) = match heading(pieces.at_least(HEADER)?) {
            Ok(heading) => heading,
            Err(fault) => return Ok(Err(fault)),
        };
        pieces.pass(HEADER);
        // In version 4, of each name only what differs from the one before.
        let mut before = Vec::new();
        for _ in 0..count {
            let mut asked = PIECE / 2;
            let shape = loop {
                let rest = pieces.at_least(asked)?;
                match shape(version, rest) {
                    Some(shape) => break shape,
                    None if rest.len() < asked => return Ok(Err(cut())),
                    None => asked *= 2,
                }
            };
            let entry = &pieces.now()[..shape.length];
            let name = &entry[shape.name];
            if let Some(off) = shape.kept {
                let Some(kept) = before.len().checked_sub(off) else { return Ok(Err(cut())) };
                before.truncate(kept);
                before.extend_from_slice(name);
            }
            let name = if shape.kept.is_some() { &before } else { name };
            if self.is_asked_for(name)
                && let Err(fault) = self.index.push(entry, name)
            {
                return Ok(Err(fault));
            }
            let length = shape.length;
            pieces.pass(length);
        }
        self.read_extensions(pieces)
    }

    fn read_extensions(&mut self, pieces: &mut Pieces<impl Read>) -> io::Result<Result<(), IndexFault>> {
        loop {
            let rest = pieces.at_least(8)?;
            let (Some(name), Some(length)) = (rest.get(..4), u32_at(rest, 4)) else {
                return Ok(if rest.is_empty() { Ok(()) } else { Err(cut()) });
            };
            if let Err(fault) = check_extension(name) {
                return Ok(Err(fault));
            }
            let (is_tree, length) = (name == b"TREE", usize::try_from(length).unwrap_or(usize::MAX));
            pieces.pass(8);
            let Some(content) = pieces.take(length)? else { return Ok(Err(cut())) };
            if is_tree {
                self.index.know(CacheTree::decode_at(content, self.paths));
            }
        }
    }

    fn is_asked_for(&self, name: &[u8]) -> bool {
        self.paths.iter().any(|path| {
            let path = path.as_bytes();
            path.is_empty() || is_at_or_below(name, path) || is_at_or_below(path, name)
        })
    }
}

/// What is left of a file, piece by piece.
struct Pieces<R> {
    file: R,
    bytes: Vec<u8>,
    /// Where what is not passed yet begins.
    start: usize,
    /// How much of the file is not read yet, without its checksum.
    left: usize,
}

impl<R: Read> Pieces<R> {
    fn now(&self) -> &[u8] {
        &self.bytes[self.start..]
    }

    /// Returns what comes next: so much at least, unless the file has less.
    fn at_least(&mut self, wanted: usize) -> io::Result<&[u8]> {
        if self.now().len() < wanted && self.left > 0 {
            self.bytes.drain(..self.start);
            self.start = 0;
            let missing = wanted.max(PIECE).saturating_sub(self.bytes.len()).min(self.left);
            let read = (&mut self.file).take(missing as u64).read_to_end(&mut self.bytes)?;
            self.left = if read < missing { 0 } else { self.left - read };
        }
        Ok(self.now())
    }

    /// Takes so much out; nothing where the file has less.
    fn take(&mut self, length: usize) -> io::Result<Option<Vec<u8>>> {
        let known = self.now().len().min(length);
        if length - known > self.left {
            return Ok(None);
        }
        let mut taken = Vec::with_capacity(length);
        taken.extend_from_slice(&self.now()[..known]);
        self.pass(known);
        let read = (&mut self.file).take((length - known) as u64).read_to_end(&mut taken)?;
        self.left -= read;
        Ok(Some(taken).filter(|taken| taken.len() == length))
    }

    fn pass(&mut self, bytes: usize) {
        self.start = (self.start + bytes).min(self.bytes.len());
    }
}

/// Whether a path is another one, or leads below it.
fn is_at_or_below(path: &[u8], other: &[u8]) -> bool {
    path.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
}

fn cut() -> IndexFault {
    unreadable("it is cut off")
}

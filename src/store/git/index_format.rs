//! The bytes of an index file, piece by piece: in come bytes, out comes what they say, or that they are cut off or
//! not understood here. The layout is that of git's documentation (gitformat-index), versions 2 to 4.

use std::ops::Range;

use git2::Oid;

pub(super) const SIGNATURE: &[u8] = b"DIRC";
pub(super) const HEADER: usize = 12;
pub(super) const CHECKSUM: usize = 20;
/// Times, numbers, mode, owner and size, as `stat` told them.
pub(super) const STAT: usize = 40;
pub(super) const MODE: usize = 24;
/// From the start of an entry to its flags, and to their end.
pub(super) const FLAGS: usize = STAT + 20;
pub(super) const FIXED: usize = FLAGS + 2;
pub(super) const EXTENDED: u16 = 0x4000;
pub(super) const STAGE: u16 = 0x3000;
pub(super) const NAME_LENGTH: u16 = 0x0fff;
pub(super) const ASSUME_UNCHANGED: u16 = 0x8000;
/// A sparse checkout leaves the file out of the worktree.
pub(super) const SKIP_WORKTREE: u16 = 1 << 14;

/// Why an index cannot be read here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum IndexFault {
    /// Its entries are spread over a shared index.
    Split,
    /// Some entries are folders.
    Sparse,
    /// It is something else; what is wrong with it.
    Unreadable(String),
}

/// What the index holds of a file, beside its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    pub(super) bytes: &'a [u8],
}

impl Entry<'_> {
    /// Returns what `stat` told, in git's layout; zeros have git compare the content.
    pub(super) fn stat(&self) -> &[u8] {
        &self.bytes[..STAT]
    }

    /// Returns the blob.
    pub(super) fn id(&self) -> Oid {
        // Twenty bytes are always an id.
        Oid::from_bytes(&self.bytes[STAT..FLAGS]).unwrap_or(Oid::ZERO_SHA1)
    }

    /// Whether this is a regular file.
    pub(super) fn is_file(&self) -> bool {
        self.kind() == Some(0o100_000)
    }

    /// Whether this is a repository of its own, of which the index knows the commit.
    pub(super) fn is_repository(&self) -> bool {
        self.kind() == Some(0o160_000)
    }

    fn kind(&self) -> Option<u32> {
        u32_at(self.bytes, MODE).map(|mode| mode & 0o170_000)
    }

    /// Whether a sparse checkout leaves the file out of the worktree.
    pub(super) fn is_skipped(&self) -> bool {
        self.flags() & EXTENDED != 0 && u16_at(self.bytes, FIXED).unwrap_or(0) & SKIP_WORKTREE != 0
    }

    /// Whether the person has git take the file for unchanged, whatever it holds.
    pub(super) fn is_taken_for_unchanged(&self) -> bool {
        self.flags() & ASSUME_UNCHANGED != 0
    }

    /// Zero but for conflicts.
    pub(super) fn stage(&self) -> u16 {
        (self.flags() & STAGE) >> 12
    }

    pub(super) fn flags(&self) -> u16 {
        u16_at(self.bytes, FLAGS).unwrap_or(0)
    }
}

/// Where the parts of an entry stand, from its start.
pub(super) struct Shape {
    /// The name, or in version 4 what is put on to the name before.
    pub(super) name: Range<usize>,
    pub(super) length: usize,
    /// In version 4, how many bytes are taken off the name before.
    pub(super) kept: Option<usize>,
}

/// Returns the shape of the entry that some bytes begin with; none where they do not hold all of it.
pub(super) fn shape(version: u32, bytes: &[u8]) -> Option<Shape> {
    let flags = u16_at(bytes, FLAGS)?;
    let mut at = FIXED + if flags & EXTENDED == 0 { 0 } else { 2 };
    if version == 4 {
        // A number of bytes to take off the name before, then what to put on, up to a NUL.
        let (off, read) = number(bytes.get(at..)?)?;
        at += read;
        let length = bytes.get(at..)?.iter().position(|byte| *byte == 0)?;
        return Some(Shape { name: at..at + length, length: at + length + 1, kept: Some(off) });
    }
    let rest = bytes.get(at..)?;
    let known = usize::from(flags & NAME_LENGTH);
    let is_known = known < usize::from(NAME_LENGTH) && rest.get(known) == Some(&0);
    let length = if is_known { known } else { rest.iter().position(|byte| *byte == 0)? };
    let all = padded(at + length);
    (all <= bytes.len()).then_some(Shape { name: at..at + length, length: all, kept: None })
}

/// Reads the version of an index, and how many entries it has.
pub(super) fn heading(bytes: &[u8]) -> Result<(u32, usize), IndexFault> {
    if !bytes.starts_with(SIGNATURE) {
        return Err(unreadable("it does not begin as one"));
    }
    let cut = || unreadable("it is cut off");
    let version = u32_at(bytes, 4).ok_or_else(cut)?;
    if !(2..=4).contains(&version) {
        return Err(unreadable(&format!("version {version} is not known here")));
    }
    let count = u32_at(bytes, 8).and_then(|count| usize::try_from(count).ok());
    Ok((version, count.ok_or_else(cut)?))
}

/// Refuses what an extension says that is not understood here.
pub(super) fn check_extension(name: &[u8]) -> Result<(), IndexFault> {
    match name {
        b"link" => Err(IndexFault::Split),
        b"sdir" => Err(IndexFault::Sparse),
        // A capital letter says that a reader may pass it over.
        [b'A'..=b'Z', ..] => Ok(()),
        _ => {
            let name = String::from_utf8_lossy(name);
            Err(unreadable(&format!("the extension `{name}` is not known here")))
        }
    }
}

/// One to eight NULs follow a name, so that the entry's length is a multiple of eight.
pub(super) fn padded(length: usize) -> usize {
    (length + 8) / 8 * 8
}

pub(super) fn unreadable(detail: &str) -> IndexFault {
    IndexFault::Unreadable(detail.to_owned())
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_be_bytes)
}

/// Reads a number of git's (seven bits a byte, each further byte adding one), and how many bytes it took.
pub(super) fn number(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = usize::from(bytes.first()? & 0x7f);
    let mut at = 0;
    while bytes.get(at)? & 0x80 != 0 {
        at += 1;
        value = value.checked_add(1)?.checked_mul(128)?.checked_add(usize::from(bytes.get(at)? & 0x7f))?;
    }
    Some((value, at + 1))
}

pub(super) fn put_number(bytes: &mut Vec<u8>, mut value: usize) {
    let mut digits = vec![(value & 0x7f) as u8];
    while value > 0x7f {
        value = (value >> 7) - 1;
        digits.push(0x80 | (value & 0x7f) as u8);
    }
    bytes.extend(digits.iter().rev());
}

pub(super) fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes()
}

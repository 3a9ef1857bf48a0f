//! The index file. In go its bytes; out come entries that can be looked up and changed, and the bytes of the
//! changed file. The layout is that of git's documentation (gitformat-index), versions 2 to 4.
//!
//! libgit2 would do, but it spends milliseconds on every entry that is not ours, forgets which trees the
//! folders are, and only says that it does not understand what it does not. What is left out here are
//! extensions that a reader may ignore: git makes them anew.

use std::cmp::Ordering;
use std::io::{self, Write};
use std::ops::Range;

use git2::Oid;
use sha1::{Digest as _, Sha1};

use super::cache_tree::{CacheTree, Moved};

const SIGNATURE: &[u8] = b"DIRC";
pub(super) const HEADER: usize = 12;
pub(super) const CHECKSUM: usize = 20;
/// Times, numbers, mode, owner and size, as `stat` told them.
const STAT: usize = 40;
const MODE: usize = 24;
/// From the start of an entry to its flags, and to their end.
const FLAGS: usize = STAT + 20;
const FIXED: usize = FLAGS + 2;
const EXTENDED: u16 = 0x4000;
const STAGE: u16 = 0x3000;
const NAME_LENGTH: u16 = 0x0fff;
const ASSUME_UNCHANGED: u16 = 0x8000;
/// A sparse checkout leaves the file out of the worktree.
const SKIP_WORKTREE: u16 = 1 << 14;

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

/// An index, whole.
#[derive(Debug, Clone)]
pub(super) struct IndexFile {
    version: u32,
    /// The file as it was read, and behind it what was put since. Nothing of it is copied until it is written.
    text: Vec<u8>,
    entries: Vec<Slot>,
    tree: Option<CacheTree>,
    /// The extension `REUC`: what conflicts were resolved from.
    undo: Option<Vec<u8>>,
    /// Whether the file ends in a checksum, rather than in zeros (`index.skipHash`).
    is_summed: bool,
}

/// Where an entry stands in the text, and its name, which in version 4 stands apart.
#[derive(Debug, Clone)]
struct Slot {
    entry: Range<usize>,
    name: Range<usize>,
}

/// What the index holds of a file, beside its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    bytes: &'a [u8],
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
        u32_at(self.bytes, MODE).is_some_and(|mode| mode & 0o170_000 == 0o100_000)
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

    fn flags(&self) -> u16 {
        u16_at(self.bytes, FLAGS).unwrap_or(0)
    }
}

impl IndexFile {
    /// Some of the entries of an index, each as it stands in the file and with its name, and its folders.
    pub(super) fn part(entries: &[(&[u8], &[u8])], tree: Option<CacheTree>) -> Self {
        let mut index = Self { tree, ..Self::empty() };
        for (entry, name) in entries {
            let start = index.text.len();
            index.text.extend_from_slice(entry);
            let end = index.text.len();
            index.text.extend_from_slice(name);
            index.entries.push(Slot { entry: start..end, name: end..index.text.len() });
        }
        index
    }

    /// An index without entries.
    pub(super) fn empty() -> Self {
        Self { version: 2, text: Vec::new(), entries: Vec::new(), tree: None, undo: None, is_summed: true }
    }

    /// Reads an index; `verify` has its checksum compared, which takes as long as all the rest.
    pub(super) fn decode(text: Vec<u8>, verify: bool) -> Result<Self, IndexFault> {
        let cut = || unreadable("it is cut off");
        let (version, count) = heading(&text)?;
        let end = text.len().checked_sub(CHECKSUM).filter(|end| *end >= HEADER).ok_or_else(cut)?;
        let (body, sum) = text.split_at(end);
        let is_summed = sum.iter().any(|byte| *byte != 0);
        if verify && is_summed && Sha1::digest(body).as_slice() != sum {
            return Err(unreadable("its checksum is another"));
        }
        // A damaged count must not ask for memory that the file cannot fill.
        let entries = Vec::with_capacity(count.min(end / FIXED) + 1);
        let mut index = Self { version, text, entries, tree: None, undo: None, is_summed };
        let (mut at, mut before) = (HEADER, 0..0);
        for _ in 0..count {
            let slot = index.decode_entry(at, before, end).ok_or_else(cut)?;
            (at, before) = (slot.entry.end, slot.name.clone());
            index.entries.push(slot);
        }
        // First what says that the entries are not what they seem.
        index.decode_extensions(at, end)?;
        if !index.entries.is_sorted_by(|a, b| index.order(a, b).is_lt()) {
            return Err(unreadable("its entries are in no order"));
        }
        Ok(index)
    }

    /// Reads the entry at `start`, behind one whose name is `before`.
    fn decode_entry(&mut self, start: usize, before: Range<usize>, end: usize) -> Option<Slot> {
        let Shape { name, length, kept } = shape(self.version, self.text.get(start..end)?)?;
        let (entry, own) = (start..start + length, start + name.start..start + name.end);
        let Some(off) = kept else { return Some(Slot { entry, name: own }) };
        let kept = before.start..before.end.checked_sub(off).filter(|end| *end >= before.start)?;
        let name = self.text.len();
        self.text.extend_from_within(kept);
        self.text.extend_from_within(own);
        Some(Slot { entry, name: name..self.text.len() })
    }

    fn decode_extensions(&mut self, mut at: usize, end: usize) -> Result<(), IndexFault> {
        let body = &self.text[..end];
        while let Some(name) = body.get(at..at + 4) {
            let length = u32_at(body, at + 4).and_then(|length| usize::try_from(length).ok());
            let content = length.and_then(|length| body.get(at + 8..)?.get(..length));
            let content = content.ok_or_else(|| unreadable("it is cut off"))?;
            check_extension(name)?;
            match name {
                b"TREE" => self.tree = CacheTree::decode(content.to_vec()),
                b"REUC" => self.undo = Some(content.to_vec()),
                _ => {}
            }
            at += 8 + content.len();
        }
        Ok(())
    }

    /// Writes the file.
    pub(super) fn encode(&self, out: &mut impl Write) -> io::Result<()> {
        let mut out = Summed { out, sum: Sha1::new() };
        let is_extended = self.entries.iter().any(|slot| self.entry(slot).flags() & EXTENDED != 0);
        let version = if self.version == 2 && is_extended { 3 } else { self.version };
        out.put(SIGNATURE)?;
        out.put(&version.to_be_bytes())?;
        out.put(&length(self.entries.len()))?;
        if version == 4 {
            out.put(&self.encode_shortened())?;
        } else {
            // What stands together is written together.
            for run in self.entries.chunk_by(|a, b| a.entry.end == b.entry.start) {
                let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
                out.put(&self.text[first.entry.start..last.entry.end])?;
            }
        }
        let tree = self.tree.as_ref().map(|tree| {
            let mut content = Vec::new();
            tree.encode(&mut content);
            content
        });
        for (name, content) in [(b"TREE", &tree), (b"REUC", &self.undo)] {
            if let Some(content) = content {
                out.put(name)?;
                out.put(&length(content.len()))?;
                out.put(content)?;
            }
        }
        let Summed { out, sum } = out;
        if self.is_summed { out.write_all(&sum.finalize()) } else { out.write_all(&[0; CHECKSUM]) }
    }

    /// Writes the entries of version 4: of each name only what the name before does not begin with.
    fn encode_shortened(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.entries.len() * (FIXED + 16));
        let mut before: &[u8] = b"";
        for slot in &self.entries {
            let name = &self.text[slot.name.clone()];
            let fixed = if self.entry(slot).flags() & EXTENDED == 0 { FIXED } else { FIXED + 2 };
            bytes.extend_from_slice(&self.text[slot.entry.start..slot.entry.start + fixed]);
            let shared = before.iter().zip(name).take_while(|(a, b)| a == b).count();
            put_number(&mut bytes, before.len() - shared);
            bytes.extend_from_slice(&name[shared..]);
            bytes.push(0);
            before = name;
        }
        bytes
    }

    /// Returns the entry of a file that is not in conflict.
    pub(super) fn get(&self, path: &str) -> Option<Entry<'_>> {
        self.find(path.as_bytes(), 0).ok().map(|at| self.entry(&self.entries[at]))
    }

    /// Returns whether a path is in conflict.
    pub(super) fn is_unmerged(&self, path: &str) -> bool {
        (1..=3).any(|stage| self.find(path.as_bytes(), stage).is_ok())
    }

    /// Returns every entry at `path` or below it, with its name, in git's order; `""` means all.
    pub(super) fn within(&self, path: &str) -> impl Iterator<Item = (&[u8], Entry<'_>)> {
        let own = if path.is_empty() { 0..0 } else { self.slots(path.as_bytes(), path.as_bytes(), true) };
        own.chain(self.below(path)).map(|at| {
            let slot = &self.entries[at];
            (&self.text[slot.name.clone()], self.entry(slot))
        })
    }

    /// Returns whether anything lies below `path`.
    pub(super) fn is_folder(&self, path: &str) -> bool {
        !self.below(path).is_empty()
    }

    /// Returns the tree that the folder at `path` is known to be.
    pub(super) fn tree(&self, path: &str) -> Option<Oid> {
        self.tree.as_ref()?.tree(path)
    }

    /// Sets the entry of a path; what the folders above it are is to be followed or forgotten. `stat` is in git's
    /// layout.
    pub(super) fn put(&mut self, path: &str, stat: &[u8; STAT], id: Oid, is_skipped: bool) {
        let start = self.text.len();
        self.text.extend_from_slice(stat);
        self.text.extend_from_slice(id.as_bytes());
        let length = u16::try_from(path.len()).unwrap_or(NAME_LENGTH).min(NAME_LENGTH);
        let extended = if is_skipped { EXTENDED } else { 0 };
        self.text.extend_from_slice(&(extended | length).to_be_bytes());
        if is_skipped {
            self.text.extend_from_slice(&SKIP_WORKTREE.to_be_bytes());
        }
        let name = self.text.len()..self.text.len() + path.len();
        self.text.extend_from_slice(path.as_bytes());
        self.text.resize(start + padded(self.text.len() - start), 0);
        let slot = Slot { entry: start..self.text.len(), name };
        match self.find(path.as_bytes(), 0) {
            Ok(at) => self.entries[at] = slot,
            Err(at) => self.entries.insert(at, slot),
        }
    }

    /// Takes the entry of a path out, if there is one; the folders above it likewise.
    pub(super) fn remove(&mut self, path: &str) {
        if let Ok(at) = self.find(path.as_bytes(), 0) {
            self.entries.remove(at);
        }
    }

    /// Forgets what the folders above a path are.
    pub(super) fn forget(&mut self, path: &str) {
        if let Some(tree) = &mut self.tree {
            tree.forget(path);
        }
    }

    /// Follows folders that a commit changed, after their entries were put; folders come before those they hold.
    pub(super) fn follow(&mut self, moved: &[Moved]) {
        let Some(mut tree) = self.tree.take() else { return };
        for folder in moved {
            tree.follow(folder, self.below(&folder.path).len());
        }
        self.tree = Some(tree);
    }

    fn below(&self, path: &str) -> Range<usize> {
        if path.is_empty() {
            return 0..self.entries.len();
        }
        // `0` is what follows `/`.
        self.slots(format!("{path}/").as_bytes(), format!("{path}0").as_bytes(), false)
    }

    fn slots(&self, from: &[u8], to: &[u8], including: bool) -> Range<usize> {
        let start = self.entries.partition_point(|slot| self.name(slot) < from);
        let end = self.entries.partition_point(|slot| match self.name(slot).cmp(to) {
            Ordering::Less => true,
            Ordering::Equal => including,
            Ordering::Greater => false,
        });
        start..end
    }

    fn find(&self, path: &[u8], stage: u16) -> Result<usize, usize> {
        self.entries
            .binary_search_by(|slot| self.name(slot).cmp(path).then(self.entry(slot).stage().cmp(&stage)))
    }

    fn order(&self, a: &Slot, b: &Slot) -> Ordering {
        let stages = || self.entry(a).stage().cmp(&self.entry(b).stage());
        self.name(a).cmp(self.name(b)).then_with(stages)
    }

    fn entry(&self, slot: &Slot) -> Entry<'_> {
        Entry { bytes: &self.text[slot.entry.clone()] }
    }

    fn name(&self, slot: &Slot) -> &[u8] {
        &self.text[slot.name.clone()]
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

/// Sums up what is written.
struct Summed<'a, W> {
    out: &'a mut W,
    sum: Sha1,
}

impl<W: Write> Summed<'_, W> {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sum.update(bytes);
        self.out.write_all(bytes)
    }
}

/// One to eight NULs follow a name, so that the entry's length is a multiple of eight.
fn padded(length: usize) -> usize {
    (length + 8) / 8 * 8
}

pub(super) fn unreadable(detail: &str) -> IndexFault {
    IndexFault::Unreadable(detail.to_owned())
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_be_bytes)
}

/// Reads a number of git's (seven bits a byte, each further byte adding one), and how many bytes it took.
fn number(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = usize::from(bytes.first()? & 0x7f);
    let mut at = 0;
    while bytes.get(at)? & 0x80 != 0 {
        at += 1;
        value = value.checked_add(1)?.checked_mul(128)?.checked_add(usize::from(bytes.get(at)? & 0x7f))?;
    }
    Some((value, at + 1))
}

fn put_number(bytes: &mut Vec<u8>, mut value: usize) {
    let mut digits = vec![(value & 0x7f) as u8];
    while value > 0x7f {
        value = (value >> 7) - 1;
        digits.push(0x80 | (value & 0x7f) as u8);
    }
    bytes.extend(digits.iter().rev());
}

fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes()
}

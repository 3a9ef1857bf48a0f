//! The index file. In go its bytes; out come entries that can be looked up and changed, and the bytes of the
//! changed file. The layout is that of git's documentation (gitformat-index), versions 2 to 4.
//!
//! libgit2 would do, but it spends milliseconds on every entry that is not ours, forgets which trees the
//! folders are, and only says that it does not understand what it does not. What is left out here are
//! extensions that a reader may ignore: git makes them anew.

use std::cmp::Ordering;
use std::ops::Range;

use git2::Oid;
use sha1::{Digest as _, Sha1};

use super::cache_tree::{CacheTree, Moved};

const SIGNATURE: &[u8] = b"DIRC";
const HEADER: usize = 12;
const CHECKSUM: usize = 20;
/// Times, numbers, mode, owner and size, as `stat` told them.
const STAT: usize = 40;
const MODE: usize = 24;
/// From the start of an entry to the end of its flags.
const FIXED: usize = STAT + 20 + 2;
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
    entries: Vec<Slot>,
    /// The names of all entries, behind one another.
    names: Vec<u8>,
    tree: Option<CacheTree>,
    /// The extension `REUC`: what conflicts were resolved from.
    undo: Option<Vec<u8>>,
    /// Whether the file ends in a checksum, rather than in zeros (`index.skipHash`).
    is_summed: bool,
}

/// What the index holds of a file, beside its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// What `stat` told, in git's layout; zeros have git compare the content.
    pub(super) stat: [u8; 40],
    pub(super) id: Oid,
    flags: u16,
    extended: u16,
}

#[derive(Debug, Clone)]
struct Slot {
    entry: Entry,
    name: Range<usize>,
}

impl Entry {
    /// An ordinary entry.
    pub(super) fn new(stat: [u8; 40], id: Oid, is_skipped: bool) -> Self {
        Self { stat, id, flags: 0, extended: if is_skipped { SKIP_WORKTREE } else { 0 } }
    }

    /// Whether this is a regular file.
    pub(super) fn is_file(&self) -> bool {
        u32_at(&self.stat, MODE).is_some_and(|mode| mode & 0o170_000 == 0o100_000)
    }

    /// Whether a sparse checkout leaves the file out of the worktree.
    pub(super) fn is_skipped(&self) -> bool {
        self.extended & SKIP_WORKTREE != 0
    }

    /// Whether the person has git take the file for unchanged, whatever it holds.
    pub(super) fn is_taken_for_unchanged(&self) -> bool {
        self.flags & ASSUME_UNCHANGED != 0
    }

    /// Zero but for conflicts.
    pub(super) fn stage(&self) -> u16 {
        (self.flags & STAGE) >> 12
    }
}

impl IndexFile {
    /// An index without entries.
    pub(super) fn empty() -> Self {
        Self { version: 2, entries: Vec::new(), names: Vec::new(), tree: None, undo: None, is_summed: true }
    }

    /// Reads an index; `verify` has its checksum compared, which takes as long as all the rest.
    pub(super) fn decode(bytes: &[u8], verify: bool) -> Result<Self, IndexFault> {
        if !bytes.starts_with(SIGNATURE) {
            return Err(unreadable("it does not begin as one"));
        }
        let cut = || unreadable("it is cut off");
        let version = u32_at(bytes, 4).ok_or_else(cut)?;
        if !(2..=4).contains(&version) {
            return Err(unreadable(&format!("version {version} is not known here")));
        }
        let body = bytes.len().checked_sub(CHECKSUM).filter(|end| *end >= HEADER).ok_or_else(cut)?;
        let (body, sum) = bytes.split_at(body);
        let is_summed = sum.iter().any(|byte| *byte != 0);
        if verify && is_summed && Sha1::digest(body).as_slice() != sum {
            return Err(unreadable("its checksum is another"));
        }
        let count = u32_at(bytes, 8).and_then(|count| usize::try_from(count).ok()).ok_or_else(cut)?;
        // A damaged count must not ask for memory that the file cannot fill.
        let most = body.len() / FIXED;
        let mut index = Self {
            version,
            entries: Vec::with_capacity(count.min(most)),
            names: Vec::with_capacity(body.len() / 2),
            tree: None,
            undo: None,
            is_summed,
        };
        let mut at = HEADER;
        for _ in 0..count {
            at = index.decode_entry(body, at).ok_or_else(cut)?;
        }
        // First what says that the entries are not what they seem.
        index.decode_extensions(body, at)?;
        let names = &index.names;
        if !index.entries.is_sorted_by(|a, b| order(names, a, b).is_lt()) {
            return Err(unreadable("its entries are in no order"));
        }
        Ok(index)
    }

    fn decode_entry(&mut self, body: &[u8], start: usize) -> Option<usize> {
        let fixed = body.get(start..start + FIXED)?;
        let stat: [u8; STAT] = fixed[..STAT].try_into().ok()?;
        let id = Oid::from_bytes(&fixed[STAT..STAT + 20]).ok()?;
        let flags = u16::from_be_bytes([fixed[FIXED - 2], fixed[FIXED - 1]]);
        let mut at = start + FIXED;
        let mut extended = 0;
        if flags & EXTENDED != 0 {
            extended = u16::from_be_bytes(body.get(at..at + 2)?.try_into().ok()?);
            at += 2;
        }
        let name = self.names.len();
        if self.version == 4 {
            // A number of bytes to take off the name before, then what to put on, up to a NUL.
            let (off, read) = number(body.get(at..)?)?;
            at += read;
            let before = self.entries.last().map_or(0..0, |last| last.name.clone());
            let kept = before.start..before.end.checked_sub(off).filter(|end| *end >= before.start)?;
            self.names.extend_from_within(kept);
        }
        let rest = body.get(at..)?;
        let known = usize::from(flags & NAME_LENGTH);
        let is_known = self.version < 4 && known < usize::from(NAME_LENGTH) && rest.get(known) == Some(&0);
        let length = if is_known { known } else { rest.iter().position(|byte| *byte == 0)? };
        self.names.extend_from_slice(&rest[..length]);
        let entry = Entry { stat, id, flags: flags & !NAME_LENGTH & !EXTENDED, extended };
        self.entries.push(Slot { entry, name: name..self.names.len() });
        // One to eight NULs, so that the entry's length is a multiple of eight.
        let end = at + length;
        Some(if self.version == 4 { end + 1 } else { start + (end - start + 8) / 8 * 8 })
    }

    fn decode_extensions(&mut self, body: &[u8], mut at: usize) -> Result<(), IndexFault> {
        while let Some(name) = body.get(at..at + 4) {
            let length = u32_at(body, at + 4).and_then(|length| usize::try_from(length).ok());
            let content = length.and_then(|length| body.get(at + 8..)?.get(..length));
            let content = content.ok_or_else(|| unreadable("it is cut off"))?;
            match name {
                b"TREE" => self.tree = CacheTree::decode(content),
                b"REUC" => self.undo = Some(content.to_vec()),
                b"link" => return Err(IndexFault::Split),
                b"sdir" => return Err(IndexFault::Sparse),
                // A capital letter says that a reader may pass it over.
                [b'A'..=b'Z', ..] => {}
                _ => {
                    let name = String::from_utf8_lossy(name);
                    return Err(unreadable(&format!("the extension `{name}` is not known here")));
                }
            }
            at += 8 + content.len();
        }
        Ok(())
    }

    /// Writes the file.
    pub(super) fn encode(&self) -> Vec<u8> {
        let is_extended = self.entries.iter().any(|slot| slot.entry.extended != 0);
        let version = if self.version == 2 && is_extended { 3 } else { self.version };
        let mut bytes = Vec::with_capacity(HEADER + self.entries.len() * (FIXED + 10) + self.names.len());
        bytes.extend_from_slice(SIGNATURE);
        bytes.extend_from_slice(&version.to_be_bytes());
        put_length(&mut bytes, self.entries.len());
        let mut before: &[u8] = b"";
        for Slot { entry, name } in &self.entries {
            let start = bytes.len();
            let name = &self.names[name.clone()];
            bytes.extend_from_slice(&entry.stat);
            bytes.extend_from_slice(entry.id.as_bytes());
            let length = u16::try_from(name.len()).unwrap_or(NAME_LENGTH).min(NAME_LENGTH);
            let extended = if entry.extended == 0 { 0 } else { EXTENDED };
            bytes.extend_from_slice(&(entry.flags | extended | length).to_be_bytes());
            if entry.extended != 0 {
                bytes.extend_from_slice(&entry.extended.to_be_bytes());
            }
            if version == 4 {
                let shared = before.iter().zip(name).take_while(|(a, b)| a == b).count();
                put_number(&mut bytes, before.len() - shared);
                bytes.extend_from_slice(&name[shared..]);
                bytes.push(0);
                before = name;
            } else {
                bytes.extend_from_slice(name);
                let length = bytes.len() - start;
                bytes.resize(start + (length + 8) / 8 * 8, 0);
            }
        }
        if let Some(tree) = &self.tree {
            let mut content = Vec::new();
            tree.encode(&mut content);
            put_extension(&mut bytes, b"TREE", &content);
        }
        if let Some(undo) = &self.undo {
            put_extension(&mut bytes, b"REUC", undo);
        }
        if self.is_summed {
            let sum = Sha1::digest(&bytes);
            bytes.extend_from_slice(&sum);
        } else {
            bytes.resize(bytes.len() + CHECKSUM, 0);
        }
        bytes
    }

    /// Returns the entry of a file that is not in conflict.
    pub(super) fn get(&self, path: &str) -> Option<&Entry> {
        self.find(path.as_bytes(), 0).ok().map(|at| &self.entries[at].entry)
    }

    /// Returns whether a path is in conflict.
    pub(super) fn is_unmerged(&self, path: &str) -> bool {
        (1..=3).any(|stage| self.find(path.as_bytes(), stage).is_ok())
    }

    /// Returns every entry at `path` or below it, with its name, in git's order; `""` means all.
    pub(super) fn within(&self, path: &str) -> impl Iterator<Item = (&[u8], &Entry)> {
        let own = self.slots(path.as_bytes(), path.as_bytes(), true);
        let below = self.below(path);
        let own = if path.is_empty() { 0..0 } else { own };
        own.chain(below).map(|at| {
            let slot = &self.entries[at];
            (&self.names[slot.name.clone()], &slot.entry)
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

    /// Sets the entry of a path; what the folders above it are is to be followed or forgotten.
    pub(super) fn put(&mut self, path: &str, entry: Entry) {
        match self.find(path.as_bytes(), 0) {
            Ok(at) => self.entries[at].entry = entry,
            Err(at) => {
                let name = self.names.len()..self.names.len() + path.len();
                self.names.extend_from_slice(path.as_bytes());
                self.entries.insert(at, Slot { entry, name });
            }
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
        let name = |slot: &Slot| self.names[slot.name.clone()].cmp(to);
        let start = self.entries.partition_point(|slot| &self.names[slot.name.clone()] < from);
        let end = self.entries.partition_point(|slot| match name(slot) {
            Ordering::Less => true,
            Ordering::Equal => including,
            Ordering::Greater => false,
        });
        start..end
    }

    fn find(&self, path: &[u8], stage: u16) -> Result<usize, usize> {
        self.entries.binary_search_by(|slot| {
            self.names[slot.name.clone()].cmp(path).then(slot.entry.stage().cmp(&stage))
        })
    }
}

fn order(names: &[u8], a: &Slot, b: &Slot) -> Ordering {
    names[a.name.clone()].cmp(&names[b.name.clone()]).then(a.entry.stage().cmp(&b.entry.stage()))
}

fn unreadable(detail: &str) -> IndexFault {
    IndexFault::Unreadable(detail.to_owned())
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
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

fn put_length(bytes: &mut Vec<u8>, length: usize) {
    bytes.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes());
}

fn put_extension(bytes: &mut Vec<u8>, name: &[u8], content: &[u8]) {
    bytes.extend_from_slice(name);
    put_length(bytes, content.len());
    bytes.extend_from_slice(content);
}

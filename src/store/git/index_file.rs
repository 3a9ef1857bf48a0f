//! The index file. In go its bytes; out come entries that can be looked up and changed, and the bytes of the
//! changed file. How they stand there is told in `index_format`.
//!
//! libgit2 would do, but it spends milliseconds on every entry that is not ours, forgets which trees the
//! folders are, and only says that it does not understand what it does not. What is left out here are
//! extensions that a reader may ignore: git makes them anew.

use std::cmp::Ordering;
use std::io::{self, Seek, SeekFrom, Write};
use std::ops::Range;

use git2::Oid;
use sha1::{Digest as _, Sha1};

use super::below::PartBelow;
use super::cache_tree::{CacheTree, Moved};
use super::index_format::{
    CHECKSUM, EXTENDED, Entry, FIXED, HEADER, IndexFault, NAME_LENGTH, SIGNATURE, SKIP_WORKTREE, STAT, Shape,
    check_extension, heading, length, padded, put_number, shape, u32_at, unreadable,
};

/// An index, whole.
#[derive(Debug, Clone)]
pub(super) struct IndexFile {
    version: u32,
    /// The file as it was read, and behind it what was put since. Nothing of it is copied until it is written.
    text: Vec<u8>,
    /// How long the file was that was read.
    read: usize,
    entries: Vec<Slot>,
    tree: Option<CacheTree>,
    /// The extension `REUC`: what conflicts were resolved from.
    undo: Option<Vec<u8>>,
    /// Whether the file ends in a checksum, rather than in zeros (`index.skipHash`).
    is_summed: bool,
    /// The sums of beginnings of the file that was read, each with how long that is.
    sums: Vec<(usize, Sha1)>,
}

/// After how many bytes of a file the sum is kept: what is written begins mostly as what was read.
const STEP: usize = if cfg!(test) { 64 } else { 64 * 1024 };

/// Where an entry stands in the text, and its name, which in version 4 stands apart.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    entry: Range<usize>,
    name: Range<usize>,
}

impl IndexFile {
    /// Adds an entry behind the others, as it stands in a file, with its name.
    ///
    /// # Errors
    /// Returns that it belongs before the last one.
    pub(super) fn push(&mut self, entry: &[u8], name: &[u8]) -> Result<(), IndexFault> {
        let start = self.text.len();
        self.text.extend_from_slice(entry);
        let end = self.text.len();
        self.text.extend_from_slice(name);
        let slot = Slot { entry: start..end, name: end..self.text.len() };
        if self.entries.last().is_some_and(|last| self.order(last, &slot).is_ge()) {
            return Err(unreadable("its entries are in no order"));
        }
        self.entries.push(slot);
        Ok(())
    }

    /// Says what the folders are.
    pub(super) fn know(&mut self, tree: Option<CacheTree>) {
        self.tree = tree;
    }

    /// An index without entries.
    pub(super) fn empty() -> Self {
        let (text, entries) = (Vec::new(), Vec::new());
        Self { version: 2, text, read: 0, entries, tree: None, undo: None, is_summed: true, sums: Vec::new() }
    }

    /// Reads an index.
    ///
    /// # Errors
    /// Returns what is wrong with how it is made up; [`IndexFile::check`] tells of the rest.
    pub(super) fn decode(text: Vec<u8>) -> Result<Self, IndexFault> {
        let cut = || unreadable("it is cut off");
        let (version, count) = heading(&text)?;
        let end = text.len().checked_sub(CHECKSUM).filter(|end| *end >= HEADER).ok_or_else(cut)?;
        let (is_summed, read) = (text[end..].iter().any(|byte| *byte != 0), text.len());
        // A damaged count must not ask for memory that the file cannot fill.
        let entries = Vec::with_capacity(count.min(end / FIXED) + 1);
        let sums = Vec::new();
        let mut index = Self { version, text, read, entries, tree: None, undo: None, is_summed, sums };
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

    /// Compares the checksum of the file that was read, which takes longer than to read it.
    ///
    /// # Errors
    /// Returns that it is another: the file is damaged.
    pub(super) fn check(&mut self) -> Result<(), IndexFault> {
        let read = &self.text[..self.read];
        let Some((body, expected)) = read.split_last_chunk::<CHECKSUM>().filter(|_| self.is_summed) else {
            return Ok(());
        };
        let (mut sum, mut length) = (Sha1::new(), 0);
        for part in body.chunks(STEP) {
            sum.update(part);
            length += part.len();
            self.sums.push((length, sum.clone()));
        }
        if sum.finalize().as_slice() != expected {
            return Err(unreadable("its checksum is another"));
        }
        Ok(())
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

    /// Returns the file as it was read.
    pub(super) fn as_read(&self) -> &[u8] {
        &self.text[..self.read]
    }

    /// Writes the file into `out`, which holds `before` and stands behind it, and returns its length. What is there
    /// already is not written again.
    pub(super) fn encode(&self, out: &mut (impl Write + Seek), before: &[u8]) -> io::Result<usize> {
        let is_extended = self.entries.iter().any(|slot| self.entry(slot).flags() & EXTENDED != 0);
        let version = if self.version == 2 && is_extended { 3 } else { self.version };
        let header = [SIGNATURE, &version.to_be_bytes(), &length(self.entries.len())].concat();
        let (summed, sum) = self.summed_as_read(version, &header);
        let mut out = Written { out, before, length: 0, cursor: before.len(), sum, summed };
        out.put(&header)?;
        if version == 4 {
            out.put(&self.encode_shortened())?;
        } else {
            // What stands together is written together.
            for run in self.entries.chunk_by(|a, b| a.entry.end == b.entry.start) {
                let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
                out.put(&self.text[first.entry.start..last.entry.end])?;
            }
        }
        if let Some(tree) = &self.tree {
            out.put(b"TREE")?;
            out.put(&length(tree.encode().map(<[u8]>::len).sum()))?;
            tree.encode().try_for_each(|part| out.put(part))?;
        }
        if let Some(undo) = &self.undo {
            out.put(b"REUC")?;
            out.put(&length(undo.len()))?;
            out.put(undo)?;
        }
        let sum = std::mem::take(&mut out.sum);
        let checksum = if self.is_summed { sum.finalize().into() } else { [0; CHECKSUM] };
        out.put(&checksum)?;
        Ok(out.length)
    }

    /// Returns the sum of what is written as it was read, from the first byte on, and how long that is, as far as it is
    /// known.
    fn summed_as_read(&self, version: u32, header: &[u8]) -> (usize, Sha1) {
        let is_same = version < 4 && self.text.starts_with(header);
        let ends = self.entries.iter().scan(HEADER, |end, slot| {
            (slot.entry.start == *end).then(|| {
                *end = slot.entry.end;
                *end
            })
        });
        let same = if is_same { ends.last().unwrap_or(0) } else { 0 };
        let known = self.sums.iter().rfind(|(length, _)| *length <= same);
        known.cloned().unwrap_or_default()
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
        let own = if path.is_empty() {
            0..0
        } else {
            self.slots(&self.entries, path.as_bytes(), path.as_bytes(), true)
        };
        own.chain(self.below(path)).map(|at| {
            let slot = &self.entries[at];
            (&self.text[slot.name.clone()], self.entry(slot))
        })
    }

    /// Returns what lies below `path`, to be asked for names there: of a large index, a small part.
    pub(super) fn part_below(&self, path: &str) -> PartBelow<'_> {
        PartBelow::new(self, &self.entries[self.below(path)])
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
        self.below_among(&self.entries, path.as_bytes())
    }

    pub(super) fn below_among(&self, among: &[Slot], path: &[u8]) -> Range<usize> {
        if path.is_empty() {
            return 0..among.len();
        }
        // `0` is what follows `/`.
        self.slots(among, &[path, b"/"].concat(), &[path, b"0"].concat(), false)
    }

    fn slots(&self, among: &[Slot], from: &[u8], to: &[u8], including: bool) -> Range<usize> {
        let start = among.partition_point(|slot| self.name(slot) < from);
        let is_within = |slot: &Slot| match self.name(slot).cmp(to) {
            Ordering::Less => true,
            Ordering::Equal => including,
            Ordering::Greater => false,
        };
        start..start + run(&among[start..], is_within)
    }

    fn find(&self, path: &[u8], stage: u16) -> Result<usize, usize> {
        self.entries
            .binary_search_by(|slot| self.name(slot).cmp(path).then(self.entry(slot).stage().cmp(&stage)))
    }

    fn order(&self, a: &Slot, b: &Slot) -> Ordering {
        let stages = || self.entry(a).stage().cmp(&self.entry(b).stage());
        self.name(a).cmp(self.name(b)).then_with(stages)
    }

    pub(super) fn entry(&self, slot: &Slot) -> Entry<'_> {
        Entry { bytes: &self.text[slot.entry.clone()] }
    }

    pub(super) fn name(&self, slot: &Slot) -> &[u8] {
        &self.text[slot.name.clone()]
    }
}

/// Returns how many slots at the start are within something, where all others come behind them. Folders are many and
/// small: the end is looked for near the start, among entries that were just looked at.
pub(super) fn run(slots: &[Slot], is_within: impl Fn(&Slot) -> bool) -> usize {
    let mut reach = 1;
    while slots.get(reach).is_some_and(&is_within) {
        reach *= 2;
    }
    slots[..slots.len().min(reach)].partition_point(is_within)
}

/// A file in the making: what is put is written and summed up.
struct Written<'a, W> {
    out: &'a mut W,
    /// What it held at first.
    before: &'a [u8],
    length: usize,
    /// Where the next byte is written.
    cursor: usize,
    sum: Sha1,
    /// How much of what comes is in the sum by now.
    summed: usize,
}

impl<W: Write + Seek> Written<'_, W> {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        let summed = self.summed.min(bytes.len());
        self.summed -= summed;
        self.sum.update(&bytes[summed..]);
        let start = self.length;
        self.length += bytes.len();
        if self.before.get(start..self.length) == Some(bytes) {
            return Ok(());
        }
        if self.cursor != start {
            self.out.seek(SeekFrom::Start(start as u64))?;
        }
        self.cursor = self.length;
        self.out.write_all(bytes)
    }
}

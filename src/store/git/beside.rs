//! The worktree beside the index. In goes a folder, or entries; out come the files that the worktree holds otherwise,
//! and what it holds that the index does not know.
//!
//! A file whose `stat` is what the index remembers is not read, as in git; the rest is compared by content. Other line
//! ends do not count (git may have put them there), nor the executable bit, nor the absence of a file that a sparse
//! checkout leaves out.

use std::fs;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::time::SystemTime;

use git2::{ObjectType, Oid};

use super::below::{Child, PartBelow};
use super::dirty::unix_lines;
use super::index_format::Entry;
use super::names::{Name, Opened};
use super::settled::{Settled, Sight};
use super::stat::{Kind, Stat};
use super::{io_fault, names};
use crate::shares::{in_shares, share_of};
use crate::store::StoreError;

/// How many files are worth handing to another thread.
const SHARE: usize = 250;
/// How many folders are: each is read, and so are those below it.
const FOLDERS: usize = 16;
/// The bytes of `stat` that git compares: not the device, which changes when a disk is mounted anew, and not
/// the mode.
const COMPARED: [Range<usize>; 3] = [0..16, 20..24, 28..40];

/// A worktree, and when its index was written.
#[derive(Clone, Copy)]
pub(super) struct Beside<'a> {
    pub(super) root: &'a Opened,
    pub(super) written: Option<SystemTime>,
}

/// What the worktree holds and the index does not know.
pub(super) struct Stranger {
    pub(super) path: String,
    pub(super) is_folder: bool,
}

/// What was found.
#[derive(Default)]
pub(super) struct Found<'a> {
    /// Files of the index that the worktree holds otherwise.
    pub(super) edited: Vec<String>,
    pub(super) strangers: Vec<Stranger>,
    /// Folders that hold the names of the index and no other.
    pub(super) settled: Vec<Sight>,
    /// Entries of folders in which some entry has no name.
    unmet: Vec<PartBelow<'a>>,
    /// Folders to be looked through, and what the index holds below them.
    folders: Vec<(Vec<u8>, PartBelow<'a>)>,
}

impl<'a> Beside<'a> {
    /// Looks through a folder of which the index holds something, all the way down. Folders that are settled are not
    /// read.
    pub(super) fn folder(
        self,
        path: &str,
        known: PartBelow<'a>,
        settled: Option<&Settled>,
    ) -> Result<Found<'a>, StoreError> {
        let mut found = Found::default();
        self.look_into(path.as_bytes(), known, settled, &mut found)?;
        let folders = std::mem::take(&mut found.folders);
        let look = |folders: &[(Vec<u8>, PartBelow<'a>)]| -> Result<Found<'a>, StoreError> {
            let mut found = Found { folders: folders.to_vec(), ..Found::default() };
            while let Some((folder, known)) = found.folders.pop() {
                self.look_into(&folder, known, settled, &mut found)?;
            }
            Ok(found)
        };
        for part in in_shares(&folders, share_of(folders.len(), FOLDERS), look) {
            let part = part?;
            found.edited.extend(part.edited);
            found.strangers.extend(part.strangers);
            found.settled.extend(part.settled);
            found.unmet.extend(part.unmet);
        }
        let unmet: Vec<_> = found.unmet.iter().flat_map(PartBelow::entries).collect();
        found.edited.extend(self.edited(&unmet)?);
        Ok(found)
    }

    /// Compares the files of one folder, and notes the folders in it that the index knows.
    fn look_into(
        self,
        path: &[u8],
        known: PartBelow<'a>,
        settled: Option<&Settled>,
        found: &mut Found<'a>,
    ) -> Result<(), StoreError> {
        // Asked for before the folder is read: what comes into it meanwhile makes the next answer another one.
        let seen = settled.and_then(|settled| {
            let sight = settled.sight(path, &known, &self.root.stat(path).ok()?)?;
            Some((sight, settled.has(&sight)))
        });
        let holds_what_is_known = match seen {
            Some((_, true)) => self.ask_for(path, known, found).map(|()| true),
            _ => self.meet(path, known, found),
        };
        if holds_what_is_known? {
            found.settled.extend(seen.map(|(sight, _)| sight));
        }
        Ok(())
    }

    /// Compares the files of a folder that holds the names of the index and no other.
    fn ask_for(self, path: &[u8], known: PartBelow<'a>, found: &mut Found<'a>) -> Result<(), StoreError> {
        for child in known.children(path) {
            match child {
                Child::Folder(path, below) => found.folders.push((path.to_vec(), below)),
                Child::File(path, entry) => {
                    if self.differs(path, &entry, || self.root.stat(path))? {
                        found.edited.push(text(path));
                    }
                }
            }
        }
        Ok(())
    }

    /// Reads a folder and compares its files; returns whether it holds the names of the index and no other.
    fn meet(self, path: &[u8], known: PartBelow<'a>, found: &mut Found<'a>) -> Result<bool, StoreError> {
        let (mut met, mut fault, before) = (0, None, found.strangers.len());
        self.each_name(path, &mut |path, name| {
            let below = if name.is_folder { known.folder(path) } else { None };
            if let Some(below) = below {
                met += below.len();
                found.folders.push((path.to_vec(), below));
            } else if let Some(entry) = known.get(path) {
                met += 1;
                match self.differs(path, &entry, || name.stat()) {
                    Ok(false) => {}
                    Ok(true) => found.edited.push(text(path)),
                    Err(error) => fault = Some(error),
                }
                if name.is_folder && !entry.is_repository() {
                    // A folder in place of a file may hold anything.
                    found.strangers.push(Stranger { path: text(path), is_folder: true });
                }
            } else {
                found.strangers.push(Stranger { path: text(path), is_folder: name.is_folder });
            }
        })?;
        if met < known.len() {
            found.unmet.push(known);
        }
        let is_all = met == known.len() && found.strangers.len() == before;
        fault.map_or(Ok(is_all), Err)
    }

    /// Returns everything in a folder of which the index knows nothing.
    pub(super) fn strangers(self, path: &str) -> Result<Vec<Stranger>, StoreError> {
        let mut found = Vec::new();
        self.each_name(path.as_bytes(), &mut |path, name| {
            found.push(Stranger { path: text(path), is_folder: name.is_folder });
        })?;
        Ok(found)
    }

    /// Visits the paths in a folder; git's own is left out.
    fn each_name(self, path: &[u8], visit: &mut dyn FnMut(&[u8], &Name<'_>)) -> Result<(), StoreError> {
        let mut whole = if path.is_empty() { Vec::new() } else { [path, b"/"].concat() };
        let above = whole.len();
        let mut add = |name: &Name<'_>| {
            whole.truncate(above);
            whole.extend_from_slice(name.bytes);
            if whole != b".git" {
                visit(&whole, name);
            }
        };
        match names::each(self.root, path, &mut add) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            read => read.map_err(|error| io_fault("read", &self.root.place(path))(error)),
        }
    }

    /// Returns the files that the worktree holds otherwise, wherever they lie.
    pub(super) fn edited(self, entries: &[(&[u8], Entry<'_>)]) -> Result<Vec<String>, StoreError> {
        let look = |part: &[(&[u8], Entry<'_>)]| -> Result<Vec<String>, StoreError> {
            let mut edited = Vec::new();
            for (path, entry) in part.iter().filter(|(_, entry)| entry.stage() == 0) {
                if self.differs(path, entry, || self.root.stat(path))? {
                    edited.push(text(path));
                }
            }
            Ok(edited)
        };
        let parts = in_shares(entries, share_of(entries.len(), SHARE), look);
        Ok(parts.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
    }

    /// Whether the worktree holds something else than the index.
    fn differs(
        self,
        path: &[u8],
        entry: &Entry<'_>,
        stat: impl FnOnce() -> io::Result<Stat>,
    ) -> Result<bool, StoreError> {
        if entry.is_taken_for_unchanged() {
            return Ok(false);
        }
        let Ok(stat) = stat() else { return Ok(!entry.is_skipped()) };
        if entry.is_repository() {
            // What it holds is not ours to judge.
            return Ok(false);
        }
        let kind = if entry.is_file() { Kind::File } else { Kind::Link };
        if stat.kind != kind {
            return Ok(true);
        }
        if self.is_remembered(&stat, entry) {
            return Ok(false);
        }
        let place = self.root.place(path);
        if kind == Kind::Link {
            let target = fs::read_link(&place).map_err(io_fault("read", &place))?;
            return Ok(id(target.to_string_lossy().as_bytes()) != Some(entry.id()));
        }
        let bytes = fs::read(&place).map_err(io_fault("read", &place))?;
        Ok(id(&bytes) != Some(entry.id()) && id(&unix_lines(&bytes)) != Some(entry.id()))
    }

    /// Whether `stat` says what the index remembers. A file that is not older than the index may have been edited
    /// within the same tick of the clock, and is compared.
    fn is_remembered(self, stat: &Stat, entry: &Entry<'_>) -> bool {
        let is_same = COMPARED.iter().all(|range| stat.bytes[range.clone()] == entry.stat()[range.clone()]);
        is_same && stat.modified.zip(self.written).is_some_and(|(modified, written)| modified < written)
    }
}

fn id(bytes: &[u8]) -> Option<Oid> {
    Oid::hash_object(ObjectType::Blob, bytes).ok()
}

fn text(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}

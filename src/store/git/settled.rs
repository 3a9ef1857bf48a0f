//! Folders that need not be read again. In goes what a folder holds by the index, and what the system says of the
//! folder; out comes whether it was read before, and held just those names, while the system said the same.
//!
//! Whoever adds a name to a folder, or takes one away, changes its times. That is believed of file systems that are
//! known to keep them, and of folders that were last changed before the index was written: what is not older may be
//! changed again within the same tick of the clock, and keep its times. What is kept are digests, each of what the
//! system says of a folder and of the names in it: where any of it is otherwise now, no digest is found. git keeps the
//! like in its untracked cache.

use sha2::{Digest as _, Sha256};

use super::GitStore;
use super::below::{Child, PartBelow};
use super::index::Index;
use super::names::Opened;
use super::stat::{self, Stat};
use crate::store::{Cache, Store as _};

/// Below a folder of fewer files, all folders are read in no time.
const WORTH: usize = if cfg!(test) { 1 } else { 256 };
/// How the file begins in the cache; what was kept in another form is not found.
const NAME: &str = "folders";
const FORM: &str = "1";

/// The first bytes of a SHA-256: enough that no two folders share them.
const DIGEST: usize = 16;

/// A folder, the names that the index holds in it, and what the system says of it.
pub(super) type Sight = [u8; DIGEST];

/// What was settled at the last look.
pub(super) struct Settled {
    cache: Cache,
    name: String,
    stamp: String,
    /// In order.
    kept: Vec<Sight>,
    /// What the system says of the index.
    index: Stat,
}

impl GitStore {
    /// Returns what is kept of the folders at and below `path`; none where that cannot be told, or is not worth it.
    pub(super) fn settled(
        &self,
        path: &str,
        known: &PartBelow<'_>,
        index: &Index,
        root: &Opened,
    ) -> Option<Settled> {
        if known.len() < WORTH || !root.keeps_times() {
            return None;
        }
        let index = index.stat()?;
        // Each linked worktree has folders of its own.
        let git_folder = self.repository.path();
        let name = match git_folder.file_name().filter(|_| self.repository.is_worktree()) {
            Some(worktree) => format!("{NAME}-{}", worktree.to_string_lossy()),
            None => NAME.to_owned(),
        };
        let stamp = format!("{FORM} {path}");
        let cache = self.cache();
        let bytes = cache.read(&name, &stamp).unwrap_or_default();
        let kept = bytes.as_chunks().0.to_vec();
        Some(Settled { cache, name, stamp, kept, index })
    }
}

impl Settled {
    /// Returns what is to be known of a folder if it can be relied on: `stat` was asked for before the folder is read.
    pub(super) fn sight(&self, path: &[u8], known: &PartBelow<'_>, stat: &Stat) -> Option<Sight> {
        let is_past = stat.bytes[stat::CHANGED] < self.index.bytes[stat::WRITTEN];
        let is_beside_index = stat.bytes[stat::DEVICE] == self.index.bytes[stat::DEVICE];
        if !is_beside_index || !is_past {
            return None;
        }
        let above = if path.is_empty() { 0 } else { path.len() + 1 };
        let mut sum = Sha256::new();
        sum.update(stat.bytes);
        // No name has a NUL or a slash in it.
        for child in known.children(path) {
            let (path, end) = match child {
                Child::File(path, _) => (path, 0),
                Child::Folder(path, _) => (path, b'/'),
            };
            sum.update(&path[above..]);
            sum.update([end]);
        }
        let mut sight = [0; DIGEST];
        sight.copy_from_slice(&sum.finalize()[..DIGEST]);
        Some(sight)
    }

    /// Whether a folder was seen so before.
    pub(super) fn has(&self, sight: &Sight) -> bool {
        self.kept.binary_search(sight).is_ok()
    }

    /// Keeps how those folders were seen that hold the names of the index and no other.
    pub(super) fn keep(&self, mut seen: Vec<Sight>) {
        seen.sort_unstable();
        if seen != self.kept {
            self.cache.write(&self.name, &self.stamp, seen.as_flattened());
        }
    }
}

//! The index, changed at a few names. In goes a repository's index file, copied; out goes the
//! copy, in place of it. Every other entry, staged by the user or not, stays as it was.

use std::fs::{self, File, Metadata};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use git2::{Index, IndexEntry, IndexTime, Oid};

use super::index_format::{Required, required_extension};
use super::{fault, io_fault};
use crate::store::StoreError;

const FILE: u32 = 0o100_644;
/// The bit of the extended flags for "not to be in the worktree" (a sparse checkout).
pub(super) const SKIP_WORKTREE: u16 = 1 << 14;

/// A copy of the index in a folder of ours, to be changed and put in the index's place.
pub(super) struct IndexCopy {
    copy: PathBuf,
    original: PathBuf,
    /// Of the original, where there is one.
    metadata: Option<Metadata>,
    index: Index,
}

/// The index's word on a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Content {
    /// The blob.
    pub(super) id: Oid,
    /// Whether a sparse checkout leaves the file out of the worktree.
    pub(super) skipped: bool,
}

/// What the index holds for one path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Staged {
    /// Nothing.
    Absent,
    /// A file.
    File(Content),
    /// Something else: an unmerged or a special entry, or files where this path needs a folder.
    Other,
}

impl IndexCopy {
    /// Reads the index of `git_folder`. `index.lock` must be held if the copy is to be saved.
    pub(super) fn read(git_folder: &Path, scratch: &Path) -> Result<Self, StoreError> {
        let (original, copy) = (git_folder.join("index"), scratch.join("index"));
        let metadata = match fs::metadata(&original) {
            Ok(metadata) => {
                fs::copy(&original, &copy).map_err(io_fault("copy", &original))?;
                Some(metadata)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(io_fault("read", &original)(error)),
        };
        let index = Index::open(&copy).map_err(|error| {
            // What the library says names the copy, which is nothing to anybody.
            let detail = error.message().replace(&*copy.to_string_lossy(), &original.to_string_lossy());
            unreadable(&original, detail)
        })?;
        Ok(Self { copy, original, metadata, index })
    }

    /// Returns what is staged at `path`.
    pub(super) fn staged(&self, path: &str) -> Staged {
        let at = |path: &str, stage| self.index.get_path(Path::new(path), stage);
        let is_unmerged = (1..=3).any(|stage| at(path, stage).is_some());
        let is_folder = self.index.find_prefix(format!("{path}/")).is_ok();
        let below_a_file = path.match_indices('/').any(|(end, _)| at(&path[..end], 0).is_some());
        if is_unmerged || is_folder || below_a_file {
            return Staged::Other;
        }
        match at(path, 0) {
            None => Staged::Absent,
            Some(entry) if entry.mode & 0o170_000 == 0o100_000 => {
                let skipped = entry.flags_extended & SKIP_WORKTREE != 0;
                Staged::File(Content { id: entry.id, skipped })
            }
            Some(_) => Staged::Other,
        }
    }

    /// Sets the entry of `path` to `content`. `written` is the worktree file's metadata: without
    /// it, git compares the file's content.
    pub(super) fn put(
        &mut self,
        path: &str,
        content: Content,
        written: Option<&Metadata>,
    ) -> Result<(), StoreError> {
        let mut entry = IndexEntry {
            ctime: IndexTime::new(0, 0),
            mtime: IndexTime::new(0, 0),
            dev: 0,
            ino: 0,
            mode: FILE,
            uid: 0,
            gid: 0,
            file_size: 0,
            id: content.id,
            flags: 0,
            flags_extended: if content.skipped { SKIP_WORKTREE } else { 0 },
            path: path.as_bytes().to_vec(),
        };
        if let Some(metadata) = written {
            stamp(&mut entry, metadata);
        }
        self.index.add(&entry).map_err(fault("change the index"))
    }

    /// Takes `path` out.
    pub(super) fn remove(&mut self, path: &str) -> Result<(), StoreError> {
        match self.index.remove(Path::new(path), 0) {
            Err(error) if error.code() != git2::ErrorCode::NotFound => Err(fault("change the index")(error)),
            _ => Ok(()),
        }
    }

    /// Puts the copy in the index's place.
    pub(super) fn save(mut self) -> Result<(), StoreError> {
        self.index.write().map_err(fault("write the index"))?;
        let written = io_fault("write", &self.copy);
        let file = File::options().write(true).open(&self.copy).map_err(&written)?;
        if let Some(before) = &self.metadata {
            file.set_permissions(before.permissions()).map_err(&written)?;
            let stamp = before.modified().map_err(&written)?;
            file.set_modified(just_before(stamp)).map_err(&written)?;
        }
        file.sync_all().map_err(&written)?;
        drop(file);
        fs::rename(&self.copy, &self.original).map_err(io_fault("replace", &self.original))
    }
}

/// Returns the time the new index is given. git takes a file for changed content, whatever its
/// metadata, if it is not older than the index: a fresh time would hide an edit of the user's that
/// was made right after the old index was written. One nanosecond off, so that no reader takes the
/// new file for the one it knows.
fn just_before(stamp: SystemTime) -> SystemTime {
    stamp.checked_sub(Duration::from_nanos(1)).unwrap_or(stamp)
}

#[cfg(unix)]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the index keeps the low 32 bits"
)]
fn stamp(entry: &mut IndexEntry, metadata: &Metadata) {
    use std::os::unix::fs::MetadataExt as _;
    entry.ctime = IndexTime::new(metadata.ctime() as i32, metadata.ctime_nsec() as u32);
    entry.mtime = IndexTime::new(metadata.mtime() as i32, metadata.mtime_nsec() as u32);
    entry.dev = metadata.dev() as u32;
    entry.ino = metadata.ino() as u32;
    entry.uid = metadata.uid();
    entry.gid = metadata.gid();
    entry.file_size = metadata.size() as u32;
}

/// Elsewhere the entry keeps zeros, and git compares the content once.
#[cfg(not(unix))]
fn stamp(_: &mut IndexEntry, _: &Metadata) {}

/// Names what keeps libgit2 from reading the index.
fn unreadable(original: &Path, detail: String) -> StoreError {
    let bytes = fs::read(original).unwrap_or_default();
    match required_extension(&bytes) {
        Some(Required::Split) => StoreError::SplitIndex,
        Some(Required::Sparse) => StoreError::SparseIndex,
        // libgit2 says that such a file does not exist.
        None if !bytes.starts_with(b"DIRC") => {
            StoreError::IndexUnreadable { detail: "it does not begin as one".to_owned() }
        }
        None => StoreError::IndexUnreadable { detail },
    }
}

/// Names what keeps libgit2 from reading the index of `git_folder`, after it failed to.
pub(super) fn index_fault(git_folder: &Path, error: &git2::Error) -> StoreError {
    unreadable(&git_folder.join("index"), error.message().to_owned())
}

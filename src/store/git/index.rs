//! The index, changed at a few names. In goes a repository's index file; out goes another in place of it.
//! Every other entry, staged by the user or not, stays as it was.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use git2::Oid;

use super::cache_tree::Moved;
use super::index_file::IndexFile;
use super::index_format::IndexFault;
use super::stat::Stat;
use super::sync::Syncing;
use super::{index_part, io_fault, stat};
use crate::store::StoreError;

/// How many paths are looked for in every name of the index; of more, all names are kept.
const FEW: usize = 16;
/// How many bytes the entries of a change take, mostly.
const ROOM: usize = 4096;
/// The index in the making.
const PREPARED: &str = "index";

/// The index of a repository, as it was read, to be changed and put in its place.
pub(super) struct Index {
    place: PathBuf,
    /// The file that was read, where there is one, and what the system says of it.
    read: Option<(File, Metadata)>,
    file: IndexFile,
    /// A copy of the file that was read, to become the next.
    copy: Option<File>,
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

impl Index {
    /// Reads the index of `git_folder`, for looking at alone, as long as [`Index::check`] has not found it whole.
    pub(super) fn look(git_folder: &Path) -> Result<Self, StoreError> {
        Self::read(git_folder, |file, length| Ok(IndexFile::decode(whole(file, length)?)))
    }

    /// Reads what the index of `git_folder` holds at and around `paths`, for looking at alone.
    pub(super) fn look_at(git_folder: &Path, paths: &[&str]) -> Result<Self, StoreError> {
        if paths.len() > FEW {
            return Self::look(git_folder);
        }
        Self::read(git_folder, |file, length| index_part::read(file, length, paths))
    }

    /// Reads the index of `git_folder`, to be changed: `index.lock` must be held.
    pub(super) fn take(git_folder: &Path) -> Result<Self, StoreError> {
        let mut index = Self::look(git_folder)?;
        index.check()?;
        Ok(index)
    }

    /// Compares the checksum of the file, which takes longer than to read it. An index that is found whole may be
    /// changed, if `index.lock` has been held since before it was read.
    pub(super) fn check(&mut self) -> Result<(), StoreError> {
        Ok(self.file.check()?)
    }

    fn read(
        git_folder: &Path,
        decode: impl Fn(&mut File, u64) -> io::Result<Result<IndexFile, IndexFault>>,
    ) -> Result<Self, StoreError> {
        let place = git_folder.join("index");
        // The metadata must be that of the very file that is read: another may take its place meanwhile.
        let read = File::open(&place).and_then(|mut file| {
            let metadata = file.metadata()?;
            Ok((decode(&mut file, metadata.len())?, (file, metadata)))
        });
        let (file, read) = match read {
            Ok((decoded, read)) => (decoded?, Some(read)),
            Err(error) if error.kind() == ErrorKind::NotFound => (IndexFile::empty(), None),
            Err(error) => return Err(io_fault("read", &place)(error)),
        };
        Ok(Self { place, read, file, copy: None })
    }

    /// Returns the entries.
    pub(super) fn file(&self) -> &IndexFile {
        &self.file
    }

    /// Returns when the index was written; nothing where there is none.
    pub(super) fn written(&self) -> Option<SystemTime> {
        self.read.as_ref()?.1.modified().ok()
    }

    /// Returns what the system says of the index; nothing where there is none.
    pub(super) fn stat(&self) -> Option<Stat> {
        self.read.as_ref().map(|(_, metadata)| Stat::of(metadata))
    }

    /// Returns what is staged at `path`.
    pub(super) fn staged(&self, path: &str) -> Staged {
        let file = &self.file;
        let below_a_file = path.match_indices('/').any(|(end, _)| file.get(&path[..end]).is_some());
        if file.is_unmerged(path) || file.is_folder(path) || below_a_file {
            return Staged::Other;
        }
        match file.get(path) {
            None => Staged::Absent,
            Some(entry) if entry.is_file() => {
                Staged::File(Content { id: entry.id(), skipped: entry.is_skipped() })
            }
            Some(_) => Staged::Other,
        }
    }

    /// Sets the entry of `path` to `content`. `written` is the worktree file's metadata: without
    /// it, git compares the file's content.
    pub(super) fn put(&mut self, path: &str, content: Content, written: Option<&Metadata>) {
        let stat = written.map_or_else(stat::unknown, stat::bytes);
        self.file.put(path, &stat, content.id, content.skipped);
    }

    /// Takes `path` out.
    pub(super) fn remove(&mut self, path: &str) {
        self.file.remove(path);
    }

    /// Has the folders above `path` be looked at anew by git.
    pub(super) fn forget(&mut self, path: &str) {
        self.file.forget(path);
    }

    /// Tells which trees the folders of a commit are by now; those that hold others come first.
    pub(super) fn follow(&mut self, moved: &[Moved]) {
        self.file.follow(moved);
    }

    /// Copies the index that was read, where there is one, into `scratch`, a folder on the same file system, and begins
    /// to make that last: little is left to be written for a change.
    pub(super) fn copy(&mut self, scratch: &Path, syncing: &Syncing) -> Result<(), StoreError> {
        if !self.file.as_read().is_empty() {
            let made = scratch.join(PREPARED);
            let fault = io_fault("write", &made);
            let mut file = File::create(&made).map_err(&fault)?;
            file.write_all(self.file.as_read()).map_err(&fault)?;
            syncing.file(&file);
            self.copy = Some(file);
        }
        Ok(())
    }

    /// Writes the index into `scratch`.
    fn prepare(&mut self, scratch: &Path) -> Result<File, StoreError> {
        let made = scratch.join(PREPARED);
        let fault = io_fault("write", &made);
        let (mut file, before) = match self.copy.take() {
            Some(file) => (file, self.file.as_read()),
            None => (File::create(&made).map_err(&fault)?, [].as_slice()),
        };
        let length = self.file.encode(&mut file, before).map_err(&fault)?;
        if length < before.len() {
            file.set_len(length as u64).map_err(&fault)?;
        }
        if let Some((_, before)) = &self.read {
            file.set_permissions(before.permissions()).map_err(&fault)?;
            file.set_modified(just_before(before.modified().map_err(&fault)?)).map_err(&fault)?;
        }
        Ok(file)
    }

    /// Puts the index in its place, to last, and makes `folders` last with it.
    pub(super) fn save(&mut self, scratch: &Path, folders: &[PathBuf]) -> Result<(), StoreError> {
        let syncing = Syncing::start();
        self.lay_by(scratch, folders, &syncing)?;
        self.publish(scratch, &syncing)
    }

    /// Writes the index into `scratch`, to last, and makes `folders` last with it.
    pub(super) fn lay_by(
        &mut self,
        scratch: &Path,
        folders: &[PathBuf],
        syncing: &Syncing,
    ) -> Result<(), StoreError> {
        folders.iter().for_each(|folder| syncing.folder(folder));
        let prepared = self.prepare(scratch).map(|file| syncing.take(file));
        let synced = syncing.finish().map_err(io_fault("write", &self.place));
        prepared.and(synced)
    }

    /// Puts what was laid by in its place; what was there is closed by `syncing`.
    pub(super) fn publish(&mut self, scratch: &Path, syncing: &Syncing) -> Result<(), StoreError> {
        fs::rename(scratch.join(PREPARED), &self.place).map_err(io_fault("replace", &self.place))?;
        if let Some((file, _)) = self.read.take() {
            syncing.close(file);
        }
        Ok(())
    }
}

impl From<IndexFault> for StoreError {
    fn from(fault: IndexFault) -> Self {
        match fault {
            IndexFault::Split => StoreError::SplitIndex,
            IndexFault::Sparse => StoreError::SparseIndex,
            IndexFault::Unreadable(detail) => StoreError::IndexUnreadable { detail },
        }
    }
}

/// Reads a file of so many bytes, with room for the entries of one change.
fn whole(file: &mut File, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default() + ROOM);
    io::Read::read_to_end(file, &mut bytes)?;
    Ok(bytes)
}

/// Returns the time the new index is given. git takes a file for changed content, whatever its
/// metadata, if it is not older than the index: a fresh time would hide an edit of the user's that
/// was made right after the old index was written. One nanosecond off, so that no reader takes the
/// new file for the one it knows.
fn just_before(stamp: SystemTime) -> SystemTime {
    stamp.checked_sub(Duration::from_nanos(1)).unwrap_or(stamp)
}

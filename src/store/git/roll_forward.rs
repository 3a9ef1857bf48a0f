//! A change made whose process died before the branch moved. In go its journal and its objects; out comes the
//! branch moved to its commit, and worktree and index that show it.
//!
//! Nobody was told what became of it, so that it may be made as well as taken back. It is made, since `git commit`
//! may have read the index while the change was in it already, before it waits for the lock: with the branch moved
//! it is refused, where with the change taken back it would record what it read as the person's own.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use git2::Oid;

use super::branch::{self, Move};
use super::journal::Journal;
use super::lock::Patience;
use super::sync::sync;
use super::{GitStore, fault, io_fault, revision};
use crate::store::{CommitError, Revision, StoreError};

impl GitStore {
    /// Returns the folders of the objects that a change wrote, if it came to write them all.
    pub(super) fn whole(&self, journal: &Journal) -> Result<Option<Vec<PathBuf>>, StoreError> {
        match self.objects_of(journal) {
            Err(StoreError::MissingObject { id })
                if !self.has(Oid::from_str(&id).map_err(fault("name an object"))?)? =>
            {
                Ok(None)
            }
            found => {
                let objects = self.repository.commondir().join("objects");
                let shard = |id: Oid| objects.join(&id.to_string()[..2]);
                let folders: BTreeSet<PathBuf> = found?.into_iter().map(shard).collect();
                // Some may be in a pack, which git made to last.
                Ok(Some(folders.into_iter().filter(|folder| folder.is_dir()).chain([objects]).collect()))
            }
        }
    }

    /// Whether an object is there. libgit2 takes one that it cannot look at for one that is not.
    ///
    /// # Errors
    /// Returns that it cannot be looked at.
    pub(super) fn has(&self, id: Oid) -> Result<bool, StoreError> {
        let odb = self.repository.odb().map_err(fault("open the object database"))?;
        if odb.exists(id) {
            return Ok(true);
        }
        let name = id.to_string();
        let path = self.repository.commondir().join("objects").join(&name[..2]).join(&name[2..]);
        match path.symlink_metadata() {
            Ok(_) => Err(io_fault("read", &path)(io::Error::other("it is there, and was not found"))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(io_fault("read", &path)(error)),
        }
    }

    fn objects_of(&self, journal: &Journal) -> Result<Vec<Oid>, StoreError> {
        let folders = self.folders_of(journal.commit)?;
        let mut objects = vec![journal.commit];
        for path in &journal.paths {
            if let Some(blob) = folders.blob_at(path)? {
                if !self.has(blob)? {
                    return Err(StoreError::MissingObject { id: blob.to_string() });
                }
                objects.push(blob);
            }
        }
        objects.extend(folders.looked_at());
        Ok(objects)
    }

    /// Returns the change that was made for a process that died before it could, if there was one.
    #[must_use]
    pub fn made_up_for(&self) -> Option<Revision> {
        self.made_up_for.get().map(revision)
    }

    /// Makes the change in the order of a commit; takes it back where the branch moved meanwhile. Both locks must be
    /// held.
    pub(super) fn roll_forward(
        &self,
        journal: &Journal,
        folders: &[PathBuf],
        scratch: &Path,
        patience: &mut Patience,
    ) -> Result<(), StoreError> {
        let next = branch::prepare(scratch, journal.commit)?;
        sync(&[&next], folders).map_err(io_fault("write in", scratch))?;
        self.show_again(journal, journal.commit, scratch)?;
        let commit = self.find_commit(journal.commit)?;
        let header = commit.raw_header_bytes();
        let committer = header.split(|byte| *byte == b'\n').find_map(|line| line.strip_prefix(b"committer "));
        let to_make = Move {
            branch: &journal.branch,
            from: journal.base,
            to: journal.commit,
            committer: committer.unwrap_or_default(),
            reason: branch::reason(journal.base, &String::from_utf8_lossy(commit.message_bytes())),
        };
        match self.move_branch(&to_make, scratch, patience, &mut || Ok(())) {
            Ok(()) => {
                self.made_up_for.set(Some(journal.commit));
                Ok(())
            }
            Err(CommitError::Store(error) | CommitError::Unsure { source: error, .. }) => Err(error),
            // The branch moved.
            Err(_) => self.take_back(journal, scratch),
        }
    }
}

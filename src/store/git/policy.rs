//! A commit, judged by the person's own policy. In go a base revision and a commit; out comes the commit as hooks let
//! it be, with its signature, before any lock is taken for good: no program of the person's runs under a lock.
//!
//! Where nothing is configured, nothing is paid for but a look at the configuration.

use std::borrow::Cow;
use std::fs::File;
use std::path::Path;

use git2::Oid;
use tempfile::TempDir;

use super::commit::scratch;
use super::configured::Policy;
use super::hooks::Hooks;
use super::index::Index;
use super::lock::{FileLock, Patience};
use super::objects::Objects;
use super::sign::Signed;
use super::sync::Syncing;
use super::{GitStore, io_fault, revision};
use crate::process::Shield;
use crate::store::{CommitError, NewCommit, Revision, StoreError};

/// How the folders are called in which hooks and signatures are waited for.
pub(super) const SCRATCH: &str = "aboard-asked-";
/// The file in them that the process holds for as long as it lives.
pub(super) const LOCK: &str = "lock";

/// What the policy made of a commit.
pub(super) struct Agreed<'a> {
    /// The commit, with the message that a hook may have changed.
    pub(super) commit: Cow<'a, NewCommit>,
    /// Its signature, if it is to have one.
    pub(super) signed: Option<Signed>,
}

/// What is to be recorded, for hooks and signatures to see.
struct Draft {
    head: Option<Oid>,
    tree: Oid,
    scratch: Scratch,
}

/// A folder that is known for left behind when its process has died: the lock in it can be taken.
struct Scratch {
    // Closed before the folder goes.
    _lock: File,
    folder: TempDir,
}

impl GitStore {
    /// Has the policy of the repository judge a commit, and sign it. Locks are held only to look.
    ///
    /// # Errors
    /// Among others [`CommitError::Policy`], and whatever would keep the commit from being made anyway, so that
    /// nobody is asked in vain.
    pub(super) fn agree<'a>(
        &self,
        base: Option<&Revision>,
        new: &'a NewCommit,
    ) -> Result<Agreed<'a>, CommitError> {
        let policy = self.policy()?;
        let mut agreed = Agreed { commit: Cow::Borrowed(new), signed: None };
        if policy == Policy::default() {
            return Ok(agreed);
        }
        let Draft { head, tree, scratch } = self.draft(base, new)?;
        let shield = Shield::raise();
        // Taken away before the shield is lowered: then a signal ends the process.
        let scratch = scratch;
        let folder = scratch.folder.path();
        if policy.pre_commit || policy.commit_msg {
            let hooks = Hooks::prepare(self, tree, new, folder, &shield)?;
            if policy.pre_commit {
                hooks.pre_commit()?;
            }
            if policy.commit_msg
                && let Some(message) = hooks.commit_msg()?
            {
                agreed.commit.to_mut().message = message;
            }
        }
        if policy.signs {
            agreed.signed = Some(self.sign(head, tree, &agreed.commit, folder, &shield)?);
        }
        Ok(agreed)
    }

    /// Looks under the file lock at what is to be recorded, and puts what it is made of into the repository, where
    /// nothing refers to it yet.
    fn draft(&self, base: Option<&Revision>, new: &NewCommit) -> Result<Draft, CommitError> {
        let git_folder = self.repository.path();
        let mut patience = Patience::new(self.patience);
        let _file_lock = FileLock::take(self.repository.commondir(), &mut patience)?;
        let own = scratch(git_folder)?;
        self.recover_under_lock(own.path(), &mut patience)?;
        self.ready()?;
        let head = self.head_id()?;
        if head.map(revision).as_ref() != base {
            return Err(CommitError::Moved { now: head.map(revision) });
        }
        let syncing = Syncing::start();
        let mut objects = Objects::new(self.repository.commondir(), &syncing);
        let edits = self.checked(head, &Index::look(git_folder)?, &new.edits, &mut objects)?;
        let tree = self.write_trees(head, &edits, &mut objects, &mut Vec::new())?;
        super::commit::object(head, tree, new)?;
        syncing.finish().map_err(io_fault("write in", git_folder))?;
        objects.publish()?;
        Ok(Draft { head, tree, scratch: Scratch::make(git_folder)? })
    }
}

impl Scratch {
    /// Makes the folder, and takes away those whose process has died. The file lock must be held.
    fn make(git_folder: &Path) -> Result<Self, StoreError> {
        for entry in git_folder.read_dir().into_iter().flatten().flatten() {
            let lock = File::open(entry.path().join(LOCK));
            if entry.file_name().to_string_lossy().starts_with(SCRATCH)
                && lock.map_or(true, |lock| lock.try_lock().is_ok())
            {
                // What cannot be removed only takes room.
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
        let fault = io_fault("create a folder in", git_folder);
        let folder = tempfile::Builder::new().prefix(SCRATCH).tempdir_in(git_folder).map_err(&fault)?;
        let lock = File::create(folder.path().join(LOCK)).map_err(&fault)?;
        lock.lock().map_err(fault)?;
        Ok(Self { _lock: lock, folder })
    }
}

//! What a process left that died in the middle of a commit, brought to an end. In goes the repository; out
//! comes one whose branch has moved to the commit, if that can be, whose worktree and index show the branch, and
//! the locks gone.
//!
//! Only what is provably ours is touched: the file lock must be held, so the process that left a journal or
//! a marked `index.lock` is no more.

use std::path::Path;
use std::time::Duration;

use git2::Oid;

use super::branch::remove_left_lock;
use super::commit::scratch;
use super::dirty::Before;
use super::index::{Index, Staged};
use super::journal::{Journal, Written};
use super::lock::{FileLock, IndexLock, Patience};
use super::project::{Checked, Projection};
use super::{GitStore, stale};
use crate::store::{Edit, StoreError};

/// How long a command that only reads waits for a change under way, where the index may be from before the last one.
const STALE_PATIENCE: Duration = Duration::from_secs(1);

impl GitStore {
    /// Mends what a process left that died, if there is anything and no other process is at work. Returns
    /// whether there was.
    ///
    /// # Errors
    /// Returns why it cannot be mended; then it is left for the next time.
    pub fn recover(&self) -> Result<bool, StoreError> {
        let git_folder = self.repository.path();
        let is_left = Written::left(git_folder)?.is_some() || IndexLock::is_ours(git_folder)?;
        if !is_left && !stale::may_be(git_folder) {
            return Ok(false);
        }
        // Whoever holds the lock mends what is left before they go on, and a stale index only by the end of their own
        // change, if they come to that: until then git may commit it.
        let may_be_stale = stale::may_be(git_folder);
        let mut patience =
            Patience::new(if may_be_stale { self.patience.min(STALE_PATIENCE) } else { Duration::ZERO });
        let _file_lock = match FileLock::take(self.repository.commondir(), &mut patience) {
            // Whoever holds it is alive, and what is there is its own.
            Err(StoreError::Locked { .. }) => return Ok(false),
            taken => taken?,
        };
        let scratch = scratch(git_folder)?;
        let is_mended = self.recover_under_lock(scratch.path(), &mut patience)?;
        // Who died may have been about to mend this as well.
        let is_refreshed = stale::may_be(git_folder) && self.refresh_stale(scratch.path(), &mut patience)?;
        Ok(is_mended || is_refreshed)
    }

    /// Does the same under the file lock, waiting for an `index.lock` that another program holds.
    pub(super) fn recover_under_lock(
        &self,
        scratch: &Path,
        patience: &mut Patience,
    ) -> Result<bool, StoreError> {
        let git_folder = self.repository.path();
        let mut left = Written::left(git_folder)?;
        let lock = if IndexLock::is_ours(git_folder)? {
            IndexLock::inherit(git_folder)
        } else if let Some(left) = &mut left {
            let lock = IndexLock::take(git_folder, scratch, patience)?;
            // Where the lock was taken away by hand, so may what the change wrote have been.
            left.give_up()?;
            lock
        } else {
            return Ok(false);
        };
        let is_to_keep = match self.bring_in_step(left.as_ref(), scratch, patience) {
            Ok(is_to_keep) => is_to_keep,
            Err(error) => {
                lock.leave();
                return Err(error);
            }
        };
        // The journal goes first: were the lock gone before it, what a person does next could be taken for
        // what the commit left.
        let end = if is_to_keep { Written::finish } else { Written::remove };
        left.map_or(Ok(()), end).inspect_err(|_| lock.leave())?;
        Ok(true)
    }

    /// Returns whether what the journal tells was made, or taken back, so that git may still have read some of it.
    fn bring_in_step(
        &self,
        left: Option<&Written>,
        scratch: &Path,
        patience: &mut Patience,
    ) -> Result<bool, StoreError> {
        let is_given_up = left.is_some_and(Written::is_given_up);
        let Some(journal) = left.map_or(Ok(None), Written::read)? else {
            // Git is kept out until all is in step, what others wrote as well.
            let mut index = Index::take(self.repository.path())?;
            if self.freshen(&mut index)? {
                index.save(scratch, &[])?;
            }
            return Ok(false);
        };
        remove_left_lock(self.repository.commondir(), &journal.branch, journal.commit)?;
        if self.branch_reference()?.as_ref() != Some(&journal.branch) {
            // Another branch was checked out since, and whoever did has seen to worktree and index.
            return Ok(false);
        }
        let head = self.head_id()?;
        if let Some(head) = head
            && self.holds(head, journal.commit)?
        {
            self.show_again(&journal, head, scratch)?;
        } else if !is_given_up
            && head == journal.base
            && let Some(folders) = self.whole(&journal)?
        {
            self.roll_forward(&journal, &folders, scratch, patience)?;
        } else {
            self.take_back(&journal, scratch)?;
        }
        Ok(true)
    }

    /// Returns the edit of the user's that a change replaced at a path, if it is still there: nothing refers to it, and
    /// git may have swept it.
    pub(super) fn replaced(&self, journal: &Journal, path: &str) -> Result<Option<Oid>, StoreError> {
        match journal.replaced(path) {
            Some(id) if self.has(id)? => Ok(Some(id)),
            _ => Ok(None),
        }
    }

    /// Has worktree and index show what `tip` has of a change, but for what the user did since. Both locks must be
    /// held.
    pub(super) fn show_again(&self, journal: &Journal, tip: Oid, scratch: &Path) -> Result<(), StoreError> {
        // Git is kept out until all is in step, what others wrote as well.
        let mut index = Index::take(self.repository.path())?;
        self.freshen(&mut index)?;
        let after = self.folders_of(tip)?;
        let before = journal.base.map(|id| self.folders_of(id)).transpose()?;
        let mut edits = Vec::new();
        let mut checked = Vec::new();
        for path in &journal.paths {
            let old = before.as_ref().map(|before| before.blob_at(path)).transpose()?.flatten();
            let new = after.blob_at(path)?;
            let (staged, skipped) = match index.staged(path) {
                // The person has staged something since: what to make of it is theirs.
                Staged::Other => continue,
                Staged::Absent => (None, false),
                Staged::File(content) => (Some(content.id), content.skipped),
            };
            if staged != old && staged != new {
                continue;
            }
            index.forget(path);
            edits.push(Edit { path: path.clone(), content: self.bytes_of(new)?, expected: None });
            // An edit that was replaced is kept by the journal.
            let old = self.replaced(journal, path)?.or(old);
            checked.push((Before { content: self.bytes_of(old)?, skipped }, new));
        }
        let checked = edits
            .iter()
            .zip(checked)
            .map(|(edit, (before, blob))| Projection { checked: Checked { edit, before, blob }, file: None });
        let checked = checked.collect();
        match self.project(index, checked, scratch) {
            // An edit of the person's stays, and shows as one.
            Err(StoreError::EditedMeanwhile { .. }) => Ok(()),
            done => done,
        }
    }
}

//! Index entries that are not in step with the head, though nobody staged anything. In go the journal of a
//! change and the head; out comes an index that has the head's files again, and everything else as it was.
//!
//! git leaves such entries: `git commit` reads the index before it takes the lock, so one that began in the
//! middle of a change may put back, once the lock is free, what the index was before. Its own commit is refused,
//! since the branch has moved; the next one would take the change back.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use git2::{ObjectType, Oid};

use super::GitStore;
use super::folders::Folders;
use super::index::{Content, Index, Staged};
use super::journal::{Journal, LAST, SOON, forget_last};
use super::lock::{IndexLock, Patience};
use super::worktree::{Found, look};
use crate::store::StoreError;

/// Whether another program wrote the index soon after the last change.
pub(super) fn may_be(git_folder: &Path) -> bool {
    let written = |name| fs::metadata(git_folder.join(name)).and_then(|found| found.modified());
    let Ok(change) = written(LAST) else { return false };
    // The index that a change leaves is as old as the one before it.
    written("index").is_ok_and(|index| index.duration_since(change).is_ok_and(|after| after <= SOON))
}

/// Entries that are wrong, with what the head has there.
type Wrong<'a> = Vec<(&'a str, Option<Content>)>;

impl GitStore {
    /// Gives the index the last change again, where a git command put back what was before. The file lock must
    /// be held. Returns whether one had.
    pub(super) fn refresh_stale(&self, scratch: &Path, patience: &mut Patience) -> Result<bool, StoreError> {
        let git_folder = self.repository.path();
        let mut is_stale = false;
        let journals = Journal::last(git_folder)?;
        if !self.stale(&journals, &looked_at(git_folder, &journals)?)?.is_empty() {
            let _index_lock = IndexLock::take(git_folder, scratch, patience)?;
            let mut index = Index::take(git_folder)?;
            let wrong = self.stale(&journals, &index)?;
            put_right(&mut index, &wrong, scratch)?;
            is_stale = !wrong.is_empty();
        }
        // Once is enough: what comes later was staged by somebody.
        forget_last(git_folder)?;
        Ok(is_stale)
    }

    /// Does the same to an index that was taken, which is then to be written if it had to be.
    pub(super) fn freshen(&self, index: &mut Index) -> Result<bool, StoreError> {
        let git_folder = self.repository.path();
        if !may_be(git_folder) {
            return Ok(false);
        }
        let journals = Journal::last(git_folder)?;
        let wrong = self.stale(&journals, index)?;
        stage(index, &wrong);
        Ok(!wrong.is_empty())
    }

    /// Returns what the index holds from before changes that the branch holds, or of changes that were taken back. It
    /// may have been read before any of them.
    fn stale<'a>(&self, journals: &'a [Journal], index: &Index) -> Result<Wrong<'a>, StoreError> {
        let here = self.branch_reference()?;
        let Some(head) = self.head_id()? else { return Ok(Vec::new()) };
        let (mut bases, mut paths) = (Vec::new(), BTreeSet::new());
        for journal in journals.iter().filter(|journal| here.as_ref() == Some(&journal.branch)) {
            // What is missing or damaged tells nothing, and keeps nobody from recording a change. Of a change that was
            // taken back, it is what was to be that git may have read.
            let is_made = self.holds(head, journal.commit).unwrap_or(false);
            let read = if is_made { journal.base } else { Some(journal.commit) };
            if let Some(read) = read.and_then(|read| self.folders_of(read).ok()) {
                bases.push(read);
                paths.extend(journal.paths.iter().map(String::as_str));
            }
        }
        let head = self.folders_of(head)?;
        let mut wrong = Vec::new();
        for path in paths {
            let (staged, skipped) = match index.staged(path) {
                Staged::Other => continue,
                Staged::Absent => (None, false),
                Staged::File(content) => (Some(content.id), content.skipped),
            };
            let now = head.blob_at(path)?;
            let is_of = |base: &Folders<'_>| -> Result<bool, StoreError> {
                Ok(staged == base.blob_at(path)? && knows_as_in(base, index, path)?)
            };
            let is_wrong = || bases.iter().any(|base| is_of(base).unwrap_or(false));
            if staged != now && is_wrong() && self.shows(&head, path)? {
                wrong.push((path, now.map(|id| Content { id, skipped })));
            }
        }
        Ok(wrong)
    }

    /// Whether the worktree shows what a tree has at a path.
    fn shows(&self, tree: &Folders<'_>, path: &str) -> Result<bool, StoreError> {
        Ok(match (look(&self.root, path)?, tree.blob_at(path)?) {
            (Found::Absent, None) => true,
            (Found::File(bytes), Some(id)) => {
                Oid::hash_object(ObjectType::Blob, &bytes).is_ok_and(|found| found == id)
            }
            _ => false,
        })
    }
}

/// Whether the index takes the innermost folder above a path for what it is in `tree`. Whoever stages something, or
/// takes it out, has the index forget what the folders above it are.
fn knows_as_in(tree: &Folders<'_>, index: &Index, path: &str) -> Result<bool, StoreError> {
    let (folder, id) = tree.innermost(path)?;
    Ok(index.file().tree(folder) == Some(id))
}

/// Looks at what the index holds of the paths of journals.
fn looked_at(git_folder: &Path, journals: &[Journal]) -> Result<Index, StoreError> {
    let paths: Vec<&str> = journals.iter().flat_map(|journal| &journal.paths).map(String::as_str).collect();
    Index::look_at(git_folder, &paths)
}

/// Has the index hold what is right, to last.
fn put_right(index: &mut Index, wrong: &Wrong<'_>, scratch: &Path) -> Result<(), StoreError> {
    stage(index, wrong);
    if wrong.is_empty() { Ok(()) } else { index.save(scratch, &[]) }
}

/// Has the index hold what is right.
fn stage(index: &mut Index, wrong: &Wrong<'_>) {
    for (path, content) in wrong {
        index.forget(path);
        match content {
            Some(content) => index.put(path, *content, None),
            None => index.remove(path),
        }
    }
}

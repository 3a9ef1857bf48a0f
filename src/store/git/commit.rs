//! One commit, from a base revision and edits to a branch that has moved. The order is what makes
//! it safe: what the person's policy asks, then locks, then the head, then the user's edits, then objects
//! nobody sees yet and the journal, then worktree and index, then the compare-and-swap of the branch, which is the
//! commit, then the locks.
//!
//! The index comes before the branch: `git commit` reads the head, then the index, and only then takes the lock
//! of the index. Who read the new head has read the new index, and who read the old head is refused the
//! branch; the other way round, a person could commit the old index over the new commit and take it back. What
//! git may still do is told in `stale`. The worktree comes before the index, which is to hold what `stat` says of
//! its files: an index is large, so that it is copied as it was while the disk is busy with the objects, and changed
//! at a few places afterwards.
//!
//! A process that is killed leaves `index.lock`, so that no git program can commit an index that is not in step,
//! and a journal, by which the next command makes the commit, if its objects are all there, or brings worktree and
//! index in step with what became of the branch. A branch that cannot be moved has all undone at once.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use git2::{ObjectType, Oid, RepositoryState, Time};
use tempfile::TempDir;

use super::branch::{self, Move};
use super::cache_tree::Moved;
use super::index::Index;
use super::journal::Journal;
use super::lock::{FileLock, IndexLock, Patience};
use super::objects::Objects;
use super::policy::Agreed;
use super::project::{Checked, MOST_OPEN, Projection, hash, make_files};
use super::sync::Syncing;
use super::tree::{Nodes, plan, write};
use super::{GitStore, fault, io_fault, revision};
use crate::process::Shield;
use crate::store::path::check_file;
use crate::store::{CommitError, Edit, NewCommit, Revision, Signature, StoreError};

/// How the folders of temporary files are called.
pub(super) const SCRATCH: &str = "aboard-commit-";

/// A commit object.
pub(super) struct Object {
    pub(super) bytes: Vec<u8>,
    /// The committer, as the object has it.
    committer: Vec<u8>,
}

impl GitStore {
    pub(super) fn record(&self, base: Option<&Revision>, new: &NewCommit) -> Result<Revision, CommitError> {
        for edit in &new.edits {
            check_file(&edit.path)?;
        }
        let Agreed { commit: new, signed } = self.agree(base, new)?;
        let git_folder = self.repository.path();
        let mut patience = Patience::new(self.patience);
        // Lowered after all else is put back: a signal that was put off then ends the process.
        let _shield;
        let _file_lock = FileLock::take(self.repository.commondir(), &mut patience)?;
        let scratch = scratch(git_folder)?;
        self.recover_under_lock(scratch.path(), &mut patience)?;
        let index_lock = IndexLock::take(git_folder, scratch.path(), &mut patience)?;
        _shield = Shield::raise();
        let syncing = Syncing::start();

        // Under the locks: while they were waited for, another branch may have been checked out.
        let branch = self.ready()?;
        let head = self.head_id()?;
        if head.map(revision).as_ref() != base {
            return Err(CommitError::Moved { now: head.map(revision) });
        }
        let mut index = Index::look(git_folder)?;
        self.freshen(&mut index)?;
        let mut objects = Objects::new(self.repository.commondir(), &syncing);
        let edits = self.checked(head, &index, &new.edits, &mut objects).or_else(|error| {
            // What a damaged index says of a file is no reason to refuse it.
            index.check()?;
            Err(error)
        })?;
        index.copy(scratch.path(), &syncing)?;
        let mut moved = Vec::new();
        let tree = self.write_trees(head, &edits, &mut objects, &mut moved)?;
        // All that may have to be taken back is there before the commit is.
        let replaced = new.edits.iter().filter_map(|edit| Some((edit.expected.as_deref()?, &edit.path)));
        let over = replaced.map(|(bytes, path)| Ok((objects.add(ObjectType::Blob, bytes)?, path.clone())));
        let over = over.collect::<Result<_, StoreError>>()?;
        let made = object(head, tree, &new)?;
        let bytes = signed.map_or(Ok(made.bytes.clone()), |signed| signed.of(&made.bytes))?;
        let commit = objects.add(ObjectType::Commit, &bytes)?;

        // All is synced before anything refers to it that is to last: first what files hold and the journal, then the
        // names of objects, worktree and index, then the branch.
        syncing.take(branch::prepare(scratch.path(), commit)?);
        let paths = new.edits.iter().map(|edit| edit.path.clone()).collect();
        // Of many files, those of the worktree are made a few at a time.
        let is_many = edits.len() > MOST_OPEN;
        let mut projections: Vec<_> =
            edits.into_iter().map(|checked| Projection { checked, file: None }).collect();
        if !is_many {
            projections = make_files(projections, scratch.path())?;
        }
        projections.iter().filter_map(|one| one.file.as_ref()).for_each(|file| syncing.file(file.as_file()));
        let process = std::process::id();
        let journal = Journal { process, branch, base: head, commit, paths, over };
        let mut journaled = journal.publish(git_folder, scratch.path(), &syncing)?;
        let whole = index.check();
        let synced = syncing.finish().map_err(io_fault("write in", git_folder));
        let mut folders = match synced.and(whole).and_then(|()| objects.publish()) {
            Ok(folders) => folders,
            Err(error) => {
                if journaled.remove().is_err() {
                    index_lock.leave();
                }
                return Err(error.into());
            }
        };

        let to_make = Move {
            branch: &journal.branch,
            from: head,
            to: commit,
            committer: &made.committer,
            reason: branch::reason(head, &new.message),
        };
        let (shown_in, shown) = self.show(&mut index, projections, scratch.path());
        folders.extend(shown_in);
        index.follow(&moved);
        let moved = shown
            .and_then(|()| index.lay_by(scratch.path(), &folders, &syncing))
            .map_err(CommitError::from)
            // As close to the branch as can be: what git reads of it in between may outlive a death.
            .and_then(|()| {
                let mut publish = || index.publish(scratch.path(), &syncing);
                self.move_branch(&to_make, scratch.path(), &mut patience, &mut publish)
            });
        if let Err(error) = moved {
            let error = match error {
                CommitError::Unsure { .. } => error,
                // Whoever comes next would make it, though it was said that nothing was recorded.
                error => match journaled.give_up() {
                    Ok(()) => error,
                    Err(source) => CommitError::Unsure { revision: revision(commit), source },
                },
            };
            // Whoever comes next finds out what became of the commit, or takes away what could not be.
            let is_unsure = matches!(error, CommitError::Unsure { .. });
            let is_taken_back = !is_unsure && self.take_back(&journal, scratch.path()).is_ok();
            let is_locked = branch::is_left(self.repository.commondir(), &journal.branch, commit);
            if !is_taken_back || is_locked || journaled.finish().is_err() {
                index_lock.leave();
            }
            return Err(error);
        }
        journaled.finish().map_err(|source| {
            // Were the lock gone before the journal, what a person does next could be taken for what the commit
            // left.
            index_lock.leave();
            CommitError::Unfinished { revision: revision(commit), source }
        })?;
        Ok(revision(commit))
    }

    /// Returns the branch to commit to, in a repository where nothing else is under way.
    pub(super) fn ready(&self) -> Result<String, StoreError> {
        let operation = match self.repository.state() {
            // Bisecting leaves `HEAD` on a commit, which says it all.
            RepositoryState::Clean | RepositoryState::Bisect => None,
            RepositoryState::Merge => Some("merge"),
            RepositoryState::Revert | RepositoryState::RevertSequence => Some("revert"),
            RepositoryState::CherryPick | RepositoryState::CherryPickSequence => Some("cherry-pick"),
            RepositoryState::Rebase
            | RepositoryState::RebaseInteractive
            | RepositoryState::RebaseMerge
            | RepositoryState::ApplyMailboxOrRebase => Some("rebase"),
            RepositoryState::ApplyMailbox => Some("am"),
        };
        if let Some(operation) = operation {
            return Err(StoreError::InProgress { operation });
        }
        self.branch_reference()?.ok_or(StoreError::Detached)
    }

    /// Compares every path with the head, and writes the blobs.
    pub(super) fn checked<'a>(
        &self,
        head: Option<Oid>,
        index: &Index,
        edits: &'a [Edit],
        objects: &mut Objects,
    ) -> Result<Vec<Checked<'a>>, CommitError> {
        let head = head.map(|id| self.folders_of(id)).transpose()?;
        let mut checked = Vec::with_capacity(edits.len());
        let mut dirty = Vec::new();
        for edit in edits {
            match self.before(head.as_ref(), index, edit)? {
                None => dirty.push(edit.path.clone()),
                Some(before) => checked.push(Checked { edit, before, blob: None }),
            }
        }
        if !dirty.is_empty() {
            dirty.sort();
            return Err(CommitError::Dirty { paths: dirty });
        }
        // What is only moved is in the head already, and need not be written again.
        let moved = checked.iter().filter(|one| one.edit.content.is_none() && one.edit.expected.is_none());
        let moved: HashSet<Oid> = moved.filter_map(|one| hash(one.before.content.as_ref()?)).collect();
        for one in &mut checked {
            let Some(content) = one.edit.content.as_deref() else { continue };
            let there = if moved.is_empty() { None } else { hash(content).filter(|id| moved.contains(id)) };
            one.blob = Some(there.map_or_else(|| objects.add(ObjectType::Blob, content), Ok)?);
        }
        Ok(checked)
    }

    /// Makes the trees, and returns the outermost.
    pub(super) fn write_trees(
        &self,
        head: Option<Oid>,
        edits: &[Checked<'_>],
        objects: &mut Objects,
        moved: &mut Vec<Moved>,
    ) -> Result<Oid, StoreError> {
        let mut nodes = Nodes::new();
        for one in edits {
            let path = &one.edit.path;
            if !plan(&mut nodes, path, one.blob) {
                let reason = "two edits of one commit claim it";
                return Err(StoreError::InvalidPath { path: path.clone(), reason });
            }
        }
        let parent = head.map(|id| self.find_commit(id)).transpose()?;
        let odb = self.repository.odb().map_err(fault("open the object database"))?;
        match write(&odb, parent.as_ref().map(git2::Commit::tree_id), &nodes, objects, moved)? {
            Some(id) => Ok(id),
            None => objects.add(ObjectType::Tree, &[]),
        }
    }
}

/// Makes a folder for this commit's temporary files, in the repository's own folder so that they
/// can be renamed into place. The file lock must be held: another such folder was left by a process
/// that died, and is taken away.
pub(super) fn scratch(git_folder: &Path) -> Result<TempDir, StoreError> {
    for entry in fs::read_dir(git_folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(SCRATCH) {
            // What cannot be removed only takes room.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    let made = tempfile::Builder::new().prefix(SCRATCH).tempdir_in(git_folder);
    made.map_err(io_fault("create a folder in", git_folder))
}

/// Makes the object of a commit, unsigned.
pub(super) fn object(head: Option<Oid>, tree: Oid, new: &NewCommit) -> Result<Object, StoreError> {
    let (author, committer) = (signature(&new.author)?, signature(&new.committer)?);
    let mut bytes = format!("tree {tree}\n").into_bytes();
    if let Some(parent) = head {
        bytes.extend_from_slice(format!("parent {parent}\n").as_bytes());
    }
    for (role, who) in [("author ", &author), ("committer ", &committer)] {
        bytes.extend_from_slice(role.as_bytes());
        bytes.extend_from_slice(who);
        bytes.push(b'\n');
    }
    bytes.push(b'\n');
    bytes.extend_from_slice(new.message.as_bytes());
    Ok(Object { bytes, committer })
}

/// Returns who and when as a commit object has it; libgit2 says what git takes for a name.
fn signature(of: &Signature) -> Result<Vec<u8>, StoreError> {
    let when: DateTime<Utc> = of.when;
    let made = git2::Signature::new(&of.name, &of.email, &Time::new(when.timestamp(), 0))
        .map_err(|_| StoreError::InvalidIdentity { name: of.name.clone(), email: of.email.clone() })?;
    let mut bytes = made.name_bytes().to_vec();
    bytes.extend_from_slice(b" <");
    bytes.extend_from_slice(made.email_bytes());
    bytes.extend_from_slice(format!("> {} +0000", when.timestamp()).as_bytes());
    Ok(bytes)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::time::Duration;

    use super::{CommitError, Move, Patience, branch, revision, scratch};
    use crate::store::conformance::change;
    use crate::store::{GitStore, Store};

    /// Pushes, fetches and `git update-ref` move a branch without the locks that a commit holds.
    #[test]
    fn the_branch_is_moved_from_where_it_was_read_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let store = GitStore::init(folder.path()).unwrap();
        let branch = store.branch_reference().unwrap().unwrap();
        let mut ids = Vec::new();
        for second in 1..=3 {
            let text = second.to_string();
            let made =
                store.commit(store.head().unwrap().as_ref(), &change(second, &[("a", Some(&text))])).unwrap();
            ids.push(git2::Oid::from_str(made.as_str()).unwrap());
        }
        let scratch = scratch(store.repository.path()).unwrap();
        let try_move = |from, to| {
            let committer = b"Pat <pat@example.com> 1 +0000".as_slice();
            let to_make = Move { branch: &branch, from, to, committer, reason: "test".to_owned() };
            branch::prepare(scratch.path(), to).unwrap();
            store.move_branch(&to_make, scratch.path(), &mut Patience::new(Duration::ZERO), &mut || Ok(()))
        };

        let stray = store.repository.find_commit(ids[2]).unwrap().amend(
            None,
            None,
            None,
            None,
            Some("another"),
            None,
        );
        let stray = stray.unwrap();
        for from in [Some(ids[1]), Some(ids[0]), None] {
            let refused = try_move(from, stray);
            assert!(
                matches!(&refused, Err(CommitError::Moved { now: Some(now) }) if *now == revision(ids[2]))
            );
            assert_eq!(store.head_id().unwrap(), Some(ids[2]));
        }
        // Refused, but the commit is in the branch already: it was made.
        try_move(Some(ids[0]), ids[2]).unwrap();
        try_move(Some(ids[0]), ids[1]).unwrap();
        assert_eq!(store.head_id().unwrap(), Some(ids[2]));
        try_move(Some(ids[2]), stray).unwrap();
        assert_eq!(store.head_id().unwrap(), Some(stray));
    }
}

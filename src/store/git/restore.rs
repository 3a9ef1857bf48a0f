//! Files brought back to the head. In go paths; out come worktree and index as the head has them, and the
//! blobs that keep what was there before.
//!
//! It goes by the rules of a commit: under both locks, what is to be replaced is read, kept to last, and
//! compared once more right before it is replaced. What is staged is kept by git since it was staged.

use git2::{ObjectType, Oid};

use super::commit::scratch;
use super::dirty::Before;
use super::folders::Folders;
use super::index::{Index, Staged};
use super::lock::{FileLock, IndexLock, Patience};
use super::objects::Objects;
use super::project::{Checked, Projection};
use super::sync::Syncing;
use super::worktree::{Found, look};
use super::{GitStore, io_fault};
use crate::store::path::check_file;
use crate::store::{Edit, Held, Restored, StoreError};

/// A file that differs from the head.
struct Compared {
    path: String,
    head: Option<Oid>,
    worktree: Option<Vec<u8>>,
    staged: Option<Oid>,
    skipped: bool,
}

impl GitStore {
    pub(super) fn look_at(&self, path: &str) -> Result<Held, StoreError> {
        check_file(path)?;
        let tree = self.head_tree()?;
        let head = tree.as_ref().map(|tree| tree.blob_at(path)).transpose()?.flatten();
        let staged = match Index::look_at(self.repository.path(), &[path])?.staged(path) {
            Staged::Absent => None,
            Staged::File(content) => Some(content.id),
            Staged::Other => return Err(StoreError::Unmerged { path: path.to_owned() }),
        };
        Ok(Held {
            path: path.to_owned(),
            head: self.bytes_of(head)?,
            worktree: self.worktree_file(path)?,
            staged: self.bytes_of(staged)?,
        })
    }

    pub(super) fn bring_back(&self, paths: &[&str]) -> Result<Vec<Restored>, StoreError> {
        paths.iter().try_for_each(|path| check_file(path))?;
        let git_folder = self.repository.path();
        let mut patience = Patience::new(self.patience);
        let _file_lock = FileLock::take(self.repository.commondir(), &mut patience)?;
        let scratch = scratch(git_folder)?;
        self.recover_under_lock(scratch.path(), &mut patience)?;
        let index_lock = IndexLock::take(git_folder, scratch.path(), &mut patience)?;
        match self.ready() {
            // No commit is made, so it need be on no branch.
            Ok(_) | Err(StoreError::Detached) => {}
            Err(error) => return Err(error),
        }
        let mut index = Index::take(git_folder)?;
        let tree = self.head_tree()?;
        let mut differing = Vec::new();
        for path in paths {
            differing.extend(self.differing(tree.as_ref(), &index, path)?);
        }

        let syncing = Syncing::start();
        let mut objects = Objects::new(self.repository.commondir(), &syncing);
        let mut restored = Vec::with_capacity(differing.len());
        for one in &differing {
            let kept = one.worktree.as_deref().map(|bytes| objects.add(ObjectType::Blob, bytes));
            let kept = kept.transpose()?.filter(|kept| Some(*kept) != one.head);
            // `git add --intent-to-add` stages nothing, as the empty blob.
            let is_news = |id: &Oid| Some(*id) != one.head && Some(*id) != kept && !is_empty(*id);
            let staged = one.staged.filter(is_news);
            restored.push(Restored {
                path: one.path.clone(),
                worktree: kept.map(|id| id.to_string()),
                staged: staged.map(|id| id.to_string()),
                is_at_head: one.head.is_some(),
                is_left: false,
            });
        }
        let fault = io_fault("write in", git_folder);
        syncing.finish().map_err(&fault)?;
        objects.publish()?.iter().for_each(|folder| syncing.folder(folder));
        syncing.finish().map_err(&fault)?;

        let mut edits = Vec::with_capacity(differing.len());
        for one in &differing {
            index.forget(&one.path);
            edits.push(Edit { path: one.path.clone(), content: self.bytes_of(one.head)?, expected: None });
        }
        let checked: Vec<_> = edits
            .iter()
            .zip(&differing)
            .map(|(edit, one)| {
                let before = Before { content: one.worktree.clone(), skipped: one.skipped };
                Projection { checked: Checked { edit, before, blob: one.head }, file: None }
            })
            .collect();
        match self.project(index, checked, scratch.path()) {
            Err(StoreError::EditedMeanwhile { .. }) => {
                for (edit, back) in edits.iter().zip(&mut restored) {
                    back.is_left = self.worktree_file(&back.path)? != edit.content;
                }
            }
            done => done?,
        }
        drop(index_lock);
        Ok(restored)
    }

    /// Compares one file with the head, under the locks; `None` where nothing differs. Other line ends alone are
    /// no difference: git may have put them there.
    fn differing(
        &self,
        tree: Option<&Folders<'_>>,
        index: &Index,
        path: &str,
    ) -> Result<Option<Compared>, StoreError> {
        let head = tree.map(|tree| tree.blob_at(path)).transpose()?.flatten();
        let (staged, skipped) = match index.staged(path) {
            Staged::Other => return Err(StoreError::Unmerged { path: path.to_owned() }),
            Staged::Absent => (None, false),
            Staged::File(content) => (Some(content.id), content.skipped),
        };
        let worktree = self.worktree_file(path)?;
        let content = self.bytes_of(head)?;
        let found = worktree.clone().map_or(Found::Absent, Found::File);
        let is_shown = Before { content, skipped }.is_shown(&found);
        let differs = staged != head || !is_shown;
        let path = path.to_owned();
        Ok(differs.then_some(Compared { path, head, worktree, staged, skipped }))
    }

    fn head_tree(&self) -> Result<Option<Folders<'_>>, StoreError> {
        self.head_id()?.map(|id| self.folders_of(id)).transpose()
    }

    fn worktree_file(&self, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match look(&self.root, path)? {
            Found::Absent => Ok(None),
            Found::File(bytes) => Ok(Some(bytes)),
            Found::Other => Err(StoreError::NotAFile { path: path.to_owned() }),
        }
    }
}

fn is_empty(blob: Oid) -> bool {
    Oid::hash_object(ObjectType::Blob, b"").is_ok_and(|empty| empty == blob)
}

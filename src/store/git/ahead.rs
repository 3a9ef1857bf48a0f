//! What a change staged that died between the index and the branch. In go its journal and the head; out comes
//! an index that has the head's files again, and everything else as it was.

use std::path::Path;

use git2::{Oid, Tree};

use super::dirty::blob_at;
use super::index::{Content, Index, Staged};
use super::journal::Journal;
use super::{GitStore, fault};
use crate::store::StoreError;

impl GitStore {
    /// Takes out of the index what was staged for a commit that the branch never came to.
    pub(super) fn unstage(
        &self,
        journal: &Journal,
        head: Option<Oid>,
        scratch: &Path,
    ) -> Result<(), StoreError> {
        let odb = self.repository.odb().map_err(fault("open the object database"))?;
        // The index is put in its place after the commit's objects.
        if !odb.exists(journal.commit) {
            return Ok(());
        }
        let given_up = self.whole_tree(Some(journal.commit))?;
        let head = self.whole_tree(head)?;
        self.restage(journal, head.as_ref(), scratch, |path, staged, _| {
            Ok(staged == self.blob_in(given_up.as_ref(), path)?)
        })?;
        Ok(())
    }

    /// Stages what the head has for those paths of a journal where the index has something else, and `is_wrong`
    /// says so of the path, what is staged, and what the head has. Returns whether there were any.
    fn restage(
        &self,
        journal: &Journal,
        head: Option<&Tree<'_>>,
        scratch: &Path,
        is_wrong: impl Fn(&str, Option<Oid>, Option<Oid>) -> Result<bool, StoreError>,
    ) -> Result<bool, StoreError> {
        let mut index = Index::take(self.repository.path())?;
        let mut is_any = false;
        for path in &journal.paths {
            let (staged, skipped) = match index.staged(path) {
                Staged::Other => continue,
                Staged::Absent => (None, false),
                Staged::File(content) => (Some(content.id), content.skipped),
            };
            let now = self.blob_in(head, path)?;
            if staged != now && is_wrong(path, staged, now)? {
                index.forget(path);
                index.stage(path, now.map(|id| Content { id, skipped }));
                is_any = true;
            }
        }
        if is_any {
            index.save(scratch, &[])?;
        }
        Ok(is_any)
    }

    fn whole_tree(&self, commit: Option<Oid>) -> Result<Option<Tree<'_>>, StoreError> {
        commit.map(|id| self.tree_of(&self.find_commit(id)?)).transpose()
    }

    fn blob_in(&self, tree: Option<&Tree<'_>>, path: &str) -> Result<Option<Oid>, StoreError> {
        Ok(tree.map(|tree| blob_at(&self.repository, tree, path)).transpose()?.flatten())
    }
}

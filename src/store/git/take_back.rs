//! A change taken back that the branch never came to. In goes its journal; out come worktree and index as the head
//! has them, but for what the user did since.

use std::path::Path;

use super::GitStore;
use super::dirty::Before;
use super::index::{Index, Staged};
use super::journal::Journal;
use super::project::{Checked, Projection};
use super::worktree::look;
use crate::store::{Edit, StoreError};

impl GitStore {
    /// Takes back what is exactly as the change wrote it. Both locks must be held.
    pub(super) fn take_back(&self, journal: &Journal, scratch: &Path) -> Result<(), StoreError> {
        // Git is kept out until all is in step, what others wrote as well.
        let mut index = Index::take(self.repository.path())?;
        let is_freshened = self.freshen(&mut index)?;
        let unchanged = |index: &mut Index| if is_freshened { index.save(scratch, &[]) } else { Ok(()) };
        // Worktree and index are written after the commit's objects. Of objects that a power cut took, nobody knows any
        // more what was in them.
        if self.whole(journal)?.is_none() {
            return unchanged(&mut index);
        }
        let given_up = self.folders_of(journal.commit)?;
        let head = self.head_id()?.map(|id| self.folders_of(id)).transpose()?;
        let (mut edits, mut checked) = (Vec::new(), Vec::new());
        for path in &journal.paths {
            let written = given_up.blob_at(path)?;
            let at_head = head.as_ref().map(|head| head.blob_at(path)).transpose()?.flatten();
            let (staged, skipped) = match index.staged(path) {
                Staged::Other => continue,
                Staged::Absent => (None, false),
                Staged::File(content) => (Some(content.id), content.skipped),
            };
            // The person has staged something since: what to make of it is theirs.
            if staged != written && staged != at_head {
                continue;
            }
            // An edit of the user's that was replaced comes back, as an edit.
            let right = self.replaced(journal, path)?.or(at_head);
            let before = Before { content: self.bytes_of(written)?, skipped };
            let is_to_replace = written != right && before.is_shown(&look(&self.root, path)?);
            if staged == at_head && !is_to_replace {
                continue;
            }
            if staged != at_head {
                index.forget(path);
            }
            edits.push(Edit { path: path.clone(), content: self.bytes_of(right)?, expected: None });
            checked.push((before, at_head));
        }
        if edits.is_empty() {
            return unchanged(&mut index);
        }
        let checked = edits
            .iter()
            .zip(checked)
            .map(|(edit, (before, blob))| Projection { checked: Checked { edit, before, blob }, file: None });
        match self.project(index, checked.collect(), scratch) {
            // An edit of the person's stays, and shows as one.
            Err(StoreError::EditedMeanwhile { .. }) => Ok(()),
            done => done,
        }
    }
}

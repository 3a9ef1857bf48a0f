//! A commit shown in the worktree and the index. In go its edits; out come files and index entries that show it,
//! but for files that the user edited meanwhile.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use git2::{ObjectType, Oid};
use tempfile::NamedTempFile;

use super::dirty::Before;
use super::index::{Content, Index};
use super::sync::sync;
use super::worktree::{self, Found, look};
use super::{GitStore, io_fault};
use crate::store::{Edit, StoreError};

/// An edit that may be made: what is there before, and the blob that the index will hold.
pub(super) struct Checked<'a> {
    pub(super) edit: &'a Edit,
    pub(super) before: Before,
    pub(super) blob: Option<Oid>,
}

/// How many files are held open at the same time: systems allow few.
pub(super) const MOST_OPEN: usize = 64;

/// An edit on its way to the worktree, with the file that is to be put there, if it is made by now.
pub(super) struct Projection<'a> {
    pub(super) checked: Checked<'a>,
    pub(super) file: Option<NamedTempFile>,
}

impl GitStore {
    /// Makes the worktree and the index show the edits. Goes on after a fault, so that as much as
    /// can be is in step, and returns the first. What the folders of the index are is to be followed or
    /// forgotten before.
    pub(super) fn project(
        &self,
        mut index: Index,
        projections: Vec<Projection<'_>>,
        scratch: &Path,
    ) -> Result<(), StoreError> {
        let (folders, shown) = self.show(&mut index, projections, scratch);
        worse(shown, index.save(scratch, &folders))
    }

    /// Does so in the worktree, and in what is to be the index; returns the folders that are still to be synced.
    pub(super) fn show(
        &self,
        index: &mut Index,
        projections: Vec<Projection<'_>>,
        scratch: &Path,
    ) -> (Vec<PathBuf>, Result<(), StoreError>) {
        let mut folders = BTreeSet::new();
        let mut shown = Ok(());
        let mut projections = projections.into_iter();
        loop {
            let few: Vec<_> = projections.by_ref().take(MOST_OPEN).collect();
            if few.is_empty() {
                break;
            }
            let few = match lasting(few, scratch) {
                Ok(few) => few,
                Err(error) => {
                    shown = worse(shown, Err(error));
                    break;
                }
            };
            for one in few {
                let done = self.project_one(index, one);
                shown = worse(shown, done.map(|folder| folders.extend(folder)));
            }
        }
        // A folder that lost one file may have gone with the next one: the one above it stands for it.
        (folders.into_iter().filter(|folder| folder.is_dir()).collect(), shown)
    }

    /// Returns the folder that is still to be synced, if there is one.
    fn project_one(&self, index: &mut Index, one: Projection<'_>) -> Result<Option<PathBuf>, StoreError> {
        let Projection { checked: one, file } = one;
        let path = &one.edit.path;
        let found = look(&self.root, path)?;
        let skipped = one.before.skipped && found == Found::Absent;
        // The index follows the commit in any case: a stale entry would take the change back.
        match one.blob {
            Some(id) => index.put(path, Content { id, skipped }, None),
            None => index.remove(path),
        }
        let (Some(content), Some(file)) = (&one.edit.content, file) else {
            if one.is_done(&found) {
                return Ok(None);
            }
            refuse_edited(&one, &found)?;
            return worktree::remove(&self.root, path).map(Some);
        };
        if skipped {
            return Ok(None);
        }
        let metadata = if one.is_done(&found) {
            worktree::metadata(&self.root, path)?
        } else {
            refuse_edited(&one, &found)?;
            worktree::write(&self.root, path, content, file)?
        };
        if let Some(id) = one.blob.filter(|id| hash(content) == Some(*id)) {
            index.put(path, Content { id, skipped }, Some(&metadata));
        }
        Ok(Some(worktree::folder(&self.root, path)))
    }
}

impl<'a> Checked<'a> {
    /// Whether the worktree shows what is to be written already.
    fn is_done(&self, found: &Found) -> bool {
        match (&self.edit.content, found) {
            (Some(content), Found::File(bytes)) => content == bytes,
            (None, Found::Absent) => true,
            _ => false,
        }
    }

    /// Makes the file that the worktree is to hold.
    pub(super) fn prepare(self, scratch: &Path) -> Result<Projection<'a>, StoreError> {
        let content = self.edit.content.as_deref();
        let file = content.map(|bytes| worktree::prepare(scratch, bytes)).transpose()?;
        Ok(Projection { checked: self, file })
    }
}

/// Makes the files that are not made yet, to last.
fn lasting<'a>(of: Vec<Projection<'a>>, scratch: &Path) -> Result<Vec<Projection<'a>>, StoreError> {
    let is_made = of.iter().all(|one| one.file.is_some() || one.checked.edit.content.is_none());
    let made = make_files(of, scratch)?;
    if !is_made {
        let files = made.iter().filter_map(|one| one.file.as_ref()).map(NamedTempFile::as_file);
        sync(&files.collect::<Vec<_>>(), &[]).map_err(io_fault("write in", scratch))?;
    }
    Ok(made)
}

/// Returns the id of these bytes as a blob.
pub(super) fn hash(bytes: &[u8]) -> Option<Oid> {
    Oid::hash_object(ObjectType::Blob, bytes).ok()
}

/// Makes the files that are not made yet; they are still to be synced.
pub(super) fn make_files<'a>(
    of: Vec<Projection<'a>>,
    scratch: &Path,
) -> Result<Vec<Projection<'a>>, StoreError> {
    let make = |one: Projection<'a>| match one.file {
        Some(_) => Ok(one),
        None => one.checked.prepare(scratch),
    };
    of.into_iter().map(make).collect()
}

/// Returns the first fault. An edit of the user's is no fault beside one that leaves something to do: it would
/// hide that the index is stale.
fn worse(first: Result<(), StoreError>, next: Result<(), StoreError>) -> Result<(), StoreError> {
    match (first, next) {
        (Err(StoreError::EditedMeanwhile { .. }), Err(next)) if !is_edited(&next) => Err(next),
        (first, next) => first.and(next),
    }
}

fn is_edited(error: &StoreError) -> bool {
    matches!(error, StoreError::EditedMeanwhile { .. })
}

/// Refuses to replace a file that was edited after it was compared with the head.
fn refuse_edited(one: &Checked<'_>, found: &Found) -> Result<(), StoreError> {
    if one.before.is_shown(found) {
        return Ok(());
    }
    Err(StoreError::EditedMeanwhile { path: one.edit.path.clone() })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::fs;

    use super::{Before, Checked, Edit, Index, Projection, StoreError};
    use crate::store::conformance::change;
    use crate::store::git::commit::scratch;
    use crate::store::{GitStore, Store};

    /// Between the comparison and the move of the branch, a person saves two of the files.
    #[test]
    fn an_edit_made_meanwhile_is_kept_and_the_rest_is_brought_in_step() {
        let folder = tempfile::tempdir().unwrap();
        let store = GitStore::init(folder.path()).unwrap();
        let first = change(1, &[("a", Some("1\n")), ("b", Some("1\n")), ("c", Some("1\n"))]);
        store.commit(None, &first).unwrap();
        fs::write(folder.path().join("a"), "mine\n").unwrap();
        fs::write(folder.path().join("c"), "mine\n").unwrap();

        let second = change(2, &[("a", Some("2\n")), ("b", Some("2\n")), ("c", None)]);
        let blob = |edit: &Edit| edit.content.as_ref().map(|bytes| store.repository.blob(bytes).unwrap());
        let before = || Before { content: Some(b"1\n".to_vec()), skipped: false };
        let scratch = scratch(store.repository.path()).unwrap();
        let checked = |edit| Checked { edit, before: before(), blob: blob(edit) };
        let prepared = second.edits.iter().map(|edit| checked(edit).prepare(scratch.path()).unwrap());
        let index = Index::take(store.repository.path()).unwrap();
        let done = store.project(index, prepared.collect(), scratch.path());
        assert!(matches!(done, Err(StoreError::EditedMeanwhile { path }) if path == "a"));

        let text = |path: &str| fs::read_to_string(folder.path().join(path)).unwrap();
        assert_eq!([text("a"), text("b"), text("c")], ["mine\n", "2\n", "mine\n"]);
        let index = git2::Index::open(&store.repository.path().join("index")).unwrap();
        let staged: Vec<_> = index.iter().map(|entry| entry.id).collect();
        let expected: Vec<_> = second.edits.iter().filter_map(blob).collect();
        assert_eq!(staged, expected, "a stale entry would revert");
    }

    /// Else the commit would count as shown, and the lock be released over a stale index.
    #[test]
    fn an_edit_made_meanwhile_does_not_hide_that_the_index_was_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let store = GitStore::init(folder.path()).unwrap();
        store.commit(None, &change(1, &[("a", Some("1\n"))])).unwrap();
        fs::write(folder.path().join("a"), "mine\n").unwrap();
        let second = change(2, &[("a", Some("2\n"))]);
        let scratch = scratch(store.repository.path()).unwrap();
        fs::create_dir(scratch.path().join("index")).unwrap();
        let projections = second.edits.iter().map(|edit| {
            let blob = edit.content.as_ref().map(|bytes| store.repository.blob(bytes).unwrap());
            let before = Before { content: Some(b"1\n".to_vec()), skipped: false };
            Projection { checked: Checked { edit, before, blob }, file: None }
        });
        let index = Index::take(store.repository.path()).unwrap();
        let done = store.project(index, projections.collect(), scratch.path());
        assert!(matches!(done, Err(StoreError::Io { .. })), "{done:?}");
    }
}

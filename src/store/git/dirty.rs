//! What a commit is to write over. In go paths; out comes what they hold at the head, unless the worktree or
//! the index has something else: edits of the user's, which nothing here touches.
//!
//! Every difference from the head counts: changed bytes,
//! a staged change, a file that was deleted or is not tracked yet. What does not count: other line
//! ends (git may have put them there), the executable bit, and the absence of a file that a sparse
//! checkout leaves out.

use std::path::Path;

use git2::{AttrCheckFlags, AttrValue, ObjectType, Oid, Repository};

use super::folders::Folders;
use super::index::{Index, Staged};
use super::worktree::{Found, look};
use super::{GitStore, fault};
use crate::store::{Edit, StoreError};

/// What a path to be written holds before the commit.
pub(super) struct Before {
    /// The bytes at the head.
    pub(super) content: Option<Vec<u8>>,
    /// Whether a sparse checkout leaves the file out of the worktree.
    pub(super) skipped: bool,
}

impl Before {
    /// Whether the worktree shows these bytes.
    pub(super) fn is_shown(&self, found: &Found) -> bool {
        match (&self.content, found) {
            (None, Found::Absent) => true,
            (Some(_), Found::Absent) => self.skipped,
            (Some(content), Found::File(bytes)) => bytes == content || unix_lines(bytes) == *content,
            _ => false,
        }
    }
}

impl GitStore {
    /// Returns what the path of `edit` holds at the head that is given, or the edit of the user's that it
    /// may replace; `None` where the worktree or the index has something else.
    ///
    /// # Errors
    /// Among others [`StoreError::NotAFile`] and [`StoreError::Filtered`]: a file cannot be put there. Of an
    /// edit that may be replaced, [`StoreError::EditedMeanwhile`] and [`StoreError::StagedApart`].
    pub(super) fn before(
        &self,
        head: Option<&Folders<'_>>,
        index: &Index,
        edit: &Edit,
    ) -> Result<Option<Before>, StoreError> {
        let path = &edit.path;
        self.refuse_filtered(index, path)?;
        let at_head = head.map(|head| head.blob_at(path)).transpose()?.flatten();
        let content = self.bytes_of(at_head)?;
        let (staged, skipped) = match index.staged(path) {
            Staged::Other => return Ok(None),
            Staged::Absent => (None, false),
            Staged::File(content) => (Some(content.id), content.skipped),
        };
        if let Some(expected) = &edit.expected {
            return if look(&self.root, path)? != Found::File(expected.clone()) {
                Err(StoreError::EditedMeanwhile { path: path.clone() })
            } else if staged != at_head && !staged.is_some_and(|staged| is_blob_of(staged, expected)) {
                Err(StoreError::StagedApart { path: path.clone() })
            } else {
                Ok(Some(Before { content: Some(expected.clone()), skipped }))
            };
        }
        let before = Before { content, skipped };
        let is_clean = staged == at_head && before.is_shown(&look(&self.root, path)?);
        Ok(is_clean.then_some(before))
    }

    /// Refuses a path whose bytes git would convert on their way to or from the worktree.
    pub(super) fn refuse_filtered(&self, index: &Index, path: &str) -> Result<(), StoreError> {
        let other;
        let repository = if self.lacks_attributes(index, path) {
            other = Repository::open(self.repository.path()).map_err(fault("open the repository"))?;
            &other
        } else {
            // libgit2 reads the whole index before it looks for attributes: an empty one takes no time.
            let mut none = git2::Index::new().map_err(fault("make an index"))?;
            self.repository.set_index(&mut none).map_err(fault("make an index"))?;
            &self.repository
        };
        for attribute in ["filter", "ident", "working-tree-encoding"] {
            let flags = AttrCheckFlags::FILE_THEN_INDEX;
            let value = repository.get_attr(Path::new(path), attribute, flags);
            match AttrValue::from_string(value.map_err(fault("read attributes"))?) {
                AttrValue::False | AttrValue::Unspecified => {}
                _ => {
                    return Err(StoreError::Filtered { path: path.to_owned(), attribute });
                }
            }
        }
        Ok(())
    }

    /// Whether attributes of the path are in the index alone, as in a sparse checkout.
    fn lacks_attributes(&self, index: &Index, path: &str) -> bool {
        let folders = path.match_indices('/').map(|(end, _)| &path[..=end]);
        folders.chain([""]).any(|folder| {
            let file = format!("{folder}.gitattributes");
            index.file().get(&file).is_some() && self.root.join(&file).symlink_metadata().is_err()
        })
    }
}

/// Whether git stages these bytes as this blob, with its line ends or others.
fn is_blob_of(blob: Oid, bytes: &[u8]) -> bool {
    let is = |bytes: &[u8]| Oid::hash_object(ObjectType::Blob, bytes).is_ok_and(|id| id == blob);
    is(bytes) || is(&unix_lines(bytes))
}

pub(super) fn unix_lines(bytes: &[u8]) -> Vec<u8> {
    let is_end = |at: usize| bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
    (0..bytes.len()).filter(|at| !is_end(*at)).map(|at| bytes[at]).collect()
}

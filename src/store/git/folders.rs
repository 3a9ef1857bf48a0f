//! What one tree holds, asked for path by path. In go paths; out come the ids of what lies there. Each folder is
//! read once, however many of its names are asked for.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use git2::{Oid, Repository, Tree};

use super::GitStore;
use super::read::{absent, kind};
use crate::store::{EntryKind, StoreError};

/// A tree with the folders of it that were read by now.
pub(super) struct Folders<'r> {
    repository: &'r Repository,
    root: Rc<Tree<'r>>,
    below: RefCell<HashMap<String, Option<Rc<Tree<'r>>>>>,
}

impl GitStore {
    /// Returns what a commit holds.
    pub(super) fn folders_of(&self, commit: Oid) -> Result<Folders<'_>, StoreError> {
        let root = Rc::new(self.tree_of(&self.find_commit(commit)?)?);
        Ok(Folders { repository: &self.repository, root, below: RefCell::default() })
    }
}

impl Folders<'_> {
    /// Returns the blob at `path`, which may hold a file or nothing, below folders or nothing.
    ///
    /// # Errors
    /// [`StoreError::NotAFile`] or [`StoreError::NotAFolder`] where something else lies there.
    pub(super) fn blob_at(&self, path: &str) -> Result<Option<Oid>, StoreError> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let Some(folder) = self.folder(folder)? else { return Ok(None) };
        match folder.get_name(name) {
            None => Ok(None),
            Some(found) if kind(&found) == EntryKind::File => Ok(Some(found.id())),
            Some(_) => Err(StoreError::NotAFile { path: path.to_owned() }),
        }
    }

    /// Returns the id and the file mode of what lies at `path`, if anything does.
    pub(super) fn at(&self, path: &str) -> Result<Option<(Oid, i32)>, StoreError> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let folder = match self.folder(folder) {
            Err(StoreError::NotAFolder { .. }) => None,
            found => found?,
        };
        let found = folder.as_ref().and_then(|folder| folder.get_name(name));
        Ok(found.map(|found| (found.id(), found.filemode_raw())))
    }

    /// Returns the innermost folder above `path` that is there, and the tree it is.
    pub(super) fn innermost<'p>(&self, path: &'p str) -> Result<(&'p str, Oid), StoreError> {
        for (end, _) in path.rmatch_indices('/') {
            if let Some(folder) = self.folder(&path[..end])? {
                return Ok((&path[..end], folder.id()));
            }
        }
        Ok(("", self.root.id()))
    }

    /// Returns the trees that were looked at so far.
    pub(super) fn looked_at(&self) -> Vec<Oid> {
        let below = self.below.borrow();
        below.values().flatten().chain([&self.root]).map(|tree| tree.id()).collect()
    }

    fn folder(&self, path: &str) -> Result<Option<Rc<Tree<'_>>>, StoreError> {
        if path.is_empty() {
            return Ok(Some(Rc::clone(&self.root)));
        }
        if let Some(known) = self.below.borrow().get(path) {
            return Ok(known.clone());
        }
        let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
        let found = match self.folder(above)?.as_ref().and_then(|above| above.get_name(name)) {
            None => None,
            Some(found) if kind(&found) == EntryKind::Folder => {
                let id = found.id();
                Some(Rc::new(self.repository.find_tree(id).map_err(|error| absent(id, error))?))
            }
            Some(_) => return Err(StoreError::NotAFolder { path: path.to_owned() }),
        };
        self.below.borrow_mut().insert(path.to_owned(), found.clone());
        Ok(found)
    }
}

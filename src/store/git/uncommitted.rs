//! Which files hold uncommitted edits. In go paths; out come those files at or below them that differ from
//! the head in the worktree or in the index, untracked ones included.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;

use git2::{ObjectType, Oid, Tree};

use super::beside::{Beside, Stranger};
use super::index::Index;
use super::names::Opened;
use super::read::lookup;
use super::{GitStore, fault, io_fault};
use crate::store::StoreError;
use crate::store::path::check_any;

impl GitStore {
    pub(super) fn uncommitted(&self, paths: &[&str]) -> Result<Vec<String>, StoreError> {
        paths.iter().try_for_each(|path| check_any(path))?;
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let index = Index::look_at(self.repository.path(), paths)?;
        let head = self.head_id()?.map(|id| self.tree_of(&self.find_commit(id)?)).transpose()?;
        let root = Opened::at(&self.root).map_err(io_fault("read", &self.root))?;
        let mut changed = BTreeSet::new();
        for path in paths {
            self.staged_otherwise(&index, head.as_ref(), path, &mut changed)?;
            self.held_otherwise(&index, &root, path, &mut changed)?;
        }
        Ok(changed.into_iter().collect())
    }

    /// Adds the files whose index entry is not what the head holds.
    fn staged_otherwise(
        &self,
        index: &Index,
        head: Option<&Tree<'_>>,
        path: &str,
        changed: &mut BTreeSet<String>,
    ) -> Result<(), StoreError> {
        let (mut files, mut tree) = (BTreeMap::new(), None);
        let at_head = |head| if path.is_empty() { Ok(None) } else { lookup(&self.repository, head, path) };
        match head.map(at_head).transpose()? {
            None => {}
            Some(None) if path.is_empty() => tree = head.map(Tree::id),
            Some(None) => {}
            Some(Some(found)) if found.kind() == Some(ObjectType::Tree) => tree = Some(found.id()),
            Some(Some(found)) => drop(files.insert(path.as_bytes().to_vec(), found.id())),
        }
        if let Some(id) = tree {
            if index.file().tree(path) == Some(id) {
                return Ok(());
            }
            let prefix = if path.is_empty() { Vec::new() } else { format!("{path}/").into_bytes() };
            self.files_below(id, &prefix, &mut files)?;
        }
        for (name, entry) in index.file().within(path) {
            if entry.stage() != 0 || files.remove(name) != Some(entry.id()) {
                changed.insert(text(name));
            }
        }
        changed.extend(files.keys().map(|name| text(name)));
        Ok(())
    }

    fn files_below(
        &self,
        tree: Oid,
        prefix: &[u8],
        files: &mut BTreeMap<Vec<u8>, Oid>,
    ) -> Result<(), StoreError> {
        let tree = self.repository.find_tree(tree).map_err(|error| super::read::absent(tree, error))?;
        for entry in &tree {
            let mut name = prefix.to_vec();
            name.extend_from_slice(entry.name_bytes());
            if entry.kind() == Some(ObjectType::Tree) {
                name.push(b'/');
                self.files_below(entry.id(), &name, files)?;
            } else {
                files.insert(name, entry.id());
            }
        }
        Ok(())
    }

    /// Adds the files that the worktree holds otherwise than the index, and those that the index does not know, unless
    /// they are ignored.
    fn held_otherwise(
        &self,
        index: &Index,
        root: &Opened,
        path: &str,
        changed: &mut BTreeSet<String>,
    ) -> Result<(), StoreError> {
        let (file, beside) = (index.file(), Beside { root, written: index.written() });
        let metadata = self.root.join(path).symlink_metadata();
        let is_known = path.is_empty() || file.is_folder(path);
        if is_known && metadata.as_ref().is_ok_and(Metadata::is_dir) {
            let known = file.part_below(path);
            let settled = self.settled(path, &known, index, root);
            let found = beside.folder(path, known, settled.as_ref())?;
            if let Some(settled) = settled {
                settled.keep(found.settled);
            }
            changed.extend(found.edited);
            return found
                .strangers
                .into_iter()
                .try_for_each(|stranger| self.judge(stranger, beside, changed));
        }
        let entries: Vec<_> = file.within(path).collect();
        changed.extend(beside.edited(&entries)?);
        match metadata {
            // A folder in place of a file may hold anything.
            Ok(metadata) if file.get(path).is_none_or(|own| metadata.is_dir() && !own.is_repository()) => {
                let stranger = Stranger { path: path.to_owned(), is_folder: metadata.is_dir() };
                self.judge(stranger, beside, changed)
            }
            _ => Ok(()),
        }
    }

    /// Adds what the index does not know, all the way down, unless it is ignored.
    fn judge(
        &self,
        stranger: Stranger,
        beside: Beside<'_>,
        changed: &mut BTreeSet<String>,
    ) -> Result<(), StoreError> {
        let Stranger { path, is_folder } = stranger;
        if self.is_ignored(&path)? {
            return Ok(());
        }
        if !is_folder {
            changed.insert(path);
        } else if self.root.join(&path).join(".git").exists() {
            // A repository of its own, which git names and does not enter.
            changed.insert(format!("{path}/"));
        } else {
            let found = beside.strangers(&path)?;
            found.into_iter().try_for_each(|stranger| self.judge(stranger, beside, changed))?;
        }
        Ok(())
    }

    fn is_ignored(&self, path: &str) -> Result<bool, StoreError> {
        self.repository.is_path_ignored(path).map_err(fault("read what is ignored"))
    }
}

fn text(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

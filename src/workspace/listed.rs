//! Which partners there are: in comes a view, out comes what has a partner's name, of which nothing is read yet.
//! What has such a name is listed, be it a folder or a link: left out, it would pass every gate that is asked of all.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::WorkspaceError;
use super::layout::StateFolder;
use super::view::View;
use crate::playbook::id::Id;
use crate::store::{Entry, EntryKind};

/// What has a partner's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: Id,
    pub(super) kind: EntryKind,
    /// The id of the bytes of its file.
    pub(super) content: String,
    /// Whether it lies where the layout has it.
    pub(super) is_here: bool,
}

impl Listed {
    /// Returns the file of a partner that lies where the layout has it; `content` is the id of its bytes.
    #[must_use]
    pub fn file(id: Id, content: String) -> Self {
        Listed { id, kind: EntryKind::File, content, is_here: true }
    }

    /// Returns the id of the bytes of its file; none where it is no file, or lies elsewhere than the layout has it.
    #[must_use]
    pub fn content(&self) -> Option<&str> {
        (self.is_here && self.kind == EntryKind::File).then_some(self.content.as_str())
    }

    fn of(entry: Entry, is_here: impl FnOnce(&Id) -> bool) -> Option<Self> {
        let id = partner_id(&entry.name)?;
        Some(Listed { is_here: is_here(&id), id, kind: entry.kind, content: entry.id })
    }
}

impl View<'_> {
    /// Returns every partner id, sorted.
    ///
    /// # Errors
    /// Returns why the state cannot be listed.
    pub fn partner_ids(&self) -> Result<Vec<Id>, WorkspaceError> {
        Ok(self.listed()?.into_iter().map(|listed| listed.id).collect())
    }

    /// Names the folder of the state, with its layout.
    #[must_use]
    pub fn folder_name(&self) -> String {
        format!("{:?}", self.folder)
    }

    /// Names the state as a whole: in the same folder, equal names mean equal partners.
    ///
    /// # Errors
    /// Returns why the state cannot be looked up.
    pub fn state_id(&self) -> Result<String, WorkspaceError> {
        let found = match &self.state_at {
            Some(at) => self.state().entry(at, self.folder.root())?,
            None => None,
        };
        Ok(found.map_or_else(String::new, |entry| entry.id))
    }

    /// Returns what has a partner's name, sorted by id.
    ///
    /// # Errors
    /// Returns why the state cannot be listed.
    pub fn listed(&self) -> Result<Vec<Listed>, WorkspaceError> {
        let Some(at) = &self.state_at else { return Ok(Vec::new()) };
        let root = self.folder.root();
        let mut listed = Vec::new();
        if self.folder.is_sharded() {
            for (shard, inner) in self.state().list_folders(at, root)? {
                let is_here = |id: &Id| StateFolder::shard(id) == shard.name;
                listed.extend(inner.into_iter().filter_map(|inner| Listed::of(inner, is_here)));
            }
        } else {
            listed.extend(
                self.state().list(at, root)?.into_iter().filter_map(|entry| Listed::of(entry, |_| true)),
            );
        }
        // One that lies where the layout has it stands for others of its name.
        listed.sort_by(|a: &Listed, b| a.id.cmp(&b.id).then_with(|| b.is_here.cmp(&a.is_here)));
        listed.dedup_by(|later, first| later.id == first.id);
        Ok(listed)
    }

    /// Returns, of what [`View::listed`] returns, what is another than at a revision at which every partner lay in
    /// this folder, as the layout has it. Only the folders are read that changed since. None where that does not
    /// tell: the revision is gone, or a partner no longer lies there.
    #[must_use]
    pub fn listed_since(&self, before: &str) -> Option<BTreeMap<Id, Listed>> {
        let at = self.state_at.as_ref()?;
        let before = self.state().resolve(before).ok()?;
        let differing = |folder: &str| {
            let list = |at| self.state().list(at, folder).ok();
            Some(differing(&list(&before)?, &list(at)?))
        };
        let root = self.folder.root();
        let mut names = differing(root)?;
        if self.folder.is_sharded() {
            let path =
                |shard: &str| if root.is_empty() { shard.to_owned() } else { format!("{root}/{shard}") };
            let within: Option<Vec<_>> = names.iter().map(|shard| differing(&path(shard))).collect();
            names = within?.into_iter().flatten().collect();
        }
        let now = |id: Id| {
            let entry = self.state().entry(at, &self.folder.partner(&id)).ok()??;
            let listed = Listed { kind: entry.kind, content: entry.id, is_here: true, id: id.clone() };
            Some((id, listed))
        };
        names.iter().filter_map(|name| partner_id(name)).map(now).collect()
    }
}

/// Returns the names at which two folders hold something else.
fn differing(one: &[Entry], other: &[Entry]) -> BTreeSet<String> {
    let (one, other): (HashSet<_>, HashSet<_>) = (one.iter().collect(), other.iter().collect());
    one.symmetric_difference(&other).map(|entry| entry.name.clone()).collect()
}

/// The partner whose file is named so; other files of the folder are not ours to judge.
fn partner_id(file: &str) -> Option<Id> {
    file.strip_suffix(".toml")?.parse().ok()
}

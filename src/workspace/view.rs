//! The workspace at one moment: in come ids, out come partners, their notes and the playbook at
//! their pin. Everything is read from commits; playbooks are read once per content.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::config::Config;
use super::layout::StateFolder;
use super::{Workspace, WorkspaceError};
use crate::diagnostic::suggest;
use crate::partner::{Note, Partner, StateFault, decode, decode_note};
use crate::playbook::id::Id;
use crate::store::{Entry, EntryKind, Revision, Store, StoreError};

/// The workspace at one moment.
pub struct View<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) files_at: Revision,
    /// None while the state's repository has no commit.
    pub(super) state_at: Option<Revision>,
    pub(super) config: Arc<Config>,
    pub(super) folder: StateFolder,
}

/// What has a partner's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: Id,
    kind: EntryKind,
    /// The id of the bytes of its file.
    content: String,
    /// Whether it lies where the layout has it.
    is_here: bool,
}

impl Listed {
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

/// A partner of a portfolio, or why it cannot be read: one broken file is never the end of the rest.
pub struct PartnerEntry {
    /// Its id.
    pub id: Id,
    /// Its state.
    pub partner: Result<Partner, WorkspaceError>,
}

impl<'a> View<'a> {
    pub(super) fn new(
        workspace: &'a Workspace,
        files_at: Revision,
        state_at: Option<Revision>,
        config: Arc<Config>,
        folder: StateFolder,
    ) -> Self {
        View { workspace, files_at, state_at, config, folder }
    }

    /// Returns how the workspace was set up at that moment.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Returns the revision of the state; none while nothing is committed.
    #[must_use]
    pub fn revision(&self) -> Option<&Revision> {
        self.state_at.as_ref()
    }

    pub(super) fn state(&self) -> &'a dyn Store {
        &**self.workspace.state()
    }

    /// Returns the file of a partner in the state's repository.
    #[must_use]
    pub fn partner_path(&self, id: &Id) -> String {
        self.folder.partner(id)
    }

    /// Returns when the revision of the state was recorded; none while nothing is committed.
    ///
    /// # Errors
    /// Returns why the commit cannot be read.
    pub fn recorded(&self) -> Result<Option<DateTime<Utc>>, WorkspaceError> {
        self.state_at.as_ref().map(|at| super::recorded(self.state(), at)).transpose()
    }

    /// Returns every partner id, sorted.
    ///
    /// # Errors
    /// Returns why the state cannot be listed.
    pub fn partner_ids(&self) -> Result<Vec<Id>, WorkspaceError> {
        Ok(self.listed()?.into_iter().map(|listed| listed.id).collect())
    }

    /// Names the state as a whole, with its layout: equal names mean equal partners.
    ///
    /// # Errors
    /// Returns why the state cannot be looked up.
    pub fn state_id(&self) -> Result<String, WorkspaceError> {
        let found = match &self.state_at {
            Some(at) => self.state().entry(at, self.folder.root())?,
            None => None,
        };
        Ok(format!("{} {:?}", found.map_or_else(String::new, |entry| entry.id), self.folder))
    }

    /// Returns what has a partner's name, sorted by id; nothing of it is read yet.
    ///
    /// # Errors
    /// Returns why the state cannot be listed.
    pub fn listed(&self) -> Result<Vec<Listed>, WorkspaceError> {
        let Some(at) = &self.state_at else { return Ok(Vec::new()) };
        let root = self.folder.root();
        let mut listed = Vec::new();
        // What has a partner's name is listed, be it a folder or a link: left out, it would pass every gate that is
        // asked of all.
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

    /// Reads a partner that was listed.
    ///
    /// # Errors
    /// Returns why its file cannot be read.
    pub fn read(&self, listed: &Listed) -> Result<Partner, WorkspaceError> {
        let id = &listed.id;
        let broken =
            |fault| WorkspaceError::BrokenPartner { id: id.clone(), path: self.folder.partner(id), fault };
        if !listed.is_here {
            return Err(broken(StateFault::Misplaced));
        }
        if listed.kind != EntryKind::File {
            return Err(broken(StateFault::NotAFile));
        }
        let bytes = self.state().content(&listed.content, &self.folder.partner(id))?;
        decode(id, &bytes).map_err(broken)
    }

    /// Returns a partner; none where there is none.
    ///
    /// # Errors
    /// Returns why its file cannot be read.
    pub fn find_partner(&self, id: &Id) -> Result<Option<Partner>, WorkspaceError> {
        let Some(at) = &self.state_at else { return Ok(None) };
        let path = self.folder.partner(id);
        self.workspace.partner.or_read((at.clone(), path.clone()), || self.read_partner(at, id, &path))
    }

    fn read_partner(&self, at: &Revision, id: &Id, path: &str) -> Result<Option<Partner>, WorkspaceError> {
        let broken = |fault| WorkspaceError::BrokenPartner { id: id.clone(), path: path.to_owned(), fault };
        let bytes = match self.state().read(at, path) {
            Ok(Some(bytes)) => bytes,
            // Taken for none, it could be added once more.
            Ok(None) if self.lies_elsewhere(at, id)? => return Err(broken(StateFault::Misplaced)),
            Ok(None) => return Ok(None),
            Err(StoreError::NotAFile { .. }) => return Err(broken(StateFault::NotAFile)),
            Err(error) => return Err(error.into()),
        };
        decode(id, &bytes).map(Some).map_err(broken)
    }

    /// Tells whether a partner's file lies where the other layout has it.
    fn lies_elsewhere(&self, at: &Revision, id: &Id) -> Result<bool, WorkspaceError> {
        let path = self.folder.as_laid_out(self.folder.layout().other()).partner(id);
        Ok(self.state().entry(at, &path)?.is_some_and(|entry| entry.kind == EntryKind::File))
    }

    /// Returns the partner that a person named.
    ///
    /// # Errors
    /// Returns that there is none, with an id close to it, or why its file cannot be read.
    pub fn partner(&self, named: &str) -> Result<Partner, WorkspaceError> {
        let found = match named.parse::<Id>() {
            Ok(id) => self.find_partner(&id)?,
            Err(_) => None,
        };
        match found {
            Some(partner) => Ok(partner),
            None => {
                let ids = self.partner_ids()?;
                let meant = suggest(&named.to_lowercase(), ids.iter().map(Id::as_str));
                let suggestion = meant.and_then(|meant| meant.parse().ok());
                Err(WorkspaceError::NoPartner { id: named.to_owned(), suggestion })
            }
        }
    }

    /// Reads every partner, sorted by id, one at a time.
    ///
    /// # Errors
    /// Returns why the state cannot be listed; what is wrong with one partner is its entry's.
    pub fn partners(&self) -> Result<impl ExactSizeIterator<Item = PartnerEntry>, WorkspaceError> {
        let read = |listed: Listed| PartnerEntry { partner: self.read(&listed), id: listed.id };
        Ok(self.listed()?.into_iter().map(read))
    }

    /// Returns the notes of a partner by ULID, which is by time.
    ///
    /// # Errors
    /// Returns why one of them cannot be read.
    pub fn notes(&self, id: &Id) -> Result<BTreeMap<String, Note>, WorkspaceError> {
        let mut notes = BTreeMap::new();
        let Some(at) = &self.state_at else { return Ok(notes) };
        for entry in self.state().list(at, &self.folder.notes(id))? {
            let Some(ulid) = entry.name.strip_suffix(".toml") else { continue };
            let path = self.folder.note(id, ulid);
            let bytes = self.state().read(at, &path)?.unwrap_or_default();
            let note = decode_note(&bytes).map_err(|fault| WorkspaceError::BrokenPartner {
                id: id.clone(),
                path,
                fault,
            })?;
            notes.insert(ulid.to_owned(), note);
        }
        Ok(notes)
    }

    /// Returns the state files that hold uncommitted edits: they are never read as truth and never
    /// overwritten.
    ///
    /// # Errors
    /// Returns why the worktree cannot be compared.
    pub fn edited_state(&self) -> Result<Vec<String>, WorkspaceError> {
        Ok(self.state().changed(&[self.folder.root()])?)
    }

    /// Returns what [`View::edited_state`] returns, of one partner.
    ///
    /// # Errors
    /// Returns why the worktree cannot be compared.
    pub fn edited_state_of(&self, id: &Id) -> Result<Vec<String>, WorkspaceError> {
        let [file, folder] = self.folder.all_of(id);
        Ok(self.state().changed(&[&file, &folder])?)
    }

    /// Returns the partners that these state files belong to, sorted.
    #[must_use]
    pub fn owners(&self, paths: &[String]) -> Vec<Id> {
        let owners: BTreeSet<Id> = paths.iter().filter_map(|path| self.folder.owner(path)).collect();
        owners.into_iter().collect()
    }
}

/// The partner whose file is named so; other files of the folder are not ours to judge.
fn partner_id(file: &str) -> Option<Id> {
    file.strip_suffix(".toml")?.parse().ok()
}

//! The workspace at one moment: in come ids, out come partners, their notes and the playbook at
//! their pin. Everything is read from commits; playbooks are read once per content.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::config::Config;
use super::layout::StateFolder;
use super::listed::Listed;
use super::{Workspace, WorkspaceError};
use crate::diagnostic::suggest;
use crate::partner::{Note, Partner, StateFault, decode, decode_note};
use crate::playbook::id::Id;
use crate::store::{EntryKind, Revision, Store, StoreError};

/// The workspace at one moment.
pub struct View<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) files_at: Revision,
    /// None while the state's repository has no commit.
    pub(super) state_at: Option<Revision>,
    pub(super) config: Arc<Config>,
    pub(super) folder: StateFolder,
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

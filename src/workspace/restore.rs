//! Edits by hand of state, looked at and taken back: in come partners, out come what their files hold beside
//! what is committed, and where to find what they held once that is undone.

use std::collections::BTreeSet;

use super::view::View;
use super::{When, Workspace, WorkspaceError};
use crate::diagnostic::suggest;
use crate::playbook::id::Id;
use crate::store::{Held, Restored};

/// What a state file holds beside what is committed.
pub type Edit = Held;

/// What became of the edits of state files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenBack {
    /// The files, in the order of their paths.
    pub files: Vec<Restored>,
    /// The folder of the repository they are kept in, relative to the workspace, where it is not its own.
    pub elsewhere: Option<String>,
}

impl View<'_> {
    /// Returns the partner that a person named, be it committed or only an untracked file.
    ///
    /// # Errors
    /// Returns that there is none, with an id close to it.
    pub fn known_partner(&self, named: &str) -> Result<Id, WorkspaceError> {
        let mut known: BTreeSet<Id> = self.partner_ids()?.into_iter().collect();
        if let Ok(id) = named.parse::<Id>()
            && (known.contains(&id) || !self.edits_of(&id)?.is_empty())
        {
            return Ok(id);
        }
        known.extend(self.owners(&self.edited_state()?));
        let meant = suggest(&named.to_lowercase(), known.iter().map(Id::as_str));
        let suggestion = meant.and_then(|meant| meant.parse().ok());
        Err(WorkspaceError::NoPartner { id: named.to_owned(), suggestion })
    }

    /// Returns what the state files of a partner hold beside what is committed, sorted by path; those alone
    /// that differ. The partner's own file is looked at even where git ignores it.
    ///
    /// # Errors
    /// Returns why worktree and index cannot be compared.
    pub fn edits_of(&self, id: &Id) -> Result<Vec<Edit>, WorkspaceError> {
        let mut paths = self.edited_state_of(id)?;
        let own = self.partner_path(id);
        if !paths.contains(&own) {
            paths.insert(0, own.clone());
        }
        let mut edits = Vec::new();
        for path in paths {
            let held = self.state().held(&path)?;
            let is_new = held.head.is_none() && (held.worktree.is_some() || held.staged.is_some());
            if path != own || is_new || self.state().changed(&[&path])? == [own.as_str()] {
                edits.push(held);
            }
        }
        Ok(edits)
    }
}

impl Workspace {
    /// Brings the state files of partners back to what is committed; what they held is kept.
    ///
    /// # Errors
    /// Returns why nothing was touched.
    pub fn restore(&self, partners: &[Id]) -> Result<TakenBack, WorkspaceError> {
        let view = self.view(&When::Head)?;
        let mut paths = Vec::new();
        for id in partners {
            paths.extend(view.edits_of(id)?.into_iter().map(|edit| edit.path));
        }
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let files = self.state().restore(&paths)?;
        let elsewhere = self.elsewhere.as_ref().map(|_| view.config().state.directory.clone());
        Ok(TakenBack { files, elsewhere })
    }
}

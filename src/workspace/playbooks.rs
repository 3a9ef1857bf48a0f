//! Playbooks of a workspace: in come ids and pins, out come playbooks as commits hold them. A pin is
//! of a committed playbook, so that what governs a partner can always be read again.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};

use super::view::View;
use super::{Workspace, WorkspaceError};
use crate::calendar::Calendar;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, suggest};
use crate::partner::{Partner, Pin};
use crate::playbook::id::Id;
use crate::playbook::load::{Files, Loaded, load};
use crate::playbook::lookup::Lookup;
use crate::playbook::model::Playbook;
use crate::readiness::Facts;
use crate::source::Document;
use crate::store::{EntryKind, Revision, Store, StoreError};

/// The folder of playbooks, relative to the workspace; shared checklists lie below it.
pub const PLAYBOOKS: &str = "playbooks";

/// A playbook, and the pin that names it.
#[derive(Debug, Clone, PartialEq)]
pub struct PinnedPlaybook {
    /// The playbook.
    pub playbook: Playbook,
    /// What names it for good.
    pub pin: Pin,
}

/// A playbook that governs partners. It does not change, so that what is looked up in it is reckoned once.
#[derive(Debug)]
pub struct Governing {
    pinned: PinnedPlaybook,
    lookup: Lookup,
}

impl Governing {
    fn new(playbook: Playbook, pin: Pin) -> Self {
        let lookup = Lookup::new(&playbook);
        Governing { pinned: PinnedPlaybook { playbook, pin }, lookup }
    }

    /// Returns what is known to govern the evaluation of a partner that is pinned to it.
    #[must_use]
    pub fn facts<'a>(
        &'a self,
        partner: &'a Partner,
        calendar: &'a Calendar,
        now: DateTime<Utc>,
    ) -> Facts<'a> {
        Facts { playbook: &self.pinned.playbook, partner, calendar, now, lookup: Some(&self.lookup) }
    }
}

impl Deref for Governing {
    type Target = PinnedPlaybook;

    fn deref(&self) -> &PinnedPlaybook {
        &self.pinned
    }
}

/// Playbooks that pins name, by content hash, for all that look at one workspace.
pub(super) type Pinned = Mutex<BTreeMap<String, Arc<Governing>>>;

/// A playbook file of the workspace, sound or not.
#[derive(Debug)]
pub struct PlaybookFile {
    /// Its path, relative to the workspace.
    pub path: String,
    /// What could be read of it.
    pub loaded: Loaded,
}

/// The files of a commit.
pub(super) struct AtRevision<'a> {
    pub(super) store: &'a dyn Store,
    pub(super) at: &'a Revision,
    /// What kept a file from being read, beyond what is wrong with the file itself.
    pub(super) trouble: RefCell<Option<StoreError>>,
}

impl<'a> AtRevision<'a> {
    pub(super) fn new(store: &'a dyn Store, at: &'a Revision) -> Self {
        AtRevision { store, at, trouble: RefCell::new(None) }
    }

    /// Loads a playbook; trouble with the store is told apart from faults of the text.
    fn load(&self, path: &str) -> Result<Loaded, StoreError> {
        let loaded = load(self, path);
        match self.trouble.take() {
            Some(trouble) => Err(trouble),
            None => Ok(loaded),
        }
    }
}

impl Files for AtRevision<'_> {
    fn read(&self, path: &str) -> Result<Document, Diagnostics> {
        let unreadable = |why: &str| {
            let fault = Diagnostic::error(Code::FileUnreadable, format!("`{path}` {why}"));
            [fault.at(Place::file(path))].into_iter().collect::<Diagnostics>()
        };
        match self.store.read(self.at, path) {
            Ok(Some(bytes)) => Document::from_bytes(path, &bytes),
            Ok(None) => Err(unreadable("is not in the commit")),
            Err(error) => {
                let fault = unreadable(&error.to_string());
                self.trouble.replace(Some(error));
                Err(fault)
            }
        }
    }

    fn exists(&self, path: &str) -> bool {
        matches!(self.store.entry(self.at, path), Ok(Some(_)))
    }
}

impl View<'_> {
    /// Returns every playbook file, as committed, sorted by path.
    ///
    /// # Errors
    /// Returns why the folder cannot be read; what is wrong with one file is in its entry.
    pub fn playbooks(&self) -> Result<Vec<PlaybookFile>, WorkspaceError> {
        let store = self.workspace.files();
        let files = AtRevision::new(store, &self.files_at);
        let is_playbook = |name: &str| name.ends_with(".yaml") || name.ends_with(".yml");
        let entries = store.list(&self.files_at, PLAYBOOKS)?;
        entries
            .iter()
            .filter(|entry| entry.kind == EntryKind::File && is_playbook(&entry.name))
            .map(|entry| {
                let path = format!("{PLAYBOOKS}/{}", entry.name);
                Ok(PlaybookFile { loaded: files.load(&path)?, path })
            })
            .collect()
    }

    /// Returns the playbook of that id, as committed now, with the pin of a new partner.
    ///
    /// # Errors
    /// Returns that there is none, that it has faults, or that it has uncommitted edits.
    pub fn playbook(&self, id: &str) -> Result<PinnedPlaybook, WorkspaceError> {
        let mut known = Vec::new();
        let mut faulty = None;
        for PlaybookFile { path, loaded } in self.playbooks()? {
            match loaded.playbook {
                Some(playbook) if playbook.id.as_str() == id => {
                    let mut files = loaded.includes;
                    files.insert(0, path.clone());
                    self.refuse_edits(&playbook.id, &files)?;
                    let pin = Pin {
                        playbook: playbook.id.clone(),
                        version: playbook.version.clone(),
                        path,
                        commit: self.files_at.as_str().to_owned(),
                        hash: loaded.content_hash.unwrap_or_default(),
                    };
                    return Ok(PinnedPlaybook { playbook, pin });
                }
                Some(playbook) => known.push(playbook.id),
                None if path.contains(&format!("/{id}.")) => {
                    faulty = Some(WorkspaceError::Faulty {
                        what: path,
                        faults: loaded.diagnostics,
                        sources: loaded.sources,
                    });
                }
                None => {}
            }
        }
        let meant = suggest(id, known.iter().map(Id::as_str)).and_then(|meant| meant.parse().ok());
        Err(faulty.unwrap_or_else(|| WorkspaceError::NoPlaybook {
            id: id.to_owned(),
            suggestion: meant,
            known,
        }))
    }

    fn refuse_edits(&self, id: &Id, files: &[String]) -> Result<(), WorkspaceError> {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let paths = self.workspace.files().changed(&files)?;
        if paths.is_empty() { Ok(()) } else { Err(WorkspaceError::PlaybookDirty { id: id.clone(), paths }) }
    }

    /// Names the folder of playbooks as a whole; equal names mean equal playbooks and shared checklists.
    ///
    /// # Errors
    /// Returns why the folder cannot be looked up.
    pub fn playbooks_id(&self) -> Result<String, WorkspaceError> {
        let found = self.workspace.files().entry(&self.files_at, PLAYBOOKS)?;
        Ok(found.map_or_else(String::new, |entry| entry.id))
    }

    /// Tells whether the commit that a pin names is here.
    #[must_use]
    pub fn has_commit(&self, commit: &str) -> bool {
        is_full_id(commit) && self.workspace.files().resolve(commit).is_ok()
    }

    /// Returns the playbook that governs a partner: the one its pin names, read once for all partners
    /// that share it.
    ///
    /// # Errors
    /// Returns why it cannot be read, or that what was read is not what was pinned.
    pub fn playbook_at(&self, partner: &Id, pin: &Pin) -> Result<Arc<Governing>, WorkspaceError> {
        let pinned = || self.workspace.pinned.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = pinned().get(&pin.hash).filter(|known| known.pin.path == pin.path) {
            return Ok(Arc::clone(known));
        }
        if let Some(playbook) = self.kept(pin) {
            return Ok(self.remember(playbook, pin));
        }
        let fault = |detail: String| WorkspaceError::Pin { partner: partner.clone(), detail };
        let store = self.workspace.files();
        // What is committed now may be the same text: then the commit of the pin need not be here.
        let now = AtRevision::new(store, &self.files_at).load(&pin.path);
        let (loaded, at) = match now {
            Ok(loaded) if loaded.content_hash.as_ref() == Some(&pin.hash) => (loaded, self.files_at.clone()),
            _ => {
                if !is_full_id(&pin.commit) {
                    return Err(fault(format!("`{}` is not a full commit id", pin.commit)));
                }
                let at = store.resolve(&pin.commit).map_err(|error| fault(error.to_string()))?;
                let loaded = AtRevision::new(store, &at).load(&pin.path);
                (loaded.map_err(|error| fault(error.to_string()))?, at)
            }
        };
        if loaded.content_hash.as_ref() != Some(&pin.hash) {
            return Err(fault(format!("`{}` at {} is another text", pin.path, pin.commit)));
        }
        self.keep(pin, &loaded, &at);
        let playbook = loaded.playbook.ok_or(WorkspaceError::Faulty {
            what: pin.path.clone(),
            faults: loaded.diagnostics,
            sources: loaded.sources,
        })?;
        Ok(self.remember(playbook, pin))
    }

    fn remember(&self, playbook: Playbook, pin: &Pin) -> Arc<Governing> {
        let governing = Arc::new(Governing::new(playbook, pin.clone()));
        let mut pinned = self.workspace.pinned.lock().unwrap_or_else(PoisonError::into_inner);
        pinned.insert(pin.hash.clone(), Arc::clone(&governing));
        governing
    }
}

/// Whether a pin's commit can mean one commit alone, for good: no branch, no tag, no first digits.
pub(super) fn is_full_id(commit: &str) -> bool {
    commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

impl Workspace {
    /// Returns the files of the worktree, for judging what is not committed yet.
    #[must_use]
    pub fn worktree(&self) -> Worktree<'_> {
        Worktree { root: self.root() }
    }
}

/// The files of the worktree, as they lie there.
pub struct Worktree<'a> {
    root: &'a std::path::Path,
}

impl Files for Worktree<'_> {
    fn read(&self, path: &str) -> Result<Document, Diagnostics> {
        Document::read(self.root, path)
    }

    fn exists(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }
}

//! The workspace: in come a folder of the file system and a moment, out come partners under the
//! playbook of their pin, and "commit this change" with re-read and re-apply. It brings store,
//! playbooks and partners together; state is what is committed, never what lies in the worktree.

mod adopt;
pub mod config;
mod apart;
pub mod doctor;
mod error;
mod history;
mod kept;
mod layout;
pub mod lint;
mod listed;
mod moves;
mod playbooks;
mod recent;
mod record;
mod relayout;
mod restore;
mod view;

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::partner::Partner;
use crate::source::Document;
use crate::store::{Cache, GitStore, Revision, Store, StoreError};
use config::{Config, FILE};
use playbooks::Pinned;
use recent::Recent;

pub use adopt::Adoption;
pub use apart::Apart;
pub use error::{WorkspaceError, edit_hints};
pub use history::HistoryEntry;
pub use layout::StateFolder;
pub use listed::Listed;
pub use moves::{Move, MoveFault};
pub use playbooks::{Governing, PLAYBOOKS, PinnedPlaybook, PlaybookFile, Worktree};
pub use record::{Build, Draft, FileChange, Grounds, Intent, Outcome, Record, draft};
pub use relayout::{LayoutIntent, Relaid};
pub use restore::{Edit, TakenBack};
pub use view::{PartnerEntry, View};

/// A git repository with `aboard.toml` at its root.
pub struct Workspace {
    root: PathBuf,
    /// The repository of `aboard.toml` and the playbooks.
    files: Rc<dyn Store>,
    /// Where state is, when it is not in the same repository.
    elsewhere: Option<Rc<dyn Store>>,
    /// The folder of state in its repository, as last set up.
    state_folder: String,
    /// Playbooks that pins name, by content hash: each is read once, whatever moment is looked at.
    pinned: Arc<Pinned>,
    /// The changes that were made on opening, for processes that died before they could.
    made_up_for: Vec<Revision>,
    /// How the workspace is set up at the commit that was looked at last.
    config: Recent<Revision, Arc<Config>>,
    /// The partner that was read last, by the commit and the path of its file.
    partner: Recent<(Revision, String), Option<Partner>>,
    /// Names the program that is run, so that what another one derived is not believed; none trusts nobody.
    build: Option<String>,
}

/// Which state is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// What is committed now.
    Head,
    /// What had been committed by then.
    By(DateTime<Utc>),
    /// What a branch, a tag or a commit of the state's repository holds.
    Revision(String),
}

impl Workspace {
    /// Opens the workspace that a folder lies in.
    ///
    /// # Errors
    /// Returns why there is none, or what is wrong with its `aboard.toml`.
    pub fn open(folder: &Path) -> Result<Self, WorkspaceError> {
        Self::open_by(folder, &mended)
    }

    /// Opens it, and leaves what a process left that died as it is: for who looks at that.
    ///
    /// # Errors
    /// Returns what [`Workspace::open`] returns.
    pub fn open_as_it_is(folder: &Path) -> Result<Self, WorkspaceError> {
        Self::open_by(folder, &|store| store)
    }

    fn open_by(folder: &Path, mended: &dyn Fn(GitStore) -> GitStore) -> Result<Self, WorkspaceError> {
        let files = mended(GitStore::discover(folder)?);
        let root = files.root().to_owned();
        let recent = Recent::default();
        let config = head_config(&files, &root, &recent)?;
        let directory = root.join(&config.state.directory);
        let (other, state_folder) = match files.relative(&directory) {
            Ok(inside) if !crosses_into_another(&root, &root.join(&inside)) => (None, inside),
            // Taken for another one, the same repository would be given two commits where one is due.
            Err(error) if !matches!(error, StoreError::Outside { .. }) => return Err(error.into()),
            _ => {
                let store = GitStore::discover(&directory).map(mended).map_err(|error| match error {
                    StoreError::NoRepository { .. } => {
                        WorkspaceError::NoStateRepository(config.state.directory.clone())
                    }
                    other => other.into(),
                })?;
                let inside = store.relative(&directory)?;
                (Some(store), inside)
            }
        };
        let stores: Vec<&GitStore> = [Some(&files), other.as_ref()].into_iter().flatten().collect();
        GitStore::refuse_variables(&stores)?;
        let made_up_for = stores.iter().filter_map(|store| store.made_up_for()).collect();
        let elsewhere = other.map(|store| Rc::new(store) as Rc<dyn Store>);
        Ok(Workspace {
            root,
            made_up_for,
            files: Rc::new(files),
            elsewhere,
            state_folder,
            pinned: Arc::default(),
            config: recent,
            partner: Recent::default(),
            build: None,
        })
    }

    /// Makes a workspace over stores, for tests of the layers above.
    #[must_use]
    pub fn over(files: Rc<dyn Store>, state_folder: &str) -> Self {
        Workspace {
            root: PathBuf::new(),
            made_up_for: Vec::new(),
            files,
            elsewhere: None,
            state_folder: state_folder.to_owned(),
            pinned: Arc::default(),
            config: Recent::default(),
            partner: Recent::default(),
            build: None,
        }
    }

    /// Returns the changes that were made on opening, for processes that died before they could.
    #[must_use]
    pub fn made_up_for(&self) -> &[Revision] {
        &self.made_up_for
    }

    /// Has what was derived before be believed, if the same build of the program derived it: another one may
    /// judge by other rules.
    #[must_use]
    pub fn trusting(self, build: Option<String>) -> Self {
        Workspace { build, ..self }
    }

    /// Returns where derived bytes are kept, and the stamp they are kept under; nothing where nobody is trusted.
    #[must_use]
    pub fn derived(&self) -> Option<(Cache, &str)> {
        Some((self.state().cache(), self.build.as_deref()?))
    }

    /// Returns the root folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the store of `aboard.toml` and the playbooks.
    #[must_use]
    pub fn files(&self) -> &dyn Store {
        &*self.files
    }

    fn state(&self) -> &Rc<dyn Store> {
        self.elsewhere.as_ref().unwrap_or(&self.files)
    }

    /// Looks at the workspace as it was at a moment.
    ///
    /// # Errors
    /// Returns why that moment cannot be looked at.
    pub fn view(&self, when: &When) -> Result<View<'_>, WorkspaceError> {
        let at = |store: &dyn Store| -> Result<Option<Revision>, WorkspaceError> {
            match when {
                When::Head => Ok(store.head()?),
                When::By(moment) => Ok(store.as_of(*moment)?),
                When::Revision(spec) => Ok(Some(store.resolve(spec)?)),
            }
        };
        let none = || match when {
            When::By(moment) => WorkspaceError::Before(moment.format("%Y-%m-%d %H:%M UTC").to_string()),
            When::Head | When::Revision(_) => WorkspaceError::NoWorkspace(self.root.clone()),
        };
        let state_at = at(&**self.state())?;
        let files_at = match (&self.elsewhere, when) {
            (None, _) => state_at.clone(),
            (Some(_), When::Head | When::By(_)) => at(&*self.files)?,
            // A commit of the state's repository says when, for the files of the other one.
            (Some(_), When::Revision(_)) => match &state_at {
                None => None,
                Some(revision) => self.files.as_of(recorded(&**self.state(), revision)?)?,
            },
        }
        .ok_or_else(none)?;
        let config = self.config.or_read(files_at.clone(), || match self.files.read(&files_at, FILE)? {
            Some(bytes) => parse(&bytes).map(Arc::new),
            None => Err(WorkspaceError::NoWorkspace(self.root.clone())),
        })?;
        let folder = StateFolder::new(self.state_folder.clone(), &config.state);
        Ok(View::new(self, files_at, state_at, config, folder))
    }
}

/// Mends what a process left that died, so that the next command, whichever it is, finds worktree and index in
/// step. What cannot be mended now does not keep anybody from reading; a command that writes says why.
fn mended(store: GitStore) -> GitStore {
    let _ = store.recover();
    store
}

/// When a commit was recorded.
fn recorded(store: &dyn Store, revision: &Revision) -> Result<DateTime<Utc>, WorkspaceError> {
    let mut found = DateTime::<Utc>::MIN_UTC;
    store.history(revision, &[], &mut |commit| {
        found = commit.committer.when;
        std::ops::ControlFlow::Break(())
    })?;
    Ok(found)
}

/// Tells whether a repository or a worktree of its own begins on the way from `root` down to `folder`.
fn crosses_into_another(root: &Path, folder: &Path) -> bool {
    let is_bare = |folder: &Path| ["HEAD", "objects", "refs"].iter().all(|name| folder.join(name).exists());
    let begins = |folder: &Path| folder.join(".git").exists() || is_bare(folder);
    folder.ancestors().take_while(|ancestor| *ancestor != root).any(begins)
}

fn head_config(
    files: &GitStore,
    root: &Path,
    recent: &Recent<Revision, Arc<Config>>,
) -> Result<Arc<Config>, WorkspaceError> {
    let none = || match root.join(FILE).exists() {
        true => WorkspaceError::Uncommitted,
        false => WorkspaceError::NoWorkspace(root.to_owned()),
    };
    let head = files.head()?.ok_or_else(none)?;
    recent.or_read(head.clone(), || match files.read(&head, FILE)? {
        Some(bytes) => parse(&bytes).map(Arc::new),
        None => Err(none()),
    })
}

fn parse(bytes: &[u8]) -> Result<Config, WorkspaceError> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    Document::from_bytes(FILE, bytes).and_then(|document| Config::load(&document)).map_err(|faults| {
        WorkspaceError::Faulty { what: FILE.to_owned(), faults, sources: [(FILE.to_owned(), text)].into() }
    })
}

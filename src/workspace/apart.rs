//! The same view for another thread: in comes a view, out comes what a thread can take along and look through,
//! with handles of its own of the same repositories, and the same playbooks.

use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use super::config::Config;
use super::layout::StateFolder;
use super::playbooks::Pinned;
use super::recent::Recent;
use super::view::View;
use super::{Workspace, WorkspaceError};
use crate::store::{Revision, Store};

/// A view that can be taken to another thread.
pub struct Apart {
    root: PathBuf,
    files: Box<dyn Store + Send>,
    elsewhere: Option<Box<dyn Store + Send>>,
    state_folder: String,
    pinned: Arc<Pinned>,
    build: Option<String>,
    files_at: Revision,
    state_at: Option<Revision>,
    config: Arc<Config>,
    folder: StateFolder,
}

impl View<'_> {
    /// Returns the same view for another thread.
    ///
    /// # Errors
    /// Returns why a repository cannot be opened once more.
    pub fn apart(&self) -> Result<Apart, WorkspaceError> {
        let workspace = self.workspace;
        Ok(Apart {
            root: workspace.root.clone(),
            files: workspace.files.again()?,
            elsewhere: workspace.elsewhere.as_ref().map(|store| store.again()).transpose()?,
            state_folder: workspace.state_folder.clone(),
            pinned: Arc::clone(&workspace.pinned),
            build: workspace.build.clone(),
            files_at: self.files_at.clone(),
            state_at: self.state_at.clone(),
            config: Arc::clone(&self.config),
            folder: self.folder.clone(),
        })
    }
}

impl Apart {
    /// Looks through the view, on the thread that it was taken to.
    pub fn look<T>(self, act: impl FnOnce(&View<'_>) -> T) -> T {
        let workspace = Workspace {
            made_up_for: Vec::new(),
            root: self.root,
            files: Rc::from(self.files as Box<dyn Store>),
            elsewhere: self.elsewhere.map(|store| Rc::from(store as Box<dyn Store>)),
            state_folder: self.state_folder,
            pinned: self.pinned,
            config: Recent::default(),
            partner: Recent::default(),
            build: self.build,
        };
        act(&View::new(&workspace, self.files_at, self.state_at, self.config, self.folder))
    }
}

//! The store over a git repository. In go paths, revisions and edits; out come bytes, folders and
//! commits, read by libgit2 from the object database alone.

mod below;
mod beside;
mod branch;
mod cache_tree;
mod commit;
mod configured;
mod dirty;
mod environment;
mod health;
mod folders;
mod history;
mod hooks;
mod index;
mod index_file;
mod index_format;
mod index_part;
mod journal;
mod lock;
mod message;
mod names;
mod objects;
mod open;
mod policy;
mod program;
mod project;
mod read;
mod recover;
mod restore;
mod roll_forward;
mod settled;
mod sign;
mod stale;
mod stat;
mod sync;
mod take_back;
mod tree;
mod uncommitted;
mod worktree;

#[cfg(test)]
mod tests;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use git2::{Oid, Repository};

use history::Fitting;

use super::{
    Ailment, Cache, Commit, CommitError, Entry, Held, Identity, NewCommit, Restored, Revision, Store,
    StoreError,
};

/// How long a commit waits for locks that others hold.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many commits are worth an index: fewer are walked in no time.
const WORTH: usize = 256;

/// How long a hook may take.
const HOOK_LIMIT: Duration = Duration::from_secs(60);

/// The folder of derived bytes, in the folder that linked worktrees share.
const CACHE: &str = "aboard";

/// A git repository with a worktree; in a linked worktree, that worktree's `HEAD` and index.
pub struct GitStore {
    repository: Repository,
    root: PathBuf,
    patience: Duration,
    hook_limit: Duration,
    /// The index of history that fitted last, and the commit it fits.
    fitted: RefCell<Option<(Oid, Fitting)>>,
    /// The change that was made for a process that died before it could.
    made_up_for: Cell<Option<Oid>>,
}

impl fmt::Debug for GitStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GitStore").field("root", &self.root).finish_non_exhaustive()
    }
}

impl GitStore {
    /// Returns the root folder of the worktree, with symbolic links resolved.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the repository's own folder that linked worktrees share: the place for caches.
    pub fn common_folder(&self) -> &Path {
        self.repository.commondir()
    }
}

impl Store for GitStore {
    fn head(&self) -> Result<Option<Revision>, StoreError> {
        Ok(self.head_id()?.map(revision))
    }

    fn branch(&self) -> Result<Option<String>, StoreError> {
        let full = self.branch_reference()?;
        Ok(full.map(|name| name.strip_prefix("refs/heads/").unwrap_or(&name).to_owned()))
    }

    fn resolve(&self, spec: &str) -> Result<Revision, StoreError> {
        self.resolve_spec(spec).map(revision)
    }

    fn as_of(&self, at: DateTime<Utc>) -> Result<Option<Revision>, StoreError> {
        self.newest_until(at)
    }

    fn read(&self, at: &Revision, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.read_file(at, path)
    }

    fn content(&self, id: &str, path: &str) -> Result<Vec<u8>, StoreError> {
        self.blob(id, path)
    }

    fn again(&self) -> Result<Box<dyn Store + Send>, StoreError> {
        Ok(Box::new(self.another()?))
    }

    fn entry(&self, at: &Revision, path: &str) -> Result<Option<Entry>, StoreError> {
        self.find_entry(at, path)
    }

    fn list(&self, at: &Revision, folder: &str) -> Result<Vec<Entry>, StoreError> {
        self.list_folder(at, folder)
    }

    fn list_folders(&self, at: &Revision, folder: &str) -> Result<Vec<(Entry, Vec<Entry>)>, StoreError> {
        self.list_each_folder(at, folder)
    }

    fn commit(&self, base: Option<&Revision>, commit: &NewCommit) -> Result<Revision, CommitError> {
        self.refuse_other_index()?;
        self.record(base, commit)
    }

    fn history(
        &self,
        from: &Revision,
        paths: &[&str],
        visit: &mut dyn FnMut(&Commit) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.walk(from, paths, visit)
    }

    fn prepare_history(&self, from: &Revision, told: &mut dyn FnMut(usize, usize)) {
        // Without an index history is walked, which is slower and tells the same.
        let _ = self.index_history(from, WORTH, told);
    }

    fn changed(&self, paths: &[&str]) -> Result<Vec<String>, StoreError> {
        self.uncommitted(paths)
    }

    fn held(&self, path: &str) -> Result<Held, StoreError> {
        self.look_at(path)
    }

    fn restore(&self, paths: &[&str]) -> Result<Vec<Restored>, StoreError> {
        self.refuse_other_index()?;
        self.bring_back(paths)
    }

    fn ailments(&self, folder: &str) -> Result<Vec<Ailment>, StoreError> {
        self.ailing(folder)
    }

    fn mend(&self, folder: &str) -> Result<Vec<Ailment>, StoreError> {
        self.take_away(folder)
    }

    fn identity(&self) -> Result<Identity, StoreError> {
        self.configured_identity()
    }

    fn cache(&self) -> Cache {
        Cache::inside(self.repository.commondir().join(CACHE))
    }
}

fn revision(id: Oid) -> Revision {
    Revision(id.to_string())
}

/// Turns an error of libgit2 that has no kind of its own into ours.
fn fault(action: &'static str) -> impl Fn(git2::Error) -> StoreError {
    move |error| StoreError::Git { action, detail: error.message().to_owned() }
}

/// Turns an error of the file system into ours.
fn io_fault<'a>(action: &'static str, path: &'a Path) -> impl Fn(std::io::Error) -> StoreError + 'a {
    move |source| StoreError::Io { action, path: path.to_owned(), source }
}

//! Bytes at revisions. In go repository-relative paths and bytes to record; out come revisions,
//! the bytes and folders they hold, and the commits that made them. Nothing here knows what the
//! bytes mean.
//!
//! The commit point is the compare-and-swap of the branch: what is read is read from a commit,
//! never from the worktree, which is a projection of the commit, kept in step. Two stores answer
//! to [`Store`]: [`GitStore`] over a git repository, and [`MemoryStore`], its twin for tests of
//! the layers above; one conformance suite holds both to the same promises.

mod cache;
mod error;
mod git;
mod memory;
mod path;
mod policy_error;

#[cfg(test)]
mod conformance;

use std::fmt;
use std::ops::ControlFlow;
use std::path::PathBuf;

use chrono::{DateTime, Utc};

pub use cache::Cache;
pub use error::{CommitError, StoreError};
pub use git::GitStore;
pub use memory::MemoryStore;
pub use policy_error::{MessageFault, PolicyError};

/// A commit, named by its full id in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(String);

impl Revision {
    /// The full id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first seven digits, for messages; enough for people, not for storage.
    pub fn short(&self) -> &str {
        self.0.get(..7).unwrap_or(&self.0)
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What lies at a name of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// What is neither and cannot be read here: a symbolic link, a submodule, a name that is not UTF-8.
    Other,
}

/// One name of a folder at a revision.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The last component of the path; empty for the root folder.
    pub name: String,
    /// What lies there.
    pub kind: EntryKind,
    /// The id of the content in hexadecimal: equal ids mean equal bytes, for a folder all the way down.
    pub id: String,
}

/// Who did something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The name, as written.
    pub name: String,
    /// The e-mail address, as written.
    pub email: String,
    /// The instant; git keeps whole seconds.
    pub when: DateTime<Utc>,
}

/// What the repository's configuration says of who works here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// `user.name`, where set.
    pub name: Option<String>,
    /// `user.email`, where set.
    pub email: Option<String>,
}

/// One file to be written or deleted by a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The repository-relative path, with `/`.
    pub path: String,
    /// The file's new bytes; `None` deletes it, and is nothing to do where there is no such file.
    pub content: Option<Vec<u8>>,
    /// The bytes of an edit that is not committed and that this one replaces: those of the worktree, staged or
    /// not. Without them no edit is replaced.
    pub expected: Option<Vec<u8>>,
}

/// A file as the places that may differ hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The repository-relative path.
    pub path: String,
    /// The bytes at the head; none where it has no such file.
    pub head: Option<Vec<u8>>,
    /// The bytes in the worktree; none where there is no such file.
    pub worktree: Option<Vec<u8>>,
    /// The bytes that are staged; none where the index has no such file.
    pub staged: Option<Vec<u8>>,
}

/// A file that was brought back to what the head holds, with where to find what it held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The repository-relative path.
    pub path: String,
    /// The blob of what the worktree held; none where it held what the head holds, or no file.
    pub worktree: Option<String>,
    /// The blob of what was staged, where that was something else again.
    pub staged: Option<String>,
    /// Whether the head has the file: else it was taken away.
    pub is_at_head: bool,
    /// Whether the file was edited again while this was at work: then that edit stays in the worktree.
    pub is_left: bool,
}

/// Something amiss in a repository, beside what it holds.
#[derive(Debug)]
pub enum Ailment {
    /// A process of ours left it that died; the next one that records a change mends it, and so does
    /// [`Store::mend`].
    Left {
        /// Where it is.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// A process of ours is at work.
    Busy {
        /// What it wrote of itself.
        holder: String,
    },
    /// Another program holds a lock, or left it.
    Lock {
        /// The lock file.
        path: PathBuf,
        /// When it was made, where the system tells.
        since: Option<DateTime<Utc>>,
    },
    /// Something of git's keeps changes from being recorded.
    Unusable(StoreError),
    /// git writes files of a folder with other line ends than are recorded.
    LineEnds {
        /// The folder.
        folder: String,
    },
    /// So many objects are loose that git would pack them.
    LooseObjects {
        /// How many, about.
        about: usize,
    },
}

/// A commit to be made: edits on top of the base revision, all or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCommit {
    /// The files to change, each path at most once. Edits that change nothing still make a commit.
    pub edits: Vec<Edit>,
    /// The whole message, recorded as given.
    pub message: String,
    /// Who made the change, and when it happened.
    pub author: Signature,
    /// Who recorded the change, and when: the time that [`Store::as_of`] goes by.
    pub committer: Signature,
}

/// A commit as history holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// The commit's id.
    pub revision: Revision,
    /// Its parents, the first being the branch that was committed to; empty for a root.
    pub parents: Vec<Revision>,
    /// Who made the change, and when it happened.
    pub author: Signature,
    /// Who recorded the change, and when.
    pub committer: Signature,
    /// The whole message; bytes that are not UTF-8 show as U+FFFD.
    pub message: String,
}

/// Bytes at revisions, with one way to add a revision.
///
/// Paths are relative to the repository's root, with `/` on every platform; `""` names the root
/// folder where a folder is asked for. A path that is absolute, has an empty component, `.`, `..`,
/// `.git`, a backslash or a control character is refused as [`StoreError::InvalidPath`].
pub trait Store {
    /// Returns the revision the branch is at now; `None` while it has no commit.
    fn head(&self) -> Result<Option<Revision>, StoreError>;

    /// Returns the name of the branch that commits go to; `None` where `HEAD` is on a commit.
    fn branch(&self) -> Result<Option<String>, StoreError>;

    /// Returns the commit that a branch, a tag or a (shortened) commit id names.
    fn resolve(&self, spec: &str) -> Result<Revision, StoreError>;

    /// Returns the newest commit recorded at or before `at`, on the first-parent line of the head.
    fn as_of(&self, at: DateTime<Utc>) -> Result<Option<Revision>, StoreError>;

    /// Returns the bytes of the file at `path`; `None` where there is nothing.
    ///
    /// # Errors
    /// [`StoreError::NotAFile`] where a folder, a symbolic link or a submodule lies there.
    fn read(&self, at: &Revision, path: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Returns the bytes of a file by the id that its [`Entry`] gives, whatever revision holds it; `path` is where
    /// it lies there, and where it may be found the quickest.
    ///
    /// # Errors
    /// [`StoreError::MissingObject`] where nothing has that id.
    fn content(&self, id: &str, path: &str) -> Result<Vec<u8>, StoreError>;

    /// Opens the same store once more, for another thread.
    fn again(&self) -> Result<Box<dyn Store + Send>, StoreError>;

    /// Returns what lies at `path`, without its content; `None` where there is nothing.
    fn entry(&self, at: &Revision, path: &str) -> Result<Option<Entry>, StoreError>;

    /// Returns the names of one folder, sorted by their bytes; empty where there is nothing.
    ///
    /// # Errors
    /// [`StoreError::NotAFolder`] where something else lies there.
    fn list(&self, at: &Revision, folder: &str) -> Result<Vec<Entry>, StoreError>;

    /// Returns the folders in one folder, each with what [`Store::list`] returns of it.
    ///
    /// # Errors
    /// Returns what [`Store::list`] returns.
    fn list_folders(&self, at: &Revision, folder: &str) -> Result<Vec<(Entry, Vec<Entry>)>, StoreError> {
        let folders = self.list(at, folder)?.into_iter().filter(|entry| entry.kind == EntryKind::Folder);
        let path = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        folders.map(|entry| self.list(at, &path(&entry.name)).map(|below| (entry, below))).collect()
    }

    /// Makes one commit of `commit` on top of `base`, moves the branch to it if the branch is still
    /// at `base`, and brings the worktree and the index in step for the named paths alone.
    ///
    /// # Errors
    /// See [`CommitError`]: only [`CommitError::Unfinished`] means that the commit was made, and only
    /// [`CommitError::Unsure`] that it may have been.
    fn commit(&self, base: Option<&Revision>, commit: &NewCommit) -> Result<Revision, CommitError>;

    /// Visits `from` and its ancestors, no commit before one that descends from it and newest
    /// first, until `visit` breaks. With `paths` (files or folders), only commits that changed what
    /// lies at one of them: against their parent, and for a merge against every parent.
    fn history(
        &self,
        from: &Revision,
        paths: &[&str],
        visit: &mut dyn FnMut(&Commit) -> ControlFlow<()>,
    ) -> Result<(), StoreError>;

    /// Makes what has [`Store::history`] of a few paths be quick from a revision on, if that takes something and
    /// pays. It may take seconds: `told` hears, time and again, how much is to be done and how much is.
    fn prepare_history(&self, from: &Revision, told: &mut dyn FnMut(usize, usize)) {
        let _ = (from, told);
    }

    /// Returns which files at or below `paths` hold uncommitted edits, sorted: those whose worktree
    /// file or index entry differs from the head, untracked files included, ignored ones not.
    fn changed(&self, paths: &[&str]) -> Result<Vec<String>, StoreError>;

    /// Returns what worktree and index hold of a file, beside what the head holds.
    ///
    /// # Errors
    /// [`StoreError::NotAFile`] where something else lies there, and [`StoreError::Unmerged`] where the
    /// index has no one version of it.
    fn held(&self, path: &str) -> Result<Held, StoreError>;

    /// Brings worktree and index of the files at `paths` back to what the head holds, and returns those that
    /// differed. What they held is kept as blobs before anything is replaced.
    ///
    /// # Errors
    /// Those of [`Store::held`], and what keeps a commit from being made, but for a `HEAD` on no branch; then
    /// nothing is touched. Where a file cannot be written, others may have been brought back.
    fn restore(&self, paths: &[&str]) -> Result<Vec<Restored>, StoreError>;

    /// Returns what is amiss in the repository, beside what it holds; `folder` is where files of ours lie.
    fn ailments(&self, folder: &str) -> Result<Vec<Ailment>, StoreError>;

    /// Takes away what is provably left by processes of ours that died, and returns it.
    fn mend(&self, folder: &str) -> Result<Vec<Ailment>, StoreError>;

    /// Returns who the configuration says works here.
    fn identity(&self) -> Result<Identity, StoreError>;

    /// Returns where derived bytes are kept; by default nowhere.
    fn cache(&self) -> Cache {
        Cache::default()
    }
}

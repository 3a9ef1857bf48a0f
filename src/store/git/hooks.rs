//! The hooks `pre-commit` and `commit-msg`, run by git as it is configured. In go what is to be recorded and its
//! message; out comes the message that is to be recorded, or why nothing is.
//!
//! A hook sees an index of its own, which holds the head and exactly this commit's files, as in `git commit --only`:
//! what the person has staged is in no commit of ours, and the person's index is not a hook's to change. The
//! worktree still shows what was before, for a refusal must leave nothing behind. What a hook prints goes to the
//! standard error of the process as it comes, colours and all: it is the person's own program, which could write to
//! the terminal anyway, and whoever waits for it wants to see it work. It cannot be asked anything.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use git2::{Index, Oid};

use super::GitStore;
use super::message;
use super::program::{run, said};
use super::read::absent;
use super::{fault, io_fault};
use crate::process::{Ended, Shield};
use crate::store::policy_error::MessageFault;
use crate::store::{CommitError, NewCommit, PolicyError, Signature, StoreError};

/// The hook that judges what is to be recorded.
pub(super) const PRE_COMMIT: &str = "pre-commit";
/// The hook that judges the message, and may change it.
pub(super) const COMMIT_MSG: &str = "commit-msg";

/// The first version of git that runs hooks for others.
const NEEDED: (u32, u32) = (2, 36);
/// How many paths a message names.
const MOST_PATHS: usize = 5;
/// The bit of the extended flags for "not to be in the worktree" (a sparse checkout).
const SKIP_WORKTREE: u16 = 1 << 14;
/// The bit of the extended flags for a path that is only announced, and in no tree.
const INTENT_TO_ADD: u16 = 1 << 13;

/// What an index holds: of each path and stage its mode and blob.
type Staged = BTreeMap<(Vec<u8>, u16), (u32, Oid)>;

/// A commit that hooks are to judge.
pub(super) struct Hooks<'a> {
    store: &'a GitStore,
    new: &'a NewCommit,
    scratch: &'a Path,
    shield: &'a Shield,
    staged: Staged,
}

impl<'a> Hooks<'a> {
    /// Makes the index that hooks see.
    pub(super) fn prepare(
        store: &'a GitStore,
        tree: Oid,
        new: &'a NewCommit,
        scratch: &'a Path,
        shield: &'a Shield,
    ) -> Result<Self, StoreError> {
        let staged = temporary_index(store, tree, &scratch.join("index"))?;
        Ok(Self { store, new, scratch, shield, staged })
    }

    /// Has the hook judge what is to be recorded.
    pub(super) fn pre_commit(&self) -> Result<(), CommitError> {
        self.run(PRE_COMMIT, None)
    }

    /// Has the hook judge the message; returns what it made of it, if that is another.
    pub(super) fn commit_msg(&self) -> Result<Option<String>, CommitError> {
        let file = self.scratch.join("COMMIT_EDITMSG");
        fs::write(&file, &self.new.message).map_err(io_fault("write", &file))?;
        self.run(COMMIT_MSG, Some(&file))?;
        let refused = |fault| PolicyError::Message { hook: COMMIT_MSG, fault };
        let bytes = match fs::read(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(refused(MessageFault::Empty).into());
            }
            read => read.map_err(io_fault("read", &file))?,
        };
        if bytes == self.new.message.as_bytes() {
            return Ok(None);
        }
        let text = String::from_utf8(bytes).map_err(|_| refused(MessageFault::NotText))?;
        message::changed(&self.new.message, &text).map(Some).map_err(|fault| refused(fault).into())
    }

    fn run(&self, hook: &'static str, file: Option<&Path>) -> Result<(), CommitError> {
        let index = self.scratch.join("index");
        let mut command = self.store.git();
        command.args(["hook", "run", "--ignore-missing", hook]);
        if let Some(file) = file {
            command.arg("--").arg(file);
        }
        identify(&mut command, self.new);
        // As git does where nobody edits a message.
        command.env("GIT_INDEX_FILE", &index).env("GIT_EDITOR", ":");
        command.stdin(Stdio::null()).stdout(io::stderr()).stderr(Stdio::inherit());
        let limit = self.store.hook_limit;
        let status = match run(&mut command, Some(limit), self.shield)? {
            Ended::Itself(status) => status,
            Ended::TooLong => return Err(PolicyError::TooLong { hook, limit }.into()),
            Ended::Interrupted => return Err(PolicyError::Interrupted.into()),
            Ended::Asking => return Err(PolicyError::Asks { hook }.into()),
        };
        if !status.success() {
            self.refuse_unfit_git()?;
            return Err(PolicyError::Refused { hook, status: status.code() }.into());
        }
        let now = staged(&Index::open(&index).map_err(fault("read the index of a hook"))?);
        if now == self.staged {
            return Ok(());
        }
        let differ = |key: &&(Vec<u8>, u16)| self.staged.get(*key) != now.get(*key);
        let keys = self.staged.keys().chain(now.keys()).filter(differ);
        let mut paths: Vec<String> =
            keys.map(|(path, _)| format!("`{}`", String::from_utf8_lossy(path))).collect();
        paths.sort();
        paths.dedup();
        if let Some(more) = paths.len().checked_sub(MOST_PATHS).filter(|more| *more > 1) {
            paths.truncate(MOST_PATHS);
            paths.push(format!("and {more} more"));
        }
        Err(PolicyError::Restaged { hook, paths }.into())
    }

    /// Tells a refusal of the hook's from git's own, which may have the same status.
    fn refuse_unfit_git(&self) -> Result<(), PolicyError> {
        let version = self.store.ask_git(&["version"])?.unwrap_or_default();
        let version = said(&version).replace("git version ", "");
        let mut numbers = version.split('.').map(|number| number.parse::<u32>().unwrap_or(0));
        if (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) < NEEDED {
            return Err(PolicyError::GitTooOld { version });
        }
        // Says why it cannot work in this repository, if it cannot.
        self.store.ask_git(&["rev-parse", "--git-dir"]).map(drop)
    }
}

/// Has git record the same people and times.
pub(super) fn identify(command: &mut Command, new: &NewCommit) {
    for (role, Signature { name, email, when }) in [("AUTHOR", &new.author), ("COMMITTER", &new.committer)] {
        command.env(format!("GIT_{role}_NAME"), name);
        command.env(format!("GIT_{role}_EMAIL"), email);
        command.env(format!("GIT_{role}_DATE"), format!("@{} +0000", when.timestamp()));
    }
}

/// Makes an index at `place` that holds a tree, and returns what it holds. What the repository's own index knows of
/// the files of the worktree is kept, so that git need not read them all.
fn temporary_index(store: &GitStore, tree: Oid, place: &Path) -> Result<Staged, StoreError> {
    let own = store.repository.path().join("index");
    match fs::copy(&own, place) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io_fault("copy", &own)(error)),
        _ => {}
    }
    let make = || fault("make an index for hooks");
    let mut index = Index::open(place).map_err(make())?;
    let skipped: Vec<Vec<u8>> = index
        .iter()
        .filter(|entry| entry.flags_extended & SKIP_WORKTREE != 0)
        .map(|entry| entry.path)
        .collect();
    let tree = store.repository.find_tree(tree).map_err(|error| absent(tree, error))?;
    index.read_tree(&tree).map_err(make())?;
    for path in skipped {
        let path = String::from_utf8_lossy(&path);
        if let Some(mut entry) = index.get_path(Path::new(&*path), 0) {
            entry.flags_extended |= SKIP_WORKTREE;
            index.add(&entry).map_err(make())?;
        }
    }
    index.write().map_err(make())?;
    if let Ok(written) = own.metadata().and_then(|found| found.modified()) {
        // git takes a file for unchanged if it is older than the index: made right after an edit, this one would
        // hide it.
        let set = fs::File::options().write(true).open(place).and_then(|file| file.set_modified(written));
        set.map_err(io_fault("write", place))?;
    }
    Ok(staged(&index))
}

fn staged(index: &Index) -> Staged {
    let recorded = index.iter().filter(|entry| entry.flags_extended & INTENT_TO_ADD == 0);
    recorded.map(|entry| ((entry.path, (entry.flags >> 12) & 3), (entry.mode, entry.id))).collect()
}

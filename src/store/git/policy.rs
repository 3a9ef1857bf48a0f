//! What git is configured to do with every commit: hooks, a signature. In go a base revision and a commit; out
//! comes the commit as the person's policy lets it be, before any lock is taken for good: no program of the
//! person's runs under a lock.
//!
//! Where nothing is configured, nothing is paid for but a look at the configuration. libgit2 reads it, but for
//! what it does not know: variables that configure git, and files that are included by the URL of a remote. Where
//! these may matter, git is asked.

use std::borrow::Cow;
use std::env;
use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};

use git2::{Config, Oid};
use tempfile::TempDir;

use super::commit::scratch;
use super::hooks::{COMMIT_MSG, Hooks, PRE_COMMIT};
use super::index::Index;
use super::lock::{FileLock, Patience};
use super::objects::Objects;
use super::shield::Shield;
use super::sign::Signed;
use super::{GitStore, fault, io_fault, revision};
use crate::store::{CommitError, NewCommit, Revision, StoreError};

/// How the folders are called in which hooks and signatures are waited for.
const SCRATCH: &str = "aboard-asked-";
const LOCK: &str = "lock";

/// What the policy made of a commit.
pub(super) struct Agreed<'a> {
    /// The commit, with the message that a hook may have changed.
    pub(super) commit: Cow<'a, NewCommit>,
    /// Its signature, if it is to have one.
    pub(super) signed: Option<Signed>,
}

/// What is configured. It may say more than there is: git looks again.
#[derive(Debug, Default, PartialEq, Eq)]
struct Policy {
    pre_commit: bool,
    commit_msg: bool,
    signs: bool,
}

/// One line of the configuration: a key, and its value if it has one.
type Setting = (String, Option<String>);

/// What is to be recorded, for hooks and signatures to see.
struct Draft {
    head: Option<Oid>,
    tree: Oid,
    scratch: Scratch,
}

/// A folder that is known for left behind when its process has died: the lock in it can be taken.
struct Scratch {
    // Closed before the folder goes.
    _lock: File,
    folder: TempDir,
}

impl GitStore {
    /// Has the policy of the repository judge a commit, and sign it. Locks are held only to look.
    ///
    /// # Errors
    /// Among others [`CommitError::Policy`], and whatever would keep the commit from being made anyway, so that
    /// nobody is asked in vain.
    pub(super) fn agree<'a>(
        &self,
        base: Option<&Revision>,
        new: &'a NewCommit,
    ) -> Result<Agreed<'a>, CommitError> {
        let policy = self.policy()?;
        let mut agreed = Agreed { commit: Cow::Borrowed(new), signed: None };
        if policy == Policy::default() {
            return Ok(agreed);
        }
        let Draft { head, tree, scratch } = self.draft(base, new)?;
        let shield = Shield::raise();
        // Taken away before the shield is lowered: then a signal ends the process.
        let scratch = scratch;
        let folder = scratch.folder.path();
        if policy.pre_commit || policy.commit_msg {
            let hooks = Hooks::prepare(self, tree, new, folder, &shield)?;
            if policy.pre_commit {
                hooks.pre_commit()?;
            }
            if policy.commit_msg
                && let Some(message) = hooks.commit_msg()?
            {
                agreed.commit.to_mut().message = message;
            }
        }
        if policy.signs {
            agreed.signed = Some(self.sign(head, tree, &agreed.commit, folder, &shield)?);
        }
        Ok(agreed)
    }

    /// Configures this repository so that no hook runs and nothing is signed here, whatever the person has
    /// configured for all.
    ///
    /// # Errors
    /// Returns why its configuration cannot be read or written.
    pub fn set_policy_aside(&self) -> Result<(), StoreError> {
        let settings = self.settings()?;
        let action = "write its configuration";
        let mut config = self.repository.config().map_err(fault(action))?;
        config.set_bool("commit.gpgsign", false).map_err(fault(action))?;
        config.set_str("core.hookspath", "/dev/null").map_err(fault(action))?;
        for hook in settings.iter().filter_map(|(key, _)| key.strip_suffix(".event")) {
            if hook.starts_with("hook.") {
                config.set_bool(&format!("{hook}.enabled"), false).map_err(fault(action))?;
            }
        }
        Ok(())
    }

    fn policy(&self) -> Result<Policy, CommitError> {
        let mut settings = self.settings()?;
        let mut policy = self.read_policy(&settings);
        let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        let adds = ["GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS"].into_iter().any(is_set)
            || ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"]
                .into_iter()
                .any(|name| is_set(name) && env::var_os(name).as_deref() != Some(OsStr::new("/dev/null")));
        let hides = ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"]
            .into_iter()
            .any(|name| env::var_os(name).is_some());
        let includes = settings.iter().any(|(key, _)| key.starts_with("includeif.hasconfig:"));
        if adds || includes || (hides && policy != Policy::default()) {
            settings = listed(&self.ask_git(&["config", "--null", "--list"])?.unwrap_or_default());
            policy = self.read_policy(&settings);
        }
        Ok(policy)
    }

    /// Reads the configuration as libgit2 has it, the weakest first.
    fn settings(&self) -> Result<Vec<Setting>, StoreError> {
        let action = "read its configuration";
        let mut config = self.repository.config().map_err(fault(action))?;
        let config = config.snapshot().map_err(fault(action))?;
        let mut entries = config.entries(None).map_err(fault(action))?;
        let mut settings = Vec::new();
        while let Some(entry) = entries.next() {
            let entry = entry.map_err(fault(action))?;
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let value = entry.has_value().then(|| text(entry.value_bytes()));
            settings.push((text(entry.name_bytes()), value));
        }
        Ok(settings)
    }

    fn read_policy(&self, settings: &[Setting]) -> Policy {
        let last = |wanted: &str| settings.iter().rev().find(|(key, _)| key == wanted);
        let signs = last("commit.gpgsign").is_some_and(|(_, value)| {
            // What is no boolean is for git to complain of.
            value.as_deref().is_none_or(|value| Config::parse_bool(value).unwrap_or(true))
        });
        let folder = match last("core.hookspath").and_then(|(_, value)| value.as_deref()) {
            None => Some(self.repository.commondir().join("hooks")),
            Some(value) => path_of(value).map(|path| self.root.join(path)),
        };
        let is_event = |(key, value): &Setting, hook: &str| {
            key.starts_with("hook.") && key.ends_with(".event") && value.as_deref() == Some(hook)
        };
        let has = |hook: &str| {
            let in_folder = folder.as_deref().is_none_or(|folder| is_program(&folder.join(hook)));
            in_folder || settings.iter().any(|setting| is_event(setting, hook))
        };
        Policy { pre_commit: has(PRE_COMMIT), commit_msg: has(COMMIT_MSG), signs }
    }

    /// Looks under the file lock at what is to be recorded, and puts what it is made of into the repository, where
    /// nothing refers to it yet.
    fn draft(&self, base: Option<&Revision>, new: &NewCommit) -> Result<Draft, CommitError> {
        let git_folder = self.repository.path();
        let mut patience = Patience::new(self.patience);
        let _file_lock = FileLock::take(self.repository.commondir(), &mut patience)?;
        let own = scratch(git_folder)?;
        self.recover_under_lock(own.path(), &mut patience)?;
        self.ready()?;
        let head = self.head_id()?;
        if head.map(revision).as_ref() != base {
            return Err(CommitError::Moved { now: head.map(revision) });
        }
        let mut objects = Objects::new(self.repository.commondir());
        let edits = self.checked(head, &Index::look(git_folder)?, &new.edits, &mut objects)?;
        let tree = self.write_trees(head, &edits, &mut objects, &mut Vec::new())?;
        super::commit::object(head, tree, new)?;
        objects.publish()?;
        Ok(Draft { head, tree, scratch: Scratch::make(git_folder)? })
    }
}

impl Scratch {
    /// Makes the folder, and takes away those whose process has died. The file lock must be held.
    fn make(git_folder: &Path) -> Result<Self, StoreError> {
        for entry in git_folder.read_dir().into_iter().flatten().flatten() {
            let lock = File::open(entry.path().join(LOCK));
            if entry.file_name().to_string_lossy().starts_with(SCRATCH)
                && lock.map_or(true, |lock| lock.try_lock().is_ok())
            {
                // What cannot be removed only takes room.
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
        let fault = io_fault("create a folder in", git_folder);
        let folder = tempfile::Builder::new().prefix(SCRATCH).tempdir_in(git_folder).map_err(&fault)?;
        let lock = File::create(folder.path().join(LOCK)).map_err(&fault)?;
        lock.lock().map_err(fault)?;
        Ok(Self { _lock: lock, folder })
    }
}

/// Reads what `git config --null --list` prints.
fn listed(bytes: &[u8]) -> Vec<Setting> {
    let text = String::from_utf8_lossy(bytes);
    let settings = text.split('\0').filter(|setting| !setting.is_empty());
    let settings = settings.map(|setting| match setting.split_once('\n') {
        Some((key, value)) => (key.to_owned(), Some(value.to_owned())),
        None => (setting.to_owned(), None),
    });
    settings.collect()
}

/// Reads a path as git does; `None` where git knows more of it.
fn path_of(value: &str) -> Option<PathBuf> {
    match value.strip_prefix("~/") {
        Some(below) => env::home_dir().map(|home| home.join(below)),
        None if value.starts_with(['~', '%', ':']) => None,
        None => Some(value.into()),
    }
}

/// Whether git would run the file.
fn is_program(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
    }
    #[cfg(not(unix))]
    {
        path.is_file() || path.with_extension("exe").is_file()
    }
}

//! What is configured for every commit: hooks, a signature. In goes the configuration of a repository; out comes
//! whether there is anything to ask.
//!
//! libgit2 reads it, in no time, but for what it does not know: variables that configure git, and files that are
//! included by the URL of a remote. Where these may matter, git is asked.

use std::env;
use std::path::{Path, PathBuf};

use git2::Config;

use super::hooks::{COMMIT_MSG, PRE_COMMIT};
use super::{GitStore, fault};
use crate::store::{CommitError, StoreError};

/// What is configured. It may say more than there is: git looks again.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Policy {
    pub(super) pre_commit: bool,
    pub(super) commit_msg: bool,
    pub(super) signs: bool,
}

/// The variables that may configure more than libgit2 sees, if they lead anywhere.
const ADDING: [&str; 4] =
    ["GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"];
/// The variables that may configure less.
const HIDING: [&str; 3] = ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"];

/// One line of the configuration: a key, and its value if it has one.
type Setting = (String, Option<String>);

impl GitStore {
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

    /// Reads what is configured by now.
    pub(super) fn policy(&self) -> Result<Policy, CommitError> {
        let mut settings = self.settings()?;
        let mut policy = self.read_policy(&settings);
        let says =
            |name: &&str| env::var_os(name).is_some_and(|value| !value.is_empty() && value != "/dev/null");
        let adds = ADDING.iter().any(says);
        let hides = HIDING.iter().any(|name| env::var_os(name).is_some());
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
        // What is no boolean is for git to complain of.
        let is_true =
            |value: Option<&str>| value.is_none_or(|value| Config::parse_bool(value).unwrap_or(true));
        let is_on = |wanted: &str| last(wanted).map(|(_, value)| is_true(value.as_deref()));
        let folder = match last("core.hookspath").and_then(|(_, value)| value.as_deref()) {
            None => Some(self.repository.commondir().join("hooks")),
            Some(value) => path_of(value).map(|path| self.root.join(path)),
        };
        let is_event = |(key, value): &Setting, hook: &str| {
            let name = key.strip_suffix(".event").filter(|name| name.starts_with("hook."));
            value.as_deref() == Some(hook)
                && name.is_some_and(|name| is_on(&format!("{name}.enabled")).unwrap_or(true))
        };
        let has = |hook: &str| {
            let in_folder = folder.as_deref().is_none_or(|folder| is_program(&folder.join(hook)));
            in_folder || settings.iter().any(|setting| is_event(setting, hook))
        };
        Policy {
            pre_commit: has(PRE_COMMIT),
            commit_msg: has(COMMIT_MSG),
            signs: is_on("commit.gpgsign").unwrap_or(false),
        }
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

/// Whether git would try to run what lies there: a folder too, which it then refuses to commit by.
fn is_program(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        path.metadata().is_ok_and(|found| found.permissions().mode() & 0o111 != 0)
    }
    #[cfg(not(unix))]
    {
        path.is_file() || path.with_extension("exe").is_file()
    }
}

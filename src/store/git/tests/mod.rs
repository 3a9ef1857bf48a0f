//! The git store against the real git: what it leaves behind, what it leaves alone, what it refuses.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod concurrency;
#[cfg(unix)]
mod edited;
mod history;
mod history_index;
mod hooks;
mod index;
mod interrupted;
mod refusals;
mod restore;
#[cfg(unix)]
mod settled;
mod stale;
mod user_files;
mod worktrees;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::GitStore;
use crate::store::conformance::change;
use crate::store::{CommitError, Revision, Store};

/// A repository on `main`, which only the real git and the store under test touch.
struct Bench {
    folder: TempDir,
}

impl Bench {
    fn new() -> Self {
        let bench = Self::empty();
        bench.git(&["init", "--quiet", "--initial-branch=main", "."]);
        bench.git(&["config", "core.autocrlf", "false"]);
        // The store is in the process of the tests, so it finds what whoever runs them has configured.
        bench.git(&["config", "commit.gpgSign", "false"]);
        let hooks = bench.path(".git/hooks").to_string_lossy().into_owned();
        bench.git(&["config", "core.hooksPath", &hooks]);
        bench
    }

    fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    fn store(&self) -> GitStore {
        GitStore::discover(self.folder.path()).unwrap()
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    fn git(&self, arguments: &[&str]) -> String {
        git_in(self.folder.path(), arguments)
    }

    /// Commits through the store on top of its head.
    fn put(&self, second: i64, edits: &[(&str, Option<&str>)]) -> Result<Revision, CommitError> {
        let store = self.store();
        store.commit(store.head().unwrap().as_ref(), &change(second, edits))
    }

    /// Asserts that git finds no fault, and no difference between commit, index and worktree.
    fn assert_clean(&self) {
        assert_eq!(self.git(&["status", "--porcelain"]), "");
        assert_eq!(self.git(&["write-tree"]), self.git(&["rev-parse", "HEAD^{tree}"]));
        self.git(&["fsck", "--strict", "--no-dangling"]);
        for left in ["index.lock", "aboard.journal", "refs/heads/main.lock"] {
            assert!(!self.path(".git").join(left).exists(), "{left} is left");
        }
        let left = fs::read_dir(self.path(".git")).unwrap();
        let left = left.filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().starts_with("aboard-"));
        assert_eq!(left.count(), 0, "temporary files are left");
    }
}

/// Runs git away from the settings of whoever runs the tests; returns its output, trimmed.
fn git_in(folder: &Path, arguments: &[&str]) -> String {
    let output = hermetic(folder).args(arguments).output().unwrap();
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
    assert!(output.status.success(), "git {arguments:?}: {}{}", shown(&output.stdout), shown(&output.stderr));
    shown(&output.stdout)
}

fn hermetic(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "Pat").env(format!("GIT_{who}_EMAIL"), "pat@example.com");
    }
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(name);
    }
    command
}

//! The git program, for what only git does as it is configured. In go arguments; out comes how it ended.
//!
//! It runs in the worktree and finds the repository from there, as the store did: variables that lead
//! elsewhere are taken away. Whoever waits for it may be interrupted, and then ends it first.

use std::io::{self, ErrorKind};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::GitStore;
use crate::process::{self, Ended, Shield};
use crate::store::PolicyError;

/// The variables that say where a repository is. Those that configure git stay.
const PLACES: [&str; 11] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];

impl GitStore {
    /// Returns git, to be run in this worktree.
    pub(super) fn git(&self) -> Command {
        let mut command = Command::new("git");
        command.current_dir(&self.root);
        for name in PLACES {
            command.env_remove(name);
        }
        command
    }

    /// Runs git for what it prints; `None` where it ends with a status of 1, which is its no.
    pub(super) fn ask_git(&self, arguments: &[&str]) -> Result<Option<Vec<u8>>, PolicyError> {
        let output = self.git().args(arguments).stdin(Stdio::null()).output().map_err(|e| unstarted(&e))?;
        match output.status.code() {
            Some(0) => Ok(Some(output.stdout)),
            Some(1) => Ok(None),
            _ => Err(PolicyError::Git { said: said(&output.stderr) }),
        }
    }
}

/// Runs a program to its end, as [`process::run`] does.
pub(super) fn run(
    command: &mut Command,
    limit: Option<Duration>,
    shield: &Shield,
) -> Result<Ended, PolicyError> {
    process::run(command, limit, shield).map_err(|error| unstarted(&error))
}

fn unstarted(error: &io::Error) -> PolicyError {
    match error.kind() {
        ErrorKind::NotFound => PolicyError::NoGit,
        _ => PolicyError::Git { said: error.to_string() },
    }
}

/// Returns the last lines of what a program said, in one.
pub(super) fn said(bytes: &[u8]) -> String {
    const MOST: usize = 6;
    let text = String::from_utf8_lossy(bytes);
    // What gpg tells programs is nothing to a person, and a line may say no more than that it is an error.
    let tells = |line: &&str| !line.is_empty() && *line != "error:" && !line.starts_with("[GNUPG:]");
    let lines = text.lines().map(str::trim).filter(tells);
    let lines: Vec<&str> = lines.collect();
    let last = &lines[lines.len().saturating_sub(MOST)..];
    if last.is_empty() { "it did not say why".to_owned() } else { last.join("; ") }
}

#[cfg(test)]
mod tests {
    use super::said;

    #[test]
    fn the_last_lines_are_told_in_one() {
        assert_eq!(said(b""), "it did not say why");
        assert_eq!(said(b"error: a\nerror: \n\n[GNUPG:] INV_SGNR 9\n  b \r\n"), "error: a; b");
        assert_eq!(said(b"1\n2\n3\n4\n5\n6\n7\n"), "2; 3; 4; 5; 6; 7");
        assert_eq!(said(b"\xff\n"), "\u{fffd}");
    }
}

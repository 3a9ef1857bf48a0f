//! The branch, moved by compare-and-swap. In go its name, where it was read and where it is to be; out comes
//! the branch moved, or where it is instead. This is the instant at which a commit is made.
//!
//! libgit2 could do it, but its lock is an empty file, which cannot be told from another program's when its
//! process has died, and it does not sync. The lock here is git's own (`BRANCH.lock`, which every git program
//! respects), made by linking a file that holds the new id already.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use git2::{ErrorCode, Oid, Repository};

use super::lock::Patience;
use super::sync::sync_folder;
use super::{GitStore, fault, io_fault, revision};
use crate::store::{CommitError, StoreError};

/// The lock in the making.
const PREPARED: &str = "branch";

/// Writes what the branch is to hold into `scratch`: it is to be synced before the branch is moved.
pub(super) fn prepare(scratch: &Path, to: Oid) -> Result<File, StoreError> {
    let made = scratch.join(PREPARED);
    let written = File::create(&made).and_then(|mut file| {
        file.write_all(content(to).as_bytes())?;
        Ok(file)
    });
    written.map_err(io_fault("write", &made))
}

/// A move of a branch.
pub(super) struct Move<'a> {
    /// The full name of the branch.
    pub(super) branch: &'a str,
    /// Where it was read; `None` before its first commit.
    pub(super) from: Option<Oid>,
    /// The commit to move it to.
    pub(super) to: Oid,
    /// Who moves it and when, as a commit object has it.
    pub(super) committer: &'a [u8],
    /// The line of the reflog.
    pub(super) reason: String,
}

/// Returns the line of the reflog for a commit on top of `from`, as git writes it.
pub(super) fn reason(from: Option<Oid>, message: &str) -> String {
    let initial = if from.is_none() { " (initial)" } else { "" };
    format!("commit{initial}: {}", message.lines().next().unwrap_or_default())
}

impl GitStore {
    /// Moves the branch to what was prepared in `scratch`, if it is still where it was read. `right_before` is done
    /// with the branch locked and nothing left but to move it. Whatever the system says of the move, the branch
    /// itself says whether it was made; where it cannot be asked, nobody knows.
    pub(super) fn move_branch(
        &self,
        to_make: &Move<'_>,
        scratch: &Path,
        patience: &mut Patience,
        right_before: &mut dyn FnMut() -> Result<(), StoreError>,
    ) -> Result<(), CommitError> {
        let Err(error) = self.try_move(to_make, scratch, patience, right_before) else { return Ok(()) };
        let unsure = |source| CommitError::Unsure { revision: revision(to_make.to), source };
        let now = self.head_id().map_err(unsure)?;
        match now.map_or(Ok(false), |now| self.holds(now, to_make.to)).map_err(unsure)? {
            true => Ok(()),
            false if now == to_make.from => Err(error),
            false => Err(CommitError::Moved { now: now.map(revision) }),
        }
    }

    /// Whether the history of `tip` holds `commit`.
    pub(super) fn holds(&self, tip: Oid, commit: Oid) -> Result<bool, StoreError> {
        // A branch moves to what is there alone.
        if tip == commit || !self.has(commit)? {
            return Ok(tip == commit);
        }
        self.repository.graph_descendant_of(tip, commit).map_err(fault("walk history"))
    }

    fn try_move(
        &self,
        to_make: &Move<'_>,
        scratch: &Path,
        patience: &mut Patience,
        right_before: &mut dyn FnMut() -> Result<(), StoreError>,
    ) -> Result<(), CommitError> {
        let path = self.repository.commondir().join(to_make.branch);
        let lock = BranchLock::take(&path, to_make, scratch, patience)?;
        let now = target(&self.repository, to_make.branch)?;
        if now != to_make.from {
            return Err(CommitError::Moved { now: now.map(revision) });
        }
        self.note_in_reflogs(to_make)?;
        right_before()?;
        lock.rename(&path).map_err(io_fault("move", &path))?;
        Ok(())
    }

    /// Adds a line to the reflog of the branch and of `HEAD`, where git would. They are a convenience, which
    /// git does not sync either.
    fn note_in_reflogs(&self, to_make: &Move<'_>) -> Result<(), StoreError> {
        let config = self.repository.config().map_err(fault("read its configuration"))?;
        // `always` is no boolean, and means yes for these two.
        let makes_new = config.get_bool("core.logallrefupdates").unwrap_or(true);
        let logs = [
            self.repository.commondir().join("logs").join(to_make.branch),
            self.repository.path().join("logs/HEAD"),
        ];
        let mut line = format!("{} {} ", to_make.from.unwrap_or(Oid::ZERO_SHA1), to_make.to).into_bytes();
        line.extend_from_slice(to_make.committer);
        line.extend_from_slice(format!("\t{}\n", to_make.reason).as_bytes());
        for log in logs {
            let mut open = OpenOptions::new();
            open.append(true).create(makes_new);
            let opened = if makes_new { making_folders(&log, || open.open(&log)) } else { open.open(&log) };
            match opened {
                Err(error) if error.kind() == ErrorKind::NotFound && !makes_new => {}
                Err(error) => return Err(io_fault("write", &log)(error)),
                Ok(mut file) => file.write_all(&line).map_err(io_fault("write", &log))?,
            }
        }
        Ok(())
    }
}

/// Returns where a branch is, read anew.
fn target(repository: &Repository, branch: &str) -> Result<Option<Oid>, StoreError> {
    match repository.find_reference(branch) {
        // A symbolic one has none, and is not where it was read.
        Ok(reference) => Ok(reference.target()),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(fault("read the branch")(error)),
    }
}

/// git's lock of a branch, which holds the new id from its first instant on.
struct BranchLock {
    path: PathBuf,
    is_done: bool,
}

impl BranchLock {
    fn take(
        branch: &Path,
        to_make: &Move<'_>,
        scratch: &Path,
        patience: &mut Patience,
    ) -> Result<Self, StoreError> {
        let (made, path) = (scratch.join(PREPARED), lock_of(branch));
        loop {
            match making_folders(&path, || fs::hard_link(&made, &path)) {
                Ok(()) => return Ok(Self { path, is_done: false }),
                Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                    return Err(io_fault("lock", &path)(error));
                }
                Err(_) if patience.wait() => {}
                Err(_) => return Err(StoreError::BranchLocked { branch: to_make.branch.to_owned() }),
            }
        }
    }

    /// Puts the lock in the place of the branch, to last.
    fn rename(mut self, branch: &Path) -> io::Result<()> {
        if let Err(error) = fs::rename(&self.path, branch) {
            // git may leave the empty folders of branches that are no more.
            if !branch.is_dir() {
                return Err(error);
            }
            fs::remove_dir(branch)?;
            fs::rename(&self.path, branch)?;
        }
        self.is_done = true;
        branch.parent().map_or(Ok(()), sync_folder)
    }
}

impl Drop for BranchLock {
    fn drop(&mut self) {
        if !self.is_done {
            // If this fails, the next command finds it by its content.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Whether the lock is there that was to move the branch to `commit`.
pub(super) fn is_left(common: &Path, branch: &str, commit: Oid) -> bool {
    fs::read(lock_of(&common.join(branch))).is_ok_and(|bytes| bytes == content(commit).as_bytes())
}

/// Takes away the lock that a process left which died before it moved the branch to `commit`; another
/// program's stays.
pub(super) fn remove_left_lock(common: &Path, branch: &str, commit: Oid) -> Result<(), StoreError> {
    let path = lock_of(&common.join(branch));
    match fs::read(&path) {
        Ok(bytes) if bytes == content(commit).as_bytes() => {
            fs::remove_file(&path).map_err(io_fault("remove", &path))
        }
        Err(error) if error.kind() != ErrorKind::NotFound => Err(io_fault("read", &path)(error)),
        _ => Ok(()),
    }
}

fn content(commit: Oid) -> String {
    format!("{commit}\n")
}

fn lock_of(branch: &Path) -> PathBuf {
    let mut name = branch.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}

/// Does something to a path whose folders may be missing, or be taken away meanwhile by git.
fn making_folders<T>(path: &Path, act: impl Fn() -> io::Result<T>) -> io::Result<T> {
    match act() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            act()
        }
        done => done,
    }
}

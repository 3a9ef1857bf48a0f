//! The two locks of a commit, and the patience to wait for them. In go the folders of a
//! repository; out come guards that release on drop.
//!
//! The file lock, in the folder that linked worktrees share, keeps our own processes apart, so
//! that the compare-and-swap of the branch seldom fails. `index.lock`, git's own, keeps every other
//! git program from committing between the move of the branch and the index that follows it: a
//! plain `git commit` there would take the change back. It is made by linking a file that already
//! holds who made it, so a lock that a killed process left is known for what it is.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::io_fault;
use crate::store::StoreError;

const FILE_LOCK: &str = "aboard.lock";
/// The first line of every `index.lock` of ours.
const MARK: &str = "aboard: this commit is being made";
const PROCESS: &str = "process ";
const RECORDING: &str = "recording ";
const PATH: &str = "path ";

/// Waits between tries, at random and longer each time, until a deadline.
pub(super) struct Patience {
    deadline: Instant,
    tries: u32,
}

impl Patience {
    pub(super) fn new(limit: Duration) -> Self {
        Self { deadline: Instant::now() + limit, tries: 0 }
    }

    /// Sleeps up to 50 ms; returns `false` at once where the deadline has passed.
    pub(super) fn wait(&mut self) -> bool {
        if Instant::now() >= self.deadline {
            return false;
        }
        let ceiling = 1_000u64 << self.tries.min(6);
        let random = RandomState::new().build_hasher().finish();
        thread::sleep(Duration::from_micros(500 + random % ceiling.min(50_000)));
        self.tries += 1;
        true
    }
}

/// The lock among our own processes. The system releases it when its holder dies.
pub(super) struct FileLock {
    file: File,
}

impl FileLock {
    pub(super) fn take(common: &Path, patience: &mut Patience) -> Result<Self, StoreError> {
        let path = common.join(FILE_LOCK);
        let fault = io_fault("lock", &path);
        let mut open = OpenOptions::new();
        let mut file =
            open.read(true).write(true).create(true).truncate(false).open(&path).map_err(&fault)?;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(error)) => return Err(fault(error)),
                Err(TryLockError::WouldBlock) if patience.wait() => {}
                Err(TryLockError::WouldBlock) => {
                    let mut text = String::new();
                    let read = file.read_to_string(&mut text);
                    let holder = read.ok().map(|_| text.trim_end().to_owned()).filter(|t| !t.is_empty());
                    return Err(StoreError::Locked { path: path.clone(), holder });
                }
            }
        }
        file.set_len(0).map_err(&fault)?;
        writeln!(file, "aboard, process {}", std::process::id()).map_err(&fault)?;
        Ok(Self { file })
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // An empty file says that nobody holds it; closing it unlocks.
        let _ = self.file.set_len(0);
    }
}

/// git's lock of the index, ours from its first byte on.
pub(super) struct IndexLock {
    path: PathBuf,
    file: File,
}

impl IndexLock {
    /// Takes the lock; `scratch` is a folder of ours in `git_folder`. The file lock must be held:
    /// a lock of ours that is found nevertheless was left by a process that died.
    pub(super) fn take(
        git_folder: &Path,
        scratch: &Path,
        patience: &mut Patience,
    ) -> Result<Self, StoreError> {
        let path = git_folder.join("index.lock");
        let ours = scratch.join("marked");
        let mut file = File::create_new(&ours).map_err(io_fault("create", &ours))?;
        writeln!(file, "{MARK}\n{PROCESS}{}", std::process::id()).map_err(io_fault("write", &ours))?;
        file.sync_all().map_err(io_fault("write", &ours))?;
        loop {
            match fs::hard_link(&ours, &path) {
                Ok(()) => return Ok(Self { path, file }),
                Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                    return Err(io_fault("lock", &path)(error));
                }
                Err(_) => {
                    if let Some(left) = Leftover::read(&path) {
                        return Err(left.into_error(path, git_folder));
                    }
                    if !patience.wait() {
                        return Err(StoreError::IndexLocked { path });
                    }
                }
            }
        }
    }

    /// Writes into the lock what is about to be recorded, so that it can be told from the lock
    /// should this process die.
    pub(super) fn announce(&mut self, commit: git2::Oid, paths: &[&str]) -> Result<(), StoreError> {
        let mut text = format!("{RECORDING}{commit}\n");
        for path in paths {
            text.extend([PATH, path, "\n"]);
        }
        let written = self.file.write_all(text.as_bytes()).and_then(|()| self.file.sync_all());
        written.map_err(io_fault("write", &self.path))
    }
}

impl Drop for IndexLock {
    fn drop(&mut self) {
        // If this fails, the next commit names the leftover and how to mend it.
        let _ = fs::remove_file(&self.path);
    }
}

/// What a lock of ours says that outlived its process.
struct Leftover {
    process: String,
    recording: Option<String>,
    paths: Vec<String>,
}

impl Leftover {
    /// Returns `None` where the lock is gone or another program's.
    fn read(path: &Path) -> Option<Self> {
        let text = fs::read_to_string(path).ok()?;
        let mut lines = text.lines();
        if lines.next() != Some(MARK) {
            return None;
        }
        let mut left = Self { process: String::new(), recording: None, paths: Vec::new() };
        for line in lines {
            if let Some(process) = line.strip_prefix(PROCESS) {
                process.clone_into(&mut left.process);
            } else if let Some(commit) = line.strip_prefix(RECORDING) {
                left.recording = Some(commit.to_owned());
            } else if let Some(path) = line.strip_prefix(PATH) {
                left.paths.push(path.to_owned());
            }
        }
        Some(left)
    }

    /// Names the paths to restore only where the commit is in: before that, what differs from
    /// `HEAD` is the user's.
    fn into_error(self, lock: PathBuf, git_folder: &Path) -> StoreError {
        let recorded = self.recording.is_some_and(|commit| is_recorded(git_folder, &commit));
        let paths = if recorded { self.paths } else { Vec::new() };
        StoreError::Interrupted { lock, process: self.process, paths }
    }
}

fn is_recorded(git_folder: &Path, commit: &str) -> bool {
    let recorded = || -> Result<bool, git2::Error> {
        let repository = git2::Repository::open(git_folder)?;
        let (head, commit) = (repository.head()?.peel_to_commit()?.id(), git2::Oid::from_str(commit)?);
        Ok(head == commit || repository.graph_descendant_of(head, commit)?)
    };
    recorded().unwrap_or(false)
}

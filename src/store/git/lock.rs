//! The two locks of a commit, and the patience to wait for them. In go the folders of a
//! repository; out come guards that release on drop.
//!
//! The file lock, in the folder that linked worktrees share, keeps our own processes apart, so
//! that the compare-and-swap of the branch seldom fails. `index.lock`, git's own, keeps every other
//! git program from committing between the move of the branch and the index that follows it: a
//! plain `git commit` there would take the change back. It is made by linking a file that lasts and says
//! that it is ours, so a lock that a killed process left is known for what it is. While it is held,
//! signals are put off.

use std::cell::Cell;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::io_fault;
use crate::process::Shield;
use crate::store::StoreError;

pub(super) const FILE_LOCK: &str = "aboard.lock";
/// The file that every `index.lock` of ours is a link to.
const MARKED: &str = "aboard.mark";
/// Its only line.
const MARK: &str = "aboard: this commit is being made\n";

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
    is_to_stay: Cell<bool>,
    _shield: Shield,
}

impl IndexLock {
    /// Whether the lock is held, and by one of ours: with the file lock held, by one that died.
    pub(super) fn is_ours(git_folder: &Path) -> Result<bool, StoreError> {
        let path = place(git_folder);
        let mut start = [0; MARK.len()];
        match File::open(&path).and_then(|mut file| file.read_exact(&mut start)) {
            Ok(()) => Ok(start == MARK.as_bytes()),
            Err(error) if [ErrorKind::NotFound, ErrorKind::UnexpectedEof].contains(&error.kind()) => {
                Ok(false)
            }
            // Taken for another program's, a lock that a death left would be waited for in vain.
            Err(error) => Err(io_fault("read", &path)(error)),
        }
    }

    /// Takes over what [`IndexLock::is_ours`] found. The file lock must be held.
    pub(super) fn inherit(git_folder: &Path) -> Self {
        Self { path: place(git_folder), is_to_stay: Cell::new(false), _shield: Shield::raise() }
    }

    /// Takes the lock; `scratch` is a folder of ours in `git_folder`.
    pub(super) fn take(
        git_folder: &Path,
        scratch: &Path,
        patience: &mut Patience,
    ) -> Result<Self, StoreError> {
        let (path, ours) = (place(git_folder), git_folder.join(MARKED));
        mark(&ours, scratch).map_err(io_fault("write", &ours))?;
        loop {
            // Lowered between tries: who waits may be interrupted.
            let shield = Shield::raise();
            match fs::hard_link(&ours, &path) {
                Ok(()) => return Ok(Self { path, is_to_stay: Cell::new(false), _shield: shield }),
                Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                    return Err(io_fault("lock", &path)(error));
                }
                Err(_) => drop(shield),
            }
            if !patience.wait() {
                return Err(StoreError::IndexLocked { path });
            }
        }
    }

    /// Leaves the lock where it is, so that no git program takes a commit back that is not shown yet.
    pub(super) fn leave(&self) {
        self.is_to_stay.set(true);
    }
}

impl Drop for IndexLock {
    fn drop(&mut self) {
        if !self.is_to_stay.get() {
            // If this fails, the next command knows it for ours.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Makes the file that locks are links to, to last, if it is not there yet. The file lock must be held.
fn mark(ours: &Path, scratch: &Path) -> io::Result<()> {
    if fs::read(ours).is_ok_and(|bytes| bytes == MARK.as_bytes()) {
        return Ok(());
    }
    let made = scratch.join(MARKED);
    let mut file = File::create(&made)?;
    file.write_all(MARK.as_bytes())?;
    file.sync_all()?;
    fs::rename(&made, ours)
}

fn place(git_folder: &Path) -> PathBuf {
    git_folder.join("index.lock")
}

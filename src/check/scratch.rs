//! The folder in which a program runs: in comes where such folders are made; out comes one that is locked while its
//! process lives, and gone after. One whose process was killed is taken away by the next.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use rustix::process::geteuid;
use tempfile::TempDir;

/// What the names of such folders begin with.
const PREFIX: &str = "aboard-check-";
/// The file in it that is locked as long as the process lives, and what tells it from a file of anybody else's.
const MARK: &str = ".locked-by-aboard";
const MARKED: &[u8] = b"The folder of a check of aboard, which takes it away.\n";
/// The folder in it in which the program runs.
const RUN: &str = "run";

/// A folder of one run.
pub(super) struct Scratch {
    _folder: TempDir,
    run: PathBuf,
    /// The system unlocks it, however the process ends.
    _lock: File,
}

impl Scratch {
    /// Makes one in `parent`, and takes away those there whose processes are no more.
    pub(super) fn new(parent: &Path) -> io::Result<Self> {
        sweep(parent);
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)?;
        // Locked before it has the name that others look for.
        let new = folder.path().join("new");
        fs::write(&new, MARKED)?;
        let lock = File::open(&new)?;
        lock.lock()?;
        fs::rename(&new, folder.path().join(MARK))?;
        let run = folder.path().join(RUN);
        fs::create_dir(&run)?;
        Ok(Scratch { _folder: folder, run, _lock: lock })
    }

    pub(super) fn path(&self) -> &Path {
        &self.run
    }
}

/// Removes folders of this person's that are marked, and that nobody has locked.
fn sweep(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let is_named = entry.file_name().to_string_lossy().starts_with(PREFIX);
        let is_mine = |found: fs::Metadata| found.is_dir() && found.uid() == geteuid().as_raw();
        if !is_named || !entry.metadata().is_ok_and(is_mine) {
            continue;
        }
        let mark = entry.path().join(MARK);
        let is_marked = fs::symlink_metadata(&mark).is_ok_and(|found| found.is_file())
            && fs::read(&mark).is_ok_and(|bytes| bytes == MARKED);
        if is_marked && File::open(&mark).is_ok_and(|lock| lock.try_lock().is_ok()) {
            // What cannot be removed now may be by the next.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn what_is_locked_stays_and_what_is_left_goes_with_the_next() {
        let parent = tempfile::tempdir().unwrap();
        let names = || -> Vec<String> {
            let names = fs::read_dir(parent.path()).unwrap();
            names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
        };
        let first = Scratch::new(parent.path()).unwrap();
        fs::write(first.path().join("copy"), "x").unwrap();
        let second = Scratch::new(parent.path()).unwrap();
        assert_eq!(names().len(), 2, "each has its own");
        drop(second);
        // As a process leaves it that is killed: there, and not locked.
        let Scratch { _folder: folder, run, _lock: lock } = first;
        let path = folder.keep();
        drop(lock);
        assert!(run.join("copy").exists());
        // What a person has there stays, whatever it is called.
        fs::create_dir(parent.path().join("aboard-check-results")).unwrap();
        fs::write(parent.path().join("aboard-check-results/notes"), "precious").unwrap();
        fs::write(parent.path().join("aboard-check-file"), "a person's").unwrap();
        drop(Scratch::new(parent.path()).unwrap());
        assert!(!path.exists());
        assert_eq!(names().len(), 2, "{:?}", names());
        assert!(parent.path().join("aboard-check-results/notes").exists());
    }
}

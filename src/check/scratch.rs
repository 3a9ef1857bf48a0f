//! The folder in which a program runs: in comes where such folders are made; out comes one that is locked while its
//! process lives, and gone after. One whose process was killed is taken away by the next.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use rustix::process::geteuid;
use tempfile::TempDir;

/// What the names of such folders begin with once they are locked, and before.
const LOCKED: &str = "aboard-check-";
const NEW: &str = "aboard-new-check-";

/// A folder of one run.
pub(super) struct Scratch {
    path: PathBuf,
    /// Locked as long as it is open. The system unlocks it, however the process ends.
    lock: Option<File>,
}

impl Scratch {
    /// Makes one in `parent`, and takes away those there whose processes are no more.
    pub(super) fn new(parent: &Path) -> io::Result<Self> {
        sweep(parent);
        let new = tempfile::Builder::new().prefix(NEW).tempdir_in(parent)?;
        let lock = File::open(new.path())?;
        lock.lock()?;
        // Only now does it have a name that others look for.
        let name = new.path().file_name().unwrap_or_default().to_string_lossy().replacen(NEW, LOCKED, 1);
        let path = parent.join(name);
        fs::rename(new.path(), &path)?;
        // It is another's now to remove.
        let _ = TempDir::keep(new);
        Ok(Scratch { path, lock: Some(lock) })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed now is swept by the next, once it is unlocked.
        let _ = fs::remove_dir_all(&self.path);
        self.lock.take();
    }
}

/// Removes folders of this person's that nobody has locked.
fn sweep(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(LOCKED);
        let is_mine = |found: fs::Metadata| found.is_dir() && found.uid() == geteuid().as_raw();
        if !is_ours || !entry.metadata().is_ok_and(is_mine) {
            continue;
        }
        if let Ok(folder) = File::open(entry.path())
            && folder.try_lock().is_ok()
        {
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
        let mut killed = first;
        let path = std::mem::take(&mut killed.path);
        drop(killed);
        fs::write(parent.path().join("aboard-check-file"), "a person's").unwrap();
        fs::create_dir(parent.path().join("aboard-other")).unwrap();
        assert!(path.join("copy").exists());
        drop(Scratch::new(parent.path()).unwrap());
        assert!(!path.exists());
        assert_eq!(names().len(), 2, "{:?}", names());
    }
}

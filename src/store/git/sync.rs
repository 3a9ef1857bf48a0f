//! Making things last. In go open files and folders; out they come written through to the disk, those of one
//! call at the same time, so that the file system can do it in one go.

use std::fs::File;
use std::io;
use std::iter;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, Builder};

/// How many things are synced at the same time: a change has about so many. The file system gathers what comes
/// together, and threads that wait for the disk need no processors.
const AT_ONCE: usize = 8;

enum Thing<'a> {
    File(&'a File),
    Folder(&'a Path),
}

/// Makes the content of files last, and the names in folders; returns the first fault.
pub(super) fn sync(files: &[&File], folders: &[PathBuf]) -> io::Result<()> {
    let files = files.iter().map(|file| Thing::File(file));
    let things: Vec<Thing<'_>> = files.chain(folders.iter().map(|folder| Thing::Folder(folder))).collect();
    let next = AtomicUsize::new(0);
    let sync = || {
        iter::from_fn(|| things.get(next.fetch_add(1, Ordering::Relaxed)))
            .map(Thing::sync)
            .fold(Ok(()), io::Result::and)
    };
    thread::scope(|scope| {
        let others = 1..things.len().min(AT_ONCE);
        // Where the system has no thread left, this one does it all.
        let others: Vec<_> = others.filter_map(|_| Builder::new().spawn_scoped(scope, sync).ok()).collect();
        let own = sync();
        others
            .into_iter()
            .map(|other| other.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .fold(own, io::Result::and)
    })
}

impl Thing<'_> {
    fn sync(&self) -> io::Result<()> {
        match self {
            Thing::File(file) => file.sync_all(),
            Thing::Folder(folder) => sync_folder(folder),
        }
    }
}

/// Makes what happened to the names of a folder last.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    // Elsewhere a folder cannot be opened as a file, and the system sees to it.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use std::io::ErrorKind;

    use super::*;

    #[test]
    fn of_many_things_the_one_that_cannot_be_synced_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let files: Vec<_> = (0..20).map(|_| tempfile::tempfile().unwrap()).collect();
        let files: Vec<&File> = files.iter().collect();
        let mut folders = vec![folder.path().to_owned(); 20];
        sync(&files, &folders).unwrap();
        sync(&[], &[]).unwrap();
        for place in [0, 10, 20] {
            folders.insert(place, folder.path().join("none"));
            if cfg!(unix) {
                assert_eq!(sync(&files, &folders).unwrap_err().kind(), ErrorKind::NotFound);
            }
            folders.remove(place);
        }
    }
}

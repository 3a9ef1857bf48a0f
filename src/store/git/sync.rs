//! Making things last. In go open files and folders; out they come written through to the disk, those of one
//! call at the same time, so that the file system can do it in one go.

use std::fs::File;
use std::io;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

/// Makes the content of files last, and the names in folders; returns the first fault.
pub(super) fn sync(files: &[&File], folders: &[PathBuf]) -> io::Result<()> {
    if let ([file], []) = (files, folders) {
        return file.sync_all();
    }
    thread::scope(|scope| {
        let files = files.iter().map(|file| scope.spawn(|| file.sync_all()));
        let folders = folders.iter().map(|folder| scope.spawn(|| sync_folder(folder)));
        let running: Vec<_> = files.chain(folders).collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .fold(Ok(()), io::Result::and)
    })
}

/// Makes what happened to the names of a folder last.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    // Elsewhere a folder cannot be opened as a file, and the system sees to it.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

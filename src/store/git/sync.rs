//! Making things last. In go open files and folders; out they come written through to the disk, those of one
//! call at the same time, so that the file system can do it in one go.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::shares::in_shares;

/// How many things are synced at the same time. The file system gathers what comes together; more threads than
/// this cost more than they gather.
const AT_ONCE: usize = 4;

enum Thing<'a> {
    File(&'a File),
    Folder(&'a Path),
}

/// Makes the content of files last, and the names in folders; returns the first fault.
pub(super) fn sync(files: &[&File], folders: &[PathBuf]) -> io::Result<()> {
    let files = files.iter().map(|file| Thing::File(file));
    let things: Vec<Thing<'_>> = files.chain(folders.iter().map(|folder| Thing::Folder(folder))).collect();
    let sync = |things: &[Thing<'_>]| things.iter().map(Thing::sync).fold(Ok(()), io::Result::and);
    in_shares(&things, things.len().div_ceil(AT_ONCE), sync).into_iter().fold(Ok(()), io::Result::and)
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

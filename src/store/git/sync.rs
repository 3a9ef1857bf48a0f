//! Making things last. In go open files and folders; out they come written through to the disk, those of one
//! call at the same time, so that the file system can do it in one go.

use std::fs::File;
use std::io;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

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
    let sync = &|things: &[Thing<'_>]| things.iter().map(Thing::sync).fold(Ok(()), io::Result::and);
    let share = things.len().div_ceil(AT_ONCE).max(1);
    let mut shares = things.chunks(share);
    let own = shares.next().unwrap_or_default();
    thread::scope(|scope| {
        let start =
            |things| thread::Builder::new().spawn_scoped(scope, move || sync(things)).map_err(|_| things);
        let others: Vec<_> = shares.map(start).collect();
        let others = others.into_iter().map(|other| match other {
            Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            // The system has no thread left, which is no reason to fail.
            Err(things) => sync(things),
        });
        others.fold(sync(own), io::Result::and)
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

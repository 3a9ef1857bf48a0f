//! Making things last. In go open files and folders; out they come written through to the disk, those of one
//! call at the same time, so that the file system can do it in one go.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};

/// How many things are synced at the same time. The file system gathers what comes together, and threads that wait for
/// the disk need no processors; to start more of them than this takes longer than they save.
const AT_ONCE: usize = 5;

enum Thing {
    File(File),
    Folder(PathBuf),
    /// A file that has no name any more.
    Gone(File),
}

/// Threads that make things last while another one does something else.
#[derive(Default)]
pub(super) struct Syncing {
    shared: Arc<Shared>,
    helpers: Vec<JoinHandle<()>>,
    fault: Option<io::Error>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    waiting: Vec<Thing>,
    under_way: usize,
    /// The first fault.
    fault: Option<io::Error>,
    /// Whether nothing comes any more.
    is_over: bool,
}

/// Makes the content of files last, and the names in folders; returns the first fault.
pub(super) fn sync(files: &[&File], folders: &[PathBuf]) -> io::Result<()> {
    let mut syncing = Syncing::default();
    syncing.begin(files, folders);
    syncing.finish()
}

/// Makes what happened to the names of a folder last.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    // Elsewhere a folder cannot be opened as a file, and the system sees to it.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

impl Syncing {
    /// Begins to make the content of files last, and the names in folders.
    pub(super) fn begin(&mut self, files: &[&File], folders: &[PathBuf]) {
        let mut things = Vec::with_capacity(files.len() + folders.len());
        for file in files {
            match file.try_clone() {
                Ok(file) => things.push(Thing::File(file)),
                Err(error) => self.fault = self.fault.take().or(Some(error)),
            }
        }
        things.extend(folders.iter().cloned().map(Thing::Folder));
        // Whoever waits for them syncs as well.
        let helpers = things.len().min(AT_ONCE).saturating_sub(1);
        self.shared.state().waiting.extend(things);
        self.shared.changed.notify_all();
        while self.helpers.len() < helpers {
            let shared = Arc::clone(&self.shared);
            // Where the system has no thread left, the others do it all.
            let Ok(helper) = Builder::new().spawn(move || shared.help()) else { break };
            self.helpers.push(helper);
        }
    }

    /// Begins to close a file that has no name any more: it takes the system a while to free what a large one held.
    pub(super) fn close(&self, file: Option<File>) {
        self.shared.state().waiting.extend(file.map(Thing::Gone));
        self.shared.changed.notify_all();
    }

    /// Waits until all that was begun lasts; returns the first fault.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        let mut state = self.shared.state();
        while let Some(thing) = state.waiting.pop() {
            state = self.shared.sync(state, thing);
        }
        while state.under_way > 0 {
            state = self.shared.wait(state);
        }
        self.fault.take().or(state.fault.take()).map_or(Ok(()), Err)
    }
}

impl Drop for Syncing {
    fn drop(&mut self) {
        self.shared.state().is_over = true;
        self.shared.changed.notify_all();
        for helper in self.helpers.drain(..) {
            // One that panicked has nothing to say that is not said.
            let _ = helper.join();
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    /// Syncs whatever comes, until nothing does.
    fn help(&self) {
        let mut state = self.state();
        while !state.is_over {
            state = match state.waiting.pop() {
                Some(thing) => self.sync(state, thing),
                None => self.wait(state),
            };
        }
    }

    /// Syncs one thing, and lets others go on meanwhile.
    fn sync<'a>(&'a self, mut state: MutexGuard<'a, State>, thing: Thing) -> MutexGuard<'a, State> {
        state.under_way += 1;
        drop(state);
        let synced = thing.sync();
        let mut state = self.state();
        state.under_way -= 1;
        if let Err(error) = synced {
            state.fault.get_or_insert(error);
        }
        if state.under_way == 0 {
            self.changed.notify_all();
        }
        state
    }
}

impl Thing {
    fn sync(self) -> io::Result<()> {
        match self {
            Thing::File(file) => file.sync_all(),
            Thing::Folder(folder) => sync_folder(&folder),
            Thing::Gone(file) => {
                drop(file);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use std::io::{self, ErrorKind, Read as _};

    use super::*;

    #[test]
    fn of_many_things_the_one_that_cannot_be_synced_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let files: Vec<_> = (0..20).map(|_| tempfile::tempfile().unwrap()).collect();
        let files: Vec<&File> = files.iter().collect();
        let mut folders = vec![folder.path().to_owned(); 20];
        sync(&files, &folders).unwrap();
        sync(&[], &[]).unwrap();
        let mut syncing = Syncing::default();
        for place in [0, 10, 20] {
            folders.insert(place, folder.path().join("none"));
            syncing.begin(&files, &folders);
            syncing.begin(&files, &[]);
            let synced = syncing.finish();
            assert_eq!(synced.err().map(|error| error.kind()), cfg!(unix).then_some(ErrorKind::NotFound));
            folders.remove(place);
            syncing.begin(&files, &folders);
            syncing.finish().unwrap();
        }
        syncing.begin(&files, &folders);
    }
    /// Whoever reads from a pipe sees its end once the other end is closed.
    #[cfg(unix)]
    #[test]
    fn a_file_is_closed_while_others_go_on() {
        let (mut reader, writer) = io::pipe().unwrap();
        let mut syncing = Syncing::default();
        let file = tempfile::tempfile().unwrap();
        syncing.begin(&[&file, &file], &[]);
        syncing.finish().unwrap();
        syncing.close(Some(File::from(std::os::fd::OwnedFd::from(writer))));
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || tell.send(reader.read_to_end(&mut Vec::new()).is_ok()));
        assert_eq!(told.recv_timeout(std::time::Duration::from_secs(60)), Ok(true));
    }
}

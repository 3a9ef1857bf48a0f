//! Making things last. In go open files and folders; out they come written through to the disk, those of one
//! call at the same time, so that the file system can do it in one go.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Builder, JoinHandle};

/// How many things are synced at the same time. The file system gathers what comes together, and threads that wait for
/// the disk need no processors; to start more of them than this takes longer than they save.
const AT_ONCE: usize = 5;
/// How many things may wait to be synced: systems allow few open files.
const MOST: usize = 64;

enum Thing {
    File(File),
    Folder(PathBuf),
    /// A file that has no name any more.
    Gone(File),
}

/// Threads that make things last while another one makes more of them.
pub(super) struct Syncing {
    shared: Arc<Shared>,
    helpers: Vec<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// Something waits, or nothing comes any more.
    come: Condvar,
    /// Nothing is under way.
    done: Condvar,
}

#[derive(Default)]
struct State {
    waiting: Vec<Thing>,
    under_way: usize,
    /// The first fault.
    fault: Option<io::Error>,
    is_over: bool,
}

/// Makes the content of files last, and the names in folders; returns the first fault.
pub(super) fn sync(files: &[&File], folders: &[PathBuf]) -> io::Result<()> {
    // Whoever waits for them syncs as well.
    let syncing = Syncing::with((files.len() + folders.len()).min(AT_ONCE).saturating_sub(1));
    files.iter().for_each(|file| syncing.file(file));
    folders.iter().for_each(|folder| syncing.folder(folder));
    syncing.finish()
}

/// Makes what happened to the names of a folder last.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    // Elsewhere a folder cannot be opened as a file, and the system sees to it.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

impl Syncing {
    /// Starts as many threads as are of use.
    pub(super) fn start() -> Self {
        Self::with(AT_ONCE - 1)
    }

    fn with(threads: usize) -> Self {
        let shared = Arc::<Shared>::default();
        let start = |shared: Arc<Shared>| Builder::new().spawn(move || shared.help());
        // Where the system has no thread left, the others do it all.
        let helpers = (0..threads).map_while(|_| start(Arc::clone(&shared)).ok()).collect();
        // A thread that has waited once is woken on whatever processor is free; a new one may wait for the processor
        // that started it.
        thread::yield_now();
        Self { shared, helpers }
    }

    /// Begins to make the content of a file last.
    pub(super) fn file(&self, file: &File) {
        match file.try_clone() {
            Ok(file) => self.begin(Thing::File(file)),
            Err(error) => self.shared.state().tell(error),
        }
    }

    /// Begins to make the content of a file last that nobody needs any more.
    pub(super) fn take(&self, file: File) {
        self.begin(Thing::File(file));
    }

    /// Begins to make the names in a folder last.
    pub(super) fn folder(&self, folder: &Path) {
        self.begin(Thing::Folder(folder.to_owned()));
    }

    /// Begins to close a file that has no name any more: it takes the system a while to free what a large one held.
    pub(super) fn close(&self, file: File) {
        self.begin(Thing::Gone(file));
    }

    fn begin(&self, thing: Thing) {
        let mut state = self.shared.state();
        state.waiting.push(thing);
        self.shared.come.notify_one();
        while state.waiting.len() > MOST
            && let Some(thing) = state.waiting.pop()
        {
            state = self.shared.sync(state, thing);
        }
    }

    /// Waits until all that was begun lasts; returns the first fault.
    pub(super) fn finish(&self) -> io::Result<()> {
        let mut state = self.shared.state();
        while let Some(thing) = state.waiting.pop() {
            state = self.shared.sync(state, thing);
        }
        while state.under_way > 0 {
            state = wait(&self.shared.done, state);
        }
        state.fault.take().map_or(Ok(()), Err)
    }
}

impl Drop for Syncing {
    fn drop(&mut self) {
        self.shared.state().is_over = true;
        self.shared.come.notify_all();
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

    /// Syncs whatever comes, until nothing does.
    fn help(&self) {
        let mut state = self.state();
        while !state.is_over {
            state = match state.waiting.pop() {
                Some(thing) => self.sync(state, thing),
                None => wait(&self.come, state),
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
            state.tell(error);
        }
        if state.under_way == 0 {
            self.done.notify_all();
        }
        state
    }
}

impl State {
    fn tell(&mut self, error: io::Error) {
        self.fault.get_or_insert(error);
    }
}

fn wait<'a>(until: &Condvar, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
    until.wait(state).unwrap_or_else(PoisonError::into_inner)
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
        let syncing = Syncing::start();
        let begin = |folders: &[PathBuf]| {
            files.iter().for_each(|file| syncing.file(file));
            folders.iter().for_each(|folder| syncing.folder(folder));
        };
        for place in [0, 10, 20] {
            folders.insert(place, folder.path().join("none"));
            begin(&folders);
            begin(&[]);
            let synced = syncing.finish();
            assert_eq!(synced.err().map(|error| error.kind()), cfg!(unix).then_some(ErrorKind::NotFound));
            folders.remove(place);
            begin(&folders);
            syncing.finish().unwrap();
        }
        begin(&folders);
    }

    /// Whoever reads from a pipe sees its end once the other end is closed.
    #[cfg(unix)]
    #[test]
    fn a_file_is_closed_while_others_go_on() {
        let (mut reader, writer) = io::pipe().unwrap();
        let syncing = Syncing::start();
        syncing.close(File::from(std::os::fd::OwnedFd::from(writer)));
        let (tell, told) = std::sync::mpsc::channel();
        thread::spawn(move || tell.send(reader.read_to_end(&mut Vec::new()).is_ok()));
        assert_eq!(told.recv_timeout(std::time::Duration::from_secs(60)), Ok(true));
    }
}

//! What is amiss in a repository beside what it holds. In goes the repository, and a folder of ours in it;
//! out come what processes of ours left that died, locks of others, settings that will bite; and what is
//! provably ours is taken away.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use git2::{AttrCheckFlags, AttrValue};

use super::commit::{SCRATCH, scratch};
use super::index::{Index, Staged};
use super::journal::{Journal, Written};
use super::lock::{FILE_LOCK, FileLock, IndexLock, Patience};
use super::{GitStore, fault, io_fault, policy};
use crate::store::path::check_any;
use crate::store::{Ailment, Store as _, StoreError};

/// How many loose objects git takes before it packs them by itself.
const FEW: i64 = 6_700;
/// Objects lie in 256 folders by the first two digits of their ids: one stands for all, as in git.
const SAMPLE: &str = "17";
const FOLDERS: usize = 256;
/// How long leftovers wait for locks that others hold.
const PATIENCE: Duration = Duration::from_secs(2);

impl GitStore {
    pub(super) fn ailing(&self, folder: &str) -> Result<Vec<Ailment>, StoreError> {
        check_any(folder)?;
        let git_folder = self.repository.path();
        let mut found = Vec::new();
        match self.idle() {
            // While nobody works, nobody begins either: what is there was left.
            Ok(_lock) => {
                found.extend(self.left(folder)?.into_iter().map(|(path, what)| Ailment::Left { path, what }));
            }
            Err(holder) => found.push(Ailment::Busy { holder }),
        }
        found.extend(self.locks()?);
        let index = match Index::look(git_folder) {
            Ok(index) => Some(index),
            Err(error) => {
                found.push(Ailment::Unusable(error));
                None
            }
        };
        let sample = if folder.is_empty() { "x.toml".to_owned() } else { format!("{folder}/x.toml") };
        if let Some(index) = index
            && let Err(error) = self.refuse_filtered(&index, &sample)
        {
            found.push(Ailment::Unusable(error));
        }
        if self.converts_line_ends(&sample)? {
            found.push(Ailment::LineEnds { folder: folder.to_owned() });
        }
        found.extend(self.loose()?);
        Ok(found)
    }

    pub(super) fn take_away(&self, folder: &str) -> Result<Vec<Ailment>, StoreError> {
        check_any(folder)?;
        if self.left(folder)?.is_empty() || self.idle().is_err() {
            return Ok(Vec::new());
        }
        // Who asks for this sits before the screen.
        let mut patience = Patience::new(self.patience.min(PATIENCE));
        let _file_lock = FileLock::take(self.repository.commondir(), &mut patience)?;
        let before = self.left(folder)?;
        {
            let scratch = scratch(self.repository.path())?;
            self.recover_under_lock(scratch.path(), &mut patience)?;
        }
        for path in self.temporary_files(folder)? {
            fs::remove_file(&path).map_err(io_fault("remove", &path))?;
        }
        for path in dead(self.repository.path()) {
            fs::remove_dir_all(&path).map_err(io_fault("remove", &path))?;
        }
        self.cache().clear_unfinished();
        let after = self.left(folder)?;
        let gone = before.into_iter().filter(|left| !after.contains(left));
        Ok(gone.map(|(path, what)| Ailment::Left { path, what }).collect())
    }

    /// Keeps others of ours from beginning, or returns who of them is at work.
    fn idle(&self) -> Result<Option<File>, String> {
        let path = self.repository.commondir().join(FILE_LOCK);
        // Without the file, nobody has ever worked here. Closing it gives the lock back.
        let Ok(file) = File::open(&path) else { return Ok(None) };
        if file.try_lock().is_ok() {
            return Ok(Some(file));
        }
        let holder = fs::read_to_string(&path).unwrap_or_default().trim().to_owned();
        Err(if holder.is_empty() { "another aboard".to_owned() } else { holder })
    }

    /// Returns what processes of ours left that died; nobody may be at work.
    fn left(&self, folder: &str) -> Result<Vec<(PathBuf, &'static str)>, StoreError> {
        let git_folder = self.repository.path();
        let mut left = Vec::new();
        if let Some(journal) = Written::left(git_folder)? {
            left.push((journal.path().to_owned(), "the journal of a commit that was cut short"));
        }
        if IndexLock::is_ours(git_folder)? {
            left.push((git_folder.join("index.lock"), "the lock of a commit that was cut short"));
        }
        let journal = Journal::read(git_folder)?;
        if let Some(journal) = &journal {
            let path = self.repository.commondir().join(format!("{}.lock", journal.branch));
            if holds(&path, journal) {
                left.push((path, "the lock of a branch whose commit was cut short"));
            }
        }
        let named = folders(git_folder, SCRATCH);
        left.extend(named.map(|path| (path, "temporary files of a commit that was cut short")));
        let asked = dead(git_folder);
        left.extend(asked.map(|path| (path, "files for hooks or a signature that were not waited for")));
        let cached = self.cache().unfinished();
        left.extend(cached.into_iter().map(|path| (path, "a cache file that was not finished")));
        for path in self.temporary_files(folder)? {
            left.push((path, "a temporary file of a commit that was cut short"));
        }
        Ok(left)
    }

    /// Returns temporary files of ours among the user's: they are made there only where the repository's own
    /// folder is on another file system.
    fn temporary_files(&self, folder: &str) -> Result<Vec<PathBuf>, StoreError> {
        let is_ours = |path: &&String| {
            let name = path.rsplit('/').next().unwrap_or(path);
            let random = name.strip_prefix(".aboard-").and_then(|name| name.strip_suffix(".tmp"));
            random
                .is_some_and(|random| random.len() == 6 && random.bytes().all(|b| b.is_ascii_alphanumeric()))
        };
        // An index that cannot be read is told by itself.
        let Ok(index) = Index::look(self.repository.path()) else { return Ok(Vec::new()) };
        let changed = self.uncommitted(&[folder]).unwrap_or_default();
        let untracked = |path: &&String| matches!(index.staged(path), Staged::Absent);
        let left = changed.iter().filter(is_ours).filter(untracked).map(|path| self.root.join(path));
        Ok(left.filter(|path| path.symlink_metadata().is_ok_and(|found| found.is_file())).collect())
    }

    /// Returns the locks that other programs hold, or left.
    fn locks(&self) -> Result<Vec<Ailment>, StoreError> {
        let (git_folder, common) = (self.repository.path(), self.repository.commondir());
        let mut places = vec![git_folder.join("index.lock"), git_folder.join("HEAD.lock")];
        places.extend([common.join("config.lock"), common.join("packed-refs.lock")]);
        if let Some(branch) = self.branch_reference()? {
            places.push(common.join(format!("{branch}.lock")));
        }
        let journal = Journal::read(git_folder)?;
        let mut locks = Vec::new();
        for path in places {
            let Ok(metadata) = path.symlink_metadata() else { continue };
            let is_ours = if path.ends_with("index.lock") {
                IndexLock::is_ours(git_folder)?
            } else {
                journal.as_ref().is_some_and(|journal| holds(&path, journal))
            };
            if !is_ours {
                let since = metadata.modified().ok().map(DateTime::<Utc>::from);
                locks.push(Ailment::Lock { path, since });
            }
        }
        Ok(locks)
    }

    /// Whether git would write the file with other line ends than are recorded.
    fn converts_line_ends(&self, path: &str) -> Result<bool, StoreError> {
        let attribute = |name| {
            let value = self.repository.get_attr(Path::new(path), name, AttrCheckFlags::FILE_THEN_INDEX);
            Ok::<_, StoreError>(AttrValue::from_string(value.map_err(fault("read attributes"))?))
        };
        let text = attribute("text")?;
        if matches!(text, AttrValue::False) {
            return Ok(false);
        }
        let config = self.repository.config().map_err(fault("read its configuration"))?;
        let is =
            |key, value: &str| config.get_string(key).is_ok_and(|found| found.eq_ignore_ascii_case(value));
        let by_attribute = matches!(attribute("eol")?, AttrValue::String("crlf"));
        let is_text = !matches!(text, AttrValue::Unspecified);
        Ok(by_attribute || is("core.autocrlf", "true") || (is_text && is("core.eol", "crlf")))
    }

    /// Tells of loose objects where git would pack them.
    fn loose(&self) -> Result<Option<Ailment>, StoreError> {
        let config = self.repository.config().map_err(fault("read its configuration"))?;
        let few = usize::try_from(config.get_i64("gc.auto").unwrap_or(FEW)).unwrap_or_default();
        let sample = fs::read_dir(self.repository.commondir().join("objects").join(SAMPLE));
        let about = sample.into_iter().flatten().flatten().count() * FOLDERS;
        Ok((few > 0 && about > few).then_some(Ailment::LooseObjects { about }))
    }
}

/// Whether the lock of a branch is that of the journal's commit.
fn holds(lock: &Path, journal: &Journal) -> bool {
    fs::read_to_string(lock).is_ok_and(|text| text.trim() == journal.commit.to_string())
}

/// Returns the folders of ours with a name that begins so, sorted.
fn folders(git_folder: &Path, prefix: &str) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(git_folder).into_iter().flatten().flatten();
    let named = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix));
    let mut folders: Vec<PathBuf> = named.map(|entry| entry.path()).collect();
    folders.sort();
    folders.into_iter()
}

/// Returns the folders in which hooks or signatures were waited for by processes that died.
fn dead(git_folder: &Path) -> impl Iterator<Item = PathBuf> {
    let is_dead =
        |folder: &PathBuf| File::open(folder.join(policy::LOCK)).map_or(true, |lock| lock.try_lock().is_ok());
    folders(git_folder, policy::SCRATCH).filter(is_dead)
}

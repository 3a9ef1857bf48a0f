//! Derived bytes, kept beside the repository so that they need not be derived again. In go a name and bytes;
//! out come the same bytes, or nothing: a cache is never the reason for an error, and deleting it changes no
//! answer.
//!
//! A file is replaced whole, and read only if it is: its length and a checksum stand at its end. Nothing is
//! synced, since what a power cut spoils is derived again.

use std::fs::{self, File};
use std::io::Write as _;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// The first words of every file.
const HEADING: &str = "aboard cache 1 ";
/// Length and checksum at the end of every file, in bytes.
const SEAL: usize = 12;
const LOCK: &str = "lock";
const UNFINISHED: &str = ".tmp";
/// How often the lock is tried. A process that somebody is starting holds it too, for an instant.
const TRIES: usize = 6;

/// The folder of derived bytes; one without a folder keeps nothing.
#[derive(Debug, Clone, Default)]
pub struct Cache {
    folder: Option<PathBuf>,
}

/// Bytes that were kept, as they were read: there may be millions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptBytes {
    bytes: Vec<u8>,
    /// Where they begin, behind the heading.
    start: usize,
}

impl From<Vec<u8>> for KeptBytes {
    fn from(bytes: Vec<u8>) -> Self {
        KeptBytes { bytes, start: 0 }
    }
}

impl Deref for KeptBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[self.start..]
    }
}

impl Cache {
    /// Keeps files in `folder`, which is made when the first one is written.
    #[must_use]
    pub fn inside(folder: PathBuf) -> Self {
        Cache { folder: Some(folder) }
    }

    /// Returns the folder, for who keeps files of another form there.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Returns what was kept by that name under the same stamp; nothing where there is none, or it is damaged.
    ///
    /// The stamp names what the bytes were derived by: who derives otherwise does not find them.
    #[must_use]
    pub fn read(&self, name: &str, stamp: &str) -> Option<KeptBytes> {
        let mut bytes = fs::read(self.folder.as_ref()?.join(name)).ok()?;
        let (sealed, seal) = bytes.split_at_checked(bytes.len().checked_sub(SEAL)?)?;
        if seal != self::seal(sealed) {
            return None;
        }
        let body = sealed.strip_prefix(heading(stamp).as_bytes())?;
        let start = sealed.len() - body.len();
        bytes.truncate(bytes.len() - SEAL);
        Some(KeptBytes { bytes, start })
    }

    /// Keeps bytes by a name. Does nothing while another process keeps some, nor where it cannot.
    pub fn write(&self, name: &str, stamp: &str, bytes: &[u8]) {
        // Kept or not, every answer is the same.
        let _ = self.try_write(name, stamp, bytes);
    }

    /// Returns what processes left that died while they wrote; nothing while one writes.
    #[must_use]
    pub fn unfinished(&self) -> Vec<PathBuf> {
        let Some(folder) = &self.folder else { return Vec::new() };
        // Held while it is looked; without the file, nobody has ever written.
        let Ok(lock) = File::open(folder.join(LOCK)) else { return Vec::new() };
        if lock.try_lock().is_err() {
            return Vec::new();
        }
        unfinished(folder).unwrap_or_default()
    }

    /// Removes what [`Cache::unfinished`] returns, where that can be done.
    pub fn clear_unfinished(&self) {
        let Some(folder) = &self.folder else { return };
        let Ok(lock) = File::open(folder.join(LOCK)) else { return };
        if lock.try_lock().is_ok() {
            // What stays only takes room.
            let _ = remove_unfinished(folder);
        }
    }

    fn try_write(&self, name: &str, stamp: &str, bytes: &[u8]) -> std::io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        fs::create_dir_all(folder)?;
        let lock = File::options().create(true).truncate(false).write(true).open(folder.join(LOCK))?;
        if !is_taken(&lock) {
            return Ok(());
        }
        remove_unfinished(folder)?;
        let (made, place) = (folder.join(format!("{name}{UNFINISHED}")), folder.join(name));
        let mut whole = heading(stamp).into_bytes();
        whole.extend_from_slice(bytes);
        let seal = seal(&whole);
        whole.extend_from_slice(&seal);
        let written = File::create(&made).and_then(|mut file| file.write_all(&whole));
        written.and_then(|()| fs::rename(&made, &place)).inspect_err(|_| {
            let _ = fs::remove_file(&made);
        })
    }
}

/// Whether the lock could be taken, by and by.
fn is_taken(lock: &File) -> bool {
    for _ in 0..TRIES {
        if lock.try_lock().is_ok() {
            return true;
        }
        thread::sleep(Duration::from_millis(2));
    }
    false
}

/// Removes what processes left that died while they wrote. The lock must be held.
fn remove_unfinished(folder: &Path) -> std::io::Result<()> {
    unfinished(folder)?.iter().try_for_each(fs::remove_file)
}

fn unfinished(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.flatten();
    let left = entries.filter(|entry| entry.file_name().to_string_lossy().ends_with(UNFINISHED));
    let mut left: Vec<PathBuf> = left.map(|entry| entry.path()).collect();
    left.sort();
    Ok(left)
}

fn heading(stamp: &str) -> String {
    format!("{HEADING}{}\n", stamp.replace('\n', " "))
}

fn seal(bytes: &[u8]) -> [u8; SEAL] {
    let mut seal = [0; SEAL];
    seal[..8].copy_from_slice(&(bytes.len() as u64).to_le_bytes());
    seal[8..].copy_from_slice(&crc32fast::hash(bytes).to_le_bytes());
    seal
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::fs;

    use super::{Cache, File, LOCK};

    #[test]
    fn what_is_kept_is_found_under_its_stamp_alone() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::inside(folder.path().join("new"));
        assert_eq!(cache.read("rows", "a"), None);
        cache.write("rows", "a", b"one");
        assert_eq!(cache.read("rows", "a").as_deref(), Some(&b"one"[..]));
        assert_eq!(cache.read("rows", "b"), None);
        assert_eq!(cache.read("rows", ""), None);
        cache.write("rows", "a", b"");
        assert_eq!(cache.read("rows", "a").as_deref(), Some(&b""[..]));
        Cache::default().write("rows", "a", b"one");
        assert_eq!(Cache::default().read("rows", "a"), None);
    }

    #[test]
    fn what_is_damaged_is_not_found() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::inside(folder.path().to_owned());
        cache.write("rows", "a", b"some bytes");
        let whole = fs::read(folder.path().join("rows")).unwrap();
        for cut in 0..whole.len() {
            fs::write(folder.path().join("rows"), &whole[..cut]).unwrap();
            assert_eq!(cache.read("rows", "a"), None, "cut at {cut}");
            let mut flipped = whole.clone();
            flipped[cut] ^= 1;
            fs::write(folder.path().join("rows"), flipped).unwrap();
            assert_eq!(cache.read("rows", "a"), None, "flipped at {cut}");
        }
    }

    #[test]
    fn another_writer_is_left_alone_and_a_dead_one_cleaned_up_after() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::inside(folder.path().to_owned());
        let lock = File::create(folder.path().join(LOCK)).unwrap();
        lock.lock().unwrap();
        fs::write(folder.path().join("rows.tmp"), "half").unwrap();
        cache.write("rows", "a", b"one");
        assert_eq!(cache.read("rows", "a"), None);
        assert!(cache.unfinished().is_empty());
        cache.clear_unfinished();
        assert!(folder.path().join("rows.tmp").exists());
        drop(lock);
        assert_eq!(cache.unfinished(), [folder.path().join("rows.tmp")]);
        cache.write("other", "a", b"two");
        assert!(!folder.path().join("rows.tmp").exists());
        assert_eq!(cache.read("other", "a").as_deref(), Some(&b"two"[..]));
    }
}

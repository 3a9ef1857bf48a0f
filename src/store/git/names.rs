//! The names in a folder of the worktree. In goes a folder; out comes each name in it, in no order, whether it is
//! that of a folder, and on request what the system says of the file. A look for edits asks so of every folder there
//! is, which is why the system is asked for no more than that, and by names in a folder that is open: a whole path
//! is looked up anew from the root of all.

use std::io;
use std::path::{Path, PathBuf};

#[cfg(unix)]
use std::os::fd::{AsFd as _, BorrowedFd as Folder, OwnedFd};

use super::stat::Stat;

/// A folder that is looked into.
#[cfg(not(unix))]
type Folder<'a> = &'a Path;

/// A folder that is open, to be asked of what lies anywhere below it.
pub(super) struct Opened {
    path: PathBuf,
    #[cfg(unix)]
    folder: OwnedFd,
}

/// A name in a folder.
pub(super) struct Name<'a> {
    pub(super) bytes: &'a [u8],
    /// Whether it is that of a folder; a link to a folder is none.
    pub(super) is_folder: bool,
    folder: Folder<'a>,
}

impl Name<'_> {
    /// Asks the system of it.
    ///
    /// # Errors
    /// Returns what the system says where it says nothing.
    #[cfg(unix)]
    pub(super) fn stat(&self) -> io::Result<Stat> {
        use rustix::fs::{AtFlags, statat};
        Ok(Stat::told(&statat(self.folder, self.bytes, AtFlags::SYMLINK_NOFOLLOW)?))
    }

    /// Asks the system of it.
    ///
    /// # Errors
    /// Returns what the system says where it says nothing.
    #[cfg(not(unix))]
    pub(super) fn stat(&self) -> io::Result<Stat> {
        let place = self.folder.join(&*String::from_utf8_lossy(self.bytes));
        Ok(Stat::of(&std::fs::symlink_metadata(place)?))
    }
}

#[cfg(unix)]
impl Opened {
    /// Opens a folder.
    ///
    /// # Errors
    /// Returns what the system says of it.
    pub(super) fn at(path: &Path) -> io::Result<Self> {
        use rustix::fs::{Mode, OFlags, open};
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Self { path: path.to_owned(), folder: open(path, flags, Mode::empty())? })
    }

    fn folder(&self) -> Folder<'_> {
        self.folder.as_fd()
    }
}

#[cfg(not(unix))]
impl Opened {
    /// Opens a folder.
    ///
    /// # Errors
    /// Returns what the system says of it.
    pub(super) fn at(path: &Path) -> io::Result<Self> {
        path.symlink_metadata().map(|_| Self { path: path.to_owned() })
    }

    fn folder(&self) -> Folder<'_> {
        &self.path
    }
}

impl Opened {
    /// Returns the whole path of what lies at a path below it.
    pub(super) fn place(&self, path: &[u8]) -> PathBuf {
        self.path.join(&*String::from_utf8_lossy(path))
    }

    /// Asks the system of what lies at a path.
    ///
    /// # Errors
    /// Returns what the system says where it says nothing.
    pub(super) fn stat(&self, path: &[u8]) -> io::Result<Stat> {
        let path = if path.is_empty() { b"." } else { path };
        Name { bytes: path, is_folder: false, folder: self.folder() }.stat()
    }

    /// Whether a folder that lies on the same file system has other times once a name was added or taken away.
    #[cfg(target_os = "linux")]
    pub(super) fn keeps_times(&self) -> bool {
        use rustix::fs::{FsWord, fstatfs};
        /// ext2 to ext4, xfs, btrfs, f2fs and tmpfs, as the system numbers them; those of a network do not always.
        const KEEPING: [FsWord; 5] = [0xef53, 0x5846_5342, 0x9123_683e, 0xf2f5_2010, 0x0102_1994];
        fstatfs(&self.folder).is_ok_and(|found| KEEPING.contains(&found.f_type))
    }

    /// Whether a folder that lies on the same file system has other times once a name was added or taken away.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn keeps_times(&self) -> bool {
        false
    }
}

/// Visits the names in the folder at a path.
///
/// # Errors
/// Returns what the system says of the folder.
#[cfg(unix)]
pub(super) fn each(root: &Opened, path: &[u8], visit: &mut dyn FnMut(&Name<'_>)) -> io::Result<()> {
    use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, openat, statat};

    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let path = if path.is_empty() { b"." } else { path };
    let mut names = Dir::new(openat(&root.folder, path, flags, Mode::empty())?)?;
    while let Some(entry) = names.read() {
        let (entry, folder) = (entry?, names.fd()?);
        let name = entry.file_name();
        if matches!(name.to_bytes(), b"." | b"..") {
            continue;
        }
        let kind = match entry.file_type() {
            // Some file systems do not keep it beside the name.
            FileType::Unknown => statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)
                .map_or(FileType::Unknown, |stat| FileType::from_raw_mode(stat.st_mode)),
            kind => kind,
        };
        visit(&Name { bytes: name.to_bytes(), is_folder: kind == FileType::Directory, folder });
    }
    Ok(())
}

/// Visits the names in the folder at a path.
///
/// # Errors
/// Returns what the system says of the folder.
#[cfg(not(unix))]
pub(super) fn each(root: &Opened, path: &[u8], visit: &mut dyn FnMut(&Name<'_>)) -> io::Result<()> {
    let folder = root.place(path);
    for entry in std::fs::read_dir(&folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        visit(&Name { bytes: name.as_bytes(), is_folder, folder: &folder });
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use super::{Opened, each};
    use crate::store::git::stat::Kind;

    #[test]
    fn every_name_is_told_once_and_only_folders_are_folders() {
        let folder = tempfile::tempdir().unwrap();
        let mut expected = BTreeMap::new();
        // More than fits into one answer of the system.
        for number in 0..2000 {
            let name = format!("{}-{number}", "a-name-of-some-length".repeat(1 + number % 9));
            let place = folder.path().join(&name);
            let is_folder = number % 3 == 0;
            if is_folder {
                fs::create_dir(place).unwrap();
            } else {
                fs::write(place, "").unwrap();
            }
            expected.insert(name.into_bytes(), is_folder);
        }
        #[cfg(unix)]
        {
            let name = "a-name-of-some-length-0";
            std::os::unix::fs::symlink(name, folder.path().join("link")).unwrap();
            expected.insert(b"link".to_vec(), false);
        }
        let mut found = BTreeMap::new();
        let root = Opened::at(folder.path().parent().unwrap()).unwrap();
        let path = folder.path().file_name().unwrap().as_encoded_bytes();
        each(&root, path, &mut |name| {
            let whole = [path, b"/", name.bytes].concat();
            assert_eq!(root.stat(&whole).unwrap().bytes, name.stat().unwrap().bytes);
            assert_eq!(found.insert(name.bytes.to_vec(), name.is_folder), None);
            assert_eq!(name.stat().unwrap().kind == Kind::File, !name.is_folder && name.bytes != b"link");
        })
        .unwrap();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_no_folder_is_said() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let root = Opened::at(folder.path()).unwrap();
        let fault = |path| each(&root, path, &mut |_| {}).unwrap_err().kind();
        assert_eq!(fault(b"file"), std::io::ErrorKind::NotADirectory);
        assert_eq!(fault(b"none"), std::io::ErrorKind::NotFound);
        let fault = |path| root.stat(path).err().map(|error| error.kind());
        assert_eq!((fault(b"file"), fault(b"none")), (None, Some(std::io::ErrorKind::NotFound)));
        let fault = |name| Opened::at(&folder.path().join(name)).err().map(|error| error.kind());
        assert_eq!(fault("none"), Some(std::io::ErrorKind::NotFound));
    }
}

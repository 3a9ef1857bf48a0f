//! Files of the worktree, one at a time. In go the root and repository-relative paths; out come
//! bytes, or a file that was put in its place whole.

use std::fs::{self, Metadata};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::io_fault;
use crate::store::StoreError;

/// What the worktree holds at a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing.
    Absent,
    /// A regular file with these bytes.
    File(Vec<u8>),
    /// Something else: a folder, a symbolic link, or one of these where a folder should be.
    Other,
}

/// Returns what lies at `path`; never follows a symbolic link below `root`.
pub(super) fn look(root: &Path, path: &str) -> Result<Found, StoreError> {
    let mut at = root.to_owned();
    let mut components = path.split('/').peekable();
    while let Some(component) = components.next() {
        at.push(component);
        let metadata = match fs::symlink_metadata(&at) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Absent),
            Err(error) => return Err(io_fault("read", &at)(error)),
        };
        let is_last = components.peek().is_none();
        let fits = if is_last { metadata.is_file() } else { metadata.is_dir() };
        if !fits {
            return Ok(Found::Other);
        }
    }
    fs::read(&at).map(Found::File).map_err(io_fault("read", &at))
}

/// Returns the metadata of a file that is in its place.
pub(super) fn metadata(root: &Path, path: &str) -> Result<Metadata, StoreError> {
    let target = root.join(path);
    fs::symlink_metadata(&target).map_err(io_fault("read", &target))
}

/// Makes a file with these bytes in `scratch`, so that a process that dies leaves nothing among the user's
/// files. It is to be synced before it is put in its place.
pub(super) fn prepare(scratch: &Path, bytes: &[u8]) -> Result<NamedTempFile, StoreError> {
    new_file(scratch, bytes).map_err(io_fault("write in", scratch))
}

/// Puts a file with these bytes at `path`, whole or not at all, and returns its metadata. `prepared` holds the
/// bytes already, unless it is on another file system. The folder is still to be synced.
pub(super) fn write(
    root: &Path,
    path: &str,
    bytes: &[u8],
    prepared: NamedTempFile,
) -> Result<Metadata, StoreError> {
    let target = root.join(path);
    let folder = parent(root, &target);
    fs::create_dir_all(&folder).map_err(io_fault("create", &folder))?;
    let fault = io_fault("write", &target);
    let file = match prepared.persist(&target) {
        Err(error) if error.error.kind() == ErrorKind::CrossesDevices => {
            let made = new_file(&folder, bytes).map_err(&fault)?;
            made.as_file().sync_all().map_err(&fault)?;
            made.persist(&target)
        }
        persisted => persisted,
    };
    file.map_err(|error| fault(error.error))?.metadata().map_err(&fault)
}

/// Removes the file at `path`, and the folders that are empty then; returns the one that is still to be synced.
pub(super) fn remove(root: &Path, path: &str) -> Result<PathBuf, StoreError> {
    let target = root.join(path);
    match fs::remove_file(&target) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(io_fault("remove", &target)(error)),
        _ => {}
    }
    let mut folder = parent(root, &target);
    while folder != root && fs::remove_dir(&folder).is_ok() {
        folder = parent(root, &folder);
    }
    Ok(folder)
}

/// Returns the folder of a path.
pub(super) fn folder(root: &Path, path: &str) -> PathBuf {
    parent(root, &root.join(path))
}

fn parent(root: &Path, path: &Path) -> PathBuf {
    path.parent().unwrap_or(root).to_owned()
}

/// Makes a file with these bytes and the permissions that the user's mask gives to new files.
fn new_file(folder: &Path, bytes: &[u8]) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".aboard-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    Ok(file)
}

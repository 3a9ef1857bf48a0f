//! New objects, written to last. In go kinds and bytes; out come ids, then loose objects that a power cut does not
//! take: libgit2 leaves them to the system's cache.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use git2::{ObjectType, Oid};
use tempfile::{NamedTempFile, TempPath};

use super::sync::Syncing;
use super::{fault, io_fault};
use crate::store::StoreError;

/// How git calls objects in the making: what a process leaves that dies, `git gc` takes away.
const PREFIX: &str = "tmp_obj_";

/// Objects of one commit that nobody can see yet.
pub(super) struct Objects<'s> {
    folder: PathBuf,
    syncing: &'s Syncing,
    pending: Vec<Pending>,
    known: HashSet<Oid>,
    /// One for all: to make it anew takes longer than to compress a small object.
    encoder: ZlibEncoder<Vec<u8>>,
}

struct Pending {
    path: TempPath,
    target: PathBuf,
}

impl<'s> Objects<'s> {
    /// `common` is the repository's folder that linked worktrees share.
    pub(super) fn new(common: &Path, syncing: &'s Syncing) -> Self {
        let encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        let (pending, known) = (Vec::new(), HashSet::new());
        Self { folder: common.join("objects"), syncing, pending, known, encoder }
    }

    /// Takes an object, begins to make it last, and returns its id. One that is there already is written again: it may not have been
    /// synced, or be old enough to be swept.
    pub(super) fn add(&mut self, kind: ObjectType, bytes: &[u8]) -> Result<Oid, StoreError> {
        let id = Oid::hash_object(kind, bytes).map_err(fault("name an object"))?;
        if !self.known.insert(id) {
            return Ok(id);
        }
        let name = id.to_string();
        let (shard, rest) = name.split_at(2);
        let shard = self.folder.join(shard);
        let target = shard.join(rest);
        let fault = io_fault("write an object in", &self.folder);
        let file = (|| {
            fs::create_dir_all(&shard)?;
            loose(&shard, kind, bytes, &mut self.encoder)
        })();
        let (file, path) = file.map_err(&fault)?.into_parts();
        self.syncing.take(file);
        self.pending.push(Pending { path, target });
        Ok(id)
    }

    /// Puts the objects into the repository, once they last, each after those it refers to, if they were added in that
    /// order. Returns the folders to sync.
    pub(super) fn publish(self) -> Result<Vec<PathBuf>, StoreError> {
        let fault = io_fault("write an object in", &self.folder);
        let mut folders = BTreeSet::from([self.folder.clone()]);
        for Pending { path, target } in self.pending {
            path.persist(&target).map_err(|error| fault(error.error))?;
            folders.extend(target.parent().map(Path::to_owned));
        }
        Ok(folders.into_iter().collect())
    }
}

/// Writes the file of a loose object: `kind SP length NUL bytes`, compressed, read-only.
fn loose(
    folder: &Path,
    kind: ObjectType,
    bytes: &[u8],
    encoder: &mut ZlibEncoder<Vec<u8>>,
) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o444));
    }
    let file = builder.tempfile_in(folder)?;
    encoder.get_mut().reserve(bytes.len() / 2 + 64);
    write!(encoder, "{} {}\0", kind.str(), bytes.len())?;
    encoder.write_all(bytes)?;
    file.as_file().write_all(&encoder.reset(Vec::new())?)?;
    Ok(file)
}

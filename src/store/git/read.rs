//! Reading from commits: names to ids, paths to bytes. What the worktree holds is believed only where its digest is
//! the id that is asked for.

use chrono::{DateTime, Utc};
use git2::{ErrorCode, ObjectType, Oid, Repository, Tree, TreeEntry};
use sha1::{Digest as _, Sha1};
use std::fs;

use super::{GitStore, fault, revision};
use crate::store::path::{check_any, check_file};
use crate::store::{Entry, EntryKind, Identity, Revision, StoreError};

/// The file mode of a symbolic link, as git stores it.
const LINK: i32 = 0o120_000;

/// How many names a branch may go by in a row, as git has it.
const MOST_NAMES: usize = 5;

/// How many bytes a file of the worktree may have to be looked at in place of a blob.
const MOST_SHOWN: u64 = 1 << 20;

/// Where git keeps branches, and commits to nothing else.
const BRANCHES: &str = "refs/heads/";

impl GitStore {
    pub(super) fn head_id(&self) -> Result<Option<Oid>, StoreError> {
        match self.repository.head() {
            Ok(reference) => {
                let commit = reference.peel_to_commit().map_err(|error| damaged_head(&error))?;
                Ok(Some(commit.id()))
            }
            // What is no branch is not one without a commit either.
            Err(error) if error.code() == ErrorCode::UnbornBranch => self.branch_reference().map(|_| None),
            Err(error) => Err(damaged_head(&error)),
        }
    }

    /// Returns the bytes of a blob, where there is one.
    pub(super) fn bytes_of(&self, id: Option<Oid>) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(id) = id else { return Ok(None) };
        let blob = self.repository.find_blob(id).map_err(|error| absent(id, error))?;
        Ok(Some(blob.content().to_vec()))
    }

    /// Returns the full name of the branch that `HEAD` is on: where that is another's name, the
    /// other's, which is the one that moves.
    pub(super) fn branch_reference(&self) -> Result<Option<String>, StoreError> {
        let mut name = "HEAD".to_owned();
        for _ in 0..MOST_NAMES {
            let reference = match self.repository.find_reference(&name) {
                Ok(reference) => reference,
                // A branch without a commit is only a name yet.
                Err(error) if error.code() == ErrorCode::NotFound && name != "HEAD" => return Ok(Some(name)),
                Err(error) => return Err(damaged_head(&error)),
            };
            match reference.symbolic_target().map_err(|error| damaged_head(&error))? {
                Some(target) if !target.starts_with(BRANCHES) => {
                    return Err(StoreError::DamagedHead { detail: format!("`{target}` is no branch") });
                }
                Some(target) => target.clone_into(&mut name),
                None => return Ok(Some(name).filter(|name| name != "HEAD")),
            }
        }
        Err(StoreError::DamagedHead { detail: format!("`{name}` leads on and on") })
    }

    pub(super) fn resolve_spec(&self, spec: &str) -> Result<Oid, StoreError> {
        let unknown = || StoreError::UnknownRevision { spec: spec.to_owned() };
        let object = self.repository.revparse_single(spec).map_err(|error| match error.code() {
            ErrorCode::NotFound | ErrorCode::InvalidSpec | ErrorCode::UnbornBranch => unknown(),
            ErrorCode::Ambiguous => StoreError::AmbiguousRevision { spec: spec.to_owned() },
            _ => fault("look up a revision")(error),
        })?;
        object.peel_to_commit().map(|commit| commit.id()).map_err(|_| unknown())
    }

    pub(super) fn newest_until(&self, at: DateTime<Utc>) -> Result<Option<Revision>, StoreError> {
        let mut next = self.head_id()?;
        while let Some(id) = next {
            let commit = self.find_commit(id)?;
            if commit.time().seconds() <= at.timestamp() {
                return Ok(Some(revision(id)));
            }
            next = commit.parent_ids().next();
        }
        Ok(None)
    }

    pub(super) fn read_file(&self, at: &Revision, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        check_file(path)?;
        let Some(found) = lookup(&self.repository, &self.tree_at(at)?, path)? else {
            return Ok(None);
        };
        if kind(&found) != EntryKind::File {
            return Err(StoreError::NotAFile { path: path.to_owned() });
        }
        self.bytes_at(found.id(), path).map(Some)
    }

    /// Returns the bytes of a blob that was listed at `path`.
    pub(super) fn blob(&self, id: &str, path: &str) -> Result<Vec<u8>, StoreError> {
        check_file(path)?;
        let missing = |_| StoreError::MissingObject { id: id.to_owned() };
        self.bytes_at(Oid::from_str(id).map_err(missing)?, path)
    }

    /// Returns the bytes of a blob. The worktree mostly shows them at `path`, from where they are read many times
    /// faster than out of a pack; the id says whether they are the same.
    pub(super) fn bytes_at(&self, id: Oid, path: &str) -> Result<Vec<u8>, StoreError> {
        let place = self.root.join(path);
        let is_file =
            place.symlink_metadata().is_ok_and(|found| found.is_file() && found.len() <= MOST_SHOWN);
        // What is missing from the repository is missing, whatever the worktree shows.
        let is_there = || self.repository.odb().is_ok_and(|odb| odb.exists(id));
        if is_file
            && let Ok(bytes) = fs::read(&place)
            && is_blob(id, &bytes)
            && is_there()
        {
            return Ok(bytes);
        }
        let blob = self.repository.find_blob(id).map_err(|error| absent(id, error))?;
        Ok(blob.content().to_vec())
    }

    pub(super) fn find_entry(&self, at: &Revision, path: &str) -> Result<Option<Entry>, StoreError> {
        check_any(path)?;
        let tree = self.tree_at(at)?;
        if path.is_empty() {
            let id = tree.id().to_string();
            return Ok(Some(Entry { name: String::new(), kind: EntryKind::Folder, id }));
        }
        Ok(lookup(&self.repository, &tree, path)?.as_ref().map(entry))
    }

    pub(super) fn list_folder(&self, at: &Revision, folder: &str) -> Result<Vec<Entry>, StoreError> {
        Ok(self.folder_at(at, folder)?.as_ref().map(entries).unwrap_or_default())
    }

    /// Lists the folders in one, of which each is looked up only once.
    pub(super) fn list_each_folder(
        &self,
        at: &Revision,
        folder: &str,
    ) -> Result<Vec<(Entry, Vec<Entry>)>, StoreError> {
        let Some(tree) = self.folder_at(at, folder)? else { return Ok(Vec::new()) };
        let mut listed = Vec::with_capacity(tree.len());
        for found in tree.iter().filter(|found| kind(found) == EntryKind::Folder) {
            let below = self.repository.find_tree(found.id()).map_err(|error| absent(found.id(), error))?;
            listed.push((entry(&found), entries(&below)));
        }
        listed.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
        Ok(listed)
    }

    fn folder_at(&self, at: &Revision, folder: &str) -> Result<Option<Tree<'_>>, StoreError> {
        check_any(folder)?;
        let tree = self.tree_at(at)?;
        if folder.is_empty() {
            return Ok(Some(tree));
        }
        let Some(found) = lookup(&self.repository, &tree, folder)? else { return Ok(None) };
        if kind(&found) != EntryKind::Folder {
            return Err(StoreError::NotAFolder { path: folder.to_owned() });
        }
        self.repository.find_tree(found.id()).map(Some).map_err(|error| absent(found.id(), error))
    }

    pub(super) fn configured_identity(&self) -> Result<Identity, StoreError> {
        let mut config = self.repository.config().map_err(fault("read its configuration"))?;
        let config = config.snapshot().map_err(fault("read its configuration"))?;
        let value = |key| match config.get_string(key) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(fault("read its configuration")(error)),
        };
        Ok(Identity { name: value("user.name")?, email: value("user.email")? })
    }

    pub(super) fn find_commit(&self, id: Oid) -> Result<git2::Commit<'_>, StoreError> {
        self.repository.find_commit(id).map_err(|error| absent(id, error))
    }

    pub(super) fn tree_of(&self, commit: &git2::Commit<'_>) -> Result<Tree<'_>, StoreError> {
        let id = commit.tree_id();
        self.repository.find_tree(id).map_err(|error| absent(id, error))
    }

    pub(super) fn commit_at(&self, at: &Revision) -> Result<git2::Commit<'_>, StoreError> {
        let missing = |_| StoreError::MissingObject { id: at.to_string() };
        self.find_commit(Oid::from_str(at.as_str()).map_err(missing)?)
    }

    fn tree_at(&self, at: &Revision) -> Result<Tree<'_>, StoreError> {
        self.tree_of(&self.commit_at(at)?)
    }
}

/// Whether bytes are those of a blob.
fn is_blob(id: Oid, bytes: &[u8]) -> bool {
    let mut digest = Sha1::new();
    digest.update(format!("blob {}\0", bytes.len()));
    digest.update(bytes);
    digest.finalize().as_slice() == id.as_bytes()
}

/// Finds what lies at a path below `tree`, folder by folder: libgit2 does not say which one is missing.
pub(super) fn lookup(
    repository: &Repository,
    tree: &Tree<'_>,
    path: &str,
) -> Result<Option<TreeEntry<'static>>, StoreError> {
    let (first, rest) = match path.split_once('/') {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    };
    match (tree.get_name(first), rest) {
        (Some(found), None) => Ok(Some(found.to_owned())),
        (Some(found), Some(rest)) if kind(&found) == EntryKind::Folder => {
            let id = found.id();
            let below = repository.find_tree(id).map_err(|error| absent(id, error))?;
            lookup(repository, &below, rest)
        }
        _ => Ok(None),
    }
}

pub(super) fn kind(found: &TreeEntry<'_>) -> EntryKind {
    match found.kind() {
        Some(ObjectType::Blob) if found.filemode_raw() != LINK => EntryKind::File,
        Some(ObjectType::Tree) => EntryKind::Folder,
        _ => EntryKind::Other,
    }
}

/// Returns what a tree holds, sorted by name: a tree sorts a folder as if its name ended in `/`.
fn entries(tree: &Tree<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = tree.iter().map(|found| entry(&found)).collect();
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    entries
}

fn entry(found: &TreeEntry<'_>) -> Entry {
    let id = found.id().to_string();
    match std::str::from_utf8(found.name_bytes()) {
        Ok(name) => Entry { name: name.to_owned(), kind: kind(found), id },
        Err(_) => {
            let name = String::from_utf8_lossy(found.name_bytes()).into_owned();
            Entry { name, kind: EntryKind::Other, id }
        }
    }
}

fn damaged_head(error: &git2::Error) -> StoreError {
    StoreError::DamagedHead { detail: error.message().to_owned() }
}

/// Tells an object that is not there from one that cannot be read.
pub(super) fn absent(id: Oid, error: git2::Error) -> StoreError {
    match error.code() {
        ErrorCode::NotFound => StoreError::MissingObject { id: id.to_string() },
        _ => fault("read an object")(error),
    }
}

//! Which files hold uncommitted edits. In go paths; out come those files at or below them that differ from
//! the head in the worktree or in the index, untracked ones included.
//!
//! A file whose `stat` is what the index remembers is not read, as in git; the rest is compared by content.
//! Other line ends do not count (git may have put them there), nor the executable bit, nor the absence of a
//! file that a sparse checkout leaves out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use git2::{ObjectType, Oid, Tree};

use super::dirty::unix_lines;
use super::index::{Index, stat};
use super::index_file::PartBelow;
use super::index_format::Entry;
use super::read::lookup;
use super::{GitStore, fault, io_fault, names};
use crate::shares::{in_shares, share_of};
use crate::store::StoreError;
use crate::store::path::check_any;

/// How many files are worth another thread.
const SHARE: usize = 1000;
/// The bytes of `stat` that git compares: not the device, which changes when a disk is mounted anew, and not
/// the mode.
const COMPARED: [std::ops::Range<usize>; 3] = [0..16, 20..24, 28..40];

impl GitStore {
    pub(super) fn uncommitted(&self, paths: &[&str]) -> Result<Vec<String>, StoreError> {
        paths.iter().try_for_each(|path| check_any(path))?;
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let index = Index::look_at(self.repository.path(), paths)?;
        let head = self.head_id()?.map(|id| self.tree_of(&self.find_commit(id)?)).transpose()?;
        let mut changed = BTreeSet::new();
        for path in paths {
            self.staged_otherwise(&index, head.as_ref(), path, &mut changed)?;
            changed.extend(self.edited(&index, path)?);
            self.untracked(&index, path, &mut changed)?;
        }
        Ok(changed.into_iter().collect())
    }

    /// Adds the files whose index entry is not what the head holds.
    fn staged_otherwise(
        &self,
        index: &Index,
        head: Option<&Tree<'_>>,
        path: &str,
        changed: &mut BTreeSet<String>,
    ) -> Result<(), StoreError> {
        let (mut files, mut tree) = (BTreeMap::new(), None);
        let at_head = |head| if path.is_empty() { Ok(None) } else { lookup(&self.repository, head, path) };
        match head.map(at_head).transpose()? {
            None => {}
            Some(None) if path.is_empty() => tree = head.map(Tree::id),
            Some(None) => {}
            Some(Some(found)) if found.kind() == Some(ObjectType::Tree) => tree = Some(found.id()),
            Some(Some(found)) => drop(files.insert(path.as_bytes().to_vec(), found.id())),
        }
        if let Some(id) = tree {
            if index.file().tree(path) == Some(id) {
                return Ok(());
            }
            let prefix = if path.is_empty() { Vec::new() } else { format!("{path}/").into_bytes() };
            self.files_below(id, &prefix, &mut files)?;
        }
        for (name, entry) in index.file().within(path) {
            if entry.stage() != 0 || files.remove(name) != Some(entry.id()) {
                changed.insert(text(name));
            }
        }
        changed.extend(files.keys().map(|name| text(name)));
        Ok(())
    }

    fn files_below(
        &self,
        tree: Oid,
        prefix: &[u8],
        files: &mut BTreeMap<Vec<u8>, Oid>,
    ) -> Result<(), StoreError> {
        let tree = self.repository.find_tree(tree).map_err(|error| super::read::absent(tree, error))?;
        for entry in &tree {
            let mut name = prefix.to_vec();
            name.extend_from_slice(entry.name_bytes());
            if entry.kind() == Some(ObjectType::Tree) {
                name.push(b'/');
                self.files_below(entry.id(), &name, files)?;
            } else {
                files.insert(name, entry.id());
            }
        }
        Ok(())
    }

    /// Returns the files of the index that the worktree holds otherwise.
    fn edited(&self, index: &Index, path: &str) -> Result<Vec<String>, StoreError> {
        let written = index.written();
        let entries: Vec<(&[u8], Entry<'_>)> = index.file().within(path).collect();
        let root = &self.root;
        let look = |part: &[(&[u8], Entry<'_>)]| -> Result<Vec<String>, StoreError> {
            let (mut edited, mut place) = (Vec::new(), PathBuf::new());
            for (name, entry) in part {
                if entry.stage() == 0 && !entry.is_taken_for_unchanged() {
                    let name = String::from_utf8_lossy(name);
                    // There may be many: one path is made over and over.
                    place.clear();
                    place.extend([root.as_path(), Path::new(&*name)]);
                    if differs(&place, entry, written)? {
                        edited.push(name.into_owned());
                    }
                }
            }
            Ok(edited)
        };
        let parts = in_shares(&entries, share_of(entries.len(), SHARE), look);
        Ok(parts.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
    }

    /// Adds the files of the worktree that the index does not hold, unless they are ignored.
    fn untracked(&self, index: &Index, path: &str, changed: &mut BTreeSet<String>) -> Result<(), StoreError> {
        let place = self.root.join(path);
        let Ok(metadata) = place.symlink_metadata() else { return Ok(()) };
        if !metadata.is_dir() {
            if index.file().get(path).is_none() && !self.is_ignored(path)? {
                changed.insert(path.to_owned());
            }
            return Ok(());
        }
        let is_known = path.is_empty() || index.file().is_folder(path);
        let strangers = if is_known {
            strangers(&self.root, index, path)?
        } else {
            vec![Stranger { path: path.to_owned(), is_folder: true }]
        };
        strangers.into_iter().try_for_each(|stranger| self.judge(stranger, changed))
    }

    /// Adds what the index does not know, all the way down, unless it is ignored.
    fn judge(&self, stranger: Stranger, changed: &mut BTreeSet<String>) -> Result<(), StoreError> {
        let Stranger { path, is_folder } = stranger;
        if self.is_ignored(&path)? {
            return Ok(());
        }
        let place = self.root.join(&path);
        if !is_folder {
            changed.insert(path);
        } else if place.join(".git").exists() {
            // A repository of its own, which git names and does not enter.
            changed.insert(format!("{path}/"));
        } else {
            let mut found = Vec::new();
            each_name(&place, &path, &mut |path, is_folder| {
                found.push(Stranger { path: path.to_owned(), is_folder });
            })?;
            found.into_iter().try_for_each(|stranger| self.judge(stranger, changed))?;
        }
        Ok(())
    }

    fn is_ignored(&self, path: &str) -> Result<bool, StoreError> {
        self.repository.is_path_ignored(path).map_err(fault("read what is ignored"))
    }
}

/// What the worktree holds and the index does not know.
struct Stranger {
    path: String,
    is_folder: bool,
}

/// Returns what the index does not know in a folder that it knows, and in the folders below that it knows.
fn strangers(root: &Path, index: &Index, path: &str) -> Result<Vec<Stranger>, StoreError> {
    let (mut found, mut folders) = (Vec::new(), Vec::new());
    meet(root, path, index.file().part_below(path), &mut found, &mut folders)?;
    let look = |folders: &[(String, PartBelow<'_>)]| -> Result<Vec<Stranger>, StoreError> {
        let (mut found, mut next) = (Vec::new(), folders.to_vec());
        while let Some((folder, known)) = next.pop() {
            meet(root, &folder, known, &mut found, &mut next)?;
        }
        Ok(found)
    };
    for part in in_shares(&folders, share_of(folders.len(), SHARE / 16), look) {
        found.extend(part?);
    }
    Ok(found)
}

/// Parts the names of a folder, of which the index knows some, into those it does not know, and folders that it does.
fn meet<'a>(
    root: &Path,
    path: &str,
    known: PartBelow<'a>,
    found: &mut Vec<Stranger>,
    folders: &mut Vec<(String, PartBelow<'a>)>,
) -> Result<(), StoreError> {
    each_name(&root.join(path), path, &mut |path, is_folder| {
        let below = if is_folder { known.folder(path) } else { None };
        if let Some(below) = below {
            folders.push((path.to_owned(), below));
        } else if !known.holds(path) {
            found.push(Stranger { path: path.to_owned(), is_folder });
        }
    })
}

/// Visits the paths in a folder, and says which of them are folders; git's own is left out.
fn each_name(folder: &Path, path: &str, visit: &mut dyn FnMut(&str, bool)) -> Result<(), StoreError> {
    let mut whole = if path.is_empty() { String::new() } else { format!("{path}/") };
    let above = whole.len();
    let mut add = |name: &[u8], is_folder| {
        whole.truncate(above);
        whole.push_str(&String::from_utf8_lossy(name));
        if whole != ".git" {
            visit(&whole, is_folder);
        }
    };
    match names::each(folder, &mut add) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        read => read.map_err(io_fault("read", folder)),
    }
}

/// Whether the worktree holds something else than the index.
fn differs(place: &Path, entry: &Entry<'_>, index: Option<SystemTime>) -> Result<bool, StoreError> {
    let Ok(metadata) = place.symlink_metadata() else { return Ok(!entry.is_skipped()) };
    if !entry.is_file() {
        // A link is compared by where it leads; a repository of its own is not ours to judge.
        let led = metadata.is_symlink().then(|| fs::read_link(place)).and_then(Result::ok);
        let led = led.map(|target| target.to_string_lossy().into_owned());
        return Ok(led.is_some_and(|target| id(target.as_bytes()) != Some(entry.id())));
    }
    if !metadata.is_file() {
        return Ok(true);
    }
    if is_remembered(&metadata, entry, index) {
        return Ok(false);
    }
    let bytes = fs::read(place).map_err(io_fault("read", place))?;
    Ok(id(&bytes) != Some(entry.id()) && id(&unix_lines(&bytes)) != Some(entry.id()))
}

/// Whether `stat` says what the index remembers. A file that is not older than the index may have been edited
/// within the same tick of the clock, and is compared.
fn is_remembered(metadata: &Metadata, entry: &Entry<'_>, index: Option<SystemTime>) -> bool {
    let now = stat(metadata);
    let is_same = COMPARED.iter().all(|range| now[range.clone()] == entry.stat()[range.clone()]);
    let modified = metadata.modified().ok();
    is_same && modified.zip(index).is_some_and(|(modified, index)| modified < index)
}

fn id(bytes: &[u8]) -> Option<Oid> {
    Oid::hash_object(ObjectType::Blob, bytes).ok()
}

fn text(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

//! The store without a disk: commits in memory, ids derived from what they name. For tests of the
//! layers above; there is no worktree, so nothing is ever uncommitted.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use super::path::{check_any, check_file};
use super::{
    Ailment, Commit, CommitError, Entry, EntryKind, Held, Identity, NewCommit, Restored, Revision, Signature,
    Store, StoreError,
};

const BRANCH: &str = "main";

type Files = BTreeMap<String, Vec<u8>>;

/// Commits in memory, in one straight line. Clones are further handles of the same store.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    line: Arc<Mutex<Vec<(Commit, Files)>>>,
}

impl MemoryStore {
    /// Returns a store without commits.
    pub fn new() -> Self {
        Self::default()
    }

    fn locked<T>(&self, act: impl FnOnce(&mut Vec<(Commit, Files)>) -> T) -> T {
        act(&mut self.line.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn with_files<T>(
        &self,
        at: &Revision,
        act: impl FnOnce(&Files) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.locked(|line| match line.iter().find(|(commit, _)| commit.revision == *at) {
            Some((_, files)) => act(files),
            None => Err(StoreError::MissingObject { id: at.to_string() }),
        })
    }
}

impl Store for MemoryStore {
    fn head(&self) -> Result<Option<Revision>, StoreError> {
        Ok(self.locked(|line| line.last().map(|(commit, _)| commit.revision.clone())))
    }

    fn branch(&self) -> Result<Option<String>, StoreError> {
        Ok(Some(BRANCH.to_owned()))
    }

    fn resolve(&self, spec: &str) -> Result<Revision, StoreError> {
        let found: Vec<Revision> = self.locked(|line| {
            let is_head = spec == "HEAD" || spec == BRANCH;
            let named = |(at, (commit, _)): &(usize, &(Commit, Files))| {
                let is_id = spec.len() >= 4 && commit.revision.as_str().starts_with(spec);
                is_id || (is_head && at + 1 == line.len())
            };
            line.iter().enumerate().filter(named).map(|(_, (commit, _))| commit.revision.clone()).collect()
        });
        match &found[..] {
            [one] => Ok(one.clone()),
            [] => Err(StoreError::UnknownRevision { spec: spec.to_owned() }),
            _ => Err(StoreError::AmbiguousRevision { spec: spec.to_owned() }),
        }
    }

    fn as_of(&self, at: DateTime<Utc>) -> Result<Option<Revision>, StoreError> {
        Ok(self.locked(|line| {
            let found = line.iter().rev().find(|(commit, _)| commit.committer.when <= at);
            found.map(|(commit, _)| commit.revision.clone())
        }))
    }

    fn read(&self, at: &Revision, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        check_file(path)?;
        self.with_files(at, |files| match entry_of(files, path) {
            Some(entry) if entry.kind != EntryKind::File => {
                Err(StoreError::NotAFile { path: path.to_owned() })
            }
            _ => Ok(files.get(path).cloned()),
        })
    }

    fn content(&self, id: &str, _: &str) -> Result<Vec<u8>, StoreError> {
        let missing = || StoreError::MissingObject { id: id.to_owned() };
        self.locked(|line| {
            let mut contents = line.iter().flat_map(|(_, files)| files.values());
            contents.find(|content| id_of(content) == id).cloned().ok_or_else(missing)
        })
    }

    fn again(&self) -> Result<Box<dyn Store + Send>, StoreError> {
        Ok(Box::new(self.clone()))
    }

    fn entry(&self, at: &Revision, path: &str) -> Result<Option<Entry>, StoreError> {
        check_any(path)?;
        self.with_files(at, |files| Ok(entry_of(files, path)))
    }

    fn list(&self, at: &Revision, folder: &str) -> Result<Vec<Entry>, StoreError> {
        check_any(folder)?;
        self.with_files(at, |files| match entry_of(files, folder) {
            Some(entry) if entry.kind != EntryKind::Folder => {
                Err(StoreError::NotAFolder { path: folder.to_owned() })
            }
            _ => Ok(entries_of(files, folder)),
        })
    }

    fn commit(&self, base: Option<&Revision>, new: &NewCommit) -> Result<Revision, CommitError> {
        let mut claimed = BTreeSet::new();
        for edit in &new.edits {
            check_file(&edit.path)?;
            let clashes = |other: &&str| is_within(other, &edit.path) || is_within(&edit.path, other);
            if claimed.iter().any(|other: &&str| clashes(other)) {
                let reason = "two edits of one commit claim it";
                return Err(StoreError::InvalidPath { path: edit.path.clone(), reason }.into());
            }
            claimed.insert(edit.path.as_str());
        }
        self.locked(|line| {
            let now = line.last().map(|(commit, _)| commit.revision.clone());
            if now.as_ref() != base {
                return Err(CommitError::Moved { now });
            }
            let mut files = line.last().map(|(_, files)| files.clone()).unwrap_or_default();
            for edit in &new.edits {
                refuse_clash(&files, &edit.path)?;
                if edit.expected.is_some() && edit.expected.as_ref() != files.get(&edit.path) {
                    return Err(StoreError::EditedMeanwhile { path: edit.path.clone() }.into());
                }
                match &edit.content {
                    Some(content) => files.insert(edit.path.clone(), content.clone()),
                    None => files.remove(&edit.path),
                };
            }
            let (author, committer) = (recordable(&new.author)?, recordable(&new.committer)?);
            let parents: Vec<Revision> = now.into_iter().collect();
            let described =
                format!("{parents:?} {author:?} {committer:?} {} {}", new.message, folder_id(&files, ""));
            let revision = Revision(id_of(described.as_bytes()));
            let message = new.message.clone();
            let commit = Commit { revision: revision.clone(), parents, author, committer, message };
            line.push((commit, files));
            Ok(revision)
        })
    }

    fn history(
        &self,
        from: &Revision,
        paths: &[&str],
        visit: &mut dyn FnMut(&Commit) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        paths.iter().try_for_each(|path| check_any(path))?;
        let line = self.locked(|line| line.clone());
        let Some(start) = line.iter().position(|(commit, _)| commit.revision == *from) else {
            return Err(StoreError::MissingObject { id: from.to_string() });
        };
        for at in (0..=start).rev() {
            let (commit, files) = &line[at];
            let touches = |path: &&str| {
                let before = at.checked_sub(1).and_then(|before| entry_of(&line[before].1, path));
                path.is_empty() || before != entry_of(files, path)
            };
            if (paths.is_empty() || paths.iter().any(touches)) && visit(commit).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn changed(&self, paths: &[&str]) -> Result<Vec<String>, StoreError> {
        paths.iter().try_for_each(|path| check_any(path))?;
        Ok(Vec::new())
    }

    fn held(&self, path: &str) -> Result<Held, StoreError> {
        check_file(path)?;
        let head = match self.head()? {
            Some(head) => self.with_files(&head, |files| {
                refuse_clash(files, path)?;
                Ok(files.get(path).cloned())
            })?,
            None => None,
        };
        Ok(Held { path: path.to_owned(), worktree: head.clone(), staged: head.clone(), head })
    }

    fn restore(&self, paths: &[&str]) -> Result<Vec<Restored>, StoreError> {
        paths.iter().try_for_each(|path| self.held(path).map(drop))?;
        Ok(Vec::new())
    }

    fn ailments(&self, folder: &str) -> Result<Vec<Ailment>, StoreError> {
        check_any(folder).map(|()| Vec::new())
    }

    fn mend(&self, folder: &str) -> Result<Vec<Ailment>, StoreError> {
        check_any(folder).map(|()| Vec::new())
    }

    fn identity(&self) -> Result<Identity, StoreError> {
        Ok(Identity::default())
    }
}

/// Whether `path` is `folder` or lies below it.
fn is_within(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns the name in `folder` through which `path` is reached, and whether it is a folder.
fn step<'a>(path: &'a str, folder: &str) -> Option<(&'a str, bool)> {
    let below = if folder.is_empty() { path } else { path.strip_prefix(folder)?.strip_prefix('/')? };
    Some(below.split_once('/').map_or((below, false), |(name, _)| (name, true)))
}

fn entries_of(files: &Files, folder: &str) -> Vec<Entry> {
    let names: BTreeMap<&str, bool> = files.keys().filter_map(|path| step(path, folder)).collect();
    let at = |name: &str| {
        if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
    };
    names.keys().filter_map(|name| entry_of(files, &at(name))).collect()
}

fn entry_of(files: &Files, path: &str) -> Option<Entry> {
    let name = path.rsplit('/').next().unwrap_or("").to_owned();
    if let Some(content) = files.get(path) {
        return Some(Entry { name, kind: EntryKind::File, id: id_of(content) });
    }
    let exists = path.is_empty() || files.keys().any(|file| is_within(file, path));
    exists.then(|| Entry { name, kind: EntryKind::Folder, id: folder_id(files, path) })
}

fn folder_id(files: &Files, folder: &str) -> String {
    let below: Vec<_> = files
        .iter()
        .filter(|(path, _)| is_within(path, folder))
        .map(|(path, content)| (&path[folder.len()..], id_of(content)))
        .collect();
    id_of(format!("{below:?}").as_bytes())
}

/// Refuses to put a file where a folder is, or below a file.
fn refuse_clash(files: &Files, path: &str) -> Result<(), StoreError> {
    for (end, _) in path.match_indices('/') {
        if files.contains_key(&path[..end]) {
            return Err(StoreError::NotAFolder { path: path[..end].to_owned() });
        }
    }
    match entry_of(files, path) {
        Some(entry) if entry.kind == EntryKind::Folder => Err(StoreError::NotAFile { path: path.to_owned() }),
        _ => Ok(()),
    }
}

/// Returns the signature as git would record it: in whole seconds.
fn recordable(of: &Signature) -> Result<Signature, StoreError> {
    let Signature { name, email, when } = of.clone();
    let refused = |text: &str| text.contains(['<', '>']);
    if name.trim().is_empty() || refused(&name) || refused(&email) {
        return Err(StoreError::InvalidIdentity { name, email });
    }
    let when = DateTime::from_timestamp(when.timestamp(), 0).unwrap_or(when);
    Ok(Signature { name, email, when })
}

fn id_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(20).map(|byte| format!("{byte:02x}")).collect()
}

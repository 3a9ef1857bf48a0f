//! git's variables that lead to another repository than a folder does. In go variables and stores; out
//! comes nothing, or the name of the variable that would have git answer of another place.
//!
//! A repository is found from a folder, whatever the environment. git's own hooks set these variables
//! to the repository they run in, which does no harm; one that leads elsewhere is refused rather than
//! ignored, so that nobody takes one repository's answer for another's.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::GitStore;
use crate::store::StoreError;

impl GitStore {
    /// Refuses variables of the process that lead to none of these stores.
    ///
    /// # Errors
    /// [`StoreError::Variable`]
    pub fn refuse_variables(stores: &[&Self]) -> Result<(), StoreError> {
        let leads = |name: &'static str, to: &dyn Fn(&Self) -> Vec<PathBuf>| {
            let Some(value) = set(name) else { return Ok(()) };
            let fits = |store: &&Self| to(store).iter().any(|place| same(&store.root, &value, place));
            if stores.iter().any(fits) { Ok(()) } else { Err(refused(name, &value)) }
        };
        let folders =
            |store: &Self| vec![store.repository.path().to_owned(), store.repository.commondir().to_owned()];
        leads("GIT_DIR", &folders)?;
        leads("GIT_COMMON_DIR", &folders)?;
        leads("GIT_WORK_TREE", &|store| vec![store.root.clone()])?;
        leads("GIT_OBJECT_DIRECTORY", &|store| vec![store.repository.commondir().join("objects")])?;
        match set("GIT_ALTERNATE_OBJECT_DIRECTORIES") {
            Some(value) => Err(refused("GIT_ALTERNATE_OBJECT_DIRECTORIES", &value)),
            None => Ok(()),
        }
    }

    /// Refuses to write while git works with another index: it is in the middle of a commit of named
    /// files, which a commit of ours would break.
    pub(super) fn refuse_other_index(&self) -> Result<(), StoreError> {
        let name = "GIT_INDEX_FILE";
        match set(name) {
            Some(value) if !same(&self.root, &value, &self.repository.path().join("index")) => {
                // The index of another repository, whose hook this may be, says nothing of this one.
                let folder = std::path::absolute(&value).ok().and_then(|path| path.parent().map(real));
                let is_anothers = folder.is_some_and(|folder| {
                    folder.join("HEAD").exists() && folder != real(self.repository.path())
                });
                if is_anothers { Ok(()) } else { Err(refused(name, &value)) }
            }
            _ => Ok(()),
        }
    }
}

fn set(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

fn refused(name: &'static str, value: &OsString) -> StoreError {
    StoreError::Variable { name, value: value.to_string_lossy().into_owned() }
}

/// Whether a value, seen from the folder of the process or from the worktree (where git goes before it
/// looks), leads to `place`.
fn same(root: &Path, value: &OsString, place: &Path) -> bool {
    let here = std::path::absolute(value).ok();
    [here, Some(root.join(value))].into_iter().flatten().any(|path| real(&path) == real(place))
}

/// Resolves symbolic links; the file itself need not exist.
fn real(path: &Path) -> PathBuf {
    let of_folder = || Some(fs::canonicalize(path.parent()?).ok()?.join(path.file_name()?));
    fs::canonicalize(path).ok().or_else(of_folder).unwrap_or_else(|| path.to_owned())
}

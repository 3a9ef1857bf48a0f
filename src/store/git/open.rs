//! Finding and making repositories. In goes a path of the file system; out comes a store, or the
//! name of what keeps this repository from being one.

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::{Path, PathBuf};

use git2::{Config, ErrorCode, Repository, RepositoryInitOptions, RepositoryOpenFlags};

use super::{GitStore, HOOK_LIMIT, PATIENCE, fault, io_fault};
use crate::store::StoreError;

/// The branch of a new repository where git's configuration names none.
const DEFAULT_BRANCH: &str = "main";

impl GitStore {
    /// Opens the repository at `path` or at the nearest folder above it; `path` itself need not
    /// exist yet. Reads no index and no history.
    ///
    /// # Errors
    /// [`StoreError::NoRepository`], or a kind that names what is not supported about the one found.
    pub fn discover(path: &Path) -> Result<Self, StoreError> {
        let start = existing(path)?;
        let none: [&Path; 0] = [];
        let repository = Repository::open_ext(&start, RepositoryOpenFlags::empty(), none)
            .map_err(|error| unopened(&start, &error))?;
        Self::over(repository)
    }

    /// Opens the same repository once more: a handle serves one thread.
    pub(super) fn another(&self) -> Result<Self, StoreError> {
        let repository =
            Repository::open(self.repository.path()).map_err(fault("open the repository again"))?;
        Ok(GitStore {
            repository,
            root: self.root.clone(),
            fitted: RefCell::default(),
            made_up_for: Cell::default(),
            ..*self
        })
    }

    /// Makes a repository in the folder `path`, which is created if need be, on the branch that
    /// `init.defaultBranch` names, or `main`.
    ///
    /// # Errors
    /// [`StoreError::AlreadyARepository`] where the folder itself is one.
    pub fn init(path: &Path) -> Result<Self, StoreError> {
        let configured = Config::open_default().and_then(|config| config.get_string("init.defaultbranch"));
        let branch = configured.unwrap_or_else(|_| DEFAULT_BRANCH.to_owned());
        let mut options = RepositoryInitOptions::new();
        options.no_reinit(true).mkpath(true).initial_head(&branch);
        let repository = Repository::init_opts(path, &options).map_err(|error| match error.code() {
            ErrorCode::Exists => StoreError::AlreadyARepository { path: path.to_owned() },
            _ => fault("make a repository")(error),
        })?;
        Self::over(repository)
    }

    /// Returns the repository-relative path, with `/`, of a path of the file system, which need
    /// not exist; `""` for the root folder.
    ///
    /// # Errors
    /// [`StoreError::Outside`] where the path leads out of the worktree, and
    /// [`StoreError::InvalidPath`] where its name is not UTF-8 or is not one for a store.
    pub fn relative(&self, path: &Path) -> Result<String, StoreError> {
        let absolute = std::path::absolute(path).map_err(io_fault("resolve", path))?;
        let start = existing(&absolute)?;
        let missing = absolute.components().skip(start.components().count());
        let mut real = fs::canonicalize(&start).map_err(io_fault("resolve", &start))?;
        real.extend(missing);
        let outside = || StoreError::Outside { path: path.to_owned(), root: self.root.clone() };
        let below = real.strip_prefix(&self.root).map_err(|_| outside())?;
        let components: Option<Vec<&str>> = below.iter().map(|component| component.to_str()).collect();
        let joined = components.map(|all| all.join("/")).ok_or_else(|| StoreError::InvalidPath {
            path: below.to_string_lossy().into_owned(),
            reason: "it is not UTF-8",
        })?;
        super::super::path::check_any(&joined)?;
        Ok(joined)
    }

    fn over(repository: Repository) -> Result<Self, StoreError> {
        let Some(workdir) = repository.workdir().filter(|_| !repository.is_bare()) else {
            return Err(StoreError::Bare { path: repository.path().to_owned() });
        };
        if replaces(&repository) {
            return Err(StoreError::Replaced { path: repository.path().to_owned() });
        }
        let root = fs::canonicalize(workdir).map_err(io_fault("resolve", workdir))?;
        Ok(Self {
            repository,
            root,
            patience: PATIENCE,
            hook_limit: HOOK_LIMIT,
            fitted: RefCell::default(),
            made_up_for: Cell::default(),
        })
    }
}

/// Returns the nearest folder at or above `path` that exists.
fn existing(path: &Path) -> Result<PathBuf, StoreError> {
    let absolute = std::path::absolute(path).map_err(io_fault("resolve", path))?;
    let found = absolute.ancestors().find(|folder| folder.is_dir()).map(Path::to_owned);
    found.ok_or_else(|| StoreError::NoRepository { path: path.to_owned() })
}

/// Names what keeps libgit2 from opening the repository at or above `start`.
fn unopened(start: &Path, error: &git2::Error) -> StoreError {
    match error.code() {
        ErrorCode::NotFound => damaged(start).unwrap_or(StoreError::NoRepository { path: start.to_owned() }),
        ErrorCode::Owner => StoreError::NotOwned { path: start.to_owned() },
        _ => unsupported(start).unwrap_or_else(|| StoreError::Git {
            action: "open the repository",
            detail: error.message().to_owned(),
        }),
    }
}

/// Whether objects stand in for others, which git shows in their place and libgit2 does not. It is
/// not asked for by name: a repository has many references, and seldom one of these.
fn replaces(repository: &Repository) -> bool {
    if std::env::var_os("GIT_NO_REPLACE_OBJECTS").is_some() {
        return false;
    }
    let common = repository.commondir();
    let mut loose = fs::read_dir(common.join("refs/replace")).into_iter().flatten();
    let name = b" refs/replace/";
    let packed = || fs::read(common.join("packed-refs")).unwrap_or_default();
    loose.next().is_some() || packed().windows(name.len()).any(|bytes| bytes == name)
}

/// Names what is wrong with the nearest `.git` at or above `start`, if there is one that git does not
/// take for a repository.
fn damaged(start: &Path) -> Option<StoreError> {
    let found = start.ancestors().map(|folder| folder.join(".git")).find(|path| path.exists())?;
    let detail = if found.is_file() {
        let text = fs::read_to_string(&found).unwrap_or_default();
        format!("it leads to `{}`, where none is", text.trim_start_matches("gitdir:").trim())
    } else {
        let missing = |name: &&str| !found.join(name).exists();
        let names: Vec<_> = ["HEAD", "objects", "refs"].into_iter().filter(missing).collect();
        if names.is_empty() {
            // Left to git's own word for it: an empty folder of that name is no repository either.
            return None;
        }
        format!("`{}` is missing", names.join("`, `"))
    };
    Some(StoreError::DamagedRepository { path: found, detail })
}

/// Reads which extension the repository asks for, straight from its configuration file.
fn unsupported(start: &Path) -> Option<StoreError> {
    let none: [&Path; 0] = [];
    let path = Repository::discover_path(start, none).ok()?;
    let common = match fs::read_to_string(path.join("commondir")) {
        Ok(text) => path.join(text.trim_end()),
        Err(_) => path.clone(),
    };
    let config = Config::open(&common.join("config")).ok()?;
    if let Ok(format) = config.get_string("extensions.refstorage") {
        return Some(StoreError::RefStorage { path, format });
    }
    let format = config.get_string("extensions.objectformat").ok();
    if let Some(format) = format.filter(|format| format != "sha1") {
        return Some(StoreError::ObjectFormat { path, format });
    }
    let known = ["objectformat", "noop", "worktreeconfig", "preciousobjects", "relativeworktrees"];
    let mut entries = config.entries(Some(r"^extensions\..*")).ok()?;
    while let Some(Ok(entry)) = entries.next() {
        let name = entry.name().ok()?.strip_prefix("extensions.")?;
        if !known.contains(&name) {
            return Some(StoreError::Extension { path, name: name.to_owned() });
        }
    }
    None
}

//! What can go wrong in a store, as kinds with their data; what to do about each is its hint.

use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;

use super::{PolicyError, Revision};

/// Why a store could not answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Neither the path nor a folder above it is a repository.
    #[error("no git repository at or above `{path}`")]
    NoRepository {
        /// Where the search began.
        path: PathBuf,
    },
    /// A repository was to be made where there is one.
    #[error("`{path}` is a git repository already")]
    AlreadyARepository {
        /// The folder.
        path: PathBuf,
    },
    /// The repository has no worktree.
    #[error("the git repository `{path}` is bare: it has no worktree")]
    Bare {
        /// The repository's folder.
        path: PathBuf,
    },
    /// The repository names its objects by another hash than SHA-1.
    #[error("the git repository `{path}` uses the object format `{format}`, which is not supported")]
    ObjectFormat {
        /// The repository's folder.
        path: PathBuf,
        /// The value of `extensions.objectFormat`.
        format: String,
    },
    /// The repository keeps its branches in another form than files.
    #[error("the git repository `{path}` uses the ref storage `{format}`, which is not supported")]
    RefStorage {
        /// The repository's folder.
        path: PathBuf,
        /// The value of `extensions.refStorage`.
        format: String,
    },
    /// The repository needs something else of git that is not supported.
    #[error("the git repository `{path}` uses the extension `{name}`, which is not supported")]
    Extension {
        /// The repository's folder.
        path: PathBuf,
        /// The key below `extensions`, in lower case.
        name: String,
    },
    /// Objects of the repository stand in for others (`git replace`).
    #[error("the git repository `{path}` replaces objects by others, which is not supported")]
    Replaced {
        /// The repository's folder.
        path: PathBuf,
    },
    /// There is a repository's folder that no git can open.
    #[error("`{path}` is a damaged git repository: {detail}")]
    DamagedRepository {
        /// The repository's folder, or the file that should lead to it.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// The branch that `HEAD` is on cannot be read, or is at no commit of this repository.
    #[error("`HEAD` cannot be read: {detail}")]
    DamagedHead {
        /// What is wrong with it.
        detail: String,
    },
    /// A variable of git's leads to another repository.
    #[error("the variable `{name}` is set to `{value}`, which is not of the repository found here")]
    Variable {
        /// The variable.
        name: &'static str,
        /// Its value.
        value: String,
    },
    /// The repository belongs to another user.
    #[error("the git repository at `{path}` belongs to another user")]
    NotOwned {
        /// Where the search began.
        path: PathBuf,
    },
    /// A path of the file system is not in this repository.
    #[error("`{path}` is not in the git repository `{root}`")]
    Outside {
        /// The path asked for.
        path: PathBuf,
        /// The repository's worktree.
        root: PathBuf,
    },
    /// `HEAD` is on a commit, so a new commit would be on no branch.
    #[error("no branch is checked out (`HEAD` is on a commit)")]
    Detached,
    /// A merge, a rebase or the like waits to be finished.
    #[error("{} {operation} is under way in this repository", if *operation == "am" { "an" } else { "a" })]
    InProgress {
        /// git's word for it: `merge`, `rebase`, `cherry-pick`, `revert`, `am`.
        operation: &'static str,
    },
    /// The index is split over two files.
    #[error("the index of this repository is split, which is not supported")]
    SplitIndex,
    /// The index holds folders in place of files.
    #[error("the index of this repository is sparse, which is not supported")]
    SparseIndex,
    /// The index is in no form that can be read.
    #[error("the index of this repository cannot be read: {detail}")]
    IndexUnreadable {
        /// What the git library said.
        detail: String,
    },
    /// The index has no one version of a file: a conflict, a link, or files where it needs a folder.
    #[error("`{path}` is staged as something else than one file")]
    Unmerged {
        /// The repository-relative path.
        path: String,
    },
    /// An edit is staged in another version than the worktree has, so that one of them would be lost.
    #[error("`{path}` is staged in another version than the worktree has")]
    StagedApart {
        /// The repository-relative path.
        path: String,
    },
    /// A git attribute says that the file's bytes are not what is recorded.
    #[error("`{path}` has the git attribute `{attribute}`, so what is recorded would not be its bytes")]
    Filtered {
        /// The repository-relative path.
        path: String,
        /// The attribute's name.
        attribute: &'static str,
    },
    /// The text is not a repository-relative path of a file.
    #[error("`{path}` is not a path inside the repository: {reason}")]
    InvalidPath {
        /// The text.
        path: String,
        /// Which rule it breaks.
        reason: &'static str,
    },
    /// A file was expected, and something else is there.
    #[error("`{path}` is not a regular file")]
    NotAFile {
        /// The repository-relative path.
        path: String,
    },
    /// A folder was expected, and something else is there.
    #[error("`{path}` is not a folder")]
    NotAFolder {
        /// The repository-relative path.
        path: String,
    },
    /// A file of the worktree changed while the commit was made.
    #[error("`{path}` was edited while the commit was made; the edit was left as it is")]
    EditedMeanwhile {
        /// The repository-relative path.
        path: String,
    },
    /// Nothing goes by this name.
    #[error("no commit goes by `{spec}`")]
    UnknownRevision {
        /// The text.
        spec: String,
    },
    /// Several commits go by this name.
    #[error("`{spec}` names several commits")]
    AmbiguousRevision {
        /// The text.
        spec: String,
    },
    /// An object that should be there is not.
    #[error("the object {id} is missing from the repository")]
    MissingObject {
        /// The object's id.
        id: String,
    },
    /// An object cannot be read as what it should be.
    #[error("the object {id} is damaged")]
    DamagedObject {
        /// The object's id.
        id: String,
    },
    /// A name or an e-mail address that git cannot record.
    #[error("git cannot record the identity `{name} <{email}>`")]
    InvalidIdentity {
        /// The name.
        name: String,
        /// The e-mail address.
        email: String,
    },
    /// Another process of ours kept the repository for longer than we wait.
    #[error("the repository is locked by {} (`{path}`)", holder.as_deref().unwrap_or("another process"))]
    Locked {
        /// The lock file.
        path: PathBuf,
        /// What the holder wrote of itself, if it could be read.
        holder: Option<String>,
    },
    /// Another program kept git's index for longer than we wait.
    #[error("another program holds git's index (`{path}`)")]
    IndexLocked {
        /// The lock file.
        path: PathBuf,
    },
    /// Another program kept the branch for longer than we wait.
    #[error("another program holds the branch `{branch}`")]
    BranchLocked {
        /// The full name of the branch.
        branch: String,
    },
    /// The file system refused.
    #[error("could not {action} `{path}`: {source}")]
    Io {
        /// What was tried, as a verb.
        action: &'static str,
        /// On which path.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// The git library refused for a reason without a kind of its own.
    #[error("git could not {action}: {detail}")]
    Git {
        /// What was tried, as a verb with its object.
        action: &'static str,
        /// What the library said.
        detail: String,
    },
}

impl StoreError {
    /// Returns what to do next, where there is something to do.
    pub fn hint(&self) -> Option<String> {
        let fixed = match self {
            Self::NoRepository { .. } => "make one with `git init`, or name a folder inside one",
            Self::Bare { .. } => "add a worktree with `git worktree add`, and work there",
            Self::ObjectFormat { .. } => "use a repository made with `git init --object-format=sha1`",
            Self::RefStorage { .. } => "convert it with `git refs migrate --ref-format=files`",
            Self::Extension { name, .. } if name == "partialclone" => {
                "clone the repository without `--filter`"
            }
            Self::Extension { .. } => "use a clone that is made without it",
            Self::NotOwned { path } => {
                let shown = quoted(&path.to_string_lossy());
                return Some(format!(
                    "if you trust it: `git config --global --add safe.directory {shown}` with its root folder"
                ));
            }
            Self::Replaced { .. } => "see `git replace --list`; take them away with `git replace --delete`",
            Self::DamagedRepository { .. } => "mend it, or clone it again from where it was pushed to",
            Self::DamagedHead { .. } => {
                "see `git fsck`; the last commits of each branch stand in the repository's `logs` folder"
            }
            Self::Variable { name: "GIT_INDEX_FILE", .. } => {
                "git is in the middle of a commit, and reading works; record changes after it"
            }
            Self::Variable { name, .. } => {
                return Some(format!("run `unset {name}`, and name the folder with `-C`"));
            }
            Self::Detached => "check out a branch: `git switch BRANCH` (while bisecting: `git bisect reset`)",
            Self::InProgress { operation } => {
                return Some(format!("finish it, or leave it with `git {operation} --abort`"));
            }
            Self::SplitIndex => "join it: `git update-index --no-split-index`, and unset `core.splitIndex`",
            Self::SparseIndex => "expand it: `git sparse-checkout reapply --no-sparse-index`",
            Self::IndexUnreadable { .. } => {
                "make it anew, without what was staged: `rm \"$(git rev-parse --git-path index)\" && git reset`"
            }
            Self::Git { action: "read an object", .. } => "see `git fsck`",
            Self::Git { action: "open the repository", .. } => "see what `git status` says",
            Self::Unmerged { path } => {
                let shown = quoted(path);
                return Some(format!(
                    "see `git status -- {shown}`; settle a conflict with `git add {shown}`, then try again"
                ));
            }
            Self::StagedApart { path } => {
                let shown = quoted(path);
                return Some(format!(
                    "stage what the worktree has with `git add {shown}`, or unstage with `git restore --staged {shown}`"
                ));
            }
            Self::Filtered { .. } => "take the attribute away from this path in `.gitattributes`",
            Self::NotAFile { .. } | Self::NotAFolder { .. } => "move what lies there away",
            Self::EditedMeanwhile { .. } => "compare it with `git diff HEAD`",
            Self::UnknownRevision { .. } => "name a branch, a tag or a commit id that `git log` shows",
            Self::AmbiguousRevision { .. } => "give more digits of the commit id",
            Self::MissingObject { .. } => {
                "fetch what is missing with `git fetch --refetch --no-filter`; see `git fsck`"
            }
            Self::DamagedObject { .. } => "see `git fsck`",
            Self::InvalidIdentity { .. } => {
                "set `git config user.name` and `git config user.email`; neither may be empty or have `<` or `>`"
            }
            Self::Locked { .. } => "try again when it is done",
            Self::IndexLocked { path } => {
                let shown = quoted(&path.to_string_lossy());
                return Some(format!(
                    "try again when it is done; if no git command runs here, remove the lock: `rm {shown}`"
                ));
            }
            Self::BranchLocked { .. } => {
                "try again when it is done; if no git command runs here, remove the branch's `.lock` file"
            }
            Self::Io { source, .. } if source.kind() == io::ErrorKind::ReadOnlyFilesystem => {
                "reading works here; record changes in a clone that can be written"
            }
            Self::Io { action: "lock" | "create" | "create a folder in", source, .. }
                if source.kind() == io::ErrorKind::PermissionDenied =>
            {
                "you may not write here: reading works; record changes in a clone of your own"
            }
            Self::Io { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
                "make room on the disk, then try again"
            }
            Self::AlreadyARepository { .. }
            | Self::Outside { .. }
            | Self::InvalidPath { .. }
            | Self::Io { .. }
            | Self::Git { .. } => return None,
        };
        Some(fixed.to_owned())
    }
}

/// Why [`Store::commit`](super::Store::commit) did not do all of what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CommitError {
    /// The branch is not at the base revision: re-read, re-apply, try again. Nothing was recorded.
    #[error("the branch moved to {}", now.as_ref().map_or("no commit", Revision::short))]
    Moved {
        /// Where the branch is now.
        now: Option<Revision>,
    },
    /// Files to be written hold uncommitted edits, which are left alone. Nothing was recorded.
    #[error("uncommitted edits in {}", listed(paths))]
    Dirty {
        /// The repository-relative paths, sorted.
        paths: Vec<String>,
    },
    /// The commit **was made**, but its journal and its lock are still there.
    #[error("recorded as {}, but its journal could not be put away: {source}", revision.short())]
    Unfinished {
        /// The commit that was made.
        revision: Revision,
        /// What went wrong.
        source: StoreError,
    },
    /// The person's hooks or signatures let no commit be made. Nothing was recorded.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The branch could not be moved, nor asked where it is: the commit **may have been made**. The next command
    /// finds out, and brings worktree and index in step.
    #[error("nobody knows yet whether it is recorded as {}: {source}", revision.short())]
    Unsure {
        /// The commit that may have been made.
        revision: Revision,
        /// What went wrong.
        source: StoreError,
    },
    /// The store could not answer. Nothing was recorded.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CommitError {
    /// Returns what to do next, where there is something to do.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Moved { .. } => Some("try again".to_owned()),
            Self::Dirty { paths } => {
                let named: String = paths.iter().fold(String::new(), |mut all, path| {
                    let _ = write!(all, " {}", quoted(path));
                    all
                });
                Some(format!("see `git status --{named}`; commit the edits, or take them back"))
            }
            Self::Unsure { .. } => {
                Some("look before you record it again; the next command finds out: `aboard log`".to_owned())
            }
            Self::Unfinished { .. } => {
                // git itself is kept out until then.
                Some("do not record it again; the next command puts it away: `aboard`".to_owned())
            }
            Self::Policy(error) => error.hint(),
            Self::Store(error) => error.hint(),
        }
    }
}

fn listed(paths: &[String]) -> String {
    paths.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ")
}

/// Quotes text for a POSIX shell, where it needs it.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@,:".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::{CommitError, Revision, StoreError, quoted};

    #[test]
    fn text_for_a_shell_is_quoted_where_needed() {
        assert_eq!(quoted("partners/acme.toml"), "partners/acme.toml");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's; rm"), r"'it'\''s; rm'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn who_has_recorded_something_is_not_sent_to_git() {
        let error =
            CommitError::Unfinished { revision: Revision("1".repeat(40)), source: StoreError::Detached };
        let hint = error.hint().unwrap_or_default();
        // The lock that stays lets no git command near.
        assert!(!hint.contains("git") && hint.contains("`aboard`"), "{hint}");
    }

    #[test]
    fn a_dirty_refusal_names_every_path() {
        let error = CommitError::Dirty { paths: vec!["a".to_owned(), "b c".to_owned()] };
        assert_eq!(error.to_string(), "uncommitted edits in `a`, `b c`");
        assert_eq!(
            error.hint().as_deref(),
            Some("see `git status -- a 'b c'`; commit the edits, or take them back")
        );
    }
}

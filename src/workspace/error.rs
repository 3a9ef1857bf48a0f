//! What keeps a workspace from answering: kinds with their data, and what to do about each.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::doctor::quoted;
use super::moves::MoveFault;
use crate::change::Refusal;
use crate::diagnostic::Diagnostics;
use crate::partner::StateFault;
use crate::playbook::id::Id;
use crate::store::{CommitError, Revision, StoreError};

/// What keeps a workspace from answering.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkspaceError {
    /// The repository has no `aboard.toml` at its root.
    #[error("`{}` is a git repository, but no workspace: it has no aboard.toml", .0.display())]
    NoWorkspace(PathBuf),
    /// `aboard.toml` is there, but in no commit.
    #[error("aboard.toml is not committed yet, and only what is committed counts")]
    Uncommitted,
    /// The state directory is in no git repository, neither in this one nor in another.
    #[error("the state directory `{0}`, which aboard.toml names, lies in no git repository")]
    NoStateRepository(String),
    /// Files that people write have faults.
    #[error("{what} has faults")]
    Faulty {
        /// The file, or what is made of several.
        what: String,
        /// The faults.
        faults: Diagnostics,
        /// The text of each file that the faults are in.
        sources: BTreeMap<String, String>,
    },
    /// There is no such partner.
    #[error("there is no partner `{id}`")]
    NoPartner {
        /// What was asked for.
        id: String,
        /// An id close to it.
        suggestion: Option<Id>,
    },
    /// The file of a partner cannot be read.
    #[error("`{path}` cannot be read: {fault}")]
    BrokenPartner {
        /// The partner.
        id: Id,
        /// Its file.
        path: String,
        /// What is wrong with it.
        fault: StateFault,
    },
    /// There is no such playbook.
    #[error("there is no playbook `{id}` in the committed files of playbooks/")]
    NoPlaybook {
        /// What was asked for.
        id: String,
        /// An id close to it.
        suggestion: Option<Id>,
        /// Those there are.
        known: Vec<Id>,
    },
    /// The playbook, or a checklist it includes, has uncommitted edits, so no pin can name it.
    #[error("playbook `{id}` has uncommitted edits in {}", .paths.join(", "))]
    PlaybookDirty {
        /// The playbook.
        id: Id,
        /// The files that differ from what is committed.
        paths: Vec<String>,
    },
    /// The playbook at a partner's pin is not what was pinned, or is gone.
    #[error("the playbook that governs `{partner}` cannot be read at its pin: {detail}")]
    Pin {
        /// The partner.
        partner: Id,
        /// What is wrong.
        detail: String,
    },
    /// There was no state at the time asked for.
    #[error("there is no commit at or before {0}")]
    Before(String),
    /// The change is not legal.
    #[error("{refusal}")]
    Refused {
        /// The partner.
        partner: Id,
        /// Why.
        refusal: Box<Refusal>,
        /// The names of those who may do what the actor may not.
        able: Vec<String>,
    },
    /// State files that the change would write hold edits that are not committed.
    #[error("uncommitted edits in {}", .paths.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", "))]
    Edited {
        /// The files, in the repository of the state.
        paths: Vec<String>,
        /// The partners they belong to.
        partners: Vec<Id>,
    },
    /// An edit by hand is of a kind that is no change.
    #[error("the edit of `{path}` is not adopted: {why}")]
    NotAdoptable {
        /// The partner.
        partner: Id,
        /// The file.
        path: String,
        /// Why.
        why: &'static str,
        /// What to do once the edit is taken back.
        instead: Option<String>,
    },
    /// An edited file is no state.
    #[error("`{path}` cannot be adopted: {fault}")]
    BrokenEdit {
        /// The partner.
        partner: Id,
        /// The file.
        path: String,
        /// What is wrong with it.
        fault: StateFault,
    },
    /// Files of partners cannot be moved to where another layout has them.
    #[error("the layout stays as it is: {fault}")]
    NotMovable {
        /// Why.
        fault: MoveFault,
        /// git, as it is called for the state's repository.
        git: String,
    },
    /// The layout cannot be set in `aboard.toml`, which is written otherwise than is known here.
    #[error("the layout stays as it is: aboard.toml is written in a way that it cannot be set there")]
    LayoutUnset {
        /// The word for the layout that was asked for.
        layout: &'static str,
    },
    /// Files are moved in the repository of the state, and the other one does not say so yet.
    #[error("the files are moved ({}), but aboard.toml does not say so yet: {source}", .moved.short())]
    HalfLaidOut {
        /// The commit that moved them.
        moved: Revision,
        /// The word for the layout that was asked for.
        layout: &'static str,
        /// Why.
        source: Box<WorkspaceError>,
    },
    /// Others kept changing the branch for longer than we try.
    #[error("the branch kept moving: {0} tries, and each time somebody was faster")]
    Contended(u32),
    /// The store could not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store could not do all of what was asked.
    #[error(transparent)]
    Commit(CommitError),
}

impl WorkspaceError {
    /// Returns what to do next, one line each.
    #[must_use]
    pub fn hints(&self) -> Vec<String> {
        match self {
            WorkspaceError::NoWorkspace(_) => vec!["make it one with: aboard init".to_owned()],
            WorkspaceError::Uncommitted => {
                vec!["commit it: git add aboard.toml && git commit -m \"Set up the workspace\"".to_owned()]
            }
            WorkspaceError::NoStateRepository(_) => vec![
                "make one there with git init, or name another folder as `directory` below [state]"
                    .to_owned(),
            ],
            WorkspaceError::NoPartner { suggestion: Some(meant), .. } => {
                vec![format!("did you mean `{meant}`?")]
            }
            WorkspaceError::NoPartner { .. } => vec!["list them with: aboard partner list".to_owned()],
            // What a newer program wrote is sound: taking it back would lose it.
            WorkspaceError::BrokenPartner { fault: StateFault::Newer { .. }, .. } => {
                vec!["install a newer aboard; leave the file as it is".to_owned()]
            }
            WorkspaceError::BrokenPartner { fault: StateFault::Misplaced, .. } => {
                vec!["see where it lies, and how to move it, with: aboard doctor".to_owned()]
            }
            WorkspaceError::BrokenPartner { path, .. } => vec![
                format!("see what changed it: git log -p -- {path}"),
                "bring back a version that aboard wrote: git revert COMMIT".to_owned(),
            ],
            WorkspaceError::NoPlaybook { suggestion: Some(meant), .. } => {
                vec![format!("did you mean `{meant}`?")]
            }
            WorkspaceError::NoPlaybook { known, .. } if known.is_empty() => {
                vec!["commit one below playbooks/, or start with: aboard init".to_owned()]
            }
            WorkspaceError::NoPlaybook { known, .. } => {
                let known: Vec<_> = known.iter().map(Id::as_str).collect();
                vec![format!("there are: {}", known.join(", "))]
            }
            WorkspaceError::PlaybookDirty { paths, .. } => {
                let paths = paths.join(" ");
                vec![format!(
                    "commit the edits (git commit -- {paths}), or take them back (git restore -- {paths})"
                )]
            }
            WorkspaceError::Pin { partner, .. } => {
                vec![
                    "fetch the commit of the pin: git fetch --unshallow, git fetch --all, \
                     or in a partial clone git fetch --refetch --no-filter"
                        .to_owned(),
                    format!("if it is there, see what changed the pin: aboard log {partner}"),
                ]
            }
            WorkspaceError::Refused { partner, refusal, able } => refusal.hints(partner, able),
            WorkspaceError::NotMovable { fault, git } => match fault {
                MoveFault::NotAFile { path } => {
                    vec![format!("take it out, and commit that: {git} rm {}", quoted(path))]
                }
                MoveFault::Unclear { path, .. } | MoveFault::Taken { taken: path, .. } => vec![
                    format!("see what put it there with: {git} log -- {}", quoted(path)),
                    format!("move it elsewhere, and commit that: {git} mv {} NEW-PLACE", quoted(path)),
                ],
                MoveFault::Astray { .. } => vec!["see where it belongs with: aboard doctor".to_owned()],
            },
            WorkspaceError::LayoutUnset { layout } => vec![
                format!("write `layout = \"{layout}\"` below [state] yourself, and commit that"),
                format!("then move the files with: aboard doctor --layout {layout}"),
            ],
            WorkspaceError::HalfLaidOut { layout, source, .. } => {
                let mut hints = source.hints();
                hints.push(format!("then finish it with: aboard doctor --layout {layout}"));
                hints
            }
            WorkspaceError::Contended(_) => vec!["try again".to_owned()],
            WorkspaceError::Store(StoreError::NoRepository { .. }) => vec![
                "make a workspace here with: aboard init".to_owned(),
                "or look around in one with: aboard demo".to_owned(),
            ],
            WorkspaceError::Store(error) => error.hint().into_iter().collect(),
            // State is written by changes alone: an edit by hand is made one, or taken back.
            WorkspaceError::Edited { paths, partners } => {
                let mut hints = vec![format!("see the edits with: git diff HEAD -- {}", paths.join(" "))];
                hints.extend(edit_hints(partners));
                hints
            }
            WorkspaceError::NotAdoptable { partner, instead, .. } => {
                let mut hints = vec![format!("take the edits back with: aboard restore {partner}")];
                hints.extend(instead.clone());
                hints
            }
            WorkspaceError::BrokenEdit { partner, .. } => {
                vec![format!("mend the file, or take the edits back with: aboard restore {partner}")]
            }
            WorkspaceError::Commit(error) => error.hint().into_iter().collect(),
            WorkspaceError::Faulty { .. } => vec!["look at all of them with: aboard lint".to_owned()],
            WorkspaceError::Before(_) => vec!["the first commit is shown by: git log --reverse".to_owned()],
        }
    }
}

/// What can be done about edits by hand of these partners.
#[must_use]
pub fn edit_hints(partners: &[Id]) -> Vec<String> {
    match partners {
        [] => vec!["no partner owns them: commit them, or move them away".to_owned()],
        [one] => vec![
            format!("make them an audited change with: aboard adopt {one} -m \"…\""),
            format!("or take them back with: aboard restore {one}"),
        ],
        [first, ..] => vec![
            format!("make them audited changes, one partner at a time: aboard adopt {first} -m \"…\""),
            "or take them back with: aboard restore --all".to_owned(),
        ],
    }
}

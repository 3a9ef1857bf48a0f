//! Another layout of the state directory: in comes the layout that is asked for, out comes one commit that moves
//! every file of every partner, byte for byte, and sets it in `aboard.toml`. Where state lies in a repository of
//! its own that takes two commits, the moves first; a process that dies between them leaves files that no command
//! takes for partners, and asking again makes the second.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use chrono::{DateTime, Utc};

use super::config::{FILE, rewrite};
use super::moves::{Move, plan};
use super::record::{FileChange, TRIES};
use super::view::View;
use super::{When, Workspace, WorkspaceError};
use crate::change::{Layout, Relayout, message};
use crate::playbook::id::Id;
use crate::store::{CommitError, Edit, Entry, EntryKind, NewCommit, Revision, Signature, Store};

/// Who asks for a layout, and how.
#[derive(Debug, Clone)]
pub struct LayoutIntent<'a> {
    /// The layout that is asked for.
    pub to: Layout,
    /// The name of the git identity.
    pub name: &'a str,
    /// The e-mail of the git identity.
    pub email: &'a str,
    /// When it is recorded: now.
    pub recorded: DateTime<Utc>,
    /// What the person adds to the message.
    pub text: &'a str,
    /// Whether nothing is to be written.
    pub dry_run: bool,
}

/// What another layout changed, or would change. All of it is empty where files and configuration had it already.
#[derive(Default)]
pub struct Relaid {
    /// The files that moved.
    pub moves: Vec<Move>,
    /// `aboard.toml`, where it said otherwise.
    pub config: Option<FileChange>,
    /// The message of each commit, with the commit once it is made: that of the moves first.
    pub commits: Vec<(String, Option<Revision>)>,
}

/// One commit of it.
struct Step {
    is_of_state: bool,
    commit: NewCommit,
}

/// Files that lie elsewhere, and configuration that says otherwise.
struct Rest {
    moves: Vec<Move>,
    config: Option<FileChange>,
}

impl Workspace {
    /// Lays the state out as it is asked for.
    ///
    /// # Errors
    /// Returns why it cannot be: then files and configuration are as they were, or, where they take a commit each,
    /// one of both may be made.
    pub fn relayout(&self, intent: &LayoutIntent<'_>) -> Result<Relaid, WorkspaceError> {
        let mut done = Relaid::default();
        let mut tries = TRIES;
        loop {
            match self.lay_out(intent, &mut done) {
                Ok(ControlFlow::Break(())) => return Ok(done),
                Ok(ControlFlow::Continue(())) => {}
                Err(source) => return Err(half(done, intent, source)),
            }
            tries -= 1;
            if tries == 0 {
                return Err(half(done, intent, WorkspaceError::Contended(TRIES)));
            }
        }
    }

    /// Makes the next commit, unless the branch moved, and says whether that was the last.
    fn lay_out(
        &self,
        intent: &LayoutIntent<'_>,
        done: &mut Relaid,
    ) -> Result<ControlFlow<()>, WorkspaceError> {
        let view = self.view(&When::Head)?;
        let rest = view.rest(intent.to)?;
        let steps = view.steps(&rest, intent)?;
        if intent.dry_run {
            done.commits = steps.into_iter().map(|step| (step.commit.message, None)).collect();
            (done.moves, done.config) = (rest.moves, rest.config);
            return Ok(ControlFlow::Break(()));
        }
        let is_last = steps.len() <= 1;
        // What would stop the second commit stops the first, as far as it can be seen by now.
        let paths = if is_last { Vec::new() } else { self.files().changed(&[FILE])? };
        if !paths.is_empty() {
            return Err(WorkspaceError::Edited { paths, partners: Vec::new() });
        }
        let Some(Step { is_of_state, commit }) = steps.into_iter().next() else {
            return Ok(ControlFlow::Break(()));
        };
        let (store, base): (&dyn Store, _) = match is_of_state {
            true => (view.state(), view.revision()),
            false => (self.files(), Some(&view.files_at)),
        };
        match store.commit(base, &commit) {
            Ok(revision) => done.commits.push((commit.message, Some(revision))),
            Err(CommitError::Moved { .. }) => return Ok(ControlFlow::Continue(())),
            Err(CommitError::Dirty { paths }) => {
                let partners = if is_of_state { view.owners(&paths) } else { Vec::new() };
                return Err(WorkspaceError::Edited { paths, partners });
            }
            Err(error) => return Err(WorkspaceError::Commit(error)),
        }
        done.moves.extend(rest.moves);
        if is_last {
            done.config = rest.config;
        }
        Ok(if is_last { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    }
}

/// Says, of what went wrong behind the first of two commits, that it was made.
fn half(done: Relaid, intent: &LayoutIntent<'_>, source: WorkspaceError) -> WorkspaceError {
    match done.commits.into_iter().next() {
        Some((_, Some(moved))) => {
            WorkspaceError::HalfLaidOut { moved, layout: intent.to.as_str(), source: Box::new(source) }
        }
        _ => source,
    }
}

impl View<'_> {
    /// Returns what is still to be done until the state has a layout.
    fn rest(&self, to: Layout) -> Result<Rest, WorkspaceError> {
        let mut paths = BTreeMap::new();
        if let Some(at) = &self.state_at {
            gather(self.state(), at, self.folder.root(), &mut paths)?;
        }
        let moves = plan(&paths, &self.folder.as_laid_out(to))
            .map_err(|fault| WorkspaceError::NotMovable { fault, git: self.git() })?;
        if self.config.state.layout == to {
            return Ok(Rest { moves, config: None });
        }
        let before = self.workspace.files().read(&self.files_at, FILE)?.unwrap_or_default();
        let unset = || WorkspaceError::LayoutUnset { layout: to.as_str() };
        let after = rewrite::with_layout(&before, to).ok_or_else(unset)?;
        let text = |bytes| String::from_utf8(bytes).map_err(|_| unset());
        let config = FileChange { path: FILE.to_owned(), before: Some(text(before)?), after: text(after)? };
        Ok(Rest { moves, config: Some(config) })
    }

    /// Returns the commits that do it, in their order.
    fn steps(&self, rest: &Rest, intent: &LayoutIntent<'_>) -> Result<Vec<Step>, WorkspaceError> {
        let commit = |edits, partners| {
            let who = Signature {
                name: intent.name.to_owned(),
                email: intent.email.to_owned(),
                when: intent.recorded,
            };
            let message = message::write_layout(&Relayout { to: intent.to, partners }, intent.text);
            NewCommit { edits, message, author: who.clone(), committer: who }
        };
        let mut edits = self.move_edits(&rest.moves)?;
        let partners = partners(&rest.moves);
        let config = rest.config.as_ref().map(|config| Edit {
            path: config.path.clone(),
            content: Some(config.after.clone().into_bytes()),
            expected: None,
        });
        if self.workspace.elsewhere.is_none() {
            edits.extend(config);
            let is_any = !edits.is_empty();
            return Ok(is_any
                .then(|| Step { is_of_state: true, commit: commit(edits, partners) })
                .into_iter()
                .collect());
        }
        let moves = (!edits.is_empty()).then(|| Step { is_of_state: true, commit: commit(edits, partners) });
        let config = config.map(|config| Step { is_of_state: false, commit: commit(vec![config], 0) });
        Ok(moves.into_iter().chain(config).collect())
    }

    fn move_edits(&self, moves: &[Move]) -> Result<Vec<Edit>, WorkspaceError> {
        let mut edits = Vec::with_capacity(moves.len() * 2);
        for Move { from, to, content, .. } in moves {
            let content = self.state().content(content, from)?;
            edits.push(Edit { path: to.clone(), content: Some(content), expected: None });
            edits.push(Edit { path: from.clone(), content: None, expected: None });
        }
        Ok(edits)
    }
}

/// Counts those whose files move.
fn partners(moves: &[Move]) -> usize {
    let ids: BTreeSet<&Id> = moves.iter().map(|one| &one.partner).collect();
    ids.len()
}

/// Collects every path below a folder that is no folder itself.
fn gather(
    store: &dyn Store,
    at: &Revision,
    folder: &str,
    paths: &mut BTreeMap<String, Entry>,
) -> Result<(), WorkspaceError> {
    for entry in store.list(at, folder)? {
        let path = if folder.is_empty() { entry.name.clone() } else { format!("{folder}/{}", entry.name) };
        if entry.kind == EntryKind::Folder {
            gather(store, at, &path, paths)?;
        } else {
            paths.insert(path, entry);
        }
    }
    Ok(())
}

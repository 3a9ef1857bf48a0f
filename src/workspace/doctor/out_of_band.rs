//! Commits that touched the state of partners without being changes, among the newest.

use std::ops::ControlFlow;

use super::{Finding, Kind};
use crate::playbook::id::Id;
use crate::store::{Commit, Entry, Revision};
use crate::workspace::WorkspaceError;
use crate::workspace::view::View;

/// How many commits of state are looked at.
const NEWEST: usize = 1_000;

pub(super) fn look(view: &View<'_>, found: &mut Vec<Finding>) -> Result<(), WorkspaceError> {
    let (mut seen, mut suspects) = (0, Vec::new());
    view.history(None, &mut |entry| {
        seen += 1;
        if !matches!(entry.change, Some(Ok(_))) {
            suspects.push(entry.commit);
        }
        if seen == NEWEST { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    let mut guilty = Vec::new();
    for commit in suspects {
        if touches_partners(view, &commit)? {
            guilty.push(commit);
        }
    }
    let Some(newest) = guilty.first() else { return Ok(()) };
    let among =
        if seen == NEWEST { format!(" of the newest {NEWEST} that touched state") } else { String::new() };
    let subject = newest.message.lines().next().unwrap_or_default();
    let what = match guilty.len() {
        1 => format!("1 commit{among} is no change of aboard's: {subject}"),
        several => format!("{several} commits{among} are no changes of aboard's; the newest: {subject}"),
    };
    found.push(
        Finding::new(Kind::OutOfBand, newest.revision.short(), what)
            .advise(format!("see what it did with: {} show {}", view.git(), newest.revision.short()))
            .advise("all of them are among: aboard log"),
    );
    Ok(())
}

/// Whether a commit changed what has a partner's name, and not only files beside it, against every parent.
fn touches_partners(view: &View<'_>, commit: &Commit) -> Result<bool, WorkspaceError> {
    let list = |at: &Revision| -> Result<Vec<Entry>, WorkspaceError> {
        Ok(view.state().list(at, view.folder.root())?)
    };
    let after = list(&commit.revision)?;
    if commit.parents.is_empty() {
        return Ok(after.iter().any(is_partners));
    }
    for parent in &commit.parents {
        // What a shallow clone cut off cannot be compared.
        let Ok(before) = list(parent) else { return Ok(false) };
        let differs = |one: &[Entry], other: &[Entry]| {
            one.iter().any(|entry| is_partners(entry) && !other.contains(entry))
        };
        if !differs(&before, &after) && !differs(&after, &before) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether an entry may hold state: a partner's file or folder, or a folder of several partners.
fn is_partners(entry: &Entry) -> bool {
    entry.name.strip_suffix(".toml").unwrap_or(&entry.name).parse::<Id>().is_ok()
}

//! Walking history, newest first. Out come commits as values, one at a time: a straight line costs what is
//! visited of it; from the first merge on, the rest is sorted by descent first.
//!
//! The commits of a few paths are found by an index, where there is one that fits; without one every commit is
//! compared with its parents. Both give the same commits in the same order.

mod build;
mod index;
mod touched;

use std::ops::ControlFlow;

use chrono::{DateTime, Utc};
use git2::{Oid, Sort};

use super::read::lookup;
use super::{GitStore, fault, revision};
use crate::store::path::check_any;
use crate::store::{Commit, Revision, Signature, StoreError};

pub(super) use build::Fitting;

/// Takes a commit of a walk, and says whether to go on.
type Visit<'a> = dyn FnMut(&git2::Commit<'_>) -> Result<ControlFlow<()>, StoreError> + 'a;

impl GitStore {
    pub(super) fn walk(
        &self,
        from: &Revision,
        paths: &[&str],
        visit: &mut dyn FnMut(&Commit) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        paths.iter().try_for_each(|path| check_any(path))?;
        // The root folder is touched by all.
        let paths = if paths.contains(&"") { &[] } else { paths };
        let start = self.commit_at(from)?;
        if paths.is_empty() {
            return self.walk_all(start, &mut |commit| Ok(visit(&value(commit))));
        }
        if let Some(fitting) = self.fitting(start.id()) {
            return self.walk_indexed(&fitting, paths, visit);
        }
        self.walk_compared(start, paths, visit)
    }

    /// Visits the commits of paths without an index.
    pub(super) fn walk_compared<'a>(
        &'a self,
        start: git2::Commit<'a>,
        paths: &[&str],
        visit: &mut dyn FnMut(&Commit) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.walk_all(start, &mut |commit| {
            let is_touched = self.touches_any(commit, paths)?;
            Ok(if is_touched { visit(&value(commit)) } else { ControlFlow::Continue(()) })
        })
    }

    /// Visits a commit and all its ancestors.
    fn walk_all<'a>(&'a self, mut commit: git2::Commit<'a>, visit: &mut Visit<'_>) -> Result<(), StoreError> {
        while commit.parent_count() < 2 {
            if visit(&commit)?.is_break() {
                return Ok(());
            }
            let Some(parent) = commit.parent_ids().next() else {
                return Ok(());
            };
            commit = self.find_commit(parent)?;
        }
        let mut rest = self.repository.revwalk().map_err(fault("walk history"))?;
        rest.set_sorting(Sort::TOPOLOGICAL | Sort::TIME).map_err(fault("walk history"))?;
        rest.push(commit.id()).map_err(fault("walk history"))?;
        for id in rest {
            let commit = self.find_commit(id.map_err(fault("walk history"))?)?;
            if visit(&commit)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Visits the commits of paths: those that the index does not hold yet one by one, then those that it names.
    fn walk_indexed(
        &self,
        fitting: &Fitting,
        paths: &[&str],
        visit: &mut dyn FnMut(&Commit) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        for id in &fitting.newer {
            let commit = self.find_commit(*id)?;
            if self.touches_any(&commit, paths)? && visit(&value(&commit)).is_break() {
                return Ok(());
            }
        }
        for id in fitting.touching(paths) {
            if visit(&value(&self.find_commit(id)?)).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn touches_any(&self, commit: &git2::Commit<'_>, paths: &[&str]) -> Result<bool, StoreError> {
        for path in paths {
            if self.touches(commit, path)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether what lies at `path` differs from what lies there in every parent.
    fn touches(&self, commit: &git2::Commit<'_>, path: &str) -> Result<bool, StoreError> {
        let here = self.content(commit, path)?;
        if commit.parent_count() == 0 {
            return Ok(here.is_some());
        }
        for id in commit.parent_ids() {
            let parent = self.find_commit(id)?;
            if parent.tree_id() == commit.tree_id() || self.content(&parent, path)? == here {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Returns the id and the file mode of what lies at `path`.
    fn content(&self, commit: &git2::Commit<'_>, path: &str) -> Result<Option<(Oid, i32)>, StoreError> {
        let found = lookup(&self.repository, &self.tree_of(commit)?, path)?;
        Ok(found.map(|found| (found.id(), found.filemode_raw())))
    }
}

fn value(commit: &git2::Commit<'_>) -> Commit {
    Commit {
        revision: revision(commit.id()),
        parents: commit.parent_ids().map(revision).collect(),
        author: signature(&commit.author()),
        committer: signature(&commit.committer()),
        message: String::from_utf8_lossy(commit.message_raw_bytes()).into_owned(),
    }
}

fn signature(found: &git2::Signature<'_>) -> Signature {
    let seconds = found.when().seconds();
    let bound = if seconds < 0 { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
    Signature {
        name: String::from_utf8_lossy(found.name_bytes()).into_owned(),
        email: String::from_utf8_lossy(found.email_bytes()).into_owned(),
        when: DateTime::from_timestamp(seconds, 0).unwrap_or(bound),
    }
}

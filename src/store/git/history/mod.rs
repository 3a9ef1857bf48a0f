//! Walking history, newest first. Out come commits as values, one at a time: a straight line costs what is
//! visited of it; from the first merge on, the rest is sorted by descent first.
//!
//! The commits of a few paths are found by an index, where there is one that fits; without one every commit is
//! compared with its parents. Both give the same commits in the same order.

mod build;
mod index;
mod touched;

use std::ops::ControlFlow;
use std::rc::Rc;

use chrono::{DateTime, Utc};
use git2::{Oid, Sort};

use super::{GitStore, fault, revision};
use crate::store::path::check_any;
use crate::store::{Commit, Revision, Signature, StoreError};

pub(super) use build::Fitting;

/// How many commits are remembered for the next ones of a walk.
const REMEMBERED: usize = 8;

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
        let mut known = Known::of(paths);
        self.walk_all(start, &mut |commit| {
            let is_touched = self.touches_any(commit, &mut known)?;
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
        let mut known = Known::of(paths);
        for id in &fitting.newer {
            let commit = self.find_commit(*id)?;
            if self.touches_any(&commit, &mut known)? && visit(&value(&commit)).is_break() {
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

    /// Whether what lies at any of the paths differs from what lies there in every parent.
    fn touches_any(&self, commit: &git2::Commit<'_>, known: &mut Known<'_>) -> Result<bool, StoreError> {
        let here = known.at(self, commit.id())?;
        if commit.parent_count() == 0 {
            return Ok(here.iter().any(Option::is_some));
        }
        let mut touched = vec![true; here.len()];
        for id in commit.parent_ids() {
            let there = known.at(self, id)?;
            for ((touched, here), there) in touched.iter_mut().zip(here.iter()).zip(there.iter()) {
                *touched &= here != there;
            }
        }
        Ok(touched.contains(&true))
    }
}

/// What lies at paths, by the commit; a walk asks for a commit first as a parent.
struct Known<'a> {
    paths: &'a [&'a str],
    last: Vec<(Oid, Rc<Contents>)>,
}

/// The id and the file mode of what lies at each path.
type Contents = Vec<Option<(Oid, i32)>>;

impl<'a> Known<'a> {
    fn of(paths: &'a [&'a str]) -> Self {
        Known { paths, last: Vec::new() }
    }

    fn at(&mut self, store: &GitStore, commit: Oid) -> Result<Rc<Contents>, StoreError> {
        if let Some((_, known)) = self.last.iter().find(|(known, _)| *known == commit) {
            return Ok(Rc::clone(known));
        }
        let folders = store.folders_of(commit)?;
        let contents = self.paths.iter().map(|path| folders.at(path)).collect::<Result<_, _>>()?;
        let contents = Rc::new(contents);
        if self.last.len() == REMEMBERED {
            self.last.remove(0);
        }
        self.last.push((commit, Rc::clone(&contents)));
        Ok(contents)
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

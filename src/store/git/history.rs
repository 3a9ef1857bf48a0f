//! Walking history, newest first. Out come commits as values, one at a time: a straight line costs
//! what is visited of it; from the first merge on, the rest is sorted by descent first.

use std::ops::ControlFlow;

use chrono::{DateTime, Utc};
use git2::{Oid, Sort};

use super::read::lookup;
use super::{GitStore, fault, revision};
use crate::store::path::check_any;
use crate::store::{Commit, Revision, Signature, StoreError};

impl GitStore {
    pub(super) fn walk(
        &self,
        from: &Revision,
        path: Option<&str>,
        visit: &mut dyn FnMut(&Commit) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        check_any(path.unwrap_or(""))?;
        let path = path.filter(|path| !path.is_empty());
        let mut commit = self.commit_at(from)?;
        while commit.parent_count() < 2 {
            if self.show(&commit, path, visit)?.is_break() {
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
            if self.show(&commit, path, visit)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    fn show(
        &self,
        commit: &git2::Commit<'_>,
        path: Option<&str>,
        visit: &mut dyn FnMut(&Commit) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, StoreError> {
        if let Some(path) = path
            && !self.touches(commit, path)?
        {
            return Ok(ControlFlow::Continue(()));
        }
        Ok(visit(&value(commit)))
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

//! The index of history, kept up to date. In goes a commit; out comes an index that fits it: one of the very
//! commit, of an ancestor on its line, or of a descendant on the line. Where none does, one is made, of which
//! what an earlier one knows of commits is not asked again.
//!
//! What a commit touched hangs on the commit alone; the order of the walk hangs on where it starts. So after a
//! merge or a rewrite of history the order is taken anew, and the rest is kept.
//!
//! That holds of what a commit itself says of its parents. A shallow clone, or grafts, say otherwise until history
//! is fetched or cut again, with the same ids: there no index is made, and none is believed.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use git2::Oid;

use super::super::{GitStore, fault};
use super::index::{Facts, HistoryIndex, Key, key};
use super::touched::Trees;
use crate::store::{Cache, Revision, StoreError};

/// How many commits an index may lag behind: they are compared one by one.
const LAG: usize = 64;

/// What the index is derived by, and in which form it is written.
const STAMP: &str = "history 1";

/// An index, as seen from a commit.
pub(in crate::store::git) struct Fitting {
    index: HistoryIndex,
    /// Commits that are newer than all of the index, newest first.
    pub(super) newer: Vec<Oid>,
    /// How many commits of the index are ancestors of the one that is asked from, itself included.
    reach: usize,
}

impl Fitting {
    /// Returns the commits of the index that touched any of the paths, newest first.
    pub(super) fn touching(&self, paths: &[&str]) -> Vec<Oid> {
        let numbers = paths.iter().filter_map(|path| self.index.touching(path)).flatten();
        let mut numbers: Vec<usize> =
            numbers.map(|number| number as usize).filter(|number| *number < self.reach).collect();
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        numbers.dedup();
        numbers.into_iter().filter_map(|number| self.index.commit(number)).collect()
    }
}

impl GitStore {
    /// Returns the index, if it fits a commit.
    pub(in crate::store::git) fn fitting(&self, from: Oid) -> Option<Fitting> {
        if self.is_cut() {
            return None;
        }
        // Of two that ask one after the other, the second need not read it again.
        if let Some((_, fitting)) = self.fitted.take().filter(|(fitted, _)| *fitted == from) {
            return Some(fitting);
        }
        self.fit(self.history_index()?, from).ok()
    }

    /// Looks at an index from a commit; gives it back where it does not fit.
    fn fit(&self, index: HistoryIndex, from: Oid) -> Result<Fitting, HistoryIndex> {
        match self.reach(&index, from) {
            Some((newer, reach)) => Ok(Fitting { index, newer, reach }),
            None => Err(index),
        }
    }

    fn reach(&self, index: &HistoryIndex, from: Oid) -> Option<(Vec<Oid>, usize)> {
        let newest = index.commit(index.len().checked_sub(1)?)?;
        let (mut at, mut newer) = (from, Vec::new());
        while at != newest {
            // Only below the line lies everything that is older; aside of it may be what is not.
            if let Some(number) = index.number(at).filter(|number| index.len() - number <= index.line()) {
                return Some((newer, number + 1));
            }
            if newer.len() == LAG {
                return None;
            }
            newer.push(at);
            let commit = self.repository.find_commit(at).ok()?;
            at = commit.parent_id(0).ok().filter(|_| commit.parent_count() == 1)?;
        }
        Some((newer, index.len()))
    }

    /// Makes an index that fits a commit, unless there is one, or history has fewer than `worth` commits. `told`
    /// hears of every commit that is compared: how many are, and how many were.
    pub(in crate::store::git) fn index_history(
        &self,
        from: &Revision,
        worth: usize,
        told: &mut dyn FnMut(usize, usize),
    ) -> Result<(), StoreError> {
        if self.is_cut() {
            return Ok(());
        }
        let start = self.commit_at(from)?;
        let known = match self.history_index().map(|index| self.fit(index, start.id())) {
            Some(Ok(fitting)) => {
                self.fitted.replace(Some((start.id(), fitting)));
                return Ok(());
            }
            Some(Err(index)) => Some(index),
            None if self.is_short(&start, worth)? => return Ok(()),
            None => None,
        };
        let (mut commits, mut line) = (Vec::new(), None);
        let mut is_whole = true;
        self.walk_all(start, &mut |commit| {
            // History may have become whole since it was opened, and is walked as it was then.
            is_whole &= says_its_parents(commit);
            if !is_whole {
                return Ok(ControlFlow::Break(()));
            }
            if commit.parent_count() > 1 {
                line.get_or_insert(commits.len() + 1);
            }
            commits.push(commit.id());
            Ok(ControlFlow::Continue(()))
        })?;
        if !is_whole {
            return Ok(());
        }
        let line = line.unwrap_or(commits.len());
        commits.reverse();
        let touched = self.touched_by(&commits, known, told)?;
        if let Some(bytes) = (Facts { commits, line, touched }).encode() {
            self.history_cache().write(&self.history_name(), STAMP, &bytes);
        }
        Ok(())
    }

    /// Returns which commits, by their places, touched each path.
    fn touched_by(
        &self,
        commits: &[Oid],
        known: Option<HistoryIndex>,
        told: &mut dyn FnMut(usize, usize),
    ) -> Result<HashMap<Key, Vec<u32>>, StoreError> {
        let places: HashMap<Oid, u32> =
            commits.iter().zip(0..).map(|(commit, place)| (*commit, place)).collect();
        let mut touched: HashMap<Key, Vec<u32>> = HashMap::new();
        let mut settled = HashSet::new();
        if let Some(facts) = known.and_then(|index| index.facts()) {
            let moved: Vec<Option<u32>> =
                facts.commits.iter().map(|commit| places.get(commit).copied()).collect();
            settled.extend(moved.iter().flatten().copied());
            for (key, numbers) in facts.touched {
                let numbers = numbers.into_iter().filter_map(|number| *moved.get(number as usize)?);
                touched.insert(key, numbers.collect());
            }
        }
        let fresh = commits.len() - settled.len();
        let mut trees = Trees::new(self.repository.odb().map_err(fault("open the object database"))?);
        let mut done = 0;
        for (commit, place) in commits.iter().zip(0..) {
            if settled.contains(&place) {
                continue;
            }
            let commit = self.find_commit(*commit)?;
            let parents = commit.parent_ids().map(|id| Ok(self.find_commit(id)?.tree_id()));
            let parents = parents.collect::<Result<Vec<_>, StoreError>>()?;
            trees.touched(commit.tree_id(), &parents, &mut |path| {
                touched.entry(key(path)).or_default().push(place);
            })?;
            done += 1;
            told(fresh, done);
        }
        touched.retain(|_, numbers| {
            numbers.sort_unstable();
            !numbers.is_empty()
        });
        Ok(touched)
    }

    /// Whether there are too few commits to be worth an index.
    fn is_short<'a>(&'a self, start: &git2::Commit<'a>, worth: usize) -> Result<bool, StoreError> {
        let mut seen = 0;
        self.walk_all(start.clone(), &mut |_| {
            seen += 1;
            Ok(if seen < worth { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        Ok(seen < worth)
    }

    /// Whether commits are taken to have other parents than they say.
    fn is_cut(&self) -> bool {
        self.repository.is_shallow() || self.repository.commondir().join("info/grafts").exists()
    }

    fn history_index(&self) -> Option<HistoryIndex> {
        HistoryIndex::decode(self.history_cache().read(&self.history_name(), STAMP)?)
    }

    fn history_cache(&self) -> Cache {
        crate::store::Store::cache(self)
    }

    /// Every branch has its own, since they are walked in turn where state has a branch to itself.
    fn history_name(&self) -> String {
        let branch = self.branch_reference().ok().flatten().unwrap_or_default();
        let key = key(branch.as_bytes());
        format!("history-{}", key.iter().take(4).map(|byte| format!("{byte:02x}")).collect::<String>())
    }
}

/// Whether a commit is taken to have the parents that it says itself.
fn says_its_parents(commit: &git2::Commit<'_>) -> bool {
    let header = commit.raw_header_bytes().split(|byte| *byte == b'\n');
    let said = header.filter_map(|line| line.strip_prefix(b"parent "));
    said.map(|id| std::str::from_utf8(id).ok().and_then(|id| Oid::from_str(id).ok()))
        .eq(commit.parent_ids().map(Some))
}

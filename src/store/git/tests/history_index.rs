//! The index of history against the walk without one, and against git, over histories of every shape.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;

use git2::{Oid, Repository, Signature, Time};
use proptest::prelude::*;

use super::Bench;
use crate::store::{GitStore, Revision, Store};

/// What happens next to a branch.
#[derive(Debug, Clone)]
enum Step {
    /// A commit of these files, recorded so many seconds later, or earlier.
    Commit(BTreeMap<String, Option<u8>>, i64),
    /// A merge with another commit, as it is or with a file changed.
    Merge(prop::sample::Index, Option<u8>),
    /// The branch is put to another commit.
    Reset(prop::sample::Index),
    /// So many commits in a row.
    Row(u8),
}

const PATHS: [&str; 5] = ["p", "p/a", "p/b/c", "q", "p/b"];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let file = prop::sample::select(vec!["p/a", "p/b/c", "p/b/d", "q", "r/s"]).prop_map(str::to_owned);
    let files = prop::collection::btree_map(file, prop::option::of(0u8..3), 0..3);
    let step = prop_oneof![
        6 => (files, -3i64..4).prop_map(|(files, later)| Step::Commit(files, later)),
        2 => (any::<prop::sample::Index>(), prop::option::of(3u8..6)).prop_map(|(with, put)| Step::Merge(with, put)),
        1 => any::<prop::sample::Index>().prop_map(Step::Reset),
        1 => (1u8..90).prop_map(Step::Row),
    ];
    prop::collection::vec(step, 1..14)
}

/// Makes commits without a worktree.
struct Maker {
    repository: Repository,
    made: Vec<Oid>,
    now: i64,
}

impl Maker {
    fn commit(&mut self, parents: &[Oid], edits: &[(&str, Option<u8>)]) -> Oid {
        let parents: Vec<_> = parents.iter().map(|id| self.repository.find_commit(*id).unwrap()).collect();
        let base = match parents.first() {
            Some(parent) => parent.tree().unwrap(),
            None => {
                let empty = self.repository.treebuilder(None).unwrap().write().unwrap();
                self.repository.find_tree(empty).unwrap()
            }
        };
        let mut builder = git2::build::TreeUpdateBuilder::new();
        for (path, content) in edits {
            match content {
                Some(byte) => {
                    let blob = self.repository.blob(&[*byte]).unwrap();
                    builder.upsert(*path, blob, git2::FileMode::Blob);
                }
                None if base.get_path(path.as_ref()).is_ok() => {
                    builder.remove(*path);
                }
                None => {}
            }
        }
        let tree = builder.create_updated(&self.repository, &base).unwrap();
        let tree = self.repository.find_tree(tree).unwrap();
        let who = Signature::new("Pat", "pat@example.com", &Time::new(self.now, 0)).unwrap();
        let message = self.made.len().to_string();
        let parents: Vec<_> = parents.iter().collect();
        let id = self.repository.commit(None, &who, &who, &message, &tree, &parents).unwrap();
        self.made.push(id);
        id
    }

    fn take(&mut self, step: &Step, tip: Option<Oid>) -> Option<Oid> {
        let parents: Vec<_> = tip.into_iter().collect();
        self.now += 1;
        match step {
            Step::Commit(edits, later) => {
                self.now += later;
                let edits: Vec<_> = edits.iter().map(|(path, byte)| (path.as_str(), *byte)).collect();
                Some(self.commit(&parents, &edits))
            }
            Step::Merge(with, put) if !self.made.is_empty() => {
                let with = self.made[with.index(self.made.len())];
                let parents: Vec<_> =
                    parents.iter().copied().filter(|tip| *tip != with).chain([with]).collect();
                let edits: Vec<_> = put.iter().map(|byte| ("p/b/c", Some(*byte))).collect();
                Some(self.commit(&parents, &edits))
            }
            Step::Reset(to) if !self.made.is_empty() => Some(self.made[to.index(self.made.len())]),
            Step::Row(count) => (0..*count).fold(tip, |tip, at| {
                let parents: Vec<_> = tip.into_iter().collect();
                let path = if at % 7 == 0 { "p/b/c" } else { "q" };
                Some(self.commit(&parents, &[(path, Some(at))]))
            }),
            Step::Merge(..) | Step::Reset(_) => tip,
        }
    }
}

fn indexed(store: &GitStore, from: &Revision, paths: &[&str]) -> Vec<String> {
    let mut seen = Vec::new();
    let mut visit = |commit: &crate::store::Commit| {
        seen.push(commit.revision.to_string());
        ControlFlow::Continue(())
    };
    store.history(from, paths, &mut visit).unwrap();
    seen
}

fn compared(store: &GitStore, from: &Revision, paths: &[&str]) -> Vec<String> {
    let mut seen = Vec::new();
    let mut visit = |commit: &crate::store::Commit| {
        seen.push(commit.revision.to_string());
        ControlFlow::Continue(())
    };
    store.walk_compared(store.commit_at(from).unwrap(), paths, &mut visit).unwrap();
    seen
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_index_tells_what_the_walk_tells(
        steps in steps(),
        asked in prop::collection::vec(any::<bool>(), 14),
    ) {
        let bench = Bench::new();
        let repository = Repository::open(bench.path("")).unwrap();
        let mut maker = Maker { repository, made: Vec::new(), now: 1_000_000 };
        let store = bench.store();
        let mut tip = None;
        for (step, asked) in steps.iter().zip(asked) {
            tip = maker.take(step, tip);
            let Some(tip) = tip.filter(|_| asked) else { continue };
            let from = Revision(tip.to_string());
            store.index_history(&from, 1, &mut |_, _| {}).unwrap();
            prop_assert!(store.fitting(tip).is_some());
            for paths in PATHS.iter().map(|path| vec![*path]).chain([vec!["p/a", "q"]]) {
                prop_assert_eq!(indexed(&store, &from, &paths), compared(&store, &from, &paths), "{:?}", paths);
            }
            // From wherever history is asked, with an index made for elsewhere.
            for other in &maker.made {
                let from = Revision(other.to_string());
                prop_assert_eq!(indexed(&store, &from, &["p/b/c"]), compared(&store, &from, &["p/b/c"]));
            }
        }
    }
}

#[test]
fn git_tells_the_same_of_a_line() {
    let bench = Bench::new();
    for second in 1..=9 {
        let text = second.to_string();
        let path = ["p/a", "p/b", "q"][second as usize % 3];
        bench.put(second, &[(path, Some(&text))]).unwrap();
    }
    bench.put(10, &[("p/a", None)]).unwrap();
    let (store, head) = (bench.store(), bench.store().head().unwrap().unwrap());
    store.index_history(&head, 1, &mut |_, _| {}).unwrap();
    for path in ["p/a", "p", "q", "none"] {
        let told = bench.git(&["log", "--format=%H", "--", path]);
        assert_eq!(indexed(&store, &head, &[path]), told.lines().collect::<Vec<_>>(), "{path}");
    }
}

#[test]
fn short_histories_are_walked_and_the_progress_of_long_ones_is_told() {
    let bench = Bench::new();
    for second in 1..=5 {
        bench.put(second, &[("p/a", Some(&second.to_string()))]).unwrap();
    }
    let (store, head) = (bench.store(), bench.store().head().unwrap().unwrap());
    store.index_history(&head, 6, &mut |_, _| panic!("nothing is made")).unwrap();
    assert!(!bench.path(".git/aboard").exists());
    let mut told = Vec::new();
    store.index_history(&head, 5, &mut |all, done| told.push((all, done))).unwrap();
    assert_eq!(told, [(5, 1), (5, 2), (5, 3), (5, 4), (5, 5)]);
    store.index_history(&head, 5, &mut |_, _| panic!("it is made already")).unwrap();
    let mut files = fs::read_dir(bench.path(".git/aboard")).unwrap().map(|entry| entry.unwrap().path());
    let file = files.find(|path| path.to_string_lossy().contains("history-")).unwrap();
    fs::write(file, "nonsense").unwrap();
    assert_eq!(indexed(&store, &head, &["p/a"]).len(), 5);
}

#[test]
fn no_index_is_made_of_a_history_that_is_cut_nor_believed_of_one() {
    let bench = Bench::new();
    for second in 1..=6 {
        bench.put(second, &[("p/a", Some(&second.to_string()))]).unwrap();
    }
    let source = format!("file://{}", bench.path("").display());
    let clone = Bench::empty();
    clone.git(&["clone", "--quiet", "--depth=4", &source, "."]);
    let head = clone.store().head().unwrap().unwrap();
    let told = || {
        let store = clone.store();
        store.index_history(&head, 1, &mut |_, _| {}).unwrap();
        indexed(&store, &head, &["p/a"])
    };
    assert_eq!(told().len(), 4);

    // Opened while it was cut, and indexed when it is no longer.
    let early = clone.store();
    early.find_commit(early.head_id().unwrap().unwrap()).unwrap();
    clone.git(&["fetch", "--quiet", "--unshallow"]);
    early.index_history(&head, 1, &mut |_, _| {}).unwrap();
    let whole = told();
    assert_eq!(whole.len(), 6);
    assert!(clone.store().fitting(Oid::from_str(head.as_str()).unwrap()).is_some());

    clone.git(&["fetch", "--quiet", "--depth=2"]);
    assert_eq!(told(), whole[..2]);
    clone.git(&["fetch", "--quiet", "--unshallow"]);
    fs::write(clone.path(".git/info/grafts"), format!("{}\n", whole[2])).unwrap();
    assert_eq!(told(), whole[..3]);
    fs::remove_file(clone.path(".git/info/grafts")).unwrap();
    assert_eq!(told(), whole);
}

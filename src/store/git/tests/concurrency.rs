//! Several writers of one repository at once.

use std::thread;
use std::time::Duration;

use super::Bench;
use crate::store::conformance::{change, messages};
use crate::store::{CommitError, GitStore, Store, StoreError};

#[test]
fn four_writers_lose_nothing() {
    let bench = Bench::new();
    thread::scope(|scope| {
        for writer in 0..4 {
            let root = bench.path("");
            scope.spawn(move || {
                let store = GitStore::discover(&root).unwrap();
                for round in 0..25 {
                    let own = format!("partners/p{writer}-{round}.toml");
                    loop {
                        let base = store.head().unwrap();
                        // A file that all of them append to: a lost update would show.
                        let shared = base.as_ref().and_then(|at| store.read(at, "shared").unwrap());
                        let shared = String::from_utf8(shared.unwrap_or_default()).unwrap() + &own + "\n";
                        let edits = [(own.as_str(), Some(own.as_str())), ("shared", Some(shared.as_str()))];
                        match store.commit(base.as_ref(), &change(round, &edits)) {
                            Ok(_) => break,
                            Err(CommitError::Moved { .. }) => {}
                            Err(error) => panic!("{error}"),
                        }
                    }
                }
            });
        }
    });
    let store = bench.store();
    let head = store.head().unwrap().unwrap();
    assert_eq!(messages(&store, &head, None).len(), 100);
    assert_eq!(store.list(&head, "partners").unwrap().len(), 100);
    assert_eq!(bench.text("shared").lines().count(), 100);
    bench.assert_clean();
}

#[test]
fn a_holder_of_the_file_lock_is_named() {
    let bench = Bench::new();
    let mut patience = super::super::lock::Patience::new(Duration::ZERO);
    let held = super::super::lock::FileLock::take(&bench.path(".git"), &mut patience).unwrap();
    let mut store = bench.store();
    store.patience = Duration::from_millis(20);
    let refused = store.commit(None, &change(1, &[("a", Some("1"))]));
    let Err(CommitError::Store(StoreError::Locked { holder, .. })) = refused else { panic!("{refused:?}") };
    assert_eq!(holder, Some(format!("aboard, process {}", std::process::id())));
    drop(held);
    store.commit(None, &change(1, &[("a", Some("1"))])).unwrap();
    bench.assert_clean();
}

#[test]
fn the_index_lock_of_another_program_is_waited_for() {
    let bench = Bench::new();
    bench.write(".git/index.lock", "");
    let mut store = bench.store();
    store.patience = Duration::from_millis(20);
    let refused = store.commit(None, &change(1, &[("a", Some("1"))]));
    assert!(matches!(refused, Err(CommitError::Store(StoreError::IndexLocked { .. }))), "{refused:?}");
    assert!(bench.path(".git/index.lock").exists(), "it is not ours to remove");

    store.patience = Duration::from_secs(30);
    thread::scope(|scope| {
        scope.spawn(|| {
            thread::sleep(Duration::from_millis(100));
            std::fs::remove_file(bench.path(".git/index.lock")).unwrap();
        });
        store.commit(None, &change(1, &[("a", Some("1"))])).unwrap();
    });
    bench.assert_clean();
}

#[test]
fn the_branch_lock_of_another_program_is_waited_for() {
    let bench = Bench::new();
    bench.put(1, &[("a", Some("1"))]).unwrap();
    bench.write(".git/refs/heads/main.lock", "");
    let mut store = bench.store();
    store.patience = Duration::from_millis(20);
    let base = store.head().unwrap();
    let refused = store.commit(base.as_ref(), &change(2, &[("a", Some("2"))]));
    assert!(matches!(refused, Err(CommitError::Store(StoreError::BranchLocked { .. }))), "{refused:?}");
    std::fs::remove_file(bench.path(".git/refs/heads/main.lock")).unwrap();
    assert_eq!(store.head().unwrap(), base);
    bench.assert_clean();
    bench.put(2, &[("a", Some("2"))]).unwrap();
    bench.assert_clean();
}

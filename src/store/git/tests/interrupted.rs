//! What a process that was killed in the middle leaves, and errors after the branch moved.

use std::fs;

use super::super::lock::{IndexLock, Patience};
use super::Bench;
use crate::store::{CommitError, Store, StoreError};

/// Leaves the lock of a process that died, having announced what is at `HEAD` (or not).
fn leave_lock(bench: &Bench, announced: Option<&str>) {
    let scratch = bench.path(".git/aboard-left");
    fs::create_dir(&scratch).unwrap();
    let mut patience = Patience::new(std::time::Duration::ZERO);
    let mut lock = IndexLock::take(&bench.path(".git"), &scratch, &mut patience).unwrap();
    if let Some(commit) = announced {
        lock.announce(git2::Oid::from_str(commit).unwrap(), &["p/a", "p/b c"]).unwrap();
    }
    std::mem::forget(lock);
    fs::remove_dir_all(scratch).unwrap();
}

fn interrupted(bench: &Bench) -> (StoreError, Vec<String>) {
    match bench.put(9, &[("q", Some("9\n"))]) {
        Err(CommitError::Store(error)) => match &error {
            StoreError::Interrupted { paths, process, .. } => {
                assert_eq!(*process, std::process::id().to_string());
                let paths = paths.clone();
                (error, paths)
            }
            _ => panic!("{error:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_commit_that_was_recorded_but_not_shown_is_mended_by_the_hint() {
    let bench = Bench::new();
    bench.put(1, &[("p/a", Some("1\n")), ("p/b c", Some("1\n"))]).unwrap();
    let head = bench.put(2, &[("p/a", Some("2\n")), ("p/b c", None)]).unwrap();
    // As a process leaves it that died right after the branch moved.
    bench.git(&["read-tree", "HEAD~1"]);
    bench.git(&["checkout-index", "--all", "--force"]);
    leave_lock(&bench, Some(head.as_str()));

    let commit = super::hermetic(&bench.path("")).args(["commit", "-am", "mine"]).output().unwrap();
    assert!(!commit.status.success(), "git cannot take the change back");

    let (error, paths) = interrupted(&bench);
    assert_eq!(paths, ["p/a", "p/b c"]);
    let hint = error.hint().unwrap();
    let command = hint.strip_prefix("mend it: `").unwrap().strip_suffix('`').unwrap();
    let mended = std::process::Command::new("sh").args(["-c", command]).current_dir(bench.path("")).status();
    assert!(mended.unwrap().success());
    bench.assert_clean();
    assert_eq!(bench.text("p/a"), "2\n");
    assert!(!bench.path("p/b c").exists());
    bench.put(3, &[("q", Some("9\n"))]).unwrap();
}

#[test]
fn a_commit_that_was_not_recorded_names_nothing_to_restore() {
    let bench = Bench::new();
    bench.put(1, &[("p/a", Some("1\n"))]).unwrap();
    for announced in [None, Some("1234567890123456789012345678901234567890")] {
        leave_lock(&bench, announced);
        let (_, paths) = interrupted(&bench);
        assert_eq!(paths, [""; 0]);
        fs::remove_file(bench.path(".git/index.lock")).unwrap();
    }
    bench.assert_clean();
}

#[test]
fn a_branch_that_cannot_be_moved_leaves_everything_as_it_was() {
    let bench = Bench::new();
    let head = bench.put(1, &[("a", Some("1\n"))]).unwrap();
    fs::remove_file(bench.path(".git/logs/refs/heads/main")).unwrap();
    bench.write(".git/logs/refs/heads/main/in-the-way", "");
    let refused = bench.put(2, &[("a", Some("2\n"))]);
    assert!(matches!(refused, Err(CommitError::Store(StoreError::Git { .. }))), "{refused:?}");
    assert_eq!(bench.store().head().unwrap(), Some(head));
    assert_eq!(bench.text("a"), "1\n");
    fs::remove_dir_all(bench.path(".git/logs/refs/heads/main")).unwrap();
    bench.assert_clean();
}

#[test]
fn a_name_that_the_file_system_does_not_take_is_refused_before_the_commit() {
    let bench = Bench::new();
    let refused = bench.put(2, &[(&"x".repeat(300), Some("2\n"))]);
    assert!(matches!(refused, Err(CommitError::Store(StoreError::Io { .. }))), "{refused:?}");
    assert_eq!(bench.store().head().unwrap(), None);
}

#[test]
fn what_a_process_left_that_died_is_taken_away_and_nothing_else() {
    let bench = Bench::new();
    bench.put(1, &[("p/a", Some("1\n"))]).unwrap();
    bench.write(".git/aboard-commit-left/marked", "");
    bench.write(".git/aboard-cache/kept", "");
    bench.put(2, &[("p/a", Some("2\n"))]).unwrap();
    let left: Vec<_> = fs::read_dir(bench.path(".git"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("aboard-"))
        .collect();
    assert_eq!(left, ["aboard-cache"]);
}

//! Files brought back to the head: what they held is kept, and nothing else is touched.

use std::fs;

use super::Bench;
use crate::store::{Restored, Store, StoreError};

fn restored(bench: &Bench, paths: &[&str]) -> Vec<Restored> {
    bench.store().restore(paths).unwrap()
}

/// What git shows of a blob that was kept.
fn kept(bench: &Bench, blob: Option<&String>) -> String {
    bench.git(&["cat-file", "-p", blob.unwrap()])
}

fn with_two() -> Bench {
    let bench = Bench::new();
    bench.put(1, &[("p/a", Some("1\n")), ("p/b", Some("1\n"))]).unwrap();
    bench
}

#[test]
fn edited_staged_deleted_and_untracked_files_are_brought_back() {
    let bench = with_two();
    bench.put(2, &[("p/c", Some("1\n")), ("p/d", Some("1\n"))]).unwrap();
    bench.write("p/a", "edited\n");
    bench.write("p/b", "staged\n");
    bench.git(&["add", "p/b"]);
    bench.write("p/b", "edited again\n");
    bench.git(&["rm", "--quiet", "p/c"]);
    fs::remove_file(bench.path("p/d")).unwrap();
    bench.write("p/new/e", "untracked\n");
    bench.write("p/f", "added\n");
    bench.git(&["add", "p/f"]);
    bench.write("p/g", "later\n");
    bench.git(&["add", "--intent-to-add", "p/g"]);

    let back = restored(&bench, &["p/a", "p/b", "p/c", "p/d", "p/new/e", "p/f", "p/g"]);
    bench.assert_clean();
    assert_eq!([bench.text("p/a"), bench.text("p/b"), bench.text("p/c")], ["1\n"; 3]);
    assert!(!bench.path("p/new").exists(), "a folder that is empty then goes");
    let worktree = |at: usize| kept(&bench, back[at].worktree.as_ref());
    assert_eq!([worktree(0), worktree(1)], ["edited", "edited again"]);
    assert_eq!(kept(&bench, back[1].staged.as_ref()), "staged");
    assert_eq!([&back[2].worktree, &back[3].worktree], [&None, &None]);
    assert_eq!([worktree(4), worktree(5), worktree(6)], ["untracked", "added", "later"]);
    let staged: Vec<_> = back.iter().map(|one| one.staged.is_some()).collect();
    assert_eq!(staged, [false, true, false, false, false, false, false]);
    let at_head: Vec<_> = back.iter().map(|one| one.is_at_head).collect();
    assert_eq!(at_head, [true, true, true, true, false, false, false]);
    bench.git(&["fsck", "--strict", "--no-dangling"]);
}

#[test]
fn a_staged_edit_under_a_worktree_in_step_is_taken_back_too() {
    let bench = with_two();
    bench.write("p/a", "staged\n");
    bench.git(&["add", "p/a"]);
    bench.write("p/a", "1\n");
    let back = restored(&bench, &["p/a"]);
    assert_eq!((&back[0].worktree, kept(&bench, back[0].staged.as_ref())), (&None, "staged".to_owned()));
    bench.assert_clean();
}

#[test]
fn what_is_not_named_stays() {
    let bench = with_two();
    bench.write("p/a", "mine\n");
    bench.write("p/b", "mine\n");
    bench.git(&["add", "p/b"]);
    bench.write("q", "mine\n");
    restored(&bench, &["p/a"]);
    assert_eq!(bench.git(&["status", "--porcelain"]), "M  p/b\n?? q");
    assert_eq!(restored(&bench, &["p/a"]), []);
}

/// More files than a process may hold open.
#[test]
fn very_many_files_are_brought_back() {
    let bench = Bench::new();
    let paths: Vec<String> = (0..1500).map(|n| format!("p/{n}")).collect();
    let edits: Vec<_> = paths.iter().map(|path| (path.as_str(), Some("1\n"))).collect();
    bench.put(1, &edits).unwrap();
    bench.assert_clean();
    paths.iter().for_each(|path| bench.write(path, "mine\n"));
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    assert_eq!(restored(&bench, &paths).len(), 1500);
    bench.assert_clean();
}

#[test]
fn before_the_first_commit_there_is_nothing_to_go_back_to() {
    let bench = Bench::new();
    bench.write("p/a", "mine\n");
    let back = restored(&bench, &["p/a"]);
    assert_eq!(kept(&bench, back[0].worktree.as_ref()), "mine");
    assert!(!bench.path("p").exists());
}

#[test]
fn on_no_branch_it_works_and_in_a_merge_it_is_refused() {
    let bench = with_two();
    bench.git(&["checkout", "--quiet", "--detach"]);
    bench.write("p/a", "mine\n");
    restored(&bench, &["p/a"]);
    bench.assert_clean();

    bench.write("p/a", "mine\n");
    bench.write(".git/MERGE_HEAD", &bench.git(&["rev-parse", "HEAD"]));
    let refused = bench.store().restore(&["p/a"]);
    assert!(matches!(refused, Err(StoreError::InProgress { operation: "merge" })), "{refused:?}");
    assert_eq!(bench.text("p/a"), "mine\n");
}

#[test]
fn an_index_without_one_version_of_a_file_is_named_and_nothing_is_touched() {
    let bench = with_two();
    let id = bench.git(&["rev-parse", "HEAD:p/a"]);
    let entries = format!("0 {} 0\tp/b\n100644 {id} 1\tp/b\n100644 {id} 2\tp/b\n", "0".repeat(40));
    bench.write("entries", &entries);
    let mut git = super::hermetic(&bench.path(""));
    git.args(["update-index", "--index-info"]).stdin(fs::File::open(bench.path("entries")).unwrap());
    assert!(git.status().unwrap().success());
    bench.write("p/a", "mine\n");
    let refused = bench.store().restore(&["p/a", "p/b"]);
    assert!(matches!(&refused, Err(StoreError::Unmerged { path }) if path == "p/b"), "{refused:?}");
    assert!(matches!(bench.store().held("p/b"), Err(StoreError::Unmerged { .. })));
    assert_eq!(bench.text("p/a"), "mine\n");
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_left_to_the_person() {
    let bench = with_two();
    fs::remove_file(bench.path("p/a")).unwrap();
    std::os::unix::fs::symlink("b", bench.path("p/a")).unwrap();
    let refused = bench.store().restore(&["p/a"]);
    assert!(matches!(&refused, Err(StoreError::NotAFile { path }) if path == "p/a"), "{refused:?}");
    assert!(bench.path("p/a").is_symlink());
}

#[test]
fn it_waits_for_the_locks_of_a_commit() {
    let bench = with_two();
    bench.write("p/a", "mine\n");
    bench.write(".git/index.lock", "");
    let mut store = bench.store();
    store.patience = std::time::Duration::ZERO;
    assert!(matches!(store.restore(&["p/a"]), Err(StoreError::IndexLocked { .. })));
    assert_eq!(bench.text("p/a"), "mine\n");
}

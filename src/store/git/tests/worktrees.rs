//! Where a repository is found, and how linked worktrees share one.

use std::fs;

use super::{Bench, git_in};
use crate::store::conformance::change;
use crate::store::{GitStore, Identity, Store, StoreError};

#[test]
fn a_repository_is_found_from_a_path_that_does_not_exist_yet() {
    let bench = Bench::new();
    bench.write("p/a", "1");
    let store = GitStore::discover(&bench.path("p/new/deep/x.toml")).unwrap();
    assert_eq!(store.root(), fs::canonicalize(bench.path("")).unwrap());
    assert_eq!(store.relative(&bench.path("p/new/deep/x.toml")).unwrap(), "p/new/deep/x.toml");
    assert_eq!(store.relative(&bench.path("p/a")).unwrap(), "p/a");
    assert_eq!(store.relative(&bench.path("")).unwrap(), "");
    assert!(matches!(store.relative(&bench.path("../x")), Err(StoreError::Outside { .. })));
    assert!(matches!(store.relative(&bench.path("new/../../x")), Err(StoreError::InvalidPath { .. })));
}

#[test]
fn a_new_repository_is_made_once() {
    let bench = Bench::empty();
    let store = GitStore::init(&bench.path("made/here")).unwrap();
    assert!(store.branch().unwrap().is_some());
    assert_eq!(store.head().unwrap(), None);
    store.commit(None, &change(1, &[("a", Some("1"))])).unwrap();
    let again = GitStore::init(&bench.path("made/here"));
    assert!(matches!(again, Err(StoreError::AlreadyARepository { .. })), "{again:?}");
    assert_eq!(git_in(&bench.path("made/here"), &["status", "--porcelain"]), "");
}

#[test]
fn a_linked_worktree_has_its_own_branch_and_index() {
    let bench = Bench::new();
    bench.put(1, &[("a", Some("1\n"))]).unwrap();
    bench.git(&["worktree", "add", "--quiet", "-b", "state", "linked"]);
    bench.git(&["config", "--local", "status.showUntrackedFiles", "no"]);
    let linked = GitStore::discover(&bench.path("linked/new")).unwrap();
    assert_eq!(linked.branch().unwrap().as_deref(), Some("state"));
    assert_eq!(linked.common_folder(), bench.store().common_folder());
    let main = bench.store().head().unwrap().unwrap();
    let state = linked.commit(Some(&main), &change(2, &[("a", Some("2\n"))])).unwrap();
    assert_eq!(bench.store().head().unwrap(), Some(main));
    assert_eq!(bench.store().resolve("state").unwrap(), state);
    assert_eq!((bench.text("a").as_str(), bench.text("linked/a").as_str()), ("1\n", "2\n"));
    assert_eq!(git_in(&bench.path("linked"), &["status", "--porcelain"]), "");
    bench.assert_clean();
}

#[test]
fn a_worktree_of_a_bare_repository_serves() {
    let bench = Bench::new();
    bench.put(1, &[("a", Some("1\n"))]).unwrap();
    let outside = Bench::empty();
    let source = bench.path("").to_string_lossy().into_owned();
    outside.git(&["clone", "--quiet", "--bare", &source, "bare.git"]);
    let bare = GitStore::discover(&outside.path("bare.git"));
    assert!(matches!(bare, Err(StoreError::Bare { .. })), "{bare:?}");
    git_in(&outside.path("bare.git"), &["worktree", "add", "--quiet", "../tree", "main"]);
    let tree = GitStore::discover(&outside.path("tree")).unwrap();
    let head = tree.head().unwrap();
    tree.commit(head.as_ref(), &change(2, &[("a", Some("2\n"))])).unwrap();
    assert_eq!(git_in(&outside.path("tree"), &["status", "--porcelain"]), "");
}

#[test]
fn the_configured_identity_is_read_again_each_time() {
    let bench = Bench::new();
    let store = bench.store();
    bench.git(&["config", "user.name", "Ada"]);
    bench.git(&["config", "user.email", "ada@example.com"]);
    let expected = Identity { name: Some("Ada".to_owned()), email: Some("ada@example.com".to_owned()) };
    assert_eq!(store.identity().unwrap(), expected);
    bench.git(&["config", "user.name", "Grace"]);
    assert_eq!(store.identity().unwrap().name.as_deref(), Some("Grace"));
}

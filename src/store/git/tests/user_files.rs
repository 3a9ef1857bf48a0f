//! What is the user's stays the user's: staged, edited and untracked files across a commit.

use std::fs;

use super::Bench;
use crate::store::{CommitError, Store, StoreError};

#[test]
fn a_commit_holds_and_moves_only_what_it_names() {
    let bench = Bench::new();
    for path in ["staged", "edited", "both", "removed", "partners/other.toml"] {
        bench.write(path, "before\n");
    }
    bench.git(&["add", "."]);
    bench.git(&["commit", "--quiet", "--message=first"]);
    bench.write("staged", "staged\n");
    bench.write("new-staged", "staged\n");
    bench.write("both", "staged\n");
    bench.git(&["add", "staged", "new-staged", "both"]);
    bench.write("both", "edited\n");
    bench.write("edited", "edited\n");
    bench.write("untracked", "mine\n");
    bench.write("later", "mine\n");
    bench.git(&["add", "--intent-to-add", "later"]);
    bench.git(&["rm", "--quiet", "--cached", "removed"]);
    let seen = || {
        let diffs =
            [bench.git(&["status", "--porcelain"]), bench.git(&["diff"]), bench.git(&["diff", "--cached"])];
        (diffs, bench.git(&["ls-files", "--stage", "--", ":!partners/acme.toml"]))
    };
    let before = seen();

    bench.put(1, &[("partners/acme.toml", Some("1\n"))]).unwrap();
    assert_eq!(seen(), before);
    assert_eq!(bench.git(&["show", "--format=", "--name-status"]), "A\tpartners/acme.toml");

    bench.put(2, &[("partners/acme.toml", Some("2\n"))]).unwrap();
    assert_eq!(seen(), before);
    assert_eq!(bench.text("partners/acme.toml"), "2\n");
    bench.git(&["fsck", "--strict", "--no-dangling"]);

    // What the user commits next holds their work, and takes nothing back.
    bench.git(&["commit", "--quiet", "--all", "--message=mine"]);
    let names = bench.git(&["show", "--format=", "--name-only"]);
    assert!(!names.contains("acme"), "{names}");
    assert_eq!(bench.git(&["show", "HEAD:partners/acme.toml"]), "2");
    assert_eq!(bench.git(&["show", "HEAD:both"]), "edited");
}

#[test]
fn a_plain_commit_right_after_takes_nothing_back() {
    let bench = Bench::new();
    bench.put(1, &[("partners/acme.toml", Some("1\n"))]).unwrap();
    bench.write("notes", "mine\n");
    bench.git(&["add", "notes"]);
    bench.put(2, &[("partners/acme.toml", Some("2\n"))]).unwrap();
    bench.git(&["commit", "--quiet", "--message=mine"]);
    assert_eq!(bench.git(&["show", "--format=", "--name-only"]), "notes");
    bench.assert_clean();
}

#[test]
fn an_edit_as_fast_as_the_clock_stays_visible() {
    let bench = Bench::new();
    bench.git(&["config", "core.trustctime", "false"]);
    let moment = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_600_000_000);
    let set = |path: &str| {
        let file = fs::File::options().write(true).open(bench.path(path)).unwrap();
        file.set_modified(moment).unwrap();
    };
    bench.write("mine", "aaaa");
    set("mine");
    bench.git(&["add", "mine"]);
    // Same size, same moment as the index: only its content tells.
    bench.write("mine", "bbbb");
    set("mine");
    set(".git/index");
    for round in 0..2 {
        bench.put(round, &[("partners/acme.toml", Some(&round.to_string()))]).unwrap();
        assert_eq!(bench.git(&["diff-files", "--name-only"]), "mine");
    }
}

#[test]
fn uncommitted_edits_of_named_files_are_refused_and_kept() {
    type Act = fn(&Bench);
    let cases: [(&str, Act); 8] = [
        ("edited", |b| b.write("p/a", "mine\n")),
        ("staged", |b| {
            b.write("p/a", "mine\n");
            b.git(&["add", "p/a"]);
        }),
        ("staged and taken back", |b| {
            b.write("p/a", "mine\n");
            b.git(&["add", "p/a"]);
            b.write("p/a", "1\n");
        }),
        ("deleted", |b| fs::remove_file(b.path("p/a")).unwrap()),
        ("out of the index", |b| {
            b.git(&["rm", "--quiet", "--cached", "p/a"]);
        }),
        ("a folder in its place", |b| {
            fs::remove_file(b.path("p/a")).unwrap();
            b.write("p/a/mine", "1\n");
        }),
        ("a file for its folder", |b| {
            fs::remove_dir_all(b.path("p")).unwrap();
            b.write("p", "1\n");
        }),
        #[cfg(unix)]
        ("a symbolic link", |b| {
            b.write("elsewhere", "1\n");
            fs::remove_file(b.path("p/a")).unwrap();
            std::os::unix::fs::symlink(b.path("elsewhere"), b.path("p/a")).unwrap();
        }),
    ];
    for (name, act) in cases {
        let bench = Bench::new();
        let head = bench.put(1, &[("p/a", Some("1\n")), ("p/b", Some("1\n"))]).unwrap();
        act(&bench);
        let before = bench.git(&["status", "--porcelain"]);
        let refused = bench.put(2, &[("p/a", Some("2\n")), ("q", Some("2\n"))]);
        let Err(CommitError::Dirty { paths }) = refused else { panic!("{name}: {refused:?}") };
        assert_eq!(paths, ["p/a"], "{name}");
        assert_eq!(bench.store().head().unwrap(), Some(head), "{name}");
        assert_eq!(bench.git(&["status", "--porcelain"]), before, "{name}");
    }
}

#[test]
fn an_untracked_file_is_not_overwritten() {
    let bench = Bench::new();
    bench.write(".gitignore", "*.toml\n");
    bench.write("partners/acme.toml", "mine\n");
    let refused = bench.put(1, &[("partners/acme.toml", Some("1\n"))]);
    assert!(matches!(refused, Err(CommitError::Dirty { .. })), "{refused:?}");
    assert_eq!(bench.text("partners/acme.toml"), "mine\n");
}

#[test]
fn line_ends_of_a_checkout_are_no_edit() {
    let bench = Bench::new();
    bench.put(1, &[("a", Some("1\n2\n"))]).unwrap();
    bench.git(&["config", "core.autocrlf", "true"]);
    fs::remove_file(bench.path("a")).unwrap();
    bench.git(&["checkout", "--quiet", "--", "a"]);
    assert_eq!(bench.text("a"), "1\r\n2\r\n");
    bench.put(2, &[("a", Some("1\n2\n3\n"))]).unwrap();
    assert_eq!(bench.git(&["status", "--porcelain"]), "");
}

#[test]
fn changed_names_every_uncommitted_file() {
    let bench = Bench::new();
    bench.put(1, &[("p/a", Some("1")), ("p/b", Some("1")), ("p/c", Some("1")), ("q/d", Some("1"))]).unwrap();
    let store = bench.store();
    assert_eq!(store.changed(&["p"]).unwrap(), [""; 0]);
    bench.write("p/a", "mine");
    bench.write("p/b", "mine");
    bench.git(&["add", "p/b"]);
    fs::remove_file(bench.path("p/c")).unwrap();
    bench.write("p/new/x", "mine");
    bench.write("q/d", "mine");
    bench.write("p2", "mine");
    assert_eq!(store.changed(&["p"]).unwrap(), ["p/a", "p/b", "p/c", "p/new/x"]);
    assert_eq!(store.changed(&["q/d", "p/a"]).unwrap(), ["p/a", "q/d"]);
    assert_eq!(store.changed(&[""]).unwrap().len(), 6);
    assert_eq!(store.changed(&["nowhere", "p/[ab]"]).unwrap(), [""; 0]);
}

#[test]
fn a_file_that_git_converts_is_refused() {
    let bench = Bench::new();
    bench.write(".gitattributes", "*.bin filter=lfs\n*.toml -text -filter\n");
    let refused = bench.put(1, &[("a.bin", Some("1"))]);
    let Err(CommitError::Store(StoreError::Filtered { path, attribute })) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!((path.as_str(), attribute), ("a.bin", "filter"));
    bench.put(1, &[("a.toml", Some("1"))]).unwrap();
}

#[test]
fn an_executable_or_linked_file_at_the_head_is_told_from_a_plain_one() {
    let bench = Bench::new();
    bench.write("run", "1\n");
    bench.git(&["add", "run"]);
    bench.git(&["update-index", "--chmod=+x", "run"]);
    let target = bench.git(&["hash-object", "-w", "run"]);
    bench.git(&["update-index", "--add", "--cacheinfo", &format!("120000,{target},link")]);
    bench.git(&["commit", "--quiet", "--message=first"]);
    let store = bench.store();
    let head = store.head().unwrap().unwrap();
    assert_eq!(store.read(&head, "run").unwrap().as_deref(), Some(&b"1\n"[..]));
    assert!(matches!(store.read(&head, "link"), Err(StoreError::NotAFile { .. })));
    let refused = bench.put(1, &[("link", Some("1"))]);
    assert!(matches!(refused, Err(CommitError::Store(StoreError::NotAFile { .. }))), "{refused:?}");
}

#[test]
fn a_file_outside_a_sparse_checkout_is_committed_and_stays_out() {
    let bench = Bench::new();
    bench.put(1, &[("in/a", Some("1\n")), ("out/b", Some("1\n"))]).unwrap();
    bench.git(&["sparse-checkout", "set", "--no-sparse-index", "in"]);
    assert!(!bench.path("out/b").exists());
    bench.put(2, &[("out/b", Some("2\n")), ("in/a", Some("2\n"))]).unwrap();
    assert!(!bench.path("out/b").exists());
    assert_eq!(bench.git(&["show", "HEAD:out/b"]), "2");
    bench.assert_clean();
}

#[cfg(unix)]
#[test]
fn files_and_the_index_get_the_permissions_that_git_gives() {
    use std::os::unix::fs::PermissionsExt as _;
    let bench = Bench::new();
    bench.write("theirs", "1");
    bench.git(&["add", "theirs"]);
    let mode = |path: &str| fs::metadata(bench.path(path)).unwrap().permissions().mode() & 0o777;
    let index = mode(".git/index");
    bench.put(1, &[("ours", Some("1"))]).unwrap();
    assert_eq!(mode("ours"), mode("theirs"));
    assert_eq!(mode(".git/index"), index);
}

/// A commit that may replace the edit `expected` of `p/a`.
fn put_over(bench: &Bench, expected: &str) -> Result<crate::store::Revision, CommitError> {
    let store = bench.store();
    let mut new = crate::store::conformance::change(2, &[("p/a", Some("2\n"))]);
    new.edits[0].expected = Some(expected.as_bytes().to_vec());
    store.commit(store.head().unwrap().as_ref(), &new)
}

#[test]
fn an_edit_that_is_named_is_replaced_staged_or_not() {
    for is_staged in [false, true] {
        let bench = Bench::new();
        bench.put(1, &[("p/a", Some("1\n"))]).unwrap();
        bench.write("p/a", "mine\n");
        if is_staged {
            bench.git(&["add", "p/a"]);
        }
        put_over(&bench, "mine\n").unwrap();
        bench.assert_clean();
        assert_eq!(bench.text("p/a"), "2\n");
    }
}

#[test]
fn an_edit_that_is_another_by_now_is_kept() {
    let bench = Bench::new();
    let first = bench.put(1, &[("p/a", Some("1\n"))]).unwrap();
    bench.write("p/a", "mine, later\n");
    let refused = put_over(&bench, "mine\n");
    assert!(matches!(refused, Err(CommitError::Store(StoreError::EditedMeanwhile { .. }))), "{refused:?}");
    bench.git(&["add", "p/a"]);
    bench.write("p/a", "mine\n");
    let refused = put_over(&bench, "mine\n");
    assert!(matches!(refused, Err(CommitError::Store(StoreError::StagedApart { .. }))), "{refused:?}");
    assert_eq!(bench.store().head().unwrap(), Some(first));
    assert_eq!(bench.git(&["status", "--porcelain"]), "MM p/a");
}

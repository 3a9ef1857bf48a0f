//! What every store promises, checked on each of them: a promise is a function over a way to open
//! handles of one fresh store.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::ops::ControlFlow;

use chrono::{DateTime, Utc};

use super::{
    CommitError, Edit, EntryKind, GitStore, MemoryStore, NewCommit, Revision, Signature, Store, StoreError,
};

type Open<'a> = &'a dyn Fn() -> Box<dyn Store>;

macro_rules! promises {
    ($($promise:ident),* $(,)?) => {
        mod memory {
            $(#[test] fn $promise() {
                let store = super::MemoryStore::new();
                super::$promise(&|| Box::new(store.clone()));
            })*
        }
        mod git {
            $(#[test] fn $promise() {
                let folder = tempfile::tempdir().unwrap();
                super::GitStore::init(folder.path()).unwrap();
                super::$promise(&|| Box::new(super::GitStore::discover(folder.path()).unwrap()));
            })*
        }
    };
}

promises![
    a_new_store_has_no_revision,
    what_was_committed_is_read,
    a_stale_base_is_refused,
    a_stale_base_is_refused_before_the_first_commit,
    files_are_deleted,
    deleting_nothing_is_nothing_to_do,
    folders_are_listed,
    folders_are_listed_with_what_they_hold,
    entries_have_ids_of_their_content,
    files_and_folders_are_not_taken_for_each_other,
    paths_out_of_the_store_are_refused,
    a_path_is_edited_once_per_commit,
    history_is_newest_first,
    history_follows_a_path,
    history_stops_when_told,
    as_of_goes_by_the_time_of_recording,
    names_are_resolved,
    an_identity_git_cannot_record_is_refused,
    two_handles_see_each_other,
    nothing_is_uncommitted_after_a_commit,
    a_revision_of_another_store_is_missing,
    what_is_in_step_is_not_restored,
    nothing_is_amiss_after_a_commit,
    an_edit_is_replaced_only_where_it_is_the_expected_one,
];

pub(super) fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000 + second, 0).unwrap()
}

pub(super) fn change(second: i64, edits: &[(&str, Option<&str>)]) -> NewCommit {
    let edit = |(path, content): &(&str, Option<&str>)| Edit {
        path: (*path).to_owned(),
        content: content.map(|text| text.as_bytes().to_vec()),
        expected: None,
    };
    let who = |name: &str, when| Signature {
        name: name.to_owned(),
        email: format!("{}@example.com", name.to_lowercase()),
        when,
    };
    NewCommit {
        edits: edits.iter().map(edit).collect(),
        message: format!("change {second}\n\nBody.\n"),
        author: who("Ada", at(second - 1000)),
        committer: who("Grace", at(second)),
    }
}

pub(super) fn messages(store: &dyn Store, from: &Revision, path: Option<&str>) -> Vec<String> {
    let mut seen = Vec::new();
    let mut visit = |commit: &super::Commit| {
        seen.push(commit.message.lines().next().unwrap_or("").to_owned());
        ControlFlow::Continue(())
    };
    store.history(from, path.as_slice(), &mut visit).unwrap();
    seen
}

fn put(store: &dyn Store, second: i64, edits: &[(&str, Option<&str>)]) -> Revision {
    store.commit(store.head().unwrap().as_ref(), &change(second, edits)).unwrap()
}

fn names(store: &dyn Store, at: &Revision, folder: &str) -> Vec<(String, EntryKind)> {
    store.list(at, folder).unwrap().into_iter().map(|entry| (entry.name, entry.kind)).collect()
}

fn a_new_store_has_no_revision(open: Open<'_>) {
    let store = open();
    assert_eq!(store.head().unwrap(), None);
    assert_eq!(store.as_of(at(0)).unwrap(), None);
    assert!(store.branch().unwrap().is_some());
}

fn what_was_committed_is_read(open: Open<'_>) {
    let store = open();
    let first = put(&*store, 1, &[("partners/acme.toml", Some("a\0\r\n")), ("top", Some(""))]);
    let second = put(&*store, 2, &[("partners/acme.toml", Some("b\n"))]);
    assert_eq!(store.head().unwrap(), Some(second.clone()));
    let read = |at, path| store.read(at, path).unwrap().map(|bytes| String::from_utf8(bytes).unwrap());
    assert_eq!(read(&first, "partners/acme.toml").as_deref(), Some("a\0\r\n"));
    assert_eq!(read(&second, "partners/acme.toml").as_deref(), Some("b\n"));
    assert_eq!(read(&second, "top").as_deref(), Some(""));
    assert_eq!(read(&second, "partners/other.toml"), None);
    assert_eq!(read(&second, "nowhere/at/all"), None);
}

fn a_stale_base_is_refused(open: Open<'_>) {
    let store = open();
    let first = put(&*store, 1, &[("a", Some("1"))]);
    let second = put(&*store, 2, &[("a", Some("2"))]);
    let stale = store.commit(Some(&first), &change(3, &[("a", Some("3"))]));
    let Err(CommitError::Moved { now }) = stale else { panic!("{stale:?}") };
    assert_eq!(now, Some(second.clone()));
    let stale = store.commit(None, &change(3, &[("a", Some("3"))]));
    assert!(matches!(stale, Err(CommitError::Moved { .. })));
    assert_eq!(store.head().unwrap(), Some(second));
}

fn a_stale_base_is_refused_before_the_first_commit(open: Open<'_>) {
    let store = open();
    let base = Revision("1".repeat(40));
    let stale = store.commit(Some(&base), &change(1, &[("a", Some("1"))]));
    assert!(matches!(stale, Err(CommitError::Moved { now: None })));
}

fn files_are_deleted(open: Open<'_>) {
    let store = open();
    let first = put(&*store, 1, &[("a/b/c", Some("1")), ("d", Some("2"))]);
    let second = put(&*store, 2, &[("a/b/c", None)]);
    assert_eq!(store.read(&second, "a/b/c").unwrap(), None);
    assert_eq!(names(&*store, &second, ""), [("d".to_owned(), EntryKind::File)]);
    assert!(store.read(&first, "a/b/c").unwrap().is_some());
    let third = put(&*store, 3, &[("d", None)]);
    assert_eq!(names(&*store, &third, ""), []);
}

fn deleting_nothing_is_nothing_to_do(open: Open<'_>) {
    let store = open();
    let first = put(&*store, 1, &[("a", Some("1"))]);
    let second = put(&*store, 2, &[("b/c", None)]);
    assert_ne!(first, second);
    assert_eq!(store.entry(&first, "").unwrap(), store.entry(&second, "").unwrap());
}

fn folders_are_listed(open: Open<'_>) {
    let store = open();
    let edits = [("p/b.toml", Some("1")), ("p/b/x", Some("2")), ("p/a", Some("3")), ("q", Some("4"))];
    let now = put(&*store, 1, &edits);
    let expected = [("a", EntryKind::File), ("b", EntryKind::Folder), ("b.toml", EntryKind::File)];
    assert_eq!(names(&*store, &now, "p"), expected.map(|(name, kind)| (name.to_owned(), kind)));
    assert_eq!(names(&*store, &now, "nowhere"), []);
    let top = [("p", EntryKind::Folder), ("q", EntryKind::File)];
    assert_eq!(names(&*store, &now, ""), top.map(|(name, kind)| (name.to_owned(), kind)));
}

fn folders_are_listed_with_what_they_hold(open: Open<'_>) {
    let store = open();
    let edits = [("p/b-a/y", Some("1")), ("p/b/x", Some("2")), ("p/b/w/z", Some("3")), ("p/c", Some("4"))];
    let now = put(&*store, 1, &edits);
    let listed = store.list_folders(&now, "p").unwrap();
    let expected = ["b", "b-a"].map(|name| {
        let path = format!("p/{name}");
        (store.entry(&now, &path).unwrap().unwrap(), store.list(&now, &path).unwrap())
    });
    assert_eq!(listed, expected);
    assert_eq!(store.list_folders(&now, "").unwrap().len(), 1);
    assert_eq!(store.list_folders(&now, "nowhere").unwrap(), []);
    assert!(matches!(store.list_folders(&now, "p/c"), Err(StoreError::NotAFolder { .. })));
}

fn entries_have_ids_of_their_content(open: Open<'_>) {
    let store = open();
    let first = put(&*store, 1, &[("p/a", Some("1")), ("q/a", Some("1")), ("p/c", Some("2"))]);
    let second = put(&*store, 2, &[("p/a", Some("x"))]);
    let id = |at: &Revision, path: &str| store.entry(at, path).unwrap().unwrap().id;
    assert_eq!(id(&first, "p/a"), id(&first, "q/a"));
    assert_eq!(id(&first, "q"), id(&second, "q"));
    assert_eq!(id(&first, "p/c"), id(&second, "p/c"));
    assert_ne!(id(&first, "p"), id(&second, "p"));
    assert_ne!(id(&first, ""), id(&second, ""));
    let listed = store.list(&second, "p").unwrap();
    assert_eq!(listed[0].id, id(&second, "p/a"));
    assert_eq!(store.entry(&second, "p/b").unwrap(), None);
}

fn files_and_folders_are_not_taken_for_each_other(open: Open<'_>) {
    let store = open();
    let now = put(&*store, 1, &[("p/a", Some("1"))]);
    assert!(matches!(store.read(&now, "p"), Err(StoreError::NotAFile { .. })));
    assert!(matches!(store.list(&now, "p/a"), Err(StoreError::NotAFolder { .. })));
    let onto = store.commit(Some(&now), &change(2, &[("p", Some("1"))]));
    assert!(matches!(onto, Err(CommitError::Store(StoreError::NotAFile { .. }))), "{onto:?}");
    let below = store.commit(Some(&now), &change(2, &[("p/a/b", Some("1"))]));
    assert!(matches!(below, Err(CommitError::Store(StoreError::NotAFolder { .. }))), "{below:?}");
    assert_eq!(store.head().unwrap(), Some(now));
}

fn paths_out_of_the_store_are_refused(open: Open<'_>) {
    let store = open();
    let now = put(&*store, 1, &[("a", Some("1"))]);
    let refused = |result: Result<(), StoreError>| matches!(result, Err(StoreError::InvalidPath { .. }));
    assert!(refused(store.read(&now, "../a").map(drop)));
    assert!(refused(store.read(&now, "").map(drop)));
    assert!(refused(store.entry(&now, "/a").map(drop)));
    assert!(refused(store.list(&now, "a/").map(drop)));
    assert!(refused(store.changed(&[".git"]).map(drop)));
    assert!(refused(store.history(&now, &["."], &mut |_| ControlFlow::Continue(()))));
    let made = store.commit(Some(&now), &change(2, &[(".git/config", Some("1"))]));
    assert!(matches!(made, Err(CommitError::Store(StoreError::InvalidPath { .. }))));
}

fn a_path_is_edited_once_per_commit(open: Open<'_>) {
    let store = open();
    for twice in [["a", "a"], ["a", "a/b"], ["a/b", "a"]] {
        let made = store.commit(None, &change(1, &[(twice[0], Some("1")), (twice[1], Some("2"))]));
        assert!(matches!(made, Err(CommitError::Store(StoreError::InvalidPath { .. }))), "{twice:?}");
    }
    assert_eq!(store.head().unwrap(), None);
}

fn history_is_newest_first(open: Open<'_>) {
    let store = open();
    // Recorded within one second, or by a clock that went back: descent decides.
    let first = put(&*store, 5, &[("a", Some("1"))]);
    let second = put(&*store, 5, &[("a", Some("2"))]);
    let third = put(&*store, 4, &[("a", Some("3"))]);
    let mut seen = Vec::new();
    let mut visit = |commit: &super::Commit| {
        seen.push(commit.clone());
        ControlFlow::Continue(())
    };
    store.history(&third, &[], &mut visit).unwrap();
    let revisions: Vec<_> = seen.iter().map(|commit| commit.revision.clone()).collect();
    assert_eq!(revisions, [third, second.clone(), first.clone()]);
    let made = change(5, &[]);
    assert_eq!(seen[1].parents, [first]);
    assert_eq!(seen[2].parents, []);
    assert_eq!((&seen[1].author, &seen[1].committer), (&made.author, &made.committer));
    assert_eq!(seen[1].message, made.message);
    assert_eq!(messages(&*store, &second, None).len(), 2);
}

fn history_follows_a_path(open: Open<'_>) {
    let store = open();
    put(&*store, 1, &[("p/a", Some("1"))]);
    put(&*store, 2, &[("p/b", Some("1"))]);
    put(&*store, 3, &[("p/a", Some("2")), ("q", Some("1"))]);
    put(&*store, 4, &[("p/a", None)]);
    let now = put(&*store, 5, &[("p/c", None)]);
    let seen = |path| messages(&*store, &now, path);
    assert_eq!(seen(Some("p/a")), ["change 4", "change 3", "change 1"]);
    assert_eq!(seen(Some("p")), ["change 4", "change 3", "change 2", "change 1"]);
    assert_eq!(seen(Some("q")), ["change 3"]);
    assert_eq!(seen(Some("nowhere")), [""; 0]);
    assert_eq!(seen(Some("")).len(), 5);
    assert_eq!(seen(None).len(), 5);
    let several = |paths: &[&str]| {
        let mut seen = Vec::new();
        let mut visit = |commit: &super::Commit| {
            seen.push(commit.message.lines().next().unwrap_or("").to_owned());
            ControlFlow::Continue(())
        };
        store.history(&now, paths, &mut visit).unwrap();
        seen
    };
    assert_eq!(several(&["p/b", "q", "p/b"]), ["change 3", "change 2"]);
    assert_eq!(several(&["nowhere", "q"]), ["change 3"]);
    assert_eq!(several(&["q", ""]).len(), 5);
}

fn history_stops_when_told(open: Open<'_>) {
    let store = open();
    put(&*store, 1, &[("a", Some("1"))]);
    let now = put(&*store, 2, &[("a", Some("2"))]);
    let mut visits = 0;
    let mut visit = |_: &super::Commit| {
        visits += 1;
        ControlFlow::Break(())
    };
    store.history(&now, &[], &mut visit).unwrap();
    assert_eq!(visits, 1);
}

fn as_of_goes_by_the_time_of_recording(open: Open<'_>) {
    let store = open();
    let first = put(&*store, 10, &[("a", Some("1"))]);
    let second = put(&*store, 20, &[("a", Some("2"))]);
    assert_eq!(store.as_of(at(9)).unwrap(), None);
    assert_eq!(store.as_of(at(10)).unwrap(), Some(first.clone()));
    assert_eq!(store.as_of(at(19)).unwrap(), Some(first));
    assert_eq!(store.as_of(at(2000)).unwrap(), Some(second));
}

fn names_are_resolved(open: Open<'_>) {
    let store = open();
    let first = put(&*store, 1, &[("a", Some("1"))]);
    let second = put(&*store, 2, &[("a", Some("2"))]);
    assert_eq!(store.resolve(first.as_str()).unwrap(), first);
    assert_eq!(store.resolve(first.short()).unwrap(), first);
    let branch = store.branch().unwrap().unwrap();
    assert_eq!(store.resolve(&branch).unwrap(), second);
    assert_eq!(store.resolve("HEAD").unwrap(), second);
    for spec in ["nothing", "", "-rf", "deadbeef", &"0".repeat(40)] {
        assert!(matches!(store.resolve(spec), Err(StoreError::UnknownRevision { .. })), "{spec:?}");
    }
}

fn an_identity_git_cannot_record_is_refused(open: Open<'_>) {
    let store = open();
    for name in ["", "A <b>"] {
        let mut new = change(1, &[("a", Some("1"))]);
        name.clone_into(&mut new.author.name);
        let made = store.commit(None, &new);
        assert!(matches!(made, Err(CommitError::Store(StoreError::InvalidIdentity { .. }))), "{made:?}");
    }
    assert_eq!(store.head().unwrap(), None);
}

fn two_handles_see_each_other(open: Open<'_>) {
    let (one, other) = (open(), open());
    let first = put(&*one, 1, &[("a", Some("1"))]);
    assert_eq!(other.head().unwrap(), Some(first.clone()));
    let second = put(&*other, 2, &[("a", Some("2"))]);
    assert_eq!(one.read(&second, "a").unwrap().as_deref(), Some(&b"2"[..]));
    let stale = one.commit(Some(&first), &change(3, &[("a", Some("3"))]));
    assert!(matches!(stale, Err(CommitError::Moved { .. })));
    put(&*one, 3, &[("a", Some("3"))]);
}

fn nothing_is_uncommitted_after_a_commit(open: Open<'_>) {
    let store = open();
    put(&*store, 1, &[("p/a", Some("1")), ("p/b", Some("2"))]);
    put(&*store, 2, &[("p/a", Some("2")), ("p/b", None)]);
    assert_eq!(store.changed(&["", "p", "p/a", "nowhere"]).unwrap(), [""; 0]);
    assert_eq!(store.changed(&[]).unwrap(), [""; 0]);
}

fn a_revision_of_another_store_is_missing(open: Open<'_>) {
    let store = open();
    put(&*store, 1, &[("a", Some("1"))]);
    let other = Revision("1".repeat(40));
    let missing = |result: Result<(), StoreError>| matches!(result, Err(StoreError::MissingObject { .. }));
    assert!(missing(store.read(&other, "a").map(drop)));
    assert!(missing(store.entry(&other, "a").map(drop)));
    assert!(missing(store.list(&other, "").map(drop)));
    assert!(missing(store.history(&other, &[], &mut |_| ControlFlow::Continue(()))));
}

fn what_is_in_step_is_not_restored(open: Open<'_>) {
    let store = open();
    assert_eq!(store.restore(&["p/a"]).unwrap(), []);
    put(&*store, 1, &[("p/a", Some("1"))]);
    let held = store.held("p/a").unwrap();
    let one = Some(b"1".to_vec());
    assert_eq!((&held.head, &held.worktree, &held.staged), (&one, &one, &one));
    let held = store.held("p/b").unwrap();
    assert_eq!((held.head, held.worktree, held.staged), (None, None, None));
    assert_eq!(store.restore(&["p/a", "p/b"]).unwrap(), []);
    assert!(matches!(store.restore(&["../a"]), Err(StoreError::InvalidPath { .. })));
    assert!(matches!(store.held(""), Err(StoreError::InvalidPath { .. })));
    assert!(matches!(store.restore(&["p"]), Err(StoreError::NotAFile { .. })));
    assert!(matches!(store.held("p/a/b"), Err(StoreError::NotAFolder { .. })));
}

fn an_edit_is_replaced_only_where_it_is_the_expected_one(open: Open<'_>) {
    let store = open();
    let first = put(&*store, 1, &[("a", Some("1"))]);
    let expecting = |text: &str| {
        let mut new = change(2, &[("a", Some("2"))]);
        new.edits[0].expected = Some(text.as_bytes().to_vec());
        store.commit(Some(&first), &new)
    };
    let refused = expecting("mine");
    assert!(
        matches!(&refused, Err(CommitError::Store(StoreError::EditedMeanwhile { path })) if path == "a"),
        "{refused:?}"
    );
    assert_eq!(store.head().unwrap(), Some(first.clone()));
    expecting("1").unwrap();
}

fn nothing_is_amiss_after_a_commit(open: Open<'_>) {
    let store = open();
    put(&*store, 1, &[("p/a", Some("1"))]);
    for folder in ["", "p", "nowhere"] {
        assert!(store.ailments(folder).unwrap().is_empty(), "{folder}");
        assert!(store.mend(folder).unwrap().is_empty(), "{folder}");
    }
    assert!(matches!(store.ailments("/"), Err(StoreError::InvalidPath { .. })));
}

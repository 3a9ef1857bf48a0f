//! Repositories and states that are refused by name, with nothing changed.

use super::Bench;
use crate::store::{CommitError, GitStore, Store, StoreError};

fn found(arguments: &[&str]) -> StoreError {
    let bench = Bench::empty();
    bench.git(arguments);
    GitStore::discover(&bench.path("")).unwrap_err()
}

fn refused(bench: &Bench) -> StoreError {
    match bench.put(9, &[("new", Some("1"))]) {
        Err(CommitError::Store(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn no_repository() {
    let bench = Bench::empty();
    let error = GitStore::discover(&bench.path("x/y")).unwrap_err();
    assert!(matches!(error, StoreError::NoRepository { .. }), "{error:?}");
    assert!(error.hint().is_some());
}

#[test]
fn formats_that_cannot_be_read() {
    let error = found(&["init", "--quiet", "--bare", "."]);
    assert!(matches!(error, StoreError::Bare { .. }), "{error:?}");
    let error = found(&["init", "--quiet", "--object-format=sha256", "."]);
    assert!(matches!(&error, StoreError::ObjectFormat { format, .. } if format == "sha256"), "{error:?}");
    let error = found(&["init", "--quiet", "--ref-format=reftable", "."]);
    assert!(matches!(&error, StoreError::RefStorage { format, .. } if format == "reftable"), "{error:?}");
}

#[test]
fn a_partial_clone() {
    let bench = Bench::new();
    bench.git(&["config", "core.repositoryFormatVersion", "1"]);
    bench.git(&["config", "extensions.partialClone", "origin"]);
    let error = GitStore::discover(&bench.path("")).unwrap_err();
    assert!(matches!(&error, StoreError::Extension { name, .. } if name == "partialclone"), "{error:?}");
}

#[test]
fn no_branch() {
    let bench = Bench::new();
    let head = bench.put(1, &[("a", Some("1\n"))]).unwrap();
    bench.git(&["switch", "--quiet", "--detach"]);
    let store = bench.store();
    assert_eq!(store.branch().unwrap(), None);
    assert_eq!(store.head().unwrap(), Some(head.clone()), "reading goes on");
    assert!(matches!(refused(&bench), StoreError::Detached));
    assert_eq!(store.head().unwrap(), Some(head));
    bench.assert_clean();
}

#[test]
fn a_merge_or_a_rebase_under_way() {
    let bench = Bench::new();
    bench.put(1, &[("a", Some("1\n"))]).unwrap();
    bench.git(&["switch", "--quiet", "--create", "side"]);
    bench.put(2, &[("a", Some("2\n"))]).unwrap();
    bench.git(&["switch", "--quiet", "main"]);
    let head = bench.put(3, &[("a", Some("3\n"))]).unwrap();
    for (start, word) in [("merge", "merge"), ("cherry-pick", "cherry-pick"), ("rebase", "rebase")] {
        let started = super::hermetic(&bench.path("")).args([start, "side"]).output().unwrap();
        assert!(!started.status.success(), "{start} meets a conflict");
        let error = refused(&bench);
        assert!(matches!(error, StoreError::InProgress { operation } if operation == word), "{error:?}");
        bench.git(&[start, "--abort"]);
        assert_eq!(bench.store().head().unwrap(), Some(head.clone()));
    }
    bench.put(4, &[("new", Some("1\n"))]).unwrap();
    bench.assert_clean();
}

#[test]
fn an_index_that_cannot_be_read() {
    type Act = fn(&Bench);
    type Expected = fn(&StoreError) -> bool;
    let cases: [(Act, Expected); 3] = [
        (|b| drop(b.git(&["update-index", "--split-index"])), |e| matches!(e, StoreError::SplitIndex)),
        (
            |b| drop(b.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "in"])),
            |e| matches!(e, StoreError::SparseIndex),
        ),
        (|b| b.write(".git/index", "nonsense"), |e| matches!(e, StoreError::IndexUnreadable { .. })),
    ];
    for version in ["2", "4"] {
        for (case, (act, expected)) in cases.iter().enumerate() {
            let bench = Bench::new();
            let edits = [("in/a", Some("1\n")), ("out/deep/b", Some("1\n")), ("out/c", Some("1\n"))];
            let head = bench.put(1, &edits).unwrap();
            bench.git(&["update-index", "--index-version", version]);
            act(&bench);
            let before = std::fs::read(bench.path(".git/index")).unwrap();
            let error = refused(&bench);
            assert!(expected(&error), "{case}, version {version}: {error:?}");
            let error = bench.store().changed(&["in"]).unwrap_err();
            assert!(expected(&error), "{case}, version {version}: {error:?}");
            assert_eq!(std::fs::read(bench.path(".git/index")).unwrap(), before);
            assert_eq!(bench.store().head().unwrap(), Some(head));
        }
    }
}

#[test]
fn every_index_version_serves() {
    for setting in ["index.version=2", "index.version=3", "index.version=4", "index.skipHash=true"] {
        let bench = Bench::new();
        let (key, value) = setting.split_once('=').unwrap();
        bench.git(&["config", key, value]);
        bench.write("mine/a", "1\n");
        bench.git(&["add", "."]);
        bench.put(1, &[("p/a", Some("1\n")), ("p/ab", Some("1\n"))]).unwrap();
        bench.git(&["commit", "--quiet", "--message=mine"]);
        bench.put(2, &[("p/a", Some("2\n"))]).unwrap();
        bench.assert_clean();
    }
}

#[test]
fn an_index_of_another_checksum_is_not_written_on() {
    for name in ["mine", "p/a"] {
        let bench = Bench::new();
        bench.write("mine", "1\n");
        bench.git(&["add", "."]);
        let head = bench.put(1, &[("p/a", Some("1\n"))]).unwrap();
        let place = bench.path(".git/index");
        let mut bytes = std::fs::read(&place).unwrap();
        let at = bytes.windows(name.len()).position(|part| part == name.as_bytes()).unwrap();
        // The last byte of the id, before the flags.
        bytes[at - 3] ^= 1;
        std::fs::write(&place, &bytes).unwrap();
        let error = bench.put(2, &[("p/a", Some("2\n"))]).unwrap_err();
        let CommitError::Store(StoreError::IndexUnreadable { detail }) = error else { panic!("{error:?}") };
        assert_eq!(detail, "its checksum is another");
        assert_eq!(std::fs::read(&place).unwrap(), bytes);
        assert_eq!((bench.store().head().unwrap(), bench.text("p/a")), (Some(head), "1\n".to_owned()));
        for left in ["index.lock", "aboard.journal"] {
            assert!(!bench.path(".git").join(left).exists(), "{left} is left");
        }
    }
}

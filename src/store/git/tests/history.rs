//! History with merges, and history that was cut short.

use super::Bench;
use crate::store::conformance::messages;
use crate::store::{GitStore, Store, StoreError};

#[test]
fn a_merge_shows_only_what_it_changed_itself() {
    let bench = Bench::new();
    bench.put(1, &[("a", Some("1\n")), ("b", Some("1\n"))]).unwrap();
    bench.git(&["switch", "--quiet", "--create", "side"]);
    bench.put(3, &[("a", Some("2\n"))]).unwrap();
    bench.git(&["switch", "--quiet", "main"]);
    bench.put(2, &[("b", Some("2\n"))]).unwrap();
    bench.git(&["merge", "--quiet", "--no-edit", "--message=merge", "side"]);
    let tip = bench.put(4, &[("b", Some("3\n"))]).unwrap();
    let store = bench.store();
    assert_eq!(messages(&store, &tip, Some("a")), ["change 3", "change 1"]);
    assert_eq!(messages(&store, &tip, Some("b")), ["change 4", "change 2", "change 1"]);
    let all = messages(&store, &tip, None);
    assert_eq!(all, ["change 4", "merge", "change 3", "change 2", "change 1"]);
    // The first-parent line does not lead through the side branch.
    let line = store.as_of(crate::store::conformance::at(3)).unwrap().unwrap();
    assert_eq!(messages(&store, &line, None)[0], "change 2");
}

#[test]
fn descent_goes_before_clocks_after_a_merge_too() {
    let bench = Bench::new();
    bench.put(10, &[("a", Some("1\n"))]).unwrap();
    bench.git(&["switch", "--quiet", "--create", "side"]);
    bench.put(3, &[("a", Some("2\n"))]).unwrap();
    bench.git(&["switch", "--quiet", "main"]);
    bench.put(12, &[("b", Some("2\n"))]).unwrap();
    bench.git(&["merge", "--quiet", "--no-edit", "--message=merge", "side"]);
    let store = bench.store();
    let head = store.head().unwrap().unwrap();
    assert_eq!(messages(&store, &head, None), ["merge", "change 12", "change 3", "change 10"]);
}

#[test]
fn a_shallow_clone_ends_where_it_was_cut() {
    let bench = Bench::new();
    for second in 1..=3 {
        bench.put(second, &[("a", Some(&second.to_string()))]).unwrap();
    }
    let clone = Bench::empty();
    let source = format!("file://{}", bench.path("").display());
    clone.git(&["clone", "--quiet", "--depth=2", &source, "."]);
    let store = clone.store();
    let head = store.head().unwrap().unwrap();
    assert_eq!(messages(&store, &head, Some("a")), ["change 3", "change 2"]);
    assert_eq!(store.as_of(crate::store::conformance::at(1)).unwrap(), None);
    clone.put(4, &[("a", Some("4"))]).unwrap();
    clone.assert_clean();
}

#[test]
fn packed_objects_and_references_are_read() {
    let bench = Bench::new();
    bench.put(1, &[("p/a", Some("1"))]).unwrap();
    let open = bench.store();
    bench.git(&["tag", "--annotate", "--message=v1", "v1"]);
    bench.git(&["gc", "--quiet"]);
    bench.git(&["pack-refs", "--all"]);
    let head = bench.put(2, &[("p/a", Some("2"))]).unwrap();
    assert_eq!(open.head().unwrap(), Some(head.clone()));
    let tagged = open.resolve("v1").unwrap();
    assert_eq!(open.read(&tagged, "p/a").unwrap().as_deref(), Some(&b"1"[..]));
    assert_eq!(open.resolve("HEAD~1").unwrap(), tagged);
    let tree = GitStore::discover(&bench.path("p")).unwrap().resolve("HEAD^{tree}");
    assert!(matches!(tree, Err(StoreError::UnknownRevision { .. })), "{tree:?}");
    bench.assert_clean();
}

//! An index that git put back, from before changes or with one that was taken back.

use std::fs;
use std::time::Duration;

use super::super::lock::Patience;
use super::interrupted::{
    changed_twice, given_up, leave, leave_given_up, recovers, stopped_after_the_move, write_given_up,
};
use crate::store::Store;
use crate::store::conformance::change;

/// `git commit` writes the index that it read, which may be older than the change that it fell into.
#[test]
fn an_index_from_before_the_last_change_is_put_right() {
    let bench = changed_twice();
    bench.git(&["read-tree", "HEAD~1"]);
    bench.write("mine", "mine\n");
    bench.git(&["add", "mine"]);
    assert!(recovers(&bench.store()));
    assert_eq!(bench.git(&["status", "--porcelain"]), "A  mine");
    assert!(!bench.path(".git/aboard.last").exists(), "once is enough");
}

/// It may have been read before several changes, each of which may have died and been mended.
#[test]
fn an_index_from_before_several_changes_is_put_right() {
    let bench = changed_twice();
    bench.put(3, &[("p/a", Some("3\n")), ("p/d/f", Some("3\n"))]).unwrap();
    for old in ["HEAD~1", "HEAD~2"] {
        let kept = fs::read(bench.path(".git/aboard.last")).unwrap();
        bench.git(&["read-tree", old]);
        assert!(recovers(&bench.store()), "{old}");
        assert_eq!(bench.git(&["status", "--porcelain"]), "", "{old}");
        fs::write(bench.path(".git/aboard.last"), kept).unwrap();
    }
    let bench = stopped_after_the_move();
    assert!(recovers(&bench.store()));
    bench.git(&["read-tree", "HEAD~1"]);
    assert!(recovers(&bench.store()));
    bench.assert_clean();
}

/// While another change is under way, git could commit such an index: nobody who looked is let go before.
#[test]
fn an_index_from_before_the_last_change_is_waited_for() {
    let bench = changed_twice();
    bench.git(&["read-tree", "HEAD~1"]);
    let held = fs::File::create(bench.path(".git/aboard.lock")).unwrap();
    held.lock().unwrap();
    std::thread::scope(|scope| {
        let reading = scope.spawn(|| bench.store().recover().unwrap());
        std::thread::sleep(Duration::from_millis(100));
        assert!(!reading.is_finished());
        drop(held);
        assert!(reading.join().unwrap());
    });
    bench.assert_clean();
}

/// A change that died before it wrote the index had not mended it yet.
#[test]
fn an_index_from_before_the_last_change_is_put_right_with_what_a_death_left() {
    for what in ["a lock", "a journal", "a commit"] {
        let bench = changed_twice();
        let head = bench.git(&["rev-parse", "HEAD"]);
        let made = bench.git(&["commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "next"]);
        let next = if what == "a commit" { made } else { "1234567890".repeat(4) };
        bench.git(&["read-tree", "HEAD~1"]);
        leave(&bench, Some(&head), &next, &["p/x"]);
        if what == "a lock" {
            fs::remove_file(bench.path(".git/aboard.journal")).unwrap();
        }
        // Under the lock that was left, without a look of its own behind it.
        let store = bench.store();
        let scratch = bench.path(".git/aboard-commit-left");
        let mut patience = Patience::new(Duration::from_secs(1));
        assert!(store.recover_under_lock(&scratch, &mut patience).unwrap(), "{what}");
        fs::remove_dir_all(scratch).unwrap();
        bench.assert_clean();
    }
}

/// git may have read the index while a change was in it that was taken back since.
#[test]
fn an_index_with_a_change_that_was_taken_back_is_put_right() {
    let (bench, given_up, base) = given_up();
    write_given_up(&bench);
    bench.git(&["read-tree", &given_up]);
    bench.git(&["add", "mine"]);
    let read = fs::read(bench.path(".git/index")).unwrap();
    leave_given_up(&bench, &base, &given_up, &["p/a", "p/c", "p/d/e"]);
    assert!(recovers(&bench.store()));
    assert_eq!(bench.git(&["status", "--porcelain"]), "A  mine");
    fs::write(bench.path(".git/index"), read).unwrap();
    assert!(recovers(&bench.store()));
    assert_eq!(bench.git(&["status", "--porcelain"]), "A  mine");
}

/// Who waits for a lock, and finds such an index behind it, does not record that.
#[test]
fn a_change_that_finds_an_index_from_before_the_last_one_puts_it_right() {
    let bench = changed_twice();
    let waiting = bench.store();
    bench.git(&["read-tree", "HEAD~1"]);
    let head = waiting.head().unwrap();
    waiting.commit(head.as_ref(), &change(3, &[("p/x", Some("3\n"))])).unwrap();
    bench.assert_clean();
    assert_eq!(bench.git(&["diff", "--name-only", "HEAD~1", "HEAD"]), "p/x");
}

#[test]
fn what_a_person_takes_back_after_a_change_stays_staged() {
    let acts: [&[&str]; 4] = [
        &["rm", "--quiet", "--cached", "p/a"],
        &["rm", "--quiet", "--cached", "p/d/e"],
        &["reset", "--quiet", "HEAD~1", "--", "p/a"],
        &["restore", "--staged", "--source=HEAD~1", "p/a", "p/c", "p/d"],
    ];
    for act in acts {
        let bench = changed_twice();
        bench.git(act);
        let status = bench.git(&["status", "--porcelain"]);
        assert_ne!(status, "", "{act:?}");
        while bench.path(".git/aboard.last").exists() {
            assert!(!bench.store().recover().unwrap(), "{act:?}");
        }
        assert_eq!(bench.git(&["status", "--porcelain"]), status, "{act:?}");
    }
}

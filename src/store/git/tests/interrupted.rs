//! What a process that was killed in the middle leaves, and errors after the branch moved.

use std::fs;
use std::time::Duration;

use git2::Oid;

use super::super::journal::{Journal, Written};
use super::super::lock::{IndexLock, Patience};
use super::super::sync::Syncing;
use super::Bench;
use crate::store::{CommitError, GitStore, Store, StoreError};

/// Leaves what a process leaves that dies after it wrote the journal of `commit` on top of `base`.
pub(super) fn leave(bench: &Bench, base: Option<&str>, commit: &str, paths: &[&str]) {
    leave_over(bench, base, commit, paths, Vec::new());
}

/// The same, where it replaced edits of the user's.
fn leave_over(bench: &Bench, base: Option<&str>, commit: &str, paths: &[&str], over: Vec<(Oid, String)>) {
    let (git_folder, scratch) = (bench.path(".git"), bench.path(".git/aboard-commit-left"));
    fs::create_dir(&scratch).unwrap();
    IndexLock::take(&git_folder, &scratch, &mut Patience::new(Duration::ZERO)).unwrap().leave();
    let journal = Journal {
        process: 7,
        branch: "refs/heads/main".to_owned(),
        base: base.map(|id| Oid::from_str(id).unwrap()),
        commit: Oid::from_str(commit).unwrap(),
        paths: paths.iter().map(|&path| path.to_owned()).collect(),
        over,
    };
    let syncing = Syncing::start();
    journal.publish(&git_folder, &scratch, &syncing).unwrap();
    syncing.finish().unwrap();
}

/// Leaves what a process leaves that said that the commit was not made, and could not take it back.
pub(super) fn leave_given_up(bench: &Bench, base: &str, commit: &str, paths: &[&str]) {
    leave(bench, Some(base), commit, paths);
    give_up(bench);
}

fn give_up(bench: &Bench) {
    Written::left(&bench.path(".git")).unwrap().unwrap().give_up().unwrap();
}

/// Whether there was something to mend. Another test that starts a process holds, for an instant, whatever this
/// process has open, and so its locks.
pub(super) fn recovers(store: &GitStore) -> bool {
    (0..200).any(|_| {
        let is_mended = store.recover().unwrap();
        if !is_mended {
            std::thread::sleep(Duration::from_millis(5));
        }
        is_mended
    })
}

/// A repository whose branch moved to a commit that neither worktree nor index show.
pub(super) fn stopped_after_the_move() -> Bench {
    let bench = Bench::new();
    let base = bench.put(1, &[("p/a", Some("1\n")), ("p/b c", Some("1\n"))]).unwrap();
    let head = bench.put(2, &[("p/a", Some("2\n")), ("p/b c", None), ("p/d", Some("2\n"))]).unwrap();
    bench.git(&["read-tree", "HEAD~1"]);
    fs::remove_file(bench.path("p/d")).unwrap();
    bench.git(&["checkout-index", "--all", "--force"]);
    leave(&bench, Some(base.as_str()), head.as_str(), &["p/a", "p/b c", "p/d"]);
    bench
}

fn assert_shows_the_second(bench: &Bench) {
    bench.assert_clean();
    assert_eq!([bench.text("p/a"), bench.text("p/d")], ["2\n", "2\n"]);
    assert!(!bench.path("p/b c").exists());
}

#[test]
fn a_commit_that_was_recorded_but_not_shown_is_brought_in_step() {
    let bench = stopped_after_the_move();
    let commit = super::hermetic(&bench.path("")).args(["commit", "-am", "mine"]).output().unwrap();
    assert!(!commit.status.success(), "git cannot take the change back");
    assert!(recovers(&bench.store()));
    assert_shows_the_second(&bench);
    assert!(!bench.store().recover().unwrap(), "once is enough");
}

#[test]
fn the_next_commit_brings_it_in_step_by_itself() {
    let bench = stopped_after_the_move();
    bench.put(3, &[("q", Some("3\n"))]).unwrap();
    assert_shows_the_second(&bench);
    assert_eq!(bench.git(&["show", "--format=", "--name-only", "HEAD"]), "q");
}

#[test]
fn a_recovery_that_was_stopped_itself_is_done_again() {
    let bench = stopped_after_the_move();
    // One file and its entry are in step already.
    bench.write("p/d", "2\n");
    fs::remove_file(bench.path(".git/index.lock")).unwrap();
    bench.git(&["add", "p/d"]);
    assert!(recovers(&bench.store()));
    assert_shows_the_second(&bench);
}

#[test]
fn what_the_person_did_meanwhile_stays() {
    let bench = stopped_after_the_move();
    bench.write("p/a", "edited\n");
    assert!(recovers(&bench.store()));
    assert_eq!(bench.git(&["status", "--porcelain"]), "M p/a".replace('M', " M").trim_end());
    assert_eq!([bench.text("p/a"), bench.text("p/d")], ["edited\n", "2\n"]);

    // The lock was taken away by hand, and something staged.
    let bench = stopped_after_the_move();
    fs::remove_file(bench.path(".git/index.lock")).unwrap();
    bench.write("p/a", "staged\n");
    bench.git(&["add", "p/a"]);
    assert!(recovers(&bench.store()));
    assert_eq!(bench.git(&["show", ":p/a"]), "staged");
    assert_eq!(bench.git(&["diff", "--cached", "--name-only"]), "p/a");
}

#[test]
fn another_branch_is_left_alone() {
    let bench = stopped_after_the_move();
    fs::remove_file(bench.path(".git/index.lock")).unwrap();
    bench.git(&["checkout", "--quiet", "--force", "-b", "other", "HEAD~1"]);
    assert!(recovers(&bench.store()));
    bench.assert_clean();
    assert_eq!(bench.text("p/a"), "1\n");
}

#[test]
fn a_commit_that_was_not_recorded_is_forgotten_with_its_locks() {
    let bench = Bench::new();
    let head = bench.put(1, &[("p/a", Some("1\n"))]).unwrap();
    let lost = "1234567890123456789012345678901234567890";
    leave(&bench, Some(head.as_str()), lost, &["p/a"]);
    bench.write(".git/refs/heads/main.lock", &format!("{lost}\n"));
    assert!(recovers(&bench.store()));
    bench.assert_clean();
    bench.put(2, &[("p/a", Some("2\n"))]).unwrap();
    bench.assert_clean();
}

#[test]
fn what_another_program_or_a_living_process_holds_stays() {
    let bench = Bench::new();
    let head = bench.put(1, &[("p/a", Some("1\n"))]).unwrap();
    bench.write(".git/index.lock", "");
    assert!(!bench.store().recover().unwrap());
    leave_journal_only(&bench, head.as_str());
    let hasty = GitStore { patience: Duration::ZERO, ..bench.store() };
    assert!(matches!(hasty.recover(), Err(StoreError::IndexLocked { .. })));
    assert!(bench.path(".git/index.lock").exists());
    fs::remove_file(bench.path(".git/index.lock")).unwrap();

    let held = fs::File::create(bench.path(".git/aboard.lock")).unwrap();
    held.lock().unwrap();
    assert!(!hasty.recover().unwrap());
    assert!(bench.path(".git/aboard.journal").exists());
    drop(held);
    assert!(recovers(&hasty));
    bench.assert_clean();
}

fn leave_journal_only(bench: &Bench, commit: &str) {
    let lock = bench.path(".git/index.lock");
    let others = fs::read(&lock).unwrap();
    fs::remove_file(&lock).unwrap();
    leave(bench, None, commit, &["p/a"]);
    fs::write(&lock, others).unwrap();
}

/// A repository with two changes, the second of which replaced, made and removed a file.
pub(super) fn changed_twice() -> Bench {
    let bench = Bench::new();
    bench.put(1, &[("p/a", Some("1\n")), ("p/b", Some("1\n")), ("p/c", Some("1\n"))]).unwrap();
    bench.put(2, &[("p/a", Some("2\n")), ("p/c", None), ("p/d/e", Some("2\n"))]).unwrap();
    bench
}

/// A repository whose branch never came to a commit that replaces, removes and makes a file; returns the commit and
/// what it is on top of.
pub(super) fn given_up() -> (Bench, String, String) {
    let bench = changed_twice();
    let given_up = bench.git(&["rev-parse", "HEAD"]);
    let base = bench.git(&["rev-parse", "HEAD~1"]);
    bench.git(&["checkout", "--quiet", "--force", "-B", "main", "HEAD~1"]);
    bench.write("mine", "mine\n");
    bench.git(&["add", "mine"]);
    (bench, given_up, base)
}

/// What a change does to the worktree.
pub(super) fn write_given_up(bench: &Bench) {
    bench.write("p/a", "2\n");
    bench.write("p/d/e", "2\n");
    fs::remove_file(bench.path("p/c")).unwrap();
}

fn stage_given_up(bench: &Bench, given_up: &str) {
    for path in ["p/a", "p/d/e"] {
        let id = bench.git(&["rev-parse", &format!("{given_up}:{path}")]);
        bench.git(&["update-index", "--add", "--cacheinfo", &format!("100644,{id},{path}")]);
    }
    bench.git(&["update-index", "--force-remove", "p/c"]);
}

/// What a change that died had come to write, of the worktree and of the index.
const REACHED: [(bool, bool); 3] = [(false, false), (true, false), (true, true)];

/// Nobody was told that it was not made, and git may have read an index that has it.
#[test]
fn a_commit_that_was_whole_when_its_process_died_is_made() {
    for (is_written, is_staged) in REACHED {
        let (bench, whole, base) = given_up();
        if is_written {
            write_given_up(&bench);
        }
        if is_staged {
            stage_given_up(&bench, &whole);
        }
        leave(&bench, Some(&base), &whole, &["p/a", "p/c", "p/d/e"]);
        let store = bench.store();
        assert!(recovers(&store));
        assert_eq!(store.made_up_for().unwrap().as_str(), whole);
        assert_eq!(bench.git(&["rev-parse", "HEAD"]), whole);
        let changed = bench.git(&["diff-files", "--name-only"]);
        assert_eq!((changed.as_str(), bench.git(&["status", "--porcelain"]).as_str()), ("", "A  mine"));
        assert_eq!([bench.text("p/a"), bench.text("p/d/e")], ["2\n", "2\n"]);
        assert!(!bench.path("p/c").exists());
        assert_eq!(bench.git(&["reflog", "-1", "--format=%gs|%gn"]), "commit: change 2|Grace");
    }
}

#[test]
fn the_very_first_commit_is_made_as_well() {
    let bench = Bench::new();
    let tree = bench.git(&["write-tree"]);
    let whole = bench.git(&["commit-tree", &tree, "-m", "first"]);
    leave(&bench, None, &whole, &["p/a"]);
    assert!(recovers(&bench.store()));
    assert_eq!(bench.git(&["rev-parse", "HEAD"]), whole);
    assert_eq!(bench.git(&["reflog", "-1", "--format=%gs"]), "commit (initial): first");
}

/// The lock was taken away by hand, or something was lost, or somebody pushed.
#[test]
fn a_commit_that_cannot_be_made_any_more_is_taken_back() {
    for what in ["a lock", "a blob", "a tree", "a base"] {
        let (bench, whole, base) = given_up();
        write_given_up(&bench);
        leave(&bench, Some(&base), &whole, &["p/a", "p/c", "p/d/e"]);
        let object = |of: &str| {
            let id = bench.git(&["rev-parse", of]);
            bench.path(&format!(".git/objects/{}/{}", &id[..2], &id[2..]))
        };
        match what {
            "a lock" => fs::remove_file(bench.path(".git/index.lock")).unwrap(),
            "a base" => {
                let pushed = bench.git(&["commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "pushed"]);
                bench.git(&["update-ref", "refs/heads/main", &pushed]);
            }
            "a blob" => fs::remove_file(object(&format!("{whole}:p/d/e"))).unwrap(),
            _ => fs::remove_file(object(&format!("{whole}:p/d"))).unwrap(),
        }
        let head = bench.git(&["rev-parse", "HEAD"]);
        assert!(recovers(&bench.store()), "{what}");
        assert_eq!(bench.git(&["rev-parse", "HEAD"]), head, "{what}");
        assert!(!bench.path(".git/index.lock").exists(), "{what}");
        // Of what was lost nobody knows what it was: it shows as an edit.
        let is_lost = ["a blob", "a tree"].contains(&what);
        let status = if is_lost { "A  mine\n M p/a\n D p/c\n?? p/d/" } else { "A  mine" };
        assert_eq!(bench.git(&["status", "--porcelain"]), status, "{what}");
    }
}

#[test]
fn what_a_person_wrote_over_a_commit_that_is_made_stays() {
    let (bench, whole, base) = given_up();
    write_given_up(&bench);
    stage_given_up(&bench, &whole);
    bench.write("p/a", "mine\n");
    leave(&bench, Some(&base), &whole, &["p/a", "p/c", "p/d/e"]);
    assert!(recovers(&bench.store()));
    assert_eq!(bench.git(&["status", "--porcelain"]), "A  mine\n M p/a");
    assert_eq!([bench.text("p/a"), bench.text("p/d/e")], ["mine\n", "2\n"]);
}

/// Worktree and index are written before the branch moves.
#[test]
fn what_was_written_for_a_commit_that_was_not_recorded_is_taken_back() {
    for (is_written, is_staged) in [(true, false), (true, true), (false, true)] {
        let (bench, given_up, base) = given_up();
        if is_written {
            write_given_up(&bench);
        }
        if is_staged {
            stage_given_up(&bench, &given_up);
        }
        leave_given_up(&bench, &base, &given_up, &["p/a", "p/c", "p/d/e"]);
        assert!(recovers(&bench.store()));
        // Nor does git find a file that it has to compare.
        let changed = bench.git(&["diff-files", "--name-only"]);
        assert_eq!((changed.as_str(), bench.git(&["status", "--porcelain"]).as_str()), ("", "A  mine"));
        assert_eq!([bench.text("p/a"), bench.text("p/c")], ["1\n", "1\n"]);
        assert!(!bench.path("p/d").exists());
    }
}

#[test]
fn what_a_person_wrote_over_a_commit_that_was_not_recorded_stays() {
    let (bench, given_up, base) = given_up();
    write_given_up(&bench);
    bench.write("p/a", "mine\n");
    bench.write("p/c", "mine\n");
    bench.git(&["add", "p/c"]);
    leave_given_up(&bench, &base, &given_up, &["p/a", "p/c", "p/d/e"]);
    assert!(recovers(&bench.store()));
    assert_eq!(bench.git(&["status", "--porcelain"]), "A  mine\n M p/a\nM  p/c");
    assert_eq!([bench.text("p/a"), bench.text("p/c")], ["mine\n", "mine\n"]);
}

/// An edit may be replaced, where that is asked for: it is nowhere but in the journal.
#[test]
fn an_edit_that_a_commit_replaced_which_was_not_recorded_comes_back() {
    for is_staged in [false, true] {
        let (bench, given_up, base) = given_up();
        write_given_up(&bench);
        if is_staged {
            stage_given_up(&bench, &given_up);
        }
        bench.write("edit", "my edit\n");
        let edit = Oid::from_str(&bench.git(&["hash-object", "-w", "edit"])).unwrap();
        fs::remove_file(bench.path("edit")).unwrap();
        let over = ["p/a", "p/d/e"].map(|path| (edit, path.to_owned()));
        leave_over(&bench, Some(&base), &given_up, &["p/a", "p/c", "p/d/e"], over.to_vec());
        give_up(&bench);
        assert!(recovers(&bench.store()));
        assert_eq!(bench.git(&["status", "--porcelain"]), "A  mine\n M p/a\n?? p/d/");
        assert_eq!([bench.text("p/a"), bench.text("p/d/e")], ["my edit\n", "my edit\n"]);
    }
}

/// Nothing refers to an edit that was replaced, and git may sweep it: nobody is to be locked out for that.
#[test]
fn an_edit_that_was_swept_keeps_nobody_from_going_on() {
    for is_given_up in [false, true] {
        let (bench, whole, base) = given_up();
        write_given_up(&bench);
        stage_given_up(&bench, &whole);
        let swept = Oid::from_str(&"12".repeat(20)).unwrap();
        leave_over(&bench, Some(&base), &whole, &["p/a", "p/c", "p/d/e"], vec![(swept, "p/a".to_owned())]);
        if is_given_up {
            give_up(&bench);
        }
        assert!(recovers(&bench.store()));
        assert_eq!(bench.text("p/a"), if is_given_up { "1\n" } else { "2\n" });
        assert_eq!(bench.git(&["status", "--porcelain"]), "A  mine");
    }
}

#[test]
fn half_a_journal_is_of_a_commit_that_was_not_recorded() {
    let bench = Bench::new();
    bench.put(1, &[("p/a", Some("1\n"))]).unwrap();
    for text in ["", "aboard journal 1\nprocess 7\n", "\u{fffd}"] {
        bench.write(".git/aboard.journal", text);
        assert!(recovers(&bench.store()));
        assert!(!bench.path(".git/aboard.journal").exists());
    }
    bench.assert_clean();
}

#[test]
fn a_branch_that_cannot_be_moved_leaves_everything_as_it_was() {
    let bench = Bench::new();
    let head = bench.put(1, &[("a", Some("1\n"))]).unwrap();
    fs::remove_file(bench.path(".git/logs/refs/heads/main")).unwrap();
    bench.write(".git/logs/refs/heads/main/in-the-way", "");
    let refused = bench.put(2, &[("a", Some("2\n")), ("b", Some("2\n"))]);
    assert!(matches!(refused, Err(CommitError::Store(StoreError::Io { .. }))), "{refused:?}");
    assert_eq!(bench.store().head().unwrap(), Some(head));
    assert_eq!(bench.text("a"), "1\n");
    assert!(!bench.path("b").exists() && !bench.path(".git/index.lock").exists());
    assert_eq!(bench.git(&["diff-files", "--name-only"]), "");
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

#[test]
fn a_file_that_cannot_be_put_in_its_place_lets_nothing_be_recorded() {
    let bench = Bench::new();
    let head = bench.put(1, &[("a", Some("1\n"))]).unwrap();
    let name = "x".repeat(300);
    let refused = bench.put(2, &[("a", Some("2\n")), (&name, Some("2\n"))]);
    assert!(matches!(refused, Err(CommitError::Store(StoreError::Io { .. }))), "{refused:?}");
    assert_eq!(bench.store().head().unwrap(), Some(head));
    assert_eq!(bench.text("a"), "1\n");
    bench.assert_clean();
}

//! Hooks, run by the real git: what they see, what they may change, and that a refusal leaves nothing behind.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use super::{Bench, git_in};
use crate::store::conformance::change;
use crate::store::{CommitError, GitStore, MessageFault, PolicyError, Store};

const PRE: &str = "pre-commit";
const MSG: &str = "commit-msg";
const OURS: &str = "p/a";

/// A repository with a file of ours and a file of the person's.
fn bench() -> Bench {
    let bench = Bench::new();
    bench.write("mine", "1\n");
    bench.git(&["add", "mine"]);
    bench.git(&["commit", "--quiet", "--message=mine"]);
    bench.put(1, &[(OURS, Some("1\n"))]).unwrap();
    bench
}

fn install(bench: &Bench, name: &str, script: &str) {
    program(&bench.path(".git/hooks").join(name), script);
}

fn program(path: &Path, script: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Commits another version of our file, which must be refused with nothing changed.
fn refused(bench: &Bench) -> PolicyError {
    refused_by(&bench.store(), bench)
}

fn refused_by(store: &GitStore, bench: &Bench) -> PolicyError {
    let state = || {
        let head = bench.git(&["rev-parse", "HEAD"]);
        (head, bench.git(&["status", "--porcelain"]), bench.git(&["diff", "--cached"]), bench.text(OURS))
    };
    let before = state();
    let error = store.commit(store.head().unwrap().as_ref(), &change(9, &[(OURS, Some("9\n"))])).unwrap_err();
    assert_eq!(state(), before);
    let left = fs::read_dir(bench.path(".git")).unwrap().map(|e| e.unwrap().file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().starts_with("aboard-asked")).collect();
    assert!(left.is_empty(), "{left:?}");
    let CommitError::Policy(error) = error else { panic!("{error:?}") };
    assert!(error.hint().is_some(), "{error}");
    error
}

#[test]
fn a_refusal_changes_nothing_and_names_the_hook() {
    for (hook, script, status) in
        [(PRE, "exit 1", 1), (PRE, "exit 77", 77), (MSG, "exit 3", 3), (PRE, "exit 129", 129)]
    {
        let bench = bench();
        install(&bench, hook, script);
        let error = refused(&bench);
        let expected =
            matches!(&error, PolicyError::Refused { hook: h, status: Some(s) } if *h == hook && *s == status);
        assert!(expected, "{error:?}");
        assert!(error.is_refusal());
        assert!(error.to_string().contains(&format!("`{hook}` refused (exit status {status})")), "{error}");
    }
}

#[test]
fn what_is_no_hook_is_not_run() {
    let bench = bench();
    install(&bench, "pre-commit.sample", "exit 1");
    install(&bench, "post-merge", "exit 1");
    install(&bench, PRE, "exit 1");
    fs::set_permissions(bench.path(".git/hooks/pre-commit"), fs::Permissions::from_mode(0o644)).unwrap();
    bench.put(2, &[(OURS, Some("2\n"))]).unwrap();
    bench.assert_clean();
}

/// What git tries to run and cannot is no leave to record.
#[test]
fn a_hook_that_cannot_be_run_refuses() {
    for make in ["mkdir $HOOK", "echo '#!/nowhere/program' >$HOOK; chmod +x $HOOK"] {
        let bench = bench();
        let mut shell = std::process::Command::new("sh");
        shell.args(["-euc", make]).env("HOOK", bench.path(".git/hooks/pre-commit"));
        assert!(shell.status().unwrap().success(), "{make}");
        let error = refused(&bench);
        assert!(matches!(&error, PolicyError::Refused { hook: PRE, .. }), "{make}: {error:?}");
    }
}

/// The person has staged a file, edited another and made a third; a hook sees none of it, and it stays.
#[test]
fn a_hook_sees_the_head_and_our_file_alone() {
    let bench = bench();
    bench.write("mine", "2\n");
    bench.write("more", "1\n");
    bench.git(&["add", "mine", "more"]);
    bench.write("mine", "3\n");
    let staged = bench.git(&["diff", "--cached"]);
    bench.write(".git/info/exclude", "seen*\n");
    install(
        &bench,
        PRE,
        "git diff --cached --name-status >seen; git show :p/a >>seen; cat >>seen; pwd >>seen
         git var GIT_AUTHOR_IDENT >>seen; git write-tree >tree; mv tree seen-tree; git status >/dev/null",
    );
    bench.put(2, &[(OURS, Some("2\n")), ("p/new", Some("n\n"))]).unwrap();
    let root = fs::canonicalize(bench.path("")).unwrap();
    let author = bench.git(&["log", "-1", "--format=%an <%ae> %ad", "--date=raw"]);
    let expected = format!("M\tp/a\nA\tp/new\n2\n{}\n{author}\n", root.display());
    assert_eq!(bench.text("seen"), expected);
    assert_eq!(bench.text("seen-tree").trim(), bench.git(&["rev-parse", "HEAD^{tree}"]));
    assert_eq!(bench.git(&["diff", "--cached"]), staged, "what the person staged stays staged");
    assert_eq!(bench.text("mine"), "3\n");
    assert_eq!(bench.git(&["show", "--format=", "--name-only"]), "p/a\np/new");
    bench.git(&["fsck", "--strict", "--no-dangling"]);
}

#[test]
fn a_hook_may_not_change_what_is_recorded() {
    for (script, expected) in [
        ("echo x >mine; git add mine; echo 1 >mine", &["`mine`"][..]),
        ("echo x >p/b; git add p; rm p/b", &["`p/a`", "`p/b`"]),
        ("git rm -q -f --cached p/a", &["`p/a`"]),
        ("git update-index --chmod=+x p/a", &["`p/a`"]),
        ("git read-tree --empty", &["`mine`", "`p/a`"]),
    ] {
        for hook in [PRE, MSG] {
            let bench = bench();
            install(&bench, hook, script);
            let error = refused(&bench);
            let PolicyError::Restaged { hook: by, paths } = error else { panic!("{script}: {error:?}") };
            assert_eq!(
                (by, paths.iter().map(String::as_str).collect::<Vec<_>>().as_slice()),
                (hook, expected)
            );
        }
    }
    let bench = bench();
    let many: Vec<String> = (1..=7).map(|number| format!("q/{number}")).collect();
    let edits: Vec<_> = many.iter().map(|path| (path.as_str(), Some("1\n"))).collect();
    bench.put(3, &edits).unwrap();
    install(&bench, PRE, "rm $GIT_INDEX_FILE");
    let told = refused(&bench).to_string();
    assert!(told.ends_with(": `mine`, `p/a`, `q/1`, `q/2`, `q/3`, and 4 more"), "{told}");
    bench.write("more", "1\n");
    install(&bench, PRE, "git add --intent-to-add more");
    bench.put(2, &[(OURS, Some("2\n"))]).unwrap();
    assert_eq!(bench.git(&["status", "--porcelain"]), "?? more", "what is only announced is in no commit");
}

#[test]
fn a_hook_that_edits_our_file_makes_it_an_edit() {
    let bench = bench();
    install(&bench, PRE, "echo mine >p/a");
    let dirty = bench.put(2, &[(OURS, Some("2\n"))]).unwrap_err();
    assert!(matches!(&dirty, CommitError::Dirty { paths } if paths == &[OURS]), "{dirty:?}");
    assert_eq!(bench.text(OURS), "mine\n");
    // And a file that is edited already is told of before any hook is asked.
    install(&bench, PRE, "touch asked");
    let dirty = bench.put(2, &[(OURS, Some("2\n"))]).unwrap_err();
    assert!(matches!(&dirty, CommitError::Dirty { .. }), "{dirty:?}");
    assert!(!bench.path("asked").exists());
}

/// What was started is ended as well, what ignores the request too, and what left the group is not waited for.
#[test]
fn a_hook_that_hangs_is_ended_with_all_it_started() {
    for script in [
        "sleep 1000 & echo $! >.git/left; sleep 1000",
        "trap '' INT TERM; sleep 1000 & echo $! >.git/left; while :; do sleep 1; done",
        "sleep 1000 & echo $! >.git/left; kill -STOP 0",
    ] {
        let bench = bench();
        install(&bench, PRE, script);
        let mut store = bench.store();
        store.hook_limit =
            if script.contains("STOP") { Duration::from_secs(500) } else { Duration::from_millis(300) };
        let error = refused_by(&store, &bench);
        match error {
            PolicyError::TooLong { hook: PRE, .. } if !script.contains("STOP") => {}
            PolicyError::Asks { hook: PRE } if script.contains("STOP") => {}
            other => panic!("{script}: {other:?}"),
        }
        let left = bench.text(".git/left");
        let since = Instant::now();
        while is_alive(left.trim()) {
            assert!(since.elapsed() < Duration::from_secs(20), "{script}: what it started lives on");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

fn is_alive(process: &str) -> bool {
    let state = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    state.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'))
}

#[test]
fn what_a_hook_leaves_running_is_not_waited_for() {
    let bench = bench();
    install(&bench, PRE, "sleep 1000 & echo $! >.git/left");
    let since = Instant::now();
    bench.put(2, &[(OURS, Some("2\n"))]).unwrap();
    assert!(since.elapsed() < Duration::from_secs(500));
    bench.assert_clean();
    let left = bench.text(".git/left");
    assert!(is_alive(left.trim()), "git leaves it alone, and so do we");
    assert!(
        std::process::Command::new("sh").args(["-c", &format!("kill {left}")]).status().unwrap().success()
    );
}

#[test]
fn a_branch_that_moved_while_a_hook_ran_is_told() {
    let bench = bench();
    install(&bench, PRE, "unset GIT_INDEX_FILE; git commit -q --no-verify --allow-empty -m theirs");
    let moved = bench.put(2, &[(OURS, Some("2\n"))]).unwrap_err();
    let head = bench.store().head().unwrap();
    assert!(matches!(&moved, CommitError::Moved { now } if *now == head), "{moved:?}");
    assert_eq!(bench.git(&["log", "-1", "--format=%s"]), "theirs");
    bench.assert_clean();
}

#[test]
fn the_message_is_what_the_hook_makes_of_it() {
    let bench = bench();
    install(
        &bench,
        MSG,
        "test $(basename $1) = COMMIT_EDITMSG || exit 1; printf '\\n\\nChange-Id: I1\\n' >>$1",
    );
    let made = bench.put(2, &[(OURS, Some("2\n"))]).unwrap();
    let before = change(2, &[]).message;
    let message = bench.git(&["log", "-1", "--format=%B", made.as_str()]);
    assert_eq!(message, format!("{}\n\nChange-Id: I1", before.trim_end()));
    let logged = bench.git(&["reflog", "-1", "--format=%gs"]);
    assert_eq!(logged, format!("commit: {}", before.lines().next().unwrap()));
    bench.assert_clean();
}

#[test]
fn trailers_stay() {
    let bench = bench();
    let store = bench.store();
    let mut new = change(2, &[(OURS, Some("2\n"))]);
    new.message = "subject\n\nKind: a\nAbout: b\n".to_owned();
    let commit = |new| store.commit(store.head().unwrap().as_ref(), new);
    for (script, fault) in [
        ("sed -i /Kind/d $1", MessageFault::Lost("Kind: a".to_owned())),
        ("sed -i 's/Kind: a/Kind: c/' $1", MessageFault::Lost("Kind: a".to_owned())),
        ("echo Kind: c >>$1", MessageFault::Doubled("Kind: c".to_owned())),
        (": >$1", MessageFault::Empty),
        ("rm $1", MessageFault::Empty),
        ("printf '\\377' >>$1", MessageFault::NotText),
    ] {
        install(&bench, MSG, script);
        match commit(&new) {
            Err(CommitError::Policy(PolicyError::Message { hook: MSG, fault: found })) => {
                assert_eq!(found, fault, "{script}");
            }
            other => panic!("{script}: {other:?}"),
        }
    }
    install(
        &bench,
        MSG,
        "git interpret-trailers --in-place --trailer 'Change-Id: I1' $1; sed -i 's/^subj/[T-1] subj/' $1",
    );
    commit(&new).unwrap();
    let message = bench.git(&["log", "-1", "--format=%B"]);
    assert_eq!(message, "[T-1] subject\n\nKind: a\nAbout: b\nChange-Id: I1");
    bench.assert_clean();
}

#[test]
fn hooks_are_found_where_git_finds_them() {
    let bench = bench();
    let say = |word: &str| format!("echo {word} >>\"$(git rev-parse --git-common-dir)/said\"");
    install(&bench, PRE, &say("own"));
    program(&bench.path("team/pre-commit"), &say("team"));
    bench.git(&["add", "team"]);
    bench.git(&["commit", "--quiet", "--no-verify", "--message=team"]);
    bench.git(&["worktree", "add", "--quiet", "-b", "state", "linked"]);
    bench.write(".git/info/exclude", "linked\n");
    let linked = GitStore::discover(&bench.path("linked")).unwrap();
    let told = || {
        for store in [&bench.store(), &linked] {
            let text = format!("{:?}", Instant::now());
            store.commit(store.head().unwrap().as_ref(), &change(3, &[(OURS, Some(&text))])).unwrap();
        }
        let said = fs::read_to_string(bench.path(".git/said")).unwrap_or_default();
        let _ = fs::remove_file(bench.path(".git/said"));
        said.replace('\n', " ")
    };
    assert_eq!(told(), "own own ", "those of the repository, in each worktree");
    bench.git(&["config", "core.hooksPath", "team"]);
    assert_eq!(told(), "team team ", "below the root of each worktree");
    bench.git(&["config", "core.hooksPath", "/dev/null"]);
    assert_eq!(told(), "");
    bench.git(&["config", "core.hooksPath", "%(prefix)/nowhere"]);
    assert_eq!(told(), "", "left to git");
    bench.assert_clean();
    assert_eq!(git_in(&bench.path("linked"), &["status", "--porcelain"]), "");
}

#[test]
fn the_first_commit_and_a_sparse_checkout_are_judged_too() {
    let bench = Bench::new();
    install(&bench, PRE, "git diff --cached --name-status --root >.git/seen; git ls-files -v >>.git/seen");
    bench.put(1, &[("in/a", Some("1\n")), ("out/b", Some("1\n"))]).unwrap();
    assert_eq!(bench.text(".git/seen"), "A\tin/a\nA\tout/b\nH in/a\nH out/b\n");
    bench.git(&["sparse-checkout", "set", "--cone", "in"]);
    bench.put(2, &[("out/b", Some("2\n"))]).unwrap();
    assert_eq!(bench.text(".git/seen"), "M\tout/b\nH in/a\nS out/b\n");
    bench.assert_clean();
}

#[test]
fn what_a_killed_process_left_is_taken_away_and_what_lives_is_not() {
    let bench = bench();
    install(&bench, PRE, ":");
    bench.write(".git/aboard-asked-dead/lock", "");
    bench.write(".git/aboard-asked-dead/index", "");
    bench.write(".git/aboard-asked-alive/lock", "");
    let lock = fs::File::open(bench.path(".git/aboard-asked-alive/lock")).unwrap();
    lock.lock().unwrap();
    bench.put(2, &[(OURS, Some("2\n"))]).unwrap();
    assert!(!bench.path(".git/aboard-asked-dead").exists());
    assert!(bench.path(".git/aboard-asked-alive").exists());
}

#[test]
fn a_policy_that_is_set_aside_asks_nobody() {
    let bench = bench();
    bench.git(&["config", "--unset", "core.hooksPath"]);
    bench.git(&["config", "commit.gpgSign", "true"]);
    bench.git(&["config", "hook.team.event", "pre-commit"]);
    bench.git(&["config", "hook.team.command", "exit 1"]);
    install(&bench, PRE, "exit 1");
    refused(&bench);
    bench.store().set_policy_aside().unwrap();
    bench.put(2, &[(OURS, Some("2\n"))]).unwrap();
    assert_eq!(bench.git(&["config", "hook.team.enabled"]), "false");
    bench.git(&["commit", "--quiet", "--allow-empty", "--message=git is not asked either"]);
}

//! Hooks, from the outside.

use std::fs;

use super::{WRITE, interrupt, program, refused};
use crate::support::Sandbox;

const PRE: &str = ".git/hooks/pre-commit";
const MSG: &str = ".git/hooks/commit-msg";

#[test]
fn what_a_hook_says_is_shown_and_its_refusal_is_a_no() {
    let sandbox = Sandbox::with_acme();
    program(&sandbox, PRE, "echo to stdout; echo to stderr >&2; git diff --cached --name-only; exit 7");
    insta::assert_snapshot!("refused", refused(&sandbox, WRITE, 1));
    fs::remove_file(sandbox.file(PRE)).expect("a file");
    program(&sandbox, MSG, "sed -i /Aboard-Change/d $1");
    insta::assert_snapshot!("trailer_lost", refused(&sandbox, WRITE, 1));
    program(&sandbox, MSG, "echo x >x; git add x");
    let run = sandbox.run(WRITE);
    insta::assert_snapshot!("restaged", run);
}

#[test]
fn a_hook_that_is_content_says_so_on_stderr() {
    let sandbox = Sandbox::with_acme();
    program(&sandbox, PRE, "echo checked");
    insta::assert_snapshot!(sandbox.ok(WRITE));
}

/// As the hook of Gerrit does.
#[test]
fn a_trailer_that_a_hook_adds_is_recorded_and_the_log_reads_on() {
    let sandbox = Sandbox::with_acme();
    program(
        &sandbox,
        MSG,
        "id=I$(git hash-object --stdin <$1)
         git interpret-trailers --if-exists doNothing --trailer \"Change-Id: $id\" <$1 >$1.new && mv $1.new $1",
    );
    sandbox.ok("block acme agreement --reason 'Counsel is away' -m 'Until Monday'");
    let trailers = sandbox.git(&["log", "-1", "--format=%(trailers:only,keyonly)"]);
    assert!(
        trailers.starts_with("Aboard-Change\n") && trailers.trim_end().ends_with("Change-Id"),
        "{trailers}"
    );
    let log = sandbox.ok("log acme");
    assert!(log.stdout.contains("acme: block agreement"), "{log}");
    assert!(log.stdout.contains("Until Monday"), "{log}");
}

#[test]
fn a_dry_run_runs_nothing() {
    let sandbox = Sandbox::with_acme();
    for hook in [PRE, MSG] {
        program(&sandbox, hook, "touch .git/ran; exit 1");
    }
    sandbox.git(&["config", "commit.gpgSign", "true"]);
    sandbox.git(&["config", "gpg.program", "/nowhere"]);
    sandbox.ok(&format!("{WRITE} --dry-run"));
    sandbox.ok("status acme");
    assert!(!sandbox.file(".git/ran").exists());
}

#[test]
fn an_edit_by_hand_is_adopted_by_the_policy_or_stays() {
    let sandbox = Sandbox::with_acme();
    let edited = sandbox.read("partners/acme.toml").replace("enterprise", "starter");
    sandbox.write("partners/acme.toml", &edited);
    program(&sandbox, PRE, "git diff --cached | grep '^[+-]tier'; test -e .git/may");
    let line = "adopt acme -m 'It was mistyped'";
    let run = refused(&sandbox, line, 1);
    assert!(run.stderr.starts_with("-tier = \"enterprise\"\n+tier = \"starter\"\n"), "{run}");
    assert_eq!(sandbox.read("partners/acme.toml"), edited);
    sandbox.write(".git/may", "");
    sandbox.ok(line);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

/// A check of the team's may ask the program itself; what it may not is to record another change meanwhile.
#[test]
fn a_hook_may_ask_the_program() {
    let sandbox = Sandbox::with_acme();
    let aboard = env!("CARGO_BIN_EXE_aboard");
    program(&sandbox, PRE, &format!("'{aboard}' lint >.git/lint && ! '{aboard}' note acme -m x 2>.git/note"));
    sandbox.ok(WRITE);
    assert!(sandbox.read(".git/note").contains("GIT_INDEX_FILE"), "{}", sandbox.read(".git/note"));
    assert_eq!(sandbox.commits(), 3);
}

#[test]
fn the_hooks_are_those_of_the_repository_that_holds_the_state() {
    let sandbox = Sandbox::workspace();
    let state = "[state]\ndirectory = \"state/partners\"\n\n[defaults]";
    sandbox.write("aboard.toml", &sandbox.read("aboard.toml").replace("[defaults]", state));
    sandbox.write(".gitignore", "state\n");
    sandbox.commit_all("Keep state elsewhere");
    sandbox.git(&["init", "--quiet", "--initial-branch=main", "state"]);
    program(&sandbox, PRE, "exit 1");
    program(&sandbox, "state/.git/hooks/pre-commit", "echo $PWD; git diff --cached --name-only");
    let run = sandbox.ok("partner add acme --name Acme");
    let root = sandbox.path().canonicalize().expect("a folder");
    let said = format!("{}/state\npartners/acme.toml\n", root.display());
    assert!(run.stderr.starts_with(&said), "{run}");
}

#[test]
fn variables_configure_hooks_as_they_do_for_git() {
    let sandbox = Sandbox::with_acme();
    program(&sandbox, "team/pre-commit", "exit 1");
    sandbox.commit_all("Add the team's hooks");
    let by_variables = |variables: &[(&str, &str)]| {
        let mut command = sandbox.aboard();
        command.envs(variables.iter().copied());
        let output = command.args(["note", "acme", "-m", "x"]).output().expect("the program runs");
        output.status.code()
    };
    assert_eq!(by_variables(&[]), Some(0));
    let value = ("GIT_CONFIG_VALUE_0", "team");
    let count = [("GIT_CONFIG_COUNT", "1"), ("GIT_CONFIG_KEY_0", "core.hooksPath"), value];
    assert_eq!(by_variables(&count), Some(1));
    sandbox.git(&["config", "--file", ".git/global", "core.hooksPath", "team"]);
    let global = sandbox.file(".git/global").to_string_lossy().into_owned();
    assert_eq!(by_variables(&[("GIT_CONFIG_GLOBAL", &global)]), Some(1));
    // What is set for all but hidden by a variable counts for git as little as for us.
    fs::copy(sandbox.file(".git/global"), sandbox.file(".gitconfig")).expect("a copy");
    assert_eq!(by_variables(&[]), Some(0));
}

#[test]
fn a_git_that_is_missing_or_too_old_or_refuses_is_named() {
    let sandbox = Sandbox::with_acme();
    program(&sandbox, PRE, "exit 0");
    program(
        &sandbox,
        ".git/old/git",
        "case $1 in version) echo git version 2.30.9;; *) echo \"git: 'hook' is not a git command.\" >&2; exit 1;; esac",
    );
    program(
        &sandbox,
        ".git/broken/git",
        "case $1 in version) echo git version 2.47.3;; *) echo fatal: detected dubious ownership >&2; exit 128;; esac",
    );
    let told = |path: &str| {
        let mut command = sandbox.aboard();
        command.env("PATH", sandbox.file(path)).args(crate::support::split(WRITE));
        let output = command.output().expect("the program runs");
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    insta::assert_snapshot!([".git/nowhere", ".git/old", ".git/broken"].map(told).join("\n"));
    assert_eq!(sandbox.commits(), 2);
}

#[test]
fn an_interrupted_hook_is_ended_and_leaves_nothing() {
    for (signal, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
        let sandbox = Sandbox::with_acme();
        program(&sandbox, PRE, "sleep 1000 & echo $! >.git/sleeps; echo >.git/waits; wait");
        interrupt(&sandbox, signal, number, &|| ());
        assert_eq!(sandbox.commits(), 2);
        let sleeps = sandbox.read(".git/sleeps");
        let state = || fs::read_to_string(format!("/proc/{}/stat", sleeps.trim())).unwrap_or_default();
        let since = std::time::Instant::now();
        while state().rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z')) {
            assert!(since.elapsed().as_secs() < 60, "what the hook started lives on");
        }
        fs::remove_file(sandbox.file(PRE)).expect("a file");
        sandbox.ok(WRITE);
    }
}

/// A repository that was made for it is taken away again.
#[test]
fn init_is_judged() {
    let sandbox = Sandbox::empty();
    program(&sandbox, "team/pre-commit", "git diff --cached --name-only | head -1; test ! -e ../stop");
    program(&sandbox, "team/commit-msg", "printf '\\nChange-Id: I1\\n' >>$1");
    sandbox.git(&[
        "config",
        "--file",
        ".gitconfig",
        "core.hooksPath",
        &sandbox.file("team").to_string_lossy(),
    ]);
    sandbox.env("GIT_CONFIG_GLOBAL", &sandbox.file(".gitconfig").to_string_lossy());
    sandbox.write("stop", "");
    let run = sandbox.run("init work");
    assert_eq!(run.code, 1, "{run}");
    assert!(!sandbox.file("work").exists(), "{run}");
    fs::remove_file(sandbox.file("stop")).expect("a file");
    let run = sandbox.ok("init work");
    assert_eq!(run.stderr, "aboard.toml\n");
    assert!(sandbox.git(&["-C", "work", "log", "-1", "--format=%B"]).contains("\n\nChange-Id: I1\n"));
}

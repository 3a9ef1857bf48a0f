//! What git's variables say of the repository, as git's own hooks set them.

use std::fmt::Write as _;

use super::{SUBJECT, WRITE, assert_same, everything, sh};
use crate::support::Sandbox;

#[test]
fn variables_that_lead_elsewhere_are_refused_by_name() {
    let mut told = String::new();
    for (name, value, reads, writes) in [
        ("GIT_DIR", ".git", true, true),
        ("GIT_DIR", "other/.git", false, false),
        ("GIT_DIR", "nowhere", false, false),
        ("GIT_WORK_TREE", ".", true, true),
        ("GIT_WORK_TREE", "other", false, false),
        ("GIT_COMMON_DIR", "other/.git", false, false),
        ("GIT_INDEX_FILE", ".git/index", true, true),
        ("GIT_INDEX_FILE", ".git/next-index-1.lock", true, false),
        ("GIT_OBJECT_DIRECTORY", ".git/objects", true, true),
        ("GIT_OBJECT_DIRECTORY", "other/.git/objects", false, false),
        ("GIT_ALTERNATE_OBJECT_DIRECTORIES", "other/.git/objects", false, false),
        // Only what serves a fetch or a push looks at it.
        ("GIT_NAMESPACE", "elsewhere", true, true),
    ] {
        let sandbox = Sandbox::with_acme();
        sandbox.git(&["init", "--quiet", "other"]);
        let head = sandbox.git(&["rev-parse", "HEAD"]);
        let before = everything(sandbox.path());
        let run = |line: &str| {
            let args = crate::support::split(line);
            let output = sandbox.aboard().env(name, value).args(args).output().expect("the program runs");
            (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
        };
        let (code, stderr) = run("portfolio");
        assert_eq!(code, Some(if reads { 0 } else { 2 }), "{name}={value}: {stderr}");
        assert_same(&before, &everything(sandbox.path()), "reading");
        let (code, stderr) = run(WRITE);
        assert_eq!(code, Some(if writes { 0 } else { 2 }), "{name}={value}: {stderr}");
        let logged = sandbox.git(&["log", "-1", "--format=%s%n%P"]);
        if writes {
            assert_eq!(logged, format!("{SUBJECT}\n{head}"));
        } else {
            assert_same(&before, &everything(sandbox.path()), "a refused change");
            let _ = write!(told, "## {name}={value}\n{stderr}");
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn a_hook_of_git_may_ask_and_one_after_the_commit_may_record() {
    let sandbox = Sandbox::with_acme();
    let program = env!("CARGO_BIN_EXE_aboard");
    sandbox.write(".git/hooks/pre-commit", &format!("#!/bin/sh\nexec '{program}' portfolio >pre.txt\n"));
    sandbox.write(".git/hooks/post-commit", &format!("#!/bin/sh\nexec '{program}' {WRITE} >post.txt 2>&1\n"));
    sandbox.write("text", "a\n");
    sh(
        &sandbox,
        "chmod +x .git/hooks/*; echo '*.txt' >>.git/info/exclude; git add text; git commit -qm Text -- text",
    );
    assert!(sandbox.read("pre.txt").contains("acme"));
    assert_eq!(sandbox.git(&["log", "-2", "--format=%s"]), format!("{SUBJECT}\nText\n"));
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn the_state_may_be_elsewhere_than_the_variables_lead() {
    let sandbox = Sandbox::workspace();
    let state = "[state]\ndirectory = \"state\"\n\n[defaults]";
    sandbox.write("aboard.toml", &sandbox.read("aboard.toml").replace("[defaults]", state));
    sandbox.write(".gitignore", "state\n");
    sandbox.commit_all("Keep state elsewhere");
    sandbox.git(&["init", "--quiet", "--initial-branch=main", "state"]);
    sandbox.ok("partner add acme --name Acme");
    for folder in [".git", "state/.git"] {
        for line in ["portfolio", "note acme -m heard"] {
            let mut command = sandbox.aboard();
            command.env("GIT_DIR", folder).env("GIT_INDEX_FILE", sandbox.file(folder).join("index"));
            let output = command.args(crate::support::split(line)).output().expect("the program runs");
            assert!(output.status.success(), "{folder}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

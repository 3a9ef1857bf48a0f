//! The kinds and states of a repository that holds nothing but the state, beside that of the playbooks.

use std::fmt::Write as _;

use super::{assert_same, everything, sh};
use crate::support::Sandbox;

/// Makes the repository `state`.
type Make = &'static str;

#[test]
fn a_repository_of_the_state_works_or_is_refused_by_name() {
    let makes: [(&str, Make); 12] = [
        ("plain", "git init -q -b main state"),
        (
            "folder of it",
            "git init -q -b main state-repository; mkdir state-repository/in; ln -s state-repository/in state",
        ),
        ("linked worktree", "git worktree add -q --orphan -b side state"),
        (
            "submodule",
            "git init -q -b main ../$(basename $PWD)/source; git -C source commit -qm Begin --allow-empty
                       git -c protocol.file.allow=always submodule --quiet add --force ./source state
                       git commit -qm Add; git -C state switch -qC main",
        ),
        ("bare", "git init -q --bare state"),
        ("sha256", "git init -q --object-format=sha256 state"),
        ("reftable", "git init -q --ref-format=reftable state"),
        (
            "detached",
            "git init -q state; git -C state commit -qm Begin --allow-empty; git -C state switch -q --detach",
        ),
        (
            "split index",
            "git init -q state; cd state; touch a; git add a; git commit -qm Begin; git update-index --split-index",
        ),
        (
            "merge",
            "git init -q state; cd state; git commit -qm Begin --allow-empty; git rev-parse HEAD >.git/MERGE_HEAD",
        ),
        (
            "attributes",
            "git init -q state; cd state; echo '*.toml filter=lfs' >.gitattributes; git add .; git commit -qm Begin",
        ),
        ("missing", ":"),
    ];
    let mut told = String::new();
    for (name, make) in makes {
        let sandbox = Sandbox::workspace();
        let state = "[state]\ndirectory = \"state\"\n\n[defaults]";
        sandbox.write("aboard.toml", &sandbox.read("aboard.toml").replace("[defaults]", state));
        sandbox.write(".gitignore", "/state*\n/source\n");
        sandbox.commit_all("Keep state elsewhere");
        sh(&sandbox, make);
        let main = sandbox.git(&["rev-parse", "HEAD"]);
        let before = everything(sandbox.path());
        let read = sandbox.run("portfolio");
        assert_same(&before, &everything(sandbox.path()), "reading");
        let write = sandbox.run("partner add acme --name Acme");
        let folder = sandbox.path().canonicalize().expect("a folder").to_string_lossy().into_owned();
        let _ = writeln!(told, "## {name}");
        for (what, run) in [("read", &read), ("write", &write)] {
            let said = if run.code == 0 { "" } else { &run.stderr };
            let _ = write!(told, "{what}: {}\n{}", run.code, said.replace(&folder, "FOLDER"));
        }
        if write.code == 0 && name != "missing" {
            let git = |args: &[&str]| sandbox.git(&[&["-C", "state"], args].concat());
            assert_eq!(git(&["log", "-1", "--format=%s"]), "acme: add Acme under seller@1.0.0\n", "{name}");
            assert_eq!(git(&["show", "--format=", "--name-only"]).matches('\n').count(), 1, "{name}");
            assert_eq!(git(&["status", "--porcelain"]), "", "{name}");
            assert_eq!(git(&["fsck", "--strict", "--no-dangling"]), "", "{name}");
            assert!(sandbox.ok("partner list").stdout.contains("acme"));
            assert_eq!(
                sandbox.git(&["rev-parse", "HEAD"]),
                main,
                "{name}: the branch of the playbooks moved"
            );
        } else if name != "missing" {
            assert_same(&before, &everything(sandbox.path()), "a refused change");
        }
    }
    insta::assert_snapshot!(told);
}

//! Whose a repository is, and whether it can be written.
#![expect(clippy::print_stderr, reason = "a test that cannot be run here says so")]

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

use super::{WRITE, assert_same, everything, sh, told_in};
use crate::support::Sandbox;

fn is_root(sandbox: &Sandbox) -> bool {
    fs::metadata(sandbox.path()).expect("metadata").uid() == 0
}

#[test]
fn the_repository_of_another_user_is_refused_until_it_is_trusted() {
    let sandbox = Sandbox::with_acme();
    if !is_root(&sandbox) {
        eprintln!("skipped: only root can give a repository to another user");
        return;
    }
    sandbox.git(&["config", "--file", ".gitconfig", "user.name", "Nobody"]);
    sh(&sandbox, "mkdir ../$(basename $PWD)/inner; git clone -q . inner; chown -R 65534:65534 inner");
    let home = sandbox.path().to_string_lossy().into_owned();
    sandbox.env("GIT_CONFIG_GLOBAL", &format!("{home}/.gitconfig"));
    let before = everything(sandbox.path());
    for line in ["portfolio", WRITE] {
        let run = sandbox.run(&format!("-C inner {line}"));
        assert_eq!(run.code, 2, "{run}");
        assert!(run.stderr.contains("belongs to another user"), "{run}");
        assert!(run.stderr.contains("git config --global --add safe.directory"), "{run}");
    }
    assert_same(&before, &everything(sandbox.path()), "a refused change");
    let real = sandbox.path().canonicalize().expect("a folder").join("inner");
    sandbox.git(&["config", "--global", "--add", "safe.directory", &real.to_string_lossy()]);
    assert_eq!(told_in(&sandbox, "inner"), "read: 0\nwrite: 0\n");
}

#[test]
fn what_cannot_be_written_can_be_read() {
    let sandbox = Sandbox::with_acme();
    if is_root(&sandbox) {
        // Permissions do not keep root from writing; a mount of its own does.
        let script = "mount --bind -o ro \"$PWD\" \"$PWD\" && cd \"$PWD\" && exec \"$@\"";
        let run = |line: &str| {
            let mut command = sandbox.command("unshare");
            command.args(["--mount", "sh", "-c", script, "sh", env!("CARGO_BIN_EXE_aboard")]);
            let output = command.args(crate::support::split(line)).output().expect("unshare runs");
            (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
        };
        let may = sandbox.command("unshare").args(["--mount", "sh", "-c", "mount --bind . ."]).status();
        if !may.is_ok_and(|status| status.success()) {
            eprintln!("skipped: no mounts can be made here");
            return;
        }
        refused(&sandbox, &run, "record changes in a clone that can be written");
        return;
    }
    sh(&sandbox, "chmod -R a-w .");
    let run = |line: &str| {
        let run = sandbox.run(line);
        (Some(run.code), run.stderr)
    };
    refused(&sandbox, &run, "you may not write");
    fs::set_permissions(sandbox.path(), fs::Permissions::from_mode(0o755)).expect("permissions");
    sh(&sandbox, "chmod -R u+w .");
}

fn refused(sandbox: &Sandbox, run: &dyn Fn(&str) -> (Option<i32>, String), hint: &str) {
    let before = everything(sandbox.path());
    assert_eq!(run("portfolio"), (Some(0), String::new()));
    let (code, stderr) = run(WRITE);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains(hint), "{stderr}");
    assert_same(&before, &everything(sandbox.path()), "a refused change");
}

//! What git is configured to do with every commit, judged by real programs: hooks that refuse or change a message,
//! and signatures that `git verify-commit` takes.

mod hooks;
mod signatures;

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::support::{Run, Sandbox, split};

const WRITE: &str = "start acme agreement";
const SUBJECT: &str = "acme: start contract/agreement";

/// Makes a program of a shell script.
fn program(sandbox: &Sandbox, path: &str, script: &str) {
    sandbox.write(path, &format!("#!/bin/sh\n{script}\n"));
    let permissions = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(sandbox.file(path), permissions).expect("permissions");
}

/// Runs a line that must be refused with nothing changed.
fn refused(sandbox: &Sandbox, line: &str, code: i32) -> Run {
    let state = || {
        let head = sandbox.git(&["rev-parse", "HEAD"]);
        (head, sandbox.git(&["status", "--porcelain"]), sandbox.git(&["diff", "--cached"]))
    };
    let before = state();
    let run = sandbox.run(line);
    assert_eq!(run.code, code, "{run}");
    assert_eq!(state(), before, "{run}");
    assert_nothing_left(sandbox);
    run
}

/// Asserts that no lock, no journal and no folder of temporary files is left.
fn assert_nothing_left(sandbox: &Sandbox) {
    let names = std::fs::read_dir(sandbox.file(".git")).expect("a folder");
    let names = names.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let is_left = |name: &String| {
        name == "index.lock"
            || name.ends_with(".journal") && name.starts_with("aboard")
            || name.contains("-asked-")
    };
    let left: Vec<_> = names.filter(is_left).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// Starts the program, waits until it has a program of the person's run, does something, and sends it a signal, by
/// which it must end with nothing left.
fn interrupt(sandbox: &Sandbox, signal: &str, number: i32, meanwhile: &dyn Fn()) {
    let mut child = sandbox.hearing(env!("CARGO_BIN_EXE_aboard"));
    let mut child =
        child.args(split(WRITE)).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs");
    let since = Instant::now();
    while !std::fs::read(sandbox.file(".git/waits")).is_ok_and(|text| text.ends_with(b"\n")) {
        assert!(since.elapsed() < Duration::from_secs(60), "nothing was run");
        std::thread::sleep(Duration::from_millis(5));
    }
    meanwhile();
    assert_eq!(child.try_wait().expect("a process"), None, "it waits on");
    let id = child.id().to_string();
    let sent =
        sandbox.command("sh").args(["-c", &format!("kill -s {signal} {id}")]).status().expect("a shell runs");
    assert!(sent.success());
    let ended = child.wait().expect("it ends");
    assert_eq!(ended.signal(), Some(number), "{ended:?}");
    assert_nothing_left(sandbox);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

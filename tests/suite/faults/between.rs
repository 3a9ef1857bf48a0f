//! A person whose commit falls into the middle of a change. `git commit` reads the head and the index, and only
//! then takes the lock of the index: what it has read by then must not take the change back.

use std::thread;
use std::time::Duration;

use super::judge::{MARKER, all, recorded, workspace};
use super::trace::{Call, calls, is_possible};
use super::{figure, milliseconds, spawn};
use crate::support::Sandbox;

const NOTE: [&str; 4] = ["note", "acme", "--message", MARKER];

/// How long the change stands still, and how long the person does: from within the one to behind it.
const STANDS: Duration = Duration::from_millis(600);
const WAITS: Duration = Duration::from_millis(1_500);

/// What is wrong after the person committed while the change stood before one of its renames.
fn committed_between(sandbox: &Sandbox, call: &Call) -> Vec<String> {
    let stands = format!("delay_enter={}", STANDS.as_micros());
    let mut change = spawn(call.inject(sandbox, &stands, &NOTE));
    while !sandbox.file(".git/index.lock").exists() && change.try_wait().expect("a process of ours").is_none()
    {
        thread::sleep(Duration::from_millis(1));
    }
    let lock = sandbox.file(".git").canonicalize().expect("a folder").join("index.lock");
    let mut person = sandbox.command("strace");
    person.args(["-f", "-qqq", "-o", "/dev/null", "-P"]).arg(lock);
    person.args(["--trace=openat", &format!("--inject=openat:delay_enter={}", WAITS.as_micros())]);
    let has_committed = spawn({
        person.args(["git", "commit", "--quiet", "--message", "mine"]);
        person
    })
    .wait()
    .expect("git ends")
    .success();
    let mut found = Vec::new();
    if !change.wait().expect("an end").success() || recorded(sandbox, MARKER) != 1 {
        found.push("the change is not recorded".to_owned());
    }
    if !has_committed {
        // It was refused the branch, and may have put back the index that it had read: the next command of ours
        // sees to it.
        sandbox.ok("status acme");
        sandbox.git(&["commit", "--quiet", "--message", "mine"]);
    }
    let log = sandbox.git(&["log", "-2", "--format=%x00%s", "--name-status"]);
    for commit in log.split('\0').filter(|commit| commit.starts_with("mine")) {
        let files: Vec<&str> = commit.lines().skip(1).filter(|line| !line.is_empty()).collect();
        if files != ["A\tstaged.txt"] {
            found.push(format!("the person's commit holds {files:?}"));
        }
    }
    let status = sandbox.git(&["status", "--porcelain"]);
    if status != " M edited.txt\n?? scrap.txt\n" {
        found.push(format!("git status says:\n{status}"));
    }
    found
}

#[test]
fn a_commit_that_read_the_index_in_the_middle_of_a_change_takes_nothing_back() {
    let what = "a person's commit in the middle of a change";
    if !is_possible(what) {
        return;
    }
    let whole = workspace().into_folder();
    let instants: Vec<_> = calls(&Sandbox::copy_of(whole.path()), &NOTE)
        .into_iter()
        .filter(|call| ["link", "linkat", "rename", "unlink"].contains(&call.name.as_str()))
        .collect();
    let name = |call: &Call| format!("{} {}", call.name, call.ordinal);
    let longest = all(&instants, name, |call| {
        (committed_between(&Sandbox::copy_of(whole.path()), call), STANDS + WAITS)
    });
    figure(what, &format!("{} instants, each of {} at most", instants.len(), milliseconds(longest)));
}

//! A person whose commit falls into the middle of a change. `git commit` reads the head and the index, and only
//! then takes the lock of the index: what it has read by then must not take the change back.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::judge::{MARKER, all, recorded, workspace};
use super::trace::{Call, calls, is_possible};
use super::{figure, milliseconds, spawn};
use crate::support::Sandbox;

const NOTE: [&str; 4] = ["note", "acme", "--message", MARKER];

/// How long the change stands still, and how long the person does: from within the one to behind it.
const STANDS: Duration = Duration::from_millis(600);
const WAITS: Duration = Duration::from_millis(1_500);

/// A change that stands before one of its renames, and then goes on or is killed there.
#[derive(Clone)]
struct Case {
    call: Call,
    is_killed: bool,
}

impl Case {
    fn name(&self) -> String {
        let then = if self.is_killed { "killed" } else { "going on" };
        format!("{} {}, {then}", self.call.name, self.call.ordinal)
    }
}

/// Kills a change that stands still, which says in the lock who it is; another command mends what it left. Returns
/// whether it was still there: one that stands before it takes the lock is waited for, and over by then.
fn kill(sandbox: &Sandbox) -> bool {
    let holder = sandbox.read(".git/aboard.lock");
    let Some(process) = holder.trim().rsplit(' ').next().filter(|process| !process.is_empty()) else {
        return false;
    };
    let killed = sandbox.command("kill").args(["-KILL", process]).status().expect("kill runs");
    assert!(killed.success(), "{holder}");
    // Whoever holds it still lets it go when its time is over.
    let began = Instant::now();
    while sandbox.file(".git/index.lock").exists() && began.elapsed() < STANDS * 2 {
        sandbox.ok("status acme");
        thread::sleep(STANDS / 60);
    }
    true
}

/// What is wrong after the person committed while the change stood still.
fn committed_between(
    sandbox: &Sandbox,
    Case { call, is_killed }: &Case,
    killed: &AtomicUsize,
) -> Vec<String> {
    let stands = format!("delay_enter={}", STANDS.as_micros());
    let mut change = spawn(call.inject(sandbox, &stands, &NOTE));
    while !sandbox.file(".git/index.lock").exists() && change.try_wait().expect("a process of ours").is_none()
    {
        thread::sleep(Duration::from_millis(1));
    }
    // It has come to where it stands by then.
    thread::sleep(STANDS / 4);
    let lock = sandbox.file(".git").canonicalize().expect("a folder").join("index.lock");
    let mut person = sandbox.command("strace");
    person.args(["-f", "-qqq", "-o", "/dev/null", "-P"]).arg(lock);
    person.args(["--trace=openat", &format!("--inject=openat:delay_enter={}", WAITS.as_micros())]);
    person.args(["git", "commit", "--quiet", "--message", "mine"]);
    let mut person = spawn(person);
    if *is_killed {
        // Git has read the index by then, and waits.
        thread::sleep(STANDS / 2);
        killed.fetch_add(kill(sandbox).into(), Ordering::Relaxed);
    }
    let has_committed = person.wait().expect("git ends").success();
    let mut found = Vec::new();
    let is_done = change.wait().expect("an end").success();
    if !is_killed && (!is_done || recorded(sandbox, MARKER) != 1) {
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
        .flat_map(|call| [false, true].map(|is_killed| Case { call: call.clone(), is_killed }))
        .collect();
    let killed = AtomicUsize::new(0);
    let longest = all(&instants, Case::name, |case| {
        (committed_between(&Sandbox::copy_of(whole.path()), case, &killed), STANDS + WAITS)
    });
    let killed = killed.into_inner();
    assert!(killed > instants.len() / 4, "only {killed} of {} changes were killed", instants.len());
    figure(
        what,
        &format!(
            "{} cases, {killed} changes killed, each of {} at most",
            instants.len(),
            milliseconds(longest)
        ),
    );
}

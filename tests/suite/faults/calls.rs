//! Every system call of the write path made to fail once, and every one an instant of death.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tempfile::TempDir;

use super::judge::{MARKER, all, judge, judge_reading, recorded, run, workspace};
use super::trace::{Call, calls, is_possible, some};
use super::{figure, hold, is_long, milliseconds};
use crate::support::Sandbox;

const NOTE: [&str; 4] = ["note", "acme", "--message", MARKER];
const DONE: [&str; 7] =
    ["done", "acme", "contract/kickoff-call", "--evidence", "held=2026-03-02", "--message", MARKER];
const LAYOUT: [&str; 5] = ["doctor", "--layout", "sharded", "--message", MARKER];
const STATUS: [&str; 2] = ["status", "acme"];
const ANOTHER: [&str; 4] = ["note", "acme", "--message", "another change"];

/// How many cases of each kind the suite has time for.
const MOST: usize = 30;

/// A workspace, and a command whose calls are tried there.
struct Scene {
    name: String,
    workspace: TempDir,
    arguments: &'static [&'static str],
    /// What the command says in the change that it makes, unless it only reads.
    marker: Option<&'static str>,
    /// Whether the change that history is asked for is there in the end.
    is_made: bool,
}

struct Case<'a> {
    scene: &'a Scene,
    call: Call,
    fault: String,
}

impl Case<'_> {
    fn name(&self) -> String {
        let Case { scene, call: Call { name, ordinal }, fault } = self;
        format!("{}: {fault} at {name} {ordinal}", scene.name)
    }

    fn try_it(&self, struck: &AtomicUsize) -> (Vec<String>, Duration) {
        let sandbox = Sandbox::copy_of(self.scene.workspace.path());
        let ended = run(self.call.inject(&sandbox, &self.fault, self.scene.arguments));
        if ended.code() != Some(0) {
            struck.fetch_add(1, Ordering::Relaxed);
        }
        let (mut found, took) = match self.scene.marker {
            Some(marker) => judge(&sandbox, &ended, marker),
            None => judge_reading(&sandbox, &ended),
        };
        let is_sought = self.scene.marker != Some(MARKER);
        if is_sought && recorded(&sandbox, MARKER) != usize::from(self.scene.is_made) {
            found.push("the change before is not what it is to be".to_owned());
        }
        (found, took)
    }
}

impl Scene {
    fn of(name: impl Into<String>, workspace: Sandbox, arguments: &'static [&'static str]) -> Scene {
        Scene {
            name: name.into(),
            workspace: workspace.into_folder(),
            arguments,
            marker: Some(MARKER),
            is_made: false,
        }
    }

    fn copy(&self) -> Sandbox {
        Sandbox::copy_of(self.workspace.path())
    }
}

/// A new file, a file that is replaced, files that move, and the very first change after a clone.
fn writing() -> Vec<Scene> {
    let first = workspace();
    for made in ["aboard.mark", "aboard.lock", "aboard"] {
        let path = first.file(".git").join(made);
        let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        removed.expect("something that the program keeps");
    }
    vec![
        Scene::of("done", workspace(), &DONE),
        Scene::of("note", workspace(), &NOTE),
        Scene::of("first", first, &NOTE),
        Scene::of("layout", workspace(), &LAYOUT),
    ]
}

/// What the next commands find that read and that write, after one died that had written its file: before the branch
/// moved, right behind that, and while it took back what it had written.
fn mending() -> Vec<Scene> {
    let whole = Scene::of("done", workspace(), &DONE);
    let state = "partners/acme.toml";
    let before = whole.copy().read(state);
    let lock = ".git/index.lock";
    let turns = calls(&whole.copy(), &DONE)
        .into_iter()
        .filter(|call| ["link", "linkat", "rename", "renameat", "unlink"].contains(&call.name.as_str()));
    let died: Vec<Sandbox> = turns
        .map(|call| {
            let sandbox = whole.copy();
            run(call.inject(&sandbox, "signal=KILL", &DONE));
            sandbox
        })
        .filter(|sandbox| sandbox.read(state) != before && sandbox.file(lock).exists())
        .collect();
    let at = |is_made: bool| {
        let died = died.iter().find(|sandbox| (recorded(sandbox, MARKER) == 1) == is_made);
        died.expect("an instant between the worktree, the branch and the end").path()
    };
    // A process that could not put back what it had written.
    let given_up = Sandbox::copy_of(at(false));
    fs::rename(given_up.file(".git/aboard.journal"), given_up.file(".git/aboard.given-up"))
        .expect("a journal");
    let scenes = [
        ("before the branch", at(false), true),
        ("behind the branch", at(true), true),
        ("of a change given up", given_up.path(), false),
    ];
    let scenes = scenes.map(|(death, folder, is_made)| {
        let copy = || Sandbox::copy_of(folder);
        let reading = Scene::of(format!("read after a death {death}"), copy(), &STATUS);
        let writing = Scene::of(format!("write after a death {death}"), copy(), &ANOTHER);
        [Scene { marker: None, is_made, ..reading }, Scene { marker: Some(ANOTHER[3]), is_made, ..writing }]
    });
    scenes.into_iter().flatten().collect()
}

fn cases<'a>(scenes: &'a [Scene], faults: impl Fn(&Call) -> Vec<String>) -> Vec<Case<'a>> {
    let mut cases = Vec::new();
    for scene in scenes {
        for call in calls(&scene.copy(), scene.arguments) {
            for fault in faults(&call) {
                cases.push(Case { scene, call: call.clone(), fault });
            }
        }
    }
    cases
}

fn fail(call: &Call) -> Vec<String> {
    if !call.can_fail() {
        return Vec::new();
    }
    let errors = call.errors();
    let all = || errors.iter().map(|error| format!("error={error}")).collect();
    // One each where there is not time for all.
    if is_long() { all() } else { vec![format!("error={}", errors[call.ordinal % errors.len()])] }
}

fn die(call: &Call) -> Vec<String> {
    if call.can_be_stopped_at() { vec!["signal=KILL".to_owned()] } else { Vec::new() }
}

fn try_all(what: &str, scenes: &[Scene], faults: impl Fn(&Call) -> Vec<String>) {
    // Those that put something in its place or take it away are always tried.
    let is_turn = |case: &Case<'_>| ["link", "linkat", "rename", "unlink"].contains(&case.call.name.as_str());
    let (mut cases, others): (Vec<_>, Vec<_>) = cases(scenes, faults).into_iter().partition(is_turn);
    cases.extend(some(others, MOST));
    let struck = AtomicUsize::new(0);
    let longest = all(&cases, Case::name, |case| case.try_it(&struck));
    hold(what, longest, "ABOARD_LONGEST_NEXT");
    let (tried, struck, longest) = (cases.len(), struck.into_inner(), milliseconds(longest));
    // A fault that never comes tests nothing; some make no difference.
    assert!(struck > tried / 4, "only {struck} of {tried} commands felt anything");
    figure(
        what,
        &format!(
            "{tried} cases, {struck} ended in failure or death; the next command took at most {longest}"
        ),
    );
}

#[test]
fn a_call_that_fails_does_no_damage_and_tells_no_lie() {
    let what = "a system call of a change fails";
    if is_possible(what) {
        try_all(what, &writing(), fail);
    }
}

#[test]
fn a_death_at_any_call_loses_nothing() {
    let what = "a death at a system call of a change";
    if is_possible(what) {
        try_all(what, &writing(), die);
    }
}

#[test]
fn mending_that_fails_or_dies_itself_is_done_again() {
    let what = "a fault or a death while the last one is mended";
    if is_possible(what) {
        let both = |call: &Call| [fail(call), die(call)].concat();
        try_all(what, &mending(), both);
    }
}

#[test]
fn a_system_without_a_thread_left_is_no_reason_to_fail() {
    if is_possible("no thread can be started") {
        let sandbox = workspace();
        let call = Call { name: "clone,?clone3".to_owned(), ordinal: 1 };
        let ended = run(call.inject_from(&sandbox, "error=EAGAIN", &NOTE));
        assert_eq!(ended.code(), Some(0), "{}", ended.said);
        assert_eq!(judge(&sandbox, &ended, MARKER).0, Vec::<String>::new());
    }
}

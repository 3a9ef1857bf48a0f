//! A workspace to be spoilt, and the judge of what became of it. In go a command and how it was made to fail;
//! out comes a complaint, or nothing.

use std::io::Read as _;
use std::ops::RangeInclusive;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};
use std::{fs, thread};

use crate::support::Sandbox;

/// What a command says in its message, so that history can be asked for it.
pub(super) const MARKER: &str = "the change to look for";

/// When a process is taken to hang: past the 30 seconds that it waits for locks.
const PATIENCE: Duration = Duration::from_secs(40);

/// The user's own files, none of which is to be touched: one staged, one edited, one git does not know.
const OWN: [(&str, &str); 3] =
    [("staged.txt", "staged\n"), ("edited.txt", "edited\n"), ("scrap.txt", "mine alone\n")];
const OWN_STATUS: &str = " M edited.txt\nA  staged.txt\n?? scrap.txt\n";

/// Locks and journals, of which none may be left.
pub(super) const LEFTOVERS: [&str; 4] =
    [".git/index.lock", ".git/aboard.journal", ".git/aboard.given-up", ".git/refs/heads/main.lock"];

/// How a process ended.
pub(super) struct Ended {
    /// Nothing where it was killed because it hung.
    pub(super) status: Option<ExitStatus>,
    pub(super) said: String,
    pub(super) took: Duration,
}

impl Ended {
    pub(super) fn code(&self) -> Option<i32> {
        self.status.and_then(|status| status.code())
    }
}

/// A workspace with a partner in the middle of its work, and files of the user's in every state.
pub(super) fn workspace() -> Sandbox {
    let sandbox = Sandbox::with_acme();
    sandbox.write("edited.txt", "as committed\n");
    sandbox.commit_all("A file");
    sandbox.ok("start acme contract/kickoff-call");
    for (name, text) in OWN {
        sandbox.write(name, text);
    }
    sandbox.git(&["add", "staged.txt"]);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), OWN_STATUS);
    sandbox
}

/// Runs a command to its end, or until it is taken to hang.
pub(super) fn run(mut command: Command) -> Ended {
    let began = Instant::now();
    let piped = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = piped.spawn().expect("a process");
    let mut stderr = child.stderr.take().expect("a pipe");
    let reader = thread::spawn(move || {
        let mut said = Vec::new();
        stderr.read_to_end(&mut said).expect("a pipe that can be read");
        String::from_utf8_lossy(&said).into_owned()
    });
    let status = loop {
        if let Some(status) = child.try_wait().expect("a process of ours") {
            break Some(status);
        }
        if began.elapsed() > PATIENCE {
            child.kill().expect("a kill");
            child.wait().expect("an end");
            break None;
        }
        thread::sleep(Duration::from_millis(2));
    };
    Ended { status, said: reader.join().expect("no panic"), took: began.elapsed() }
}

/// How often the change with this marker is in history.
pub(super) fn recorded(sandbox: &Sandbox, marker: &str) -> usize {
    let log = sandbox.git(&["log", "--format=%B%x00"]);
    log.split('\0').filter(|message| message.contains(marker)).count()
}

/// What is not as the user left it.
pub(super) fn untidy(sandbox: &Sandbox) -> Vec<String> {
    let mut found = Vec::new();
    for left in LEFTOVERS.into_iter().filter(|left| sandbox.file(left).exists()) {
        found.push(format!("{left} is left"));
    }
    let status = sandbox.git(&["status", "--porcelain"]);
    if status != OWN_STATUS {
        found.push(format!("git status says:\n{status}"));
    }
    for (name, text) in OWN {
        if sandbox.read(name) != text {
            found.push(format!("{name} was changed"));
        }
    }
    found
}

/// Judges a command that was to record the change with a marker, and then what the next ones find. Returns
/// the complaints and how long the next command took.
pub(super) fn judge(sandbox: &Sandbox, ended: &Ended, marker: &str) -> (Vec<String>, Duration) {
    let mut found = unguarded(sandbox);
    let made = recorded(sandbox, marker);
    if made > 1 {
        found.push(format!("recorded {made} times"));
    }
    found.extend(misbehaved(ended));
    match ended.code() {
        // A signal says nothing of the change. Where nothing could be said, nothing was that is not so.
        None => {}
        Some(0) if made == 0 => found.push("it said that it was done, and nothing is recorded".to_owned()),
        Some(0) => {}
        Some(_) if ended.said.is_empty() || library_gives_up(ended) => {}
        Some(_) if ended.said.contains("nobody knows yet") => {}
        Some(_) if says_recorded(&ended.said) != (made > 0) => {
            found.push(format!("it spoke wrongly of a change that is recorded {made} times"));
        }
        Some(_) => {}
    }
    // Who was killed, or said that nobody knows, told nothing that must stay so.
    let may_be_made = made == 0 && (ended.code().is_none() || ended.said.contains("nobody knows yet"));
    let may_be = if may_be_made { 0..=1 } else { made..=made };
    let took = next_works(sandbox, may_be, marker, &mut found);
    if !found.is_empty() {
        found.push(format!("it ended with {:?} and said:\n{}", ended.status, ended.said));
    }
    (found, took)
}

/// A journal without the lock: what a person does next could be taken for what the change left.
fn unguarded(sandbox: &Sandbox) -> Vec<String> {
    let [lock, journal, given_up, _] = LEFTOVERS.map(|left| sandbox.file(left).exists());
    // Before anything is written nothing needs a guard.
    let is_same =
        |how: &[&str]| sandbox.git(&[how, &["--name-only", "HEAD", "--", "partners"]].concat()).is_empty();
    let is_shown = is_same(&["diff"]) && is_same(&["diff", "--cached"]);
    let is_open = (journal || given_up) && !lock;
    if is_open && (!is_shown || recorded(sandbox, MARKER) > 0) {
        vec!["a journal is left, and the index is not locked".to_owned()]
    } else {
        Vec::new()
    }
}

/// Whether the standard library ended the process: it does where a thread has no memory for its stack, and where a
/// folder cannot be closed.
fn library_gives_up(ended: &Ended) -> bool {
    let words = ["failed to allocate an alternative stack", "during closedir"];
    words.iter().any(|words| ended.said.contains(words))
}

/// What no command does, whatever fails.
fn misbehaved(ended: &Ended) -> Vec<String> {
    let mut found = Vec::new();
    if ended.status.is_none() {
        found.push("it hung".to_owned());
    }
    if ended.said.contains("panicked") && !library_gives_up(ended) {
        found.push("it panicked".to_owned());
    }
    found
}

fn says_recorded(said: &str) -> bool {
    said.contains("recorded as")
}

/// Judges a command that was only to read, and then what the next ones find.
pub(super) fn judge_reading(sandbox: &Sandbox, ended: &Ended) -> (Vec<String>, Duration) {
    let mut found = misbehaved(ended);
    found.extend(unguarded(sandbox));
    let took = next_works(sandbox, 0..=0, "", &mut found);
    (found, took)
}

/// The next command that reads mends what is left, and the next that writes goes on. How often the change is
/// recorded is what it may be, and stays so.
fn next_works(
    sandbox: &Sandbox,
    may_be: RangeInclusive<usize>,
    marker: &str,
    found: &mut Vec<String>,
) -> Duration {
    let count = || if marker.is_empty() { 0 } else { recorded(sandbox, marker) };
    let mut reading = sandbox.aboard();
    reading.args(["status", "acme"]);
    let next = run(reading);
    if next.code() != Some(0) {
        found.push(format!("the next command ends with {:?}: {}", next.status, next.said));
    }
    found.extend(untidy(sandbox));
    let made = count();
    if !may_be.contains(&made) {
        found.push(format!("it is recorded {made} times afterwards"));
    }
    let mut writing = sandbox.aboard();
    writing.args(["note", "acme", "--message", "after it"]);
    let after = run(writing);
    if after.code() != Some(0) {
        found.push(format!("the next change ends with {:?}: {}", after.status, after.said));
    }
    found.extend(untidy(sandbox));
    if count() != made {
        found.push("what was recorded changed afterwards".to_owned());
    }
    let checked =
        sandbox.command("git").args(["fsck", "--strict", "--no-dangling"]).output().expect("git runs");
    if !checked.status.success() || !checked.stdout.is_empty() {
        found.push(format!("git fsck: {}", String::from_utf8_lossy(&checked.stderr)));
    }
    let entries = fs::read_dir(sandbox.file(".git")).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    found.extend(
        names.filter(|name| name.starts_with("aboard-commit-")).map(|name| format!("{name} is left")),
    );
    next.took.max(after.took)
}

/// Goes through cases on all processors; every complaint is shown. Returns the longest that a next command took.
pub(super) fn all<T: Sync>(
    cases: &[T],
    name: impl Fn(&T) -> String + Sync,
    one: impl Fn(&T) -> (Vec<String>, Duration) + Sync,
) -> Duration {
    let (rest, longest) = (Mutex::new(cases.iter()), Mutex::new(Duration::ZERO));
    let complaints = Mutex::new(Vec::new());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let Some(case) = rest.lock().expect("no panic").next() else { return };
                    let (found, took) = one(case);
                    let mut longest = longest.lock().expect("no panic");
                    *longest = longest.max(took);
                    if !found.is_empty() {
                        let told = format!("== {}\n{}", name(case), found.join("\n"));
                        complaints.lock().expect("no panic").push(told);
                    }
                }
            });
        }
    });
    let complaints = complaints.into_inner().expect("no panic");
    let count = (complaints.len(), cases.len());
    assert!(complaints.is_empty(), "{} of {} failed\n{}", count.0, count.1, complaints.join("\n"));
    assert!(!cases.is_empty(), "nothing was tried");
    longest.into_inner().expect("no panic")
}

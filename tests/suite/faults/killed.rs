//! Four writers that are killed, round after round, beside a person who commits.
//!
//! `ABOARD_ROUNDS` asks for more rounds than a suite has time for.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use super::judge::LEFTOVERS;
use super::{figure, hold, milliseconds, number, spawn};
use crate::support::Sandbox;

const PARTNERS: [&str; 3] = ["acme", "beta", "gamma"];
const WRITERS: usize = 4;

/// A delay that covers a whole run of the program, spread evenly over the rounds.
fn delay(round: usize, writer: usize) -> Duration {
    Duration::from_micros((round * 7919 + writer * 104_729) as u64 % 60_000)
}

/// A person commits a file of their own; git refuses while somebody holds its lock, and they try again.
fn person_commits(sandbox: &Sandbox, round: usize) {
    sandbox.write("mine.txt", &format!("{round}\n"));
    for arguments in [&["add", "mine.txt"][..], &["commit", "--quiet", "--message", "mine"][..]] {
        let done = (0..500).any(|_| {
            let mut git = sandbox.command("git");
            git.args(arguments);
            let done = spawn(git).wait().expect("git ends").success();
            if !done {
                thread::sleep(Duration::from_millis(5));
                // A writer that was killed left the lock: any command of ours takes it away.
                sandbox.aboard().args(["status", "acme"]).output().expect("aboard runs");
            }
            done
        });
        assert!(done, "git {arguments:?} never got the lock");
    }
}

#[test]
fn killed_writers_lose_nothing_and_leave_nothing() {
    let sandbox = Sandbox::with_acme();
    for id in &PARTNERS[1..] {
        sandbox.ok(&format!("partner add {id} --set tier=starter"));
    }
    let acknowledged = Mutex::new(Vec::new());
    let rounds = number("ABOARD_ROUNDS", 200);
    let (mut killed, mut longest) = (0, Duration::ZERO);
    for round in 0..rounds {
        let ended: Vec<bool> = thread::scope(|scope| {
            let writers: Vec<_> = (0..WRITERS)
                .map(|writer| {
                    let marker = format!("round-{round}-writer-{writer}");
                    let mut aboard = sandbox.aboard();
                    let partner = PARTNERS[(round + writer) % PARTNERS.len()];
                    aboard.args(["note", partner, "--message", &marker]);
                    let acknowledged = &acknowledged;
                    scope.spawn(move || {
                        let mut child = spawn(aboard);
                        thread::sleep(delay(round, writer));
                        child.kill().expect("a kill");
                        let done = child.wait().expect("an end").success();
                        if done {
                            acknowledged.lock().expect("no panic").push(marker);
                        }
                        done
                    })
                })
                .collect();
            if round % 5 == 0 {
                person_commits(&sandbox, round);
            }
            writers.into_iter().map(|writer| writer.join().expect("no panic")).collect()
        });
        killed += ended.iter().filter(|done| !**done).count();
        let began = Instant::now();
        sandbox.ok("status acme");
        longest = longest.max(began.elapsed());
        assert_eq!(sandbox.git(&["status", "--porcelain"]), "", "round {round}");
        for left in LEFTOVERS {
            assert!(!is_left(&sandbox, left), "round {round} left {left}");
        }
    }
    let acknowledged = acknowledged.into_inner().expect("no panic");
    assert!(killed > 0 && !acknowledged.is_empty(), "{killed} killed, {} acknowledged", acknowledged.len());
    sandbox.git(&["fsck", "--strict", "--no-dangling"]);
    assert_history(&sandbox, &acknowledged);
    let acknowledged = acknowledged.len();
    hold("the next command", longest, "ABOARD_LONGEST_NEXT");
    let longest = milliseconds(longest);
    figure(
        "kill -9 among four writers and a person",
        &format!(
            "{rounds} rounds, {killed} killed, {acknowledged} acknowledged; the next command took at most {longest}"
        ),
    );
}

/// Whether a file is there and stays. After some thousand commits, git packs branches and objects in the background: then
/// it locks the branch for a moment, with a file that is empty, as ours never is.
fn is_left(sandbox: &Sandbox, left: &str) -> bool {
    let path = sandbox.file(left);
    (0..500).all(|_| match fs::metadata(&path) {
        Ok(found) if found.len() == 0 => {
            thread::sleep(Duration::from_millis(10));
            true
        }
        Ok(_) => true,
        Err(_) => false,
    })
}

/// Holds history to what was acknowledged, and every commit to its own paths.
fn assert_history(sandbox: &Sandbox, acknowledged: &[String]) {
    let log = sandbox.git(&["log", "--first-parent", "--format=%x00%B%x01", "--name-status"]);
    let mut notes = BTreeMap::new();
    for commit in log.split('\0').filter(|commit| !commit.is_empty()) {
        let (message, files) = commit.split_once('\u{1}').expect("a message and files");
        let files: Vec<&str> = files.lines().filter(|line| !line.is_empty()).collect();
        if message.starts_with("mine") {
            assert!(files.iter().all(|file| file.ends_with("\tmine.txt")), "{commit}");
        }
        if let Some(marker) = message.lines().find(|line| line.starts_with("round-")) {
            let partner = message.split(':').next().unwrap_or_default();
            let [file] = files[..] else { panic!("{commit}") };
            assert!(file.starts_with(&format!("A\tpartners/{partner}/notes/")), "{commit}");
            let again = notes.insert(marker.to_owned(), file[2..].to_owned());
            assert_eq!(again, None, "{marker} is recorded twice");
        }
    }
    for marker in acknowledged {
        assert!(notes.contains_key(marker), "{marker} was acknowledged and is lost");
    }
    let shown = sandbox.git(&["ls-tree", "-r", "--name-only", "HEAD", "partners"]);
    for (marker, path) in &notes {
        assert!(shown.lines().any(|line| line == path), "{marker} was taken back");
    }
}

//! Many processes that change the same partners at the same time. `ABOARD_CROWD` and `ABOARD_CHANGES` ask for more
//! of them than a suite has time for.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use super::{figure, hold, milliseconds, number, spawn};
use crate::support::Sandbox;

const PARTNERS: [&str; 4] = ["acme", "beta", "gamma", "delta"];

#[test]
fn a_crowd_has_every_change_recorded_once_and_nothing_else() {
    let (crowd, changes) = (number("ABOARD_CROWD", 16), number("ABOARD_CHANGES", 25));
    let sandbox = Sandbox::with_acme();
    for id in &PARTNERS[1..] {
        sandbox.ok(&format!("partner add {id} --set tier=starter"));
    }
    let before = sandbox.commits();
    let waits = Mutex::new(Vec::with_capacity(crowd * changes));
    let marker = |member: usize, change: usize| format!("member-{member}-change-{change}.");
    thread::scope(|scope| {
        for member in 0..crowd {
            // A sandbox stays in its thread; what it makes does not.
            let commands: Vec<_> = (0..changes)
                .map(|change| {
                    let mut command = sandbox.aboard();
                    let partner = PARTNERS[(member + change) % PARTNERS.len()];
                    command.args(["note", partner, "--message", &marker(member, change)]);
                    command
                })
                .collect();
            let waits = &waits;
            scope.spawn(move || {
                for command in commands {
                    let began = Instant::now();
                    let status = spawn(command).wait().expect("an end");
                    waits.lock().expect("no panic").push(began.elapsed());
                    assert!(status.success(), "{member} ends with {status}");
                }
            });
        }
    });
    assert_eq!(sandbox.commits() - before, crowd * changes);
    let log = sandbox.git(&["log", "--format=%B", &format!("-{}", crowd * changes)]);
    let told: BTreeSet<&str> = log.lines().filter(|line| line.starts_with("member-")).collect();
    assert_eq!(told.len(), crowd * changes);
    let notes = sandbox.git(&["ls-tree", "-r", "--name-only", "HEAD", "partners"]);
    assert_eq!(notes.lines().filter(|path| path.contains("/notes/")).count(), crowd * changes);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    sandbox.git(&["fsck", "--strict", "--no-dangling"]);

    let mut waits = waits.into_inner().expect("no panic");
    waits.sort_unstable();
    let share =
        |hundredths: usize| -> Duration { waits[(waits.len() * hundredths).div_ceil(100).max(1) - 1] };
    let shares = [50, 99, 100].map(|hundredths| milliseconds(share(hundredths)));
    let [half, most, longest] = shares;
    figure(
        "a crowd, the wait for one change",
        &format!("{crowd} x {changes}: p50 {half}, p99 {most}, longest {longest}"),
    );
    hold("99 of a hundred waits", share(99), "ABOARD_LONGEST_WAIT");
}

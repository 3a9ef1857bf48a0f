//! Nothing lost and nothing said that is not so, whatever fails: real processes, real git as the judge.
//!
//! The sizes fit a suite. `tests/long-run` asks for more by variables, and for figures by `ABOARD_FIGURES`, the
//! file that they are added to.

mod between;
mod calls;
mod crowd;
mod disk;
mod judge;
mod killed;
mod pipes;
mod signals;
mod trace;

use std::fs::OpenOptions;
use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The number that a variable holds.
fn number(name: &str, otherwise: usize) -> usize {
    let text = std::env::var(name).ok();
    text.map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

/// Whether all there is to try is to be tried.
fn is_long() -> bool {
    number("ABOARD_ALL_FAULTS", 0) != 0
}

/// Starts a process that nobody listens to.
fn spawn(mut command: Command) -> Child {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a process")
}

/// Adds a line to the figures of a long run: what was done, what was measured, what it may be at most.
pub(crate) fn figure(what: &str, value: &str) {
    let Some(path) = std::env::var_os("ABOARD_FIGURES") else { return };
    let mut file = OpenOptions::new().append(true).create(true).open(path).expect("a file for figures");
    writeln!(file, "{what}\t{value}").expect("a figure that can be written");
}

/// Says that a test could not be made here, where everybody sees it: the test harness keeps what tests print
/// to itself.
pub(crate) fn skipped(what: &str, why: &str) {
    let mut terminal = std::io::stderr();
    writeln!(terminal, "SKIPPED {what}: {why}").expect("a message that can be written");
    figure(what, &format!("skipped: {why}"));
}

/// Holds what was measured to a limit in milliseconds, where a long run sets one.
fn hold(what: &str, measured: Duration, limit: &str) {
    let limit = number(limit, usize::MAX);
    assert!(measured.as_millis() <= limit as u128, "{what}: {} of at most {limit}", milliseconds(measured));
}

fn milliseconds(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}

//! SIGTERM, SIGINT and SIGHUP at any system call of a change: it is made whole or not at all, and nothing is left
//! for the next command to mend.

use std::os::unix::process::ExitStatusExt as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::figure;
use super::judge::{MARKER, all, judge, recorded, run, untidy, workspace};
use super::trace::{Call, calls, is_possible, some};
use crate::support::Sandbox;

const NOTE: [&str; 4] = ["note", "acme", "--message", MARKER];
const SIGNALS: [(&str, i32); 3] = [("TERM", 15), ("INT", 2), ("HUP", 1)];

/// How many cases the suite has time for.
const MOST: usize = 60;

struct Case {
    call: Call,
    name: &'static str,
    number: i32,
}

#[test]
fn a_signal_at_any_call_finds_the_change_made_or_not() {
    let what = "a signal at a system call of a change";
    if !is_possible(what) {
        return;
    }
    let whole = workspace().into_folder();
    let calls = calls(&Sandbox::copy_of(whole.path()), &NOTE);
    let calls = calls.into_iter().filter(Call::can_be_stopped_at);
    let cases =
        calls.flat_map(|call| SIGNALS.map(|(name, number)| Case { call: call.clone(), name, number }));
    let cases = some(cases.collect(), MOST);
    let (ended, made) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let name = |case: &Case| format!("SIG{} at {} {}", case.name, case.call.name, case.call.ordinal);
    let one = |case: &Case| -> (Vec<String>, Duration) {
        let sandbox = Sandbox::copy_of(whole.path());
        let run = run(case.call.inject(&sandbox, &format!("signal={}", case.name), &NOTE));
        // At once: what was put off is brought to its end first.
        let mut found = untidy(&sandbox);
        let signal = run.status.and_then(|status| status.signal());
        if signal.is_some() {
            ended.fetch_add(1, Ordering::Relaxed);
            made.fetch_add(recorded(&sandbox, MARKER), Ordering::Relaxed);
        }
        if !(signal.is_none() && run.code() == Some(0)) && signal != Some(case.number) {
            found.push(format!("it ended with {:?}", run.status));
        }
        let (more, took) = judge(&sandbox, &run, MARKER);
        found.extend(more);
        (found, took)
    };
    all(&cases, name, one);
    let (ended, made) = (ended.into_inner(), made.into_inner());
    assert!(ended > cases.len() / 2, "only {ended} of {} ended by the signal", cases.len());
    figure(
        what,
        &format!("{} cases, {ended} ended by it, {made} of these with the change made", cases.len()),
    );
}

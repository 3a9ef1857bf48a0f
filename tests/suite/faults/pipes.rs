//! Nobody listens: what is recorded stays so, and is told by the exit code.

use super::judge::{MARKER, recorded, untidy, workspace};
use crate::support::Sandbox;

/// Runs a line of a shell in which `aboard` is the program; returns the exit code and what went to stderr.
fn shell(sandbox: &Sandbox, line: &str) -> (Option<i32>, String) {
    let mut bash = sandbox.command("bash");
    let program = env!("CARGO_BIN_EXE_aboard");
    let text = format!("set -o pipefail; aboard() {{ '{program}' \"$@\"; }}; {line}");
    let output = bash.args(["-c", &text]).output().expect("bash runs");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Records a change, with its output sent somewhere.
fn record(to: &str) -> (Sandbox, Option<i32>, String) {
    let sandbox = workspace();
    let (code, said) = shell(&sandbox, &format!("aboard note acme --message '{MARKER}' {to}"));
    assert_eq!(recorded(&sandbox, MARKER), 1, "{to}: {said}");
    assert_eq!(untidy(&sandbox), Vec::<String>::new(), "{to}");
    (sandbox, code, said)
}

#[test]
fn a_change_is_done_though_nobody_hears_of_it() {
    for to in [">&-", "2>&-", ">&- 2>&-", "<&-", "<&- >&- 2>&-", "| true", "2>&1 | true", "> >(exec >&-)"] {
        let (_, code, said) = record(to);
        assert_eq!((code, said.as_str()), (Some(0), ""), "{to}");
    }
}

#[test]
fn a_change_that_cannot_be_told_is_told_as_recorded() {
    let (sandbox, code, said) = record(">/dev/full");
    assert_eq!(code, Some(2), "{said}");
    let commit = sandbox.git(&["rev-parse", "--short=7", "HEAD"]);
    assert!(said.contains(&format!("recorded as {}", commit.trim())), "{said}");
    assert!(said.contains("do not record it again"), "{said}");
}

#[test]
fn who_stops_reading_hears_no_complaint() {
    let sandbox = workspace();
    for line in [
        "status acme --all",
        "log acme",
        "portfolio",
        "playbook show seller",
        "scorecard acme",
        "scorecard acme --format json",
        "completions bash",
        "--help",
    ] {
        let (code, said) = shell(&sandbox, &format!("aboard {line} | head -n 1"));
        assert_eq!((code, said.as_str()), (Some(0), ""), "{line}");
        let (code, said) = shell(&sandbox, &format!("aboard {line} >&-"));
        assert_eq!((code, said.as_str()), (Some(0), ""), "{line}");
        let (code, said) = shell(&sandbox, &format!("aboard {line} >/dev/full"));
        assert_eq!(code, Some(2), "{line}: {said}");
    }
}

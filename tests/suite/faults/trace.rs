//! The system calls of a command, and one of them made to fail. In goes a command; out come its calls from the
//! first lock on, and the same command with a fault in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use crate::support::Sandbox;

/// A call of one thread: its name, and which of that name it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Call {
    pub(super) name: String,
    pub(super) ordinal: usize,
}

/// Where the write path begins.
const BEGINS: &str = "aboard.lock\"";

/// Calls that end, that cannot fail, or whose failure the system's library takes for its own.
const NOT_TO_FAIL: [&str; 19] = [
    "exit",
    "exit_group",
    "brk",
    "futex",
    "getpid",
    "getrandom",
    "gettid",
    "madvise",
    "mprotect",
    "munmap",
    "clock_nanosleep",
    "restart_syscall",
    "rseq",
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "sched_getaffinity",
    "set_robust_list",
    "sigaltstack",
];

impl Call {
    /// Whether the system may answer this call with an error.
    pub(super) fn can_fail(&self) -> bool {
        !NOT_TO_FAIL.contains(&self.name.as_str())
    }

    /// Whether a process can be stopped at this call, and it is not the end anyway.
    pub(super) fn can_be_stopped_at(&self) -> bool {
        !["exit", "exit_group", "rt_sigreturn"].contains(&self.name.as_str())
    }

    /// The errors that this call is made to fail with.
    pub(super) fn errors(&self) -> &'static [&'static str] {
        match self.name.as_str() {
            // What asks for memory or for a thread fails in its own way.
            "mmap" => &["ENOMEM"],
            "clone" | "clone3" => &["EAGAIN"],
            _ => &["EIO", "ENOSPC", "EINTR"],
        }
    }

    /// The command, with something done at this call: `error=EIO`, `signal=KILL`.
    pub(super) fn inject(&self, sandbox: &Sandbox, fault: &str, arguments: &[&str]) -> Command {
        self.injected(sandbox, fault, "", arguments)
    }

    /// The same at this call and at all later ones of its name.
    pub(super) fn inject_from(&self, sandbox: &Sandbox, fault: &str, arguments: &[&str]) -> Command {
        self.injected(sandbox, fault, "+", arguments)
    }

    fn injected(&self, sandbox: &Sandbox, fault: &str, and: &str, arguments: &[&str]) -> Command {
        let Call { name, ordinal } = self;
        let mut command = strace(sandbox, "/dev/null");
        // Faster by far, but signals do not arrive that way.
        if fault.starts_with("error=") {
            command.arg("--seccomp-bpf");
        }
        command.arg(format!("--trace={name}")).arg(format!("--inject={name}:{fault}:when={ordinal}{and}"));
        command.arg(env!("CARGO_BIN_EXE_aboard")).args(arguments);
        command
    }
}

fn strace(sandbox: &Sandbox, output: &str) -> Command {
    let mut command = sandbox.hearing("strace");
    command.args(["-f", "-qqq", "-o", output]);
    command
}

/// Whether system calls can be watched here. On a CI machine they must: a test that is never made there is
/// none.
pub(super) fn is_possible(what: &str) -> bool {
    let sandbox = Sandbox::empty();
    let tried = strace(&sandbox, "/dev/null").args(["--trace=exit_group", "true"]).output();
    let why = match tried {
        Ok(output) if output.status.success() => return true,
        Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
        Err(error) => format!("strace: {error}"),
    };
    assert!(std::env::var_os("CI").is_none(), "{what}: {why}");
    super::skipped(what, why.trim());
    false
}

/// Returns every call that the command makes from its first lock on, in the order of names.
pub(super) fn calls(sandbox: &Sandbox, arguments: &[&str]) -> Vec<Call> {
    let output = sandbox.file(".git/trace");
    let mut command = strace(sandbox, &output.to_string_lossy());
    command.arg(env!("CARGO_BIN_EXE_aboard")).args(arguments).stdout(std::process::Stdio::null());
    let status = command.status().expect("strace runs");
    assert!(status.success(), "{arguments:?} ends with {status}");
    let text = fs::read(&output).expect("a trace");
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut calls = BTreeSet::new();
    let text = String::from_utf8_lossy(&text);
    let mut has_begun = false;
    for line in text.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let Some((name, _)) = rest.trim_start().split_once('(') else { continue };
        if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            continue;
        }
        has_begun |= line.contains(BEGINS);
        let ordinal = counts.entry((thread, name)).or_default();
        *ordinal += 1;
        if has_begun {
            calls.insert(Call { name: name.to_owned(), ordinal: *ordinal });
        }
    }
    assert!(has_begun, "{arguments:?} takes no lock");
    calls.into_iter().collect()
}

/// Returns some of the cases, evenly chosen, where there is not time for all.
pub(super) fn some<T>(cases: Vec<T>, most: usize) -> Vec<T> {
    if super::is_long() || cases.len() <= most {
        return cases;
    }
    let all = cases.len();
    let is_chosen = |at: usize| at * most / all != (at + 1) * most / all;
    cases.into_iter().enumerate().filter(|(at, _)| is_chosen(*at)).map(|(_, case)| case).collect()
}

//! The git program, for what only git does as it is configured. In go arguments; out comes how it ended.
//!
//! It runs in the worktree and finds the repository from there, as the store did: variables that lead
//! elsewhere are taken away. Whoever waits for it may be interrupted, and then ends it first.

use std::io::{self, ErrorKind};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::GitStore;
use super::shield::Shield;
use crate::store::PolicyError;

/// The variables that say where a repository is. Those that configure git stay.
const PLACES: [&str; 11] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];

/// How often a program that runs is looked at: seldom enough to cost nothing.
const NAPS: std::ops::RangeInclusive<Duration> = Duration::from_micros(500)..=Duration::from_millis(20);
/// How long a program that is asked to end may take, before it is killed.
const GRACE: Duration = Duration::from_secs(2);

/// How a program ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// By itself.
    Itself(ExitStatus),
    /// By us, after its time.
    TooLong,
    /// By us, when it stopped to read from the terminal.
    Asking,
}

/// A program that runs by itself, or in a process group of its own.
struct Running {
    child: Child,
    is_group: bool,
}

enum State {
    Runs,
    Stopped,
    Ended(ExitStatus),
}

impl GitStore {
    /// Returns git, to be run in this worktree.
    pub(super) fn git(&self) -> Command {
        let mut command = Command::new("git");
        command.current_dir(&self.root);
        for name in PLACES {
            command.env_remove(name);
        }
        command
    }

    /// Runs git for what it prints; `None` where it ends with a status of 1, which is its no.
    pub(super) fn ask_git(&self, arguments: &[&str]) -> Result<Option<Vec<u8>>, PolicyError> {
        let output = self.git().args(arguments).stdin(Stdio::null()).output().map_err(|e| unstarted(&e))?;
        match output.status.code() {
            Some(0) => Ok(Some(output.stdout)),
            Some(1) => Ok(None),
            _ => Err(PolicyError::Git { said: said(&output.stderr) }),
        }
    }
}

/// Runs a program to its end. With a limit it is in a process group of its own, all of which is ended when the
/// time is over, and cannot read from the terminal.
pub(super) fn run(
    command: &mut Command,
    limit: Option<Duration>,
    shield: &Shield,
) -> Result<Ended, PolicyError> {
    #[cfg(unix)]
    if limit.is_some() {
        std::os::unix::process::CommandExt::process_group(command, 0);
    }
    let started = Instant::now();
    let child = command.spawn().map_err(|error| unstarted(&error))?;
    let mut running = Running { child, is_group: limit.is_some() };
    let mut nap = *NAPS.start();
    loop {
        match running.look().map_err(|error| unstarted(&error))? {
            State::Ended(status) => return Ok(Ended::Itself(status)),
            State::Stopped => {
                running.end();
                return Ok(Ended::Asking);
            }
            State::Runs => {}
        }
        if shield.is_struck() {
            running.end();
            return Err(PolicyError::Interrupted);
        }
        if limit.is_some_and(|limit| started.elapsed() >= limit) {
            running.end();
            return Ok(Ended::TooLong);
        }
        thread::sleep(nap);
        nap = (nap * 2).min(*NAPS.end());
    }
}

impl Running {
    /// Ends it as a person would, so that it can tidy up; after a while, and what it started, by force.
    fn end(&mut self) {
        self.interrupt();
        let since = Instant::now();
        while since.elapsed() < GRACE && matches!(self.look(), Ok(State::Runs)) {
            thread::sleep(*NAPS.end());
        }
        self.kill();
        // What cannot even be killed is left to the system.
        while since.elapsed() < 2 * GRACE && matches!(self.look(), Ok(State::Runs | State::Stopped)) {
            thread::sleep(*NAPS.start());
        }
    }

    #[cfg(unix)]
    fn look(&mut self) -> io::Result<State> {
        use rustix::process::{Pid, WaitOptions, waitpid};
        use std::os::unix::process::ExitStatusExt as _;
        let stops = if self.is_group { WaitOptions::UNTRACED } else { WaitOptions::empty() };
        match waitpid(Some(Pid::from_child(&self.child)), WaitOptions::NOHANG | stops) {
            Ok(None) | Err(rustix::io::Errno::INTR) => Ok(State::Runs),
            Ok(Some((_, status))) if status.stopped() => Ok(State::Stopped),
            Ok(Some((_, status))) => Ok(State::Ended(ExitStatus::from_raw(status.as_raw()))),
            Err(error) => Err(error.into()),
        }
    }

    #[cfg(not(unix))]
    fn look(&mut self) -> io::Result<State> {
        Ok(self.child.try_wait()?.map_or(State::Runs, State::Ended))
    }

    #[cfg(unix)]
    fn interrupt(&mut self) {
        use rustix::process::Signal;
        self.send(Signal::INT);
        // What is stopped takes no notice before it goes on.
        self.send(Signal::CONT);
    }

    #[cfg(unix)]
    fn kill(&mut self) {
        self.send(rustix::process::Signal::KILL);
    }

    /// Sends a signal; nobody being left to take it is what is wanted.
    #[cfg(unix)]
    fn send(&self, signal: rustix::process::Signal) {
        use rustix::process::{Pid, kill_process, kill_process_group};
        let pid = Pid::from_child(&self.child);
        let _ = if self.is_group { kill_process_group(pid, signal) } else { kill_process(pid, signal) };
    }

    #[cfg(not(unix))]
    fn interrupt(&mut self) {
        self.kill();
    }

    #[cfg(not(unix))]
    fn kill(&mut self) {
        let _ = self.child.kill();
    }
}

fn unstarted(error: &io::Error) -> PolicyError {
    match error.kind() {
        ErrorKind::NotFound => PolicyError::NoGit,
        _ => PolicyError::Git { said: error.to_string() },
    }
}

/// Returns the last lines of what a program said, in one.
pub(super) fn said(bytes: &[u8]) -> String {
    const MOST: usize = 6;
    let text = String::from_utf8_lossy(bytes);
    // What gpg tells programs is nothing to a person, and a line may say no more than that it is an error.
    let tells = |line: &&str| !line.is_empty() && *line != "error:" && !line.starts_with("[GNUPG:]");
    let lines = text.lines().map(str::trim).filter(tells);
    let lines: Vec<&str> = lines.collect();
    let last = &lines[lines.len().saturating_sub(MOST)..];
    if last.is_empty() { "it did not say why".to_owned() } else { last.join("; ") }
}

#[cfg(test)]
mod tests {
    use super::said;

    #[test]
    fn the_last_lines_are_told_in_one() {
        assert_eq!(said(b""), "it did not say why");
        assert_eq!(said(b"error: a\nerror: \n\n[GNUPG:] INV_SGNR 9\n  b \r\n"), "error: a; b");
        assert_eq!(said(b"1\n2\n3\n4\n5\n6\n7\n"), "2; 3; 4; 5; 6; 7");
        assert_eq!(said(b"\xff\n"), "\u{fffd}");
    }
}

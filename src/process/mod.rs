//! Programs that are waited for. In goes a command; out comes how it ended, itself and all that it started.

mod shield;

use std::io;
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

pub use shield::Shield;

/// How often a program that runs is looked at: seldom enough to cost nothing.
const NAPS: std::ops::RangeInclusive<Duration> = Duration::from_micros(500)..=Duration::from_millis(20);
/// How long a program that is asked to end may take, before it is killed.
const GRACE: Duration = Duration::from_secs(2);

/// How a program ended.
#[derive(Debug)]
pub enum Ended {
    /// By itself.
    Itself(ExitStatus),
    /// By us, after its time.
    TooLong,
    /// By us, when it stopped to read from the terminal.
    Asking,
    /// By us, since a signal came for this process.
    Interrupted,
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

/// Runs a program to its end. With a limit it is in a process group of its own, all of which is ended when the time is
/// over, and cannot read from the terminal.
///
/// # Errors
/// Returns why it cannot be started, or waited for.
pub fn run(command: &mut Command, limit: Option<Duration>, shield: &Shield) -> io::Result<Ended> {
    Ok(wait(command, limit, shield, &mut |_| ())?.0)
}

/// Runs a program in a process group of its own, which ends with it; `started` is called once it runs, to take its
/// pipes.
///
/// # Errors
/// Returns why it cannot be started, or waited for.
pub fn run_alone(
    command: &mut Command,
    limit: Duration,
    shield: &Shield,
    started: &mut dyn FnMut(&mut Child),
) -> io::Result<Ended> {
    let (ended, mut running) = wait(command, Some(limit), shield, started)?;
    // What it left in the background.
    running.kill();
    Ok(ended)
}

fn wait(
    command: &mut Command,
    limit: Option<Duration>,
    shield: &Shield,
    started: &mut dyn FnMut(&mut Child),
) -> io::Result<(Ended, Running)> {
    #[cfg(unix)]
    if limit.is_some() {
        std::os::unix::process::CommandExt::process_group(command, 0);
    }
    let since = Instant::now();
    let mut child = command.spawn()?;
    started(&mut child);
    let mut running = Running { child, is_group: limit.is_some() };
    let mut nap = *NAPS.start();
    loop {
        match running.look()? {
            State::Ended(status) => return Ok((Ended::Itself(status), running)),
            State::Stopped => {
                running.end();
                return Ok((Ended::Asking, running));
            }
            State::Runs => {}
        }
        if shield.is_struck() {
            running.end();
            return Ok((Ended::Interrupted, running));
        }
        if limit.is_some_and(|limit| since.elapsed() >= limit) {
            running.end();
            return Ok((Ended::TooLong, running));
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

//! The bar of long work: in comes how much there is to do, out comes a bar on stderr after a quarter of a
//! second, on a terminal only.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Work that takes less shows nothing.
const PATIENCE: Duration = Duration::from_millis(250);

/// How far some work is.
pub(super) struct Progress {
    started: Instant,
    total: usize,
    done: usize,
    what: &'static str,
    bar: Option<ProgressBar>,
    shown: bool,
}

impl Progress {
    /// Starts work on so many of something, such as `partners`.
    pub(super) fn of(total: usize, what: &'static str) -> Self {
        Progress {
            started: Instant::now(),
            total,
            done: 0,
            what,
            bar: None,
            shown: io::stderr().is_terminal(),
        }
    }

    /// Starts work whose results are printed while it goes on: where they go to a terminal, they show how far it is.
    pub(super) fn beside_output(total: usize, what: &'static str) -> Self {
        let mut progress = Progress::of(total, what);
        progress.shown &= !io::stdout().is_terminal();
        progress
    }

    /// Starts work that tells by itself how far it is.
    pub(super) fn silent() -> Self {
        let mut progress = Progress::of(0, "");
        progress.shown = false;
        progress
    }

    /// Starts work of which each part may take long: the bar turns while nothing is done.
    pub(super) fn waiting(total: usize, what: &'static str) -> Self {
        let mut progress = Progress::of(total, what);
        if progress.shown && total > 0 {
            let bar = progress.made();
            bar.enable_steady_tick(PATIENCE);
            progress.bar = Some(bar);
        }
        progress
    }

    fn made(&self) -> ProgressBar {
        let bar = ProgressBar::new(u64::try_from(self.total).unwrap_or(u64::MAX)).with_message(self.what);
        let style = ProgressStyle::with_template("{spinner} {bar:30} {pos}/{len} {msg}");
        bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
    }

    /// Notes that one more is done.
    pub(super) fn step(&mut self) {
        self.done += 1;
        if self.shown && self.bar.is_none() && self.started.elapsed() > PATIENCE {
            self.bar = Some(self.made());
        }
        if let Some(bar) = &self.bar {
            bar.set_position(u64::try_from(self.done).unwrap_or(u64::MAX));
        }
    }
}

impl Drop for Progress {
    /// Takes the bar away, also where the work ends early.
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

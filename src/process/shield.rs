//! Signals, put off. While a [`Shield`] is raised, SIGINT, SIGTERM and SIGHUP are noted only; when it is
//! lowered they do what they always do. So a commit that has begun is brought to its end, which takes
//! milliseconds, instead of being left for the next command to mend.

#[cfg(unix)]
use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

/// Signals are put off until it is dropped, and every other one.
#[derive(Debug)]
pub struct Shield(());

#[cfg(unix)]
struct Signals {
    raised: AtomicUsize,
    is_lowered: Arc<AtomicBool>,
    pending: Arc<AtomicUsize>,
}

#[cfg(unix)]
impl Signals {
    /// Takes the signals over, once a process. `None` where the system does not let us: then they end it.
    fn get() -> Option<&'static Self> {
        static SIGNALS: OnceLock<Option<Signals>> = OnceLock::new();
        let take = || -> std::io::Result<Signals> {
            use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
            use signal_hook::flag::{register_conditional_default, register_usize};
            let signals = Signals {
                raised: AtomicUsize::new(0),
                is_lowered: Arc::new(AtomicBool::new(true)),
                pending: Arc::new(AtomicUsize::new(0)),
            };
            // What whoever started us has this process ignore, as `nohup` does, stays ignored.
            let ignored = ignored();
            for signal in
                [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| ignored >> (signal - 1) & 1 == 0)
            {
                register_conditional_default(signal, Arc::clone(&signals.is_lowered))?;
                let number = usize::try_from(signal).unwrap_or_default();
                register_usize(signal, Arc::clone(&signals.pending), number)?;
            }
            Ok(signals)
        };
        SIGNALS.get_or_init(|| take().ok()).as_ref()
    }

    fn deliver(&self) {
        let signal = self.pending.swap(0, Ordering::SeqCst);
        if let Some(signal) = i32::try_from(signal).ok().filter(|signal| *signal != 0) {
            // If it cannot be done, the signal had no effect: the person sends it again.
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    }
}

/// Returns the signals that are ignored, from the lowest bit on; none where the system does not tell.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

impl Shield {
    /// Puts signals off from now on.
    #[must_use]
    pub fn raise() -> Self {
        #[cfg(unix)]
        if let Some(signals) = Signals::get() {
            signals.raised.fetch_add(1, Ordering::SeqCst);
            signals.is_lowered.store(false, Ordering::SeqCst);
        }
        Self(())
    }

    /// Lets a signal that was put off do now what it always does.
    #[cfg_attr(not(unix), expect(clippy::unused_self, reason = "elsewhere no signal is put off"))]
    pub fn give_way(&self) {
        #[cfg(unix)]
        if let Some(signals) = Signals::get() {
            signals.deliver();
        }
    }

    /// Whether a signal was put off: who waits for something else gives up.
    #[cfg_attr(not(unix), expect(clippy::unused_self, reason = "elsewhere no signal is put off"))]
    #[must_use]
    pub fn is_struck(&self) -> bool {
        #[cfg(unix)]
        return Signals::get().is_some_and(|signals| signals.pending.load(Ordering::SeqCst) != 0);
        #[cfg(not(unix))]
        false
    }
}

impl Drop for Shield {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(signals) = Signals::get().filter(|s| s.raised.fetch_sub(1, Ordering::SeqCst) == 1) {
            signals.is_lowered.store(true, Ordering::SeqCst);
            signals.deliver();
        }
    }
}

//! Time and memory of one input. In goes what is to be done; out come the worst of all, held to the limits where
//! figures are asked for: in a suite other tests run beside, and nothing of that is certain.

use std::cell::RefCell;
use std::fs;
use std::time::{Duration, Instant};

use crate::faults::figure;

/// The longest that any input may take, in a release build.
const LONGEST: Duration = Duration::from_millis(250);
/// What a process may need beyond what it had, for any input.
const MOST_KIB: u64 = 64 * 1024;

pub(super) struct Meter {
    name: &'static str,
    is_judging: bool,
    worst: RefCell<(Duration, usize, usize)>,
    before_kib: u64,
}

impl Meter {
    pub(super) fn new(name: &'static str) -> Meter {
        // Also forgets the most that was needed before.
        let _ = fs::write("/proc/self/clear_refs", "5");
        let is_judging = std::env::var_os("ABOARD_FIGURES").is_some();
        Meter {
            name,
            is_judging,
            worst: RefCell::default(),
            before_kib: memory("VmRSS:").unwrap_or_default(),
        }
    }

    pub(super) fn measure(&self, input: &str, mut run: impl FnMut()) {
        let mut timed = || {
            let began = Instant::now();
            run();
            began.elapsed()
        };
        let mut took = timed();
        if self.is_judging && took > LONGEST {
            // Something else may have run meanwhile.
            took = took.min(timed()).min(timed());
            assert!(took <= LONGEST, "{} took {took:?} for {} bytes:\n{input}", self.name, input.len());
        }
        let mut worst = self.worst.borrow_mut();
        worst.2 += 1;
        if took > worst.0 {
            (worst.0, worst.1) = (took, input.len());
        }
    }

    pub(super) fn report(&self) {
        let (longest, bytes, inputs) = *self.worst.borrow();
        let needed = memory("VmHWM:").map(|most| most.saturating_sub(self.before_kib));
        let shown = needed.map_or_else(|| "unknown".to_owned(), |kib| format!("{} MiB", kib.div_ceil(1024)));
        let milliseconds = longest.as_secs_f64() * 1000.0;
        figure(
            &format!("fuzz: {}", self.name),
            &format!("{inputs} inputs, longest {milliseconds:.1} ms ({bytes} bytes), memory {shown}"),
        );
        assert!(!self.is_judging || needed.is_none_or(|kib| kib <= MOST_KIB), "{} needs {shown}", self.name);
    }
}

/// What the system says of this process, in KiB; nothing where it does not.
fn memory(name: &str) -> Option<u64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

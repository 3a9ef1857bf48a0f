//! Jobs that are done at the same time. In come jobs with the host that each asks, out comes what each came to: so many at
//! a time at most, a few of one host, and those that measure with their host for themselves.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// How many go to a host at the same time: it serves others too.
const OF_A_HOST: usize = 4;

/// Something to be done.
pub(super) struct Job<W> {
    /// Whom it asks.
    pub(super) host: String,
    /// Whether nothing else may go to the host meanwhile.
    pub(super) is_alone: bool,
    /// What is done.
    pub(super) work: W,
}

/// Does all jobs, at most so many at the same time, and returns what they came to in no order.
pub(super) fn all<W: Send, R: Send>(
    mut jobs: Vec<Job<W>>,
    most: NonZeroUsize,
    make: &(impl Fn(W) -> R + Sync),
) -> Vec<R> {
    let workers = most.get().min(jobs.len());
    // What needs a host for itself comes when all else of the host is done.
    jobs.sort_by_key(|job| job.is_alone);
    let queue = Queue { open: Mutex::new(Open { jobs, busy: BTreeMap::new() }), changed: Condvar::new() };
    let work = || {
        let mut made = Vec::new();
        while let Some(job) = queue.next() {
            let _leave = Leave { queue: &queue, host: &job.host };
            made.push(make(job.work));
        }
        made
    };
    thread::scope(|scope| {
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
        let mut made = work();
        for other in others {
            match other.join() {
                Ok(more) => made.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        made
    })
}

struct Queue<W> {
    open: Mutex<Open<W>>,
    changed: Condvar,
}

struct Open<W> {
    jobs: Vec<Job<W>>,
    /// How many are under way, by host, and whether one of them is there alone.
    busy: BTreeMap<String, (usize, bool)>,
}

impl<W> Open<W> {
    fn may_begin(&self, job: &Job<W>) -> bool {
        match self.busy.get(&job.host) {
            None => true,
            Some((count, has_it_alone)) => !job.is_alone && !has_it_alone && *count < OF_A_HOST,
        }
    }
}

impl<W> Queue<W> {
    fn open(&self) -> MutexGuard<'_, Open<W>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns a job once one may begin; none once all have begun.
    fn next(&self) -> Option<Job<W>> {
        let mut open = self.open();
        loop {
            if open.jobs.is_empty() {
                return None;
            }
            if let Some(place) = open.jobs.iter().position(|job| open.may_begin(job)) {
                let job = open.jobs.remove(place);
                let (count, has_it_alone) = open.busy.entry(job.host.clone()).or_default();
                *count += 1;
                *has_it_alone = job.is_alone;
                return Some(job);
            }
            open = self.changed.wait(open).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Leaves the host when a job is over, however it ends: others wait for that.
struct Leave<'a, W> {
    queue: &'a Queue<W>,
    host: &'a str,
}

impl<W> Drop for Leave<'_, W> {
    fn drop(&mut self) {
        let mut open = self.queue.open();
        if let Some((count, _)) = open.busy.get_mut(self.host) {
            *count -= 1;
            if *count == 0 {
                open.busy.remove(self.host);
            }
        }
        drop(open);
        self.queue.changed.notify_all();
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use std::collections::BTreeSet;
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    /// What was seen of jobs under way.
    #[derive(Default)]
    struct Seen {
        now: Vec<(String, bool)>,
        most: usize,
        most_of_a_host: usize,
        was_disturbed: bool,
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Each is done once, no more at a time than said, no more of a host than it bears, and none beside one that
        /// measures.
        #[test]
        fn hosts_bear_what_comes(hosts in prop::collection::vec((0..3_usize, any::<bool>()), 0..24), most in 1..12_usize) {
            let jobs = hosts.iter().enumerate().map(|(work, (host, is_alone))| {
                Job { host: format!("h{host}"), is_alone: *is_alone, work: (work, format!("h{host}"), *is_alone) }
            });
            let seen = Mutex::new(Seen::default());
            let made = all(jobs.collect(), NonZeroUsize::new(most).unwrap(), &|(work, host, is_alone): (usize, String, bool)| {
                {
                    let mut seen = seen.lock().unwrap();
                    seen.now.push((host.clone(), is_alone));
                    let of_host: Vec<bool> = seen.now.iter().filter(|(other, _)| *other == host).map(|(_, alone)| *alone).collect();
                    seen.most = seen.most.max(seen.now.len());
                    seen.most_of_a_host = seen.most_of_a_host.max(of_host.len());
                    seen.was_disturbed |= of_host.len() > 1 && of_host.contains(&true);
                }
                thread::sleep(Duration::from_micros(200));
                let mut seen = seen.lock().unwrap();
                let place = seen.now.iter().position(|(other, alone)| *other == host && *alone == is_alone).unwrap();
                seen.now.remove(place);
                work
            });
            let seen = seen.into_inner().unwrap();
            prop_assert_eq!(made.len(), hosts.len());
            prop_assert_eq!(made.into_iter().collect::<BTreeSet<_>>(), (0..hosts.len()).collect::<BTreeSet<_>>());
            prop_assert!(seen.most <= most && seen.most_of_a_host <= OF_A_HOST && !seen.was_disturbed);
        }
    }
}

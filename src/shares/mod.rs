//! Work shared among threads. In goes a list and what to do with a share of it, or two works at once; out comes what
//! came of each, in the order in which they were given.
//!
//! No more threads work than there are processors: one that is done leaves its processor to what is not.

mod processors;

use std::iter;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Builder};

/// How many shares a processor has: one that is kept from its work leaves some to the others.
const EACH: usize = 8;

/// Does the same with every share of so many, on this thread and on all processors that are free, or become so. A
/// thread that is done with a share takes the next.
#[must_use]
pub fn in_shares<'a, T: Sync, R: Send>(
    all: &'a [T],
    share: usize,
    act: impl Fn(&'a [T]) -> R + Sync,
) -> Vec<R> {
    let shares: Vec<&[T]> = all.chunks(share.max(1)).collect();
    let next = AtomicUsize::new(0);
    let is_done = || next.load(Ordering::Relaxed) >= shares.len();
    let take = || {
        let place = next.fetch_add(1, Ordering::Relaxed);
        shares.get(place).map(|share| (place, act(share)))
    };
    let help = || {
        let processor = processors::take_free(&is_done)?;
        let done: Vec<_> = iter::from_fn(take).collect();
        drop(processor);
        Some(done)
    };
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        // To start a thread takes long: they are there before they are wanted. Where the system has none left, this
        // one does it all.
        let helpers = processors::others().min(shares.len().saturating_sub(1));
        let others: Vec<_> =
            (0..helpers).filter_map(|_| Builder::new().spawn_scoped(scope, help).ok()).collect();
        let end = End { next: &next, shares: shares.len() };
        let own: Vec<_> = iter::from_fn(take).collect();
        drop(end);
        let joined =
            others.into_iter().map(|other| other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        joined.flatten().flatten().chain(own).collect()
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, done)| done).collect()
}

/// The end of a work, however it comes: nobody waits any more to take part in it.
struct End<'a> {
    next: &'a AtomicUsize,
    shares: usize,
}

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.next.store(self.shares, Ordering::Relaxed);
        processors::wake();
    }
}

/// Returns how many of a list are a share; fewer than `least` are not worth handing out.
#[must_use]
pub fn share_of(count: usize, least: usize) -> usize {
    count.div_ceil((processors::others() + 1) * EACH).max(least)
}

/// Does two works at once, the first on this thread. Nothing comes of the second where the system has no thread left.
pub fn both<A, B: Send>(first: impl FnOnce() -> A, second: impl FnOnce() -> B + Send) -> (A, Option<B>) {
    // Two works take two processors. The one that is done first leaves one to the other.
    let processor = Mutex::new(Some(processors::take()));
    let leave = || drop(processor.lock().unwrap_or_else(PoisonError::into_inner).take());
    thread::scope(|scope| {
        let other = Builder::new().spawn_scoped(scope, || {
            let done = second();
            leave();
            done
        });
        let done = first();
        leave();
        (done, other.ok().map(|other| other.join().unwrap_or_else(|panic| resume_unwind(panic))))
    })
}

#[cfg(test)]
mod tests {
    use super::{both, in_shares, share_of};

    #[test]
    fn what_comes_of_the_shares_is_in_the_order_of_the_list() {
        let all: Vec<u32> = (0..100).collect();
        for share in [0, 1, 7, 99, 100, 1000] {
            let parts = in_shares(&all, share, <[u32]>::to_vec);
            assert_eq!(parts.len(), all.len().div_ceil(share.max(1)), "{share}");
            assert_eq!(parts.concat(), all, "{share}");
        }
        assert!(in_shares(&[], 5, <[u32]>::len).is_empty());
        assert_eq!(share_of(10, 64), 64);
    }

    #[test]
    fn of_two_works_each_has_its_own_shares() {
        let all: Vec<u32> = (0..1000).collect();
        let sum = || in_shares(&all, 7, |share| share.iter().sum::<u32>()).into_iter().sum::<u32>();
        let (first, second) = both(sum, || in_shares(&all, 5, <[u32]>::len).into_iter().sum::<usize>());
        assert_eq!((first, second), (499_500, Some(1000)));
    }
}

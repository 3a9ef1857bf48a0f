//! Work shared among threads. In goes a list and what to do with a share of it; out comes what came of each share,
//! in the order of the list.

use std::panic::resume_unwind;
use std::thread;

/// Does the same with every share of so many, each on a thread of its own, the first on this one.
#[must_use]
pub fn in_shares<'a, T: Sync, R: Send>(
    all: &'a [T],
    share: usize,
    act: impl Fn(&'a [T]) -> R + Sync,
) -> Vec<R> {
    let mut shares = all.chunks(share.max(1));
    let own = shares.next().unwrap_or_default();
    let act = &act;
    thread::scope(|scope| {
        let start = |share| thread::Builder::new().spawn_scoped(scope, move || act(share)).map_err(|_| share);
        let others: Vec<_> = shares.map(start).collect();
        let mut done = vec![act(own)];
        done.extend(others.into_iter().map(|other| match other {
            Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            // The system has no thread left, which is no reason to fail.
            Err(share) => act(share),
        }));
        done
    })
}

/// Returns how many of a list are a share, so that each processor has one; fewer than `least` are not worth a
/// thread.
#[must_use]
pub fn share_of(count: usize, least: usize) -> usize {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    count.div_ceil(threads).max(least)
}

#[cfg(test)]
mod tests {
    use super::{in_shares, share_of};

    #[test]
    fn what_comes_of_the_shares_is_in_the_order_of_the_list() {
        let all: Vec<u32> = (0..100).collect();
        for share in [0, 1, 7, 99, 100, 1000] {
            let parts = in_shares(&all, share, <[u32]>::to_vec);
            assert_eq!(parts.len(), all.len().div_ceil(share.max(1)), "{share}");
            assert_eq!(parts.concat(), all, "{share}");
        }
        assert_eq!(in_shares(&[], 5, <[u32]>::len), [0]);
        assert_eq!(share_of(10, 64), 64);
    }
}

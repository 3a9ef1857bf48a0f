//! Which processors nobody works on. A thread takes one for as long as it works, so that two works at once do not
//! have twice as many threads at work as there are processors.

use std::sync::{Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Those of the machine, but for the one that the first thread is on.
static OTHERS: LazyLock<Processors> = LazyLock::new(|| {
    let others = thread::available_parallelism().map_or(0, |all| all.get() - 1);
    Processors::of(others)
});

/// Processors besides that of the first thread.
struct Processors {
    others: usize,
    /// Fewer than none where more threads work than there are processors for.
    free: Mutex<isize>,
    changed: Condvar,
}

/// A processor that is taken until this is dropped.
pub(super) struct Processor<'a>(&'a Processors);

/// Returns how many there are besides that of the first thread.
pub(super) fn others() -> usize {
    OTHERS.others
}

/// Takes a processor, free or not.
pub(super) fn take() -> Processor<'static> {
    OTHERS.take()
}

/// Waits for a processor to be free and takes it; none once there is nothing to do, as [`wake`] says.
pub(super) fn take_free(is_done: &dyn Fn() -> bool) -> Option<Processor<'static>> {
    OTHERS.take_free(is_done)
}

/// Has those who wait for a processor look whether there is anything to do.
pub(super) fn wake() {
    OTHERS.wake();
}

impl Processors {
    fn of(others: usize) -> Self {
        let free = Mutex::new(isize::try_from(others).unwrap_or(0));
        Processors { others, free, changed: Condvar::new() }
    }

    fn free(&self) -> MutexGuard<'_, isize> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Processor<'_> {
        *self.free() -= 1;
        Processor(self)
    }

    fn take_free(&self, is_done: &dyn Fn() -> bool) -> Option<Processor<'_>> {
        let is_held_up = |free: &mut isize| *free <= 0 && !is_done();
        let mut free =
            self.changed.wait_while(self.free(), is_held_up).unwrap_or_else(PoisonError::into_inner);
        if is_done() {
            return None;
        }
        *free -= 1;
        Some(Processor(self))
    }

    fn wake(&self) {
        // Held for a moment, so that nobody is between having looked and waiting, and misses this.
        drop(self.free());
        self.changed.notify_all();
    }
}

impl Drop for Processor<'_> {
    fn drop(&mut self) {
        *self.0.free() += 1;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    use super::*;

    fn until(is_so: impl Fn() -> bool) {
        while !is_so() {
            thread::yield_now();
        }
    }

    #[test]
    fn one_that_is_left_is_taken_by_who_waits() {
        let (processors, looks) = (Processors::of(1), AtomicUsize::new(0));
        let (own, other) = (processors.take(), processors.take());
        let look = || {
            looks.fetch_add(1, Ordering::Relaxed);
            false
        };
        thread::scope(|scope| {
            let waits = scope.spawn(|| processors.take_free(&look).is_some());
            until(|| looks.load(Ordering::Relaxed) == 1);
            // Two worked where there is one: the first that is left is not free yet, and it is looked again.
            drop(own);
            until(|| looks.load(Ordering::Relaxed) == 2 || waits.is_finished());
            assert_eq!(looks.load(Ordering::Relaxed), 2);
            drop(other);
            assert!(waits.join().is_ok_and(|taken| taken));
        });
        assert_eq!(*processors.free(), 1);
    }

    #[test]
    fn who_waits_goes_when_there_is_nothing_to_do() {
        let (processors, is_done) = (Processors::of(0), AtomicBool::new(false));
        let has_looked = AtomicBool::new(false);
        let look = || {
            has_looked.store(true, Ordering::Relaxed);
            is_done.load(Ordering::Relaxed)
        };
        thread::scope(|scope| {
            let waits = scope.spawn(|| processors.take_free(&look).is_none());
            until(|| has_looked.load(Ordering::Relaxed));
            is_done.store(true, Ordering::Relaxed);
            processors.wake();
            assert!(waits.join().is_ok_and(|gone| gone));
        });
        assert_eq!(*processors.free(), 0);
    }
}

//! What stands for a value where there are too many to keep: in comes a value, out come 128 bits.
//!
//! With 64 bits two of a thousand million different values would share them with a chance of three in a hundred; with
//! 128 it is less than one in 10^20, so values are taken for equal by them. The keys are drawn anew in every run: nobody
//! can make up a file whose values share them.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// What stands for a value.
pub(super) type Print = [u64; 2];

/// The keys of a run.
#[derive(Default)]
pub(super) struct Printer {
    keys: [RandomState; 2],
}

impl Printer {
    /// Returns what stands for a value.
    pub(super) fn of(&self, value: &[u8]) -> Print {
        self.keys.each_ref().map(|key| {
            let mut hasher = key.build_hasher();
            hasher.write(value);
            hasher.finish()
        })
    }
}

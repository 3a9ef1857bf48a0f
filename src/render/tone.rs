//! How verdicts and reasons are toned, everywhere the same. The word is always there as well.

use super::page::Tone;
use crate::report::words::{Verdict, Weight};

pub(super) fn verdict(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Go => Tone::Good,
        Verdict::ConditionalGo | Verdict::Inconclusive => Tone::Caution,
        Verdict::NoGo => Tone::Bad,
    }
}

pub(super) fn weight(weight: Weight) -> Tone {
    match weight {
        Weight::Fails => Tone::Bad,
        Weight::Missing | Weight::Condition | Weight::Warning => Tone::Caution,
    }
}

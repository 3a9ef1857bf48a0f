//! Scores: in come the outcomes of items, out come score, coverage and waived share, which are only
//! ever shown together. An empty denominator is none (`n/a`), never 0 or 100.

use std::cmp::Ordering;

use super::item::{ItemEvaluation, Outcome};
use super::natural::Natural;
use crate::playbook::model::{Dimension, Playbook};

/// The weights of active items by outcome, and what follows from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Score {
    /// `floor(100 * pass / (pass + fail + unknown))`, in percent.
    pub score: Option<u32>,
    /// `floor(100 * (pass + fail) / (pass + fail + unknown))`, in percent.
    pub coverage: Option<u32>,
    /// `ceil(100 * waived / (pass + fail + unknown + waived))`, in percent: rounded up, so that a waiver always shows.
    pub waived: Option<u32>,
}

/// The score of one dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct DimensionScore<'a> {
    /// The dimension.
    pub dimension: &'a Dimension,
    /// Score, coverage and waived share.
    pub score: Score,
    /// How many items pass.
    pub passed: usize,
    /// How many items count: pass, fail or unknown.
    pub active: usize,
    weights: Weights,
}

/// Sums of severity weights by outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Weights {
    pass: u64,
    fail: u64,
    unknown: u64,
    waived: u64,
}

impl Weights {
    fn add(&mut self, item: &ItemEvaluation<'_>) {
        let weight = u64::from(item.item.severity.weight());
        match item.outcome {
            Outcome::Pass => self.pass += weight,
            Outcome::Fail => self.fail += weight,
            Outcome::Unknown => self.unknown += weight,
            Outcome::Waived => self.waived += weight,
            Outcome::NotApplicable | Outcome::Upcoming => {}
        }
    }

    fn active(self) -> u64 {
        self.pass + self.fail + self.unknown
    }
}

/// Returns the score of each dimension, in the order of the playbook.
pub(super) fn dimensions<'a>(
    playbook: &'a Playbook,
    items: &[ItemEvaluation<'_>],
) -> Vec<DimensionScore<'a>> {
    playbook
        .dimensions
        .iter()
        .map(|dimension| {
            let mut weights = Weights::default();
            let (mut passed, mut active) = (0, 0);
            for item in items.iter().filter(|item| item.item.dimension == dimension.id) {
                weights.add(item);
                passed += usize::from(item.outcome == Outcome::Pass);
                active += usize::from(item.outcome.is_active());
            }
            DimensionScore { dimension, score: combine(&[(1, weights)]), passed, active, weights }
        })
        .collect()
}

/// Returns the dimensions weighted together; those without active items do not count.
pub(super) fn overall(dimensions: &[DimensionScore<'_>]) -> Score {
    let parts: Vec<_> = dimensions.iter().map(|d| (u64::from(d.dimension.weight), d.weights)).collect();
    combine(&parts)
}

/// Weighs shares exactly, and rounds once, at the end.
fn combine(parts: &[(u64, Weights)]) -> Score {
    let mean = |rounding, share: fn(Weights) -> (u64, u64)| {
        let shares = parts.iter().map(|(weight, weights)| (*weight, share(*weights)));
        percent(rounding, shares.filter(|(weight, (_, whole))| *weight > 0 && *whole > 0))
    };
    Score {
        score: mean(Rounding::Down, |w| (w.pass, w.active())),
        coverage: mean(Rounding::Down, |w| (w.pass + w.fail, w.active())),
        waived: mean(Rounding::Up, |w| (w.waived, w.active() + w.waived)),
    }
}

#[derive(Clone, Copy)]
enum Rounding {
    Down,
    Up,
}

/// Returns the weighted mean of shares (`part / whole`, at most 1) in percent; none where there are none.
///
/// `100 * weight * part / whole` is split into its whole and its rest. Rounding the sum of the rests, all
/// below 1, to a whole number first does not change what the mean is rounded to: `floor(x / n)` is
/// `floor(floor(x) / n)`, and so for `ceil`.
fn percent(rounding: Rounding, shares: impl Iterator<Item = (u64, (u64, u64))>) -> Option<u32> {
    let (mut total, mut wholes, mut rests) = (0, 0, Vec::new());
    for (weight, (part, whole)) in shares {
        let hundredfold = 100 * u128::from(weight) * u128::from(part);
        total += u128::from(weight);
        wholes += hundredfold / u128::from(whole);
        rests.push((u64::try_from(hundredfold % u128::from(whole)).unwrap_or(0), whole));
    }
    if total == 0 {
        return None;
    }
    let percent = match rounding {
        Rounding::Down => (wholes + sum(&rests, rounding)) / total,
        Rounding::Up => (wholes + sum(&rests, rounding)).div_ceil(total),
    };
    u32::try_from(percent).ok()
}

/// Returns the sum of fractions below 1, rounded to a whole number: compared over the product of their
/// denominators, which has no bound.
fn sum(fractions: &[(u64, u64)], rounding: Rounding) -> u128 {
    let mut numerator = Natural::new(0);
    let mut denominator = Natural::new(1);
    for (part, whole) in fractions {
        numerator = numerator.times(*whole).plus(&denominator.times(*part));
        denominator = denominator.times(*whole);
    }
    let mut count = 0;
    let mut reached = Natural::new(0);
    loop {
        let next = reached.plus(&denominator);
        match (next.cmp(&numerator), rounding) {
            (Ordering::Less | Ordering::Equal, _) => count += 1,
            (Ordering::Greater, Rounding::Up) if reached < numerator => return count + 1,
            (Ordering::Greater, _) => return count,
        }
        reached = next;
    }
}

//! Scores: in come the outcomes of items, out come score, coverage and waived share, which are only
//! ever shown together. An empty denominator is none (`n/a`), never 0 or 100.

use super::item::{ItemEvaluation, Outcome};
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
            DimensionScore { dimension, score: combine([(1, weights)]), passed, active, weights }
        })
        .collect()
}

/// Returns the dimensions weighted together; those without active items do not count.
pub(super) fn overall(dimensions: &[DimensionScore<'_>]) -> Score {
    combine(dimensions.iter().map(|d| (u64::from(d.dimension.weight), d.weights)))
}

/// Weighs shares exactly: as fractions, rounded once, at the end.
fn combine(parts: impl IntoIterator<Item = (u64, Weights)> + Clone) -> Score {
    let mean = |share: fn(Weights) -> (u64, u64)| {
        let mut sum = Fraction::ZERO;
        let mut total = 0;
        for (weight, weights) in parts.clone() {
            let (part, whole) = share(weights);
            if whole > 0 && weight > 0 {
                sum = sum.plus(Fraction::new(weight * part, whole));
                total += weight;
            }
        }
        (total > 0).then_some((sum, total))
    };
    let floor = |(sum, total): (Fraction, u64)| sum.percent_of(total, false);
    Score {
        score: mean(|w| (w.pass, w.active())).map(floor),
        coverage: mean(|w| (w.pass + w.fail, w.active())).map(floor),
        waived: mean(|w| (w.waived, w.active() + w.waived)).map(|(sum, total)| sum.percent_of(total, true)),
    }
}

/// A non-negative fraction in lowest terms. Denominators are sums of weights of items of one
/// playbook (at most 256 KiB of YAML and its includes), and are reduced at each step.
#[derive(Debug, Clone, Copy)]
struct Fraction {
    part: u128,
    whole: u128,
}

impl Fraction {
    const ZERO: Fraction = Fraction { part: 0, whole: 1 };

    fn new(part: u64, whole: u64) -> Self {
        Fraction { part: part.into(), whole: whole.into() }.reduced()
    }

    fn plus(self, other: Fraction) -> Self {
        let whole = self.whole / gcd(self.whole, other.whole) * other.whole;
        let part = self.part * (whole / self.whole) + other.part * (whole / other.whole);
        Fraction { part, whole }.reduced()
    }

    fn reduced(self) -> Self {
        let divisor = gcd(self.part, self.whole).max(1);
        Fraction { part: self.part / divisor, whole: self.whole / divisor }
    }

    /// Returns `100 * self / total`, rounded down or up.
    fn percent_of(self, total: u64, up: bool) -> u32 {
        let whole = self.whole * u128::from(total);
        let percent = if up { (100 * self.part).div_ceil(whole) } else { 100 * self.part / whole };
        u32::try_from(percent).unwrap_or(u32::MAX)
    }
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

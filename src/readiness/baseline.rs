//! How the last run of a check compares with its baseline: in come the facts, an item and a tolerance; out comes what
//! became of each figure. Each is judged for itself: what is better elsewhere never pays for what is worse.

use super::Facts;
use super::check::{self, CheckStanding};
use crate::partner::{Baseline, Finding};
use crate::playbook::id::Id;
use crate::playbook::model::figure::rounded;
use crate::playbook::model::{Check, Item, Operator, Playbook, Times};

/// A check beside its baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared<'a> {
    /// What it is compared with.
    pub baseline: &'a Baseline,
    /// Where the last run stands.
    pub last: Last,
    /// What became of the figures of the baseline, by id; none where the last run cannot be compared.
    pub figures: Vec<Figure<'a>>,
}

/// Where the last run of a check stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Last {
    /// It passed.
    Passed,
    /// It failed; what was said. The baseline is of a run that passed.
    Failed(String),
    /// It says nothing that could be compared; why.
    Silent(String),
}

/// What became of one figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure<'a> {
    /// Its id.
    pub id: &'a Id,
    /// What it was.
    pub before: f64,
    /// What it is; none where the last run did not give it.
    pub now: Option<f64>,
    /// What that means.
    pub shift: Shift,
}

/// What a difference means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shift {
    /// It is better, by more than is tolerated either way.
    Better,
    /// It is the same, or near enough.
    Same,
    /// It is worse.
    Worse,
    /// Nobody said which way is better.
    Unjudged,
    /// It was not measured again.
    Missing,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Better {
    Lower,
    Higher,
}

impl Compared<'_> {
    /// Tells whether something is worse than it was.
    #[must_use]
    pub fn has_regressed(&self) -> bool {
        matches!(self.last, Last::Failed(_)) || self.figures.iter().any(|figure| figure.shift == Shift::Worse)
    }

    /// Tells whether something cannot be told.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.last, Last::Silent(_))
            || self.is_unjudged()
            || self.figures.iter().any(|figure| figure.shift == Shift::Missing)
    }

    /// Tells whether nobody said of any figure which way is better.
    #[must_use]
    pub fn is_unjudged(&self) -> bool {
        !self.figures.is_empty() && self.figures.iter().all(|figure| figure.shift == Shift::Unjudged)
    }
}

/// Compares the last run of an item's check with its baseline; none where it has none. `tolerance` is in percent of
/// what a figure was, 0 or more.
#[must_use]
pub fn compare<'a>(facts: Facts<'a>, item: &Item, tolerance: f64) -> Option<Compared<'a>> {
    let baseline = facts.partner.baselines.get(&item.address)?;
    let silent = |why: String| Some(Compared { baseline, last: Last::Silent(why), figures: Vec::new() });
    let observation = match check::standing(facts, item) {
        None => return silent("it has no check any longer".to_owned()),
        Some(CheckStanding::Speaks(observation, _)) => observation,
        Some(standing) => return silent(standing.told(facts.calendar)),
    };
    if !baseline.is_of(observation) {
        return silent("the baseline is of another check, or of another place".to_owned());
    }
    let last = match observation.outcome {
        Finding::Insufficient => return silent(format!("insufficient data: {}", observation.said)),
        Finding::Passed => Last::Passed,
        Finding::Failed => Last::Failed(observation.said.clone()),
    };
    let figure = |(id, before): (&'a Id, &f64)| {
        let now = observation.metrics.get(id).copied();
        let shift = match (now, better(facts.playbook, item, id)) {
            (None, _) => Shift::Missing,
            (Some(_), None) => Shift::Unjudged,
            (Some(now), Some(better)) => shift(*before, now, better, tolerated(id, *before, tolerance)),
        };
        Figure { id, before: *before, now, shift }
    };
    let figures = baseline.metrics.iter().map(figure).collect();
    Some(Compared { baseline, last, figures })
}

/// By how many milliseconds a time may differ, however short it was: less tells nothing.
const LEAST_MS: f64 = 5.0;

fn shift(before: f64, now: f64, better: Better, tolerated: f64) -> Shift {
    let rise = match better {
        Better::Higher => rounded(now - before),
        Better::Lower => rounded(before - now),
    };
    if rise > tolerated {
        Shift::Better
    } else if rise < -tolerated {
        Shift::Worse
    } else {
        Shift::Same
    }
}

/// Returns by how much a figure may differ.
fn tolerated(id: &Id, before: f64, tolerance: f64) -> f64 {
    let share = rounded(before.abs() * tolerance / 100.0);
    if is_time(id) { share.max(LEAST_MS) } else { share }
}

fn is_time(id: &Id) -> bool {
    id.as_str().ends_with("-ms")
}

/// Figures of machines that are better the lower they are.
const LOWER: [&str; 12] = [
    "exit-status",
    "failed",
    "failed-percent",
    "flaky",
    "skipped",
    "duplicates",
    "forged",
    "stale",
    "out-of-order",
    "p50-ms",
    "p95-ms",
    "p99-ms",
];

/// Those that are better the higher they are: fewer tests or rows than before are a loss, even if all are well.
const HIGHER: [&str; 4] = ["passed-percent", "tests", "documents", "rows"];

fn is_sample(item: &Item) -> bool {
    matches!(&item.check, Some(Check::Http(http)) if matches!(http.times, Times::Sample { .. }))
}

/// Returns which way a figure is better: what criteria say of it, or what it is known to be.
fn better(playbook: &Playbook, item: &Item, metric: &Id) -> Option<Better> {
    let criteria = playbook.stages.iter().flat_map(|stage| &stage.criteria);
    let bounds = criteria.filter(|criterion| criterion.of == item.address && criterion.metric == *metric);
    let said = bounds.map(|criterion| match criterion.bound.operator {
        Operator::Below | Operator::AtMost => Better::Lower,
        Operator::Above | Operator::AtLeast => Better::Higher,
    });
    let said: Vec<Better> = said.collect();
    match said.as_slice() {
        [] if matches!(item.check, Some(Check::Manual { .. })) => None,
        // Times of a single request differ from one to the next.
        [] if is_time(metric) && !is_sample(item) => None,
        [] if LOWER.contains(&metric.as_str()) => Some(Better::Lower),
        [] if HIGHER.contains(&metric.as_str()) => Some(Better::Higher),
        [] => None,
        // Held between two bounds, it is well in the middle.
        [first, others @ ..] => others.iter().all(|other| other == first).then_some(*first),
    }
}

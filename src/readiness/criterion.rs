//! Where a criterion stands: in come the facts, the evaluation and the criterion; out comes whether the figure that
//! speaks keeps its bound.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::check::{self, CheckStanding};
use super::{Evaluation, Facts, Outcome};
use crate::calendar::Calendar;
use crate::partner::{Finding, Observation};
use crate::playbook::attributes;
use crate::playbook::condition::Truth;
use crate::playbook::id::Id;
use crate::playbook::model::{Bound, Criterion, Take};

/// Where a criterion stands.
#[derive(Debug, Clone, PartialEq)]
pub enum CriterionStanding {
    /// It is not asked of this partner, or not on this day.
    NotAsked,
    /// The figure keeps the bound, or the count that is enough is low enough.
    Holds,
    /// It does, but not the number from which on it warns; what was found.
    Warns(String),
    /// It does not; what was found.
    Fails(String),
    /// Too little was counted; what was found.
    Insufficient(String),
    /// There is no figure that speaks; why.
    Unknown(String),
    /// Whether it is asked hangs on attributes that are not declared.
    Undeclared(Vec<Id>),
}

/// Returns where a criterion of a stage stands.
#[must_use]
pub fn standing(facts: Facts<'_>, evaluation: &Evaluation<'_>, criterion: &Criterion) -> CriterionStanding {
    let today = facts.calendar.local_date(facts.now);
    let is_early = criterion.effective_from.is_some_and(|from| today < from);
    let is_late = criterion.effective_until.is_some_and(|until| today > until);
    if is_early || is_late {
        return CriterionStanding::NotAsked;
    }
    let declared = attributes::effective(facts.playbook, &facts.partner.attributes);
    match criterion.when.as_ref().map_or(Truth::Yes, |when| when.holds(&declared)) {
        Truth::No => return CriterionStanding::NotAsked,
        Truth::Unknown(ids) => return CriterionStanding::Undeclared(ids),
        Truth::Yes => {}
    }
    let Some(item) = evaluation.item(&criterion.of) else {
        return CriterionStanding::Unknown(format!("the playbook has no item {}", criterion.of));
    };
    if matches!(item.outcome, Outcome::NotApplicable | Outcome::Upcoming) {
        return CriterionStanding::NotAsked;
    }
    match check::standing(facts, item.item) {
        // What was too little to judge by is too little here.
        Some(CheckStanding::Speaks(Observation { outcome: Finding::Insufficient, said, .. }, _)) => {
            CriterionStanding::Insufficient(said.clone())
        }
        Some(CheckStanding::Speaks(observation, _)) => judged(facts, criterion, observation),
        Some(silent) => CriterionStanding::Unknown(silent.told(facts.calendar)),
        None => CriterionStanding::Unknown(format!("{} has no check", criterion.of)),
    }
}

/// Returns the instants at which a run leaves the window of a criterion, or left it.
pub(super) fn leaves<'a>(
    calendar: &'a Calendar,
    criterion: &Criterion,
    observation: &'a Observation,
) -> impl Iterator<Item = DateTime<Utc>> + 'a {
    let within = criterion.window.and_then(|window| window.within);
    let runs = std::iter::once(observation.on).chain(observation.earlier.iter().map(|run| run.on));
    within.into_iter().flat_map(move |within| runs.clone().map(move |on| calendar.add(on, &within)))
}

fn judged(facts: Facts<'_>, criterion: &Criterion, observation: &Observation) -> CriterionStanding {
    let runs = match runs(facts, criterion, observation) {
        Ok(runs) => runs,
        Err(silent) => return silent,
    };
    let taken = |id: &Id, take: Take| {
        let figures: Vec<f64> = runs.iter().filter_map(|metrics| figure(metrics, id)).collect();
        take.of(&figures).filter(|taken| taken.is_finite() && figures.len() == runs.len())
    };
    let missing = |id: &Id| CriterionStanding::Unknown(format!("the check gave no {id}"));
    let take = criterion.window.map_or(Take::Total, |window| window.take);
    let Some(value) = taken(&criterion.metric, take) else { return missing(&criterion.metric) };
    let mut found = format!("{} {}", criterion.metric, told(value));
    let mut share = value;
    if criterion.of_baseline {
        share = match of_baseline(facts, criterion, observation, value) {
            Ok((share, baseline)) => {
                found = if share.is_finite() {
                    format!("{found}, {} % of {}", told(share), told(baseline))
                } else {
                    format!("{found}, where the baseline is 0")
                };
                share
            }
            Err(why) => return CriterionStanding::Unknown(why),
        };
    }
    if let Some((counted, least)) = &criterion.sample {
        let Some(count) = taken(counted, Take::Total) else { return missing(counted) };
        found = format!("{found}, {counted} {}", told(count));
        if count < *least {
            return CriterionStanding::Insufficient(found);
        }
    }
    if criterion.bound.holds(share) {
        let warned = criterion.warn.map(|value| Bound { value, ..criterion.bound });
        return match warned.filter(|warned| !warned.holds(share)) {
            Some(_) => CriterionStanding::Warns(found),
            None => CriterionStanding::Holds,
        };
    }
    if let Some((counted, below)) = &criterion.floor {
        let Some(count) = taken(counted, Take::Total) else { return missing(counted) };
        if count < *below {
            return CriterionStanding::Holds;
        }
        found = format!("{found}, {counted} {}", told(count));
    }
    CriterionStanding::Fails(found)
}

/// Returns what the runs measured that a criterion looks at, the latest first.
fn runs<'a>(
    facts: Facts<'_>,
    criterion: &Criterion,
    observation: &'a Observation,
) -> Result<Vec<&'a BTreeMap<Id, f64>>, CriterionStanding> {
    let Some(window) = criterion.window else { return Ok(vec![&observation.metrics]) };
    let asked = usize::try_from(window.runs).unwrap_or(usize::MAX);
    // What was enough when the stage of the item was left goes on to be.
    let stage = facts.playbook.item(&criterion.of).and_then(|item| facts.partner.stages.get(&item.stage));
    let now = stage.and_then(|stage| stage.left).map_or(facts.now, |left| left.min(facts.now));
    let counts = |on: DateTime<Utc>| window.within.is_none_or(|within| now < facts.calendar.add(on, &within));
    let all = std::iter::once((observation.on, &observation.metrics))
        .chain(observation.earlier.iter().map(|run| (run.on, &run.metrics)));
    // An earlier playbook may have kept other figures.
    let tells = |metrics: &BTreeMap<Id, f64>| criterion.figures().all(|id| metrics.contains_key(id));
    let runs: Vec<_> = all
        .enumerate()
        .filter(|(place, (on, metrics))| counts(*on) && (*place == 0 || tells(metrics)))
        .map(|(_, (_, metrics))| metrics)
        .take(asked)
        .collect();
    if runs.len() < asked {
        let have = runs.len();
        return Err(CriterionStanding::Insufficient(format!("{have} of {asked} runs")));
    }
    Ok(runs)
}

/// Returns a figure in percent of the baseline, and the baseline.
fn of_baseline(
    facts: Facts<'_>,
    criterion: &Criterion,
    observation: &Observation,
    value: f64,
) -> Result<(f64, f64), String> {
    let Some(baseline) = facts.partner.baselines.get(&criterion.of) else {
        return Err(format!("{} has no baseline", criterion.of));
    };
    if !baseline.is_of(observation) {
        return Err(format!("the baseline of {} is of another check, or of another place", criterion.of));
    }
    match figure(&baseline.metrics, &criterion.metric) {
        None => Err(format!("the baseline of {} has no {}", criterion.of, criterion.metric)),
        Some(of) if of < 0.0 => Err(format!("the baseline of {} is less than 0", criterion.metric)),
        // Nothing is as much as nothing, and anything is more than any share of it.
        Some(of) if value.abs() <= of && of < f64::MIN_POSITIVE => Ok((100.0, of)),
        Some(of) => Ok((value / of * 100.0, of)),
    }
}

fn figure(metrics: &BTreeMap<Id, f64>, id: &Id) -> Option<f64> {
    metrics.get(id).copied().filter(|value| value.is_finite())
}

/// Tells a figure, with six digits after the point at most: those of a mean have no end.
fn told(value: f64) -> String {
    let rounded = (value * 1e6).round() / 1e6;
    if rounded.is_finite() { rounded.to_string() } else { value.to_string() }
}

//! Where a criterion stands: in come the facts, the evaluation and the criterion; out comes whether the figure that
//! speaks keeps its bound.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::check::{self, CheckStanding};
use super::{Evaluation, Facts, Outcome};
use crate::calendar::Calendar;
use crate::partner::{Finding, Measured, Observation};
use crate::playbook::attributes;
use crate::playbook::condition::Truth;
use crate::playbook::id::Id;
use crate::playbook::model::figure::told;
use crate::playbook::model::{Bound, Criterion, Stage, Take};

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
    /// It is held to a baseline, and there is none.
    NoBaseline,
    /// There is no figure that speaks; why.
    Unknown(String),
    /// Whether it is asked hangs on attributes that are not declared.
    Undeclared(Vec<Id>),
}

/// Returns where a criterion of a stage stands.
#[must_use]
pub fn standing(
    facts: Facts<'_>,
    evaluation: &Evaluation<'_>,
    stage: &Stage,
    criterion: &Criterion,
) -> CriterionStanding {
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
        Some(CheckStanding::Speaks(observation, _)) => judged(facts, stage, criterion, observation),
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

fn judged(
    facts: Facts<'_>,
    stage: &Stage,
    criterion: &Criterion,
    observation: &Observation,
) -> CriterionStanding {
    let runs = match runs(facts, stage, criterion, observation) {
        Ok(runs) => runs,
        Err(silent) => return silent,
    };
    let taken = |id: &Id, take: Take| {
        let figures: Vec<f64> = runs.iter().filter_map(|metrics| figure(metrics, id)).collect();
        take.of(&figures).filter(|taken| taken.is_finite() && figures.len() == runs.len())
    };
    let missing = |id: &Id| {
        CriterionStanding::Unknown(match runs.len() {
            1 => format!("the check gave no {id}"),
            _ => format!("a run of the last {} gave no {id}", runs.len()),
        })
    };
    let take = criterion.window.map_or(Take::Total, |window| window.take);
    let Some(value) = taken(&criterion.metric, take) else { return missing(&criterion.metric) };
    let mut found = format!("{} {}", criterion.metric, told(value));
    // In percent of what.
    let mut of = 100.0;
    if criterion.of_baseline {
        of = match of_baseline(facts, criterion, observation) {
            Ok(of) => of,
            Err(silent) => return silent,
        };
        found = if of > 0.0 {
            let share = rounded(value * 100.0 / of, |share| criterion.bound.is_kept_by(share));
            format!("{found}, {} % of {}", told(share), told(of))
        } else {
            format!("{found}, where the baseline is 0")
        };
    }
    let held = |value: f64| Bound {
        value: if criterion.of_baseline { of * value / 100.0 } else { value },
        ..criterion.bound
    };
    if let Some((counted, least)) = &criterion.sample {
        let Some(count) = taken(counted, Take::Total) else { return missing(counted) };
        found = format!("{found}, {counted} {}", told(count));
        if count < *least {
            return CriterionStanding::Insufficient(found);
        }
    }
    if held(criterion.bound.value).is_kept_by(value) {
        let warned = criterion.warn.map(held);
        return match warned.filter(|warned| !warned.is_kept_by(value)) {
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

/// Returns a figure with as few decimals, one at least, as leave it on its side of a bound.
fn rounded(value: f64, is_kept: impl Fn(f64) -> bool) -> f64 {
    let to = |digits: i32| (value * 10f64.powi(digits)).round() / 10f64.powi(digits);
    (1..6).map(to).find(|rounded| is_kept(*rounded) == is_kept(value)).unwrap_or(value)
}

/// Returns what the runs measured that a criterion of a stage looks at, the latest first.
fn runs<'a>(
    facts: Facts<'_>,
    stage: &Stage,
    criterion: &Criterion,
    observation: &'a Observation,
) -> Result<Vec<&'a BTreeMap<Id, f64>>, CriterionStanding> {
    let Some(window) = criterion.window else { return Ok(vec![&observation.metrics]) };
    let asked = usize::try_from(window.runs).unwrap_or(usize::MAX);
    // What was enough when the stage was left goes on to be; a later stage looks at it anew.
    let left = facts.partner.stages.get(&stage.id).and_then(|stage| stage.left);
    let now = left.map_or(facts.now, |left| left.min(facts.now));
    let counts = |on: DateTime<Utc>| window.within.is_none_or(|within| now < facts.calendar.add(on, &within));
    // What failed counts, even where it came to no figures; of what passed, an earlier playbook may have kept others.
    let tells = |run: &Measured| run.failed || criterion.figures().all(|id| run.metrics.contains_key(id));
    let earlier = observation.earlier.iter().filter(|run| tells(run)).map(|run| (run.on, &run.metrics));
    let runs: Vec<_> = std::iter::once((observation.on, &observation.metrics))
        .chain(earlier)
        .filter(|(on, _)| counts(*on))
        .map(|(_, metrics)| metrics)
        .take(asked)
        .collect();
    if runs.len() < asked {
        let have = runs.len();
        return Err(CriterionStanding::Insufficient(format!("{have} of {asked} runs")));
    }
    Ok(runs)
}

/// Returns the figure of the baseline that a criterion is held to; 0 or more.
fn of_baseline(
    facts: Facts<'_>,
    criterion: &Criterion,
    observation: &Observation,
) -> Result<f64, CriterionStanding> {
    let unknown = |why: String| Err(CriterionStanding::Unknown(why));
    let Some(baseline) = facts.partner.baselines.get(&criterion.of) else {
        return Err(CriterionStanding::NoBaseline);
    };
    if !baseline.is_of(observation) {
        return unknown(format!("the baseline of {} is of another check, or of another place", criterion.of));
    }
    match figure(&baseline.metrics, &criterion.metric) {
        None => unknown(format!("the baseline of {} has no {}", criterion.of, criterion.metric)),
        Some(of) if of < 0.0 => unknown(format!("the baseline of {} is less than 0", criterion.metric)),
        Some(of) => Ok(of),
    }
}

fn figure(metrics: &BTreeMap<Id, f64>, id: &Id) -> Option<f64> {
    metrics.get(id).copied().filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn a_share_is_rounded_but_never_over_its_bound() {
        let told = |value: f64| rounded(value, |share| share <= 150.0);
        for (value, shown) in [
            (13.0 * 100.0 / 8.5, "152.9"),
            (200.0 / 3.0, "66.7"),
            (175.0, "175"),
            (150.0, "150"),
            (150.04, "150.04"),
            (150.000_4, "150.0004"),
            (150.000_000_4, "150.0000004"),
            (149.999, "150"),
        ] {
            assert_eq!(told(value).to_string(), shown);
        }
    }
}

//! Where a criterion stands: in come the facts, the evaluation and the criterion; out comes whether the figure that
//! speaks keeps its bound.

use std::collections::BTreeMap;

use super::check::{self, CheckStanding};
use super::{Evaluation, Facts, Outcome};
use crate::partner::{Finding, Observation};
use crate::playbook::attributes;
use crate::playbook::condition::Truth;
use crate::playbook::id::Id;
use crate::playbook::model::Criterion;

/// Where a criterion stands.
#[derive(Debug, Clone, PartialEq)]
pub enum CriterionStanding {
    /// It is not asked of this partner, or not on this day.
    NotAsked,
    /// The figure keeps the bound, or the count that is enough is low enough.
    Holds,
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
        Some(CheckStanding::Speaks(observation, _)) => judged(criterion, &observation.metrics),
        Some(silent) => CriterionStanding::Unknown(silent.told(facts.calendar)),
        None => CriterionStanding::Unknown(format!("{} has no check", criterion.of)),
    }
}

fn judged(criterion: &Criterion, metrics: &BTreeMap<Id, f64>) -> CriterionStanding {
    let missing = |id: &Id| CriterionStanding::Unknown(format!("the check gave no {id}"));
    let metric = |id: &Id| metrics.get(id).filter(|value| value.is_finite());
    let Some(value) = metric(&criterion.metric) else { return missing(&criterion.metric) };
    let mut found = format!("{} {value}", criterion.metric);
    if let Some((counted, least)) = &criterion.sample {
        let Some(count) = metric(counted) else { return missing(counted) };
        found = format!("{found}, {counted} {count}");
        if count < least {
            return CriterionStanding::Insufficient(found);
        }
    }
    if criterion.bound.holds(*value) {
        return CriterionStanding::Holds;
    }
    if let Some((counted, below)) = &criterion.floor {
        let Some(count) = metric(counted) else { return missing(counted) };
        if count < below {
            return CriterionStanding::Holds;
        }
        found = format!("{found}, {counted} {count}");
    }
    CriterionStanding::Fails(found)
}

//! Checks that are to be made again. Enters: the evaluation of an item; leaves: when what its check said lapses, and
//! whether that is to be announced.

use chrono::{DateTime, TimeDelta, Utc};

use crate::readiness::check::standing;
use crate::readiness::{Facts, ItemEvaluation, Outcome};

/// How far ahead it is announced that a check lapses, in days: checks are made every few days.
const WITHIN: i64 = 2;

/// Returns when what the check of an item said lapses, or has lapsed; none where it is not asked for.
pub(super) fn lapses(facts: Facts<'_>, item: &ItemEvaluation<'_>) -> Option<DateTime<Utc>> {
    let is_done_with = matches!(item.outcome, Outcome::NotApplicable | Outcome::Upcoming | Outcome::Waived);
    standing(facts, item.item).filter(|_| !is_done_with)?.lapses()
}

/// Tells whether a moment at which a check lapses is still ahead, and near.
pub(super) fn is_near(facts: Facts<'_>, lapses: DateTime<Utc>) -> bool {
    facts.now < lapses && lapses <= facts.now + TimeDelta::days(WITHIN)
}

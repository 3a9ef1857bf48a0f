//! Whether a recorded waiver holds: in come what was asked and ruled, and the item as it is now; out
//! comes its standing.

use chrono::{DateTime, Utc};

use super::Facts;
use super::item::ItemEvaluation;
use crate::calendar::Calendar;
use crate::partner::{Ruling, Waiver};
use crate::playbook::digest::item_digest;
use crate::playbook::id::ItemRef;
use crate::playbook::model::Item;

/// Whether a waiver holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Approved, and its last day is not over.
    Live,
    /// Nobody has ruled on it.
    Pending,
    /// Its last day is over.
    Expired,
    /// It was refused.
    Rejected,
    /// It was taken back.
    Revoked,
    /// The item it waives has changed, is gone, or is no longer waivable.
    Void,
}

impl Standing {
    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Live => "live",
            Standing::Pending => "pending",
            Standing::Expired => "expired",
            Standing::Rejected => "rejected",
            Standing::Revoked => "revoked",
            Standing::Void => "void",
        }
    }
}

/// A recorded waiver and its standing.
#[derive(Debug, Clone, PartialEq)]
pub struct WaiverEvaluation<'a> {
    /// The item it waives.
    pub item: &'a ItemRef,
    /// What was recorded.
    pub waiver: &'a Waiver,
    /// Whether it holds.
    pub standing: Standing,
    /// The instant it lapses: the end of its last day.
    pub lapses: DateTime<Utc>,
}

/// Returns every recorded waiver of a partner, by item.
pub(super) fn all<'a>(facts: Facts<'a>, items: &[ItemEvaluation<'_>]) -> Vec<WaiverEvaluation<'a>> {
    let known = |address: &ItemRef| items.iter().find(|item| item.item.address == *address)?.waiver;
    facts
        .partner
        .waivers
        .iter()
        .map(|(address, waiver)| WaiverEvaluation {
            item: address,
            waiver,
            standing: known(address).unwrap_or_else(|| standing(waiver, None, facts.calendar, facts.now)),
            lapses: facts.calendar.end_of_day(waiver.until),
        })
        .collect()
}

/// Returns the standing of a waiver of an item, as the playbook has it now, at a moment.
#[must_use]
pub fn standing(waiver: &Waiver, item: Option<&Item>, calendar: &Calendar, now: DateTime<Utc>) -> Standing {
    let still_waivable = item.is_some_and(|item| item.waivable && item_digest(item) == waiver.item_digest);
    judge(waiver, still_waivable, calendar, now)
}

/// Returns the standing of a waiver, where it is known whether the item is still the one it speaks of, and
/// waivable.
pub(super) fn judge(
    waiver: &Waiver,
    still_waivable: bool,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Standing {
    match waiver.decision.as_ref().map(|decision| decision.ruling) {
        Some(Ruling::Rejected) => return Standing::Rejected,
        Some(Ruling::Revoked) => return Standing::Revoked,
        Some(Ruling::Approved) | None => {}
    }
    if !still_waivable {
        Standing::Void
    } else if now >= calendar.end_of_day(waiver.until) {
        Standing::Expired
    } else if waiver.decision.is_none() {
        Standing::Pending
    } else {
        Standing::Live
    }
}

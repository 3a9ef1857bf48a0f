//! The outcome of one item: in come its rule and what was recorded, out come pass, fail, unknown,
//! waived, not applicable or upcoming, and why.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};

use super::Facts;
use super::check;
use super::due::{self, Due};
use super::evidence::{self, Amiss};
use super::waiver::{self, Standing};
use crate::partner::{Finding, ItemState, Status, Waiver};
use crate::playbook::condition::Truth;
use crate::playbook::id::{Id, ItemRef};
use crate::playbook::lookup::Lookup;
use crate::playbook::model::{Item, Side, Value};

/// What an item comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Done, and shown by fresh evidence.
    Pass,
    /// Rejected or blocked: known not to hold.
    Fail,
    /// Not shown: not done yet, evidence missing or stale, or an attribute not declared.
    Unknown,
    /// A live waiver stands in for it.
    Waived,
    /// Its condition does not hold for this partner.
    NotApplicable,
    /// It applies from a later day on.
    Upcoming,
}

impl Outcome {
    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Pass => "pass",
            Outcome::Fail => "fail",
            Outcome::Unknown => "unknown",
            Outcome::Waived => "waived",
            Outcome::NotApplicable => "not_applicable",
            Outcome::Upcoming => "upcoming",
        }
    }

    /// Tells whether it counts in a score.
    #[must_use]
    pub fn is_active(self) -> bool {
        matches!(self, Outcome::Pass | Outcome::Fail | Outcome::Unknown)
    }
}

/// Why an item comes to its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The work stands here.
    Status(Status),
    /// Done, but the evidence does not show it.
    Evidence(Amiss),
    /// Its check, which does not say that it passes.
    Check {
        /// What it says.
        says: String,
        /// Since when it is too old, where it is.
        lapsed: Option<DateTime<Utc>>,
    },
    /// Its check passed, and it asks for nothing else.
    Checked(String),
    /// A waiver holds until the end of this day.
    WaivedUntil(NaiveDate),
    /// Whether it applies hangs on attributes that are not declared.
    Undeclared(Vec<Id>),
    /// Its condition does not hold.
    ConditionFalse,
    /// It applies from this day on.
    EffectiveFrom(NaiveDate),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Status(status) => f.write_str(status.as_str()),
            Why::Evidence(Amiss::Missing(ids)) => write!(f, "no evidence of {}", listed(ids)),
            Why::Evidence(Amiss::Stale { evidence, lapsed }) => {
                write!(f, "evidence {evidence} lapsed on {}", lapsed.format("%Y-%m-%d"))
            }
            Why::Evidence(Amiss::Misfit { evidence, asked }) => {
                write!(f, "evidence {evidence} is not {asked}")
            }
            Why::Check { says, .. } | Why::Checked(says) => f.write_str(says),
            Why::WaivedUntil(until) => write!(f, "waived until {until}"),
            Why::Undeclared(ids) => write!(f, "attribute {} is not declared", listed(ids)),
            Why::ConditionFalse => f.write_str("does not apply to this partner"),
            Why::EffectiveFrom(date) => write!(f, "applies from {date}"),
        }
    }
}

/// Joins ids for a sentence.
pub(super) fn listed(ids: &[Id]) -> String {
    ids.iter().map(Id::as_str).collect::<Vec<_>>().join(", ")
}

/// Everything that can be derived about one item.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemEvaluation<'a> {
    /// The item, as the playbook has it.
    pub item: &'a Item,
    /// Where the work stands.
    pub status: Status,
    /// What it comes to.
    pub outcome: Outcome,
    /// Why.
    pub why: Why,
    /// When it is due; none where the playbook does not say.
    pub due: Option<Due>,
    /// Whether it is open and past due.
    pub overdue: bool,
    /// The needs that are not met yet.
    pub open_needs: Vec<&'a ItemRef>,
    /// The side that is waited for, while it is open.
    pub waiting_for: Option<Side>,
    /// The standing of its waiver, where one was requested.
    pub waiver: Option<Standing>,
    /// Work was done on it, although it does not apply.
    pub worked_in_vain: bool,
    /// The instant from which its evidence is too old; none where it holds for good or is not there.
    pub evidence_lapses: Option<DateTime<Utc>>,
}

impl ItemEvaluation<'_> {
    /// Tells whether there is something left to do: it counts, and does not pass.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.outcome, Outcome::Fail | Outcome::Unknown)
    }

    /// Tells whether somebody has to act before the work can go on: it is blocked, or handed in.
    #[must_use]
    pub fn is_held_up(&self) -> bool {
        matches!(self.status, Status::Blocked | Status::Submitted)
    }
}

/// What is recorded of one item, and what it comes to.
struct Judged<'a> {
    item: &'a Item,
    state: Option<&'a ItemState>,
    status: Status,
    standing: Option<Standing>,
    outcome: Outcome,
    why: Why,
}

/// Derives everything about every item, in the order of the playbook; `declared` are the partner's attributes
/// with defaults.
pub(super) fn all<'a>(
    facts: Facts<'a>,
    lookup: &Lookup,
    declared: &BTreeMap<Id, Value>,
) -> Vec<ItemEvaluation<'a>> {
    let items: Vec<&Item> = facts.playbook.items().collect();
    let states = by_place(&items, lookup, &facts.partner.items);
    let waivers = by_place(&items, lookup, &facts.partner.waivers);
    let judged: Vec<_> = (0..items.len())
        .map(|place| {
            let (item, state) = (items[place], states[place]);
            let waived = waivers[place].map(|waiver| {
                let digest = || lookup.item_digest(place, item) == Some(waiver.item_digest.as_str());
                (waiver, waiver::judge(waiver, item.waivable && digest(), facts.calendar, facts.now))
            });
            let (outcome, why) = outcome(facts, item, state, waived, declared);
            let status = state.map_or(Status::Todo, |state| state.status);
            Judged { item, state, status, standing: waived.map(|(_, standing)| standing), outcome, why }
        })
        .collect();
    let is_met: Vec<bool> =
        judged.iter().map(|need| is_met(facts, need.item, need.status, need.outcome)).collect();
    let mut reckoned = due::Reckoned::default();
    let evaluated = judged.into_iter().enumerate().map(|(place, judged)| {
        let needs = judged.item.needs.iter().zip(lookup.needs(place));
        let open = needs.filter(|(_, need)| !need.is_some_and(|need| is_met[need]));
        let open_needs = open.map(|(address, _)| address).collect();
        evaluate(facts, judged, open_needs, &mut reckoned)
    });
    evaluated.collect()
}

/// Finds what is recorded of each item, by its place in the playbook: both sides are walked once, in order.
fn by_place<'a, T>(
    items: &[&Item],
    lookup: &Lookup,
    recorded: &'a BTreeMap<ItemRef, T>,
) -> Vec<Option<&'a T>> {
    let mut found = vec![None; items.len()];
    let mut recorded = recorded.iter().peekable();
    for place in lookup.sorted() {
        let address = &items[*place].address;
        while recorded.next_if(|(known, _)| *known < address).is_some() {}
        match recorded.peek() {
            None => break,
            Some((known, value)) if *known == address => found[*place] = Some(*value),
            Some(_) => {}
        }
    }
    found
}

fn evaluate<'a>(
    facts: Facts<'a>,
    judged: Judged<'a>,
    open_needs: Vec<&'a ItemRef>,
    reckoned: &mut due::Reckoned,
) -> ItemEvaluation<'a> {
    let Judged { item, state, status, standing, outcome, why } = judged;
    let open = matches!(outcome, Outcome::Fail | Outcome::Unknown);
    let due = match &why {
        // It was done in its time; since then it is the evidence, or the check, that must be renewed.
        Why::Evidence(Amiss::Stale { lapsed, .. }) | Why::Check { lapsed: Some(lapsed), .. } => {
            Some(Due::At(*lapsed))
        }
        _ => due::due(facts, item, state, reckoned),
    };
    let evidence_lapses = state.filter(|_| status == Status::Done).and_then(|state| {
        let lapses = |rule| evidence::lapses(rule, state.evidence.get(&rule.id)?, facts.calendar);
        item.evidence.iter().filter(|rule| rule.required).filter_map(lapses).min()
    });
    ItemEvaluation {
        item,
        status,
        outcome,
        why,
        overdue: open && due.as_ref().and_then(Due::at).is_some_and(|at| facts.now >= at),
        due,
        open_needs,
        waiting_for: open.then(|| waiting_for(facts, item, state)),
        waiver: standing,
        worked_in_vain: outcome == Outcome::NotApplicable && status != Status::Todo,
        evidence_lapses,
    }
}

fn outcome(
    facts: Facts<'_>,
    item: &Item,
    state: Option<&ItemState>,
    waived: Option<(&Waiver, Standing)>,
    declared: &BTreeMap<Id, Value>,
) -> (Outcome, Why) {
    if let Some(from) = item.effective_from
        && facts.calendar.local_date(facts.now) < from
    {
        return (Outcome::Upcoming, Why::EffectiveFrom(from));
    }
    let applies = item.when.as_ref().map_or(Truth::Yes, |when| when.holds(declared));
    if applies == Truth::No {
        return (Outcome::NotApplicable, Why::ConditionFalse);
    }
    let (outcome, why) = shown(facts, item, state);
    if outcome == Outcome::Pass {
        return (outcome, why);
    }
    // The waiver first: it speaks of the item whether or not it turns out to apply.
    if let Some((waiver, Standing::Live)) = waived {
        return (Outcome::Waived, Why::WaivedUntil(waiver.until));
    }
    match applies {
        Truth::Unknown(ids) if outcome == Outcome::Unknown => (Outcome::Unknown, Why::Undeclared(ids)),
        Truth::Unknown(_) | Truth::Yes | Truth::No => (outcome, why),
    }
}

/// What status, check and evidence alone come to.
fn shown(facts: Facts<'_>, item: &Item, state: Option<&ItemState>) -> (Outcome, Why) {
    let status = state.map_or(Status::Todo, |state| state.status);
    let is_held = matches!(status, Status::Rejected | Status::Blocked);
    if let Some(standing) = check::standing(facts, item).filter(|_| !is_held) {
        let says = standing.told(facts.calendar);
        let lapsed = standing.lapses().filter(|lapses| facts.now >= *lapses);
        match standing.speaks().map(|observation| observation.outcome) {
            Some(Finding::Failed) => return (Outcome::Fail, Why::Check { says, lapsed }),
            Some(Finding::Passed) if item.evidence.is_empty() => return (Outcome::Pass, Why::Checked(says)),
            Some(Finding::Passed) => {}
            Some(Finding::Insufficient) | None => return (Outcome::Unknown, Why::Check { says, lapsed }),
        }
    }
    match (status, state) {
        (Status::Rejected | Status::Blocked, _) => (Outcome::Fail, Why::Status(status)),
        (Status::Done, Some(state)) => {
            match evidence::amiss(item, &state.evidence, facts.calendar, facts.now) {
                Some(amiss) => (Outcome::Unknown, Why::Evidence(amiss)),
                None => (Outcome::Pass, Why::Status(status)),
            }
        }
        (Status::Todo | Status::Doing | Status::Submitted | Status::Done, _) => {
            (Outcome::Unknown, Why::Status(status))
        }
    }
}

/// Tells whether what comes after an item may be done: it is done, waived, or does not apply (yet). Work that
/// was accepted, or passed its check where that alone decides, lets others begin, even if it has aged since.
fn is_met(facts: Facts<'_>, item: &Item, status: Status, outcome: Outcome) -> bool {
    let has_passed = || {
        item.is_decided_by_check()
            && facts.partner.checks.get(&item.address).is_some_and(|last| last.outcome == Finding::Passed)
    };
    status == Status::Done
        || matches!(outcome, Outcome::Waived | Outcome::NotApplicable | Outcome::Upcoming)
        || has_passed()
}

/// Returns the needs of one item that are not met.
pub(super) fn open_needs<'a>(
    facts: Facts<'a>,
    item: &'a Item,
    declared: &BTreeMap<Id, Value>,
) -> Vec<&'a ItemRef> {
    let met = |address: &ItemRef| {
        let Some(need) = facts.playbook.item(address) else { return false };
        let state = facts.partner.items.get(address);
        let waiver = facts.partner.waivers.get(address);
        let standing = |waiver| waiver::standing(waiver, Some(need), facts.calendar, facts.now);
        let (outcome, _) =
            outcome(facts, need, state, waiver.map(|waiver| (waiver, standing(waiver))), declared);
        is_met(facts, need, facts.partner.status(address), outcome)
    };
    item.needs.iter().filter(|address| !met(address)).collect()
}

/// The side that must act: who was named when it was blocked, who accepts what was handed in, else
/// who does the work.
fn waiting_for(facts: Facts<'_>, item: &Item, state: Option<&ItemState>) -> Side {
    let playbook = facts.playbook;
    let doer = || item.raci.doers().first().map_or(Side::Platform, |role| playbook.side(role.as_str()));
    match state.map_or(Status::Todo, |state| state.status) {
        Status::Blocked => {
            let waits = state.map(|state| &state.waits);
            waits.and_then(|waits| waits.last()).map_or_else(doer, |wait| wait.on)
        }
        Status::Submitted => playbook.side(item.raci.accountable.as_str()),
        Status::Todo | Status::Doing | Status::Done | Status::Rejected => doer(),
    }
}

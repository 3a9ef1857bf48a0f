//! The champion's day: what is late or due, what failed, what is held up and by whom, what lapses, what waits for a
//! ruling, and who may be promoted. Enter: partners with their evaluations, one at a time. Leaves: one
//! sorted value.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use super::limits::{self, OverLimit};
use super::moment::{Instant, local};
use super::retest;
use super::unreadable::Unreadable;
use super::version::FormatVersion;
use super::words;
use super::work::{Work, is_stale, short};
use crate::readiness::gate::Verdict;
use crate::readiness::limit;
use crate::readiness::reason::Subject;
use crate::readiness::rehearsal::rehearsal;
use crate::readiness::{Due, Evaluation, Facts, ItemEvaluation, Kind, Outcome, Standing, Weight};

/// How far ahead due dates are shown, in days.
pub const DUE_WITHIN: i64 = 7;
/// How far ahead what lapses is announced, in days.
pub const LAPSING_WITHIN: i64 = 14;

/// One day's work over many partners.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "The day of a champion: aboard --format json")]
pub struct Day {
    /// The version of this format.
    pub format_version: FormatVersion,
    /// What this document is.
    #[schemars(extend("const" = "day"))]
    pub kind: String,
    /// The moment it speaks of.
    pub now: Instant,
    /// The champion whose partners these are; none where they are everybody's.
    pub champion: Option<String>,
    /// How many active partners are looked at.
    pub partners: usize,
    /// How many active partners have another champion, and are not looked at.
    pub others: usize,
    /// What is past due, and nobody is known to hold up: the latest first.
    pub overdue: Vec<Entry>,
    /// Limits of stages of which more is used than may be.
    pub over_limits: Vec<OverLimit>,
    /// Open items whose check failed: those due first come first.
    pub failed: Vec<Entry>,
    /// What is due soon, the next first.
    pub due_soon: Vec<Entry>,
    /// What is blocked, or handed in and not ruled on: the longest first.
    pub held_up: Vec<Entry>,
    /// What lapses soon, or has lapsed and holds something up: the next first.
    pub lapsing: Vec<Lapse>,
    /// Waivers that nobody has ruled on: the oldest first.
    pub pending_waivers: Vec<PendingWaiver>,
    /// Partners whose gate may be passed.
    pub promotable: Vec<Promotable>,
    /// State files that were edited by hand, which do not count.
    pub edited: Vec<String>,
    /// Partners that cannot be read.
    pub unreadable: Vec<Unreadable>,
}

/// An item of a partner.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Entry {
    /// The partner.
    pub partner: String,
    /// The item.
    pub work: Work,
}

/// What holds for a time only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Lapse {
    /// The partner.
    pub partner: String,
    /// What lapses: waiver, evidence, check, rehearsal, limit or override.
    pub what: String,
    /// Of what: an item, or a stage.
    pub of: String,
    /// The shortest name that means it alone.
    pub short: String,
    /// The last day it holds.
    pub until: NaiveDate,
    /// The first instant at which it no longer holds.
    pub lapses: Instant,
    /// Whether it has lapsed.
    pub lapsed: bool,
}

/// A waiver to be ruled on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PendingWaiver {
    /// The partner.
    pub partner: String,
    /// The item it would waive.
    pub item: String,
    /// Who asked for it: an e-mail.
    pub by: String,
    /// When.
    pub requested: Instant,
    /// The last day it would hold.
    pub until: NaiveDate,
}

/// A partner that may leave its stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Promotable {
    /// The partner.
    pub partner: String,
    /// The stage it may leave.
    pub from: String,
    /// The stage it would enter.
    pub to: String,
    /// What the gate says: go or `conditional_go`.
    pub verdict: words::Verdict,
}

impl Day {
    /// Makes a day without partners.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Day {
            format_version: FormatVersion,
            kind: "day".to_owned(),
            now,
            champion: None,
            partners: 0,
            others: 0,
            overdue: Vec::new(),
            over_limits: Vec::new(),
            failed: Vec::new(),
            due_soon: Vec::new(),
            held_up: Vec::new(),
            lapsing: Vec::new(),
            pending_waivers: Vec::new(),
            promotable: Vec::new(),
            edited: Vec::new(),
            unreadable: Vec::new(),
        }
    }

    /// Adds what a partner asks for.
    pub fn add(&mut self, facts: Facts<'_>, evaluation: &Evaluation<'_>) {
        self.partners += 1;
        let soon = facts.now + TimeDelta::days(DUE_WITHIN);
        for item in evaluation.items.iter().filter(|item| item.is_open()) {
            let due = item.due.as_ref().and_then(Due::at);
            let list = if item.is_held_up() {
                &mut self.held_up
            } else if item.outcome == Outcome::Fail && item.item.check.is_some() {
                &mut self.failed
            } else if item.overdue {
                &mut self.overdue
            } else if due.is_some_and(|due| due <= soon) {
                &mut self.due_soon
            } else {
                continue;
            };
            list.push(Entry { partner: facts.partner.id.to_string(), work: Work::new(facts, item) });
        }
        self.over_limits.extend(limits::over(facts));
        self.add_lapses(facts, evaluation);
        self.pending_waivers.extend(pending(facts, evaluation));
        self.promotable.extend(promotable(facts, evaluation));
    }

    fn add_lapses(&mut self, facts: Facts<'_>, evaluation: &Evaluation<'_>) {
        let mut push = |what: &str, of: String, short: String, lapses: DateTime<Utc>, still_matters: bool| {
            let lapsed = facts.now >= lapses;
            let is_near = match what {
                "check" => retest::is_near(facts, lapses),
                _ => !lapsed && lapses <= facts.now + TimeDelta::days(LAPSING_WITHIN),
            };
            if lapsed && still_matters || is_near {
                self.lapsing.push(Lapse {
                    partner: facts.partner.id.to_string(),
                    what: what.to_owned(),
                    of,
                    short,
                    until: facts.calendar.local_date(lapses - TimeDelta::seconds(1)),
                    lapses: local(lapses, facts.calendar),
                    lapsed,
                });
            }
        };
        for waiver in &evaluation.waivers {
            let item = evaluation.item(waiver.item);
            let is_open = item.is_some_and(ItemEvaluation::is_open);
            if matches!(waiver.standing, Standing::Live | Standing::Expired) {
                let of = waiver.item.to_string();
                let short = item.map_or_else(|| of.clone(), |item| short(facts.playbook, item.item));
                push("waiver", of, short, waiver.lapses, is_open);
            }
        }
        for item in &evaluation.items {
            if let Some(lapses) = retest::lapses(facts, item) {
                let of = item.item.address.to_string();
                push("check", of, short(facts.playbook, item.item), lapses, item.is_open());
            }
            if let Some(lapses) = item.evidence_lapses {
                let of = item.item.address.to_string();
                push("evidence", of, short(facts.playbook, item.item), lapses, is_stale(item));
            }
        }
        let stage = facts.playbook.stage(facts.partner.stage.as_str());
        let lapses = stage.and_then(|stage| rehearsal(facts, stage)?.lapses());
        if let Some(lapses) = lapses {
            let stage = &facts.partner.stage;
            push("rehearsal", format!("rollback of {stage}"), stage.to_string(), lapses, true);
        }
        // One that is over is told by itself.
        for limit in limit::limits(facts).into_iter().filter(|limit| limit.until.is_some()) {
            let of = format!("{} of {}", limit.id, facts.partner.stage);
            limit
                .lapses
                .into_iter()
                .for_each(|lapses| push("limit", of.clone(), limit.id.to_string(), lapses, false));
        }
        for (stage, state) in &facts.partner.stages {
            let Some(decision) = &state.overridden else { continue };
            let fails = evaluation.gate.iter().flat_map(|gate| &gate.reasons).any(|reason| {
                (reason.kind, reason.weight) == (Kind::Override, Weight::Fails)
                    && reason.subject == Subject::Stage(stage.clone())
            });
            let lapses = facts.calendar.end_of_day(decision.until);
            push("override", stage.to_string(), stage.to_string(), lapses, fails);
        }
    }

    /// Puts every list in order, whatever the order of the partners.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        let by_due = |entry: &Entry| {
            let due = entry.work.due.as_ref().and_then(super::due::DueDate::at);
            (due, entry.partner.clone(), entry.work.item.clone())
        };
        self.overdue.sort_by_cached_key(by_due);
        self.failed.sort_by_cached_key(by_due);
        self.due_soon.sort_by_cached_key(by_due);
        self.held_up
            .sort_by_cached_key(|entry| (entry.work.since, entry.partner.clone(), entry.work.item.clone()));
        self.lapsing.sort_by_cached_key(|lapse| (lapse.lapses, lapse.partner.clone(), lapse.of.clone()));
        self.over_limits.sort_by_cached_key(|over| (over.partner.clone(), over.limit.clone()));
        self.pending_waivers
            .sort_by_cached_key(|waiver| (waiver.requested, waiver.partner.clone(), waiver.item.clone()));
        self.promotable.sort_by_cached_key(|promotable| promotable.partner.clone());
        self
    }

    /// Tells whether there is nothing to do.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.overdue.is_empty()
            && self.over_limits.is_empty()
            && self.failed.is_empty()
            && self.due_soon.is_empty()
            && self.held_up.is_empty()
            && self.lapsing.is_empty()
            && self.pending_waivers.is_empty()
            && self.promotable.is_empty()
    }
}

fn pending<'a>(facts: Facts<'a>, evaluation: &'a Evaluation<'_>) -> impl Iterator<Item = PendingWaiver> + 'a {
    evaluation.waivers.iter().filter(|waiver| waiver.standing == Standing::Pending).map(move |waiver| {
        PendingWaiver {
            partner: facts.partner.id.to_string(),
            item: waiver.item.to_string(),
            by: waiver.waiver.by.clone(),
            requested: local(waiver.waiver.on, facts.calendar),
            until: waiver.waiver.until,
        }
    })
}

fn promotable(facts: Facts<'_>, evaluation: &Evaluation<'_>) -> Option<Promotable> {
    let gate = evaluation.gate.as_ref().filter(|gate| Verdict::is_go(gate.verdict))?;
    let index = facts.playbook.stage_index(gate.stage.as_str())?;
    let next = facts.playbook.stages.get(index + 1)?;
    Some(Promotable {
        partner: facts.partner.id.to_string(),
        from: gate.stage.to_string(),
        to: next.id.to_string(),
        verdict: gate.verdict.into(),
    })
}

//! One item of one partner as people and programs are shown it. Enter: the evaluation of the item and what
//! was recorded of it. Leaves: a plain value that the day, the status and the list of next steps share.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::condition;
use super::due::DueDate;
use super::moment::{Instant, local};
use super::words;
use crate::partner::Status;
use crate::playbook::id::Id;
use crate::playbook::model::{Item, Playbook, Severity, Side};
use crate::readiness::{Facts, ItemEvaluation, Outcome, Why};

/// One item of one partner.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Work {
    /// Its address: `checklist/item`.
    pub item: String,
    /// The shortest name that means it alone: its id, or its address where another item has that id.
    pub short: String,
    /// Its title.
    pub title: String,
    /// The stage whose gate it counts for.
    pub stage: String,
    /// How much it matters.
    pub severity: Severity,
    /// Whether the gate of its stage needs it.
    pub blocking: bool,
    /// Where the work stands: todo, doing, blocked, submitted, done or rejected.
    pub status: String,
    /// What it comes to: pass, fail, unknown, waived, `not_applicable` or upcoming.
    pub outcome: String,
    /// Why it comes to that, one line.
    pub why: String,
    /// Since when the work stands there; none where it was never begun.
    pub since: Option<Instant>,
    /// What was said of where it stands.
    pub reason: Option<String>,
    /// When it is due; none where the playbook does not say.
    pub due: Option<DueDate>,
    /// Whether it is open and past due.
    pub overdue: bool,
    /// The side that is waited for, while it is open.
    pub waiting_for: Option<Side>,
    /// The roles that must act: who does the work or, once it is handed in, who accepts it.
    pub acting: Vec<String>,
    /// The items that must be done first, and are not.
    pub open_needs: Vec<String>,
    /// Its waiver, where one was requested.
    pub waiver: Option<WaiverNote>,
    /// Work was done on it, although it does not apply.
    pub worked_in_vain: bool,
}

/// The waiver of an item, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WaiverNote {
    /// Whether it holds.
    pub standing: words::Standing,
    /// Its last day.
    pub until: NaiveDate,
}

impl Work {
    /// Gathers what is shown of an item.
    #[must_use]
    pub fn new(facts: Facts<'_>, evaluation: &ItemEvaluation<'_>) -> Self {
        let item = evaluation.item;
        let state = facts.partner.items.get(&item.address);
        let waiver = facts.partner.waivers.get(&item.address);
        Work {
            item: item.address.to_string(),
            short: short(facts.playbook, item),
            title: item.title.clone(),
            stage: item.stage.to_string(),
            severity: item.severity,
            blocking: item.blocking,
            status: evaluation.status.as_str().to_owned(),
            outcome: evaluation.outcome.as_str().to_owned(),
            why: why(evaluation),
            since: state.map(|state| local(state.since, facts.calendar)),
            reason: state.and_then(|state| state.reason.clone()),
            due: evaluation.due.as_ref().map(|due| DueDate::new(due, facts.calendar)),
            overdue: evaluation.overdue,
            waiting_for: evaluation.waiting_for,
            acting: acting(evaluation).iter().map(ToString::to_string).collect(),
            open_needs: evaluation.open_needs.iter().map(ToString::to_string).collect(),
            waiver: waiver
                .zip(evaluation.waiver)
                .map(|(waiver, standing)| WaiverNote { standing: standing.into(), until: waiver.until }),
            worked_in_vain: evaluation.worked_in_vain,
        }
    }

    /// Returns the one word for where it stands: the outcome where that says more than the status.
    #[must_use]
    pub fn standing(&self) -> &str {
        match (self.outcome.as_str(), self.status.as_str()) {
            ("pass", _) => "done",
            ("waived", _) => "waived",
            ("upcoming", _) => "upcoming",
            ("not_applicable", _) => "n/a",
            // Its check says so.
            ("fail", "todo" | "doing" | "submitted" | "done") => "failed",
            // Accepted, but not shown (any longer).
            ("unknown", "done") => "unknown",
            (_, status) => status,
        }
    }

    /// Tells whether something is left to do: it counts, and does not pass.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.outcome.as_str(), "fail" | "unknown")
    }

    /// Tells whether `why` says something that the standing does not.
    #[must_use]
    pub fn has_more_to_say(&self) -> bool {
        self.why != self.status && self.outcome != "waived"
    }
}

/// Returns the shortest name that means an item alone.
#[must_use]
pub fn short(playbook: &Playbook, item: &Item) -> String {
    let id = &item.address.item;
    let is_unique = playbook.items().filter(|other| other.address.item == *id).count() == 1;
    if is_unique { id.to_string() } else { item.address.to_string() }
}

/// Why an item comes to its outcome; where it does not apply, for whom it would.
fn why(evaluation: &ItemEvaluation<'_>) -> String {
    match (&evaluation.why, &evaluation.item.when) {
        (Why::ConditionFalse, Some(when)) => format!("applies only where {}", condition::told(when)),
        (why, _) => why.to_string(),
    }
}

/// The roles that must act on an item.
#[must_use]
pub fn acting<'a>(evaluation: &ItemEvaluation<'a>) -> &'a [Id] {
    let raci = &evaluation.item.raci;
    match evaluation.status {
        Status::Submitted => std::slice::from_ref(&raci.accountable),
        _ => raci.doers(),
    }
}

/// Tells whether an item is open because its evidence is too old.
#[must_use]
pub fn is_stale(evaluation: &ItemEvaluation<'_>) -> bool {
    use crate::readiness::evidence::Amiss;
    evaluation.outcome == Outcome::Unknown && matches!(evaluation.why, Why::Evidence(Amiss::Stale { .. }))
}

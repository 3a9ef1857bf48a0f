//! Where one partner stands, item by item. Enter: the facts, their evaluation, and how much is asked for.
//! Leaves: items by stage and checklist, with counts of what is left out.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::limits::{self, LimitLine};
use super::moment::{Instant, local};
use super::version::FormatVersion;
use super::words::{self, Verdict};
use super::work::Work;
use crate::playbook::id::Id;
use crate::playbook::model::Stage;
use crate::readiness::{Evaluation, Facts, ItemEvaluation, Kind, Outcome, Reason};

/// Where one partner stands.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "Where a partner stands: aboard status --format json")]
pub struct Status {
    /// The version of this format.
    pub format_version: FormatVersion,
    /// What this document is.
    #[schemars(extend("const" = "status"))]
    pub kind: String,
    /// The moment it speaks of.
    pub now: Instant,
    /// The partner's id.
    pub partner: String,
    /// Its name.
    pub name: String,
    /// Its champion: an e-mail.
    pub champion: Option<String>,
    /// The playbook that governs it: `id@version`.
    pub playbook: String,
    /// The stage it is in.
    pub stage: String,
    /// When it entered that stage.
    pub entered: Option<Instant>,
    /// The day it was archived.
    pub archived: Option<NaiveDate>,
    /// What the gate of its stage says.
    pub verdict: Option<Verdict>,
    /// The criteria and rehearsals that its gate asks for, and that do not hold.
    pub untested: Vec<Untested>,
    /// The limits of its stage, by id.
    pub limits: Vec<LimitLine>,
    /// Attributes that the playbook requires and the partner has not declared.
    pub undeclared: Vec<String>,
    /// Items with recorded work that the playbook does not have.
    pub orphans: Vec<String>,
    /// The stages, in order.
    pub stages: Vec<StageStatus>,
}

/// The items of a stage.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StageStatus {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where it is from the stage the partner is in: earlier, current or later.
    pub position: String,
    /// How many of its items pass.
    pub done: usize,
    /// How many of its items are waived.
    pub waived: usize,
    /// How many of its items do not apply, or not yet.
    pub inactive: usize,
    /// How many of its items are open.
    pub open: usize,
    /// The checklists with items that are shown.
    pub checklists: Vec<ChecklistStatus>,
}

/// A criterion or a rehearsal that the gate of the partner's stage asks for, and that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Untested {
    /// What it does to the verdict.
    pub weight: words::Weight,
    /// What it is about.
    pub subject: String,
    /// What was found.
    pub found: String,
    /// What was asked.
    pub asked: String,
    /// What to do.
    pub remedy: String,
}

/// The items of a checklist, within a stage.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ChecklistStatus {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The items that are shown, in the order of the playbook.
    pub items: Vec<Work>,
}

/// How much is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Extent<'a> {
    /// This stage alone.
    pub stage: Option<&'a Id>,
    /// Whatever it comes to; else what is open or waived, and what was worked on in vain.
    pub all: bool,
}

impl Status {
    /// Gathers the status of a partner.
    #[must_use]
    pub fn new(facts: Facts<'_>, evaluation: &Evaluation<'_>, extent: Extent<'_>) -> Self {
        let Facts { playbook, partner, calendar, now, .. } = facts;
        let stages = playbook.stages.iter().filter(|stage| extent.stage.is_none_or(|only| *only == stage.id));
        Status {
            format_version: FormatVersion,
            kind: "status".to_owned(),
            now: local(now, calendar),
            partner: partner.id.to_string(),
            name: partner.name.clone(),
            champion: partner.champion.clone(),
            playbook: format!("{}@{}", partner.pin.playbook, partner.pin.version),
            stage: partner.stage.to_string(),
            entered: partner.stages.get(&partner.stage).map(|stage| local(stage.entered, calendar)),
            archived: partner.archived.as_ref().map(|archived| calendar.local_date(archived.on)),
            verdict: evaluation.gate.as_ref().map(|gate| gate.verdict.into()),
            untested: untested(evaluation),
            limits: limits::lines(facts),
            undeclared: evaluation.undeclared.iter().map(ToString::to_string).collect(),
            orphans: evaluation.orphans.iter().map(ToString::to_string).collect(),
            stages: stages.map(|stage| stage_status(facts, evaluation, extent, stage)).collect(),
        }
    }
}

fn untested(evaluation: &Evaluation<'_>) -> Vec<Untested> {
    let reasons = evaluation.gate.iter().flat_map(|gate| &gate.reasons);
    let untested = reasons.filter(|reason| matches!(reason.kind, Kind::Criterion | Kind::Rehearsal));
    let told = |reason: &Reason| Untested {
        weight: reason.weight.into(),
        subject: reason.subject.to_string(),
        found: reason.found.clone(),
        asked: reason.asked.clone(),
        remedy: reason.remedy.clone(),
    };
    untested.map(told).collect()
}

fn stage_status(
    facts: Facts<'_>,
    evaluation: &Evaluation<'_>,
    extent: Extent<'_>,
    stage: &Stage,
) -> StageStatus {
    let Facts { playbook, partner, .. } = facts;
    let place = playbook.stage_index(stage.id.as_str()).cmp(&playbook.stage_index(partner.stage.as_str()));
    let items = || evaluation.items.iter().filter(|item| item.item.stage == stage.id);
    let count = |counts: &dyn Fn(Outcome) -> bool| items().filter(|item| counts(item.outcome)).count();
    let is_reached = place.is_le() || extent.stage.is_some();
    let is_shown = |item: &&ItemEvaluation<'_>| {
        extent.all
            || item.worked_in_vain
            || is_reached && (item.is_open() || item.outcome == Outcome::Waived)
            // Whoever waits for somebody should see it, whatever the stage.
            || item.is_open() && item.is_held_up()
    };
    let checklists = playbook.checklists.iter().filter_map(|checklist| {
        let of_list = items().filter(|item| item.item.address.checklist == checklist.id);
        let items: Vec<_> = of_list.filter(is_shown).map(|item| Work::new(facts, item)).collect();
        (!items.is_empty()).then(|| ChecklistStatus {
            id: checklist.id.to_string(),
            title: checklist.title.clone(),
            items,
        })
    });
    StageStatus {
        id: stage.id.to_string(),
        title: stage.title.clone(),
        position: match place {
            std::cmp::Ordering::Less => "earlier",
            std::cmp::Ordering::Equal => "current",
            std::cmp::Ordering::Greater => "later",
        }
        .to_owned(),
        done: count(&|outcome| outcome == Outcome::Pass),
        waived: count(&|outcome| outcome == Outcome::Waived),
        inactive: count(&|outcome| matches!(outcome, Outcome::NotApplicable | Outcome::Upcoming)),
        open: count(&|outcome| matches!(outcome, Outcome::Fail | Outcome::Unknown)),
        checklists: checklists.collect(),
    }
}

//! The readiness of one partner on one screen. Enter: facts and their evaluation; leaves: everything
//! that a scorecard shows, sorted.

use chrono::{NaiveDate, TimeDelta};
use schemars::JsonSchema;
use serde::Serialize;

use super::gate::{Gate, PlaybookVersion, StageName};
use super::moment::{Instant, days_between, last_day, local};
use super::unreadable::Unreadable;
use super::version::FormatVersion;
use super::words::Standing;
use crate::partner::Status;
use crate::playbook::model::{Side, Stage};
use crate::readiness::{self, Due, Evaluation, Facts, ItemEvaluation, Outcome, WaiverEvaluation};

/// How long before its end a live waiver is announced.
const LAPSES_SOON: TimeDelta = TimeDelta::days(7);

/// The word that names the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Scorecards of partners.
    #[default]
    Scorecard,
}

/// The scorecards of one run.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "Scorecards: aboard scorecard --format json")]
pub struct Scorecards {
    /// The version of this format.
    pub format_version: FormatVersion,
    /// What this document is.
    pub kind: Kind,
    /// The moment that was judged.
    pub now: Instant,
    /// The scorecards, in the order that was asked for.
    pub scorecards: Vec<Scorecard>,
    /// Partners that cannot be judged.
    pub unreadable: Vec<Unreadable>,
}

/// The readiness of one partner.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Scorecard {
    /// The id of the partner.
    pub partner: String,
    /// Its name.
    pub name: String,
    /// The playbook that governs it.
    pub playbook: PlaybookVersion<'static>,
    /// Who runs the onboarding: a name, else an e-mail; null where nobody does.
    pub champion: Option<String>,
    /// Whether it is archived.
    pub archived: bool,
    /// The stage it is in.
    pub stage: StageStanding,
    /// The cumulative ladder of stages that is reached; null where not even the first is.
    pub level: Option<Level>,
    /// The dimensions weighted together.
    pub overall: Shares,
    /// The axes of the scorecard, in the order of the playbook.
    pub dimensions: Vec<Dimension>,
    /// The gate of the stage it is in.
    pub gate: Gate,
    /// What is blocked or handed back, longest first.
    pub blockers: Vec<Blocker>,
    /// What is open and has a date, earliest first.
    pub due: Vec<DueItem>,
    /// Waivers that are live or wait for a ruling, and those that no longer hold although the item is open; earliest end first.
    pub waivers: Vec<Waiver>,
    /// How long each side was waited for.
    pub waited: Waited,
    /// Attributes that the playbook requires and the partner has not declared.
    pub undeclared: Vec<String>,
    /// Items with recorded work that the playbook does not have.
    pub orphans: Vec<String>,
    /// Items with recorded work that do not apply (any more).
    pub worked_in_vain: Vec<String>,
}

/// The stage a partner is in, and how long it has been there.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StageStanding {
    /// Its names.
    #[serde(flatten)]
    pub name: StageName<'static>,
    /// When it was entered.
    pub entered: Option<Instant>,
    /// The whole days since.
    pub days: Option<i64>,
    /// How long it is planned to take, as the playbook says it.
    pub expected: Option<String>,
    /// The last day of that time.
    pub expected_until: Option<NaiveDate>,
    /// Whether that day is over.
    pub late: bool,
}

/// The highest rung of the ladder of stages that is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Level {
    /// The stage whose blocking items, and those of all before it, hold.
    pub stage: String,
    /// Its title.
    pub title: String,
    /// Whether a waiver holds one of them up.
    pub through_waivers: bool,
}

/// Score, coverage and waived share: only ever shown together. Null where nothing counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Shares {
    /// What passes of what counts, by weight, in percent.
    pub score: Option<u32>,
    /// What is known (passes or fails) of what counts, by weight, in percent.
    pub coverage: Option<u32>,
    /// What is waived of what counts and what is waived, by weight, in percent.
    pub waived: Option<u32>,
}

impl From<readiness::Score> for Shares {
    fn from(score: readiness::Score) -> Self {
        Shares { score: score.score, coverage: score.coverage, waived: score.waived }
    }
}

/// The score of one dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Dimension {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its share of the overall score, in percent.
    pub weight: u32,
    /// Score, coverage and waived share.
    #[serde(flatten)]
    pub shares: Shares,
    /// How many items pass.
    pub passed: usize,
    /// How many items count: pass, fail or unknown.
    pub active: usize,
}

/// An item that cannot go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Blocker {
    /// The item.
    pub item: String,
    /// Its title.
    pub title: String,
    /// `blocked`, or `rejected`: handed back.
    pub status: String,
    /// Why; null where not said.
    pub reason: Option<String>,
    /// The side that is waited for.
    pub waiting_for: Side,
    /// Since when.
    pub since: Instant,
    /// Whether the gate of its stage needs it.
    pub blocking: bool,
}

/// An open item that has a date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DueItem {
    /// The item.
    pub item: String,
    /// Its title.
    pub title: String,
    /// The last day on which it is on time.
    pub on: NaiveDate,
    /// The first instant at which it is late.
    pub at: Instant,
    /// The days from today to the last day; negative where it is over.
    pub days: i64,
    /// Whether it is late.
    pub overdue: bool,
    /// The side that is waited for.
    pub waiting_for: Option<Side>,
}

/// A waiver that is, or was, in force or asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Waiver {
    /// The item.
    pub item: String,
    /// Its title; empty where the playbook does not have it.
    pub title: String,
    /// Whether it holds.
    pub standing: Standing,
    /// The last day it holds.
    pub until: NaiveDate,
    /// Whether it is live and ends within a week.
    pub lapses_soon: bool,
    /// Why the item cannot be done in time.
    pub reason: String,
    /// What stands in for the item meanwhile.
    pub control: String,
    /// Who requested it.
    pub requested_by: String,
    /// Who ruled on it; null while nobody has.
    pub ruled_by: Option<String>,
}

/// How long each side was waited for, in minutes of open time; items that waited at the same time count once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Waited {
    /// For the platform.
    pub platform_minutes: i64,
    /// For the partner.
    pub partner_minutes: i64,
}

impl Scorecards {
    /// Returns the scorecards of a run in which nothing was judged yet.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        let (scorecards, unreadable) = (Vec::new(), Vec::new());
        Scorecards { format_version: FormatVersion, kind: Kind::Scorecard, now, scorecards, unreadable }
    }
}

impl Scorecard {
    /// Tells the evaluation of a partner that is in `stage`; `name_of` gives the name of who has an e-mail.
    #[must_use]
    pub fn new(
        facts: Facts<'_>,
        evaluation: &Evaluation<'_>,
        stage: &Stage,
        name_of: &dyn Fn(&str) -> String,
    ) -> Self {
        let partner = facts.partner;
        let judged =
            evaluation.gate.clone().unwrap_or_else(|| readiness::gate::judge(facts, evaluation, stage));
        let vain = evaluation.items.iter().filter(|item| item.worked_in_vain);
        Scorecard {
            partner: partner.id.to_string(),
            name: partner.name.clone(),
            playbook: PlaybookVersion::of(facts.playbook),
            champion: partner.champion.as_deref().map(name_of),
            archived: partner.archived.is_some(),
            stage: StageStanding::new(facts, stage),
            level: evaluation.level.map(|level| Level {
                stage: level.stage.id.to_string(),
                title: level.stage.title.clone(),
                through_waivers: level.through_waivers,
            }),
            overall: evaluation.overall.into(),
            dimensions: evaluation.dimensions.iter().map(dimension).collect(),
            gate: Gate::new(facts, stage, &judged),
            blockers: blockers(facts, evaluation),
            due: due(facts, evaluation),
            waivers: waivers(facts, evaluation, name_of),
            waited: Waited {
                platform_minutes: evaluation.waited.platform.num_minutes(),
                partner_minutes: evaluation.waited.partner.num_minutes(),
            },
            undeclared: evaluation.undeclared.iter().map(ToString::to_string).collect(),
            orphans: evaluation.orphans.iter().map(ToString::to_string).collect(),
            worked_in_vain: vain.map(|item| item.item.address.to_string()).collect(),
        }
    }
}

impl StageStanding {
    /// Tells how a partner stands in a stage.
    #[must_use]
    pub fn new(facts: Facts<'_>, stage: &Stage) -> Self {
        let Facts { playbook, partner, calendar, now, .. } = facts;
        let entered = partner.stages.get(&stage.id).map(|state| state.entered);
        let today = calendar.local_date(now);
        let ends = entered.zip(stage.expected).map(|(entered, span)| calendar.add(entered, &span));
        let until = ends.map(|ends| last_day(ends, calendar));
        StageStanding {
            name: StageName::of(playbook, stage),
            entered: entered.map(|at| local(at, calendar)),
            days: entered.map(|at| days_between(calendar.local_date(at), today).max(0)),
            expected: stage.expected.as_ref().map(ToString::to_string),
            expected_until: until,
            late: until.is_some_and(|until| today > until),
        }
    }
}

fn dimension(scored: &readiness::DimensionScore<'_>) -> Dimension {
    Dimension {
        id: scored.dimension.id.to_string(),
        title: scored.dimension.title.clone(),
        weight: scored.dimension.weight,
        shares: scored.score.into(),
        passed: scored.passed,
        active: scored.active,
    }
}

/// Returns the open items that are blocked or were handed back.
pub(super) fn held_up<'e, 'a>(
    evaluation: &'e Evaluation<'a>,
) -> impl Iterator<Item = &'e ItemEvaluation<'a>> {
    evaluation.items.iter().filter(|item| item.outcome == Outcome::Fail)
}

fn blockers(facts: Facts<'_>, evaluation: &Evaluation<'_>) -> Vec<Blocker> {
    let mut blockers: Vec<_> = held_up(evaluation)
        .filter_map(|item| {
            let state = facts.partner.items.get(&item.item.address)?;
            Some(Blocker {
                item: item.item.address.to_string(),
                title: item.item.title.clone(),
                status: match item.status {
                    Status::Rejected => "rejected",
                    _ => "blocked",
                }
                .to_owned(),
                reason: state.reason.clone(),
                waiting_for: item.waiting_for.unwrap_or(Side::Platform),
                since: local(state.since, facts.calendar),
                blocking: item.item.blocking,
            })
        })
        .collect();
    blockers.sort_by_key(|blocker| (!blocker.blocking, blocker.since));
    blockers
}

fn due(facts: Facts<'_>, evaluation: &Evaluation<'_>) -> Vec<DueItem> {
    let today = facts.calendar.local_date(facts.now);
    let mut due: Vec<_> = evaluation
        .items
        .iter()
        .filter(|item| item.is_open())
        .filter_map(|item| {
            let at = item.due.as_ref().and_then(Due::at)?;
            let on = last_day(at, facts.calendar);
            Some(DueItem {
                item: item.item.address.to_string(),
                title: item.item.title.clone(),
                on,
                at: local(at, facts.calendar),
                days: days_between(today, on),
                overdue: item.overdue,
                waiting_for: item.waiting_for,
            })
        })
        .collect();
    due.sort_by_key(|due| due.at);
    due
}

fn waivers(facts: Facts<'_>, evaluation: &Evaluation<'_>, name_of: &dyn Fn(&str) -> String) -> Vec<Waiver> {
    let speaks = |waiver: &&WaiverEvaluation<'_>| match waiver.standing {
        readiness::Standing::Live | readiness::Standing::Pending => true,
        // What lapsed is told for as long as the item is not done all the same.
        readiness::Standing::Expired | readiness::Standing::Void => {
            evaluation.item(waiver.item).is_some_and(ItemEvaluation::is_open)
        }
        readiness::Standing::Rejected | readiness::Standing::Revoked => false,
    };
    let told = |waived: &WaiverEvaluation<'_>| Waiver {
        item: waived.item.to_string(),
        title: facts.playbook.item(waived.item).map(|item| item.title.clone()).unwrap_or_default(),
        standing: waived.standing.into(),
        until: waived.waiver.until,
        lapses_soon: waived.standing == readiness::Standing::Live && waived.lapses - facts.now <= LAPSES_SOON,
        reason: waived.waiver.reason.clone(),
        control: waived.waiver.control.clone(),
        requested_by: name_of(&waived.waiver.by),
        ruled_by: waived.waiver.decision.as_ref().map(|decision| name_of(&decision.by)),
    };
    let mut waivers: Vec<_> = evaluation.waivers.iter().filter(speaks).map(told).collect();
    waivers.sort_by_key(|waiver| waiver.until);
    waivers
}

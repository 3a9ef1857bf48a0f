//! Verdicts of gates, with their reasons. Enter: facts, their evaluation and a stage; leaves: what CI
//! jobs and people are told.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::moment::{Instant, local};
use super::unreadable::Unreadable;
use super::version::FormatVersion;
use super::words::{Rule, Verdict, Weight};
use crate::playbook::model::{Playbook, Side, Stage};
use crate::readiness::{self, Facts, Subject};

/// The word that names the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Verdicts of gates.
    #[default]
    Gate,
}

/// The verdicts of one run.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "Verdicts of gates: aboard gate --format json")]
pub struct Gates {
    /// The version of this format.
    pub format_version: FormatVersion,
    /// What this document is.
    pub kind: Kind,
    /// The moment that was judged.
    pub now: Instant,
    /// Whether a verdict that rests on conditions counts as a no.
    pub strict: bool,
    /// How many gates came to each verdict.
    pub verdicts: BTreeMap<Verdict, usize>,
    /// The gates, in the order that was asked for, else by partner.
    pub gates: Vec<Gate>,
    /// Partners that cannot be judged.
    pub unreadable: Vec<Unreadable>,
}

/// The verdict of one gate for one partner.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Gate {
    /// The id of the partner.
    pub partner: String,
    /// Its name.
    pub name: String,
    /// The playbook that governs it.
    pub playbook: PlaybookVersion<'static>,
    /// The stage that would be left.
    pub stage: StageName<'static>,
    /// Whether the partner is in that stage.
    pub current: bool,
    /// What the gate says.
    pub verdict: Verdict,
    /// How many things it asks for.
    pub asked: usize,
    /// When the soak time of the stage is over; null where it asks for none, or was not entered.
    pub soaks_until: Option<Instant>,
    /// Why: the gravest first, then in the order of the playbook. Empty when all holds.
    pub reasons: Vec<Reason>,
}

/// A playbook and its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlaybookVersion<'a> {
    /// The id of the playbook.
    pub id: Cow<'a, str>,
    /// The version that is pinned.
    pub version: Cow<'a, str>,
}

impl PlaybookVersion<'static> {
    /// Returns the version that a playbook is at.
    #[must_use]
    pub fn of(playbook: &Playbook) -> Self {
        PlaybookVersion { id: playbook.id.to_string().into(), version: playbook.version.to_string().into() }
    }
}

impl std::fmt::Display for PlaybookVersion<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}@{}", self.id, self.version)
    }
}

/// A stage by its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StageName<'a> {
    /// The id.
    pub id: Cow<'a, str>,
    /// The title.
    pub title: Cow<'a, str>,
    /// Its place among the stages of the playbook, from 1.
    pub position: usize,
    /// How many stages the playbook has.
    pub of: usize,
}

impl StageName<'static> {
    /// Returns the names of a stage of a playbook.
    #[must_use]
    pub fn of(playbook: &Playbook, stage: &Stage) -> Self {
        StageName {
            id: stage.id.to_string().into(),
            title: stage.title.clone().into(),
            position: playbook.stage_index(stage.id.as_str()).map_or(0, |index| index + 1),
            of: playbook.stages.len(),
        }
    }
}

/// One reason of a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reason {
    /// The rule that speaks.
    pub rule: Rule,
    /// What it does to the verdict.
    pub weight: Weight,
    /// What it is about: an item (`checklist/item`), `stage ID`, `sign-off ROLE` or `attribute ID`.
    pub subject: String,
    /// The title of what it is about.
    pub title: String,
    /// What was found.
    pub found: String,
    /// What was asked.
    pub asked: String,
    /// What to do.
    pub remedy: String,
    /// The side that is waited for; null where none is.
    pub waiting_for: Option<Side>,
}

impl Gates {
    /// Returns the verdicts of a run in which nothing was judged yet.
    #[must_use]
    pub fn new(now: Instant, strict: bool) -> Self {
        let verdicts = Verdict::ALL.into_iter().map(|verdict| (verdict, 0)).collect();
        let (gates, unreadable) = (Vec::new(), Vec::new());
        Gates { format_version: FormatVersion, kind: Kind::Gate, now, strict, verdicts, gates, unreadable }
    }

    /// Counts a gate that is told elsewhere.
    pub fn count(&mut self, gate: &Gate) {
        *self.verdicts.entry(gate.verdict).or_default() += 1;
    }

    /// Returns how many gates were counted.
    #[must_use]
    pub fn counted(&self) -> usize {
        self.verdicts.values().sum()
    }

    /// Tells whether a verdict lets the partner pass, as this run was asked to judge.
    #[must_use]
    pub fn passes(&self, verdict: Verdict) -> bool {
        match verdict {
            Verdict::Go => true,
            Verdict::ConditionalGo => !self.strict,
            Verdict::NoGo | Verdict::Inconclusive => false,
        }
    }
}

impl Gate {
    /// Tells the judgement of a gate.
    #[must_use]
    pub fn new(facts: Facts<'_>, stage: &Stage, judged: &readiness::Gate) -> Self {
        let Facts { playbook, partner, calendar, .. } = facts;
        Gate {
            partner: partner.id.to_string(),
            name: partner.name.clone(),
            playbook: PlaybookVersion::of(playbook),
            stage: StageName::of(playbook, stage),
            current: partner.stage == stage.id,
            verdict: judged.verdict.into(),
            asked: judged.asked,
            soaks_until: judged.soaks_until.map(|at| local(at, calendar)),
            reasons: judged.reasons.iter().map(|reason| told(playbook, reason)).collect(),
        }
    }

    /// Returns how many reasons have a weight.
    #[must_use]
    pub fn count(&self, weight: Weight) -> usize {
        self.reasons.iter().filter(|reason| reason.weight == weight).count()
    }

    /// Says how what was asked stands, in one line: `1 fails, 2 missing, of 12 asked`.
    #[must_use]
    pub fn tally(&self) -> String {
        let count = |weight: Weight, plural: &str| {
            let number = self.count(weight);
            let word = if number == 1 { weight.as_str() } else { plural };
            (number > 0).then(|| format!("{number} {word}"))
        };
        let found = [
            count(Weight::Fails, "fail"),
            count(Weight::Missing, "missing"),
            count(Weight::Condition, "conditions"),
            count(Weight::Warning, "warnings"),
        ];
        let found: Vec<_> = found.into_iter().flatten().collect();
        if found.is_empty() {
            format!("all {} asked hold", self.asked)
        } else {
            format!("{}, of {} asked", found.join(", "), self.asked)
        }
    }
}

fn told(playbook: &Playbook, reason: &readiness::Reason) -> Reason {
    let title = match &reason.subject {
        Subject::Item(address) => playbook.item(address).map(|item| &item.title),
        Subject::Stage(id) | Subject::Rollback(id) => playbook.stage(id.as_str()).map(|stage| &stage.title),
        Subject::Criterion(stage, id) => {
            let criteria = playbook.stage(stage.as_str()).map(|stage| stage.criteria.iter());
            criteria.and_then(|mut all| all.find(|one| one.id == *id)).map(|criterion| &criterion.title)
        }
        Subject::Role(id) => playbook.roles.get(id).map(|role| &role.title),
        Subject::Attribute(id) => playbook.attributes.get(id).map(|attribute| &attribute.title),
    };
    Reason {
        rule: reason.kind.into(),
        weight: reason.weight.into(),
        subject: reason.subject.to_string(),
        title: title.cloned().unwrap_or_default(),
        found: reason.found.clone(),
        asked: reason.asked.clone(),
        remedy: reason.remedy.clone(),
        waiting_for: reason.waiting_for,
    }
}

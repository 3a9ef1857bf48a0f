//! The playbook as everything downstream reads it: validated, includes resolved, references sound.
//! In: nothing but what `validate` builds. Out: plain values, in the order of the file.

mod check;
mod http;
mod program;
mod webhook;
mod deliveries;
mod criterion;
pub mod figure;
mod json_place;
mod limit;
mod rollback;
mod table;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use semver::Version;

use crate::calendar::Span;
use crate::playbook::condition::Condition;
use crate::playbook::id::{Id, ItemRef};

pub use check::{Assert, Assertion, Check, JSON_METRICS, JUNIT_METRICS, Metric};
pub use criterion::{Bound, Criterion, MOST_RUNS, Operator, Take, TestData, Window};
pub use deliveries::{DELIVERIES_METRICS, Deliveries};
pub use http::{HTTP_METRICS, HeaderFault, HeaderName, Http, METHODS, Times};
pub use json_place::{JsonPlace, JsonPlaceFault, MOST_VALUES};
pub use limit::{Limit, Most};
pub use program::{PROGRAM_METRICS, Program};
pub use rollback::{Rollback, RollbackPlan, RollbackStep};
pub use table::{CSV_METRICS, Column, ColumnType, Listed, Table};
pub use webhook::{Scheme, Spoilt, Webhook};

/// One playbook at one version.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Playbook {
    /// Its id, equal to nothing else in the workspace.
    pub id: Id,
    /// Its version; a pin names it.
    pub version: Version,
    /// Its title, one line.
    pub title: String,
    /// The team or person that answers for it.
    pub owner: String,
    /// What it is for, in Markdown; empty where not said.
    pub about: String,
    /// Who acts, by role id.
    pub roles: BTreeMap<Id, Role>,
    /// What a partner must or may declare, by attribute id.
    pub attributes: BTreeMap<Id, Attribute>,
    /// The axes of the scorecard, in the order of the file; weights sum to 100.
    pub dimensions: Vec<Dimension>,
    /// Who may approve waivers, and how long they may last.
    pub waivers: WaiverRules,
    /// The ordered phases; never empty.
    pub stages: Vec<Stage>,
    /// The checklists, own and included, in the order of the file.
    pub checklists: Vec<Checklist>,
}

/// Which of the two parties a role belongs to.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "side")]
pub enum Side {
    /// The marketplace.
    Platform,
    /// The party that joins it.
    Partner,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Role {
    /// The party it belongs to.
    pub side: Side,
    /// Its title, one line.
    pub title: String,
    /// What it answers for; empty where not said.
    pub about: String,
}

/// What a partner must or may declare about itself.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Attribute {
    /// The values it takes.
    pub kind: AttributeKind,
    /// Whether a partner must declare it.
    pub required: bool,
    /// Its title, one line.
    pub title: String,
    /// What it decides; empty where not said.
    pub about: String,
    /// The value of a partner that declares none.
    pub default: Option<Value>,
}

/// The values an attribute takes.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum AttributeKind {
    /// One of the choices.
    Choice(Vec<String>),
    /// Several of the choices, without order.
    List(Vec<String>),
    /// One line of text.
    Text,
    /// A finite number, with optional inclusive bounds.
    Number {
        /// The least value.
        min: Option<f64>,
        /// The greatest value.
        max: Option<f64>,
    },
    /// Yes or no.
    Boolean,
}

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Of a choice or a text.
    Text(String),
    /// Of a list; sorted, without repetition.
    List(Vec<String>),
    /// Of a number.
    Number(f64),
    /// Of a boolean.
    Boolean(bool),
}

/// An axis of the scorecard.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Dimension {
    /// Its id.
    pub id: Id,
    /// Its title, one line.
    pub title: String,
    /// Its share of the overall score, in percent.
    pub weight: u32,
}

/// Who may approve waivers, and how long they may last.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct WaiverRules {
    /// The roles that may approve; the approver is never the requester.
    pub approvers: Vec<Id>,
    /// The longest waiver, by severity of the item.
    pub longest: BTreeMap<Severity, Span>,
}

/// How much an item matters: its weight in the score, and the bound of its waivers.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "severity")]
pub enum Severity {
    /// Weight 4.
    Critical,
    /// Weight 3.
    High,
    /// Weight 2.
    #[default]
    Medium,
    /// Weight 1.
    Low,
}

impl Severity {
    /// Returns the weight in scores: critical 4, high 3, medium 2, low 1.
    #[must_use]
    pub fn weight(self) -> u32 {
        match self {
            Severity::Critical => 4,
            Severity::High => 3,
            Severity::Medium => 2,
            Severity::Low => 1,
        }
    }
}

/// An ordered phase.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Stage {
    /// Its id.
    pub id: Id,
    /// Its title, one line.
    pub title: String,
    /// What it is for; empty where not said.
    pub about: String,
    /// How long it is planned to take.
    pub expected: Option<Span>,
    /// The least time in the stage before it may be left.
    pub soak: Option<Span>,
    /// Where its checks look; makes it a stage that tests.
    pub environment: Option<Id>,
    /// What must hold to leave it, in the order of the file.
    pub criteria: Vec<Criterion>,
    /// What it is tested with, in the order of the file.
    pub test_data: Vec<TestData>,
    /// How far a partner may go in it, by id, in the order of the file.
    pub limits: Vec<(Id, Limit)>,
    /// How long what a check said of one of its items holds, until it is left.
    pub retest_every: Option<Span>,
    /// The roles whose sign-off its gate needs.
    pub sign_offs: Vec<Id>,
    /// The role that may promote out of it, and decide an override of its gate.
    pub approver: Option<Id>,
    /// What a rollback out of it does.
    pub rollback: Rollback,
}

/// A named list of items.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Checklist {
    /// Its id.
    pub id: Id,
    /// Its title, one line.
    pub title: String,
    /// What it is for; empty where not said.
    pub about: String,
    /// The shared file it was included from, relative to the workspace.
    pub included_from: Option<String>,
    /// Its items, in the order of the file.
    pub items: Vec<Item>,
}

/// One piece of work.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Item {
    /// Its full address.
    pub address: ItemRef,
    /// Its title, one line.
    pub title: String,
    /// The stage whose gate it counts for.
    pub stage: Id,
    /// The axis of the scorecard it counts for.
    pub dimension: Id,
    /// Who does what for it.
    pub raci: Raci,
    /// How much it matters.
    pub severity: Severity,
    /// Whether the gate of its stage, and of every later one, needs it.
    pub blocking: bool,
    /// Whether a waiver may stand in for it.
    pub waivable: bool,
    /// The items that come before it.
    pub needs: Vec<ItemRef>,
    /// When it is due.
    pub due: Option<DueRule>,
    /// What shows that it is done, in the order of the file.
    pub evidence: Vec<EvidenceRule>,
    /// What decides it, beside its evidence.
    pub check: Option<Check>,
    /// For which partners it applies; all where not said.
    pub when: Option<Condition>,
    /// How it is done: Markdown, which may hold `{{ partner.name }}` and the like; empty where not said.
    pub instructions: String,
    /// Where to read on.
    pub links: Vec<Link>,
    /// How much work it is.
    pub estimate: Option<Span>,
    /// The item ids it had before.
    pub renamed_from: Vec<Id>,
    /// The day, in the workspace's zone, from which it applies.
    pub effective_from: Option<NaiveDate>,
    /// Words to select it by; sorted.
    pub tags: Vec<Id>,
}

impl Item {
    /// Tells whether its check alone decides it, so that nobody accepts it.
    #[must_use]
    pub fn is_decided_by_check(&self) -> bool {
        self.check.is_some() && self.evidence.is_empty()
    }
}

/// Who does what for an item (the RACI convention: exactly one accountable).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Raci {
    /// Answers for it, and accepts it.
    pub accountable: Id,
    /// Do the work; where empty, the accountable role does.
    pub responsible: Vec<Id>,
    /// Are asked before.
    pub consulted: Vec<Id>,
    /// Are told after.
    pub informed: Vec<Id>,
}

impl Raci {
    /// Returns the roles that do the work: the responsible ones, else the accountable one.
    #[must_use]
    pub fn doers(&self) -> &[Id] {
        if self.responsible.is_empty() { std::slice::from_ref(&self.accountable) } else { &self.responsible }
    }
}

/// When an item is due.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum DueRule {
    /// At the end of a day, in the workspace's zone.
    Date(NaiveDate),
    /// Some time after (or, if negative, before) an anchor.
    After {
        /// What starts the clock.
        anchor: Anchor,
        /// How long after it.
        plus: Span,
        /// The waiting that stops the clock.
        pauses_on: Option<PausesOn>,
    },
}

/// What starts the clock of a due date.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Anchor {
    /// The partner's start date.
    OnboardingStart,
    /// The entry into a stage (the latest one).
    StageEntered(Id),
    /// Another item is done.
    ItemDone(ItemRef),
    /// The contract is signed (a date of the partner's profile).
    Signed,
    /// The planned launch (a date of the partner's profile).
    Launch,
}

/// The waiting that stops a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "pauses-on")]
pub enum PausesOn {
    /// Waiting on the platform.
    Platform,
    /// Waiting on the partner.
    Partner,
    /// Waiting on either.
    Any,
}

/// One thing that shows an item is done.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct EvidenceRule {
    /// Its id within the item.
    pub id: Id,
    /// What is asked, one line.
    pub ask: String,
    /// The kind of answer.
    pub kind: EvidenceKind,
    /// Whether the item can be done without it.
    pub required: bool,
    /// How long an answer holds; for good where not said.
    pub valid_for: Option<Span>,
}

/// The kind of answer that evidence is.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum EvidenceKind {
    /// An absolute http or https URL.
    Url,
    /// A file, kept as its name and SHA-256 digest.
    File,
    /// A line of text.
    Text,
    /// A finite number within inclusive bounds.
    Number {
        /// The least answer.
        min: Option<f64>,
        /// The greatest answer.
        max: Option<f64>,
        /// The unit, shown beside it; empty where not said.
        unit: String,
    },
    /// One of the choices.
    Choice(Vec<String>),
    /// A day.
    Date,
    /// The assent of a role; its side is the role's.
    SignOff(Id),
}

/// Where to read on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Link {
    /// Its title, one line.
    pub title: String,
    /// An http or https URL, or a file of the workspace, relative to its root.
    pub url: String,
    /// What is behind it.
    pub kind: LinkKind,
    /// How long it takes, in minutes.
    pub minutes: Option<u32>,
}

/// What is behind a link.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "link-kind")]
pub enum LinkKind {
    /// Something to read.
    #[default]
    Documentation,
    /// Something to watch.
    Video,
    /// Something to follow step by step.
    Walkthrough,
}

impl Playbook {
    /// Returns the environments that stages test in, in the order of the stages; one may come twice.
    pub fn environments(&self) -> impl Iterator<Item = &Id> {
        self.stages.iter().filter_map(|stage| stage.environment.as_ref())
    }

    /// Returns every item, in the order of the file.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.checklists.iter().flat_map(|checklist| &checklist.items)
    }

    /// Returns the item at an address.
    #[must_use]
    pub fn item(&self, address: &ItemRef) -> Option<&Item> {
        let checklist = self.checklists.iter().find(|c| c.id == address.checklist)?;
        checklist.items.iter().find(|item| item.address == *address)
    }

    /// Returns the stage of that id.
    #[must_use]
    pub fn stage(&self, id: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id.as_str() == id)
    }

    /// Returns the place of a stage in the order, from 0.
    #[must_use]
    pub fn stage_index(&self, id: &str) -> Option<usize> {
        self.stages.iter().position(|stage| stage.id.as_str() == id)
    }

    /// Returns the side of a role; the platform's for a role that is not declared, which validation excludes.
    #[must_use]
    pub fn side(&self, role: &str) -> Side {
        self.roles.get(role).map_or(Side::Platform, |role| role.side)
    }
}

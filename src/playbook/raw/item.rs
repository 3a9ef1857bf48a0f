//! Items as people write them.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};

use super::check::RawCheck;
use super::condition::RawCondition;
use super::entries::Entries;
use super::evidence::RawEvidence;
use super::scalar::{RawDate, RawDuration, RawId, RawItemName};
use crate::playbook::model::{LinkKind, PausesOn, Severity};

/// One piece of work.
///
/// Every key is optional here, because overrides are of the same type; that an item has an id and a
/// title is for `validate` to say.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "item", description = "One piece of work.")]
// serde takes items without these, for the sake of overrides; `validate` does not.
#[schemars(extend("required" = ["id", "title"]))]
pub struct RawItem {
    /// Its id within the checklist.
    #[serde(default)]
    pub id: Option<RawId>,
    /// Its title, one line.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub title: Option<String>,
    /// The stage whose gate it counts for; that of the checklist's defaults where not said.
    #[serde(default)]
    pub stage: Option<RawId>,
    /// The axis of the scorecard it counts for; that of the checklist's defaults where not said.
    #[serde(default)]
    pub dimension: Option<RawId>,
    /// Who does what.
    #[serde(default)]
    pub raci: Option<RawRaci>,
    /// How much it matters; `medium` where not said.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// Whether the gate of its stage, and of every later one, needs it; `false` where not said.
    #[serde(default)]
    pub blocking: Option<bool>,
    /// Whether a waiver may stand in for it; `true` where not said.
    #[serde(default)]
    pub waivable: Option<bool>,
    /// The items that come before it.
    #[serde(default)]
    pub needs: Option<Vec<RawItemName>>,
    /// When it is due.
    #[serde(default)]
    pub due: Option<RawDue>,
    /// What shows that it is done, by evidence id.
    #[serde(default)]
    pub evidence: Option<Entries<RawEvidence>>,
    /// What decides it, beside its evidence.
    #[serde(default)]
    pub check: Option<RawCheck>,
    /// For which partners it applies; all where not said.
    #[serde(default)]
    pub when: Option<RawCondition>,
    /// How it is done, in Markdown; may hold `{{ partner.name }}` and `{{ attributes.tier }}`.
    #[serde(default)]
    pub instructions: Option<String>,
    /// Where to read on.
    #[serde(default)]
    pub links: Option<Vec<RawLink>>,
    /// How much work it is.
    #[serde(default)]
    pub estimate: Option<RawDuration>,
    /// The ids it had before.
    #[serde(default)]
    pub renamed_from: Option<Vec<RawId>>,
    /// The day from which it applies.
    #[serde(default)]
    pub effective_from: Option<RawDate>,
    /// Words to select it by.
    #[serde(default)]
    pub tags: Option<Vec<RawId>>,
}

/// Who does what for an item: exactly one accountable role.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "raci", extend("required" = ["accountable"]))]
pub struct RawRaci {
    /// The one role that answers for it and accepts it.
    #[serde(default)]
    pub accountable: Option<RawAccountable>,
    /// The roles that do the work; the accountable one where not said.
    #[serde(default)]
    pub responsible: Option<Vec<RawId>>,
    /// The roles that are asked before.
    #[serde(default)]
    pub consulted: Option<Vec<RawId>>,
    /// The roles that are told after.
    #[serde(default)]
    pub informed: Option<Vec<RawId>>,
}

/// The accountable role; several are read too, so that they can be refused by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RawAccountable {
    /// One role, as it must be.
    One(String),
    /// A list of roles.
    Several(Vec<String>),
}

impl<'de> Deserialize<'de> for RawAccountable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AccountableVisitor)
    }
}

struct AccountableVisitor;

impl<'de> Visitor<'de> for AccountableVisitor {
    type Value = RawAccountable;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the id of one role")
    }

    fn visit_str<E: Error>(self, role: &str) -> Result<RawAccountable, E> {
        Ok(RawAccountable::One(role.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<RawAccountable, A::Error> {
        let mut roles = Vec::new();
        while let Some(role) = entries.next_element()? {
            roles.push(role);
        }
        Ok(RawAccountable::Several(roles))
    }
}

impl JsonSchema for RawAccountable {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "accountable".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<RawId>()
    }
}

/// When an item is due: on a date, or some time after an anchor.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "due")]
#[schemars(extend("oneOf" = [
    {
        "required": ["date"],
        "properties": { "anchor": false, "plus": false, "stage": false, "item": false, "pauses_on": false },
    },
    { "required": ["anchor", "plus"], "properties": { "date": false } },
]))]
pub struct RawDue {
    /// The last day.
    #[serde(default)]
    pub date: Option<RawDate>,
    /// What starts the clock.
    #[serde(default)]
    pub anchor: Option<RawAnchor>,
    /// How long after the anchor; negative for before it.
    #[serde(default)]
    pub plus: Option<RawDuration>,
    /// The stage, of the anchor `stage_entered` alone; the item's own where not said.
    #[serde(default)]
    pub stage: Option<RawId>,
    /// The item, of the anchor `item_done` alone.
    #[serde(default)]
    pub item: Option<RawItemName>,
    /// The waiting that stops the clock.
    #[serde(default)]
    pub pauses_on: Option<PausesOn>,
}

/// What starts the clock of a due date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "anchor")]
pub enum RawAnchor {
    /// The partner's start date.
    OnboardingStart,
    /// The entry into a stage.
    StageEntered,
    /// Another item is done.
    ItemDone,
    /// The contract is signed.
    Signed,
    /// The planned launch.
    Launch,
}

/// Where to read on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "link")]
pub struct RawLink {
    /// Its title, one line.
    #[schemars(length(min = 1))]
    pub title: String,
    /// An http or https URL, or a file relative to this one.
    #[schemars(length(min = 1))]
    pub url: String,
    /// What is behind it; `documentation` where not said.
    #[serde(default)]
    pub kind: Option<LinkKind>,
    /// How long it takes, in minutes.
    #[serde(default)]
    pub minutes: Option<u32>,
}

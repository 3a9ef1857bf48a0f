//! Checklists as people write them: in a playbook, or in a shared file of their own.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

use super::entries::Entries;
use super::item::{RawItem, RawRaci};
use super::scalar::{RawFormat, RawId};
use crate::playbook::model::Severity;

/// A shared checklist, which playbooks include. Its roles, stages, dimensions and attributes are
/// those of the playbook that includes it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "checklist")]
pub struct RawChecklistFile {
    /// The format of this file.
    pub format: RawFormat,
    /// The id of the checklist.
    pub id: RawId,
    /// Its title, one line.
    #[schemars(length(min = 1))]
    pub title: String,
    /// What it is for, in Markdown.
    #[serde(default)]
    pub about: Option<String>,
    /// What holds for items that don't say otherwise.
    #[serde(default)]
    pub defaults: Option<RawDefaults>,
    /// Its items, in their order.
    #[schemars(length(min = 1))]
    pub items: Vec<RawItem>,
}

/// A checklist of a playbook: either `include` of a shared file, or `id`, `title` and `items` in place.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "checklist-entry")]
#[schemars(extend("oneOf" = [
    {
        "required": ["include"],
        "properties": { "id": false, "title": false, "about": false, "defaults": false, "items": false },
    },
    {
        "required": ["id", "title", "items"],
        "properties": { "include": false, "omit": false, "override": false },
    },
]))]
pub struct RawChecklistEntry {
    /// The shared checklist file, relative to this file.
    #[serde(default)]
    pub include: Option<String>,
    /// Ids of items of the shared checklist that are left out.
    #[serde(default)]
    pub omit: Option<Vec<RawId>>,
    /// Changes to items of the shared checklist, by item id; each key replaces the whole of the item's.
    #[serde(default, rename = "override")]
    pub overrides: Option<Entries<RawOverride>>,
    /// The id of the checklist.
    #[serde(default)]
    pub id: Option<RawId>,
    /// Its title, one line.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub title: Option<String>,
    /// What it is for, in Markdown.
    #[serde(default)]
    pub about: Option<String>,
    /// What holds for items that don't say otherwise.
    #[serde(default)]
    pub defaults: Option<RawDefaults>,
    /// Its items, in their order.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub items: Option<Vec<RawItem>>,
}

/// What holds for the items of a checklist that don't say otherwise.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "defaults")]
pub struct RawDefaults {
    /// The stage whose gate the items count for.
    #[serde(default)]
    pub stage: Option<RawId>,
    /// The axis of the scorecard that the items count for.
    #[serde(default)]
    pub dimension: Option<RawId>,
    /// How much the items matter.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// Whether gates need the items.
    #[serde(default)]
    pub blocking: Option<bool>,
    /// Who does what.
    #[serde(default)]
    pub raci: Option<RawRaci>,
}

/// Changes to one item of a shared checklist: any key of an item but `id`.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct RawOverride(pub RawItem);

impl JsonSchema for RawOverride {
    fn schema_name() -> Cow<'static, str> {
        "override".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = RawItem::json_schema(generator);
        schema.remove("required");
        if let Some(properties) = schema.get_mut("properties").and_then(|p| p.as_object_mut()) {
            properties.remove("id");
        }
        schema.insert(
            "description".into(),
            "Changes to one item: each key replaces the whole of the item's.".into(),
        );
        schema
    }
}

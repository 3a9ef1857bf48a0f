//! What a check said of an item, when, and of what it spoke.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::playbook::id::Id;

/// The latest observation of an item's check. Of earlier ones, the figures that criteria look at together with it are
/// kept; all else of them is in history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observation {
    /// When.
    pub on: DateTime<Utc>,
    /// Who recorded it: an e-mail.
    pub by: String,
    /// What it came to.
    pub outcome: Finding,
    /// Why, in one line.
    pub said: String,
    /// The digest of the check that was made.
    pub definition: String,
    /// How many milliseconds it took, where something was asked or run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub took_ms: Option<u32>,
    /// The environment that it speaks of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<Id>,
    /// The URL of the environment that was asked, where one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The name of the file that it was read from, and its SHA-256 in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// What it counted and measured, by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metrics: BTreeMap<Id, f64>,
    /// What runs before it measured, the latest first: of the same check at the same place, as many as the criteria
    /// of the playbook look at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Measured>,
}

/// What a run measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// When.
    pub on: DateTime<Utc>,
    /// Whether something that it asked did not hold; then it may have come to no figures.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub failed: bool,
    /// What it counted and measured, by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metrics: BTreeMap<Id, f64>,
}

/// What a check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// All that it asks holds.
    Passed,
    /// Something that it asks does not hold.
    Failed,
    /// There was too little to judge by.
    Insufficient,
}

impl Finding {
    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Finding::Passed => "passed",
            Finding::Failed => "failed",
            Finding::Insufficient => "insufficient data",
        }
    }
}

/// The file that an observation was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its name, without the folder.
    pub name: String,
    /// The SHA-256 of its bytes, in hex.
    pub sha256: String,
}

//! What the check of an item measured when all was well, which later runs are compared with.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Observation;
use crate::playbook::id::Id;

/// The baseline of an item's check; earlier ones are in history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// When it was made the baseline.
    pub on: DateTime<Utc>,
    /// By whom: an e-mail.
    pub by: String,
    /// When it was measured.
    pub measured: DateTime<Utc>,
    /// The digest of the check that was made.
    pub definition: String,
    /// The environment that it speaks of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<Id>,
    /// The URL of the environment that was asked, where one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What it counted and measured, by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metrics: BTreeMap<Id, f64>,
}

impl Baseline {
    /// Tells whether it is of the same check at the same place as an observation: others cannot be compared.
    #[must_use]
    pub fn is_of(&self, observation: &Observation) -> bool {
        self.definition == observation.definition
            && self.environment == observation.environment
            && self.url == observation.url
    }
}

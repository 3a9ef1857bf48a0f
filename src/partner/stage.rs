//! What was recorded of one stage: when it was entered and left, who signed, who overrode its gate.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::evidence::SignOff;
use crate::playbook::id::Id;
use crate::playbook::model::Limit;

/// What was recorded of the latest time in a stage; earlier ones are in history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StageState {
    /// When it was entered.
    pub entered: DateTime<Utc>,
    /// When it was left for a later one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<DateTime<Utc>>,
    /// The decision to leave it although its gate did not say `go`.
    #[serde(default, rename = "override", skip_serializing_if = "Option::is_none")]
    pub overridden: Option<Override>,
    /// Its limits as the playbook had them when it was entered: a later edit changes nothing of what was agreed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub limits: BTreeMap<Id, Limit>,
    /// The assents to its gate, by role.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sign_offs: BTreeMap<Id, SignOff>,
}

/// The decision to leave a stage although its gate did not say `go`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// When it was decided.
    pub on: DateTime<Utc>,
    /// Who decided: an e-mail.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The last day it holds, in the workspace's zone.
    pub until: NaiveDate,
}

impl StageState {
    /// Returns the state of a stage that was entered just now.
    #[must_use]
    pub fn entered(at: DateTime<Utc>) -> Self {
        StageState {
            entered: at,
            left: None,
            overridden: None,
            limits: BTreeMap::new(),
            sign_offs: BTreeMap::new(),
        }
    }
}

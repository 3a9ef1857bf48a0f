//! How far a partner may go in a stage, as the playbook has it and as it is recorded when the stage is entered.

use crate::playbook::id::{Id, ItemRef};

/// A limit of a stage.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Its title, one line.
    pub title: String,
    /// What it is held to.
    pub most: Most,
}

/// The most that a limit lets be.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Most {
    /// So many calendar days after the day the stage was entered; on the last of them it still holds.
    Days(u32),
    /// A figure that the check of an item gives.
    Figure {
        /// The item.
        of: ItemRef,
        /// The figure.
        metric: Id,
        /// The most it may be.
        at_most: f64,
        /// What it is counted in; empty where not said.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        unit: String,
    },
}

impl Most {
    /// Tells in words what it lets be: `30 days`, `50 SKUs`.
    #[must_use]
    pub fn told(&self) -> String {
        match self {
            Most::Days(1) => "1 day".to_owned(),
            Most::Days(days) => format!("{days} days"),
            Most::Figure { at_most, unit, .. } if unit.is_empty() => at_most.to_string(),
            Most::Figure { at_most, unit, .. } => format!("{at_most} {unit}"),
        }
    }
}

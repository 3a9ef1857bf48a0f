//! A partner that cannot be judged: one row among the others, never the end of them.

use schemars::JsonSchema;
use serde::Serialize;

/// A partner that cannot be judged, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Unreadable {
    /// The id of the partner.
    pub partner: String,
    /// What is wrong, one line.
    pub message: String,
    /// What to do, one line each.
    pub hints: Vec<String>,
}

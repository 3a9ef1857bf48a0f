//! Deliveries of a partner's events that are listened for, as the playbook has them.

use serde::{Deserialize, Serialize};

use super::{Assertion, Scheme};

/// Signed events that the partner delivers, and what is asked of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Deliveries {
    /// The path that they are delivered to, from its slash on; may hold `{{ partner.id }}`.
    pub path: String,
    /// How they are signed.
    pub scheme: Scheme,
    /// The fewest messages that must come, each counted once; 1 at least.
    pub least: u32,
    /// How long they are waited for, in seconds.
    pub within: u32,
    /// How far the time of a signature may be from now, in seconds; none where the scheme signs no time.
    pub tolerance: Option<u32>,
    /// How many messages are refused once, to see them come again; `least` at most.
    pub retries: u32,
    /// The pointer of a number that rises from each message to the next.
    pub ordered: Option<String>,
    /// What must hold of each message, a document of JSON, in the order of the file.
    pub assertions: Vec<Assertion>,
}

/// The figures that deliveries give, with what they are.
pub const DELIVERIES_METRICS: [(&str, &str); 10] = [
    ("deliveries", "sound messages, each counted once"),
    ("forged", "deliveries without a signature that fits"),
    ("stale", "deliveries that were signed too far from now"),
    ("duplicates", "deliveries of messages that were there already"),
    ("retried", "messages that came again after they were refused"),
    ("out-of-order", "messages whose number did not rise"),
    ("failed", "messages of which something does not hold"),
    ("unread", "requests that could not be read"),
    ("retry-ms", "longest time until a refused message came again"),
    ("seconds", "time that they took, or were waited for"),
];

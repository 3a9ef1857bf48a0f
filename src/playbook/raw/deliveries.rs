//! Deliveries of a partner's events that are listened for, as people write them.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entries, RawAssertion};

/// Signed events that the partner delivers to `aboard check --listen`; the secret is that of the environment.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "deliveries-check")]
pub struct RawDeliveries {
    /// The path that the partner delivers to, such as `/hooks/orders`; may hold `{{ partner.id }}`.
    #[schemars(length(min = 1))]
    pub path: String,
    /// How they are signed: `standard` (Standard Webhooks), `stripe` or `github`; `standard` where not said.
    #[serde(default)]
    pub scheme: Option<String>,
    /// The fewest messages that must come, each counted once, from 1 to 1000; 1 where not said.
    #[serde(default)]
    pub least: Option<u32>,
    /// How long they are waited for, in seconds, from 1 to 3600; 120 where not said.
    #[serde(default)]
    pub within: Option<u32>,
    /// How far the time of a signature may be from now, in seconds, from 1 to 86400; 300 where not said.
    #[serde(default)]
    pub tolerance: Option<u32>,
    /// Refuse so many messages once, the first ones, with status 500: each must come again in time; none where not said.
    #[serde(default)]
    pub retries: Option<u32>,
    /// The JSON pointer (RFC 6901) of a number that rises from each message to the next, in the order in which they
    /// first come.
    #[serde(default)]
    pub ordered: Option<String>,
    /// What must hold of each message, a document of JSON, by id.
    #[serde(default, rename = "assert")]
    pub assertions: Option<Entries<RawAssertion>>,
}

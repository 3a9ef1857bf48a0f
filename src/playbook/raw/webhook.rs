//! Events sent to a partner's receiver, as people write them.

use schemars::JsonSchema;
use serde::Deserialize;

/// A signed event, sent to the environment of the stage; the secret is that of the environment.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "webhook-check")]
pub struct RawWebhook {
    /// What stands behind the URL of the environment, such as `/hooks/orders`; may hold `{{ partner.id }}`.
    #[schemars(length(min = 1))]
    pub path: String,
    /// What is sent, a document of JSON; may hold `{{ partner.id }}`.
    #[schemars(length(min = 1))]
    pub body: String,
    /// How it is signed: `standard` (Standard Webhooks), `stripe` or `github`; `standard` where not said.
    #[serde(default)]
    pub scheme: Option<String>,
    /// Sign it with another secret: a good receiver refuses it.
    #[serde(default)]
    pub forged: Option<bool>,
    /// Do not sign it: a good receiver refuses it.
    #[serde(default)]
    pub unsigned: Option<bool>,
    /// Sign it as so many seconds ago, from 60 to 86400: a good receiver refuses what is sent again so late.
    #[serde(default)]
    pub age: Option<u32>,
    /// The statuses that are right; [200, 201, 202, 204], or [400, 401, 403] where something is wrong on purpose.
    #[serde(default)]
    pub status: Option<Vec<u16>>,
    /// How long the answer may take, in seconds, from 1 to 300; 10 where not said.
    #[serde(default)]
    pub within: Option<u32>,
}

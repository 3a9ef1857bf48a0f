//! Events sent to a partner's receiver, as the playbook has them.

use serde::{Deserialize, Serialize};

/// An event that is signed, sent to the environment of the stage, and answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Webhook {
    /// What stands behind the URL of the environment, from its slash on; may hold `{{ partner.id }}`.
    pub path: String,
    /// What is sent, a document of JSON; may hold `{{ partner.id }}`.
    pub body: String,
    /// How it is signed.
    pub scheme: Scheme,
    /// What is wrong with it on purpose.
    pub spoilt: Option<Spoilt>,
    /// The statuses that are right; one at least.
    pub status: Vec<u16>,
    /// How long the answer may take, in seconds.
    pub within: u32,
}

/// How events are signed: HMAC-SHA256 (RFC 2104) over what is sent and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scheme {
    /// `webhook-id`, `webhook-timestamp` and `webhook-signature: v1,BASE64` over `ID.TIMESTAMP.BODY`
    /// (Standard Webhooks 1.0.0).
    Standard,
    /// `stripe-signature: t=TIMESTAMP,v1=HEX` over `TIMESTAMP.BODY` (Stripe, "Verify webhook signatures manually").
    Stripe,
    /// `x-hub-signature-256: sha256=HEX` over the body (GitHub, "Validating webhook deliveries").
    Github,
}

impl Scheme {
    /// All of them, by the words for them.
    pub const ALL: [(&str, Scheme); 3] =
        [("standard", Scheme::Standard), ("stripe", Scheme::Stripe), ("github", Scheme::Github)];
}

/// What is wrong with an event on purpose, so that a good receiver refuses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Spoilt {
    /// It is signed with another secret.
    Forged,
    /// It is not signed.
    Unsigned,
    /// It was signed so many seconds ago, as one that is sent again by whoever listened.
    Old(u32),
}

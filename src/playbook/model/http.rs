//! Requests over HTTP and what is asked of their answers, as the playbook has them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Assertion, JsonPlace};
use crate::playbook::id::Id;

/// A request to the partner's systems, in the environment of the stage, and what must hold of the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Http {
    /// The method, one of [`METHODS`].
    pub method: String,
    /// What stands behind the URL of the environment, from its slash on; may hold `{{ partner.id }}`.
    pub path: String,
    /// Headers of the request; values may hold `{{ partner.id }}`.
    pub headers: Vec<(HeaderName, String)>,
    /// What is sent; may hold `{{ partner.id }}`.
    pub body: Option<String>,
    /// Whether the headers of the environment, which say who asks, are sent.
    pub credentials: bool,
    /// The statuses that are right; one at least.
    pub status: Vec<u16>,
    /// What headers of the answer must begin with; empty where they must only be there.
    pub answer_headers: Vec<(HeaderName, String)>,
    /// What must hold of the answer, a document of JSON, in the order of the file.
    pub assertions: Vec<Assertion>,
    /// Figures of the answer, with the places at which they stand.
    pub figures: Vec<(Id, JsonPlace)>,
    /// How many days the certificate of the server must last at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_days: Option<u32>,
    /// How long an answer may take, in seconds.
    pub within: u32,
    /// How large an answer may be, in KiB.
    pub most_kib: u32,
    /// How many redirects are followed, within the environment.
    pub redirects: u32,
    /// What is asked more than once.
    pub times: Times,
}

/// How often a request is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Times {
    /// Once.
    Once,
    /// As a sample: so many requests one after the other, after so many that do not count; of these, a share in
    /// percent may not be answered as asked.
    Sample {
        /// Requests that count.
        count: u32,
        /// Requests before, which do not.
        warm_up: u32,
        /// The largest share that may fail, in percent.
        most_failed: f64,
    },
    /// Until one is answered as asked, at most so many times.
    Until(u32),
    /// Twice with the same headers and body; the value at this pointer must be the same in both answers.
    Same(String),
}

/// The methods that are sent.
pub const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// The figures that requests give beside their own, with what they are.
pub const HTTP_METRICS: [(&str, &str); 12] = [
    ("requests", "requests that count"),
    ("failed", "requests that were not answered as asked"),
    ("failed-percent", "share of those"),
    ("p50-ms", "time of half of the answers, at most"),
    ("p95-ms", "time of 95 % of the answers, at most"),
    ("p99-ms", "time of 99 % of the answers, at most"),
    ("longest-ms", "longest time of an answer"),
    ("dns-ms", "time to find the host, of the last request"),
    ("connect-ms", "time to connect, of the last request"),
    ("tls-ms", "time to agree on encryption, of the last request"),
    ("first-byte-ms", "time from there to the first byte of the answer, of the last request"),
    ("certificate-days", "days that the certificate of the server still lasts, of the last request"),
];

/// The name of a header, in lower case: one that says something of the message, not how it is carried.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HeaderName(String);

/// Why a text is no [`HeaderName`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no header that may be set: write one such as X-Api-Key")]
pub struct HeaderFault(pub String);

/// Headers that say how a message is carried (RFC 9110, section 7; RFC 9112), which whoever sends it sees to.
const CARRYING: [&str; 10] = [
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "te",
    "trailer",
    "upgrade",
    "expect",
    "proxy-authorization",
];

impl HeaderName {
    /// Returns it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HeaderName {
    type Err = HeaderFault;

    fn from_str(text: &str) -> Result<Self, HeaderFault> {
        let fault = || HeaderFault(text.to_owned());
        let name = http::HeaderName::from_bytes(text.as_bytes()).map_err(|_| fault())?;
        if CARRYING.contains(&name.as_str()) {
            Err(fault())
        } else {
            Ok(HeaderName(name.as_str().to_owned()))
        }
    }
}

impl TryFrom<String> for HeaderName {
    type Error = HeaderFault;

    fn try_from(text: String) -> Result<Self, HeaderFault> {
        text.parse()
    }
}

impl From<HeaderName> for String {
    fn from(name: HeaderName) -> String {
        name.0
    }
}

impl fmt::Display for HeaderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_named_and_never_carry_the_message() {
        assert_eq!("X-Api-Key".parse::<HeaderName>().map(String::from), Ok("x-api-key".to_owned()));
        for text in ["", "a b", "Host", "Content-Length", "x:y", "X-É"] {
            assert_eq!(text.parse::<HeaderName>(), Err(HeaderFault(text.to_owned())));
        }
    }
}

//! Checks over HTTP as people write them.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::{Entries, RawAssertion};

/// A request to the partner's systems, in the environment of the stage.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "http-check")]
pub struct RawHttp {
    /// What stands behind the URL of the environment, such as `/orders?limit=1`; may hold `{{ partner.id }}`.
    #[schemars(length(min = 1))]
    pub path: String,
    /// GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS; GET where not said.
    #[serde(default)]
    pub method: Option<String>,
    /// Headers of the request, none of them secret; values may hold `{{ partner.id }}`.
    #[serde(default)]
    #[schemars(schema_with = "headers")]
    pub headers: Option<Entries<String>>,
    /// What is sent; may hold `{{ partner.id }}`.
    #[serde(default)]
    pub body: Option<String>,
    /// Whether the headers of the environment, which say who asks, are sent; `true` where not said.
    #[serde(default)]
    pub credentials: Option<bool>,
    /// The statuses that are right; 200 where not said.
    #[serde(default)]
    pub status: Option<Vec<u16>>,
    /// What headers of the answer must begin with; empty text where they must only be there.
    #[serde(default)]
    #[schemars(schema_with = "headers")]
    pub answer_headers: Option<Entries<String>>,
    /// What must hold of the answer, a document of JSON, by id.
    #[serde(default, rename = "assert")]
    pub assertions: Option<Entries<RawAssertion>>,
    /// Figures of the answer, by id: where they stand, by JSON pointer (RFC 6901) or, from `$` on, JSONPath (RFC 9535).
    #[serde(default)]
    pub figures: Option<Entries<String>>,
    /// How many days the certificate of the server must last at least, from 0 to 3650; not asked where not said.
    #[serde(default)]
    pub certificate_days: Option<u32>,
    /// How long an answer may take, in seconds, from 1 to 300; 10 where not said.
    #[serde(default)]
    pub within: Option<u32>,
    /// How large an answer may be, in KiB, from 1 to 65536; 1024 where not said.
    #[serde(default)]
    pub most_kib: Option<u32>,
    /// How many redirects are followed, within the environment, at most 10; none where not said.
    #[serde(default)]
    pub redirects: Option<u32>,
    /// Measure over many requests.
    #[serde(default)]
    pub sample: Option<RawSampling>,
    /// Send it until it is answered as asked, at most so many times and without a pause: for limits of rates.
    #[serde(default)]
    pub tries: Option<u32>,
    /// Send it twice, and have the value at this JSON pointer be the same in both answers: one key, one effect.
    #[serde(default)]
    pub same: Option<String>,
}

/// Many requests one after the other.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "sampling")]
pub struct RawSampling {
    /// How many requests count, from 2 to 10000.
    pub count: u32,
    /// How many are sent before, and do not count; none where not said.
    #[serde(default)]
    pub warm_up: Option<u32>,
    /// The largest share of them that may fail, in percent; 0 where not said.
    #[serde(default)]
    pub most_failed: Option<f64>,
}

/// Names of headers are what the partner's system calls them (RFC 9110, section 5.1), so they are no ids.
fn headers(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": ["object", "null"],
        "propertyNames": { "pattern": "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$" },
        "additionalProperties": generator.subschema_for::<String>(),
    })
}

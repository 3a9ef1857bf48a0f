//! Events signed for a partner's receiver: in come an event, the environment with its secret and the moment; out comes a
//! request that is sent as any other.

use chrono::{DateTime, TimeDelta, Utc};

use super::CheckFault;
use super::http::{Prepared, prepare_signed};
use super::signature;
use crate::partner::Environment;
use crate::playbook::model::{HeaderName, Http, Spoilt, Times, Webhook};

/// The secret of nobody, by which a forged event is signed.
const ANOTHER: &str = "not the secret of this receiver";

/// How large an answer may be, in KiB: nothing of it is read but its status.
const MOST_KIB: u32 = 1024;

/// Returns the request that carries an event, as it is asked before it is signed.
#[must_use]
pub fn carried(webhook: &Webhook) -> Http {
    Http {
        method: "POST".to_owned(),
        path: webhook.path.clone(),
        headers: "content-type"
            .parse()
            .map(|name: HeaderName| (name, "application/json".to_owned()))
            .into_iter()
            .collect(),
        body: Some(webhook.body.clone()),
        credentials: true,
        status: webhook.status.clone(),
        answer_headers: Vec::new(),
        assertions: Vec::new(),
        figures: Vec::new(),
        certificate_days: None,
        within: webhook.within,
        most_kib: MOST_KIB,
        redirects: 0,
        times: Times::Once,
    }
}

/// Signs an event, and makes the request that carries it. `id` names the event, and
/// is given to no other; `filled` puts the partner's id into a text; `value_of` has the values of variables.
///
/// # Errors
/// Returns that the environment has no secret, that a variable is not set or too short to be hidden, or that no request
/// comes of it.
pub fn prepare<'a>(
    webhook: &Webhook,
    environment: &'a Environment,
    (id, now): (&str, DateTime<Utc>),
    filled: &dyn Fn(&str) -> String,
    value_of: &dyn Fn(&str) -> Option<String>,
) -> Result<Prepared<'a>, CheckFault> {
    let signing = environment.signing.as_ref().ok_or(CheckFault::NoSigning)?;
    let values: Vec<(&str, Option<String>)> =
        signing.variables().into_iter().map(|name| (name, value_of(name))).collect();
    let value = |name: &str| {
        let found = values.iter().find(|(known, _)| *known == name);
        found.and_then(|(_, value)| value.as_deref()).unwrap_or_default()
    };
    if !signature::is_secret(webhook.scheme, &signing.fill(value)) {
        return Err(CheckFault::NoKey(signing.variables().into_iter().collect::<Vec<_>>().join(", ")));
    }
    let mut http = carried(webhook);
    let body = filled(&webhook.body);
    http.body = Some(body.clone());
    let signed = match webhook.spoilt {
        Some(Spoilt::Old(seconds)) => now - TimeDelta::seconds(seconds.into()),
        _ => now,
    };
    let sign = |secret: &str| {
        let secret = if webhook.spoilt == Some(Spoilt::Forged) { ANOTHER } else { secret };
        if webhook.spoilt == Some(Spoilt::Unsigned) {
            Vec::new()
        } else {
            signature::sign(webhook.scheme, secret, id, signed, &body)
        }
    };
    prepare_signed(http, environment, filled, value_of, Some((signing, &sign)))
}

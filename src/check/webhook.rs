//! Events signed for a partner's receiver: in come an event, the environment with its secret and the moment; out comes a
//! request that is sent as any other.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::CheckFault;
use super::http::{Prepared, prepare_signed};
use crate::partner::Environment;
use crate::playbook::content_hash::hex;
use crate::playbook::model::{HeaderName, Http, Scheme, Spoilt, Times, Webhook};

/// What a secret begins with that is base64 itself (Standard Webhooks 1.0.0, "Signature scheme").
const ENCODED: &str = "whsec_";

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
            headers(webhook.scheme, secret, id, signed, &body)
        }
    };
    prepare_signed(http, environment, filled, value_of, Some((signing, &sign)))
}

/// Returns the headers that sign a body at a moment.
fn headers(
    scheme: Scheme,
    secret: &str,
    id: &str,
    at: DateTime<Utc>,
    body: &str,
) -> Vec<(&'static str, String)> {
    let at = at.timestamp();
    match scheme {
        Scheme::Standard => {
            let signature = STANDARD.encode(mac(&key(secret), &format!("{id}.{at}.{body}")));
            vec![
                ("webhook-id", id.to_owned()),
                ("webhook-timestamp", at.to_string()),
                ("webhook-signature", format!("v1,{signature}")),
            ]
        }
        Scheme::Stripe => {
            let signature = hex(&mac(secret.as_bytes(), &format!("{at}.{body}")));
            vec![("stripe-signature", format!("t={at},v1={signature}"))]
        }
        Scheme::Github => {
            vec![("x-hub-signature-256", format!("sha256={}", hex(&mac(secret.as_bytes(), body))))]
        }
    }
}

fn key(secret: &str) -> Vec<u8> {
    let encoded = secret.strip_prefix(ENCODED).and_then(|rest| STANDARD.decode(rest).ok());
    encoded.unwrap_or_else(|| secret.as_bytes().to_vec())
}

/// HMAC takes a key of any length.
fn mac(key: &[u8], text: &str) -> Vec<u8> {
    Hmac::<Sha256>::new_from_slice(key).map_or_else(
        |_| Vec::new(),
        |mut mac| {
            mac.update(text.as_bytes());
            mac.finalize().into_bytes().to_vec()
        },
    )
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    fn of(scheme: Scheme, secret: &str, id: &str, at: i64, body: &str) -> Vec<(&'static str, String)> {
        headers(scheme, secret, id, DateTime::from_timestamp(at, 0).unwrap(), body)
    }

    /// GitHub's own example ("Testing the webhook payload validation").
    #[test]
    fn an_event_is_signed_as_github_does() {
        let headers = of(Scheme::Github, "It's a Secret to Everybody", "", 0, "Hello, World!");
        let expected = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        assert_eq!(headers, [("x-hub-signature-256", expected.to_owned())]);
    }

    /// The example of the specification.
    #[test]
    fn an_event_is_signed_by_the_standard() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        let headers = of(Scheme::Standard, secret, id, 1_614_265_330, "{\"test\": 2432232314}");
        let expected = [
            ("webhook-id", id),
            ("webhook-timestamp", "1614265330"),
            ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        ];
        assert_eq!(headers, expected.map(|(name, value)| (name, value.to_owned())));
        assert_eq!(key("whsec_no base64!"), b"whsec_no base64!");
    }

    /// Computed by Python's `hmac`.
    #[test]
    fn an_event_is_signed_as_stripe_does() {
        let headers = of(Scheme::Stripe, "whsec_test", "", 1_614_265_330, "{}");
        let expected = "t=1614265330,v1=5790023bd77209313f2e32e36caf5921bdd2fac398095f83dc2d2ecd5f696f50";
        assert_eq!(headers, [("stripe-signature", expected.to_owned())]);
    }
}

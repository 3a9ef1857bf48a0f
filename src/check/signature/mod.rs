//! Signatures of events, by HMAC-SHA256 (RFC 2104): in come a scheme, a secret and an event; out come the headers that
//! sign it, or whether those that came with it do.

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::HeaderMap;
use sha2::{Digest as _, Sha256};

use crate::playbook::content_hash::hex;
use crate::playbook::model::Scheme;

/// What a secret begins with that is base64 itself (Standard Webhooks 1.0.0, "Signature scheme").
pub(super) const ENCODED: &str = "whsec_";

/// Base64 of secrets, which people copy with or without what pads it.
pub(super) const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Returns the headers that sign a body at a moment.
pub(super) fn sign(
    scheme: Scheme,
    secret: &str,
    id: &str,
    at: DateTime<Utc>,
    body: &str,
) -> Vec<(&'static str, String)> {
    let at = at.timestamp().to_string();
    let content = signed(scheme, id, &at, body.as_bytes());
    let mac = mac(scheme, secret, &content).map_or_else(Vec::new, |mac| mac.finalize().into_bytes().to_vec());
    match scheme {
        Scheme::Standard => vec![
            ("webhook-id", id.to_owned()),
            ("webhook-timestamp", at),
            ("webhook-signature", format!("v1,{}", STANDARD.encode(mac))),
        ],
        Scheme::Stripe => vec![("stripe-signature", format!("t={at},v1={}", hex(&mac)))],
        Scheme::Github => vec![("x-hub-signature-256", format!("sha256={}", hex(&mac)))],
    }
}

/// What a signature that fits tells of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signed {
    /// What names the message, in every delivery of it.
    pub(super) id: String,
    /// When it was signed, in seconds since 1970; none where the scheme signs no time.
    pub(super) at: Option<i64>,
}

/// Why a signature is none of the event's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Misfit {
    /// Nothing says that it is signed.
    #[error("it is not signed")]
    Unsigned,
    /// There is no such header, or there are several, or it holds something else.
    #[error("no header {0} as the scheme has it")]
    Header(&'static str),
    /// It is of another secret, or of something else.
    #[error("its signature does not fit")]
    Signature,
}

/// Judges the headers that came with a body. Nothing is compared in a time that tells how much of it fits.
///
/// # Errors
/// Returns why the signature is none of this event's.
pub(super) fn verify(
    scheme: Scheme,
    secret: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Signed, Misfit> {
    let name = match scheme {
        Scheme::Standard => "webhook-signature",
        Scheme::Stripe => "stripe-signature",
        Scheme::Github => "x-hub-signature-256",
    };
    if !headers.contains_key(name) {
        return Err(Misfit::Unsigned);
    }
    match scheme {
        Scheme::Standard => {
            let (id, at) = (one(headers, "webhook-id")?, one(headers, "webhook-timestamp")?);
            // One for each secret, while it is exchanged.
            let given = one(headers, name)?.split(' ').filter_map(|part| part.strip_prefix("v1,"));
            let given = given.filter_map(|text| STANDARD.decode(text).ok());
            let content = signed(scheme, id, at, body);
            fits(scheme, secret, &content, name, given)?;
            Ok(Signed { id: id.to_owned(), at: Some(number(at, "webhook-timestamp")?) })
        }
        Scheme::Stripe => {
            let text = one(headers, name)?;
            let values = |sought: &'static str| {
                let parts = text.split(',').filter_map(|part| part.trim().split_once('='));
                parts.filter(move |(key, _)| *key == sought).map(|(_, value)| value)
            };
            let mut times = values("t");
            let (Some(at), None) = (times.next(), times.next()) else { return Err(Misfit::Header(name)) };
            let given = values("v1").filter_map(unhex);
            fits(scheme, secret, &signed(scheme, "", at, body), name, given)?;
            Ok(Signed { id: named(body), at: Some(number(at, name)?) })
        }
        Scheme::Github => {
            let given = one(headers, name)?.strip_prefix("sha256=").and_then(unhex);
            fits(scheme, secret, &signed(scheme, "", "", body), name, given)?;
            // Nothing but the body is signed: what else could name it is anybody's.
            Ok(Signed { id: digest(body), at: None })
        }
    }
}

/// Returns what a scheme signs.
fn signed(scheme: Scheme, id: &str, at: &str, body: &[u8]) -> Vec<u8> {
    match scheme {
        Scheme::Standard => [id.as_bytes(), b".", at.as_bytes(), b".", body].concat(),
        Scheme::Stripe => [at.as_bytes(), b".", body].concat(),
        Scheme::Github => body.to_vec(),
    }
}

/// HMAC takes a key of any length.
fn mac(scheme: Scheme, secret: &str, content: &[u8]) -> Option<Hmac<Sha256>> {
    let key = if scheme == Scheme::Standard { key(secret) } else { secret.as_bytes().to_vec() };
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(content);
    Some(mac)
}

fn key(secret: &str) -> Vec<u8> {
    told(secret).unwrap_or_else(|| secret.as_bytes().to_vec())
}

/// Returns the key that a secret tells in base64; none where it tells none. An empty one is everybody's, and no key.
fn told(secret: &str) -> Option<Vec<u8>> {
    let key = LENIENT.decode(secret.trim().strip_prefix(ENCODED)?).ok()?;
    Some(key).filter(|key| !key.is_empty())
}

/// Tells whether a scheme can make a key of a secret.
pub(super) fn is_secret(scheme: Scheme, secret: &str) -> bool {
    scheme != Scheme::Standard || !secret.trim().starts_with(ENCODED) || told(secret).is_some()
}

/// Demands that one of several signatures is of this content; that there is one, of the header.
fn fits(
    scheme: Scheme,
    secret: &str,
    content: &[u8],
    name: &'static str,
    given: impl IntoIterator<Item = Vec<u8>>,
) -> Result<(), Misfit> {
    let mac = mac(scheme, secret, content).ok_or(Misfit::Signature)?;
    let mut found = Misfit::Header(name);
    for signature in given {
        if mac.clone().verify_slice(&signature).is_ok() {
            return Ok(());
        }
        found = Misfit::Signature;
    }
    Err(found)
}

/// Returns the one value of a header.
fn one<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<&'h str, Misfit> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok().filter(|text| !text.is_empty()),
        _ => None,
    }
    .ok_or(Misfit::Header(name))
}

fn number(text: &str, name: &'static str) -> Result<i64, Misfit> {
    text.parse().map_err(|_| Misfit::Header(name))
}

/// Names an event that names itself in its body.
fn named(body: &[u8]) -> String {
    let document: Option<serde_json::Value> = serde_json::from_slice(body).ok();
    let id = document.as_ref().and_then(|document| document.pointer("/id")?.as_str());
    id.map_or_else(|| digest(body), str::to_owned)
}

/// Returns the SHA-256 of a body, in hex.
pub(super) fn digest(body: &[u8]) -> String {
    hex(&Sha256::digest(body))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).ok()).collect()
}

#[cfg(test)]
mod tests;

//! Deliveries of a partner's events: in come what is asked of them and a socket that listens, out comes a [`Reading`] of
//! what was delivered. Nothing is sent but answers, and nothing of a body is kept but what assertions tell.

mod answer;
mod chunks;
mod judge;
mod request;
mod serve;

use std::net::TcpListener;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use self::judge::Judge;
use super::secret::{self, Secrets};
use super::{CheckFault, Reading, one_line, signature};
use crate::partner::Environment;
use crate::playbook::model::{Deliveries, Scheme};

/// What is listened for, with the secret that it is signed with.
#[derive(Debug)]
pub struct Prepared<'a> {
    asked: &'a Deliveries,
    path: String,
    signing: Signing,
    /// What is kept out of all that is said.
    secrets: Secrets,
}

/// A secret, which is not shown even by accident.
struct Signing(String);

impl std::fmt::Debug for Signing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signing")
    }
}

/// Tells what is listened for, line by line, without a secret. `filled` puts the partner's id into a text.
pub fn told(asked: &Deliveries, environment: &Environment, filled: &dyn Fn(&str) -> String) -> Vec<String> {
    let secret = environment.signing.as_ref();
    let secret = secret.map_or_else(|| "a secret that is not said".to_owned(), ToString::to_string);
    let scheme = Scheme::ALL.iter().find(|(_, scheme)| *scheme == asked.scheme).map_or("", |(name, _)| name);
    let mut lines = vec![
        format!("listen for deliveries to {}, {} s at most", filled(&asked.path), asked.within),
        format!("take what is signed with {secret}, as {scheme} has it"),
    ];
    lines.extend(asked.tolerance.map(|seconds| format!("take what was signed {seconds} s from now at most")));
    lines.extend(match asked.retries {
        0 => None,
        1 => Some("refuse 1 message with status 500, to see it come again".to_owned()),
        more => Some(format!("refuse {more} messages with status 500, to see them come again")),
    });
    lines
}

/// Makes ready to listen. `filled` puts the partner's id into a text; `value_of` has the values of variables.
///
/// # Errors
/// Returns that the environment has no secret, or that a variable is not set or too short to be hidden.
pub fn prepare<'a>(
    asked: &'a Deliveries,
    environment: &Environment,
    filled: &dyn Fn(&str) -> String,
    value_of: &dyn Fn(&str) -> Option<String>,
) -> Result<Prepared<'a>, CheckFault> {
    let signing = environment.signing.as_ref().ok_or(CheckFault::NoSigning)?;
    let names = signing.variables().into_iter();
    let values: Vec<(&str, String)> =
        names.map(|name| Ok((name, secret::value(name, value_of)?))).collect::<Result<_, CheckFault>>()?;
    let value =
        |name: &str| values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str());
    let signing = Signing(signing.fill(value));
    if !signature::is_secret(asked.scheme, &signing.0) {
        return Err(CheckFault::NoKey(values.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")));
    }
    let known = secret::of_environment(environment, value_of);
    let secrets = Secrets::new(values.iter().map(|(_, value)| value).chain(&known).map(String::as_str));
    Ok(Prepared { asked, path: filled(&asked.path), signing, secrets })
}

impl Prepared<'_> {
    /// Returns the path that is delivered to.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns how many messages are waited for.
    #[must_use]
    pub fn least(&self) -> u32 {
        self.asked.least
    }

    /// Returns how long they are waited for, in seconds.
    #[must_use]
    pub fn within(&self) -> u32 {
        self.asked.within
    }
}

/// Listens until enough was delivered, or the time is over. The listener does not block; `clock` tells what time it is,
/// and `tell` is told of every request, in one line.
pub fn make(
    prepared: &Prepared<'_>,
    listener: &TcpListener,
    clock: &dyn Fn() -> DateTime<Utc>,
    tell: &mut dyn FnMut(&str),
) -> Reading {
    let mut judge = Judge::new(prepared.asked, &prepared.path, &prepared.signing.0);
    let began = Instant::now();
    serve::serve(listener, Duration::from_secs(prepared.asked.within.into()), &mut |heard| {
        let judged = judge.hear(heard, clock(), began.elapsed());
        tell(&one_line(&prepared.secrets.hide(&judged.told)));
        judged.reply
    });
    let mut reading = judge.reading(began.elapsed());
    reading.said = one_line(&prepared.secrets.hide(&reading.said));
    reading
}

//! Deliveries judged, one after another: in comes each request with the moment it came, out comes what it is answered and
//! what is told of it; in the end, a [`Reading`].

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::{Number, Value as Json};

use super::request::{Request, Unread};
use super::serve::Reply;
use crate::check::signature::{self, Misfit};
use crate::check::{Reading, json};
use crate::partner::Finding;
use crate::playbook::id::Id;
use crate::playbook::model::{DELIVERIES_METRICS, Deliveries, Scheme};

/// How many messages are remembered: whoever sends more has no end.
const MOST: usize = 10_000;

/// The longest id that is remembered as it is, in bytes.
const LONGEST_ID: usize = 100;

/// A message that was delivered.
struct Message {
    /// The SHA-256 of its body.
    digest: String,
    /// When it was refused on purpose, if it did not come again since.
    refused: Option<Duration>,
}

/// What was delivered so far.
pub(super) struct Judge<'a> {
    asked: &'a Deliveries,
    path: &'a str,
    secret: &'a str,
    messages: BTreeMap<String, Message>,
    /// How many of them were refused, and did not come again since.
    missing: usize,
    /// The highest number of those in order.
    highest: Option<Number>,
    /// What is wrong first of all.
    fault: Option<String>,
    counts: Counts,
}

/// How often what came.
#[derive(Default)]
struct Counts {
    heard: u64,
    forged: u64,
    stale: u64,
    duplicates: u64,
    retried: u64,
    out_of_order: u64,
    failed: u64,
    unread: u64,
    /// To other paths, by other methods, or not signed.
    strays: u64,
    /// Why the last that could not be read was not.
    why_unread: &'static str,
    longest_retry: Option<Duration>,
}

/// What a request came to.
pub(super) struct Judged {
    pub(super) reply: Reply,
    /// What whoever waits is told.
    pub(super) told: String,
}

impl<'a> Judge<'a> {
    pub(super) fn new(asked: &'a Deliveries, path: &'a str, secret: &'a str) -> Self {
        let (messages, counts) = (BTreeMap::new(), Counts::default());
        Judge { asked, path, secret, messages, missing: 0, highest: None, fault: None, counts }
    }

    /// Judges a request that came at a moment, so long after the beginning.
    pub(super) fn hear(
        &mut self,
        heard: Result<Request, Unread>,
        now: DateTime<Utc>,
        since: Duration,
    ) -> Judged {
        let (status, reason, told) = match heard {
            Err(Unread(status, why)) => {
                self.counts.unread += 1;
                self.counts.why_unread = why;
                (status, why.to_owned(), format!("not read: {why}"))
            }
            Ok(request) if request.path != self.path => {
                self.counts.strays += 1;
                let told = format!("not to {}, but to {}", self.path, request.path);
                (404, "nothing is waited for at this path".to_owned(), told)
            }
            Ok(request) if request.method != "POST" => {
                self.counts.strays += 1;
                (405, "deliveries are sent with POST".to_owned(), format!("no POST, but {}", request.method))
            }
            Ok(request) => self.delivery(&request, now, since),
        };
        Judged { reply: Reply { status, reason, is_last: self.is_enough() }, told }
    }

    /// Judges a delivery: returns the status, the reason for it, and what is told.
    fn delivery(&mut self, request: &Request, now: DateTime<Utc>, since: Duration) -> (u16, String, String) {
        self.counts.heard += 1;
        let Request { headers, body, .. } = request;
        let signed = match signature::verify(self.asked.scheme, self.secret, headers, body) {
            Ok(signed) => signed,
            // Whoever looks around where a port is open does not sign: that is not the partner.
            Err(Misfit::Unsigned) => {
                self.counts.heard -= 1;
                self.counts.strays += 1;
                let why = "it is not signed";
                return (401, why.to_owned(), why.to_owned());
            }
            Err(misfit) => {
                self.counts.forged += 1;
                self.is_wrong(misfit.to_string());
                return (401, misfit.to_string(), format!("forged: {misfit}"));
            }
        };
        if let (Some(at), Some(tolerance)) = (signed.at, self.asked.tolerance)
            && now.timestamp().abs_diff(at) > u64::from(tolerance)
        {
            self.counts.stale += 1;
            let seconds = now.timestamp().abs_diff(at);
            let when = if at < now.timestamp() { "ago" } else { "ahead" };
            let why = format!("it was signed {seconds} s {when}");
            self.is_wrong(why.clone());
            return (400, format!("{why}, and {tolerance} s are let pass"), format!("stale: {why}"));
        }
        let digest = signature::digest(body);
        let of = self.asked.least;
        // By Stripe's scheme an event says how far its other deliveries are, and changes with that.
        let is_bound = self.asked.scheme == Scheme::Standard;
        let id =
            if signed.id.len() > LONGEST_ID { signature::digest(signed.id.as_bytes()) } else { signed.id };
        match self.messages.get_mut(&id) {
            Some(known) if is_bound && known.digest != digest => {
                self.counts.failed += 1;
                let why = "a message came again with another body";
                self.is_wrong(why.to_owned());
                (400, why.to_owned(), why.to_owned())
            }
            Some(known) => match known.refused.take() {
                Some(refused) => {
                    self.missing -= 1;
                    self.counts.retried += 1;
                    let took = since.saturating_sub(refused);
                    self.counts.longest_retry = self.counts.longest_retry.max(Some(took));
                    let told = format!("{} of {of}, again after {} ms", self.taken(), took.as_millis());
                    (200, "taken".to_owned(), told)
                }
                None => {
                    self.counts.duplicates += 1;
                    (200, "it is there already".to_owned(), "it is there already".to_owned())
                }
            },
            None => {
                let wrong = self.wrong_with(body);
                let is_refused = self.messages.len() < self.asked.retries as usize;
                let refused = is_refused.then_some(since);
                self.missing += usize::from(is_refused);
                self.messages.insert(id, Message { digest, refused });
                let but = wrong.map_or_else(String::new, |why| format!(", but {why}"));
                if is_refused {
                    let told = format!("refused on purpose, to come again{but}");
                    return (500, "refused on purpose: send it again".to_owned(), told);
                }
                (200, "taken".to_owned(), format!("{} of {of}{but}", self.taken()))
            }
        }
    }

    /// Says what a new message does not hold to, and counts it.
    fn wrong_with(&mut self, body: &[u8]) -> Option<String> {
        if self.asked.assertions.is_empty() && self.asked.ordered.is_none() {
            return None;
        }
        let document: Json = match serde_json::from_slice(body) {
            Ok(document) => document,
            Err(_) => return Some(self.fails("a message is no JSON".to_owned())),
        };
        let unordered = self.asked.ordered.as_ref().and_then(|at| self.misplaced(&document, at));
        let failing = json::failing(&document, &self.asked.assertions).map(|why| self.fails(why));
        unordered.or(failing)
    }

    /// Says that the number of a message did not rise.
    fn misplaced(&mut self, document: &Json, at: &str) -> Option<String> {
        let Some(Json::Number(number)) = document.pointer(at) else {
            return Some(self.fails(format!("{at} is no number")));
        };
        if !is_exact(number) {
            return Some(self.fails(format!("{at} is too large to be put in order")));
        }
        let before = self.highest.as_ref().filter(|before| !rises(before, number));
        let Some(before) = before else {
            self.highest = Some(number.clone());
            return None;
        };
        let why = format!("{at} is {number} after {before}");
        self.counts.out_of_order += 1;
        self.is_wrong(why.clone());
        Some(why)
    }

    fn fails(&mut self, why: String) -> String {
        self.counts.failed += 1;
        self.is_wrong(why.clone());
        why
    }

    fn is_wrong(&mut self, why: String) {
        self.fault.get_or_insert(why);
    }

    /// Messages that were taken.
    fn taken(&self) -> usize {
        self.messages.len() - self.missing
    }

    /// Whether nothing more is waited for: what was refused came again, and there are as many as are asked for; or more
    /// than is remembered.
    fn is_enough(&self) -> bool {
        (self.missing == 0 && self.taken() >= self.asked.least as usize) || self.messages.len() >= MOST
    }

    /// Says what all of them came to, after so long.
    pub(super) fn reading(&self, took: Duration) -> Reading {
        let Counts { heard, .. } = self.counts;
        let (taken, least, within) = (self.taken(), self.asked.least, self.asked.within);
        let (outcome, said) = match &self.fault {
            Some(why) => (
                Finding::Failed,
                format!("of {} something is wrong: {why}", some(heard, "delivery", "deliveries")),
            ),
            None if self.missing > 0 => {
                let since = match self.messages.len() {
                    MOST.. => format!("before {taken} others"),
                    _ => format!("within {within} s"),
                };
                let refused =
                    some(self.missing as u64, "message that was refused", "messages that were refused");
                (Finding::Failed, format!("{refused} did not come again {since}"))
            }
            None if taken < least as usize => {
                let strange = self.strange();
                (Finding::Insufficient, format!("{taken} of {least} came within {within} s{strange}"))
            }
            None => (Finding::Passed, self.well()),
        };
        Reading { outcome, said, metrics: self.metrics(took), source: None }
    }

    /// Says what else came: it may be what is missing.
    fn strange(&self) -> String {
        let Counts { unread, strays, why_unread, .. } = self.counts;
        let mut told = String::new();
        if unread > 0 {
            told = format!(
                "; {} not read, the last since {why_unread}",
                some(unread, "request was", "requests were")
            );
        }
        if strays > 0 {
            let others = some(strays, "request was", "requests were");
            told.push_str(&format!("; {others} to another path, not signed, or no POST"));
        }
        told
    }

    fn well(&self) -> String {
        let Counts { retried, duplicates, .. } = self.counts;
        let mut said = format!("{} as asked", some(self.taken() as u64, "message", "messages"));
        if retried > 0 {
            said.push_str(&format!(", {retried} of which came again after a refusal"));
        }
        if duplicates > 0 {
            said.push_str(&format!(", {}", some(duplicates, "duplicate", "duplicates")));
        }
        said
    }

    #[expect(clippy::cast_precision_loss, reason = "no check hears so many")]
    fn metrics(&self, took: Duration) -> BTreeMap<Id, f64> {
        let counts = &self.counts;
        let values = [
            Some(self.taken() as f64),
            Some(counts.forged as f64),
            Some(counts.stale as f64),
            Some(counts.duplicates as f64),
            Some(counts.retried as f64),
            Some(counts.out_of_order as f64),
            Some(counts.failed as f64),
            Some(counts.unread as f64),
            counts.longest_retry.map(|retry| retry.as_millis() as f64),
            Some((took.as_secs_f64() * 10.0).round() / 10.0),
        ];
        let values = DELIVERIES_METRICS.iter().zip(values);
        values.filter_map(|((id, _), value)| Some((id.parse().ok()?, value?))).collect()
    }
}

fn some(count: u64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// Tells whether nothing of a number was lost when it was read: beyond 2^53, fractions stand for several.
fn is_exact(number: &Number) -> bool {
    number.as_i128().is_some() || number.as_f64().is_some_and(|number| number.abs() < 9_007_199_254_740_992.0)
}

/// Tells whether a number is more than that before; whole numbers are compared to their last digit.
fn rises(before: &Number, number: &Number) -> bool {
    match (before.as_i128(), number.as_i128()) {
        (Some(before), Some(number)) => before < number,
        _ => before.as_f64() < number.as_f64(),
    }
}

#[cfg(test)]
mod tests;

//! How often a request is sent: in comes a way to send it once, out comes what all the answers come to.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use hdrhistogram::Histogram;

use super::client::Phases;
use super::{Exchange, judge};
use crate::check::{CheckFault, Reading, json};
use crate::partner::Finding;
use crate::playbook::id::Id;
use crate::playbook::model::figure;
use crate::playbook::model::{HTTP_METRICS, Http, Times};

/// How long the requests of one check may take in all: who waits for it looks at something else by then.
const WHOLE: Duration = Duration::from_secs(900);

/// The longest time that is told apart from longer ones, in microseconds.
const LONGEST: u64 = 600_000_000;

/// Sends it; how long a certificate lasts is counted from `now` on.
pub(super) fn make(
    http: &Http,
    now: DateTime<Utc>,
    send: &mut dyn FnMut() -> Result<Exchange, CheckFault>,
) -> Result<Reading, CheckFault> {
    let mut all = Answers {
        http,
        now,
        sent: 0,
        failed: 0,
        first: None,
        times: histogram(),
        last: None,
        figures: BTreeMap::new(),
    };
    let began = Instant::now();
    let mut send = || match began.elapsed() < WHOLE {
        true => send(),
        false => Err(CheckFault::TooLong { minutes: WHOLE.as_secs() / 60 }),
    };
    let most_failed = match &http.times {
        Times::Once => {
            all.add(send()?);
            0.0
        }
        Times::Sample { count, warm_up, most_failed } => {
            for _ in 0..*warm_up {
                send()?;
            }
            for _ in 0..*count {
                all.add(send()?);
            }
            *most_failed
        }
        Times::Until(tries) => {
            for _ in 0..*tries {
                let exchange = send()?;
                let is_answered = exchange.answer.is_ok();
                if all.add(exchange) {
                    // The tries before were to be answered otherwise.
                    all.failed = 0;
                    break;
                }
                // Where nobody answers, nobody is asked again.
                if !is_answered {
                    break;
                }
            }
            0.0
        }
        Times::Same(at) => {
            let [first, second] = [send()?, send()?];
            let values = [&first, &second].map(|one| judge::value_at(one.answer.as_ref().ok()?, at).ok());
            let is_well = all.add(first) & all.add(second);
            if is_well && (values[0].is_none() || values[0] != values[1]) {
                let shown =
                    values.map(|value| value.as_ref().map_or_else(|| "nothing".to_owned(), json::told));
                all.fail(format!("{at} is {} at first, and {} when it is sent again", shown[0], shown[1]));
            }
            0.0
        }
    };
    Ok(all.reading(most_failed))
}

fn histogram() -> Option<Histogram<u64>> {
    Histogram::new_with_bounds(1, LONGEST, 3).ok()
}

/// What the answers came to so far.
struct Answers<'a> {
    http: &'a Http,
    now: DateTime<Utc>,
    sent: u64,
    failed: u64,
    /// Why the first that failed did.
    first: Option<String>,
    /// The times of those that were answered, in microseconds.
    times: Option<Histogram<u64>>,
    last: Option<Phases>,
    figures: BTreeMap<Id, f64>,
}

impl Answers<'_> {
    /// Counts an answer; returns whether it is as asked.
    fn add(&mut self, exchange: Exchange) -> bool {
        self.sent += 1;
        let Exchange { answer, phases } = exchange;
        let fails = match &answer {
            Ok(answer) => judge::failing(self.http, answer, &mut self.figures)
                .or_else(|| judge::ending(self.http, self.days(&phases))),
            Err(why) => Some(why.clone()),
        };
        if let (Ok(_), Some(time), Some(times)) = (&answer, phases.answer(), &mut self.times) {
            times.saturating_record(u64::try_from(time.as_micros()).unwrap_or(LONGEST).max(1));
        }
        self.last = Some(phases);
        let is_well = fails.is_none();
        if let Some(why) = fails {
            self.fail(why);
        }
        is_well
    }

    /// Returns how many whole days the certificate of an exchange still lasts.
    fn days(&self, phases: &Phases) -> Option<i64> {
        let left = phases.certificate_ends?.signed_duration_since(self.now);
        Some(left.num_seconds().div_euclid(86_400))
    }

    fn fail(&mut self, why: String) {
        self.failed += 1;
        self.first.get_or_insert(why);
    }

    fn reading(self, most_failed: f64) -> Reading {
        let share = percent(self.failed, self.sent);
        let outcome = if share > most_failed { Finding::Failed } else { Finding::Passed };
        let said = match (&self.http.times, &self.first) {
            (Times::Sample { .. }, Some(why)) if self.failed > 0 => {
                format!("{} of {} requests fail: {why}", self.failed, self.sent)
            }
            (Times::Until(_), Some(why)) if self.failed > 0 => {
                if self.sent == 1 {
                    why.clone()
                } else {
                    format!("none of {} requests is answered as asked: {why}", self.sent)
                }
            }
            (_, Some(why)) if self.failed > 0 => why.clone(),
            _ => self.well(),
        };
        Reading { outcome, said, metrics: self.metrics(share), source: None }
    }

    fn well(&self) -> String {
        let took = |at: f64| {
            let time = self.times.as_ref().map_or(0, |times| times.value_at_quantile(at));
            format!("{} ms", round(Duration::from_micros(time)))
        };
        let times = match &self.http.times {
            Times::Sample { .. } => {
                format!("{} answers as asked, p50 {}, p95 {}", self.sent, took(0.5), took(0.95))
            }
            Times::Until(_) if self.sent > 1 => format!("answered as asked at request {}", self.sent),
            Times::Same(_) => "sent twice, with one effect".to_owned(),
            _ => format!("answered as asked in {}", took(1.0)),
        };
        let figures: Vec<_> =
            self.figures.iter().map(|(id, value)| format!("{id} {}", figure::told(*value))).collect();
        if figures.is_empty() { times } else { format!("{times}: {}", figures.join(", ")) }
    }

    #[expect(clippy::cast_precision_loss, reason = "no check sends so many requests")]
    fn metrics(&self, share: f64) -> BTreeMap<Id, f64> {
        let last = self.last.as_ref();
        let times = self.times.as_ref().filter(|times| !times.is_empty());
        let at = |quantile: f64| {
            times.map(|times| round(Duration::from_micros(times.value_at_quantile(quantile))))
        };
        let values = [
            Some(self.sent as f64),
            Some(self.failed as f64),
            Some(share),
            at(0.5),
            at(0.95),
            at(0.99),
            at(1.0),
            last.and_then(Phases::dns).map(round),
            last.and_then(Phases::connect).map(round),
            last.and_then(Phases::tls).map(round),
            last.and_then(Phases::first_byte).map(round),
            last.and_then(|last| self.days(last)).map(|days| days as f64),
        ];
        let own = HTTP_METRICS.iter().zip(values);
        let own = own.filter_map(|((id, _), value)| Some((id.parse().ok()?, value?)));
        own.chain(self.figures.iter().map(|(id, value)| (id.clone(), *value))).collect()
    }
}

/// Returns milliseconds to a tenth.
fn round(time: Duration) -> f64 {
    (time.as_secs_f64() * 10_000.0).round() / 10.0
}

#[expect(clippy::cast_precision_loss, reason = "no check sends so many requests")]
fn percent(part: u64, of: u64) -> f64 {
    if of == 0 { 0.0 } else { (10_000.0 * part as f64 / of as f64).ceil() / 100.0 }
}

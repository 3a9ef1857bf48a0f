//! Machines of the demo: in come a partner, an item and a number that looks like chance; out comes where the partner is
//! asked, and what a check found there: good, but not perfect.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use sha2::{Digest, Sha256};

use super::step::Partner;
use crate::change::check::Found;
use crate::cli::error::CliError;
use crate::partner::{Environment, Finding, Source};
use crate::playbook::content_hash::hex;
use crate::playbook::digest::check_digest;
use crate::playbook::id::Id;
use crate::playbook::model::figure;
use crate::playbook::model::{
    CSV_METRICS, Check, Criterion, DELIVERIES_METRICS, HTTP_METRICS, Item, JSON_METRICS, JUNIT_METRICS,
    Operator, PROGRAM_METRICS, Playbook, Times,
};

/// Where a partner with endpoints of its own has its sandbox.
pub(super) fn endpoint(partner: &Partner) -> String {
    format!("https://sandbox.{}.example/v1", partner.id)
}

/// Returns that as an environment.
pub(super) fn environment(partner: &Partner) -> Result<Environment, CliError> {
    fn read<T: std::str::FromStr<Err: Display>>(text: &str) -> Result<T, CliError> {
        text.parse().map_err(|error: T::Err| CliError::usage(error.to_string()))
    }
    let variable = partner.id.to_uppercase();
    Ok(Environment {
        url: read(&endpoint(partner))?,
        signing: Some(read(&format!("${variable}_EVENTS_SECRET"))?),
        reach: BTreeSet::new(),
        headers: [(read("authorization")?, read(&format!("Bearer ${variable}_TOKEN"))?)].into(),
    })
}

/// Returns what the check of an item found; none where it has none. `url` is where it asked, if it asks.
pub(super) fn found(playbook: &Playbook, item: &Item, url: Option<&str>, chance: u32) -> Option<Found> {
    let check = item.check.as_ref()?;
    let criteria = playbook.stages.iter().flat_map(|stage| &stage.criteria);
    let criteria: Vec<&Criterion> = criteria.filter(|criterion| criterion.of == item.address).collect();
    let mut metrics: BTreeMap<Id, f64> = BTreeMap::new();
    for (place, (id, usual)) in asked(check).into_iter().enumerate() {
        let chance = chance.rotate_left(u32::try_from(place).unwrap_or(0) * 5);
        let value = usual.unwrap_or_else(|| counted(id.as_str(), &criteria, chance));
        metrics.insert(id, value);
    }
    let file = match check {
        Check::Junit { file, .. } | Check::Json { file, .. } => Some(file.as_str()),
        Check::Csv(table) => Some(table.file.as_str()),
        _ => None,
    };
    let source = file.and_then(|file| file.rsplit('/').next()).map(|name| Source {
        name: name.to_owned(),
        sha256: hex(&Sha256::digest(format!("{name} {chance}"))),
    });
    let told: Vec<String> =
        metrics.iter().map(|(id, value)| format!("{id} {}", figure::told(*value))).collect();
    let said = match check {
        Check::Manual { .. } if told.is_empty() => "looked at by hand".to_owned(),
        _ if told.is_empty() => "all holds".to_owned(),
        _ => told.join(", "),
    };
    Some(Found {
        outcome: Finding::Passed,
        said,
        definition: check_digest(playbook, item)?,
        took_ms: url.map(|_| chance % 900 + 40),
        url: url.map(str::to_owned),
        source,
        metrics,
    })
}

/// Returns what the check of an item found that a person did not let pass; none where it has none.
pub(super) fn failed(playbook: &Playbook, item: &Item, said: &str, figures: &[(&str, f64)]) -> Option<Found> {
    let mut found = found(playbook, item, None, 0)?;
    (found.outcome, found.said) = (Finding::Failed, said.to_owned());
    found.metrics.extend(figures.iter().filter_map(|(id, value)| Some((id.parse().ok()?, *value))));
    Some(found)
}

/// The figures that a check gives: of machines, each with what it is; what a person counts is made up for what is asked of
/// it.
fn asked(check: &Check) -> Vec<(Id, Option<f64>)> {
    let own: Vec<&Id> = match check {
        Check::Manual { metrics, .. } => {
            return metrics.iter().map(|metric| (metric.id.clone(), None)).collect();
        }
        Check::Json { figures, .. } => figures.iter().map(|(id, _)| id).collect(),
        Check::Command(program) => program.figures.iter().map(|(id, _)| id).collect(),
        Check::Http(http) => http.figures.iter().map(|(id, _)| id).collect(),
        Check::Junit { .. } | Check::Webhook(_) | Check::Deliveries(_) | Check::Csv(_) => Vec::new(),
    };
    let known: &[(&str, &str)] = match check {
        Check::Manual { .. } => &[],
        Check::Junit { .. } => &JUNIT_METRICS,
        Check::Json { .. } => &JSON_METRICS,
        Check::Command(_) => &PROGRAM_METRICS,
        Check::Http(_) | Check::Webhook(_) => &HTTP_METRICS,
        Check::Deliveries(_) => &DELIVERIES_METRICS,
        Check::Csv(_) => &CSV_METRICS,
    };
    let sent = match check {
        Check::Http(http) => match http.times {
            Times::Sample { count, .. } => count,
            Times::Once | Times::Until(_) | Times::Same(_) => 1,
        },
        _ => 1,
    };
    let known = known.iter().filter_map(|(id, _)| id.parse::<Id>().ok());
    let all = own.into_iter().cloned().chain(known);
    all.map(|id| (id.clone(), Some(usual(id.as_str(), sent)))).collect()
}

/// What a figure of a machine is that sent so many requests: what the shipped playbooks ask holds.
fn usual(id: &str, sent: u32) -> f64 {
    match id {
        "tests" => 24.0,
        "rows" => 1840.0,
        "documents" | "deliveries" => 1.0,
        "requests" => f64::from(sent),
        "orders" => 12.0,
        "certificate-days" => 61.0,
        "passed-percent" => 100.0,
        "seconds" => 96.0,
        "p50-ms" => 41.0,
        "p95-ms" => 88.0,
        "p99-ms" => 130.0,
        "longest-ms" => 171.0,
        "dns-ms" => 2.0,
        "connect-ms" => 9.0,
        "tls-ms" => 14.0,
        "first-byte-ms" => 35.0,
        _ => 0.0,
    }
}

/// What a person counts: what criteria ask, and a little better or worse from partner to partner.
fn counted(id: &str, criteria: &[&Criterion], chance: u32) -> f64 {
    let part = f64::from(chance % 1000) / 1000.0;
    let is_of = |part: &Option<(Id, f64)>| part.as_ref().is_some_and(|(counted, _)| counted.as_str() == id);
    if let Some((_, least)) =
        criteria.iter().find(|one| is_of(&one.sample)).and_then(|one| one.sample.as_ref())
    {
        return (least * (1.2 + part)).ceil();
    }
    if criteria.iter().any(|one| is_of(&one.floor)) {
        return 0.0;
    }
    let bound =
        criteria.iter().find(|one| one.metric.as_str() == id && !one.of_baseline).map(|one| one.bound);
    let exact = match bound {
        None => 40.0,
        Some(bound) => match bound.operator {
            Operator::Below | Operator::AtMost => bound.value * (0.2 + 0.4 * part),
            Operator::Above | Operator::AtLeast if bound.value <= 100.0 => {
                bound.value + (100.0 - bound.value) * (0.7 + 0.3 * part)
            }
            Operator::Above | Operator::AtLeast => bound.value * (1.3 + 0.4 * part),
        },
    };
    (exact * 10.0).round() / 10.0
}

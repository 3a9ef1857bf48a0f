//! An answer judged: in come what is asked and an answer, out come the first thing that does not hold, and figures.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::client::Answer;
use crate::check::json;
use crate::playbook::id::Id;
use crate::playbook::model::Http;

/// Says what of an answer does not hold, first of all; adds its figures.
pub(super) fn failing(http: &Http, answer: &Answer, into: &mut BTreeMap<Id, f64>) -> Option<String> {
    if !http.status.contains(&answer.status) {
        let asked: Vec<String> = http.status.iter().map(ToString::to_string).collect();
        return Some(format!("status {}, asked {}", answer.status, asked.join(" or ")));
    }
    for (name, start) in &http.answer_headers {
        let values: Vec<&str> =
            answer.headers.get_all(name.as_str()).iter().filter_map(|value| value.to_str().ok()).collect();
        if values.is_empty() {
            return Some(format!("no header {name}"));
        }
        if !values.iter().any(|value| value.starts_with(start)) {
            let values: Vec<String> = values.into_iter().map(json::told_text).collect();
            return Some(format!("header {name}: {}, asked {start}", values.join(", ")));
        }
    }
    if http.assertions.is_empty() && http.figures.is_empty() {
        return None;
    }
    match document(answer) {
        Ok(document) => {
            let missing = json::figures(&document, &http.figures, into);
            json::failing(&document, &http.assertions).or(missing)
        }
        Err(why) => Some(why),
    }
}

/// Says that a certificate ends too soon, by how many days it lasts.
pub(super) fn ending(http: &Http, days: Option<i64>) -> Option<String> {
    let least = http.certificate_days?;
    match days {
        Some(days) if days >= i64::from(least) => None,
        Some(days) => {
            let unit = if days == 1 { "day" } else { "days" };
            Some(format!(
                "the certificate lasts {days} {unit}, asked {least} at least: the partner renews it"
            ))
        }
        None => Some(format!("no certificate whose end can be read, asked {least} days at least")),
    }
}

/// Returns the value at a pointer of an answer.
pub(super) fn value_at(answer: &Answer, at: &str) -> Result<Json, String> {
    let document = document(answer)?;
    document.pointer(at).cloned().ok_or_else(|| format!("{at} is nothing"))
}

fn document(answer: &Answer) -> Result<Json, String> {
    serde_json::from_slice(&answer.body).map_err(|error| format!("the answer is no JSON: {error}"))
}

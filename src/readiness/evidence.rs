//! Whether evidence shows what an item asks for: in come the rule and the answer, out comes what is
//! amiss. Asked when it is given (a misfit is refused) and when it is judged (a playbook changes).

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::calendar::Calendar;
use crate::partner::{Answer, Evidence};
use crate::playbook::id::Id;
use crate::playbook::model::{EvidenceKind, EvidenceRule, Item};

/// What is amiss with the evidence of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amiss {
    /// These required answers are not there.
    Missing(Vec<Id>),
    /// This answer is older than the playbook lets it be.
    Stale {
        /// The evidence.
        evidence: Id,
        /// When it lapsed.
        lapsed: DateTime<Utc>,
    },
    /// This answer does not fit what is asked now.
    Misfit {
        /// The evidence.
        evidence: Id,
        /// What is asked.
        asked: String,
    },
}

/// Tells what is amiss with the evidence given for an item; none where it shows all that is asked.
#[must_use]
pub fn amiss(
    item: &Item,
    given: &BTreeMap<Id, Evidence>,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Option<Amiss> {
    let missing: Vec<Id> = item
        .evidence
        .iter()
        .filter(|rule| rule.required && !given.contains_key(&rule.id))
        .map(|rule| rule.id.clone())
        .collect();
    if !missing.is_empty() {
        return Some(Amiss::Missing(missing));
    }
    // What is not required cannot be amiss: else not giving it would be better than giving it.
    item.evidence.iter().filter(|rule| rule.required).find_map(|rule| {
        let evidence = given.get(&rule.id)?;
        if let Err(asked) = fits(rule, &evidence.answer) {
            return Some(Amiss::Misfit { evidence: rule.id.clone(), asked });
        }
        let lapsed = lapses(rule, evidence, calendar).filter(|lapsed| now >= *lapsed)?;
        Some(Amiss::Stale { evidence: rule.id.clone(), lapsed })
    })
}

/// Returns the instant from which an answer is too old; none where it holds for good. A date ages from the
/// end of the day it names (a certificate from its issue), everything else from when it was given.
#[must_use]
pub fn lapses(rule: &EvidenceRule, evidence: &Evidence, calendar: &Calendar) -> Option<DateTime<Utc>> {
    let from = match evidence.answer {
        Answer::Date(date) => calendar.end_of_day(date),
        _ => evidence.on,
    };
    rule.valid_for.as_ref().map(|valid_for| calendar.add(from, valid_for))
}

/// Tells whether an answer is a date from which it would age, but which has not come yet.
#[must_use]
pub fn is_ahead(rule: &EvidenceRule, answer: &Answer, today: NaiveDate) -> bool {
    rule.valid_for.is_some() && matches!(answer, Answer::Date(date) if *date > today)
}

/// Checks that an answer is of the kind, and within the bounds, that are asked for.
///
/// # Errors
/// Returns what is asked, one line.
pub fn fits(rule: &EvidenceRule, answer: &Answer) -> Result<(), String> {
    let fits = match (&rule.kind, answer) {
        (EvidenceKind::Url, Answer::Url(url)) => is_web_url(url),
        (EvidenceKind::File, Answer::File { sha256, .. }) => {
            sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_hexdigit())
        }
        (EvidenceKind::Text, Answer::Text(text)) => !text.trim().is_empty(),
        (EvidenceKind::Number { min, max, .. }, Answer::Number(number)) => {
            number.is_finite() && min.is_none_or(|min| *number >= min) && max.is_none_or(|max| *number <= max)
        }
        (EvidenceKind::Choice(choices), Answer::Choice(choice)) => choices.contains(choice),
        (EvidenceKind::Date, Answer::Date(_)) => true,
        (EvidenceKind::SignOff(_), Answer::SignOff { name, .. }) => !name.trim().is_empty(),
        _ => false,
    };
    if fits { Ok(()) } else { Err(asked(&rule.kind)) }
}

/// Says what a kind of evidence asks for, one line.
#[must_use]
pub fn asked(kind: &EvidenceKind) -> String {
    match kind {
        EvidenceKind::Url => "an http or https URL".to_owned(),
        EvidenceKind::File => "a file".to_owned(),
        EvidenceKind::Text => "a line of text".to_owned(),
        EvidenceKind::Number { min, max, unit } => {
            let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
            match (min, max) {
                (Some(min), Some(max)) => format!("a number from {min} to {max}{unit}"),
                (Some(min), None) => format!("a number of at least {min}{unit}"),
                (None, Some(max)) => format!("a number of at most {max}{unit}"),
                (None, None) => format!("a number{unit}"),
            }
        }
        EvidenceKind::Choice(choices) => format!("one of {}", choices.join(", ")),
        EvidenceKind::Date => "a date as YYYY-MM-DD".to_owned(),
        EvidenceKind::SignOff(role) => format!("the name of who signs as {role}"),
    }
}

/// Tells whether a text is an absolute http or https URL with a host and nothing that could break a line.
fn is_web_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or("");
        !host.is_empty() && !host.contains('@') && !text.chars().any(|c| c.is_whitespace() || c.is_control())
    })
}

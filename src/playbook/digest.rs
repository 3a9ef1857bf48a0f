//! What a person agreed to. In: an item or a stage. Out: a digest that changes when what it stands
//! for does, so that a waiver or a sign-off ends with its terms.

use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::condition::{Condition, Test};
use super::content_hash::hex;
use super::id::ItemRef;
use super::model::{Anchor, DueRule, EvidenceKind, EvidenceRule, Item, Playbook, Stage};
use crate::calendar::Span;

/// Returns the SHA-256, in hex, of everything that defines an item, as canonical JSON: keys sorted,
/// no white space. Where to read on (links), how much work it is and old ids are no part of it.
#[must_use]
pub fn item_digest(item: &Item) -> String {
    digest(&json!({
        "address": item.address.to_string(),
        "title": item.title,
        "stage": item.stage,
        "dimension": item.dimension,
        "raci": {
            "accountable": item.raci.accountable,
            "responsible": item.raci.responsible,
            "consulted": item.raci.consulted,
            "informed": item.raci.informed,
        },
        "severity": item.severity,
        "blocking": item.blocking,
        "waivable": item.waivable,
        "needs": addresses(&item.needs),
        "due": item.due.as_ref().map(due),
        "evidence": item.evidence.iter().map(evidence).collect::<Vec<_>>(),
        "when": item.when.as_ref().map(condition),
        "instructions": item.instructions,
        "effective_from": item.effective_from.map(|day| day.to_string()),
    }))
}

/// Returns the digest of what the gate of a stage asks for, which a sign-off of that stage agrees to:
/// the stage, and its items with their digests. `None` where the playbook has no such stage.
#[must_use]
pub fn stage_terms(playbook: &Playbook, stage: &str) -> Option<String> {
    let Stage {
        id,
        title,
        about,
        expected,
        soak,
        sign_offs,
        approver,
        rollback,
    } = playbook.stage(stage)?;
    let items = playbook.items().filter(|item| item.stage == *id);
    let items: std::collections::BTreeMap<_, _> = items
        .map(|item| (item.address.to_string(), item_digest(item)))
        .collect();
    Some(digest(&json!({
        "id": id,
        "title": title,
        "about": about,
        "expected": span(expected.as_ref()),
        "soak": span(soak.as_ref()),
        "sign_offs": sign_offs,
        "approver": approver,
        "rollback": { "to": rollback.to, "reopens": addresses(&rollback.reopens) },
        "items": items,
    })))
}

/// `serde_json` keeps the keys of an object sorted, so that equal values have equal texts.
fn digest(terms: &Json) -> String {
    hex(&Sha256::digest(terms.to_string().as_bytes()))
}

fn addresses(items: &[ItemRef]) -> Vec<String> {
    items.iter().map(ToString::to_string).collect()
}

fn span(span: Option<&Span>) -> Option<String> {
    span.map(ToString::to_string)
}

fn due(rule: &DueRule) -> Json {
    match rule {
        DueRule::Date(day) => json!({ "date": day.to_string() }),
        DueRule::After {
            anchor,
            plus,
            pauses_on,
        } => {
            let anchor = match anchor {
                Anchor::OnboardingStart => json!("onboarding_start"),
                Anchor::StageEntered(stage) => json!({ "stage_entered": stage }),
                Anchor::ItemDone(item) => json!({ "item_done": item.to_string() }),
                Anchor::Signed => json!("signed"),
                Anchor::Launch => json!("launch"),
            };
            json!({ "anchor": anchor, "plus": plus.to_string(), "pauses_on": pauses_on })
        }
    }
}

fn evidence(rule: &EvidenceRule) -> Json {
    let kind = match &rule.kind {
        EvidenceKind::Url => json!("url"),
        EvidenceKind::File => json!("file"),
        EvidenceKind::Text => json!("text"),
        EvidenceKind::Date => json!("date"),
        EvidenceKind::Number { min, max, unit } => {
            json!({ "number": { "min": min, "max": max, "unit": unit } })
        }
        EvidenceKind::Choice(choices) => json!({ "choice": choices }),
        EvidenceKind::SignOff(role) => json!({ "sign-off": role }),
    };
    json!({
        "id": rule.id,
        "ask": rule.ask,
        "kind": kind,
        "required": rule.required,
        "valid_for": span(rule.valid_for.as_ref()),
    })
}

fn condition(of: &Condition) -> Json {
    match of {
        Condition::All(parts) => json!({ "all": parts.iter().map(condition).collect::<Vec<_>>() }),
        Condition::Any(parts) => json!({ "any": parts.iter().map(condition).collect::<Vec<_>>() }),
        Condition::Not(part) => json!({ "not": condition(part) }),
        Condition::Attribute(id, test) => json!({ "attribute": id, "test": match test {
            Test::AnyOf(choices) => json!({ "any_of": choices }),
            Test::Is(is) => json!({ "is": is }),
            Test::Within { min, max } => json!({ "min": min, "max": max }),
        } }),
    }
}

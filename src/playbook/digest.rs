//! What a person agreed to. In: an item or a stage. Out: a digest that changes when what it stands
//! for does, so that a waiver or a sign-off ends with its terms.

use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::condition::{Condition, Test};
use super::content_hash::hex;
use super::id::ItemRef;
use super::model::{
    Anchor, Criterion, DueRule, EvidenceKind, EvidenceRule, Item, Playbook, Rollback, RollbackPlan, Stage,
};
use crate::calendar::Span;

/// Returns the SHA-256, in hex, of everything that defines an item, as canonical JSON: keys sorted,
/// no white space. Where to read on (links), how much work it is and old ids are no part of it.
#[must_use]
pub fn item_digest(item: &Item) -> String {
    let mut terms = json!({
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
    });
    if let Some(check) = &item.check {
        terms["check"] = json!(check);
    }
    digest(&terms)
}

/// Returns the digest of what the gate of a stage asks for, which a sign-off of that stage agrees to:
/// the stage, and its items with their digests. `None` where the playbook has no such stage.
#[must_use]
pub fn stage_terms(playbook: &Playbook, stage: &str) -> Option<String> {
    let stage = playbook.stage(stage)?;
    let Stage { id, title, about, expected, soak, sign_offs, approver, rollback, .. } = stage;
    let items = playbook.items().filter(|item| item.stage == *id);
    let items: std::collections::BTreeMap<_, _> =
        items.map(|item| (item.address.to_string(), item_digest(item))).collect();
    let mut rolled_back = json!({ "to": rollback.to, "reopens": addresses(&rollback.reopens) });
    if let Some(plan) = &rollback.plan {
        rolled_back["plan"] = json!(plan_digest(rollback, plan));
        rolled_back["rehearsal"] = json!(span(plan.rehearsal.as_ref()));
    }
    let mut terms = json!({
        "id": id,
        "title": title,
        "about": about,
        "expected": span(expected.as_ref()),
        "soak": span(soak.as_ref()),
        "sign_offs": sign_offs,
        "approver": approver,
        "rollback": rolled_back,
        "items": items,
    });
    if let Some(environment) = &stage.environment {
        terms["environment"] = json!(environment);
    }
    if !stage.criteria.is_empty() {
        terms["criteria"] = stage.criteria.iter().map(criterion).collect();
    }
    if !stage.test_data.is_empty() {
        terms["test_data"] = json!(stage.test_data);
    }
    if !stage.limits.is_empty() {
        terms["limits"] = json!(stage.limits);
    }
    if let Some(retest_every) = &stage.retest_every {
        terms["retest_every"] = json!(span(Some(retest_every)));
    }
    Some(digest(&terms))
}

/// Returns the digest of what the check of an item looks at and where, which an observation speaks of; none where
/// the item has no check.
#[must_use]
pub fn check_digest(playbook: &Playbook, item: &Item) -> Option<String> {
    let check = item.check.as_ref()?;
    let environment = playbook.stage(item.stage.as_str()).and_then(|stage| stage.environment.as_ref());
    Some(digest(&json!({ "item": item.address.to_string(), "check": check, "environment": environment })))
}

/// Returns the digest of what a rollback does and how, which a rehearsal is one of.
#[must_use]
pub fn plan_digest(rollback: &Rollback, plan: &RollbackPlan) -> String {
    let steps = plan
        .steps
        .iter()
        .map(|step| json!({ "do": step.deed, "by": step.by, "within": span(step.within.as_ref()) }));
    digest(&json!({
        "to": rollback.to,
        "owner": plan.owner,
        "triggers": plan.triggers,
        "steps": steps.collect::<Vec<_>>(),
    }))
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
        DueRule::After { anchor, plus, pauses_on } => {
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

fn criterion(of: &Criterion) -> Json {
    json!({
        "id": of.id,
        "title": of.title,
        "of": of.of.to_string(),
        "asked": of.asked(),
        "when": of.when.as_ref().map(condition),
        "effective_from": of.effective_from.map(|day| day.to_string()),
        "effective_until": of.effective_until.map(|day| day.to_string()),
        "source": of.source,
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;
    use crate::playbook::load::load;
    use crate::playbook::tests::{SHARED, SOUND, folder, loaded};

    fn playbook(text: &str) -> Playbook {
        loaded(text).playbook.unwrap()
    }

    fn of(playbook: &Playbook, address: &str) -> String {
        item_digest(playbook.item(&address.parse().unwrap()).unwrap())
    }

    #[test]
    fn keys_are_sorted() {
        assert_eq!(json!({ "b": 1, "a": 2 }).to_string(), r#"{"a":2,"b":1}"#);
    }

    #[test]
    fn an_item_keeps_its_digest_until_it_changes() {
        let base = playbook(SOUND);
        for (old, new) in [
            ("title: Contract countersigned", "title: Contract signed"),
            ("severity: critical", "severity: high"),
            ("max: 500", "max: 400"),
            ("responsible: [partner-lead]", "responsible: [champion]"),
            ("plus: 5 business days", "plus: 6 business days"),
            ("Send it to", "Give it to"),
            ("waivable: false", "waivable: true"),
        ] {
            assert!(SOUND.contains(old), "{old}");
            let changed = playbook(&SOUND.replacen(old, new, 1));
            assert_ne!(of(&base, "terms/contract"), of(&changed, "terms/contract"), "{new}");
            assert_eq!(of(&base, "terms/data-agreement"), of(&changed, "terms/data-agreement"), "{new}");
        }
        let reworded = playbook(&SOUND.replacen("title: Start", "title: Begin", 1).replacen(
            "owner: partnerships",
            "owner: sales",
            1,
        ));
        assert_eq!(of(&base, "terms/contract"), of(&reworded, "terms/contract"));
    }

    #[test]
    fn the_terms_of_a_stage_cover_its_items_and_no_others() {
        let base = playbook(SOUND);
        let terms = |playbook: &Playbook, stage: &str| stage_terms(playbook, stage).unwrap();
        let shared = SHARED.replacen("Run it.", "Run it twice.", 1);
        let changed = load(&folder(SOUND).with("playbooks/checklists/api.yaml", shared), "playbooks/p.yaml")
            .playbook
            .unwrap();
        assert_ne!(terms(&base, "pilot"), terms(&changed, "pilot"));
        assert_eq!(terms(&base, "kickoff"), terms(&changed, "kickoff"));
        let soaked = playbook(&SOUND.replacen("soak: 2 business days", "soak: 3 business days", 1));
        assert_ne!(terms(&base, "pilot"), terms(&soaked, "pilot"));
        let limited = playbook(&SOUND.replacen("days: 30 }", "days: 31 }", 1));
        assert_ne!(terms(&base, "pilot"), terms(&limited, "pilot"));
        assert_eq!(stage_terms(&base, "launch"), None);
    }
}

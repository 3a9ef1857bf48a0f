//! Evidence: in comes what an item asks for, out comes an answer that fits and could be true.

use std::collections::BTreeMap;

use aboard::partner::Answer;
use aboard::playbook::id::Id;
use aboard::playbook::model::{EvidenceKind, EvidenceRule, Item};
use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::chance::Chance;

/// Returns an answer to everything that the items ask for.
pub(super) fn all(
    items: &[&Item],
    partner: &Id,
    today: NaiveDate,
    chance: &mut Chance,
) -> BTreeMap<Id, Answer> {
    let rules = items.iter().flat_map(|item| &item.evidence);
    rules.map(|rule| (rule.id.clone(), one(rule, partner, today, chance))).collect()
}

fn one(rule: &EvidenceRule, partner: &Id, today: NaiveDate, chance: &mut Chance) -> Answer {
    match &rule.kind {
        EvidenceKind::Url => Answer::Url(format!("https://docs.market.example/{partner}/{}", rule.id)),
        EvidenceKind::File => {
            let name = format!("{partner}-{}.pdf", rule.id);
            let digest = Sha256::digest(content(&name));
            Answer::File { name, sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect() }
        }
        EvidenceKind::Text => Answer::Text(format!("{}-{}", rule.id, chance.below(1_000))),
        EvidenceKind::Number { min, max, .. } => {
            let min = min.unwrap_or(0.0);
            let span = max.map_or(100.0, |max| max - min);
            let tenths = (span * 10.0).floor();
            // Bounds of a playbook are small numbers, which a fraction of a thousand divides well enough.
            let part = f64::from(u32::try_from(chance.below(1_000)).unwrap_or(0)) / 1_000.0;
            Answer::Number(((min * 10.0 + (tenths * part).floor()).round()) / 10.0)
        }
        EvidenceKind::Choice(choices) => Answer::Choice(choices.first().cloned().unwrap_or_default()),
        EvidenceKind::Date => Answer::Date(today),
        EvidenceKind::SignOff(role) => {
            Answer::SignOff { name: format!("{role} of {partner}"), reference: Some(reference(partner)) }
        }
    }
}

/// Returns what a file of evidence holds. The script writes the same, else the digests would differ.
fn content(name: &str) -> String {
    format!("{name}\n")
}

/// Returns where assent to items can be read.
pub(super) fn reference(partner: &Id) -> String {
    format!("https://docs.market.example/{partner}/assent")
}

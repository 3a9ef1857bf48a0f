//! Evidence for the demo: in come what an item asks for and who answers, out comes an answer that fits and
//! could be true. The same question of the same partner always gets the same answer.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use sha2::{Digest, Sha256};

use super::setting::PEOPLE;
use super::step::Partner;
use crate::calendar::Calendar;
use crate::partner::Answer;
use crate::playbook::id::Id;
use crate::playbook::model::{EvidenceKind, EvidenceRule, Item};

/// Returns an answer to everything that an item asks for.
pub(super) fn all(
    item: &Item,
    partner: &Partner,
    calendar: &Calendar,
    at: DateTime<Utc>,
    launch: NaiveDate,
) -> BTreeMap<Id, Answer> {
    let answer = |rule: &EvidenceRule| (rule.id.clone(), one(rule, item, partner, calendar, at, launch));
    item.evidence.iter().map(answer).collect()
}

fn one(
    rule: &EvidenceRule,
    item: &Item,
    partner: &Partner,
    calendar: &Calendar,
    at: DateTime<Utc>,
    launch: NaiveDate,
) -> Answer {
    let name = &item.address.item;
    let chance = chance(&format!("{} {} {}", partner.id, item.address, rule.id));
    match &rule.kind {
        EvidenceKind::Url if rule.id.as_str() == "ticket" || rule.id.as_str() == "case" => {
            Answer::Url(format!("https://tickets.market.example/ONB-{}", 1000 + chance % 9000))
        }
        EvidenceKind::Url => {
            Answer::Url(format!("https://docs.market.example/{}/{name}/{}", partner.id, rule.id))
        }
        EvidenceKind::File => {
            let file = format!("{}-{}.pdf", partner.id, rule.id);
            let digest = Sha256::digest(format!("{file} {}", item.address));
            Answer::File { name: file, sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect() }
        }
        EvidenceKind::Text if rule.id.as_str() == "contact" => {
            Answer::Text(format!("security@{}.example", partner.id))
        }
        EvidenceKind::Text => {
            let quarter_ago = at.checked_sub_days(Days::new(90)).unwrap_or(at);
            Answer::Text(quarter_ago.format("%Y-%m").to_string())
        }
        EvidenceKind::Number { min, max, unit } => Answer::Number(figure(*min, *max, unit, chance)),
        EvidenceKind::Choice(choices) => {
            let place = usize::try_from(chance).unwrap_or(0) % choices.len().max(1);
            Answer::Choice(choices.get(place).cloned().unwrap_or_default())
        }
        EvidenceKind::Date if rule.id.as_str() == "launch" => Answer::Date(launch),
        EvidenceKind::Date => Answer::Date(calendar.local_date(at)),
        EvidenceKind::SignOff(role) => Answer::SignOff {
            name: holder(role, partner).to_owned(),
            reference: Some(format!("https://docs.market.example/{}/{name}/assent", partner.id)),
        },
    }
}

/// Returns who acts in a role for this partner.
pub(super) fn holder(role: &Id, partner: &Partner) -> &'static str {
    match role.as_str() {
        "partner-tech" => partner.tech,
        "partner-ops" => partner.ops,
        "champion" => PEOPLE.iter().find(|person| person.id == partner.champion).map_or("", |p| p.name),
        role => {
            let person = PEOPLE.iter().find(|person| person.roles.contains(&role));
            person.map_or(partner.lead, |person| person.name)
        }
    }
}

/// A figure within the bounds: good, but not perfect.
fn figure(min: Option<f64>, max: Option<f64>, unit: &str, chance: u32) -> f64 {
    let part = f64::from(chance % 1000) / 1000.0;
    let (min, max) = (min.unwrap_or(0.0), max.unwrap_or_else(|| min.unwrap_or(1.0) * 1.6));
    let share = match unit {
        // The more, the better.
        "%" if max >= 100.0 => 0.4 + 0.5 * part,
        // The fewer, the better; wide bounds leave room that nobody uses.
        _ if max - min > 100.0 => 0.05 + 0.15 * part,
        _ => 0.2 + 0.5 * part,
    };
    let exact = min + (max - min) * share;
    if max - min > 20.0 { exact.round() } else { (exact * 10.0).round() / 10.0 }
}

/// A number that looks like chance, and hangs on the text alone (FNV-1a).
pub(super) fn chance(text: &str) -> u32 {
    let mix = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    text.bytes().fold(0x811c_9dc5, mix) >> 3
}

#[cfg(test)]
mod tests {
    use super::{chance, figure};

    #[test]
    fn figures_lie_within_their_bounds() {
        let cases = [
            (Some(0.0), Some(0.0), ""),
            (Some(100.0), Some(100.0), "%"),
            (Some(99.0), Some(100.0), "%"),
            (Some(0.0), Some(1.0), "%"),
            (Some(25.0), None, ""),
            (Some(1.0), Some(500.0), "req/s"),
        ];
        for seed in 0..500 {
            for (min, max, unit) in cases {
                let found = figure(min, max, unit, chance(&seed.to_string()));
                assert!(min.is_none_or(|min| found >= min), "{found} is under {min:?}");
                assert!(max.is_none_or(|max| found <= max), "{found} is over {max:?}");
            }
        }
    }
}

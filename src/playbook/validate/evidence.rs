//! What an item asks for as evidence: each kind has the keys that it needs, and no others.

use super::forms;
use super::known::Known;
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::{DraftItem, Site};
use crate::playbook::found::Found;
use crate::playbook::model::{EvidenceKind, EvidenceRule};
use crate::playbook::raw::{Entries, RawEvidence, RawEvidenceType};

pub(super) fn evidence(item: &DraftItem, known: &Known<'_>, found: &mut Found) -> Vec<EvidenceRule> {
    let site = item.site("evidence");
    let mut rules = Vec::new();
    if item.raw.evidence.as_ref().is_some_and(Entries::is_empty) {
        let fault = Diagnostic::error(Code::EmptyAssertion, "`evidence` asks for nothing").at(site.value());
        found.push(fault.help("ask for something, or remove it"));
    }
    for (name, raw) in item.raw.evidence.iter().flat_map(Entries::iter) {
        let site = site.key(name);
        let id = forms::id(name, site.name(), found);
        let ask = forms::line(&raw.ask, "what is asked", &site.key("ask"), found);
        let valid_for = raw.valid_for.as_ref();
        let valid_for = valid_for
            .and_then(|text| forms::span_from(1, text, "`valid_for`", &site.key("valid_for"), found));
        strange_keys(raw, &site, found);
        let kind = kind(raw, known, &site, found);
        if let (Some(id), Some(kind)) = (id, kind) {
            rules.push(EvidenceRule { id, ask, kind, required: raw.required.unwrap_or(true), valid_for });
        }
    }
    rules
}

fn strange_keys(raw: &RawEvidence, site: &Site, found: &mut Found) {
    use RawEvidenceType::{Choice, Number, SignOff};
    let keys = [
        ("min", raw.min.is_some(), Number, "number"),
        ("max", raw.max.is_some(), Number, "number"),
        ("unit", raw.unit.is_some(), Number, "number"),
        ("choices", raw.choices.is_some(), Choice, "choice"),
        ("role", raw.role.is_some(), SignOff, "sign-off"),
    ];
    for (key, is_there, owner, name) in keys {
        if is_there && raw.kind != owner {
            let message = format!("`{key}` belongs to evidence of type `{name}`");
            found.push(
                Diagnostic::error(Code::UnknownKey, message).at(site.key(key).name()).help("remove it"),
            );
        }
    }
}

fn kind(raw: &RawEvidence, known: &Known<'_>, site: &Site, found: &mut Found) -> Option<EvidenceKind> {
    Some(match raw.kind {
        RawEvidenceType::Url => EvidenceKind::Url,
        RawEvidenceType::File => EvidenceKind::File,
        RawEvidenceType::Text => EvidenceKind::Text,
        RawEvidenceType::Date => EvidenceKind::Date,
        RawEvidenceType::Number => {
            forms::bounds(raw.min, raw.max, site, found);
            let unit = raw.unit.as_ref();
            let unit =
                unit.map(|unit| forms::line(unit, "the unit", &site.key("unit"), found)).unwrap_or_default();
            EvidenceKind::Number { min: raw.min, max: raw.max, unit }
        }
        RawEvidenceType::Choice => EvidenceKind::Choice(forms::choices(raw.choices.as_deref(), site, found)),
        RawEvidenceType::SignOff => {
            let Some(role) = &raw.role else {
                let fault = Diagnostic::error(Code::MissingKey, "a sign-off lacks the key `role`");
                found.push(fault.at(site.key("role").name()).help("name the role that signs"));
                return None;
            };
            EvidenceKind::SignOff(known.roles.resolve(&role.0, &site.key("role"), found)?)
        }
    })
}

//! Every required role signed, to the terms as they are now.

use std::borrow::Cow;

use super::Judgement;
use crate::playbook::digest::stage_terms;
use crate::playbook::model::{Side, Stage};
use crate::readiness::Facts;
use crate::readiness::reason::{Kind, Reason, Subject, Weight};

pub(super) fn ask(facts: Facts<'_>, stage: &Stage, judgement: &mut Judgement) {
    if stage.sign_offs.is_empty() {
        return;
    }
    let signed = facts.partner.stages.get(&stage.id).map(|state| &state.sign_offs);
    // The terms hash every item of the stage: where nobody signed, nobody asks for them.
    let terms = signed.filter(|signed| !signed.is_empty()).and_then(|_| match facts.lookup {
        Some(lookup) => lookup.stage_terms(facts.playbook, stage.id.as_str()).map(Cow::Borrowed),
        None => stage_terms(facts.playbook, stage.id.as_str()).map(Cow::Owned),
    });
    // Signatures are for the stage the partner is in, where no other is named.
    let named =
        if facts.partner.stage == stage.id { String::new() } else { format!(" --stage {}", stage.id) };
    for role in &stage.sign_offs {
        let side = facts.playbook.side(role.as_str());
        // The partner's assent is recorded by somebody else, so it takes a place where it can be read.
        let reference = if side == Side::Partner { " --reference …" } else { "" };
        let found = match signed.and_then(|signed| signed.get(role)) {
            Some(sign_off) if Some(sign_off.terms.as_str()) == terms.as_deref() => None,
            Some(sign_off) => Some(format!("{} signed other terms", sign_off.name)),
            None => Some("not signed".to_owned()),
        };
        judgement.ask(found.map(|found| Reason {
            kind: Kind::SignOff,
            weight: Weight::Missing,
            subject: Subject::Role(role.clone()),
            found,
            asked: format!("signed, to leave {}", stage.id),
            remedy: format!("aboard sign {}{named} --role {role} --name \"…\"{reference}", facts.partner.id),
            waiting_for: Some(side),
        }));
    }
}

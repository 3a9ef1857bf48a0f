//! Every attribute that the playbook requires is declared: what applies may hang on it.

use super::Judgement;
use crate::playbook::model::Side;
use crate::readiness::reason::{Kind, Reason, Subject, Weight};
use crate::readiness::{Evaluation, Facts};

pub(super) fn ask(facts: Facts<'_>, evaluation: &Evaluation<'_>, judgement: &mut Judgement) {
    for attribute in &evaluation.undeclared {
        judgement.ask(Some(Reason {
            kind: Kind::Attribute,
            weight: Weight::Missing,
            subject: Subject::Attribute(attribute.clone()),
            found: "not declared".to_owned(),
            asked: "declared, since the playbook requires it".to_owned(),
            remedy: format!("aboard partner set {} --set {attribute}=…", facts.partner.id),
            waiting_for: Some(Side::Platform),
        }));
    }
}

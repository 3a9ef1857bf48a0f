//! The criteria of the stage hold, by figures that speak and are enough. Missing figures never make a `go`, but where a
//! criterion is advice, which warns of them.

use super::Judgement;
use crate::playbook::model::{Side, Stage};
use crate::readiness::criterion::{CriterionStanding, standing};
use crate::readiness::item::listed;
use crate::readiness::reason::{Kind, Reason, Subject, Weight};
use crate::readiness::{Evaluation, Facts};

pub(super) fn ask(facts: Facts<'_>, evaluation: &Evaluation<'_>, stage: &Stage, judgement: &mut Judgement) {
    for criterion in &stage.criteria {
        let mut remedy = format!("aboard check {} {}", facts.partner.id, criterion.of);
        let (mut weight, found) = match standing(facts, evaluation, stage, criterion) {
            CriterionStanding::NotAsked => continue,
            CriterionStanding::Holds => {
                judgement.ask(None);
                continue;
            }
            CriterionStanding::Warns(found) => (Weight::Warning, found),
            CriterionStanding::Fails(found) => (Weight::Fails, found),
            CriterionStanding::Insufficient(found) => {
                (Weight::Missing, format!("insufficient data: {found}"))
            }
            CriterionStanding::NoBaseline => {
                remedy = format!("aboard baseline {} set {}", facts.partner.id, criterion.of);
                (Weight::Missing, format!("{} has no baseline", criterion.of))
            }
            CriterionStanding::Unknown(why) => (Weight::Missing, why),
            CriterionStanding::Undeclared(ids) => {
                remedy = format!("aboard partner set {} --set {}=…", facts.partner.id, listed(&ids[..1]));
                (Weight::Missing, format!("attribute {} is not declared", listed(&ids)))
            }
        };
        if criterion.advisory {
            weight = Weight::Warning;
        }
        let doer = evaluation.item(&criterion.of).and_then(|item| item.item.raci.doers().first());
        let waiting_for = doer.map_or(Side::Platform, |role| facts.playbook.side(role.as_str()));
        judgement.ask(Some(Reason {
            kind: Kind::Criterion,
            weight,
            subject: Subject::Criterion(stage.id.clone(), criterion.id.clone()),
            found,
            asked: criterion.asked(),
            remedy,
            waiting_for: Some(waiting_for),
        }));
    }
}

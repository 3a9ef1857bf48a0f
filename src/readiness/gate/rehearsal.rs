//! The rollback of the stage was rehearsed: as it is now, every step in its time, and not too long ago.

use chrono::{DateTime, Utc};

use super::Judgement;
use crate::playbook::model::Stage;
use crate::readiness::Facts;
use crate::readiness::reason::{Kind, Reason, Subject, Weight};
use crate::readiness::rehearsal::{RehearsalStanding, rehearsal};

pub(super) fn ask(facts: Facts<'_>, stage: &Stage, judgement: &mut Judgement) {
    let (Some(standing), Some(plan)) = (rehearsal(facts, stage), &stage.rollback.plan) else { return };
    let day = |at| facts.calendar.local_date(at);
    let (weight, found) = match standing {
        RehearsalStanding::Holds(..) => {
            judgement.ask(None);
            return;
        }
        // What held when the stage was left has served.
        RehearsalStanding::Lapsed(_, lapses) if left_before(facts, stage, lapses) => {
            judgement.ask(None);
            return;
        }
        RehearsalStanding::Never => (Weight::Missing, "never rehearsed".to_owned()),
        RehearsalStanding::OtherPlan(rehearsal) => {
            (Weight::Missing, format!("another plan was rehearsed on {}", day(rehearsal.on)))
        }
        RehearsalStanding::Lapsed(rehearsal, _) => {
            (Weight::Missing, format!("rehearsed on {}, too long ago", day(rehearsal.on)))
        }
        RehearsalStanding::Failed(rehearsal, step, why) => {
            (Weight::Fails, format!("on {} step {step} failed: {why}", day(rehearsal.on)))
        }
        RehearsalStanding::Slow(rehearsal, step, took, within) => {
            (Weight::Fails, format!("on {} step {step} took {took}, {within} at most", day(rehearsal.on)))
        }
    };
    let valid_for = plan.rehearsal.map_or_else(String::new, |span| format!(" within {span}"));
    // Rehearsals are for the stage the partner is in, where no other is named.
    let named =
        if facts.partner.stage == stage.id { String::new() } else { format!(" --stage {}", stage.id) };
    judgement.ask(Some(Reason {
        kind: Kind::Rehearsal,
        weight,
        subject: Subject::Rollback(stage.id.clone()),
        found,
        asked: format!("rehearsed{valid_for}, led by {}", plan.owner),
        remedy: format!("aboard rehearse {}{named}", facts.partner.id),
        waiting_for: Some(facts.playbook.side(plan.owner.as_str())),
    }));
}

fn left_before(facts: Facts<'_>, stage: &Stage, lapses: DateTime<Utc>) -> bool {
    facts.partner.stages.get(&stage.id).and_then(|state| state.left).is_some_and(|left| left < lapses)
}

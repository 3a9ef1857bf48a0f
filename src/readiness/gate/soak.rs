//! The stage was entered, and its soak time is over.

use chrono::{DateTime, Utc};

use super::Judgement;
use crate::playbook::model::Stage;
use crate::readiness::Facts;
use crate::readiness::reason::{Kind, Reason, Subject, Weight};

pub(super) fn ask(facts: Facts<'_>, stage: &Stage, judgement: &mut Judgement) {
    let missing = |found: String, asked: &str, remedy: String| Reason {
        kind: Kind::Soak,
        weight: Weight::Missing,
        subject: Subject::Stage(stage.id.clone()),
        found,
        asked: asked.to_owned(),
        remedy,
        waiting_for: None,
    };
    let partner = facts.partner;
    let Some(state) = partner.stages.get(&stage.id) else {
        judgement.ask(Some(missing(
            format!("not entered; the partner is in {}", partner.stage),
            "entered",
            format!("aboard promote {}", partner.id),
        )));
        return;
    };
    let (Some(soak), Some(over)) = (&stage.soak, over(facts, stage)) else { return };
    // What was left through its gate has soaked.
    let soaked = state.left.is_some() || facts.now >= over;
    let local = facts.calendar.on_the_wall(over).format("%Y-%m-%d %H:%M");
    judgement.ask((!soaked).then(|| {
        missing(
            format!("entered {}", facts.calendar.on_the_wall(state.entered).format("%Y-%m-%d %H:%M")),
            &format!("{soak} in the stage"),
            format!("wait until {local}"),
        )
    }));
}

/// Returns when the soak time is over; none where the stage asks for none, or was not entered.
pub(in crate::readiness) fn over(facts: Facts<'_>, stage: &Stage) -> Option<DateTime<Utc>> {
    let entered = facts.partner.stages.get(&stage.id)?.entered;
    stage.soak.as_ref().map(|soak| facts.calendar.add(entered, soak))
}

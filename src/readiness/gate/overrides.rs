//! An overridden gate stays on the books until what it asked holds: a live override is a condition,
//! a lapsed one fails.

use super::{Judgement, own_rules, verdict};
use crate::playbook::model::{Side, Stage};
use crate::readiness::reason::{Kind, Reason, Subject, Weight};
use crate::readiness::{Evaluation, Facts, stages_through};

pub(super) fn ask(facts: Facts<'_>, evaluation: &Evaluation<'_>, stage: &Stage, judgement: &mut Judgement) {
    let before = stages_through(facts.playbook, stage).iter().filter(|earlier| earlier.id != stage.id);
    for earlier in before {
        let overridden = facts.partner.stages.get(&earlier.id).and_then(|state| state.overridden.as_ref());
        let Some(decision) = overridden else { continue };
        if verdict(&own_rules(facts, evaluation, earlier).reasons).is_go() {
            continue;
        }
        let lapsed = facts.now >= facts.calendar.end_of_day(decision.until);
        let until = if lapsed { "which lapsed on" } else { "until" };
        judgement.ask(Some(Reason {
            kind: Kind::Override,
            weight: if lapsed { Weight::Fails } else { Weight::Condition },
            subject: Subject::Stage(earlier.id.clone()),
            found: format!(
                "its gate was overridden by {}, {until} {}: {}",
                decision.by, decision.until, decision.reason
            ),
            asked: "all that its gate asks".to_owned(),
            remedy: format!("settle what aboard gate {} --stage {} lists", facts.partner.id, earlier.id),
            waiting_for: Some(Side::Platform),
        }));
    }
}

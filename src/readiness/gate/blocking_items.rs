//! Blocking items of the stage, and of every stage before it, pass or are validly waived.

use super::Judgement;
use crate::partner::Status;
use crate::playbook::model::{Item, Side, Stage};
use crate::readiness::evidence::Amiss;
use crate::readiness::item::{ItemEvaluation, Outcome, Why, listed};
use crate::readiness::reason::{Kind, Reason, Subject, Weight};
use crate::readiness::waiver::Standing;
use crate::readiness::{Evaluation, Facts, stages_through};

pub(super) fn ask(facts: Facts<'_>, evaluation: &Evaluation<'_>, stage: &Stage, judgement: &mut Judgement) {
    let stages = stages_through(facts.playbook, stage);
    let counts = |item: &&ItemEvaluation<'_>| {
        item.item.blocking && stages.iter().any(|stage| stage.id == item.item.stage)
    };
    for item in evaluation.items.iter().filter(counts) {
        if !matches!(item.outcome, Outcome::NotApplicable | Outcome::Upcoming) {
            judgement.ask(reason(facts, item));
        }
    }
}

fn reason(facts: Facts<'_>, item: &ItemEvaluation<'_>) -> Option<Reason> {
    let (kind, weight) = match item.outcome {
        Outcome::Pass | Outcome::NotApplicable | Outcome::Upcoming => return None,
        Outcome::Fail => (Kind::BlockingItem, Weight::Fails),
        Outcome::Unknown => (Kind::BlockingItem, Weight::Missing),
        Outcome::Waived => (Kind::Waiver, Weight::Condition),
    };
    Some(Reason {
        kind,
        weight,
        subject: Subject::Item(item.item.address.clone()),
        found: found(facts, item),
        asked: asked(item.item).to_owned(),
        remedy: remedy(facts, item),
        waiting_for: item.waiting_for,
    })
}

fn asked(item: &Item) -> &'static str {
    match (item.is_decided_by_check(), item.waivable) {
        (false, true) => "done, or waived",
        (false, false) => "done; it cannot be waived",
        (true, true) => "a check that passes, or waived",
        (true, false) => "a check that passes; it cannot be waived",
    }
}

fn found(facts: Facts<'_>, item: &ItemEvaluation<'_>) -> String {
    let mut found = item.why.to_string();
    let reason = facts.partner.items.get(&item.item.address).and_then(|state| state.reason.as_deref());
    if let (Why::Status(Status::Blocked | Status::Rejected), Some(reason)) = (&item.why, reason) {
        found = format!("{found}: {reason}");
    }
    match item.waiver {
        Some(Standing::Live) | None => found,
        Some(standing) => format!("{found}; its waiver is {}", standing.as_str()),
    }
}

fn remedy(facts: Facts<'_>, item: &ItemEvaluation<'_>) -> String {
    let (partner, address) = (&facts.partner.id, &item.item.address);
    if item.waiver == Some(Standing::Pending) {
        return format!("aboard waiver approve {partner} {address}, or finish it");
    }
    match &item.why {
        Why::Status(Status::Blocked) => {
            format!("clear what holds it up, then aboard unblock {partner} {address}")
        }
        Why::Status(Status::Submitted) => {
            format!("{} accepts or rejects it: aboard done {partner} {address}", item.item.raci.accountable)
        }
        Why::Status(Status::Rejected) => format!("mend it, then aboard submit {partner} {address}"),
        Why::Evidence(Amiss::Stale { evidence, .. } | Amiss::Misfit { evidence, .. }) => {
            format!("renew it: aboard done {partner} {address} --evidence {evidence}=…")
        }
        Why::Evidence(Amiss::Missing(ids)) => {
            format!(
                "give {}: aboard done {partner} {address} --evidence {}=…",
                listed(ids),
                listed(&ids[..1])
            )
        }
        Why::Check { .. } => format!("aboard check {partner} {address}"),
        Why::Undeclared(ids) => {
            format!("aboard partner set {partner} --set {}=…", listed(&ids[..1]))
        }
        Why::WaivedUntil(until) => format!("finish it before {until}"),
        Why::Status(_) | Why::Checked(_) | Why::ConditionFalse | Why::EffectiveFrom(_) => {
            let doer = item.item.raci.doers().first().unwrap_or(&item.item.raci.accountable);
            let side = match facts.playbook.side(doer.as_str()) {
                Side::Platform => "",
                Side::Partner => " of the partner",
            };
            format!("{doer}{side} does it, then aboard done {partner} {address}")
        }
    }
}

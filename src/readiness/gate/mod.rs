//! The gate of a stage: what must hold to leave it. In come the facts and their evaluation, out
//! come a verdict and every reason for it. Never a score alone.
//!
//! One file per rule; a rule pushes its reasons, and the gravest reason makes the verdict.

mod attributes;
mod blocking_items;
mod criteria;
mod overrides;
mod rehearsal;
mod sign_offs;
mod soak;

pub(super) use soak::over as soak_over;

use chrono::{DateTime, Utc};

use super::reason::{Reason, Weight};
use super::{Evaluation, Facts};
use crate::playbook::id::Id;
use crate::playbook::model::Stage;

/// What a gate says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// All that is asked holds.
    Go,
    /// It holds, resting on named conditions with an end.
    ConditionalGo,
    /// Something that is asked fails, whatever else is missing.
    NoGo,
    /// Nothing fails, but something is not known or not yet there.
    Inconclusive,
}

impl Verdict {
    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Go => "go",
            Verdict::ConditionalGo => "conditional_go",
            Verdict::NoGo => "no_go",
            Verdict::Inconclusive => "inconclusive",
        }
    }

    /// Tells whether the stage may be left.
    #[must_use]
    pub fn is_go(self) -> bool {
        matches!(self, Verdict::Go | Verdict::ConditionalGo)
    }
}

/// The judgement of one gate at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// The stage that would be left.
    pub stage: Id,
    /// What the gate says.
    pub verdict: Verdict,
    /// Why: the gravest first, then in the order of the playbook. Empty when all holds.
    pub reasons: Vec<Reason>,
    /// How many things it asked for.
    pub asked: usize,
    /// When the soak time of the stage is over; none where it asks for none, or was not entered.
    pub soaks_until: Option<DateTime<Utc>>,
}

/// Gathers what the rules of one gate say.
struct Judgement {
    asked: usize,
    reasons: Vec<Reason>,
}

impl Judgement {
    /// Notes that something was asked, and the reason if it does not simply hold.
    fn ask(&mut self, reason: Option<Reason>) {
        self.asked += 1;
        self.reasons.extend(reason);
    }
}

/// Judges the gate of a stage: the partner's own, or any other of its playbook.
#[must_use]
pub fn judge(facts: Facts<'_>, evaluation: &Evaluation<'_>, stage: &Stage) -> Gate {
    let mut judgement = own_rules(facts, evaluation, stage);
    overrides::ask(facts, evaluation, stage, &mut judgement);
    let Judgement { asked, mut reasons } = judgement;
    reasons.sort_by_key(|reason| reason.weight);
    Gate {
        stage: stage.id.clone(),
        verdict: verdict(&reasons),
        reasons,
        asked,
        soaks_until: soak::over(facts, stage),
    }
}

/// What the stage itself asks, whatever was decided at earlier gates.
fn own_rules(facts: Facts<'_>, evaluation: &Evaluation<'_>, stage: &Stage) -> Judgement {
    let mut judgement = Judgement { asked: 0, reasons: Vec::new() };
    blocking_items::ask(facts, evaluation, stage, &mut judgement);
    criteria::ask(facts, evaluation, stage, &mut judgement);
    attributes::ask(facts, evaluation, &mut judgement);
    soak::ask(facts, stage, &mut judgement);
    rehearsal::ask(facts, stage, &mut judgement);
    sign_offs::ask(facts, stage, &mut judgement);
    judgement
}

fn verdict(reasons: &[Reason]) -> Verdict {
    match reasons.iter().map(|reason| reason.weight).min() {
        None | Some(Weight::Warning) => Verdict::Go,
        Some(Weight::Condition) => Verdict::ConditionalGo,
        Some(Weight::Missing) => Verdict::Inconclusive,
        Some(Weight::Fails) => Verdict::NoGo,
    }
}

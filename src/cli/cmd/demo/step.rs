//! The words that the story is told in: people, partners, and one deed a step.

use crate::change::item::Action;
use crate::playbook::model::Side;

/// Somebody of the platform. The e-mail is made of the id.
pub(super) struct Person {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) roles: &'static [&'static str],
}

impl Person {
    pub(super) fn email(&self) -> String {
        format!("{}@market.example", self.id)
    }
}

/// A partner, and what happens to it in the order of time.
pub(super) struct Partner {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) legal_name: &'static str,
    pub(super) playbook: &'static str,
    /// The id of the person.
    pub(super) champion: &'static str,
    /// As typed: `id=value`.
    pub(super) attributes: &'static [&'static str],
    /// Who leads, and signs for law and finance.
    pub(super) lead: &'static str,
    pub(super) tech: &'static str,
    pub(super) ops: &'static str,
    /// The day of the planned launch.
    pub(super) launch: i64,
    pub(super) steps: &'static [Step],
}

/// A deed, from one day to another; both are business days before the last of the story.
pub(super) struct Step {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) deed: Deed,
}

/// What happens. Who does it follows from the playbook: who is accountable, who approves, the champion.
#[derive(Clone, Copy)]
pub(super) enum Deed {
    /// The partner begins its onboarding.
    Add,
    /// The contract is signed.
    Signed,
    /// All items of a stage that apply are completed, one after another, but for some.
    Finish { stage: &'static str, except: &'static [&'static str] },
    /// Items are completed, each in a change of its own.
    Done(&'static [&'static str]),
    /// The check of an item fails, by figures.
    Failed { item: &'static str, said: &'static str, figures: &'static [(&'static str, f64)] },
    /// Items move on together.
    Move {
        action: Action,
        items: &'static [&'static str],
        reason: Option<&'static str>,
        waits_on: Option<Side>,
    },
    /// A remark is made.
    Note { item: Option<&'static str>, text: &'static str },
    /// A waiver is requested.
    Waive { item: &'static str, reason: &'static str, control: &'static str, until: i64 },
    /// A waiver is approved.
    Approve(&'static str),
    /// The roles that the gate of a stage asks for sign, or one of them.
    Sign { stage: &'static str, role: Option<&'static str> },
    /// The partner enters the next stage; past its gate where there is a reason and a last day.
    Promote { overriding: Option<(&'static str, i64)> },
    /// The partner falls back a stage.
    Rollback(&'static str),
    /// The onboarding ends.
    Archive(&'static str),
}

type Items = &'static [&'static str];
type Text = &'static str;

impl Step {
    pub(super) const fn on(day: i64, deed: Deed) -> Step {
        Step { from: day, to: day, deed }
    }
}

pub(super) const fn add(day: i64) -> Step {
    Step::on(day, Deed::Add)
}

pub(super) const fn signed(day: i64) -> Step {
    Step::on(day, Deed::Signed)
}

pub(super) const fn finish(from: i64, to: i64, stage: Text, except: Items) -> Step {
    Step { from, to, deed: Deed::Finish { stage, except } }
}

pub(super) const fn done(day: i64, items: Items) -> Step {
    Step::on(day, Deed::Done(items))
}

pub(super) const fn failed(day: i64, item: Text, said: Text, figures: &'static [(Text, f64)]) -> Step {
    Step::on(day, Deed::Failed { item, said, figures })
}

const fn moved(day: i64, action: Action, items: Items, reason: Option<Text>, waits_on: Option<Side>) -> Step {
    Step::on(day, Deed::Move { action, items, reason, waits_on })
}

pub(super) const fn start(day: i64, items: Items) -> Step {
    moved(day, Action::Start, items, None, None)
}

pub(super) const fn submit(day: i64, items: Items) -> Step {
    moved(day, Action::Submit, items, None, None)
}

pub(super) const fn reject(day: i64, items: Items, reason: Text) -> Step {
    moved(day, Action::Reject, items, Some(reason), None)
}

pub(super) const fn block(day: i64, items: Items, on: Side, reason: Text) -> Step {
    moved(day, Action::Block, items, Some(reason), Some(on))
}

pub(super) const fn unblock(day: i64, items: Items) -> Step {
    moved(day, Action::Unblock, items, None, None)
}

pub(super) const fn note(day: i64, item: Option<Text>, text: Text) -> Step {
    Step::on(day, Deed::Note { item, text })
}

pub(super) const fn waive(day: i64, item: Text, reason: Text, control: Text, until: i64) -> Step {
    Step::on(day, Deed::Waive { item, reason, control, until })
}

pub(super) const fn approve(day: i64, item: Text) -> Step {
    Step::on(day, Deed::Approve(item))
}

pub(super) const fn sign(day: i64, stage: Text) -> Step {
    Step::on(day, Deed::Sign { stage, role: None })
}

/// Only one role signs.
pub(super) const fn sign_one(day: i64, stage: Text, role: Text) -> Step {
    Step::on(day, Deed::Sign { stage, role: Some(role) })
}

pub(super) const fn promote(day: i64) -> Step {
    Step::on(day, Deed::Promote { overriding: None })
}

pub(super) const fn overrule(day: i64, reason: Text, until: i64) -> Step {
    Step::on(day, Deed::Promote { overriding: Some((reason, until)) })
}

pub(super) const fn rollback(day: i64, reason: Text) -> Step {
    Step::on(day, Deed::Rollback(reason))
}

pub(super) const fn archive(day: i64, reason: Text) -> Step {
    Step::on(day, Deed::Archive(reason))
}

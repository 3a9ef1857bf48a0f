//! Why a gate says what it says: each reason names what it is about, what was found, what was
//! asked, and what to do.

use crate::playbook::id::{Id, ItemRef};
use crate::playbook::model::Side;

/// One reason of a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The rule that speaks.
    pub kind: Kind,
    /// What it does to the verdict.
    pub weight: Weight,
    /// What it is about.
    pub subject: Subject,
    /// What was found, one line.
    pub found: String,
    /// What was asked, one line.
    pub asked: String,
    /// What to do, one line.
    pub remedy: String,
    /// The side that is waited for, where one is.
    pub waiting_for: Option<Side>,
}

/// What a reason does to a verdict, gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Something fails: `no_go`.
    Fails,
    /// Something is not known, or not yet there: `inconclusive`.
    Missing,
    /// The verdict rests on it: `conditional_go`.
    Condition,
    /// It is to be watched, and does nothing to the verdict.
    Warning,
}

impl Weight {
    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Weight::Fails => "fails",
            Weight::Missing => "missing",
            Weight::Condition => "condition",
            Weight::Warning => "warning",
        }
    }
}

/// The rule that speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A blocking item does not pass.
    BlockingItem,
    /// A blocking item is waived, for a time.
    Waiver,
    /// The stage was not entered, or its soak time is not over.
    Soak,
    /// A required sign-off is not there, or was given to other terms.
    SignOff,
    /// An attribute that decides what applies is not declared.
    Attribute,
    /// An earlier gate was overridden.
    Override,
    /// A criterion of the stage does not hold, or no figure speaks.
    Criterion,
    /// The rollback of the stage was not rehearsed as it is now, or not well, or too long ago.
    Rehearsal,
}

impl Kind {
    /// Returns the stable name of the rule, for reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::BlockingItem => "blocking-item",
            Kind::Waiver => "waiver",
            Kind::Soak => "soak",
            Kind::SignOff => "sign-off",
            Kind::Attribute => "attribute",
            Kind::Override => "override",
            Kind::Criterion => "criterion",
            Kind::Rehearsal => "rehearsal",
        }
    }
}

/// What a reason is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// An item.
    Item(ItemRef),
    /// A stage as a whole.
    Stage(Id),
    /// A role that must sign.
    Role(Id),
    /// An attribute of the partner.
    Attribute(Id),
    /// A criterion: the stage, and its id there.
    Criterion(Id, Id),
    /// The rollback of a stage.
    Rollback(Id),
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Subject::Item(item) => item.fmt(f),
            Subject::Stage(id) => write!(f, "stage {id}"),
            Subject::Role(id) => write!(f, "sign-off {id}"),
            Subject::Attribute(id) => write!(f, "attribute {id}"),
            Subject::Criterion(_, id) => write!(f, "criterion {id}"),
            Subject::Rollback(id) => write!(f, "rollback of {id}"),
        }
    }
}

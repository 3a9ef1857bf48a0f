//! The words of JSON reports: in come the values of evaluation, out come words that never change.

use schemars::JsonSchema;
use serde::Serialize;

use crate::readiness;

/// What a gate says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Something that is asked fails.
    NoGo,
    /// Nothing fails, but something is not known or not yet there.
    Inconclusive,
    /// It holds, resting on named conditions with an end.
    ConditionalGo,
    /// All that is asked holds.
    Go,
}

impl Verdict {
    /// The gravest first.
    pub const ALL: [Verdict; 4] = [Verdict::NoGo, Verdict::Inconclusive, Verdict::ConditionalGo, Verdict::Go];

    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::NoGo => "no_go",
            Verdict::Inconclusive => "inconclusive",
            Verdict::ConditionalGo => "conditional_go",
            Verdict::Go => "go",
        }
    }
}

impl From<readiness::Verdict> for Verdict {
    fn from(verdict: readiness::Verdict) -> Self {
        match verdict {
            readiness::Verdict::Go => Verdict::Go,
            readiness::Verdict::ConditionalGo => Verdict::ConditionalGo,
            readiness::Verdict::NoGo => Verdict::NoGo,
            readiness::Verdict::Inconclusive => Verdict::Inconclusive,
        }
    }
}

/// What a reason does to a verdict, gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
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

impl From<readiness::Weight> for Weight {
    fn from(weight: readiness::Weight) -> Self {
        match weight {
            readiness::Weight::Fails => Weight::Fails,
            readiness::Weight::Missing => Weight::Missing,
            readiness::Weight::Condition => Weight::Condition,
            readiness::Weight::Warning => Weight::Warning,
        }
    }
}

/// The rule that speaks. Later versions may know more of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
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

impl Rule {
    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Rule::BlockingItem => "blocking-item",
            Rule::Waiver => "waiver",
            Rule::Soak => "soak",
            Rule::SignOff => "sign-off",
            Rule::Attribute => "attribute",
            Rule::Override => "override",
            Rule::Criterion => "criterion",
            Rule::Rehearsal => "rehearsal",
        }
    }
}

impl From<readiness::Kind> for Rule {
    fn from(kind: readiness::Kind) -> Self {
        match kind {
            readiness::Kind::BlockingItem => Rule::BlockingItem,
            readiness::Kind::Waiver => Rule::Waiver,
            readiness::Kind::Soak => Rule::Soak,
            readiness::Kind::SignOff => Rule::SignOff,
            readiness::Kind::Attribute => Rule::Attribute,
            readiness::Kind::Override => Rule::Override,
            readiness::Kind::Criterion => Rule::Criterion,
            readiness::Kind::Rehearsal => Rule::Rehearsal,
        }
    }
}

/// Whether a waiver holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Approved, and its last day is not over.
    Live,
    /// Nobody has ruled on it.
    Pending,
    /// Its last day is over.
    Expired,
    /// It was refused.
    Rejected,
    /// It was taken back.
    Revoked,
    /// The item it waives has changed, is gone, or is no longer waivable.
    Void,
}

impl Standing {
    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Live => "live",
            Standing::Pending => "pending",
            Standing::Expired => "expired",
            Standing::Rejected => "rejected",
            Standing::Revoked => "revoked",
            Standing::Void => "void",
        }
    }
}

impl From<readiness::Standing> for Standing {
    fn from(standing: readiness::Standing) -> Self {
        match standing {
            readiness::Standing::Live => Standing::Live,
            readiness::Standing::Pending => Standing::Pending,
            readiness::Standing::Expired => Standing::Expired,
            readiness::Standing::Rejected => Standing::Rejected,
            readiness::Standing::Revoked => Standing::Revoked,
            readiness::Standing::Void => Standing::Void,
        }
    }
}

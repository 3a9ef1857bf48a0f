//! What a stage is tested by and with, as the playbook has it.

use std::fmt::Write as _;

use chrono::NaiveDate;

use crate::playbook::condition::Condition;
use crate::playbook::id::{Id, ItemRef};

/// A measured condition of a gate: a figure of a check, held to a bound.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Criterion {
    /// Its id within the stage.
    pub id: Id,
    /// Its title, one line.
    pub title: String,
    /// The item whose check gives the figure.
    pub of: ItemRef,
    /// The figure.
    pub metric: Id,
    /// What it is held to.
    pub bound: Bound,
    /// What must have been counted for the figure to say anything, and how many at least.
    pub sample: Option<(Id, f64)>,
    /// A count that is enough where it is below a number, whatever the figure.
    pub floor: Option<(Id, f64)>,
    /// For which partners it is asked; all where not said.
    pub when: Option<Condition>,
    /// The first day, in the workspace's zone, on which it is asked.
    pub effective_from: Option<NaiveDate>,
    /// The last such day.
    pub effective_until: Option<NaiveDate>,
    /// Where the bound is from; empty where not said.
    pub source: String,
}

/// What a figure is held to.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Bound {
    /// How it compares.
    pub operator: Operator,
    /// With what.
    pub value: f64,
}

/// How a figure compares with a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Operator {
    /// It is less.
    Below,
    /// It is the same or less.
    AtMost,
    /// It is more.
    Above,
    /// It is the same or more.
    AtLeast,
}

impl Operator {
    /// Returns the words for it: `at most`.
    #[must_use]
    pub fn told(self) -> &'static str {
        match self {
            Operator::Below => "below",
            Operator::AtMost => "at most",
            Operator::Above => "above",
            Operator::AtLeast => "at least",
        }
    }
}

impl Bound {
    /// Tells whether a figure keeps it.
    #[must_use]
    pub fn holds(&self, figure: f64) -> bool {
        match self.operator {
            Operator::Below => figure < self.value,
            Operator::AtMost => figure <= self.value,
            Operator::Above => figure > self.value,
            Operator::AtLeast => figure >= self.value,
        }
    }
}

impl Criterion {
    /// Tells in words what it asks: `late below 4, of 25 orders at least, or late-orders below 8`.
    #[must_use]
    pub fn asked(&self) -> String {
        let mut asked = format!("{} {} {}", self.metric, self.bound.operator.told(), self.bound.value);
        if let Some((counted, least)) = &self.sample {
            let _ = write!(asked, ", of {least} {counted} at least");
        }
        if let Some((counted, below)) = &self.floor {
            let _ = write!(asked, ", or {counted} below {below}");
        }
        asked
    }
}

/// What a stage is tested with.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TestData {
    /// What it is, one line.
    pub what: String,
    /// Where it lies, one line.
    pub place: String,
    /// How it is put back to where it began, one line.
    pub reset: String,
}

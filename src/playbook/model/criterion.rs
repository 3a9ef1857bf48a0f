//! What a stage is tested by and with, as the playbook has it.

use std::fmt::Write as _;

use chrono::NaiveDate;
use schemars::JsonSchema;

use super::figure::{rounded, told};
use crate::calendar::Span;
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
    /// Whether the bound is in percent of the baseline.
    pub of_baseline: bool,
    /// The number, on the good side of the bound, from which on the gate warns.
    pub warn: Option<f64>,
    /// Whether it only ever warns.
    pub advisory: bool,
    /// The runs that are looked at together; the last one alone where not said.
    pub window: Option<Window>,
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

/// The last runs of a check, looked at together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Window {
    /// How many; 2 to [`MOST_RUNS`].
    pub runs: u32,
    /// Which figure of theirs counts.
    pub take: Take,
    /// How long ago they may be.
    pub within: Option<Span>,
}

/// The most runs that a window looks at: as many, but one, are kept in the state of a partner.
pub const MOST_RUNS: u32 = 30;

/// Which figure of several runs counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "take")]
pub enum Take {
    /// The lowest of them.
    Lowest,
    /// The highest of them.
    Highest,
    /// All of them, divided by how many.
    Mean,
    /// The one in the middle; of an even number, between the two there.
    Median,
    /// All of them, added up.
    Total,
}

impl Take {
    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Take::Lowest => "lowest",
            Take::Highest => "highest",
            Take::Mean => "mean",
            Take::Median => "median",
            Take::Total => "total",
        }
    }

    /// Takes it of figures; none of none.
    #[must_use]
    pub fn of(self, figures: &[f64]) -> Option<f64> {
        let mut sorted = figures.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (lowest, highest) = (*sorted.first()?, *sorted.last()?);
        // Divided first: of finite figures, the mean is finite.
        let count = u32::try_from(sorted.len()).map_or(f64::INFINITY, f64::from);
        let middle = sorted.len() / 2;
        Some(match self {
            Take::Lowest => lowest,
            Take::Highest => highest,
            Take::Mean => sorted.iter().map(|figure| figure / count).sum::<f64>().clamp(lowest, highest),
            Take::Median if sorted.len() % 2 == 1 => sorted[middle],
            Take::Median => sorted[middle - 1].midpoint(sorted[middle]),
            Take::Total => sorted.iter().sum(),
        })
    }
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
    /// Tells whether a figure that was computed keeps it.
    #[must_use]
    pub fn is_kept_by(&self, computed: f64) -> bool {
        Bound { value: rounded(self.value), ..*self }.holds(rounded(computed))
    }

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
    /// Returns the figures that it looks at.
    pub fn figures(&self) -> impl Iterator<Item = &Id> {
        let counted = [&self.sample, &self.floor].into_iter().flatten().map(|(counted, _)| counted);
        std::iter::once(&self.metric).chain(counted)
    }

    /// Tells how many runs it looks at.
    #[must_use]
    pub fn runs(&self) -> u32 {
        self.window.map_or(1, |window| window.runs)
    }

    /// Tells in words what it asks: `late below 4, of 25 orders at least, or late-orders below 8`.
    #[must_use]
    pub fn asked(&self) -> String {
        let Bound { operator, value } = self.bound;
        let value = told(value);
        let unit = if self.of_baseline { " % of the baseline" } else { "" };
        let mut asked = match &self.window {
            None => self.metric.to_string(),
            Some(Window { runs, take, within: None }) => {
                format!("{} of {runs} runs: {}", take.as_str(), self.metric)
            }
            Some(Window { runs, take, within: Some(within) }) => {
                format!("{} of {runs} runs within {within}: {}", take.as_str(), self.metric)
            }
        };
        let _ = write!(asked, " {} {value}{unit}", operator.told());
        if let Some(warn) = self.warn {
            let from = match operator {
                Operator::Below => "from",
                Operator::AtMost => "above",
                Operator::Above => "up to",
                Operator::AtLeast => "below",
            };
            let _ = write!(asked, " with a warning {from} {}{unit}", told(warn));
        }
        if let Some((counted, least)) = &self.sample {
            let _ = write!(asked, ", of {} {counted} at least", told(*least));
        }
        if let Some((counted, below)) = &self.floor {
            let _ = write!(asked, ", or {counted} below {}", told(*below));
        }
        if self.advisory {
            asked.push_str("; as advice");
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

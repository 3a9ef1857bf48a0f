//! The checks of items, as the playbook has them.

use super::{Bound, Deliveries, Http, JsonPlace, Program, Table, Value, Webhook};
use crate::playbook::id::Id;

/// What a machine, or a person with figures, says of an item.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Check {
    /// A person looks, and gives figures.
    Manual {
        /// What is looked at, one line.
        ask: String,
        /// The figures, in the order of the file.
        metrics: Vec<Metric>,
    },
    /// A report of a test runner, in the JUnit form.
    Junit {
        /// The file, relative to the root of the workspace; may hold `{{ partner.id }}`.
        file: String,
        /// The fewest tests that must have run for it to say anything; 1 at least.
        least: u32,
    },
    /// A file of JSON.
    Json {
        /// The file, likewise.
        file: String,
        /// Whether each line is a document.
        lines: bool,
        /// The fewest documents for it to say anything; 1 at least.
        least: u32,
        /// What must hold of each document, in the order of the file.
        assertions: Vec<Assertion>,
        /// Figures of the one document, with the places at which they stand.
        figures: Vec<(Id, JsonPlace)>,
    },
    /// A request to the partner's systems.
    Http(Box<Http>),
    /// A program that is run.
    Command(Box<Program>),
    /// An event that is sent to the partner's receiver.
    Webhook(Box<Webhook>),
    /// Events that the partner delivers.
    Deliveries(Box<Deliveries>),
    /// A file of CSV.
    Csv(Table),
}

/// What must hold of every value at a place of a document, and of one at least.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Assertion {
    /// Its id within the check.
    pub id: Id,
    /// The place.
    pub at: JsonPlace,
    /// What must hold there.
    pub test: Assert,
}

/// What must hold of what stands at a place.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Assert {
    /// It is this; of a list, one of these texts.
    Is(Value),
    /// There is something, or there is not.
    Exists(bool),
    /// It is a number that keeps a bound.
    Bound(Bound),
}

impl Check {
    /// Returns the word for its kind.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Check::Manual { .. } => "manual",
            Check::Junit { .. } => "junit",
            Check::Json { .. } => "json",
            Check::Http(_) => "http",
            Check::Command(_) => "command",
            Check::Webhook(_) => "webhook",
            Check::Deliveries(_) => "deliveries",
            Check::Csv(_) => "csv",
        }
    }

    /// Tells whether making it does something, here or to somebody's systems, so that it must be trusted.
    #[must_use]
    pub fn acts(&self) -> bool {
        self.is_placed() || matches!(self, Check::Command(_))
    }

    /// Tells whether it asks the partner's systems.
    #[must_use]
    pub fn asks(&self) -> bool {
        matches!(self, Check::Http(_) | Check::Webhook(_))
    }

    /// Tells whether it needs an environment: to ask there, or for the secret of what comes from there.
    #[must_use]
    pub fn is_placed(&self) -> bool {
        self.asks() || matches!(self, Check::Deliveries(_))
    }
}

/// The figures that a report of tests gives, with what they are.
pub const JUNIT_METRICS: [(&str, &str); 6] = [
    ("tests", "tests that ran"),
    ("failed", "tests that failed"),
    ("skipped", "tests that were skipped"),
    ("flaky", "tests that passed at a later try"),
    ("passed-percent", "share of those that ran which passed"),
    ("seconds", "time that the tests took"),
];

/// The figures that a file of JSON gives beside its own, with what they are.
pub const JSON_METRICS: [(&str, &str); 3] = [
    ("documents", "documents"),
    ("failed", "documents of which something does not hold"),
    ("passed-percent", "share of those of which all holds"),
];

/// A figure that a person gives.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Metric {
    /// Its id.
    pub id: Id,
    /// What it counts or measures, one line.
    pub ask: String,
    /// The unit, shown beside it; empty where not said.
    pub unit: String,
}

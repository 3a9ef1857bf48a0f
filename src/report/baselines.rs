//! Baselines of checks, and how the last runs compare with them. Enter: items of a partner with what was compared;
//! leave: plain values.

use schemars::JsonSchema;
use serde::Serialize;

use super::moment::{Instant, local};
use super::version::FormatVersion;
use crate::calendar::Calendar;
use crate::playbook::model::Item;
use crate::readiness::baseline::{Compared, Figure, Last, Shift};

/// The baselines of a partner, each beside the last run of its check.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "Baselines of checks: aboard baseline PARTNER compare --format json")]
pub struct Baselines {
    /// The version of this format.
    pub format_version: FormatVersion,
    /// What this document is.
    #[schemars(extend("const" = "baselines"))]
    pub kind: String,
    /// The moment that was judged.
    pub now: Instant,
    /// The partner.
    pub partner: String,
    /// By how many percent of what it was a figure may differ.
    pub tolerance: f64,
    /// The checks that have a baseline, in the order of the playbook.
    pub baselines: Vec<BaselineLine>,
    /// Items that were asked for and have none.
    pub without: Vec<String>,
}

/// A check beside its baseline.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct BaselineLine {
    /// The item.
    pub item: String,
    /// Its title.
    pub title: String,
    /// When what is compared with was measured.
    pub measured: Instant,
    /// Who made it the baseline: an e-mail.
    pub by: String,
    /// How the last run compares as a whole.
    pub outcome: BaselineOutcome,
    /// Why, in one line; none where the figures tell.
    pub said: Option<String>,
    /// The figures, by id.
    pub figures: Vec<FigureLine>,
}

/// How a run compares with its baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BaselineOutcome {
    /// Nothing is worse.
    Holds,
    /// It fails, or a figure is worse.
    Regressed,
    /// It cannot be told.
    Open,
}

/// A figure beside what it was.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FigureLine {
    /// Its id.
    pub metric: String,
    /// What it was.
    pub baseline: f64,
    /// What it is by the last run; none where that did not give it, or cannot be compared.
    pub last: Option<f64>,
    /// By how many percent of what it was it differs; none where it was 0, or is not known.
    pub percent: Option<f64>,
    /// What that means.
    pub shift: FigureShift,
}

/// What a difference means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FigureShift {
    /// It is better, by more than is tolerated either way.
    Better,
    /// It is the same, or near enough.
    Same,
    /// It is worse.
    Worse,
    /// Nobody said which way is better.
    Unjudged,
    /// It was not measured again.
    Missing,
}

impl BaselineOutcome {
    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            BaselineOutcome::Holds => "holds",
            BaselineOutcome::Regressed => "regressed",
            BaselineOutcome::Open => "open",
        }
    }
}

impl FigureShift {
    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            FigureShift::Better => "better",
            FigureShift::Same => "same",
            FigureShift::Worse => "worse",
            FigureShift::Unjudged => "unjudged",
            FigureShift::Missing => "missing",
        }
    }
}

impl From<Shift> for FigureShift {
    fn from(shift: Shift) -> Self {
        match shift {
            Shift::Better => FigureShift::Better,
            Shift::Same => FigureShift::Same,
            Shift::Worse => FigureShift::Worse,
            Shift::Unjudged => FigureShift::Unjudged,
            Shift::Missing => FigureShift::Missing,
        }
    }
}

impl Baselines {
    /// Makes a list without baselines.
    #[must_use]
    pub fn new(now: Instant, partner: &str, tolerance: f64) -> Self {
        Baselines {
            format_version: FormatVersion,
            kind: "baselines".to_owned(),
            now,
            partner: partner.to_owned(),
            tolerance,
            baselines: Vec::new(),
            without: Vec::new(),
        }
    }

    /// Adds a check beside its baseline.
    pub fn add(&mut self, item: &Item, compared: &Compared<'_>, calendar: &Calendar) {
        let outcome = if compared.has_regressed() {
            BaselineOutcome::Regressed
        } else if compared.is_open() {
            BaselineOutcome::Open
        } else {
            BaselineOutcome::Holds
        };
        let said = match &compared.last {
            Last::Passed if compared.is_unjudged() => {
                Some("nobody says which way its figures are better: a criterion of a stage does".to_owned())
            }
            Last::Passed => None,
            Last::Failed(said) => Some(format!("failed: {said}")),
            Last::Silent(why) => Some(why.clone()),
        };
        let mut figures: Vec<FigureLine> = compared.figures.iter().map(line).collect();
        if figures.is_empty() {
            let untold = |(id, before): (&crate::playbook::id::Id, &f64)| FigureLine {
                metric: id.to_string(),
                baseline: *before,
                last: None,
                percent: None,
                shift: FigureShift::Missing,
            };
            figures = compared.baseline.metrics.iter().map(untold).collect();
        }
        self.baselines.push(BaselineLine {
            item: item.address.to_string(),
            title: item.title.clone(),
            measured: local(compared.baseline.measured, calendar),
            by: compared.baseline.by.clone(),
            outcome,
            said,
            figures,
        });
    }

    /// Tells whether a check came to an outcome.
    #[must_use]
    pub fn has(&self, outcome: BaselineOutcome) -> bool {
        self.baselines.iter().any(|line| line.outcome == outcome)
    }
}

fn line(figure: &Figure<'_>) -> FigureLine {
    let percent = figure.now.map(|now| (now - figure.before) / figure.before.abs() * 100.0);
    FigureLine {
        metric: figure.id.to_string(),
        baseline: figure.before,
        last: figure.now,
        percent: percent.filter(|percent| percent.is_finite()),
        shift: figure.shift.into(),
    }
}

//! The limits of a stage. Enter: the facts of a partner, or a stage of a playbook; leave: plain values with what is
//! used, what is left, and what to do where more is used than may be.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::moment::{Instant, local};
use crate::playbook::id::Id;
use crate::playbook::model::{Limit, Most};
use crate::readiness::Facts;
use crate::readiness::limit::{LimitEvaluation, limits};

/// A limit that a playbook sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LimitAsked {
    /// Its id within the stage.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The item whose check gives the figure; none of one of days.
    pub of: Option<String>,
    /// The most it lets be, in words.
    pub most: String,
}

impl LimitAsked {
    pub(super) fn of((id, limit): &(Id, Limit)) -> Self {
        LimitAsked {
            id: id.to_string(),
            title: limit.title.clone(),
            of: match &limit.most {
                Most::Days(_) => None,
                Most::Figure { of, .. } => Some(of.to_string()),
            },
            most: limit.most.told(),
        }
    }
}

/// A limit of the stage that a partner is in, as it was recorded when the stage was entered.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LimitLine {
    /// Its id within the stage.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub standing: LimitStanding,
    /// How much is used: days, or the figure; none where that is not known.
    pub used: Option<f64>,
    /// The most that may be used.
    pub most: f64,
    /// How much is left; negative where more is used than may be.
    pub left: Option<f64>,
    /// What is used and left, in words; or why it is not known.
    pub told: String,
    /// The last day on which it holds, of one of days.
    pub until: Option<NaiveDate>,
    /// When it lapses: its days are over, or its figure is too old.
    pub lapses: Option<Instant>,
    /// Whether it is the first of those that hold to lapse.
    pub lapses_first: bool,
    /// What to do, where it does not hold or is not known.
    pub remedy: Option<String>,
}

/// Where a limit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LimitStanding {
    /// No more is used than may be.
    Within,
    /// More is used than may be.
    Over,
    /// How much is used is not known.
    Unknown,
}

impl LimitStanding {
    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            LimitStanding::Within => "within",
            LimitStanding::Over => "over",
            LimitStanding::Unknown => "unknown",
        }
    }
}

/// A limit of which a partner uses more than it may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OverLimit {
    /// The partner.
    pub partner: String,
    /// The stage.
    pub stage: String,
    /// The id of the limit within the stage.
    pub limit: String,
    /// Its title.
    pub title: String,
    /// What is used, in words.
    pub told: String,
    /// What to do.
    pub remedy: String,
}

/// Returns the limits of the stage that the partner is in, by id.
#[must_use]
pub fn lines(facts: Facts<'_>) -> Vec<LimitLine> {
    let limits = limits(facts);
    let coming = limits.iter().filter(|limit| limit.used.is_ok() && !limit.is_over());
    let first = coming.filter_map(|limit| Some((limit.lapses?, limit.id))).min().map(|(_, id)| id);
    limits.iter().map(|limit| line(facts, limit, first == Some(limit.id))).collect()
}

/// Returns the limits of which the partner uses more than it may.
pub fn over(facts: Facts<'_>) -> impl Iterator<Item = OverLimit> {
    let over = limits(facts).into_iter().filter(LimitEvaluation::is_over);
    over.map(move |limit| OverLimit {
        partner: facts.partner.id.to_string(),
        stage: facts.partner.stage.to_string(),
        limit: limit.id.to_string(),
        title: limit.limit.title.clone(),
        told: told(&limit),
        remedy: remedy(facts, &limit),
    })
}

fn line(facts: Facts<'_>, limit: &LimitEvaluation<'_>, lapses_first: bool) -> LimitLine {
    let standing = match &limit.used {
        Err(_) => LimitStanding::Unknown,
        Ok(_) if limit.is_over() => LimitStanding::Over,
        Ok(_) => LimitStanding::Within,
    };
    LimitLine {
        id: limit.id.to_string(),
        title: limit.limit.title.clone(),
        standing,
        used: limit.used.as_ref().ok().copied(),
        most: limit.most(),
        left: left(limit),
        told: told(limit),
        until: limit.until,
        lapses: limit.lapses.map(|lapses| local(lapses, facts.calendar)),
        lapses_first,
        remedy: (standing != LimitStanding::Within).then(|| remedy(facts, limit)),
    }
}

/// Fractions that binary numbers cannot hold are not told.
fn left(limit: &LimitEvaluation<'_>) -> Option<f64> {
    const DIGITS: f64 = 1e6;
    limit.used.as_ref().ok().map(|used| ((limit.most() - used) * DIGITS).round() / DIGITS)
}

fn told(limit: &LimitEvaluation<'_>) -> String {
    let most = limit.limit.most.told();
    let used = match &limit.used {
        Ok(used) => used,
        Err(why) => return format!("{why}; {most} at most"),
    };
    let left = left(limit).unwrap_or_default();
    let rest = if left < 0.0 { format!("{} over", -left) } else { format!("{left} left") };
    match limit.until {
        Some(until) if left < 0.0 => format!("{used} of {most}, {rest}, ended on {until}"),
        Some(until) => format!("{used} of {most}, {rest}, until {until}"),
        None => format!("{used} of {most}, {rest}"),
    }
}

fn remedy(facts: Facts<'_>, limit: &LimitEvaluation<'_>) -> String {
    let (partner, stage) = (&facts.partner.id, &facts.partner.stage);
    match &limit.limit.most {
        Most::Days(_) => format!("leave {stage}, for the next stage or back: aboard gate {partner}"),
        Most::Figure { of, .. } if limit.used.is_ok() => {
            format!("bring it down, then: aboard check {partner} {of}")
        }
        Most::Figure { of, .. } => format!("aboard check {partner} {of}"),
    }
}

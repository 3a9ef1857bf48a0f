//! Waivers with their standing. Enter: partners with their evaluations, one at a time. Leaves: the list of
//! those that matter, or of all.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::moment::{Instant, local};
use super::unreadable::Unreadable;
use super::version::FormatVersion;
use super::words;
use crate::readiness::{Evaluation, Facts, Standing, WaiverEvaluation};

/// The list of waivers.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "Waivers: aboard waiver list --format json")]
pub struct Waivers {
    /// The version of this format.
    pub format_version: FormatVersion,
    /// What this document is.
    #[schemars(extend("const" = "waivers"))]
    pub kind: String,
    /// The waivers, by partner and item.
    pub waivers: Vec<WaiverLine>,
    /// How many were left out, since they hold no longer.
    pub left_out: usize,
    /// Partners that cannot be read.
    pub unreadable: Vec<Unreadable>,
}

/// A waiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WaiverLine {
    /// The partner.
    pub partner: String,
    /// The item it waives.
    pub item: String,
    /// Whether it holds.
    pub standing: words::Standing,
    /// Its last day.
    pub until: NaiveDate,
    /// Why it was asked for.
    pub reason: String,
    /// What stands in for the item meanwhile.
    pub control: String,
    /// Who asked: an e-mail.
    pub requested_by: String,
    /// When.
    pub requested: Instant,
    /// Who ruled on it: an e-mail.
    pub ruled_by: Option<String>,
    /// When.
    pub ruled: Option<Instant>,
    /// Why, where said.
    pub ruling_reason: Option<String>,
}

impl Waivers {
    /// Makes a list without waivers.
    #[must_use]
    pub fn new() -> Self {
        Waivers {
            format_version: FormatVersion,
            kind: "waivers".to_owned(),
            waivers: Vec::new(),
            left_out: 0,
            unreadable: Vec::new(),
        }
    }

    /// Adds the waivers of a partner: those that hold or are to be ruled on, or all.
    pub fn add(&mut self, facts: Facts<'_>, evaluation: &Evaluation<'_>, all: bool) {
        for waiver in &evaluation.waivers {
            if all || matches!(waiver.standing, Standing::Live | Standing::Pending) {
                self.waivers.push(line(facts, waiver));
            } else {
                self.left_out += 1;
            }
        }
    }
}

impl Default for Waivers {
    fn default() -> Self {
        Self::new()
    }
}

fn line(facts: Facts<'_>, evaluated: &WaiverEvaluation<'_>) -> WaiverLine {
    let waiver = evaluated.waiver;
    let decision = waiver.decision.as_ref();
    WaiverLine {
        partner: facts.partner.id.to_string(),
        item: evaluated.item.to_string(),
        standing: evaluated.standing.into(),
        until: waiver.until,
        reason: waiver.reason.clone(),
        control: waiver.control.clone(),
        requested_by: waiver.by.clone(),
        requested: local(waiver.on, facts.calendar),
        ruled_by: decision.map(|decision| decision.by.clone()),
        ruled: decision.map(|decision| local(decision.on, facts.calendar)),
        ruling_reason: decision.and_then(|decision| decision.reason.clone()),
    }
}

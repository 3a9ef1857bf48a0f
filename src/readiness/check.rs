//! Where the check of an item stands: in come the facts and the item; out comes whether its last observation still
//! speaks, and what it says.

use chrono::{DateTime, Utc};

use super::Facts;
use crate::calendar::Calendar;
use crate::partner::observation::{Finding, Observation};
use crate::playbook::digest::check_digest;
use crate::playbook::model::Item;

/// Where a check stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CheckStanding<'a> {
    /// It was never made.
    Never,
    /// The playbook asks for something else by now, or of another environment.
    OtherDefinition(&'a Observation),
    /// The partner's systems are asked elsewhere by now.
    Elsewhere(&'a Observation),
    /// Its last observation is too old, since an instant.
    Lapsed(&'a Observation, DateTime<Utc>),
    /// Its last observation speaks; until an instant, where it is to be made again.
    Speaks(&'a Observation, Option<DateTime<Utc>>),
}

impl<'a> CheckStanding<'a> {
    /// Returns the observation that speaks, if one does.
    #[must_use]
    pub fn speaks(&self) -> Option<&'a Observation> {
        match self {
            CheckStanding::Speaks(observation, _) => Some(observation),
            _ => None,
        }
    }

    /// Tells whether it speaks and all that is asked holds.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.speaks().is_some_and(|observation| observation.outcome == Finding::Passed)
    }

    /// Tells where it stands; days are the workspace's.
    #[must_use]
    pub fn told(&self, calendar: &Calendar) -> String {
        match self {
            CheckStanding::Never => "never checked".to_owned(),
            CheckStanding::OtherDefinition(last) => {
                format!("checked on {}, by another definition", calendar.local_date(last.on))
            }
            CheckStanding::Elsewhere(last) => {
                let url = last.url.as_deref().unwrap_or_default();
                format!("checked on {}, elsewhere, at {url}", calendar.local_date(last.on))
            }
            CheckStanding::Lapsed(last, _) => {
                format!("checked on {}, too long ago", calendar.local_date(last.on))
            }
            CheckStanding::Speaks(last, _) => format!("{}: {}", last.outcome.as_str(), last.said),
        }
    }

    /// Returns when it lapses or has lapsed, where nothing but time takes it away.
    #[must_use]
    pub fn lapses(&self) -> Option<DateTime<Utc>> {
        match self {
            CheckStanding::Lapsed(_, at) => Some(*at),
            CheckStanding::Speaks(_, at) => *at,
            _ => None,
        }
    }
}

/// Returns where the check of an item stands; none where it has none. What spoke when the stage of the item was left
/// goes on to.
#[must_use]
pub fn standing<'a>(facts: Facts<'a>, item: &Item) -> Option<CheckStanding<'a>> {
    item.check.as_ref()?;
    let Some(observation) = facts.partner.checks.get(&item.address) else {
        return Some(CheckStanding::Never);
    };
    let is_same = match facts.lookup {
        Some(lookup) => lookup.check_digest(facts.playbook, item) == Some(&observation.definition),
        None => check_digest(facts.playbook, item).as_deref() == Some(&observation.definition),
    };
    // Another place is another test.
    let stage = facts.playbook.stage(item.stage.as_str());
    let asked = stage.and_then(|stage| facts.partner.environments.get(stage.environment.as_ref()?));
    let is_there =
        observation.url.is_none() || observation.url.as_deref() == asked.map(|asked| asked.url.as_str());
    if !is_same {
        return Some(CheckStanding::OtherDefinition(observation));
    }
    if !is_there {
        return Some(CheckStanding::Elsewhere(observation));
    }
    let retest = stage.and_then(|stage| stage.retest_every);
    let lapses = retest.map(|span| facts.calendar.add(observation.on, &span));
    let left = facts.partner.stages.get(&item.stage).and_then(|stage| stage.left);
    let lapses = lapses.filter(|lapses| left.is_none_or(|left| left >= *lapses));
    Some(match lapses.filter(|lapses| facts.now >= *lapses) {
        Some(lapsed) => CheckStanding::Lapsed(observation, lapsed),
        None => CheckStanding::Speaks(observation, lapses),
    })
}

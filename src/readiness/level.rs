//! The level: the cumulative ladder of stages whose blocking items, and those of every stage before,
//! all pass or are waived.

use super::item::{ItemEvaluation, Outcome};
use crate::playbook::model::{Playbook, Stage};

/// The highest rung that is reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level<'a> {
    /// The last stage of the rungs that hold.
    pub stage: &'a Stage,
    /// Whether a waiver holds one of them up.
    pub through_waivers: bool,
}

/// Returns the level; none where not even the first rung holds.
pub(super) fn reached<'a>(playbook: &'a Playbook, items: &[ItemEvaluation<'_>]) -> Option<Level<'a>> {
    let mut level = None;
    let mut through_waivers = false;
    for stage in &playbook.stages {
        let mut rung = items.iter().filter(|item| item.item.blocking && item.item.stage == stage.id);
        if rung.clone().any(ItemEvaluation::is_open) {
            break;
        }
        through_waivers |= rung.any(|item| item.outcome == Outcome::Waived);
        level = Some(Level { stage, through_waivers });
    }
    level
}

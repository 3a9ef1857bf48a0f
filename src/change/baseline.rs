//! What checks measured is made the baseline that later runs are compared with.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Circumstances, Refusal, check, item};
use crate::partner::{Baseline, Finding, Partner};
use crate::playbook::digest::check_digest;
use crate::playbook::id::ItemRef;

/// The last observations of items become their baselines.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Set {
    /// When what is meant was measured, by item: another run may have come in between.
    pub measured: BTreeMap<ItemRef, DateTime<Utc>>,
}

impl Set {
    /// Returns it in a few words: `set the baseline of api/limits`.
    #[must_use]
    pub fn headline(&self) -> String {
        match self.measured.keys().next() {
            Some(item) if self.measured.len() == 1 => format!("set the baseline of {item}"),
            _ => format!("set the baselines of {} items", self.measured.len()),
        }
    }
}

pub(super) fn set(state: &mut Partner, set: &Set, circumstances: Circumstances<'_>) -> Result<(), Refusal> {
    let Circumstances { playbook, actor, at, .. } = circumstances;
    if set.measured.is_empty() {
        return Err(Refusal::Nothing("no check is named".to_owned()));
    }
    let mut is_new = false;
    for (address, measured) in &set.measured {
        let item = item::find(circumstances, address)?;
        let definition = check_digest(playbook, item).ok_or_else(|| Refusal::NoCheck(address.clone()))?;
        check::demand(state, item, &format!("set the baseline of `{address}`"), circumstances)?;
        let no_baseline = |why: &str| Err(Refusal::Text(format!("`{address}` {why}")));
        let Some(observation) = state.checks.get(address) else {
            return no_baseline("was never checked, so there is nothing to compare with");
        };
        if observation.definition != definition {
            return Err(Refusal::OtherCheck(address.clone()));
        }
        if observation.on != *measured {
            return no_baseline("was checked again meanwhile");
        }
        if observation.outcome != Finding::Passed {
            return no_baseline("did not pass its last check: a baseline is of what is well");
        }
        if observation.metrics.is_empty() {
            return no_baseline("measured nothing in its last check");
        }
        if observation.on > at {
            return Err(Refusal::Time(format!(
                "`{address}` was checked on {}, after that",
                observation.on.format("%Y-%m-%d %H:%M UTC")
            )));
        }
        let baseline = Baseline {
            on: at,
            by: actor.email.clone(),
            measured: observation.on,
            definition,
            environment: observation.environment.clone(),
            url: observation.url.clone(),
            metrics: observation.metrics.clone(),
        };
        let before = state.baselines.get(address);
        if before.is_none_or(|before| before.measured != *measured) {
            state.baselines.insert(address.clone(), baseline);
            is_new = true;
        }
    }
    match set.measured.keys().next() {
        Some(address) if !is_new => {
            Err(Refusal::Nothing(format!("that is the baseline of `{address}` already")))
        }
        _ => Ok(()),
    }
}

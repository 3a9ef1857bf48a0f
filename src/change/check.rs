//! What checks said is recorded: one run, of one or several items, with what was learnt by it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::note::{self, line, sentence};
use super::{Circumstances, Refusal, item};
use crate::partner::{Finding, Measured, NoteKind, Observation, Partner, Source};
use crate::playbook::digest::check_digest;
use crate::playbook::id::{Id, ItemRef};
use crate::playbook::model::{Check, Item, Playbook};

/// What the checks of one run said, and what was learnt by it: one of both at least.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// What each said, by item.
    pub found: BTreeMap<ItemRef, Found>,
    /// What it taught.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub learnings: Vec<note::Add>,
    /// What is to change, or has changed, where the two sides' systems meet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interface_changes: Vec<note::Add>,
}

/// What one check said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Found {
    /// What it came to.
    pub outcome: Finding,
    /// Why, in one line.
    pub said: String,
    /// The digest of the check that was made: another is not what the playbook asks for.
    pub definition: String,
    /// How many milliseconds it took, where something was asked or run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub took_ms: Option<u32>,
    /// The URL of the environment that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The file that it was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// What it counted and measured.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metrics: BTreeMap<Id, f64>,
}

impl Run {
    /// Returns the run in a few words: `check api/limits: passed; note 1 learning`.
    #[must_use]
    pub fn headline(&self) -> String {
        let checked = match self.found.iter().next() {
            None => None,
            Some((item, found)) if self.found.len() == 1 => {
                Some(format!("check {item}: {}", found.outcome.as_str()))
            }
            Some(_) => Some(format!("check {} items: {}", self.found.len(), self.tally())),
        };
        let count = |notes: &[note::Add], kind: NoteKind| match notes.len() {
            0 => None,
            1 => Some(format!("1 {}", kind.as_str())),
            more => Some(format!("{more} {}s", kind.as_str())),
        };
        let counts = [
            count(&self.learnings, NoteKind::Learning),
            count(&self.interface_changes, NoteKind::InterfaceChange),
        ];
        let counts: Vec<String> = counts.into_iter().flatten().collect();
        let alone = if checked.is_none() { "; no check was made" } else { "" };
        let noted = (!counts.is_empty()).then(|| format!("note {}{alone}", counts.join(", ")));
        checked.into_iter().chain(noted).collect::<Vec<_>>().join("; ")
    }

    /// Returns what was learnt, a line each; none where nothing was.
    #[must_use]
    pub fn learnt(&self) -> Option<String> {
        let told: Vec<_> =
            self.notes().map(|(kind, note)| format!("{}: {}", kind.as_str(), note.text)).collect();
        (!told.is_empty()).then(|| told.join(";\n"))
    }

    fn notes(&self) -> impl Iterator<Item = (NoteKind, &note::Add)> {
        let learnings = self.learnings.iter().map(|note| (NoteKind::Learning, note));
        learnings.chain(self.interface_changes.iter().map(|note| (NoteKind::InterfaceChange, note)))
    }

    /// Returns how many came to what: `2 passed, 1 failed`.
    #[must_use]
    pub fn tally(&self) -> String {
        let count = |outcome: Finding| {
            let count = self.found.values().filter(|found| found.outcome == outcome).count();
            (count > 0).then(|| format!("{count} {}", outcome.as_str()))
        };
        let told = [Finding::Passed, Finding::Failed, Finding::Insufficient].into_iter().filter_map(count);
        told.collect::<Vec<_>>().join(", ")
    }
}

pub(super) fn record(
    state: &mut Partner,
    run: &Run,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    let Circumstances { playbook, actor, at, .. } = circumstances;
    if run.found.is_empty() && run.notes().next().is_none() {
        return Err(Refusal::Nothing("nothing was checked".to_owned()));
    }
    for (kind, note) in run.notes() {
        sentence(kind.as_str(), &note.text)?;
        note::keep(state, kind, note, circumstances)?;
    }
    for (address, found) in &run.found {
        let item = item::find(circumstances, address)?;
        let check = item.check.as_ref().ok_or_else(|| Refusal::NoCheck(address.clone()))?;
        demand(state, item, &format!("record a check of `{address}`"), circumstances)?;
        if check_digest(playbook, item).as_ref() != Some(&found.definition) {
            return Err(Refusal::OtherCheck(address.clone()));
        }
        let environment = playbook.stage(item.stage.as_str()).and_then(|stage| stage.environment.clone());
        let asked =
            environment.as_ref().filter(|_| check.asks()).and_then(|name| state.environments.get(name));
        if found.url.as_deref() != asked.map(|asked| asked.url.as_str()) {
            return Err(Refusal::OtherCheck(address.clone()));
        }
        line("reason", &found.said)?;
        if let Some(source) = &found.source {
            line("name of the file", &source.name)?;
        }
        if let Some((id, _)) = found.metrics.iter().find(|(_, value)| !value.is_finite()) {
            return Err(Refusal::Text(format!("the metric `{id}` of `{address}` is no finite number")));
        }
        if let Check::Manual { metrics, .. } = check {
            let is_asked = |id: &Id| metrics.iter().any(|metric| metric.id == *id);
            if let Some(strange) = found.metrics.keys().find(|id| !is_asked(id)) {
                return Err(Refusal::Text(format!(
                    "the check of `{address}` asks for no metric `{strange}`"
                )));
            }
            // What failed may have failed before there were any.
            let missing = metrics.iter().filter(|metric| !found.metrics.contains_key(&metric.id));
            let missing: Vec<_> = missing.map(|metric| format!("`{}` ({})", metric.id, metric.ask)).collect();
            if found.outcome != Finding::Failed && !missing.is_empty() {
                let word = if missing.len() == 1 { "metric" } else { "metrics" };
                let listed = missing.join(", ");
                return Err(Refusal::Text(format!("the check of `{address}` asks for the {word} {listed}")));
            }
        }
        if let Some(later) = state.checks.get(address).filter(|there| there.on > at) {
            return Err(Refusal::Time(format!(
                "`{address}` was checked on {}, after that",
                later.on.format("%Y-%m-%d %H:%M UTC")
            )));
        }
        let before = state.checks.remove(address);
        let earlier = earlier(before, found, environment.as_ref(), &Looked::at(playbook, address));
        let observation = Observation {
            on: at,
            by: actor.email.clone(),
            outcome: found.outcome,
            said: found.said.clone(),
            definition: found.definition.clone(),
            took_ms: found.took_ms,
            environment,
            url: found.url.clone(),
            source: found.source.clone(),
            metrics: found.metrics.clone(),
            earlier,
        };
        state.checks.insert(address.clone(), observation);
    }
    Ok(())
}

/// Demands of who is no champion of the partner, and holds no role, that they answer for an item.
pub(super) fn demand(
    state: &Partner,
    item: &Item,
    deed: &str,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    let actor = circumstances.actor;
    if actor.roles.is_empty() && !actor.is_champion_of(state) {
        actor.demand(std::slice::from_ref(&item.raci.accountable), state, deed)?;
    }
    Ok(())
}

/// What the criteria of a playbook look at together: so many runs of a check, and these figures of theirs.
struct Looked<'a> {
    runs: usize,
    figures: BTreeSet<&'a Id>,
}

impl<'a> Looked<'a> {
    fn at(playbook: &'a Playbook, item: &ItemRef) -> Self {
        let mut looked = Looked { runs: 1, figures: BTreeSet::new() };
        let criteria = playbook.stages.iter().flat_map(|stage| &stage.criteria);
        for criterion in criteria.filter(|criterion| criterion.of == *item && criterion.window.is_some()) {
            looked.runs = looked.runs.max(usize::try_from(criterion.runs()).unwrap_or(1));
            looked.figures.extend(criterion.figures());
        }
        looked
    }
}

/// Returns what of the runs before `found` is kept with it. A run of another check or at another place says nothing of
/// this one, and one that had too little to judge by says nothing at all.
fn earlier(
    before: Option<Observation>,
    found: &Found,
    environment: Option<&Id>,
    looked: &Looked<'_>,
) -> Vec<Measured> {
    let is_of_one_kind = |before: &Observation| {
        before.definition == found.definition
            && before.url == found.url
            && before.environment.as_ref() == environment
    };
    let Some(before) = before.filter(is_of_one_kind) else { return Vec::new() };
    let Observation { on, outcome, mut metrics, earlier, .. } = before;
    metrics.retain(|id, _| looked.figures.contains(id));
    let failed = outcome == Finding::Failed;
    let last = (outcome != Finding::Insufficient).then_some(Measured { on, failed, metrics });
    last.into_iter().chain(earlier).take(looked.runs.saturating_sub(1)).collect()
}

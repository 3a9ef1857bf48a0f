//! Items move on: started, submitted, done, rejected, blocked, unblocked, reopened; several at once
//! where the same is said of each.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::actor::CHAMPION;
use super::note::{line, sentence};
use super::refusal::Instead;
use super::{Circumstances, Refusal};
use crate::partner::{Answer, Evidence, ItemState, Partner, Status, Wait};
use crate::playbook::id::{Id, ItemRef};
use crate::playbook::model::{EvidenceRule, Item, Side};
use crate::readiness::{self, Facts, evidence};

/// What is done to items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Work begins.
    Start,
    /// Work is handed in to the accountable role.
    Submit,
    /// The accountable role accepts it.
    Complete,
    /// The accountable role hands it back.
    Reject,
    /// Something holds it up.
    Block,
    /// Nothing holds it up any longer.
    Unblock,
    /// It must be done again.
    Reopen,
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 7] = [
        Action::Start,
        Action::Submit,
        Action::Complete,
        Action::Reject,
        Action::Block,
        Action::Unblock,
        Action::Reopen,
    ];

    /// Returns the verb, as it stands in commit messages.
    #[must_use]
    pub fn verb(self) -> &'static str {
        match self {
            Action::Start => "start",
            Action::Submit => "submit",
            Action::Complete => "complete",
            Action::Reject => "reject",
            Action::Block => "block",
            Action::Unblock => "unblock",
            Action::Reopen => "reopen",
        }
    }

    /// Returns the participle, for sentences.
    #[must_use]
    pub fn participle(self) -> &'static str {
        match self {
            Action::Start => "started",
            Action::Submit => "submitted",
            Action::Complete => "done",
            Action::Reject => "rejected",
            Action::Block => "blocked",
            Action::Unblock => "unblocked",
            Action::Reopen => "reopened",
        }
    }

    /// Returns where the action leads from a status; none where it does not lead from there.
    fn leads(self, from: Status) -> Option<Status> {
        use Status::{Blocked, Doing, Done, Rejected, Submitted, Todo};
        match (self, from) {
            (Action::Start, Todo | Rejected) | (Action::Unblock, Blocked) => Some(Doing),
            (Action::Submit, Todo | Doing | Rejected) => Some(Submitted),
            (Action::Complete, Todo | Doing | Submitted | Rejected | Done) => Some(Done),
            (Action::Reject, Submitted | Done) => Some(Rejected),
            (Action::Block, Todo | Doing | Submitted | Rejected) => Some(Blocked),
            (Action::Reopen, Done | Rejected) => Some(Todo),
            _ => None,
        }
    }

    /// Returns the action that leads from one status to another, to one that a ruling alone leads to even where
    /// it does not lead from there; none where no command does.
    pub(super) fn between(from: Status, to: Status) -> Option<Action> {
        let leads = |action: &Action| action.leads(from) == Some(to);
        Action::ALL.into_iter().find(leads).or(match to {
            Status::Done => Some(Action::Complete),
            Status::Rejected => Some(Action::Reject),
            Status::Todo | Status::Doing | Status::Blocked | Status::Submitted => None,
        })
    }

    fn needs_reason(self) -> bool {
        matches!(self, Action::Reject | Action::Block | Action::Reopen)
    }

    /// The accountable role rules on work; anybody who is known may say how it goes.
    fn is_ruling(self) -> bool {
        matches!(self, Action::Complete | Action::Reject | Action::Reopen)
    }
}

/// The same said of one or several items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// What is done.
    pub action: Action,
    /// To which items; at least one.
    pub items: Vec<ItemRef>,
    /// Why: to block, reject or reopen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Which side holds it up: to block. The doer's where not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_on: Option<Side>,
    /// What shows it, by evidence id: to submit or complete.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: BTreeMap<Id, Answer>,
    /// For whom it is said, where the actor stands in: a role, or a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
}

pub(super) fn apply(
    state: &mut Partner,
    moved: &Move,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    check_words(moved)?;
    let mut pending = Vec::new();
    for address in &moved.items {
        let item = find(circumstances, address)?;
        if item.is_decided_by_check() && matches!(moved.action, Action::Submit | Action::Complete) {
            return Err(Refusal::Decided(address.clone()));
        }
        authorise(state, item, moved, circumstances)?;
        pending.push(item);
    }
    check_evidence(&pending, moved, circumstances)?;
    // Items completed together may need each other, in whatever order they were named.
    while !pending.is_empty() {
        let mut held_up = Vec::new();
        let before = pending.len();
        for item in pending {
            match open_needs(state, item, moved, circumstances) {
                needs if needs.is_empty() => step(state, item, moved, circumstances)?,
                needs => held_up.push((item, needs)),
            }
        }
        if held_up.len() == before {
            let (item, needs) = held_up.swap_remove(0);
            return Err(Refusal::Needs { item: item.address.clone(), needs });
        }
        pending = held_up.into_iter().map(|(item, _)| item).collect();
    }
    Ok(())
}

pub(super) fn find<'a>(circumstances: Circumstances<'a>, address: &ItemRef) -> Result<&'a Item, Refusal> {
    circumstances
        .playbook
        .item(address)
        .ok_or_else(|| Refusal::NoItem { playbook: circumstances.playbook.id.clone(), item: address.clone() })
}

/// Checks what is said of the items, whatever they are.
pub(super) fn check_words(moved: &Move) -> Result<(), Refusal> {
    if moved.items.is_empty() {
        return Err(Refusal::Nothing("no item is named".to_owned()));
    }
    if moved.action.needs_reason() || moved.reason.is_some() {
        sentence("reason", moved.reason.as_deref().unwrap_or(""))?;
    }
    if let Some(who) = &moved.on_behalf_of {
        line("name of whom it is said for (--on-behalf-of)", who)?;
    }
    if moved.waits_on.is_some() && moved.action != Action::Block {
        return Err(Refusal::Text("only what is blocked waits on a side that is named".to_owned()));
    }
    if !moved.evidence.is_empty() && !matches!(moved.action, Action::Submit | Action::Complete) {
        let deed = moved.action.verb();
        return Err(Refusal::Text(format!(
            "evidence is given to submit or complete items, not to {deed} them"
        )));
    }
    for (id, answer) in &moved.evidence {
        let what = format!("evidence `{id}`");
        match answer {
            Answer::Url(text) | Answer::Text(text) | Answer::Choice(text) => line(&what, text)?,
            Answer::File { name, .. } => line(&what, name)?,
            Answer::SignOff { name, reference } => {
                line(&what, name)?;
                reference.as_deref().map_or(Ok(()), |reference| line(&what, reference))?;
            }
            Answer::Number(_) | Answer::Date(_) => {}
        }
    }
    Ok(())
}

/// Rulings take the accountable role, or the champion's; everything else, any role. Speaking for somebody
/// else is kept, and gives no right that the speaker lacks.
fn authorise(
    state: &Partner,
    item: &Item,
    moved: &Move,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    let actor = circumstances.actor;
    let known = !actor.roles.is_empty() || actor.is_champion_of(state);
    if known && !moved.action.is_ruling() {
        return Ok(());
    }
    let mut roles = vec![item.raci.accountable.clone()];
    if let Ok(champion) = CHAMPION.parse()
        && !roles.contains(&champion)
    {
        roles.push(champion);
    }
    actor.demand(&roles, state, &format!("{} `{}`", moved.action.verb(), item.address))
}

/// Each answer must be one that some item asks for, and fit every item that does.
pub(super) fn check_evidence(
    items: &[&Item],
    moved: &Move,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    let today = circumstances.calendar.local_date(circumstances.at);
    for (id, answer) in &moved.evidence {
        let mut asked_for = false;
        for item in items {
            let Some(rule) = item.evidence.iter().find(|rule| rule.id == *id) else { continue };
            asked_for = true;
            let fits = match evidence::fits(rule, answer) {
                Ok(()) if evidence::is_ahead(rule, answer, today) => Err(format!("a date up to {today}")),
                fits => fits,
            };
            fits.map_err(|asked| Refusal::EvidenceMisfit {
                item: item.address.clone(),
                evidence: id.clone(),
                asked,
            })?;
        }
        if !asked_for {
            let rules = items.iter().flat_map(|item| &item.evidence);
            return Err(Refusal::EvidenceUnknown {
                items: items.iter().map(|item| item.address.clone()).collect(),
                evidence: id.clone(),
                known: rules.map(|rule| rule.id.clone()).collect(),
            });
        }
    }
    Ok(())
}

/// Only completing asks for what comes before: work may begin, and be handed in, ahead of its turn.
fn open_needs(state: &Partner, item: &Item, moved: &Move, circumstances: Circumstances<'_>) -> Vec<ItemRef> {
    if moved.action != Action::Complete {
        return Vec::new();
    }
    let Circumstances { playbook, calendar, at, .. } = circumstances;
    readiness::open_needs(Facts { playbook, partner: state, calendar, now: at, lookup: None }, item)
        .into_iter()
        .cloned()
        .collect()
}

fn step(
    state: &mut Partner,
    item: &Item,
    moved: &Move,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    let Circumstances { at, actor, .. } = circumstances;
    let from = state.status(&item.address);
    let asked: Vec<_> =
        moved.evidence.iter().filter(|(id, _)| item.evidence.iter().any(|rule| rule.id == **id)).collect();
    let renews = !asked.is_empty();
    let to =
        moved.action.leads(from).filter(|to| *to != from || renews).ok_or_else(|| Refusal::Transition {
            item: item.address.clone(),
            status: from.as_str(),
            verb: moved.action.participle(),
            instead: instead(moved.action, from),
        })?;
    let before = state.items.remove(&item.address);
    if let Some(before) = before.as_ref().filter(|before| at < before.since) {
        let refusal = Refusal::Time(format!(
            "`{}` has been {} since {}, so nothing can have happened to it before",
            item.address,
            before.status.as_str(),
            before.since.format("%Y-%m-%d %H:%M UTC")
        ));
        return Err(refusal);
    }
    // Fresh evidence renews what is done: it stays done since when it was.
    let since = before.as_ref().filter(|before| before.status == to).map_or(at, |before| before.since);
    let (mut waits, mut given) = before.map(|before| (before.waits, before.evidence)).unwrap_or_default();
    close_wait(&mut waits, at);
    if let Some(on) = waits_on(item, to, moved, circumstances) {
        waits.push(Wait { on, from: at, to: None });
    }
    if moved.action == Action::Reopen {
        given.clear();
    }
    for (id, answer) in asked {
        let evidence = Evidence { on: at, by: actor.email.clone(), answer: answer.clone() };
        given.insert(id.clone(), evidence);
    }
    if to == Status::Done {
        demand_evidence(item, &given, circumstances)?;
    }
    state.items.insert(
        item.address.clone(),
        ItemState {
            status: to,
            since,
            by: actor.email.clone(),
            on_behalf_of: moved.on_behalf_of.clone(),
            reason: moved.reason.clone(),
            waits,
            evidence: given,
        },
    );
    Ok(())
}

/// Ends the interval that is still open, unless it began just now: then nobody waited.
pub(super) fn close_wait(waits: &mut Vec<Wait>, at: DateTime<Utc>) {
    if let Some(last) = waits.last_mut().filter(|last| last.to.is_none()) {
        last.to = Some(at);
    }
    waits.retain(|wait| wait.to.is_none_or(|to| to > wait.from));
}

/// The side that is waited for in a status; work that is handed in waits for the accountable role,
/// unless the same side does it and accepts it.
fn waits_on(item: &Item, to: Status, moved: &Move, circumstances: Circumstances<'_>) -> Option<Side> {
    let side = |role: &Id| circumstances.playbook.side(role.as_str());
    let doer = item.raci.doers().first().map(side);
    match to {
        Status::Blocked => moved.waits_on.or(doer),
        Status::Submitted => {
            Some(side(&item.raci.accountable)).filter(|accountable| Some(*accountable) != doer)
        }
        Status::Todo | Status::Doing | Status::Done | Status::Rejected => None,
    }
}

/// What is required must be there, fit what the playbook asks, and be fresh: what was given when the item
/// was handed in may have aged since.
pub(super) fn demand_evidence(
    item: &Item,
    given: &BTreeMap<Id, Evidence>,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    let Circumstances { calendar, at, .. } = circumstances;
    let ask = |rule: &EvidenceRule| {
        let asked = match given.get(&rule.id) {
            Some(given) if evidence::fits(rule, &given.answer).is_ok() => {
                let lapsed = evidence::lapses(rule, given, calendar).filter(|lapses| at >= *lapses)?;
                format!("fresh; this one lapsed on {}", calendar.local_date(lapsed))
            }
            Some(_) | None => evidence::asked(&rule.kind),
        };
        Some((rule.id.clone(), format!("{}: {asked}", rule.ask)))
    };
    let asks: Vec<_> = item.evidence.iter().filter(|rule| rule.required).filter_map(ask).collect();
    if asks.is_empty() { Ok(()) } else { Err(Refusal::EvidenceMissing { item: item.address.clone(), asks }) }
}

fn instead(action: Action, from: Status) -> Option<Instead> {
    match (from, action) {
        (Status::Submitted, Action::Start | Action::Reopen) => Some(Instead::Reject),
        (Status::Done, Action::Start | Action::Submit | Action::Block) => Some(Instead::Reopen),
        (Status::Blocked, Action::Start | Action::Submit | Action::Complete) => Some(Instead::Unblock),
        _ => None,
    }
}

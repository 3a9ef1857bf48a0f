//! Records of items: what an ordinary command would do goes by its rules, and a repair takes the champion.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{by_hand, path};
use crate::change::actor::CHAMPION;
use crate::change::item::{self, Action, Move};
use crate::change::note::{line, sentence};
use crate::change::{Circumstances, Refusal};
use crate::partner::{Answer, Evidence, ItemState, Partner, Status, Wait};
use crate::playbook::id::{Id, ItemRef};

/// Checks the records that differ, and ends the waits that an edited status ends.
pub(super) fn check(
    before: &Partner,
    after: &mut Partner,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    let edited = std::mem::take(&mut after.items);
    // Items that were completed together may need each other: each is judged beside the others.
    let mut pending: Vec<(&ItemRef, Option<&ItemState>)> = Vec::new();
    for address in before.items.keys().chain(edited.keys().filter(|key| !before.items.contains_key(*key))) {
        let new = edited.get(address);
        if before.items.get(address) != new {
            pending.push((address, new));
        }
    }
    let mut ruled = before.clone();
    while !pending.is_empty() {
        let (mut held_up, mut first) = (Vec::new(), None);
        let count = pending.len();
        for (address, new) in pending {
            match one(&ruled, address, new, circumstances) {
                Ok(Some(state)) => drop(ruled.items.insert(address.clone(), state)),
                Ok(None) => drop(ruled.items.remove(address)),
                Err(refusal @ Refusal::Needs { .. }) => {
                    first.get_or_insert(refusal);
                    held_up.push((address, new));
                }
                Err(refusal) => return Err(refusal),
            }
        }
        if held_up.len() == count
            && let Some(refusal) = first
        {
            return Err(refusal);
        }
        pending = held_up;
    }
    after.items = ruled.items;
    Ok(())
}

/// Returns the record as it is adopted; none where it is taken out.
fn one(
    before: &Partner,
    address: &ItemRef,
    new: Option<&ItemState>,
    circumstances: Circumstances<'_>,
) -> Result<Option<ItemState>, Refusal> {
    let old = before.items.get(address);
    let Some(new) = new else {
        demand_champion(before, circumstances, &format!("take out the record of `{address}`"))?;
        return Ok(None);
    };
    item::find(circumstances, address)?;
    check_people(address, old, new, circumstances)?;
    check_times(address, new, circumstances)?;
    check_words(new)?;
    let from = old.map_or(Status::Todo, |old| old.status);
    let mut adopted = new.clone();
    if from == new.status {
        repair(before, address, old, new, circumstances)?;
    } else {
        let waits = step(before, address, from, new, circumstances)?;
        let is_untouched = old.map_or(&[][..], |old| &old.waits) == new.waits.as_slice();
        if is_untouched {
            adopted.waits = waits;
        } else {
            demand_champion(before, circumstances, &format!("change the waits of `{address}`"))?;
        }
    }
    Ok(Some(adopted))
}

/// Nobody writes what somebody else said.
fn check_people(
    address: &ItemRef,
    old: Option<&ItemState>,
    new: &ItemState,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    let is_actor = |email: &str| email.eq_ignore_ascii_case(&circumstances.actor.email);
    let at = |rest: &[&str]| path("items", address, rest);
    let said = old.filter(|old| old.status == new.status);
    match said {
        Some(old) if old.by != new.by => {
            return Err(by_hand(at(&["by"]), "who said it stays who said it", None));
        }
        Some(old) if old.on_behalf_of != new.on_behalf_of && !is_actor(&old.by) => {
            return Err(by_hand(at(&["on_behalf_of"]), "another said it", None));
        }
        None if !is_actor(&new.by) => {
            return Err(by_hand(
                at(&["by"]),
                "whoever changes a status is who said so: write your e-mail",
                None,
            ));
        }
        _ => {}
    }
    let none = BTreeMap::new();
    let given = old.map_or(&none, |old| &old.evidence);
    for (id, evidence) in &new.evidence {
        let before = given.get(id);
        if before == Some(evidence) {
            continue;
        }
        let is_assent = |found: &Evidence| matches!(found.answer, Answer::SignOff { .. });
        if is_assent(evidence) || before.is_some_and(is_assent) {
            let at = at(&["evidence", id.as_str()]);
            let instead = format!("done PARTNER {address} --evidence {id}=\"NAME\"");
            return Err(by_hand(at, "it is somebody's assent", Some(instead)));
        }
        let is_fresh = is_actor(&evidence.by) && before.is_none_or(|before| before.answer != evidence.answer);
        if before.is_none_or(|before| before.by != evidence.by) && !is_fresh {
            let at = at(&["evidence", id.as_str(), "by"]);
            return Err(by_hand(
                at,
                "who gave evidence stays who gave it: write your e-mail for your own",
                None,
            ));
        }
    }
    Ok(())
}

/// Nothing happened later than now, and waits follow one another.
fn check_times(address: &ItemRef, new: &ItemState, circumstances: Circumstances<'_>) -> Result<(), Refusal> {
    let refuse_future = |what: &str, on: DateTime<Utc>| {
        if on <= circumstances.at {
            return Ok(());
        }
        let shown = on.format("%Y-%m-%d %H:%M UTC");
        Err(Refusal::Time(format!("`{address}` has {what} on {shown}, which is still to come")))
    };
    refuse_future("its status since a moment", new.since)?;
    for (id, evidence) in &new.evidence {
        refuse_future(&format!("evidence `{id}` given"), evidence.on)?;
    }
    for (at, wait) in new.waits.iter().enumerate() {
        refuse_future("a wait that begins", wait.from)?;
        wait.to.map_or(Ok(()), |to| refuse_future("a wait that ends", to))?;
        let next = new.waits.get(at + 1);
        let ends_well = match (wait.to, next) {
            (Some(to), next) => wait.from < to && next.is_none_or(|next| to <= next.from),
            (None, next) => next.is_none(),
        };
        if !ends_well {
            let message = format!("the waits of `{address}` do not follow one another");
            return Err(Refusal::Time(message));
        }
    }
    Ok(())
}

fn check_words(new: &ItemState) -> Result<(), Refusal> {
    new.reason.as_deref().map_or(Ok(()), |reason| sentence("reason", reason))?;
    new.on_behalf_of.as_deref().map_or(Ok(()), |who| line("name in on_behalf_of", who))
}

/// The status stays: whatever else was edited is a repair.
fn repair(
    before: &Partner,
    address: &ItemRef,
    old: Option<&ItemState>,
    new: &ItemState,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    check_answers(address, &fresh(old, new), circumstances)?;
    let words_alone = old.is_some_and(|old| {
        let same =
            ItemState { reason: old.reason.clone(), on_behalf_of: old.on_behalf_of.clone(), ..new.clone() };
        same == *old && old.by.eq_ignore_ascii_case(&circumstances.actor.email)
    });
    if words_alone {
        return Ok(());
    }
    demand_champion(before, circumstances, &format!("repair the record of `{address}`"))
}

/// The status changes: returns the waits that the ordinary command would leave.
fn step(
    before: &Partner,
    address: &ItemRef,
    from: Status,
    new: &ItemState,
    circumstances: Circumstances<'_>,
) -> Result<Vec<Wait>, Refusal> {
    let old = before.items.get(address);
    let given = fresh(old, new);
    let Some(action) = Action::between(from, new.status) else {
        check_answers(address, &given, circumstances)?;
        let deed = format!("put `{address}` from {} back to {}", from.as_str(), new.status.as_str());
        demand_champion(before, circumstances, &deed)?;
        let mut waits = old.map_or_else(Vec::new, |old| old.waits.clone());
        item::close_wait(&mut waits, new.since);
        return Ok(waits);
    };
    let takes_evidence = matches!(action, Action::Submit | Action::Complete);
    let is_tampered_with = old.into_iter().flat_map(|old| &old.evidence).any(|(id, before)| {
        new.evidence.get(id).map_or(action != Action::Reopen, |after| {
            after != before && (after.by != circumstances.actor.email || after.answer == before.answer)
        })
    });
    if is_tampered_with || (!takes_evidence && !given.is_empty()) {
        check_answers(address, &given, circumstances)?;
        demand_champion(before, circumstances, &format!("change the evidence of `{address}`"))?;
    }
    if action == Action::Reopen && !new.evidence.is_empty() {
        let message = format!("`{address}` is to be done again, so its evidence is given again: take it out");
        return Err(Refusal::Text(message));
    }
    let moved = Move {
        action,
        items: vec![address.clone()],
        reason: new.reason.clone(),
        waits_on: new.waits.last().filter(|wait| action == Action::Block && wait.to.is_none()).map(|w| w.on),
        evidence: if takes_evidence { given } else { BTreeMap::new() },
        on_behalf_of: new.on_behalf_of.clone(),
    };
    // It happened when the edit says.
    let then = Circumstances { at: new.since, ..circumstances };
    let mut ruled = before.clone();
    item::apply(&mut ruled, &moved, then)?;
    if new.status == Status::Done {
        item::demand_evidence(item::find(circumstances, address)?, &new.evidence, circumstances)?;
    }
    Ok(ruled.items.remove(address).map_or_else(Vec::new, |ruled| ruled.waits))
}

/// The answers that are new, or others than before.
fn fresh(old: Option<&ItemState>, new: &ItemState) -> BTreeMap<Id, Answer> {
    let before = |id: &Id| old.and_then(|old| old.evidence.get(id)).map(|evidence| &evidence.answer);
    let fresh = new.evidence.iter().filter(|(id, evidence)| before(id) != Some(&evidence.answer));
    fresh.map(|(id, evidence)| (id.clone(), evidence.answer.clone())).collect()
}

/// Answers must be such as the item asks for, whoever writes them.
fn check_answers(
    address: &ItemRef,
    answers: &BTreeMap<Id, Answer>,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    let moved = Move {
        action: Action::Complete,
        items: vec![address.clone()],
        reason: None,
        waits_on: None,
        evidence: answers.clone(),
        on_behalf_of: None,
    };
    item::check_words(&moved)?;
    item::check_evidence(&[item::find(circumstances, address)?], &moved, circumstances)
}

fn demand_champion(before: &Partner, circumstances: Circumstances<'_>, deed: &str) -> Result<(), Refusal> {
    let champion: Vec<Id> = CHAMPION.parse().into_iter().collect();
    circumstances.actor.demand(&champion, before, deed)
}

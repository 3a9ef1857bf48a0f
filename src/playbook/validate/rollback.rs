//! Rollbacks: they lead to an earlier stage, what they reopen is there, and a plan can be followed and rehearsed.

use std::collections::BTreeSet;

use super::forms;
use super::known::Known;
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::Site;
use crate::playbook::found::Found;
use crate::playbook::id::{Id, ItemRef};
use crate::playbook::model::{Rollback, RollbackPlan, RollbackStep};
use crate::playbook::raw::{Entries, RawReopens, RawRollback, RawStep};

/// How many steps a rollback may have: who has more does not follow them in a bad hour.
const MOST_STEPS: usize = 50;

/// Judges what a rollback out of the stage at `position` does.
pub(super) fn rollback(
    raw: &RawRollback,
    position: usize,
    known: &Known<'_>,
    site: &Site,
    found: &mut Found,
) -> Rollback {
    if position == 0 {
        let fault = forms::invalid("the first stage has none before it to roll back to", site.name());
        found.push(fault.help("remove `rollback`, or move it to a later stage"));
    }
    let to = raw.to.as_ref().and_then(|to| known.stages.resolve(&to.0, &site.key("to"), found));
    if let Some(to) = &to
        && position > 0
        && known.stages.position(to.as_str()).is_some_and(|target| target >= position)
    {
        let message = format!("a rollback leads to an earlier stage, and `{to}` is none");
        found.push(
            forms::invalid(message, site.key("to").value()).help("name a stage that comes before this one"),
        );
    }
    let reopens = raw.reopens.as_ref().map(|raw| reopens(raw, known, &site.key("reopens"), found));
    let reopens = reopens.unwrap_or_default().into_iter().collect();
    Rollback { to, reopens, plan: plan(raw, known, site, found) }
}

/// Reads the plan, if any of it is there: then it needs an owner and steps.
fn plan(raw: &RawRollback, known: &Known<'_>, site: &Site, found: &mut Found) -> Option<RollbackPlan> {
    let is_there = [
        ("owner", raw.owner.is_some(), "name the role that decides on it, as in `owner: engineering`"),
        (
            "steps",
            raw.steps.is_some(),
            "list what is done, as in `steps: [{ do: Close the offers, within: 15m }]`",
        ),
    ];
    if !is_there.iter().any(|(_, is, _)| *is) && raw.triggers.is_none() && raw.rehearsal.is_none() {
        return None;
    }
    for (key, _, help) in is_there.iter().filter(|(_, is, _)| !is) {
        let message = format!("a rollback plan needs `{key}`");
        found.push(Diagnostic::error(Code::MissingKey, message).at(site.name()).help(*help));
    }
    let owner = raw.owner.as_ref().and_then(|role| known.roles.resolve(&role.0, &site.key("owner"), found));
    let triggers = raw.triggers.as_ref().map(|raw| triggers(raw, &site.key("triggers"), found));
    let steps = raw.steps.as_ref().map(|raw| steps(raw, owner.as_ref(), known, &site.key("steps"), found));
    let rehearsal = raw.rehearsal.as_ref().and_then(|raw| {
        let site = site.key("rehearsal").key("valid_for");
        forms::span_from(1, &raw.valid_for, "the time that a rehearsal holds", &site, found)
    });
    Some(RollbackPlan { owner: owner?, triggers: triggers.unwrap_or_default(), steps: steps?, rehearsal })
}

fn triggers(raw: &Entries<String>, site: &Site, found: &mut Found) -> Vec<(Id, String)> {
    if raw.is_empty() {
        let fault = Diagnostic::error(Code::EmptyAssertion, "`triggers` names nothing").at(site.name());
        found.push(fault.help("say what makes the rollback due, or remove it"));
    }
    let read = |(id, text): (&str, &String)| {
        let place = site.key(id);
        let text = forms::line(text, "the trigger", &place, found);
        Some((forms::id(id, place.name(), found)?, text))
    };
    raw.iter().filter_map(read).collect()
}

fn steps(
    raw: &[RawStep],
    owner: Option<&Id>,
    known: &Known<'_>,
    site: &Site,
    found: &mut Found,
) -> Vec<RollbackStep> {
    if raw.is_empty() {
        let fault = Diagnostic::error(Code::EmptyAssertion, "`steps` names nothing").at(site.name());
        found.push(fault.help("list what is done, or remove the plan"));
    }
    if raw.len() > MOST_STEPS {
        let message = format!("the rollback has {} steps; at most {MOST_STEPS} are read", raw.len());
        found.push(forms::invalid(message, site.name()).help("name fewer, and link to what each takes"));
        return Vec::new();
    }
    let mut steps = Vec::new();
    for (position, step) in raw.iter().enumerate() {
        let site = site.index(position);
        let deed = forms::line(&step.deed, "the step", &site.key("do"), found);
        let by = step.by.as_ref().map(|role| known.roles.resolve(&role.0, &site.key("by"), found));
        let within = step.within.as_ref().and_then(|text| {
            let site = site.key("within");
            let within = forms::span(text, &site, found)?;
            if within.seconds().is_some_and(|seconds| seconds > 0) {
                return Some(within);
            }
            let message = format!("a step cannot take `{within}` at most");
            found.push(forms::invalid(message, site.value()).help("write minutes or hours, as in `15m`"));
            None
        });
        let by = by.unwrap_or_else(|| owner.cloned());
        steps.extend(by.map(|by| RollbackStep { deed, by, within }));
    }
    steps
}

fn reopens(raw: &RawReopens, known: &Known<'_>, site: &Site, found: &mut Found) -> BTreeSet<ItemRef> {
    let mut reopened = BTreeSet::new();
    let lists = [
        raw.items.as_ref().map(Vec::len),
        raw.checklists.as_ref().map(Vec::len),
        raw.tags.as_ref().map(Vec::len),
    ];
    if lists.iter().all(|length| length.unwrap_or(0) == 0) {
        let fault = Diagnostic::error(Code::EmptyAssertion, "`reopens` names nothing").at(site.name());
        found.push(fault.help("name `items`, `checklists` or `tags`, or remove it"));
    }
    for (position, name) in raw.items.iter().flatten().enumerate() {
        reopened.extend(known.item(name, None, &site.key("items").index(position), found));
    }
    for checklist in known.checklists.resolve_all(raw.checklists.as_ref(), &site.key("checklists"), found) {
        reopened.extend(known.items.of_checklist(checklist.as_str()).filter_map(address));
    }
    for (position, tag) in raw.tags.iter().flatten().enumerate() {
        match known.tagged.get(tag.0.as_str()) {
            Some(items) => reopened.extend(items.iter().copied().filter_map(address)),
            // An item of a checklist that could not be read may have it.
            None if !known.is_whole => {}
            None => {
                let fault =
                    Diagnostic::error(Code::UnknownReference, format!("no item has the tag `{}`", tag.0));
                let place = site.key("tags").index(position).value();
                let help = "tag the items that a rollback reopens";
                found.push_meant(fault.at(place), &tag.0, known.tagged.keys().copied(), help);
            }
        }
    }
    reopened
}

fn address((checklist, item): (&str, &str)) -> Option<ItemRef> {
    Some(ItemRef { checklist: checklist.parse().ok()?, item: item.parse().ok()? })
}

//! Rollbacks: they lead to an earlier stage, and what they reopen is there.

use std::collections::BTreeSet;

use super::forms;
use super::known::Known;
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::Site;
use crate::playbook::found::Found;
use crate::playbook::id::ItemRef;
use crate::playbook::model::Rollback;
use crate::playbook::raw::{RawReopens, RawRollback};

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
    Rollback { to, reopens: reopens.unwrap_or_default().into_iter().collect() }
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

//! Rollbacks: they lead to an earlier stage, and what they reopen is there.

use std::collections::BTreeSet;

use super::forms;
use super::known::Known;
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::Site;
use crate::playbook::found::Found;
use crate::playbook::id::ItemRef;
use crate::playbook::model::{Item, Rollback};
use crate::playbook::raw::{RawReopens, RawRollback};

/// Judges what a rollback out of the stage at `position` does.
pub(super) fn rollback(
    raw: &RawRollback,
    position: usize,
    items: &[&Item],
    known: &Known<'_>,
    site: &Site,
    found: &mut Found,
) -> Rollback {
    if position == 0 {
        let fault = forms::invalid("the first stage has none before it to roll back to", site.name());
        found.push(fault.help("remove `rollback`, or move it to a later stage"));
    }
    let to = raw
        .to
        .as_ref()
        .and_then(|to| known.stages.resolve(&to.0, &site.key("to"), found));
    if let Some(to) = &to
        && position > 0
        && known
            .stages
            .position(to.as_str())
            .is_some_and(|target| target >= position)
    {
        let message = format!("a rollback leads to an earlier stage, and `{to}` is none");
        found.push(
            forms::invalid(message, site.key("to").value()).help("name a stage that comes before this one"),
        );
    }
    let reopens = raw
        .reopens
        .as_ref()
        .map(|raw| reopens(raw, items, known, &site.key("reopens"), found));
    Rollback {
        to,
        reopens: reopens.unwrap_or_default().into_iter().collect(),
    }
}

fn reopens(
    raw: &RawReopens,
    items: &[&Item],
    known: &Known<'_>,
    site: &Site,
    found: &mut Found,
) -> BTreeSet<ItemRef> {
    let mut reopened = BTreeSet::new();
    if raw.items.is_none() && raw.checklists.is_none() && raw.tags.is_none() {
        let fault = Diagnostic::error(Code::EmptyAssertion, "`reopens` names nothing").at(site.name());
        found.push(fault.help("name `items`, `checklists` or `tags`, or remove it"));
    }
    for (position, name) in raw.items.iter().flatten().enumerate() {
        reopened.extend(known.item(name, None, &site.key("items").index(position), found));
    }
    for checklist in known
        .checklists
        .resolve_all(raw.checklists.as_ref(), &site.key("checklists"), found)
    {
        let of_checklist = items.iter().filter(|item| item.address.checklist == checklist);
        reopened.extend(of_checklist.map(|item| item.address.clone()));
    }
    let tags: BTreeSet<&str> = items
        .iter()
        .flat_map(|item| &item.tags)
        .map(|tag| tag.as_str())
        .collect();
    for (position, tag) in raw.tags.iter().flatten().enumerate() {
        let tagged = items
            .iter()
            .filter(|item| item.tags.iter().any(|own| own.as_str() == tag.0));
        reopened.extend(tagged.map(|item| item.address.clone()));
        if !tags.contains(tag.0.as_str()) {
            let message = format!("no item has the tag `{}`", tag.0);
            let fault = Diagnostic::error(Code::UnknownReference, message);
            let place = site.key("tags").index(position).value();
            found.push_meant(
                fault.at(place),
                &tag.0,
                tags.iter().copied(),
                "tag the items that a rollback reopens",
            );
        }
    }
    reopened
}

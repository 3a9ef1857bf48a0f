//! A playbook between mirror and model: in come the mirrors of a playbook and of the checklists that
//! it includes; out comes one draft, whose items have their defaults and overrides and know where
//! each of their keys was written.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::found::Found;
use super::raw::{
    Entries, RawAccountable, RawChecklistEntry, RawChecklistFile, RawDefaults, RawId, RawItem, RawOverride,
    RawRaci,
};
use crate::diagnostic::{Code, Diagnostic, NodePath, Place};

/// How many items a checklist may have: ten times what a person can oversee.
const MOST_ITEMS: usize = 2_000;

/// Where something was written.
#[derive(Debug, Clone)]
pub(super) struct Site {
    file: Rc<str>,
    path: Rc<NodePath>,
}

impl Site {
    pub(super) fn root(file: &str) -> Self {
        Site { file: file.into(), path: Rc::new(NodePath::root()) }
    }

    pub(super) fn key(&self, key: &str) -> Self {
        Site { file: Rc::clone(&self.file), path: Rc::new(self.path.key(key)) }
    }

    pub(super) fn index(&self, index: usize) -> Self {
        Site { file: Rc::clone(&self.file), path: Rc::new(self.path.index(index)) }
    }

    /// Returns the file, relative to the workspace.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// Means the value that was written here.
    pub(super) fn value(&self) -> Place {
        Place::value(&*self.file, NodePath::clone(&self.path))
    }

    /// Means the key under which it was written.
    pub(super) fn name(&self) -> Place {
        Place::key(&*self.file, NodePath::clone(&self.path))
    }
}

/// A checklist with where it was written.
#[derive(Debug)]
pub(super) struct DraftChecklist {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) about: Option<String>,
    /// The shared file it was included from.
    pub(super) included_from: Option<String>,
    pub(super) site: Site,
    pub(super) items: Vec<DraftItem>,
}

/// An item with defaults and overrides applied.
#[derive(Debug)]
pub(super) struct DraftItem {
    pub(super) checklist: Rc<str>,
    pub(super) id: String,
    pub(super) raw: RawItem,
    site: Site,
    /// The keys that were written elsewhere: in defaults or in an override.
    elsewhere: BTreeMap<&'static str, Site>,
}

impl DraftItem {
    /// Returns where a key of the item was written.
    pub(super) fn site(&self, key: &str) -> Site {
        self.elsewhere.get(key).cloned().unwrap_or_else(|| self.site.key(key))
    }

    /// Returns the full address.
    pub(super) fn address(&self) -> (&str, &str) {
        (&self.checklist, &self.id)
    }
}

/// Takes a checklist that a playbook holds in place.
pub(super) fn own(raw: RawChecklistEntry, site: Site, found: &mut Found) -> DraftChecklist {
    for (key, is_there) in [("omit", raw.omit.is_some()), ("override", raw.overrides.is_some())] {
        if is_there {
            let message = format!("`{key}` has no meaning without `include`");
            let help = "change the items themselves, which stand in this file";
            found.push(Diagnostic::error(Code::UnknownKey, message).at(site.key(key).name()).help(help));
        }
    }
    let mut required = |key: &str, is_there: bool| {
        if !is_there {
            let message = format!("the checklist lacks the key `{key}`");
            let help = "write `id`, `title` and `items`, or `include` a checklist file";
            found.push(Diagnostic::error(Code::MissingKey, message).at(site.key(key).name()).help(help));
        }
    };
    required("id", raw.id.is_some());
    required("title", raw.title.is_some());
    required("items", raw.items.is_some());
    let id = raw.id.map(|id| id.0).unwrap_or_default();
    let items = items(&id, raw.items.unwrap_or_default(), raw.defaults, &site, found);
    let title = raw.title.unwrap_or_default();
    DraftChecklist { id, title, about: raw.about, included_from: None, site, items }
}

/// Takes a shared checklist as it stands in its own file.
pub(super) fn shared(file: &str, raw: RawChecklistFile, found: &mut Found) -> DraftChecklist {
    let site = Site::root(file);
    let items = items(&raw.id.0, raw.items, raw.defaults, &site, found);
    let included_from = Some(file.to_owned());
    DraftChecklist { id: raw.id.0, title: raw.title, about: raw.about, included_from, site, items }
}

/// Applies what the entry of a playbook says about a shared checklist.
pub(super) fn include(
    mut shared: DraftChecklist,
    entry: RawChecklistEntry,
    site: &Site,
    found: &mut Found,
) -> DraftChecklist {
    let own_keys = [
        ("id", entry.id.is_some()),
        ("title", entry.title.is_some()),
        ("about", entry.about.is_some()),
        ("defaults", entry.defaults.is_some()),
        ("items", entry.items.is_some()),
    ];
    for (key, is_there) in own_keys {
        if is_there {
            let message = format!("`{key}` has no meaning beside `include`");
            let help = "the included file says it; `override` changes single items";
            found.push(Diagnostic::error(Code::UnknownKey, message).at(site.key(key).name()).help(help));
        }
    }
    let omitted = omit(&mut shared, entry.omit.unwrap_or_default(), &site.key("omit"), found);
    let overrides = entry.overrides.unwrap_or_default();
    override_items(&mut shared, &overrides, &omitted, &site.key("override"), found);
    if shared.items.is_empty() && !omitted.is_empty() {
        let message = format!("every item of `{}` is left out", shared.id);
        let help = "remove the include";
        found.push(Diagnostic::of(Code::IncludeUnused, message).at(site.key("omit").name()).help(help));
    }
    shared
}

fn omit(shared: &mut DraftChecklist, ids: Vec<RawId>, site: &Site, found: &mut Found) -> BTreeSet<String> {
    let known: BTreeSet<&str> = shared.items.iter().map(|item| item.id.as_str()).collect();
    let mut omitted = BTreeSet::new();
    for (position, RawId(id)) in ids.into_iter().enumerate() {
        if !known.contains(id.as_str()) {
            no_such_item(shared, &id, site.index(position).value(), found);
        } else if !omitted.insert(id.clone()) {
            let message = format!("`{id}` is left out twice");
            found.push(
                Diagnostic::error(Code::DuplicateId, message)
                    .at(site.index(position).value())
                    .help("remove one"),
            );
        }
    }
    shared.items.retain(|item| !omitted.contains(&item.id));
    omitted
}

fn override_items(
    shared: &mut DraftChecklist,
    overrides: &Entries<RawOverride>,
    omitted: &BTreeSet<String>,
    site: &Site,
    found: &mut Found,
) {
    for (id, RawOverride(change)) in overrides.iter() {
        let site = site.key(id);
        if change.id.is_some() {
            let message = "an override cannot change the `id` of an item";
            let help = "leave the item out, and write another in a checklist of the playbook";
            found.push(Diagnostic::error(Code::UnknownKey, message).at(site.key("id").name()).help(help));
        }
        if omitted.contains(id) {
            let message = format!("`{id}` is overridden and left out");
            found.push(
                Diagnostic::of(Code::IncludeUnused, message).at(site.name()).help("remove one of the two"),
            );
        } else if let Some(item) = shared.items.iter_mut().find(|item| item.id == id) {
            let changed = overlay(&mut item.raw, change);
            if changed.is_empty() {
                let message = format!("the override of `{id}` changes nothing");
                found.push(Diagnostic::of(Code::IncludeUnused, message).at(site.name()).help("remove it"));
            }
            item.elsewhere.extend(changed.into_iter().map(|key| (key, site.key(key))));
        } else {
            no_such_item(shared, id, site.name(), found);
        }
    }
}

fn no_such_item(shared: &DraftChecklist, id: &str, place: Place, found: &mut Found) {
    let message = format!("the checklist `{}` has no item `{id}`", shared.id);
    let fault = Diagnostic::error(Code::UnknownReference, message).at(place);
    let known = shared.items.iter().map(|item| item.id.as_str());
    found.push_meant(fault, id, known, "remove it, or name an item of the included file");
}

/// Gives the items of a checklist what they don't say themselves.
fn items(
    checklist: &str,
    raw: Vec<RawItem>,
    defaults: Option<RawDefaults>,
    site: &Site,
    found: &mut Found,
) -> Vec<DraftItem> {
    if raw.is_empty() {
        let fault =
            Diagnostic::error(Code::EmptyAssertion, format!("the checklist `{checklist}` has no items"));
        found.push(fault.at(site.key("items").value()).help("write its items, or remove it"));
    }
    if raw.len() > MOST_ITEMS {
        let message =
            format!("the checklist `{checklist}` has {} items; at most {MOST_ITEMS} are read", raw.len());
        let fault = Diagnostic::error(Code::InvalidValue, message).at(site.key("items").name());
        found.push(fault.help("split it into several checklists"));
        return Vec::new();
    }
    let checklist: Rc<str> = checklist.into();
    let default_site = site.key("defaults");
    let defaults = defaults.map(|defaults| bounded(defaults, &default_site, found)).unwrap_or_default();
    let draft = |(position, mut raw): (usize, RawItem)| {
        let defaults = RawItem {
            stage: defaults.stage.clone().filter(|_| raw.stage.is_none()),
            dimension: defaults.dimension.clone().filter(|_| raw.dimension.is_none()),
            severity: defaults.severity.filter(|_| raw.severity.is_none()),
            blocking: defaults.blocking.filter(|_| raw.blocking.is_none()),
            raci: defaults.raci.clone().filter(|_| raw.raci.is_none()),
            ..RawItem::default()
        };
        let taken = overlay(&mut raw, &defaults);
        let elsewhere = taken.into_iter().map(|key| (key, default_site.key(key))).collect();
        let id = raw.id.as_ref().map(|id| id.0.clone()).unwrap_or_default();
        let site = site.key("items").index(position);
        DraftItem { checklist: Rc::clone(&checklist), id, raw, site, elsewhere }
    };
    raw.into_iter().enumerate().map(draft).collect()
}

/// Every item takes a copy of the defaults, so those must be small: an id of 63 characters is the
/// longest, and a playbook with more roles than this has no use for a RACI.
fn bounded(mut defaults: RawDefaults, site: &Site, found: &mut Found) -> RawDefaults {
    const ROLES: usize = 50;
    let is_long = |id: &RawId| id.0.len() > 63;
    let mut refuse = |key: &str| {
        let message = format!("the default `{key}` is too long");
        found.push(
            Diagnostic::error(Code::InvalidValue, message)
                .at(site.key(key).value())
                .help("write ids of roles, stages and dimensions"),
        );
    };
    if defaults.stage.as_ref().is_some_and(is_long) {
        refuse("stage");
        defaults.stage = None;
    }
    if defaults.dimension.as_ref().is_some_and(is_long) {
        refuse("dimension");
        defaults.dimension = None;
    }
    let is_large = |raci: &RawRaci| {
        let roles = raci.responsible.iter().chain(&raci.consulted).chain(&raci.informed).flatten();
        let is_accountable_large = match &raci.accountable {
            Some(RawAccountable::One(role)) => role.len() > 63,
            Some(RawAccountable::Several(roles)) => {
                roles.len() > ROLES || roles.iter().any(|role| role.len() > 63)
            }
            None => false,
        };
        is_accountable_large || roles.clone().count() > ROLES || roles.into_iter().any(is_long)
    };
    if defaults.raci.as_ref().is_some_and(is_large) {
        refuse("raci");
        defaults.raci = None;
    }
    defaults
}

/// Replaces each key that `change` has, and returns those keys.
fn overlay(item: &mut RawItem, change: &RawItem) -> Vec<&'static str> {
    let mut changed = Vec::new();
    macro_rules! take {
        ($($key:ident)*) => {$(
            if change.$key.is_some() {
                item.$key.clone_from(&change.$key);
                changed.push(stringify!($key));
            }
        )*};
    }
    take!(title stage dimension raci severity blocking waivable needs due evidence when);
    take!(instructions links estimate renamed_from effective_from tags);
    changed
}

//! What items may refer to. In: the ids of a playbook. Out: answers to "is there such a role", with
//! a fault and a suggestion where there is not.

use std::collections::{BTreeMap, BTreeSet};

use super::forms;
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::address::{AddressError, Index};
use crate::playbook::draft::Site;
use crate::playbook::found::Found;
use crate::playbook::id::{Id, ItemRef};
use crate::playbook::model::Attribute;
use crate::playbook::raw::{RawId, RawItemName};

/// The ids of one kind; none where they are not known, and any id may be right.
pub(super) struct Names {
    what: &'static str,
    /// Each with its place in the order, from 0.
    ids: Option<BTreeMap<String, usize>>,
}

impl Names {
    pub(super) fn these<'a>(what: &'static str, names: impl Iterator<Item = &'a str>) -> Self {
        let mut ids = BTreeMap::new();
        for (position, name) in names.enumerate() {
            ids.entry(name.to_owned()).or_insert(position);
        }
        Names { what, ids: Some(ids) }
    }

    pub(super) fn any(what: &'static str) -> Self {
        Names { what, ids: None }
    }

    /// Returns the place of an id in the order, from 0.
    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.ids.as_ref()?.get(id).copied()
    }

    pub(super) fn resolve(&self, name: &str, site: &Site, found: &mut Found) -> Option<Id> {
        let Some(ids) = &self.ids else {
            return forms::id(name, site.value(), found);
        };
        if ids.contains_key(name) {
            return name.parse().ok();
        }
        let what = self.what;
        let fault = Diagnostic::error(Code::UnknownReference, format!("there is no {what} `{name}`"))
            .at(site.value());
        found.push_meant(
            fault,
            name,
            ids.keys().map(String::as_str),
            &format!("declare the {what}, or name another"),
        );
        None
    }

    /// Resolves a list of names, none of which may stand twice.
    pub(super) fn resolve_all(&self, list: Option<&Vec<RawId>>, site: &Site, found: &mut Found) -> Vec<Id> {
        let list = list.map_or(&[] as &[RawId], Vec::as_slice);
        forms::unique(list.iter().map(|name| name.0.as_str()), site, found);
        let resolve = |(position, name): (usize, &RawId)| self.resolve(&name.0, &site.index(position), found);
        list.iter().enumerate().filter_map(resolve).collect()
    }
}

/// Everything that items may refer to.
pub(super) struct Known<'a> {
    pub(super) roles: Names,
    pub(super) stages: Names,
    pub(super) dimensions: Names,
    pub(super) checklists: Names,
    /// None where they could not be read, or a checklist is judged by itself.
    pub(super) attributes: Option<BTreeMap<Id, Attribute>>,
    pub(super) items: Index<'a>,
    /// The items of tags.
    pub(super) tagged: BTreeMap<&'a str, Vec<(&'a str, &'a str)>>,
    /// The items that have a check, well or badly written.
    pub(super) with_check: BTreeSet<(&'a str, &'a str)>,
    /// The stages of items, by checklist and item.
    pub(super) stage_of: BTreeMap<(&'a str, &'a str), &'a str>,
    /// Whether a checklist is judged by itself: a playbook may still override its items.
    pub(super) is_apart: bool,
    /// Whether all checklists were read: items of the others may be named.
    pub(super) is_whole: bool,
    /// How much work may still go into the search for conditions that never hold.
    pub(super) effort: std::cell::Cell<usize>,
}

impl Known<'_> {
    /// Resolves the name of an item that the checklist `own` mentions.
    pub(super) fn item(
        &self,
        name: &RawItemName,
        own: Option<&str>,
        site: &Site,
        found: &mut Found,
    ) -> Option<ItemRef> {
        let error = match self.items.resolve(&name.0, own) {
            Ok(item) => return Some(item),
            Err(error) => error,
        };
        let place = site.value();
        match error {
            // It may be an item of another checklist.
            AddressError::Unknown { .. } if !self.is_whole => {
                let parts = name.0.split('/').collect::<Vec<_>>();
                for part in parts.iter().take(2) {
                    forms::id(part, place.clone(), found);
                }
            }
            AddressError::Unknown { text, .. } => {
                let may = found.may_compare(self.items.len());
                let suggestion = if may { self.items.suggestion(&text, own) } else { None };
                let fault =
                    Diagnostic::error(Code::UnknownReference, format!("there is no item `{text}`")).at(place);
                found.push(match suggestion {
                    Some(meant) => fault.help(format!("did you mean `{meant}`?")).replacement(meant),
                    None => fault.help("name an item as `checklist/item`, or as `item` where it is unique"),
                });
            }
            AddressError::Ambiguous { text, candidates } => {
                let message = format!("`{text}` is the name of several items");
                let help = format!("write `{}`", candidates.join("` or `"));
                found.push(Diagnostic::error(Code::AmbiguousReference, message).at(place).help(help));
            }
        }
        None
    }
}

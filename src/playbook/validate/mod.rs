//! Judges a draft: in comes what people wrote, out comes the model, with every fault told. Each file
//! here turns one part of the draft into its part of the model and reports what is wrong with it;
//! the result counts only where nothing is.

mod attributes;
mod bounds;
mod check;
mod condition;
mod criteria;
mod dimensions;
mod due;
mod evidence;
mod forms;
mod http;
mod item;
mod known;
mod limits;
mod links;
mod needs;
mod program;
mod raci;
mod reach;
mod renamed;
mod roles;
mod rollback;
mod stages;
mod table;
mod templates;
mod unused;
mod waivers;
mod webhook;
mod deliveries;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::address::Index;
use super::draft::{DraftChecklist, DraftItem, Site};
use super::found::Found;
use super::load::Files;
use super::model::{Checklist, Playbook};
use super::raw::RawPlaybook;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Segment};
use known::{Known, Names};

/// How many tests of attributes the search for conditions that never hold may make in one file.
const EFFORT: usize = 500_000;

/// The sections of a playbook that could not be read in full: what is named may stand in them.
#[derive(Debug, Default)]
pub(super) struct Gaps(BTreeSet<String>);

impl Gaps {
    /// Finds the sections in which a fault of shape keeps an entry, or all of them, from being read.
    pub(super) fn of(faults: &Diagnostics, file: &str) -> Self {
        let section = |place: &Place| match place.path.segments() {
            [Segment::Key(section)] | [Segment::Key(section), _] if place.file == file => {
                Some(section.clone())
            }
            _ => None,
        };
        let mut gaps = BTreeSet::new();
        for fault in faults {
            let Some(section) = fault.place.as_ref().and_then(section) else {
                continue;
            };
            gaps.insert(section);
            // A misspelt section is one that is missing.
            gaps.extend(fault.replacement.clone().filter(|_| fault.code == Code::UnknownKey));
        }
        Gaps(gaps)
    }

    /// Adds a section.
    pub(super) fn add(&mut self, section: &str) {
        self.0.insert(section.to_owned());
    }

    fn has(&self, section: &str) -> bool {
        self.0.contains(section)
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Judges a playbook with its checklists as far as they could be read. The result is sound only if
/// no error is found.
pub(super) fn playbook(
    file: &str,
    raw: &RawPlaybook,
    drafts: &[DraftChecklist],
    gaps: &Gaps,
    files: &dyn Files,
    found: &mut Found,
) -> Option<Playbook> {
    let root = Site::root(file);
    let id = forms::id(&raw.id.0, root.key("id").value(), found);
    let version = version(&raw.version.0, &root.key("version"), found);
    let title = forms::line(&raw.title, "the title", &root.key("title"), found);
    let owner = forms::line(&raw.owner, "the owner", &root.key("owner"), found);
    let roles = roles::roles(&raw.roles, &root.key("roles"), found);
    let attributes = attributes::attributes(raw.attributes.as_ref(), &root.key("attributes"), found);
    let dimensions = dimensions::dimensions(&raw.dimensions, &root.key("dimensions"), found);
    let names = |what, section, ids: &mut dyn Iterator<Item = &str>| match gaps.has(section) {
        true => Names::any(what),
        false => Names::these(what, ids),
    };
    let known = Known {
        roles: names("role", "roles", &mut raw.roles.iter().map(|(id, _)| id)),
        stages: names("stage", "stages", &mut raw.stages.iter().map(|stage| stage.id.0.as_str())),
        dimensions: names("dimension", "dimensions", &mut raw.dimensions.iter().map(|(id, _)| id)),
        checklists: names("checklist", "checklists", &mut drafts.iter().map(|draft| draft.id.as_str())),
        attributes: Some(attributes.clone()).filter(|_| !gaps.has("attributes")),
        items: index(drafts),
        tagged: tagged(drafts),
        with_check: with_check(drafts),
        stage_of: stage_of(drafts),
        is_apart: false,
        is_whole: !gaps.has("checklists"),
        effort: Cell::new(EFFORT),
    };
    let waivers = waivers::waivers(raw.waivers.as_ref(), &known, &root, found);
    let checklists = checklists(drafts, &known, files, found);
    let stages = stages::stages(&raw.stages, &checklists, &known, &root.key("stages"), found);
    let built = Playbook {
        id: id?,
        version: version?,
        title,
        owner,
        about: forms::markdown(raw.about.as_ref()),
        roles,
        attributes,
        dimensions,
        waivers: waivers?,
        stages,
        checklists,
    };
    // After an error, what looks unused may only be misspelt where it is used.
    if gaps.is_empty() && !found.has_errors() {
        unused::unused(&built, &root, found);
    }
    Some(built)
}

/// Judges a shared checklist by itself: whatever needs a playbook to be judged passes.
pub(super) fn checklist(draft: &DraftChecklist, files: &dyn Files, found: &mut Found) {
    let drafts = std::slice::from_ref(draft);
    let known = Known {
        roles: Names::any("role"),
        stages: Names::any("stage"),
        dimensions: Names::any("dimension"),
        checklists: Names::any("checklist"),
        attributes: None,
        items: index(drafts),
        tagged: tagged(drafts),
        with_check: with_check(drafts),
        stage_of: stage_of(drafts),
        is_apart: true,
        is_whole: false,
        effort: Cell::new(0),
    };
    checklists(drafts, &known, files, found);
}

fn index(drafts: &[DraftChecklist]) -> Index<'_> {
    Index::of(drafts.iter().flat_map(|draft| &draft.items).map(DraftItem::address))
}

fn tagged(drafts: &[DraftChecklist]) -> BTreeMap<&str, Vec<(&str, &str)>> {
    let mut tagged: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for item in drafts.iter().flat_map(|draft| &draft.items) {
        for tag in item.raw.tags.iter().flatten() {
            tagged.entry(tag.0.as_str()).or_default().push(item.address());
        }
    }
    tagged
}

fn with_check(drafts: &[DraftChecklist]) -> BTreeSet<(&str, &str)> {
    let items = drafts.iter().flat_map(|draft| &draft.items);
    items.filter(|item| item.raw.check.is_some()).map(DraftItem::address).collect()
}

fn stage_of(drafts: &[DraftChecklist]) -> BTreeMap<(&str, &str), &str> {
    let items = drafts.iter().flat_map(|draft| &draft.items);
    items.filter_map(|item| Some((item.address(), item.raw.stage.as_ref()?.0.as_str()))).collect()
}

fn version(text: &str, site: &Site, found: &mut Found) -> Option<semver::Version> {
    match semver::Version::parse(text) {
        Ok(version) => Some(version),
        Err(error) => {
            let fault = forms::invalid(format!("`{text}` is not a version: {error}"), site.value());
            found.push(fault.help("write three numbers, as in `1.0.0`"));
            None
        }
    }
}

fn checklists(
    drafts: &[DraftChecklist],
    known: &Known<'_>,
    files: &dyn Files,
    found: &mut Found,
) -> Vec<Checklist> {
    let mut built: Vec<Checklist> = Vec::new();
    for (position, draft) in drafts.iter().enumerate() {
        let id = forms::id(&draft.id, draft.site.key("id").value(), found);
        if let Some(first) =
            drafts[..position].iter().find(|first| first.id == draft.id && !draft.id.is_empty())
        {
            let message = format!("two checklists have the id `{}`", draft.id);
            let fault = Diagnostic::error(Code::DuplicateId, message).at(draft.site.key("id").value());
            let help = "give one of them another id, or include the file once";
            found.push(fault.related(first.site.key("id").value(), "first here").help(help));
        }
        let title = forms::line(&draft.title, "the title", &draft.site.key("title"), found);
        duplicates(draft, found);
        renamed::renamed(draft, found);
        let items = draft.items.iter().filter_map(|item| item::item(item, known, files, found)).collect();
        if let Some(id) = id {
            let (about, included_from) = (forms::markdown(draft.about.as_ref()), draft.included_from.clone());
            built.push(Checklist { id, title, about, included_from, items });
        }
    }
    let items: Vec<&DraftItem> = drafts.iter().flat_map(|draft| &draft.items).collect();
    needs::circles(&items, known, found);
    built
}

/// Reports items of one checklist that have one id.
fn duplicates(draft: &DraftChecklist, found: &mut Found) {
    let mut first: BTreeMap<&str, &DraftItem> = BTreeMap::new();
    for item in draft.items.iter().filter(|item| !item.id.is_empty()) {
        if let Some(earlier) = first.get(item.id.as_str()) {
            let message = format!("two items of `{}` have the id `{}`", draft.id, item.id);
            let fault = Diagnostic::error(Code::DuplicateId, message).at(item.site("id").value());
            found.push(
                fault.related(earlier.site("id").value(), "first here").help("give one of them another id"),
            );
        } else {
            first.insert(item.id.as_str(), item);
        }
    }
}

//! `aboard.toml`: in comes its document, out comes a [`Config`], or every fault at once with its place.

mod hours;
mod raw;
pub(super) mod rewrite;

use std::collections::{BTreeMap, BTreeSet};

use super::playbooks::PLAYBOOKS;
use crate::calendar::{Calendar, Zone};
use crate::change::Layout;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, NodePath, Place, suggest};
use crate::playbook::id::Id;
use crate::source::{Document, MAX_FAULTS, Tree};
use raw::RawConfig;

/// The file that makes a repository a workspace.
pub const FILE: &str = "aboard.toml";

/// What a workspace is set up as.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The name of the organisation.
    pub organisation: String,
    /// Its business hours.
    pub calendar: Calendar,
    /// The people of the platform, and whoever else acts, by id.
    pub people: BTreeMap<Id, Person>,
    /// Where state is kept.
    pub state: StateConfig,
    /// What is taken where a command does not say.
    pub defaults: Defaults,
}

/// Somebody who makes changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The e-mail of the git identity, in lower case.
    pub email: String,
    /// The roles held, by the ids of the playbooks.
    pub roles: BTreeSet<Id>,
}

/// Where state is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateConfig {
    /// The folder, relative to the workspace; it may lie in another repository or worktree.
    pub directory: String,
    /// How it is laid out.
    pub layout: Layout,
}

/// What is taken where a command does not say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Defaults {
    /// The playbook of a new partner.
    pub playbook: Option<Id>,
    /// The champion of a new partner: an id of the people.
    pub champion: Option<Id>,
}

impl Config {
    /// Reads `aboard.toml`.
    ///
    /// # Errors
    /// Returns every fault of the file, placed.
    pub fn load(document: &Document) -> Result<Self, Diagnostics> {
        let tree = document.toml_tree()?;
        let (raw, mut faults) = tree.parse_lossy::<RawConfig>();
        let config = raw.map(|raw| validate(raw, &tree, &mut faults));
        let mut faults: Diagnostics = faults.into_iter().take(MAX_FAULTS).collect();
        tree.resolve(&mut faults);
        match config {
            Some(config) if !faults.has_errors() => Ok(config),
            _ => Err(faults.sorted()),
        }
    }

    /// Returns the person of an e-mail, in any case of letters.
    #[must_use]
    pub fn person_by_email(&self, email: &str) -> Option<(&Id, &Person)> {
        self.people.iter().find(|(_, person)| person.email.eq_ignore_ascii_case(email))
    }

    /// Returns the name of the person of an e-mail, else the e-mail itself.
    #[must_use]
    pub fn name_of<'a>(&'a self, email: &'a str) -> &'a str {
        self.person_by_email(email).map_or(email, |(_, person)| &person.name)
    }
}

fn validate(raw: RawConfig, tree: &Tree, faults: &mut Diagnostics) -> Config {
    let at = |path: &NodePath| Place::value(tree.name(), path.clone());
    let root = NodePath::default();
    if raw.format != 1 {
        faults.push(
            Diagnostic::error(Code::FormatUnsupported, format!("format {} is not known here", raw.format))
                .at(at(&root.key("format")))
                .help("write `format = 1`, or use a newer aboard"),
        );
    }
    if raw.organisation.name.trim().is_empty() {
        let place = at(&root.key("organisation").key("name"));
        faults.push(Diagnostic::error(Code::InvalidValue, "the organisation has no name").at(place));
    }
    let calendar = calendar(raw.calendar, tree, faults);
    let people = people(raw.people, tree, faults);
    let directory = raw.state.directory;
    if let Some(why) = unsafe_folder(&directory) {
        let place = at(&root.key("state").key("directory"));
        faults.push(Diagnostic::error(Code::InvalidValue, format!("`{directory}` {why}")).at(place));
    }
    let defaults = Defaults { playbook: raw.defaults.playbook, champion: raw.defaults.champion };
    if let Some(champion) = defaults.champion.as_ref().filter(|id| !people.contains_key(*id)) {
        let known = people.keys().map(Id::as_str);
        let fault = Diagnostic::error(Code::UnknownReference, format!("there is no person `{champion}`"))
            .at(at(&root.key("defaults").key("champion")));
        faults.push(suggesting(fault, champion.as_str(), known));
    }
    Config {
        organisation: raw.organisation.name,
        calendar,
        people,
        state: StateConfig { directory, layout: raw.state.layout },
        defaults,
    }
}

/// Adds the name that was likely meant, if one is known that is near enough.
fn suggesting<'a>(fault: Diagnostic, wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    match suggest(wanted, known) {
        Some(meant) => fault.help(format!("did you mean `{meant}`?")).replacement(format!("\"{meant}\"")),
        None => fault,
    }
}

fn calendar(raw: raw::RawCalendar, tree: &Tree, faults: &mut Diagnostics) -> Calendar {
    let root = NodePath::default().key("calendar");
    let zone = Zone::named(&raw.zone).unwrap_or_else(|| {
        let message = format!("`{}` is no time zone of the IANA database, such as `Europe/Berlin`", raw.zone);
        let place = Place::value(tree.name(), root.key("zone"));
        let fault = Diagnostic::error(Code::ConfigCalendar, message).at(place);
        faults.push(suggesting(fault, &raw.zone, Zone::names().iter().map(String::as_str)));
        Zone::UTC
    });
    let mut push = |path: NodePath, message: String| {
        faults.push(Diagnostic::error(Code::ConfigCalendar, message).at(Place::value(tree.name(), path)));
    };
    if let Some(day) = raw.hours.as_ref().and_then(hours::overlong) {
        let message = format!("`{day}` has more than {} openings", hours::MOST);
        push(root.key("hours").key(day), message);
        return Calendar::utc_weekdays();
    }
    let week = raw.hours.map_or_else(|| Calendar::utc_weekdays().week().clone(), hours::week);
    Calendar::new(zone, week, raw.holidays).unwrap_or_else(|found| {
        for fault in found {
            push(hours::place(&root, &fault), fault.to_string());
        }
        Calendar::utc_weekdays()
    })
}

fn people(raw: BTreeMap<Id, raw::RawPerson>, tree: &Tree, faults: &mut Diagnostics) -> BTreeMap<Id, Person> {
    let root = NodePath::default().key("people");
    let mut owners: BTreeMap<String, Id> = BTreeMap::new();
    let mut people = BTreeMap::new();
    for (id, person) in raw {
        let place = |key: &str| Place::value(tree.name(), root.key(id.as_str()).key(key));
        let email = person.email.to_lowercase();
        if !email.split_once('@').is_some_and(|(local, host)| !local.is_empty() && !host.is_empty())
            || email.chars().any(|c| c.is_whitespace() || c == '<' || c == '>')
        {
            let message = format!("`{}` is not an e-mail address", person.email);
            faults.push(
                Diagnostic::error(Code::ConfigPerson, message)
                    .at(place("email"))
                    .help("write the address that `git config user.email` prints for the person"),
            );
        }
        if let Some(other) = owners.insert(email.clone(), id.clone()) {
            let message =
                format!("`{id}` and `{other}` have the same e-mail, so nobody could tell who acted");
            faults.push(Diagnostic::error(Code::ConfigPerson, message).at(place("email")));
        }
        let roles = person.roles.into_iter().collect();
        people.insert(id, Person { name: person.name, email, roles });
    }
    people
}

/// Why a folder cannot hold state; none where it can.
fn unsafe_folder(directory: &str) -> Option<&'static str> {
    if directory.is_empty() || directory.starts_with('/') || directory.contains('\\') {
        return Some("is not a folder relative to the workspace, such as `partners`");
    }
    let odd = |part: &str| part.is_empty() || part == "." || part.eq_ignore_ascii_case(".git");
    if directory.split('/').any(odd) {
        return Some("has a part that is empty, `.` or `.git`");
    }
    // State is written by the program alone: it must not lie among what people write. Some systems
    // tell no capital letters from small ones.
    let parts = parts(directory);
    if parts.iter().all(|part| *part == "..") {
        return Some("holds the workspace: state needs a folder of its own, such as `partners`");
    }
    let first = parts.first().map(|part| part.to_lowercase());
    let peoples = first.is_some_and(|first| first == PLAYBOOKS || first == FILE);
    peoples.then_some("is where people write: state needs a folder of its own, such as `partners`")
}

/// The parts of a folder below the workspace's root, or of one above it, with the way back taken out.
fn parts(directory: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for part in directory.split('/') {
        match parts.last() {
            Some(last) if part == ".." && *last != ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts
}

#[cfg(test)]
mod tests;

//! The workspace of the demo: in come a folder and the moment that the story is to end by, out comes a workspace in which it
//! has been told.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use super::cast::PARTNERS;
use super::plan::{Cast, Days, Entry, entries};
use super::runner::Runner;
use super::setting::{EDITION, EDITION_MESSAGE, ORGANISATION, PEOPLE, SECOND_VERSION};
use super::step::{Partner, Person};
use crate::cli::cmd::init::shipped;
use crate::cli::error::CliError;
use crate::playbook::attributes::parse_value;
use crate::playbook::id::Id;
use crate::playbook::model::{Playbook, Value};
use crate::source::Document;
use crate::store::{Edit, GitStore, NewCommit, Signature, Store};
use crate::workspace::config::{Config, FILE};
use crate::workspace::{Workspace, WorkspaceError};

/// The playbook that gets a second version.
const REVISED: &str = "playbooks/marketplace-seller.yaml";

/// What there is at the end.
pub(super) struct Built {
    pub(super) partners: usize,
    pub(super) changes: usize,
    /// Business days from the first change to the last.
    pub(super) days: i64,
}

/// Builds the workspace in an empty folder; `progress` is told of every change: how many of how many.
pub(super) fn build(
    folder: &Path,
    now: DateTime<Utc>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Built, CliError> {
    let config_text = config(now);
    let config = read(&config_text)?;
    let days = Days::ending_by(now, &config.calendar);
    let playbooks = playbooks()?;
    let profiles =
        PARTNERS.iter().map(|partner| attributes(partner, &playbooks)).collect::<Result<Vec<_>, _>>()?;
    let mut entries = story(&playbooks, &profiles, &days)?;
    entries.sort_by_key(|entry| entry.at);

    let first = PARTNERS.iter().flat_map(|partner| partner.steps).map(|step| step.from).min().unwrap_or(0);
    let store = GitStore::init(folder)?;
    // Made-up people sign nothing with the key of a real one, and hundreds of commits are not to ask for it; nor
    // has a team's policy anything to say of a story.
    store.set_policy_aside()?;
    let mut files = shipped::common_files();
    for id in shipped::ids() {
        files.extend(shipped_playbook(id)?.files);
    }
    files.insert(FILE.to_owned(), config_text);
    let laid = days.at(first - 1, TimeDelta::hours(14));
    commit(&store, "dana", laid, "Lay down an Aboard workspace\n", &files)?;

    let workspace = Workspace::open(folder)?;
    let revised = days.at(SECOND_VERSION, TimeDelta::hours(9));
    let mut edition = Some(second_version(&files));
    let runner =
        Runner { workspace: &workspace, calendar: &config.calendar, days: &days, playbooks: &playbooks };
    let total = entries.len();
    let mut changes = 0;
    for (index, entry) in entries.iter().enumerate() {
        if entry.at >= revised
            && let Some(files) = edition.take()
        {
            commit(&store, "paula", revised, EDITION_MESSAGE, &files)?;
        }
        changes += runner.record(entry, index)?;
        progress(index + 1, total);
    }
    Ok(Built { partners: PARTNERS.len(), changes, days: -first })
}

fn shipped_playbook(id: &str) -> Result<shipped::Shipped, CliError> {
    Ok(shipped::playbook(id).ok_or_else(|| CliError::unknown("shipped playbook", id, shipped::ids()))??)
}

fn playbooks() -> Result<BTreeMap<&'static str, Playbook>, CliError> {
    shipped::ids().map(|id| Ok((id, shipped_playbook(id)?.playbook))).collect()
}

pub(super) fn governing<'a>(
    playbooks: &'a BTreeMap<&str, Playbook>,
    partner: &Partner,
) -> Result<&'a Playbook, CliError> {
    let unknown = || CliError::unknown("shipped playbook", partner.playbook, shipped::ids());
    playbooks.get(partner.playbook).ok_or_else(unknown)
}

/// The attributes of a partner, as its playbook takes them.
pub(super) fn attributes(
    partner: &Partner,
    playbooks: &BTreeMap<&str, Playbook>,
) -> Result<BTreeMap<Id, Value>, CliError> {
    let playbook = governing(playbooks, partner)?;
    let legal_name = format!("legal-name={}", partner.legal_name);
    let words = partner.attributes.iter().copied().chain([legal_name.as_str()]);
    words
        .map(|word| {
            let (id, text) = word.split_once('=').unwrap_or((word, ""));
            let known = playbook.attributes.keys().map(Id::as_str);
            let (id, attribute) = playbook
                .attributes
                .get_key_value(id)
                .ok_or_else(|| CliError::unknown("attribute", id, known))?;
            let value = parse_value(attribute, text)
                .map_err(|error| CliError::usage(format!("attribute `{id}` of `{}`: {error}", partner.id)))?;
            Ok((id.clone(), value))
        })
        .collect()
}

fn story<'a>(
    playbooks: &'a BTreeMap<&str, Playbook>,
    profiles: &'a [BTreeMap<Id, Value>],
    days: &Days<'_>,
) -> Result<Vec<Entry<'a>>, CliError> {
    let mut all = Vec::new();
    for (place, (partner, attributes)) in PARTNERS.iter().zip(profiles).enumerate() {
        let cast = Cast { partner, playbook: governing(playbooks, partner)?, attributes };
        all.extend(entries(&cast, i32::try_from(place).unwrap_or(0), days)?);
    }
    Ok(all)
}

/// The `aboard.toml` of the demo: its people, and the fixed holidays of the years it touches.
fn config(now: DateTime<Utc>) -> String {
    let mut text = format!(
        "# The workspace of `aboard demo`. Everybody in it is made up.\nformat = 1\n\n[organisation]\nname = \"{ORGANISATION}\"\n\n\
         [calendar]\nzone = \"Europe/Berlin\"\n\n[calendar.hours]\n"
    );
    for day in ["mon", "tue", "wed", "thu", "fri"] {
        // A String takes whatever is written to it; so below.
        let _ = writeln!(text, "{day} = [\"09:00-17:00\"]");
    }
    let _ = writeln!(text, "\n[calendar.holidays]");
    for year in now.year() - 1..=now.year() + 1 {
        for (day, name) in [
            ("01-01", "New Year's Day"),
            ("05-01", "Labour Day"),
            ("12-25", "Christmas Day"),
            ("12-26", "Boxing Day"),
        ] {
            let _ = writeln!(text, "{year}-{day} = \"{name}\"");
        }
    }
    for person in PEOPLE {
        let Person { id, name, roles } = person;
        let email = person.email();
        let _ = write!(text, "\n[people.{id}]\nname = \"{name}\"\nemail = \"{email}\"\nroles = {roles:?}\n");
    }
    let _ = writeln!(text, "\n[defaults]\nplaybook = \"{}\"\nchampion = \"dana\"", shipped::DEFAULT);
    text
}

fn read(text: &str) -> Result<Config, CliError> {
    let read = Document::from_bytes(FILE, text.as_bytes()).and_then(|document| Config::load(&document));
    read.map_err(|faults| {
        let sources = [(FILE.to_owned(), text.to_owned())].into();
        WorkspaceError::Faulty { what: FILE.to_owned(), faults, sources }.into()
    })
}

/// The files of the second version that differ from the first.
fn second_version(files: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let first = files.get(REVISED).cloned().unwrap_or_default();
    let second = EDITION.iter().fold(first, |text, (old, new)| text.replacen(old, new, 1));
    [(REVISED.to_owned(), second)].into()
}

fn commit(
    store: &GitStore,
    person: &str,
    when: DateTime<Utc>,
    message: &str,
    files: &BTreeMap<String, String>,
) -> Result<(), CliError> {
    let person = find(person)?;
    let signature = Signature { name: person.name.to_owned(), email: person.email(), when };
    let edit = |(path, text): (&String, &String)| Edit {
        path: path.clone(),
        content: Some(text.clone().into_bytes()),
        expected: None,
    };
    let commit = NewCommit {
        edits: files.iter().map(edit).collect(),
        message: message.to_owned(),
        author: signature.clone(),
        committer: signature,
    };
    let head = store.head()?;
    store.commit(head.as_ref(), &commit).map_err(WorkspaceError::Commit)?;
    Ok(())
}

pub(super) fn find(id: &str) -> Result<&'static Person, CliError> {
    let known = PEOPLE.iter().map(|person| person.id);
    PEOPLE.iter().find(|person| person.id == id).ok_or_else(|| CliError::unknown("person", id, known))
}

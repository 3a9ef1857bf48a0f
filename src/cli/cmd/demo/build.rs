//! The runner of the story: in come a folder and the moment it is to end by, out comes a workspace. Every
//! entry goes the way of the commands: a change, judged and recorded as one commit by who makes it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use ulid::Ulid;

use super::answer;
use super::cast::PARTNERS;
use super::machines;
use super::plan::{Act, Cast, Days, Entry, entries};
use super::setting::{EDITION, EDITION_MESSAGE, ORGANISATION, PEOPLE, SECOND_VERSION};
use super::step::{Deed, Partner, Person};
use crate::calendar::Calendar;
use crate::change::check::Run;
use crate::change::environment::Describe;
use crate::change::item::{Action, Move};
use crate::change::{Change, note, partner, rehearsal, sign_off, stage, waiver};
use crate::cli::cmd::init::shipped;
use crate::cli::error::CliError;
use crate::partner::{Contact, Ruling, Took};
use crate::playbook::address::resolve_item;
use crate::playbook::attributes::parse_value;
use crate::playbook::id::Id;
use crate::playbook::model::{Check, Criterion, Item, Playbook, RollbackStep, Side, Value};
use crate::source::Document;
use crate::store::{Edit, GitStore, NewCommit, Signature, Store};
use crate::workspace::config::{Config, FILE};
use crate::workspace::{Intent, Workspace, WorkspaceError};

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

fn governing<'a>(
    playbooks: &'a BTreeMap<&str, Playbook>,
    partner: &Partner,
) -> Result<&'a Playbook, CliError> {
    let unknown = || CliError::unknown("shipped playbook", partner.playbook, shipped::ids());
    playbooks.get(partner.playbook).ok_or_else(unknown)
}

/// The attributes of a partner, as its playbook takes them.
fn attributes(
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

fn find(id: &str) -> Result<&'static Person, CliError> {
    let known = PEOPLE.iter().map(|person| person.id);
    PEOPLE.iter().find(|person| person.id == id).ok_or_else(|| CliError::unknown("person", id, known))
}

/// The first person who holds a role, and the champion where nobody of the platform does.
fn person_for(role: &str, partner: &Partner) -> Result<&'static Person, CliError> {
    let holder = PEOPLE.iter().find(|person| role != "champion" && person.roles.contains(&role));
    holder.map_or_else(|| find(partner.champion), Ok)
}

struct Runner<'a> {
    workspace: &'a Workspace,
    calendar: &'a Calendar,
    days: &'a Days<'a>,
    playbooks: &'a BTreeMap<&'static str, Playbook>,
}

impl Runner<'_> {
    /// Records one entry, and returns how many changes it took: several where several people sign.
    fn record(&self, entry: &Entry<'_>, index: usize) -> Result<usize, CliError> {
        let partner = entry.partner;
        let playbook = governing(self.playbooks, partner)?;
        let champion = find(partner.champion)?;
        let deed = match &entry.act {
            Act::Complete(address) => {
                let item =
                    playbook.item(address).ok_or_else(|| CliError::usage(format!("no item {address}")))?;
                if item.check.is_some() {
                    return self.check(entry, playbook, item);
                }
                let accountable = &item.raci.accountable;
                let on_behalf_of =
                    Some(accountable.to_string()).filter(|role| playbook.side(role) == Side::Partner);
                let change = Change::Items(Move {
                    action: Action::Complete,
                    items: vec![address.clone()],
                    reason: None,
                    waits_on: None,
                    evidence: answer::all(
                        item,
                        partner,
                        self.calendar,
                        entry.at,
                        self.days.date(partner.launch),
                    ),
                    on_behalf_of,
                });
                return self.commit(entry, person_for(accountable.as_str(), partner)?, &change);
            }
            Act::Deed(deed) => deed,
        };
        match *deed {
            Deed::Add => self.add(entry, champion),
            Deed::Signed => {
                let signed = Some(self.calendar.local_date(entry.at));
                self.commit(
                    entry,
                    champion,
                    &Change::PartnerSet(partner::Set { signed, ..Default::default() }),
                )
            }
            Deed::Failed { item, said, figures } => {
                let item = playbook.item(&resolve_item(playbook, item)?);
                let found = item.and_then(|item| {
                    Some((item.address.clone(), machines::failed(playbook, item, said, figures)?))
                });
                let found = found.into_iter().collect();
                self.commit(entry, champion, &Change::Check(Run { found, ..Run::default() }))
            }
            Deed::Move { action, items, reason, waits_on } => {
                let items =
                    items.iter().map(|item| resolve_item(playbook, item)).collect::<Result<Vec<_>, _>>()?;
                let accountable =
                    items.first().and_then(|item| playbook.item(item)).map(|item| &item.raci.accountable);
                let person = match (action, accountable) {
                    (Action::Reject, Some(role)) => person_for(role.as_str(), partner)?,
                    _ => champion,
                };
                let moved = Move {
                    action,
                    items,
                    reason: reason.map(str::to_owned),
                    waits_on,
                    evidence: BTreeMap::new(),
                    on_behalf_of: None,
                };
                self.commit(entry, person, &Change::Items(moved))
            }
            Deed::Note { item, text } => {
                let millis = u64::try_from(entry.at.timestamp_millis()).unwrap_or(0);
                let id = Ulid::from_parts(millis, index as u128).to_string();
                let item = item.map(|item| resolve_item(playbook, item)).transpose()?;
                self.commit(entry, champion, &Change::Note(note::Add { id, item, text: text.to_owned() }))
            }
            Deed::Waive { item, reason, control, until } => {
                let request = waiver::Request {
                    item: resolve_item(playbook, item)?,
                    reason: reason.to_owned(),
                    control: control.to_owned(),
                    until: self.days.date(until),
                };
                self.commit(entry, champion, &Change::WaiverRequest(request))
            }
            Deed::Approve(item) => {
                let item = resolve_item(playbook, item)?;
                let rule = waiver::Rule { item, ruling: Ruling::Approved, reason: None };
                self.commit(entry, find("paula")?, &Change::WaiverRule(rule))
            }
            Deed::Sign { stage, role } => self.sign(entry, playbook, stage, role),
            Deed::Promote { overriding } => self.promote(entry, playbook, overriding),
            Deed::Rollback(reason) => {
                let from = self.stage_of(partner)?;
                let left = playbook.stage(from.as_str());
                let to = left.and_then(|stage| stage.rollback.to.clone()).unwrap_or_else(|| from.clone());
                let person = self.approver(playbook, &from, partner)?;
                self.commit(
                    entry,
                    person,
                    &Change::Rollback(stage::Rollback {
                        from,
                        to,
                        reason: reason.to_owned(),
                        trigger: None,
                        took: Vec::new(),
                    }),
                )
            }
            Deed::Archive(reason) => {
                let archive = partner::Archive { restore: false, reason: reason.to_owned() };
                self.commit(entry, champion, &Change::PartnerArchive(archive))
            }
            // The plan has made items of both.
            Deed::Finish { .. } | Deed::Done(_) => Ok(0),
        }
    }

    fn add(&self, entry: &Entry<'_>, champion: &Person) -> Result<usize, CliError> {
        let partner = entry.partner;
        let declared = attributes(partner, self.playbooks)?;
        let mut contacts = BTreeMap::new();
        for (role, name) in
            [("partner-lead", partner.lead), ("partner-tech", partner.tech), ("partner-ops", partner.ops)]
        {
            let mailbox = role.trim_start_matches("partner-");
            let email = Some(format!("{mailbox}@{}.example", partner.id));
            contacts.insert(id(role)?, Some(Contact { name: name.to_owned(), email }));
        }
        let profile = partner::Set {
            champion: Some(champion.email()),
            launch: Some(self.days.date(partner.launch)),
            attributes: declared.into_iter().map(|(id, value)| (id, Some(value))).collect(),
            contacts,
            ..Default::default()
        };
        let start = self.calendar.local_date(entry.at);
        let key = id(partner.id)?;
        let email = champion.email();
        let intent = intent(&key, champion, &email, entry.at);
        self.workspace.record(&intent, &|view, _| {
            Ok(Change::PartnerAdd(partner::Add {
                name: partner.name.to_owned(),
                pin: view.playbook(partner.playbook)?.pin,
                start,
                profile: profile.clone(),
            }))
        })?;
        Ok(1)
    }

    fn sign(
        &self,
        entry: &Entry<'_>,
        playbook: &Playbook,
        stage: &str,
        only: Option<&str>,
    ) -> Result<usize, CliError> {
        let mut changes = 0;
        let asked = playbook.stage(stage).map(|stage| stage.sign_offs.clone()).unwrap_or_default();
        for role in asked.into_iter().filter(|role| only.is_none_or(|only| role.as_str() == only)) {
            let partner = entry.partner;
            let reference = Some(format!("https://docs.market.example/{}/{stage}/{role}", partner.id))
                .filter(|_| playbook.side(role.as_str()) == Side::Partner);
            let person = person_for(role.as_str(), partner)?;
            let name = answer::holder(&role, partner).to_owned();
            let change = Change::SignOff(sign_off::Sign { stage: id(stage)?, role, name, reference });
            changes += self.commit(entry, person, &change)?;
        }
        Ok(changes)
    }

    fn promote(
        &self,
        entry: &Entry<'_>,
        playbook: &Playbook,
        overriding: Option<(&str, i64)>,
    ) -> Result<usize, CliError> {
        let from = self.stage_of(entry.partner)?;
        let next = playbook.stage_index(from.as_str()).and_then(|index| playbook.stages.get(index + 1));
        let to = next.map_or_else(|| from.clone(), |stage| stage.id.clone());
        let person = self.approver(playbook, &from, entry.partner)?;
        let mut changes = self.rehearse(entry, playbook, &to)?;
        let overriding = overriding.map(|(reason, until)| stage::Overriding {
            reason: reason.to_owned(),
            until: self.days.date(until),
        });
        let promote = stage::Promote { from, to, allow_conditions: true, overriding };
        changes += self.commit(entry, person, &Change::Promote(promote))?;
        if self.stage_of(entry.partner)?.as_str() == "sandbox" {
            changes += self.environment(entry, find(entry.partner.champion)?)?;
        }
        Ok(changes)
    }

    /// Makes the check of an item: as often as the gate looks at its runs together.
    fn check(&self, entry: &Entry<'_>, playbook: &Playbook, item: &Item) -> Result<usize, CliError> {
        let champion = find(entry.partner.champion)?;
        let criteria = playbook.stages.iter().flat_map(|stage| &stage.criteria);
        let runs = criteria.filter(|criterion| criterion.of == item.address).map(Criterion::runs).max();
        let asks = item.check.as_ref().is_some_and(Check::asks);
        let url = asks.then(|| machines::endpoint(entry.partner));
        let mut changes = 0;
        for run in 0..runs.unwrap_or(1) {
            let chance = answer::chance(&format!("{} {} {run}", entry.partner.id, item.address));
            let found = machines::found(playbook, item, url.as_deref(), chance);
            let found = found.map(|found| (item.address.clone(), found)).into_iter().collect();
            changes += self.commit(entry, champion, &Change::Check(Run { found, ..Run::default() }))?;
        }
        Ok(changes)
    }

    /// Says where the partner's own endpoints are, where it has any.
    fn environment(&self, entry: &Entry<'_>, champion: &Person) -> Result<usize, CliError> {
        let partner = entry.partner;
        if !partner.attributes.contains(&"own-endpoints=true") {
            return Ok(0);
        }
        let describe = Describe { name: id("sandbox")?, environment: Some(machines::environment(partner)?) };
        self.commit(entry, champion, &Change::PartnerEnvironment(describe))
    }

    /// Goes through the rollback of a stage that is to be entered, where its gate will ask for that: each step in half
    /// its time.
    fn rehearse(&self, entry: &Entry<'_>, playbook: &Playbook, stage: &Id) -> Result<usize, CliError> {
        let plan = playbook.stage(stage.as_str()).and_then(|stage| stage.rollback.plan.as_ref());
        let Some(plan) = plan.filter(|plan| plan.rehearsal.is_some()) else { return Ok(0) };
        let within = |step: &RollbackStep| step.within.and_then(|within| within.seconds()).unwrap_or(3_600);
        let took = plan.steps.iter().map(|step| Took::of_seconds(within(step).unsigned_abs() / 2)).collect();
        let reference = Some(format!("https://docs.market.example/{}/{stage}/rollback", entry.partner.id));
        let rehearse = rehearsal::Rehearse { stage: stage.clone(), took, failed: None, reference };
        let person = person_for(plan.owner.as_str(), entry.partner)?;
        self.commit(entry, person, &Change::Rehearse(rehearse))
    }

    fn stage_of(&self, partner: &Partner) -> Result<Id, CliError> {
        let view = self.workspace.view(&crate::workspace::When::Head)?;
        Ok(view.partner(partner.id)?.stage)
    }

    fn approver(
        &self,
        playbook: &Playbook,
        stage: &Id,
        partner: &Partner,
    ) -> Result<&'static Person, CliError> {
        let approver = playbook.stage(stage.as_str()).and_then(|stage| stage.approver.as_ref());
        person_for(approver.map_or("champion", Id::as_str), partner)
    }

    fn commit(&self, entry: &Entry<'_>, person: &Person, change: &Change) -> Result<usize, CliError> {
        let key = id(entry.partner.id)?;
        self.workspace
            .record(&intent(&key, person, &person.email(), entry.at), &|_, _| Ok(change.clone()))?;
        Ok(1)
    }
}

fn intent<'a>(partner: &'a Id, person: &'a Person, email: &'a str, recorded: DateTime<Utc>) -> Intent<'a> {
    Intent { partner, name: person.name, email, recorded, happened: None, text: "", dry_run: false }
}

fn id(text: &str) -> Result<Id, CliError> {
    text.parse().map_err(|error| CliError::usage(format!("`{text}`: {error}")))
}

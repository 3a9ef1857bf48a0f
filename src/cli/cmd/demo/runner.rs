//! The runner of the story: in come its entries, one after another; out come changes. Every entry goes the way of the
//! commands: a change, judged and recorded as one commit by who makes it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use ulid::Ulid;

use super::answer;
use super::build::{attributes, find, governing};
use super::machines;
use super::plan::{Act, Days, Entry};
use super::setting::PEOPLE;
use super::step::{Deed, Partner, Person};
use crate::calendar::Calendar;
use crate::change::check::Run;
use crate::change::environment::Describe;
use crate::change::item::{Action, Move};
use crate::change::{Change, baseline, note, partner, rehearsal, sign_off, stage, waiver};
use crate::cli::error::CliError;
use crate::partner::{Contact, Ruling, Took};
use crate::playbook::address::resolve_item;
use crate::playbook::id::Id;
use crate::playbook::model::{Check, Criterion, Item, Playbook, RollbackStep, Side};
use crate::workspace::{Intent, Workspace};

/// The first person who holds a role, and the champion where nobody of the platform does.
fn person_for(role: &str, partner: &Partner) -> Result<&'static Person, CliError> {
    let holder = PEOPLE.iter().find(|person| role != "champion" && person.roles.contains(&role));
    holder.map_or_else(|| find(partner.champion), Ok)
}

/// What the story is told in.
pub(super) struct Runner<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) calendar: &'a Calendar,
    pub(super) days: &'a Days<'a>,
    pub(super) playbooks: &'a BTreeMap<&'static str, Playbook>,
}

impl Runner<'_> {
    /// Records one entry, and returns how many changes it took: several where several people sign.
    pub(super) fn record(&self, entry: &Entry<'_>, index: usize) -> Result<usize, CliError> {
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
        let criteria = playbook.stages.iter().flat_map(|stage| &stage.criteria);
        if criteria.clone().any(|criterion| criterion.of_baseline && criterion.of == item.address) {
            let measured = [(item.address.clone(), entry.at)].into();
            changes += self.commit(entry, champion, &Change::Baseline(baseline::Set { measured }))?;
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

//! The profile of a partner as people type it: in come flags, out comes what changes.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use clap::Args;

use crate::change::partner::{Field, Set};
use crate::cli::complete;
use crate::cli::error::CliError;
use crate::partner::Contact;
use crate::playbook::attributes::parse_value;
use crate::playbook::id::Id;
use crate::playbook::model::{Playbook, Value};
use crate::workspace::config::Config;

/// What `add` and `set` say of a partner.
#[derive(Debug, Args)]
pub(super) struct Profile {
    /// Its name, as people write it
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Declare an attribute; several choices of a list are separated by commas
    #[arg(long, value_name = "ATTRIBUTE=VALUE")]
    set: Vec<String>,
    /// Who runs the onboarding: a person of aboard.toml, by id, name or e-mail
    #[arg(long, value_name = "WHO", add = complete::person())]
    pub(super) champion: Option<String>,
    /// Who stands in for the champion
    #[arg(long, value_name = "WHO", add = complete::person())]
    backup: Option<String>,
    /// The day the onboarding started
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) start: Option<NaiveDate>,
    /// The day the contract was signed
    #[arg(long, value_name = "DATE", value_parser = date)]
    signed: Option<NaiveDate>,
    /// The day the launch is planned for
    #[arg(long, value_name = "DATE", value_parser = date)]
    launch: Option<NaiveDate>,
    /// Who acts in a role; name and work address only, since git cannot forget
    #[arg(long, value_name = "ROLE=NAME <MAIL>")]
    contact: Vec<String>,
}

/// A day, as typed; of years that git and TOML can write down.
pub(in crate::cli::cmd) fn date(text: &str) -> Result<NaiveDate, String> {
    let date: Option<NaiveDate> = text.parse().ok();
    date.filter(|date| (1970..=9999).contains(&date.year()))
        .ok_or_else(|| "write a date as 2026-03-31, of the years 1970 to 9999".to_owned())
}

impl Profile {
    /// Returns what changes, under a playbook.
    pub(super) fn read(&self, config: &Config, playbook: &Playbook) -> Result<Set, CliError> {
        let who = |who: &Option<String>| who.as_deref().map(|who| email(config, who)).transpose();
        Ok(Set {
            name: self.name.clone(),
            start: self.start,
            signed: self.signed,
            launch: self.launch,
            champion: who(&self.champion)?,
            backup: who(&self.backup)?,
            attributes: attributes(playbook, &self.set)?,
            contacts: contacts(playbook, &self.contact)?,
            clear: Vec::new(),
        })
    }
}

/// Adds what is to be known no longer: a field, an attribute, or the contact of a role.
pub(super) fn unset(set: &mut Set, playbook: &Playbook, keys: &[String]) -> Result<(), CliError> {
    const FIELDS: [Field; 4] = [Field::Signed, Field::Launch, Field::Champion, Field::Backup];
    for key in keys {
        let twice = if let Some(role) = key.strip_prefix("contact:") {
            let role = known_role(playbook, role)?;
            set.contacts.insert(role, None).is_some()
        } else if let Some(field) = FIELDS.into_iter().find(|field| field.as_str() == key) {
            let said = match field {
                Field::Signed => set.signed.is_some(),
                Field::Launch => set.launch.is_some(),
                Field::Champion => set.champion.is_some(),
                Field::Backup => set.backup.is_some(),
            };
            set.clear.push(field);
            said
        } else if let Some((id, _)) = playbook.attributes.get_key_value(key.as_str()) {
            set.attributes.insert(id.clone(), None).is_some()
        } else {
            let fields = FIELDS.iter().map(|field| field.as_str());
            let known: Vec<_> = fields.chain(playbook.attributes.keys().map(Id::as_str)).collect();
            return Err(CliError::unknown("part of the profile", key, known)
                .hint("take out a contact with: --unset contact:ROLE"));
        };
        if twice {
            return Err(CliError::usage(format!("`{key}` is both set and unset, or unset twice")));
        }
    }
    set.clear.sort();
    set.clear.dedup();
    Ok(())
}

fn attributes(playbook: &Playbook, words: &[String]) -> Result<BTreeMap<Id, Option<Value>>, CliError> {
    let mut attributes = BTreeMap::new();
    for word in words {
        let (id, value) = word.split_once('=').ok_or_else(|| {
            CliError::usage(format!("`{word}` declares no attribute")).hint("write --set ATTRIBUTE=VALUE")
        })?;
        let known = || playbook.attributes.keys().map(Id::as_str).collect::<Vec<_>>();
        let (id, attribute) = playbook
            .attributes
            .get_key_value(id.trim())
            .ok_or_else(|| CliError::unknown("attribute", id.trim(), known()))?;
        let value = parse_value(attribute, value)
            .map_err(|fault| CliError::usage(format!("attribute `{id}`: {fault}")))?;
        if attributes.insert(id.clone(), Some(value)).is_some() {
            return Err(CliError::usage(format!("attribute `{id}` is set twice"))
                .hint(format!("write several choices of a list as --set {id}=ONE,OTHER")));
        }
    }
    Ok(attributes)
}

fn contacts(playbook: &Playbook, words: &[String]) -> Result<BTreeMap<Id, Option<Contact>>, CliError> {
    let mut contacts = BTreeMap::new();
    for word in words {
        let shape = || {
            CliError::usage(format!("`{word}` names no contact"))
                .hint("write --contact ROLE=\"Name <name@company.example>\"")
        };
        let (role, contact) = word.split_once('=').ok_or_else(shape)?;
        let role = known_role(playbook, role.trim())?;
        let contact = match contact.split_once('<') {
            None => Contact { name: contact.trim().to_owned(), email: None },
            Some((name, rest)) => {
                let email = rest.trim_end().strip_suffix('>').ok_or_else(shape)?;
                Contact { name: name.trim().to_owned(), email: Some(email.trim().to_lowercase()) }
            }
        };
        if contacts.insert(role.clone(), Some(contact)).is_some() {
            return Err(CliError::usage(format!("the contact for `{role}` is given twice")));
        }
    }
    Ok(contacts)
}

fn known_role(playbook: &Playbook, role: &str) -> Result<Id, CliError> {
    let known = || playbook.roles.keys().map(Id::as_str).collect::<Vec<_>>();
    let found = playbook.roles.get_key_value(role);
    found.map(|(id, _)| id.clone()).ok_or_else(|| CliError::unknown("role", role, known()))
}

/// The e-mail of who is meant: a person of `aboard.toml` by id, name or e-mail, or any other e-mail.
pub(super) fn email(config: &Config, who: &str) -> Result<String, CliError> {
    let who = who.trim();
    if let Some(person) = config.people.get(who) {
        return Ok(person.email.clone());
    }
    if who.contains('@') {
        return Ok(who.to_lowercase());
    }
    let named: Vec<_> =
        config.people.values().filter(|person| person.name.to_lowercase() == who.to_lowercase()).collect();
    match named.as_slice() {
        [person] => Ok(person.email.clone()),
        [] => {
            let ids = config.people.keys().map(Id::as_str);
            let known: Vec<_> =
                ids.chain(config.people.values().map(|person| person.name.as_str())).collect();
            Err(CliError::unknown("person", who, known).hint("people are listed in aboard.toml"))
        }
        several => {
            let emails: Vec<_> = several.iter().map(|person| person.email.as_str()).collect();
            Err(CliError::usage(format!("several people are called `{who}`"))
                .hint(format!("write one of: {}", emails.join(", "))))
        }
    }
}

//! The profile of a partner: it begins its onboarding, its profile changes, it is archived.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::actor::CHAMPION;
use super::note::sentence;
use super::{Circumstances, Refusal};
use crate::partner::{Archived, Contact, Partner, Pin, StageState};
use crate::playbook::attributes;
use crate::playbook::id::Id;
use crate::playbook::model::Value;

/// The longest name, in characters.
const LONGEST_NAME: usize = 120;

/// A partner begins its onboarding, in the first stage of its playbook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Add {
    /// Its name, as people write it.
    pub name: String,
    /// The playbook version that governs it.
    pub pin: Pin,
    /// The day the onboarding starts.
    pub start: NaiveDate,
    /// The profile it begins with.
    pub profile: Set,
}

/// The profile of a partner changes; what is not said stays.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Set {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The day the onboarding started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<NaiveDate>,
    /// The day the contract was signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed: Option<NaiveDate>,
    /// The day the launch is planned for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub launch: Option<NaiveDate>,
    /// The e-mail of the champion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub champion: Option<String>,
    /// The e-mail of the backup.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup: Option<String>,
    /// Attributes to declare or, where null, to take back.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<Id, Option<Value>>,
    /// Contacts to name by role or, where null, to take out.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub contacts: BTreeMap<Id, Option<Contact>>,
    /// What is known no longer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clear: Vec<Field>,
}

impl Set {
    /// Returns the names of what changes, for a headline.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let fixed = [
            ("name", self.name.is_some()),
            ("start", self.start.is_some()),
            ("signed", self.signed.is_some()),
            ("launch", self.launch.is_some()),
            ("champion", self.champion.is_some()),
            ("backup", self.backup.is_some()),
        ];
        let fixed = fixed.into_iter().filter(|(_, said)| *said).map(|(name, _)| name.to_owned());
        let attributes = self.attributes.keys().map(ToString::to_string);
        let contacts = self.contacts.keys().map(|role| format!("contact {role}"));
        let cleared = self.clear.iter().map(|field| field.as_str().to_owned());
        fixed.chain(attributes).chain(contacts).chain(cleared).collect()
    }
}

/// A part of the profile that may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The day the contract was signed.
    Signed,
    /// The day the launch is planned for.
    Launch,
    /// The champion.
    Champion,
    /// The backup.
    Backup,
}

impl Field {
    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Field::Signed => "signed",
            Field::Launch => "launch",
            Field::Champion => "champion",
            Field::Backup => "backup",
        }
    }
}

/// The onboarding ends, or is taken up again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Archive {
    /// Whether it is taken up again.
    pub restore: bool,
    /// Why.
    pub reason: String,
}

pub(super) fn add(
    id: &Id,
    state: Option<&Partner>,
    add: &Add,
    circumstances: Circumstances<'_>,
) -> Result<Partner, Refusal> {
    if state.is_some() {
        return Err(Refusal::PartnerExists(id.clone()));
    }
    let Circumstances { playbook, actor, at, .. } = circumstances;
    let Some(first) = playbook.stages.first() else {
        return Err(Refusal::Text(format!("playbook `{}` has no stages", playbook.id)));
    };
    check_name(&add.name)?;
    let mut partner = Partner {
        id: id.clone(),
        name: add.name.clone(),
        start: add.start,
        signed: None,
        launch: None,
        champion: None,
        backup: None,
        stage: first.id.clone(),
        archived: None,
        pin: add.pin.clone(),
        attributes: BTreeMap::new(),
        contacts: BTreeMap::new(),
        environments: BTreeMap::new(),
        stages: BTreeMap::from([(first.id.clone(), StageState::entered(at))]),
        items: BTreeMap::new(),
        rehearsals: BTreeMap::new(),
        checks: BTreeMap::new(),
        baselines: BTreeMap::new(),
        waivers: BTreeMap::new(),
        notes: BTreeMap::new(),
    };
    if actor.roles.is_empty() {
        demand_champion(&partner, circumstances, "add a partner")?;
    }
    guard_champion(&partner, &add.profile, circumstances)?;
    write(&mut partner, &add.profile, circumstances)?;
    Ok(partner)
}

pub(super) fn set(state: &mut Partner, set: &Set, circumstances: Circumstances<'_>) -> Result<(), Refusal> {
    let before = state.clone();
    // Asked of the state before, since the change may name another champion.
    if circumstances.actor.roles.is_empty() {
        demand_champion(&before, circumstances, "change its profile")?;
    }
    guard_champion(&before, set, circumstances)?;
    write(state, set, circumstances)?;
    if *state == before {
        return Err(Refusal::Nothing("the profile says so already".to_owned()));
    }
    Ok(())
}

pub(super) fn archive(
    state: &mut Partner,
    archive: &Archive,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    sentence("reason", &archive.reason)?;
    let Circumstances { actor, at, .. } = circumstances;
    let champion: Vec<Id> = CHAMPION.parse().into_iter().collect();
    actor.demand(&champion, state, "archive a partner, or take it up again")?;
    match (archive.restore, &state.archived) {
        (true, None) => Err(Refusal::NotArchived(state.id.clone())),
        (false, Some(_)) => Err(Refusal::Archived(state.id.clone())),
        (true, Some(_)) => {
            state.archived = None;
            Ok(())
        }
        (false, None) => {
            state.archived =
                Some(Archived { on: at, by: actor.email.clone(), reason: archive.reason.clone() });
            Ok(())
        }
    }
}

/// Nobody becomes champion, or backup, by their own word: it takes the role, or to be champion by now.
fn guard_champion(partner: &Partner, set: &Set, circumstances: Circumstances<'_>) -> Result<(), Refusal> {
    let own = |email: &&String| email.eq_ignore_ascii_case(&circumstances.actor.email);
    match [&set.champion, &set.backup].into_iter().flatten().find(own) {
        None => Ok(()),
        Some(_) => demand_champion(partner, circumstances, "become champion or backup"),
    }
}

fn demand_champion(partner: &Partner, circumstances: Circumstances<'_>, deed: &str) -> Result<(), Refusal> {
    let champion: Vec<Id> = CHAMPION.parse().into_iter().collect();
    circumstances.actor.demand(&champion, partner, deed)
}

fn write(partner: &mut Partner, set: &Set, circumstances: Circumstances<'_>) -> Result<(), Refusal> {
    let playbook = circumstances.playbook;
    if let Some(name) = &set.name {
        check_name(name)?;
        partner.name.clone_from(name);
    }
    partner.start = set.start.unwrap_or(partner.start);
    partner.signed = set.signed.or(partner.signed);
    partner.launch = set.launch.or(partner.launch);
    for (target, email) in [(&mut partner.champion, &set.champion), (&mut partner.backup, &set.backup)] {
        if let Some(email) = email {
            check_email(email)?;
            *target = Some(email.to_lowercase());
        }
    }
    for (id, value) in &set.attributes {
        let attribute = playbook.attributes.get(id).ok_or_else(|| {
            Refusal::Attribute(format!("playbook `{}` has no attribute `{id}`", playbook.id))
        })?;
        match value {
            None => drop(partner.attributes.remove(id)),
            Some(value) => {
                attributes::check_value(attribute, value)
                    .map_err(|fault| Refusal::Attribute(format!("attribute `{id}`: {fault}")))?;
                partner.attributes.insert(id.clone(), value.clone());
            }
        }
    }
    for (role, contact) in &set.contacts {
        if !playbook.roles.contains_key(role) {
            return Err(Refusal::NoRole { playbook: playbook.id.clone(), role: role.clone() });
        }
        match contact {
            None => drop(partner.contacts.remove(role)),
            Some(contact) => {
                check_name(&contact.name)?;
                contact.email.as_deref().map_or(Ok(()), check_email)?;
                partner.contacts.insert(role.clone(), contact.clone());
            }
        }
    }
    for field in &set.clear {
        match field {
            Field::Signed => partner.signed = None,
            Field::Launch => partner.launch = None,
            Field::Champion => partner.champion = None,
            Field::Backup => partner.backup = None,
        }
    }
    Ok(())
}

fn check_name(name: &str) -> Result<(), Refusal> {
    sentence("name", name)?;
    if name.chars().count() > LONGEST_NAME || name.contains('\n') {
        return Err(Refusal::Text(format!("a name is one line of at most {LONGEST_NAME} characters")));
    }
    Ok(())
}

fn check_email(email: &str) -> Result<(), Refusal> {
    let shaped = email.split_once('@').is_some_and(|(local, host)| !local.is_empty() && !host.is_empty())
        && email.chars().count() <= 254
        && !email.chars().any(|c| c.is_whitespace() || c.is_control() || c == '<' || c == '>');
    if shaped { Ok(()) } else { Err(Refusal::Text(format!("`{email}` is not an e-mail address"))) }
}

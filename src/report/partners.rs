//! Partners as recorded: the list of them, and one in full. Enter: states, and the playbook that declares
//! what they may hold. Leave: plain values.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::moment::{Instant, local};
use super::rollback::{RehearsalNote, rehearsals};
use super::unreadable::Unreadable;
use super::version::FormatVersion;
use crate::calendar::Calendar;
use crate::partner::{Environment, Note, Partner, StageState};
use crate::playbook::id::Id;
use crate::playbook::model::{Attribute, Playbook, Side};

/// The list of partners.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "Partners as recorded: aboard partner list --format json")]
pub struct Partners {
    /// The version of this format.
    pub format_version: FormatVersion,
    /// What this document is.
    #[schemars(extend("const" = "partners"))]
    pub kind: String,
    /// The partners, by id.
    pub partners: Vec<PartnerLine>,
    /// Those that cannot be read.
    pub unreadable: Vec<Unreadable>,
}

impl Partners {
    /// Makes a list.
    #[must_use]
    pub fn new(partners: Vec<PartnerLine>, unreadable: Vec<Unreadable>) -> Self {
        Partners { format_version: FormatVersion, kind: "partners".to_owned(), partners, unreadable }
    }
}

/// A partner, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PartnerLine {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The stage it is in.
    pub stage: String,
    /// Its champion: a name, or an e-mail where nobody of `aboard.toml` has it.
    pub champion: Option<String>,
    /// The playbook that governs it: `id@version`.
    pub playbook: String,
    /// The day it was archived.
    pub archived: Option<NaiveDate>,
}

/// One partner in full.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "One partner in full: aboard partner show --format json")]
pub struct PartnerDetail {
    /// The version of this format.
    pub format_version: FormatVersion,
    /// What this document is.
    #[schemars(extend("const" = "partner"))]
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its champion: an e-mail.
    pub champion: Option<String>,
    /// Who stands in for the champion: an e-mail.
    pub backup: Option<String>,
    /// The day the onboarding started.
    pub start: NaiveDate,
    /// The day the contract was signed.
    pub signed: Option<NaiveDate>,
    /// The day the launch is planned for.
    pub launch: Option<NaiveDate>,
    /// The stage it is in.
    pub stage: String,
    /// When and why it was archived.
    pub archived: Option<ArchivedNote>,
    /// What governs it.
    pub pin: PinNote,
    /// Its attributes, declared or not, by id.
    pub attributes: Vec<AttributeNote>,
    /// Who acts for it, by role.
    pub contacts: Vec<ContactNote>,
    /// Where its systems are reached, by environment.
    pub environments: Vec<EnvironmentNote>,
    /// The stages it entered, in order.
    pub stages: Vec<StageNote>,
    /// The last time that the rollback of each stage was gone through, in order.
    pub rehearsals: Vec<RehearsalNote>,
    /// What was noted, oldest first.
    pub notes: Vec<NoteLine>,
}

/// When and why a partner was archived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ArchivedNote {
    /// When.
    pub on: Instant,
    /// Who decided: an e-mail.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// The playbook version that governs a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PinNote {
    /// The id of the playbook.
    pub playbook: String,
    /// Its version.
    pub version: String,
    /// The commit it was read at.
    pub commit: String,
    /// SHA-256 over the playbook and its includes.
    pub hash: String,
}

/// Where a partner's systems are reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EnvironmentNote {
    /// Its name.
    pub name: String,
    /// What the paths of checks are put behind.
    pub url: String,
    /// What says who asks, by header: words, and the names of variables that hold what is secret.
    pub headers: BTreeMap<String, String>,
    /// The variable that holds the secret which events are signed with.
    pub signing: Option<String>,
    /// Addresses that are reached beside public ones.
    pub reach: Vec<String>,
}

/// An attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AttributeNote {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its value, as text; none where neither declared nor defaulted.
    pub value: Option<String>,
    /// Where the value is from: declared, default or undeclared.
    pub origin: String,
    /// Whether the playbook requires it.
    pub required: bool,
}

/// Who acts in a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ContactNote {
    /// The role.
    pub role: String,
    /// The side of the role.
    pub side: Side,
    /// The name.
    pub name: String,
    /// The work address.
    pub email: Option<String>,
}

/// A stage that was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StageNote {
    /// The stage.
    pub stage: String,
    /// When it was entered.
    pub entered: Instant,
    /// When it was left.
    pub left: Option<Instant>,
    /// Who signed, by role: a name and a day.
    pub sign_offs: BTreeMap<String, String>,
    /// The last day of the decision to leave it although its gate did not say `go`.
    pub overridden_until: Option<NaiveDate>,
}

/// A remark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NoteLine {
    /// When it was made.
    pub on: Instant,
    /// Who made it: an e-mail.
    pub by: String,
    /// What kind it is: a remark, a learning, or an interface change.
    #[schemars(extend("enum" = ["remark", "learning", "interface change"]))]
    pub note: String,
    /// The item it is about.
    pub item: Option<String>,
    /// The remark.
    pub text: String,
}

impl PartnerDetail {
    /// Gathers all that is recorded of a partner, beside its items.
    #[must_use]
    pub fn new(
        partner: &Partner,
        playbook: &Playbook,
        notes: &BTreeMap<String, Note>,
        calendar: &Calendar,
    ) -> Self {
        let archived = partner.archived.as_ref().map(|archived| ArchivedNote {
            on: local(archived.on, calendar),
            by: archived.by.clone(),
            reason: archived.reason.clone(),
        });
        PartnerDetail {
            format_version: FormatVersion,
            kind: "partner".to_owned(),
            id: partner.id.to_string(),
            name: partner.name.clone(),
            champion: partner.champion.clone(),
            backup: partner.backup.clone(),
            start: partner.start,
            signed: partner.signed,
            launch: partner.launch,
            stage: partner.stage.to_string(),
            archived,
            pin: PinNote {
                playbook: partner.pin.playbook.to_string(),
                version: partner.pin.version.to_string(),
                commit: partner.pin.commit.clone(),
                hash: partner.pin.hash.clone(),
            },
            attributes: attributes(partner, playbook),
            contacts: contacts(partner, playbook),
            environments: environments(partner),
            stages: stages(partner, playbook, calendar),
            rehearsals: rehearsals(partner, playbook, calendar),
            notes: notes
                .values()
                .map(|note| NoteLine {
                    on: local(note.on, calendar),
                    by: note.by.clone(),
                    note: note.kind.as_str().to_owned(),
                    item: note.item.as_ref().map(ToString::to_string),
                    text: note.text.clone(),
                })
                .collect(),
        }
    }
}

fn environments(partner: &Partner) -> Vec<EnvironmentNote> {
    let note = |(name, environment): (&Id, &Environment)| EnvironmentNote {
        name: name.to_string(),
        url: environment.url.to_string(),
        headers: environment
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect(),
        signing: environment.signing.as_ref().map(ToString::to_string),
        reach: environment.reach.iter().map(|reach| reach.as_str().to_owned()).collect(),
    };
    partner.environments.iter().map(note).collect()
}

fn attributes(partner: &Partner, playbook: &Playbook) -> Vec<AttributeNote> {
    let declared = |(id, attribute): (&Id, &Attribute)| {
        let value = partner.attributes.get(id);
        let origin = match (value, &attribute.default) {
            (Some(_), _) => "declared",
            (None, Some(_)) => "default",
            (None, None) => "undeclared",
        };
        AttributeNote {
            id: id.to_string(),
            title: attribute.title.clone(),
            value: value.or(attribute.default.as_ref()).map(ToString::to_string),
            origin: origin.to_owned(),
            required: attribute.required,
        }
    };
    // A playbook that was changed by hand may have lost an attribute that the partner declared.
    let lost = partner.attributes.iter().filter(|(id, _)| !playbook.attributes.contains_key(*id)).map(
        |(id, value)| AttributeNote {
            id: id.to_string(),
            title: String::new(),
            value: Some(value.to_string()),
            origin: "declared".to_owned(),
            required: false,
        },
    );
    playbook.attributes.iter().map(declared).chain(lost).collect()
}

fn contacts(partner: &Partner, playbook: &Playbook) -> Vec<ContactNote> {
    let mut contacts: Vec<_> = partner
        .contacts
        .iter()
        .map(|(role, contact)| ContactNote {
            role: role.to_string(),
            side: playbook.side(role.as_str()),
            name: contact.name.clone(),
            email: contact.email.clone(),
        })
        .collect();
    contacts.sort_by(|a, b| (a.side, &a.role).cmp(&(b.side, &b.role)));
    contacts
}

fn stages(partner: &Partner, playbook: &Playbook, calendar: &Calendar) -> Vec<StageNote> {
    let mut stages: Vec<_> = partner.stages.iter().collect();
    stages.sort_by_key(|(id, state)| (playbook.stage_index(id.as_str()), state.entered));
    let note = |(id, state): (&Id, &StageState)| StageNote {
        stage: id.to_string(),
        entered: local(state.entered, calendar),
        left: state.left.map(|left| local(left, calendar)),
        sign_offs: state
            .sign_offs
            .iter()
            .map(|(role, sign)| {
                (role.to_string(), format!("{}, {}", sign.name, calendar.local_date(sign.on)))
            })
            .collect(),
        overridden_until: state.overridden.as_ref().map(|decision| decision.until),
    };
    stages.into_iter().map(note).collect()
}

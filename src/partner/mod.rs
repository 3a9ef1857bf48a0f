//! The state of one partner: in come the bytes of its files, out comes a [`Partner`], and back.
//!
//! The model holds what happened and who said so; whatever can be derived (outcomes, scores, due
//! dates) is left to `readiness`.

pub mod baseline;
mod codec;
pub mod environment;
mod plain;
pub mod evidence;
pub mod item;
pub mod note;
pub mod observation;
pub mod patch;
pub mod rehearsal;
pub mod stage;
pub mod waiver;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use semver::Version;
use serde::{Deserialize, Serialize};

use crate::playbook::id::{Id, ItemRef};
use crate::playbook::model::Value;

pub use baseline::Baseline;
pub use codec::{StateFault, decode, decode_note, encode, encode_note};
pub use environment::Environment;
pub use evidence::{Answer, Evidence, SignOff};
pub use item::{ItemState, Status, Wait};
pub use note::{Note, NoteKind};
pub use observation::{Finding, Measured, Observation, Source};
pub use rehearsal::{Rehearsal, Took, TookFault};
pub use stage::{Override, StageState};
pub use waiver::{Decision, Ruling, Waiver};

/// One partner as recorded: `partners/ID.toml`, and the notes that were loaded with it or added.
#[derive(Debug, Clone, PartialEq)]
pub struct Partner {
    /// Its id; the file is named after it.
    pub id: Id,
    /// Its name, as people write it.
    pub name: String,
    /// The day the onboarding started, in the workspace's zone.
    pub start: NaiveDate,
    /// The day the contract was signed.
    pub signed: Option<NaiveDate>,
    /// The day the launch is planned for.
    pub launch: Option<NaiveDate>,
    /// The e-mail of the person of the platform who runs the onboarding.
    pub champion: Option<String>,
    /// The e-mail of who stands in for the champion.
    pub backup: Option<String>,
    /// The stage it is in.
    pub stage: Id,
    /// When and why it was archived; an archived partner takes no change but its return.
    pub archived: Option<Archived>,
    /// The playbook version that governs it.
    pub pin: Pin,
    /// What it declared about itself.
    pub attributes: BTreeMap<Id, Value>,
    /// Who acts in a role, on either side.
    pub contacts: BTreeMap<Id, Contact>,
    /// Where its systems are reached, by environment.
    pub environments: BTreeMap<Id, Environment>,
    /// Every stage that was entered, by id.
    pub stages: BTreeMap<Id, StageState>,
    /// The latest rehearsal of the rollback of a stage.
    pub rehearsals: BTreeMap<Id, Rehearsal>,
    /// Every item that was worked on.
    pub items: BTreeMap<ItemRef, ItemState>,
    /// The latest observation of an item's check.
    pub checks: BTreeMap<ItemRef, Observation>,
    /// The baseline of an item's check.
    pub baselines: BTreeMap<ItemRef, Baseline>,
    /// The latest waiver of an item.
    pub waivers: BTreeMap<ItemRef, Waiver>,
    /// Notes by ULID: those loaded, and those a change added. Each is a file of its own.
    pub notes: BTreeMap<String, Note>,
}

/// The playbook version that governs a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// The id of the playbook.
    pub playbook: Id,
    /// Its version.
    pub version: Version,
    /// Its file, relative to the root of the workspace.
    pub path: String,
    /// The commit it was read at: a full id.
    pub commit: String,
    /// SHA-256 over the playbook and its includes, in hex.
    pub hash: String,
}

/// Who acts in a role. Names and work addresses only: git cannot forget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The name, as the person writes it.
    pub name: String,
    /// The work address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// When and why a partner was archived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Archived {
    /// When.
    pub on: DateTime<Utc>,
    /// Who decided: an e-mail.
    pub by: String,
    /// Why.
    pub reason: String,
}

impl Partner {
    /// Returns the state of an item; that of one never touched is `todo`.
    #[must_use]
    pub fn status(&self, item: &ItemRef) -> Status {
        self.items.get(item).map_or(Status::Todo, |state| state.status)
    }

    /// Returns the e-mails that may act for the partner as its champion.
    pub fn champions(&self) -> impl Iterator<Item = &str> {
        self.champion.iter().chain(&self.backup).map(String::as_str)
    }
}

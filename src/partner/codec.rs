//! TOML of partner state: in come bytes of one file, out comes its value; and back, stably sorted,
//! one table per item, so that a diff reads as a sentence.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::plain;
use super::{
    Archived, Baseline, Contact, Environment, ItemState, Note, Observation, Partner, Pin, Rehearsal,
    StageState, Waiver,
};
use crate::playbook::id::{Id, ItemRef};
use crate::playbook::model::Value;

/// The format this program writes, and the newest it reads.
const FORMAT: u32 = 1;

/// Why a state file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StateFault {
    /// A folder, a symbolic link or a submodule has its name.
    #[error("it is not a regular file")]
    NotAFile,
    /// Its name lies in a folder that the layout does not give it.
    #[error("it is not there: a file of its name lies in another folder of the state directory")]
    Misplaced,
    /// It is not UTF-8.
    #[error("it is not UTF-8 text")]
    Text,
    /// It is not the TOML that this program writes.
    #[error("{}{message}", line.map_or_else(String::new, |line| format!("line {line}: ")))]
    Toml {
        /// The line of the fault, from 1, where there is one.
        line: Option<usize>,
        /// What is wrong there.
        message: String,
    },
    /// It says no format.
    #[error("it has no `format`, which every state file starts with")]
    NoFormat,
    /// A newer program wrote it.
    #[error("it has format {found}, and this program knows up to {FORMAT}: use a newer aboard")]
    Newer {
        /// The format that the file says.
        found: i64,
    },
}

/// `partners/ID.toml` as it stands in the file: scalars first, then tables.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartnerFile {
    format: u32,
    name: String,
    start: NaiveDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signed: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    launch: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    champion: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    backup: Option<String>,
    stage: Id,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    archived: Option<Archived>,
    pin: Pin,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<Id, Value>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    contacts: BTreeMap<Id, Contact>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    environments: BTreeMap<Id, Environment>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    stages: BTreeMap<Id, StageState>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    rehearsals: BTreeMap<Id, Rehearsal>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    items: BTreeMap<ItemRef, ItemState>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    checks: BTreeMap<ItemRef, Observation>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    baselines: BTreeMap<ItemRef, Baseline>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    waivers: BTreeMap<ItemRef, Waiver>,
}

/// A file that says its format.
trait Formatted {
    fn format(&self) -> u32;
}

impl Formatted for PartnerFile {
    fn format(&self) -> u32 {
        self.format
    }
}

impl Formatted for NoteFile {
    fn format(&self) -> u32 {
        self.format
    }
}

/// A file of one note.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoteFile {
    format: u32,
    note: Note,
}

/// Reads `partners/ID.toml`; notes are files of their own.
///
/// # Errors
/// Returns what is wrong and where; a newer format is refused, since rewriting it would lose what
/// this program does not know.
pub fn decode(id: &Id, bytes: &[u8]) -> Result<Partner, StateFault> {
    let file: PartnerFile = parse(bytes)?;
    Ok(Partner {
        id: id.clone(),
        name: file.name,
        start: file.start,
        signed: file.signed,
        launch: file.launch,
        champion: file.champion,
        backup: file.backup,
        stage: file.stage,
        archived: file.archived,
        pin: file.pin,
        attributes: file.attributes,
        contacts: file.contacts,
        environments: file.environments,
        stages: file.stages,
        rehearsals: file.rehearsals,
        items: file.items,
        checks: file.checks,
        baselines: file.baselines,
        waivers: file.waivers,
        notes: BTreeMap::new(),
    })
}

/// Writes `partners/ID.toml`.
///
/// # Errors
/// Returns the fault if a value has no TOML form, which no value of the model has.
pub fn encode(partner: &Partner) -> Result<String, StateFault> {
    let partner = partner.clone();
    write(&PartnerFile {
        format: FORMAT,
        name: partner.name,
        start: partner.start,
        signed: partner.signed,
        launch: partner.launch,
        champion: partner.champion,
        backup: partner.backup,
        stage: partner.stage,
        archived: partner.archived,
        pin: partner.pin,
        attributes: partner.attributes,
        contacts: partner.contacts,
        environments: partner.environments,
        stages: partner.stages,
        rehearsals: partner.rehearsals,
        items: partner.items,
        checks: partner.checks,
        baselines: partner.baselines,
        waivers: partner.waivers,
    })
}

/// Reads the file of one note.
///
/// # Errors
/// Returns what is wrong and where.
pub fn decode_note(bytes: &[u8]) -> Result<Note, StateFault> {
    parse::<NoteFile>(bytes).map(|file| file.note)
}

/// Writes the file of one note.
///
/// # Errors
/// Returns the fault if a value has no TOML form, which no value of the model has.
pub fn encode_note(note: &Note) -> Result<String, StateFault> {
    write(&NoteFile { format: FORMAT, note: note.clone() })
}

/// A file that cannot be read whole is asked for its format first: the keys of a newer one would only look
/// like typing errors.
fn parse<T: serde::de::DeserializeOwned + Formatted>(bytes: &[u8]) -> Result<T, StateFault> {
    let text = std::str::from_utf8(bytes).map_err(|_| StateFault::Text)?;
    let fault = |error: &toml::de::Error| StateFault::Toml {
        line: error
            .span()
            .map(|span| 1 + text.bytes().take(span.start).filter(|byte| *byte == b'\n').count()),
        message: match error.message() {
            "recursion limit" => "its tables lie too deep within each other".to_owned(),
            message => message.to_owned(),
        },
    };
    if let Some(file) = plain::read::<T>(text)
        && file.format() == FORMAT
    {
        return Ok(file);
    }
    let parsed = toml::from_str::<T>(text);
    if let Ok(file) = &parsed
        && file.format() == FORMAT
    {
        return parsed.map_err(|error| fault(&error));
    }
    #[derive(Deserialize)]
    struct Probe {
        format: Option<i64>,
    }
    let probe: Probe = toml::from_str(text).map_err(|error| fault(&error))?;
    match probe.format {
        None => Err(StateFault::NoFormat),
        Some(found) if found != i64::from(FORMAT) => Err(StateFault::Newer { found }),
        Some(_) => parsed.map_err(|error| fault(&error)),
    }
}

fn write<T: Serialize>(value: &T) -> Result<String, StateFault> {
    toml::to_string(value).map_err(|error| StateFault::Toml { line: None, message: error.to_string() })
}

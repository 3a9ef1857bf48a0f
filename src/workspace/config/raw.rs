//! The mirror of `aboard.toml`, as people write it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::calendar::Opening;
use crate::change::Layout;
use crate::playbook::id::Id;

#[derive(Deserialize)]
pub(super) struct RawConfig {
    pub(super) format: i64,
    pub(super) organisation: RawOrganisation,
    #[serde(default)]
    pub(super) calendar: RawCalendar,
    #[serde(default)]
    pub(super) people: BTreeMap<Id, RawPerson>,
    #[serde(default)]
    pub(super) state: RawState,
    #[serde(default)]
    pub(super) defaults: RawDefaults,
}

#[derive(Deserialize)]
pub(super) struct RawOrganisation {
    pub(super) name: String,
}

#[derive(Deserialize)]
pub(super) struct RawCalendar {
    pub(super) zone: String,
    pub(super) hours: Option<RawHours>,
    #[serde(default)]
    pub(super) holidays: BTreeMap<NaiveDate, String>,
}

impl Default for RawCalendar {
    fn default() -> Self {
        RawCalendar { zone: "UTC".to_owned(), hours: None, holidays: BTreeMap::new() }
    }
}

#[derive(Deserialize)]
pub(super) struct RawHours {
    #[serde(default)]
    pub(super) mon: Vec<Opening>,
    #[serde(default)]
    pub(super) tue: Vec<Opening>,
    #[serde(default)]
    pub(super) wed: Vec<Opening>,
    #[serde(default)]
    pub(super) thu: Vec<Opening>,
    #[serde(default)]
    pub(super) fri: Vec<Opening>,
    #[serde(default)]
    pub(super) sat: Vec<Opening>,
    #[serde(default)]
    pub(super) sun: Vec<Opening>,
}

#[derive(Deserialize)]
pub(super) struct RawPerson {
    pub(super) name: String,
    pub(super) email: String,
    #[serde(default)]
    pub(super) roles: Vec<Id>,
}

#[derive(Deserialize)]
pub(super) struct RawState {
    #[serde(default = "partners")]
    pub(super) directory: String,
    #[serde(default)]
    pub(super) layout: Layout,
}

impl Default for RawState {
    fn default() -> Self {
        RawState { directory: partners(), layout: Layout::default() }
    }
}

fn partners() -> String {
    "partners".to_owned()
}

#[derive(Deserialize, Default)]
pub(super) struct RawDefaults {
    pub(super) playbook: Option<Id>,
    pub(super) champion: Option<Id>,
}

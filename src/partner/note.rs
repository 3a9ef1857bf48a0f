//! A note on a partner: who made it, when, on what, and of which kind. Each is a file of its own, named by ULID.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::playbook::id::ItemRef;

/// A remark on a partner or on one of its items, or what was learnt while it was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What kind of note it is.
    #[serde(default, skip_serializing_if = "NoteKind::is_remark")]
    pub kind: NoteKind,
    /// The item it is about; the partner as a whole where not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemRef>,
    /// When it was made.
    pub on: DateTime<Utc>,
    /// Who made it: an e-mail.
    pub by: String,
    /// The remark.
    pub text: String,
}

/// What kind of note it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// Anything worth knowing.
    #[default]
    Remark,
    /// What a test taught those who made it.
    Learning,
    /// What is to change, or has changed, where the two sides' systems meet.
    InterfaceChange,
}

impl NoteKind {
    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            NoteKind::Remark => "remark",
            NoteKind::Learning => "learning",
            NoteKind::InterfaceChange => "interface change",
        }
    }

    fn is_remark(&self) -> bool {
        *self == NoteKind::Remark
    }
}

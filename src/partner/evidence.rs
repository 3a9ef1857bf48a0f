//! What shows that an item is done: references, digests and typed answers, never a payload.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// An answer to one thing that an item asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// When it was given; from here it ages.
    pub on: DateTime<Utc>,
    /// Who recorded it: an e-mail.
    pub by: String,
    /// The answer itself.
    pub answer: Answer,
}

/// A typed answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// An absolute http or https URL.
    Url(String),
    /// A file that stays where it is: its name and digest.
    File {
        /// The name of the file, without folders.
        name: String,
        /// The SHA-256 digest of its bytes, in hex.
        sha256: String,
    },
    /// A line of text.
    Text(String),
    /// A finite number.
    Number(f64),
    /// One of the choices.
    Choice(String),
    /// A day.
    Date(NaiveDate),
    /// The assent of the role that the playbook names.
    SignOff {
        /// Who assented.
        name: String,
        /// Where the assent can be read: a ticket, a mail, a page.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
    },
}

/// A party's assent to a stage, bound to the hash of its terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignOff {
    /// Who signed.
    pub name: String,
    /// When.
    pub on: DateTime<Utc>,
    /// Who recorded it: an e-mail.
    pub by: String,
    /// Where the assent can be read: a ticket, a mail, a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The hash of the terms that were signed.
    pub terms: String,
}

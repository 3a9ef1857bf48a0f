//! The changes of history. Enter: commits that touched state, with what they tell. Leaves: plain entries,
//! newest first.

use schemars::JsonSchema;
use serde::Serialize;

use super::moment::Instant;
use super::version::FormatVersion;

/// The changes of history.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "The changes of history: aboard log --format json")]
pub struct Log {
    /// The version of this format.
    pub format_version: FormatVersion,
    /// What this document is.
    #[schemars(extend("const" = "log"))]
    pub kind: String,
    /// The changes, newest first.
    pub entries: Vec<LogEntry>,
    /// Whether older ones were left out because of a limit.
    pub more: bool,
}

impl Log {
    /// Makes a log of entries, newest first.
    #[must_use]
    pub fn new(entries: Vec<LogEntry>, more: bool) -> Self {
        Log { format_version: FormatVersion, kind: "log".to_owned(), entries, more }
    }
}

/// A commit that touched state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LogEntry {
    /// The commit: a full id.
    pub commit: String,
    /// When it was recorded.
    pub recorded: Instant,
    /// When it happened, if that was before it was recorded.
    pub happened: Option<Instant>,
    /// Who made it: the name.
    pub name: String,
    /// Who made it: the e-mail.
    pub email: String,
    /// The partner it is about; none where it is about all, or that is not told.
    pub partner: Option<String>,
    /// The stable name of the change, such as `item.complete`; none where it is out of band.
    pub change: Option<String>,
    /// What was done, one line.
    pub headline: String,
    /// What it is about beside the partner: items, a stage, a role.
    pub subjects: Vec<String>,
    /// Why it was made.
    pub reason: Option<String>,
    /// What the person added; empty where nothing.
    pub text: String,
    /// Why it is out of band: it touched state without being a change of Aboard's. None where it is one.
    pub out_of_band: Option<String>,
}

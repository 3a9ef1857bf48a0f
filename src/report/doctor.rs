//! What is amiss in a workspace. Enter: findings, and what was mended. Leaves: the list, what must be mended
//! first.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use super::moment::{Instant, local};
use super::version::FormatVersion;
use crate::calendar::Calendar;

/// What is amiss in a workspace.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "What is amiss: aboard doctor --format json")]
pub struct Doctor {
    /// The version of this format.
    pub format_version: FormatVersion,
    /// What this document is.
    #[schemars(extend("const" = "doctor"))]
    pub kind: String,
    /// When it was looked at.
    pub now: Instant,
    /// What is amiss now; what must be mended first.
    pub findings: Vec<DoctorFinding>,
    /// What was amiss, and `--fix` has mended.
    pub mended: Vec<Mended>,
}

/// Something that is amiss.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DoctorFinding {
    /// The stable name of what is amiss, such as `edited`. Later versions may know more of them.
    pub finding: String,
    /// Whether it must be mended.
    pub level: Level,
    /// Where: a file, a folder, a commit, a playbook.
    pub place: String,
    /// What is amiss, one line.
    pub what: String,
    /// Since when, where that is known.
    pub since: Option<Instant>,
    /// What to do, one line each.
    pub hints: Vec<String>,
}

/// Something that was mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Mended {
    /// The stable name of what was amiss.
    pub finding: String,
    /// Where it was.
    pub place: String,
    /// What it was, one line.
    pub what: String,
}

/// Whether something must be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// It must be mended: the command exits with 1.
    Error,
    /// It is good to know.
    Hint,
}

impl Level {
    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Hint => "hint",
        }
    }
}

impl Doctor {
    /// Makes a list without findings.
    #[must_use]
    pub fn new(now: DateTime<Utc>, calendar: &Calendar) -> Self {
        Doctor {
            format_version: FormatVersion,
            kind: "doctor".to_owned(),
            now: local(now, calendar),
            findings: Vec::new(),
            mended: Vec::new(),
        }
    }

    /// Puts what must be mended first; apart from that, the order stays.
    pub fn sort(&mut self) {
        self.findings.sort_by_key(|finding| finding.level);
    }

    /// Counts what must be mended.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.level == Level::Error).count()
    }
}

//! Errors at the edge: in comes whatever a layer could not do, out come one message, its hints and an exit code.

use std::collections::BTreeMap;
use std::io;

use super::Exit;
use crate::change::Refusal;
use crate::diagnostic::{Diagnostics, suggest};
use crate::playbook::address::AddressError;
use crate::readiness::Verdict;
use crate::store::{CommitError, StoreError};
use crate::workspace::WorkspaceError;

/// What the program tells instead of a result.
#[derive(Debug)]
pub(super) enum CliError {
    /// A message with hints.
    Message {
        /// What is wrong.
        message: String,
        /// What to do next, one line each.
        hints: Vec<String>,
        /// How the program ends.
        exit: Exit,
    },
    /// Faults in files that people write, shown with their lines.
    Faults {
        /// What has them.
        what: String,
        /// The faults.
        faults: Diagnostics,
        /// The text of each file.
        sources: BTreeMap<String, String>,
    },
    /// Nobody reads what is printed any longer, which is nothing to complain of.
    ClosedPipe,
}

impl CliError {
    /// Wrong usage: what a person typed makes no sense.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        CliError::Message { message: message.into(), hints: Vec::new(), exit: Exit::Invalid }
    }

    /// No: understood, and refused.
    pub(super) fn no(message: impl Into<String>) -> Self {
        CliError::Message { message: message.into(), hints: Vec::new(), exit: Exit::No }
    }

    /// It cannot be told.
    pub(super) fn inconclusive(message: impl Into<String>) -> Self {
        CliError::Message { message: message.into(), hints: Vec::new(), exit: Exit::Inconclusive }
    }

    /// Adds what to do next.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        if let CliError::Message { hints, .. } = &mut self {
            hints.push(hint.into());
        }
        self
    }

    /// An id that nothing has, with the known one that is close to it.
    pub(super) fn unknown<'a>(
        what: &str,
        found: &str,
        known: impl IntoIterator<Item = &'a str> + Clone,
    ) -> Self {
        let error = CliError::usage(format!("there is no {what} `{found}`"));
        match suggest(found, known.clone()) {
            Some(meant) => error.hint(format!("did you mean `{meant}`?")),
            None => {
                let known: Vec<_> = known.into_iter().collect();
                if known.is_empty() { error } else { error.hint(format!("there are: {}", known.join(", "))) }
            }
        }
    }
}

impl From<WorkspaceError> for CliError {
    fn from(error: WorkspaceError) -> Self {
        let hints = error.hints();
        match error {
            WorkspaceError::Faulty { what, faults, sources } => CliError::Faults { what, faults, sources },
            WorkspaceError::Refused { refusal, .. } => {
                CliError::Message { message: refusal.to_string(), hints, exit: exit_of(&refusal) }
            }
            WorkspaceError::NotAdoptable { .. } => {
                CliError::Message { message: error.to_string(), hints, exit: Exit::No }
            }
            WorkspaceError::Commit(CommitError::Policy(error)) if error.is_refusal() => {
                CliError::Message { message: error.to_string(), hints, exit: Exit::No }
            }
            other => CliError::Message { message: other.to_string(), hints, exit: Exit::Invalid },
        }
    }
}

/// A refusal by rule is a no; a name that nothing has is wrong usage.
fn exit_of(refusal: &Refusal) -> Exit {
    match refusal {
        Refusal::NoPartner(_)
        | Refusal::NoItem { .. }
        | Refusal::NoStage { .. }
        | Refusal::NoRole { .. }
        | Refusal::Attribute(_)
        | Refusal::EvidenceUnknown { .. }
        | Refusal::EvidenceMisfit { .. }
        | Refusal::NoSignOff { .. }
        | Refusal::NoTrigger { .. }
        | Refusal::NoCheck(_)
        | Refusal::Text(_)
        | Refusal::Time(_) => Exit::Invalid,
        Refusal::Gate(gate) if gate.verdict == Verdict::Inconclusive => Exit::Inconclusive,
        Refusal::Gate(_)
        | Refusal::PartnerExists(_)
        | Refusal::Archived(_)
        | Refusal::NotArchived(_)
        | Refusal::Nothing(_)
        | Refusal::Transition { .. }
        | Refusal::Needs { .. }
        | Refusal::EvidenceMissing { .. }
        | Refusal::Role { .. }
        | Refusal::NotWaivable(_)
        | Refusal::WaiverExpiry { .. }
        | Refusal::NoWaiver { .. }
        | Refusal::OwnWaiver { .. }
        | Refusal::NoReference(_)
        | Refusal::NotEntered(_)
        | Refusal::NoRollbackPlan(_)
        | Refusal::OtherCheck(_)
        | Refusal::Decided(_)
        | Refusal::NothingToOverride(_)
        | Refusal::ByHand { .. }
        | Refusal::NoFurther(..)
        | Refusal::NotEarlier { .. } => Exit::No,
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        WorkspaceError::from(error).into()
    }
}

impl From<AddressError> for CliError {
    fn from(error: AddressError) -> Self {
        match error {
            AddressError::Unknown { text, suggestion } => {
                let hint = suggestion.map_or_else(
                    || "list the items with: aboard status PARTNER --all".to_owned(),
                    |name| format!("did you mean `{name}`?"),
                );
                CliError::usage(format!("there is no item `{text}`")).hint(hint)
            }
            AddressError::Ambiguous { text, candidates } => {
                CliError::usage(format!("`{text}` is the name of several items"))
                    .hint(format!("write `{}`", candidates.join("` or `")))
            }
        }
    }
}

/// What a file of the user's would not do: the chain of causes in one line.
impl From<anyhow::Error> for CliError {
    fn from(error: anyhow::Error) -> Self {
        CliError::usage(format!("{error:#}"))
    }
}

impl From<io::Error> for CliError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return CliError::ClosedPipe;
        }
        CliError::usage(format!("could not write: {error}"))
    }
}

//! History: in comes a view, and a partner or none; out come the commits that touched state, newest first,
//! each with the change that it tells, if it tells one.

use std::ops::ControlFlow;

use super::WorkspaceError;
use super::view::View;
use crate::change::message::{self, MessageFault, Told};
use crate::playbook::id::Id;
use crate::store::Commit;

/// A commit that touched state.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryEntry {
    /// The commit.
    pub commit: Commit,
    /// What it tells; none where it is no change of ours, and then *out of band*.
    pub change: Option<Result<Told, MessageFault>>,
}

impl View<'_> {
    /// Visits the commits that touched the state of a partner, or of any, newest first, until `visit` breaks.
    ///
    /// # Errors
    /// Returns why history cannot be read.
    pub fn history(
        &self,
        partner: Option<&Id>,
        visit: &mut dyn FnMut(HistoryEntry) -> ControlFlow<()>,
    ) -> Result<(), WorkspaceError> {
        let Some(at) = &self.state_at else { return Ok(()) };
        let mut visit = |commit: &Commit| {
            visit(HistoryEntry { change: message::read(&commit.message), commit: commit.clone() })
        };
        let paths = match partner {
            None => vec![self.folder.root().to_owned()],
            Some(id) => self.folder.ever_of(id).to_vec(),
        };
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        self.state().history(at, &paths, &mut visit)?;
        Ok(())
    }

    /// Makes what has the history of a partner be found quickly, where that pays: `told` hears how many commits
    /// are to be looked at, and how many were.
    pub fn prepare_history(&self, told: &mut dyn FnMut(usize, usize)) {
        if let Some(at) = &self.state_at {
            self.state().prepare_history(at, told);
        }
    }
}

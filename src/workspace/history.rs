//! History: in comes a view, and a partner or none; out come the commits that touched state, newest first,
//! each with the change that it tells, if it tells one.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::WorkspaceError;
use super::view::View;
use crate::change::message::{self, MessageFault, Recorded};
use crate::playbook::id::Id;
use crate::store::{Commit, Revision};

/// A commit that touched state.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryEntry {
    /// The commit.
    pub commit: Commit,
    /// The change it tells; none where it is no change of ours, and then *out of band*.
    pub change: Option<Result<Recorded, MessageFault>>,
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
        match partner {
            None => self.state().history(at, Some(self.folder.root()), &mut visit)?,
            Some(id) => {
                // The file and the folder are walked apart; the common walk puts them in one order.
                let mut touched: BTreeSet<Revision> = BTreeSet::new();
                for path in self.folder.all_of(id) {
                    self.state().history(at, Some(&path), &mut |commit| {
                        touched.insert(commit.revision.clone());
                        ControlFlow::Continue(())
                    })?;
                }
                self.state().history(at, None, &mut |commit| {
                    if touched.remove(&commit.revision) && visit(commit).is_break() || touched.is_empty() {
                        return ControlFlow::Break(());
                    }
                    ControlFlow::Continue(())
                })?;
            }
        }
        Ok(())
    }
}

//! Whether another layout would pay.

use super::{Finding, Kind};
use crate::workspace::WorkspaceError;
use crate::workspace::view::View;

/// Up to so many partners, one folder of all is as fast, and easier to browse.
const MANY: usize = 2_000;

pub(super) fn look(view: &View<'_>, found: &mut Vec<Finding>) -> Result<(), WorkspaceError> {
    let count = view.partner_ids()?.len();
    if !view.folder.is_sharded() && count > MANY {
        let what = format!("{count} partners lie in one folder: each change writes a list of all of them");
        found.push(
            Finding::new(Kind::Layout, view.folder.root(), what).advise(
                "spread them over small folders, in one commit, with: aboard doctor --layout sharded",
            ),
        );
    }
    Ok(())
}

//! Hand edits of state, which are never read as truth: in comes a view, out come those that its worktree holds, or
//! a warning that names them.

use super::context::Reading;
use super::error::CliError;
use super::output::status;
use crate::playbook::id::Id;
use crate::render::escape::visible;
use crate::shares::both;
use crate::workspace::{View, When, WorkspaceError, edit_hints};

/// Says on stderr that hand edits of state, of one partner or of all, are not what was read, where what is
/// committed now was asked for.
pub(super) fn warn_of_edits(view: &View<'_>, reading: &Reading, of: Option<&Id>) {
    warn(view, &edits(view, reading, of));
}

/// Does something while the edits of all partners are looked for, and says then what [`warn_of_edits`] says. Of many
/// partners, both take long.
pub(super) fn beside_edits<T>(
    view: &View<'_>,
    reading: &Reading,
    act: impl FnOnce() -> Result<T, CliError>,
) -> Result<T, CliError> {
    let apart = if reading.when == When::Head { view.apart().ok() } else { None };
    let Some(apart) = apart else {
        let done = act()?;
        warn_of_edits(view, reading, None);
        return Ok(done);
    };
    let (done, looked) = both(act, move || apart.look(of_all));
    // Where the system has no thread left, they are looked for now.
    let looked = looked.unwrap_or_else(|| view.edited_state());
    let done = done?;
    warn(view, &told(looked));
    Ok(done)
}

fn of_all(view: &View<'_>) -> Result<Vec<String>, WorkspaceError> {
    view.edited_state()
}

fn warn(view: &View<'_>, edited: &[String]) {
    if !edited.is_empty() {
        let files: Vec<_> = edited.iter().map(|file| visible(file)).collect();
        status(|err| {
            writeln!(err, "warning: uncommitted edits are not read: {}", files.join(", "))?;
            for hint in edit_hints(&view.owners(edited)) {
                writeln!(err, "hint: {}", visible(&hint))?;
            }
            Ok(())
        });
    }
}

/// Returns the state files, of one partner or of all, that hold hand edits, where what is committed now was
/// asked for. A worktree that cannot be compared is said, and keeps nobody from reading what is committed.
pub(super) fn edits(view: &View<'_>, reading: &Reading, of: Option<&Id>) -> Vec<String> {
    if reading.when != When::Head {
        return Vec::new();
    }
    told(of.map_or_else(|| view.edited_state(), |id| view.edited_state_of(id)))
}

fn told(edited: Result<Vec<String>, WorkspaceError>) -> Vec<String> {
    edited.unwrap_or_else(|error| {
        status(|err| {
            writeln!(err, "warning: uncommitted edits are not looked for: {}", visible(&error.to_string()))
        });
        Vec::new()
    })
}

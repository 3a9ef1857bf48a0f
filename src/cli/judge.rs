//! Partners one at a time, each with what governs it: in come a view and an id, out comes what is told of
//! the partner, or why it cannot be judged. One broken partner is never the end of the others.

use super::Exit;
use super::context::Reading;
use super::error::CliError;
use crate::partner::Partner;
use crate::playbook::id::Id;
use crate::playbook::model::Stage;
use crate::readiness::Facts;
use crate::report::unreadable::Unreadable;
use crate::workspace::{View, WorkspaceError};

/// What is told of a partner, or why it cannot be judged.
pub(super) type Judged<T> = Result<T, Unreadable>;

/// Tells what there is to tell of a partner with the facts that govern it and the stage it is in.
///
/// Errors are what concerns more than this partner.
pub(super) fn judge<T>(
    view: &View<'_>,
    reading: &Reading,
    id: &Id,
    partner: Result<Partner, WorkspaceError>,
    tell: impl FnOnce(Facts<'_>, &Stage) -> T,
) -> Result<Judged<T>, CliError> {
    let read = partner.and_then(|partner| Ok((view.playbook_at(id, &partner.pin)?, partner)));
    let (playbook, partner) = match read {
        Ok(read) => read,
        Err(error) => return of_one(id, error).map(Err),
    };
    let governing = playbook;
    let playbook = &governing.playbook;
    let Some(stage) = playbook.stage(partner.stage.as_str()) else {
        let path = view.partner_path(id);
        return Ok(Err(Unreadable {
            partner: id.to_string(),
            message: format!(
                "`{path}` says stage `{}`, which {}@{} does not have",
                partner.stage, playbook.id, playbook.version
            ),
            hints: vec![format!("see what changed it: git log -p -- {path}")],
        }));
    };
    Ok(Ok(tell(governing.facts(&partner, &reading.calendar, reading.now), stage)))
}

/// Reads the partner that a person named; a name that nothing has is an error, a broken file is not.
pub(super) fn named(view: &View<'_>, named: &str) -> Result<(Id, Result<Partner, WorkspaceError>), CliError> {
    match view.partner(named) {
        Ok(partner) => Ok((partner.id.clone(), Ok(partner))),
        Err(error) => match named.parse() {
            Ok(id) if concerns_one(&error) => Ok((id, Err(error))),
            _ => Err(error.into()),
        },
    }
}

fn concerns_one(error: &WorkspaceError) -> bool {
    matches!(
        error,
        WorkspaceError::BrokenPartner { .. }
            | WorkspaceError::Pin { .. }
            | WorkspaceError::Faulty { .. }
            // An object that is damaged or missing: there may be others that are sound.
            | WorkspaceError::Store(_)
    )
}

fn of_one(id: &Id, error: WorkspaceError) -> Result<Unreadable, CliError> {
    if !concerns_one(&error) {
        return Err(error.into());
    }
    Ok(Unreadable { partner: id.to_string(), message: error.to_string(), hints: error.hints() })
}

/// Returns how a run ends that met partners that cannot be judged.
pub(super) fn exit(unreadable: &[Unreadable]) -> Exit {
    if unreadable.is_empty() { Exit::Ok } else { Exit::Invalid }
}

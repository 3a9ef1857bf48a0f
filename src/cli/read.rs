//! Reading partners for reports: in comes a view at a moment, out come partners with the playbook at their
//! pin and their evaluation, one at a time; a partner that cannot be read becomes a line, never the end.

use super::Exit;
use super::context::{Context, Reading};
use super::error::CliError;
use crate::change::Actor;
use crate::partner::Partner;
use crate::readiness::{Evaluation, Facts, evaluate};
use crate::report::work::Broken;
use crate::workspace::{View, Workspace, WorkspaceError};

/// Visits the partner that was named, or every active one. Returns those that could not be read; for a
/// partner that was named, that is an error.
pub(super) fn each_partner(
    view: &View<'_>,
    reading: &Reading,
    named: Option<&str>,
    visit: &mut dyn FnMut(Facts<'_>, &Evaluation<'_>),
) -> Result<Vec<Broken>, CliError> {
    if let Some(named) = named {
        let partner = view.partner(named)?;
        one(view, reading, &partner, visit)?;
        return Ok(Vec::new());
    }
    let mut broken = Vec::new();
    for entry in view.partners()? {
        let judged = match entry.partner {
            Ok(partner) if partner.archived.is_some() => continue,
            Ok(partner) => one(view, reading, &partner, visit),
            Err(error) => Err(error),
        };
        if let Err(error) = judged {
            broken.push(Broken { partner: entry.id.to_string(), error: error.to_string() });
        }
    }
    Ok(broken)
}

fn one(
    view: &View<'_>,
    reading: &Reading,
    partner: &Partner,
    visit: &mut dyn FnMut(Facts<'_>, &Evaluation<'_>),
) -> Result<(), WorkspaceError> {
    let pinned = view.playbook_at(&partner.id, &partner.pin)?;
    let facts = Facts { playbook: &pinned.playbook, partner, calendar: &reading.calendar, now: reading.now };
    visit(facts, &evaluate(facts));
    Ok(())
}

/// How a report ends in which some partners could not be read.
pub(super) fn exit(broken: &[Broken]) -> Exit {
    if broken.is_empty() { Exit::Ok } else { Exit::Invalid }
}

/// Returns who asks, with the roles that `aboard.toml` gives.
pub(super) fn actor(context: &Context, workspace: &Workspace, view: &View<'_>) -> Result<Actor, CliError> {
    let identity = context.identity(workspace)?;
    let roles = view.config().person_by_email(&identity.email).map(|(_, person)| person.roles.clone());
    Ok(Actor { name: identity.name, email: identity.email.to_lowercase(), roles: roles.unwrap_or_default() })
}

//! Partners for reports that are about one or all: in comes a view at a moment, out come partners with their
//! evaluation, one at a time; a partner that cannot be read becomes a line, never the end of the others.

use super::context::{Context, Reading};
use super::error::CliError;
use super::judge::{judge, named};
use crate::change::Actor;
use crate::readiness::{Evaluation, Facts, evaluate};
use crate::report::unreadable::Unreadable;
use crate::workspace::{View, Workspace};

/// Visits the partner that was named, or every active one, and returns those that cannot be read.
pub(super) fn each_partner(
    view: &View<'_>,
    reading: &Reading,
    wanted: Option<&str>,
    visit: &mut dyn FnMut(Facts<'_>, &Evaluation<'_>),
) -> Result<Vec<Unreadable>, CliError> {
    let mut unreadable = Vec::new();
    let mut one = |id, partner| -> Result<(), CliError> {
        let judged = judge(view, reading, &id, partner, |facts, _| visit(facts, &evaluate(facts)))?;
        unreadable.extend(judged.err());
        Ok(())
    };
    match wanted {
        Some(wanted) => {
            let (id, partner) = named(view, wanted)?;
            one(id, partner)?;
        }
        None => {
            for entry in view.partners()? {
                if entry.partner.as_ref().is_ok_and(|partner| partner.archived.is_some()) {
                    continue;
                }
                one(entry.id, entry.partner)?;
            }
        }
    }
    Ok(unreadable)
}

/// Returns who asks, with the roles that `aboard.toml` gives.
pub(super) fn actor(context: &Context, workspace: &Workspace, view: &View<'_>) -> Result<Actor, CliError> {
    let identity = context.identity(workspace)?;
    let roles = view.config().person_by_email(&identity.email).map(|(_, person)| person.roles.clone());
    Ok(Actor { name: identity.name, email: identity.email.to_lowercase(), roles: roles.unwrap_or_default() })
}

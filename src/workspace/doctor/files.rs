//! The files of partners, each read, and what their pins name.

use std::collections::BTreeMap;

use super::{Finding, Kind};
use crate::partner::{Pin, StateFault};
use crate::playbook::id::Id;
use crate::workspace::WorkspaceError;
use crate::workspace::view::View;

pub(super) fn look(
    view: &View<'_>,
    tick: &mut dyn FnMut(),
    found: &mut Vec<Finding>,
) -> Result<(), WorkspaceError> {
    let mut pins: BTreeMap<(String, String, String), (Pin, Id, usize)> = BTreeMap::new();
    for entry in view.partners()? {
        match entry.partner {
            Ok(partner) => {
                let pin = partner.pin;
                let key = (pin.hash.clone(), pin.path.clone(), pin.commit.clone());
                pins.entry(key).or_insert((pin, entry.id.clone(), 0)).2 += 1;
                if let Err(error) = view.notes(&entry.id) {
                    found.extend(broken(&entry.id, view, &error));
                }
            }
            Err(error) => found.extend(broken(&entry.id, view, &error)),
        }
        tick();
    }
    for (pin, first, count) in pins.values() {
        found.extend(pinned(view, pin, first, *count));
    }
    Ok(())
}

/// What is wrong with a file; one that lies elsewhere is told by its name.
fn broken(id: &Id, view: &View<'_>, error: &WorkspaceError) -> Option<Finding> {
    let (kind, place) = match error {
        WorkspaceError::BrokenPartner { fault: StateFault::Misplaced | StateFault::NotAFile, .. } => {
            return None;
        }
        WorkspaceError::BrokenPartner { fault: StateFault::Newer { .. }, path, .. } => {
            (Kind::NewerFormat, path.clone())
        }
        WorkspaceError::BrokenPartner { path, .. } => (Kind::Unreadable, path.clone()),
        _ => (Kind::Unreadable, view.partner_path(id)),
    };
    let what = match error {
        WorkspaceError::BrokenPartner { fault, .. } => fault.to_string(),
        other => other.to_string(),
    };
    Some(error.hints().into_iter().fold(Finding::new(kind, place, what), Finding::advise))
}

/// What is wrong with a pin that partners share.
fn pinned(view: &View<'_>, pin: &Pin, first: &Id, count: usize) -> Option<Finding> {
    let partners = match count {
        1 => format!("`{first}`"),
        several => format!("`{first}` and {} more", several - 1),
    };
    let place = format!("{}@{}", pin.playbook, pin.version);
    if let Err(error) = view.playbook_at(first, pin) {
        let what = format!("the pin of {partners}: {error}");
        let told = Finding::new(Kind::PinMissing, place, what);
        return Some(error.hints().into_iter().fold(told, Finding::advise));
    }
    // As long as the committed text is the same, the commit is not asked for; an edit would take it away.
    view.workspace.files().resolve(&pin.commit).err().map(|_| {
        let commit = pin.commit.get(..7).unwrap_or(&pin.commit);
        let what = format!("the commit {commit}, which the pin of {partners} names, is not here");
        Finding::new(Kind::PinMissing, place, what)
            .advise("fetch it before the playbook is edited: git fetch --unshallow, or git fetch --all")
    })
}

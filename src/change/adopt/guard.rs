//! What is adopted from nobody: another's assent, the way through gates, rulings, and the pin.

use std::collections::BTreeMap;

use super::{by_hand, path};
use crate::change::note::sentence;
use crate::change::{Circumstances, Refusal};
use crate::partner::{Partner, StageState, Waiver};
use crate::playbook::id::{Id, ItemRef};

const OWN_COMMAND: &str = "it takes a command of its own";

pub(super) fn check(
    before: &Partner,
    after: &Partner,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    if before.stage != after.stage {
        return Err(by_hand("stage", OWN_COMMAND, promote()));
    }
    if before.pin != after.pin {
        return Err(by_hand("pin", "what governs a partner is not moved by hand", None));
    }
    if before.archived != after.archived {
        return Err(by_hand(
            "archived",
            OWN_COMMAND,
            Some("partner archive PARTNER --reason \"…\"".to_owned()),
        ));
    }
    for id in before.stages.keys().chain(after.stages.keys()) {
        stage(id, before.stages.get(id), after.stages.get(id))?;
    }
    owned("checks", &before.checks, &after.checks, |item| format!("check PARTNER {item}"))?;
    owned("baselines", &before.baselines, &after.baselines, |item| format!("baseline PARTNER set {item}"))?;
    owned("environments", &before.environments, &after.environments, |id| {
        format!("partner environment PARTNER {id} --url URL")
    })?;
    owned("rehearsals", &before.rehearsals, &after.rehearsals, |id| {
        format!("rehearse PARTNER --stage {id}")
    })?;
    for address in before.waivers.keys().chain(after.waivers.keys()) {
        let (old, new) = (before.waivers.get(address), after.waivers.get(address));
        waiver(address, old, new, circumstances)?;
    }
    Ok(())
}

/// Refuses a table of which an entry changed: a command of its own, which `instead` tells, writes it.
fn owned<K: Ord + std::fmt::Display, V: PartialEq>(
    table: &str,
    before: &BTreeMap<K, V>,
    after: &BTreeMap<K, V>,
    instead: impl Fn(&K) -> String,
) -> Result<(), Refusal> {
    let changed = before.keys().chain(after.keys()).find(|key| before.get(key) != after.get(key));
    match changed {
        None => Ok(()),
        Some(key) => Err(by_hand(path(table, key, &[]), OWN_COMMAND, Some(instead(key)))),
    }
}

fn stage(id: &Id, old: Option<&StageState>, new: Option<&StageState>) -> Result<(), Refusal> {
    let (Some(old), Some(new)) = (old, new) else {
        return Err(by_hand(path("stages", id, &[]), OWN_COMMAND, promote()));
    };
    if old.sign_offs != new.sign_offs {
        let roles = old.sign_offs.keys().chain(new.sign_offs.keys());
        let role = roles.into_iter().find(|role| old.sign_offs.get(*role) != new.sign_offs.get(*role));
        let role = role.map_or("ROLE", Id::as_str);
        let instead = format!("sign PARTNER --role {role} --stage {id} --name \"…\"");
        return Err(by_hand(path("stages", id, &["sign_offs", role]), OWN_COMMAND, Some(instead)));
    }
    if old.overridden != new.overridden {
        let instead = "promote PARTNER --override --reason \"…\" --until DATE";
        return Err(by_hand(path("stages", id, &["override"]), OWN_COMMAND, Some(instead.to_owned())));
    }
    if old.limits != new.limits {
        return Err(by_hand(path("stages", id, &["limits"]), "what was agreed on entry is not edited", None));
    }
    if old != new {
        let field = if old.entered == new.entered { "left" } else { "entered" };
        return Err(by_hand(path("stages", id, &[field]), OWN_COMMAND, promote()));
    }
    Ok(())
}

fn waiver(
    address: &ItemRef,
    old: Option<&Waiver>,
    new: Option<&Waiver>,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    let request = || Some(format!("waive PARTNER {address} --reason \"…\" --control \"…\" --until DATE"));
    let at = |field: &[&str]| path("waivers", address, field);
    let (Some(old), Some(new)) = (old, new) else {
        let revoke = || Some(format!("waiver revoke PARTNER {address} --reason \"…\""));
        let instead = if new.is_some() { request() } else { revoke() };
        return Err(by_hand(at(&[]), OWN_COMMAND, instead));
    };
    if old == new {
        return Ok(());
    }
    if old.decision != new.decision {
        return Err(by_hand(
            at(&["decision"]),
            OWN_COMMAND,
            Some(format!("waiver approve PARTNER {address}")),
        ));
    }
    let fields = [
        ("by", old.by == new.by),
        ("on", old.on == new.on),
        ("until", old.until == new.until),
        ("item_digest", old.item_digest == new.item_digest),
    ];
    if let Some((field, _)) = fields.iter().find(|(_, is_same)| !is_same) {
        return Err(by_hand(at(&[field]), OWN_COMMAND, request()));
    }
    // What was ruled on is what was asked for then.
    let field = if old.reason == new.reason { "control" } else { "reason" };
    if old.decision.is_some() {
        return Err(by_hand(at(&[field]), "what was ruled on does not change afterwards", request()));
    }
    if !old.by.eq_ignore_ascii_case(&circumstances.actor.email) {
        return Err(by_hand(at(&[field]), "only who asked for a waiver changes its words", None));
    }
    sentence("reason", &new.reason)?;
    sentence("compensating control", &new.control)
}

fn promote() -> Option<String> {
    Some("promote PARTNER".to_owned())
}

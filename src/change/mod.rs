//! Changes: in come a partner's state, the playbook at its pin, a [`Change`] and who made it when;
//! out comes the new state, or a [`Refusal`] with its reason. [`apply`] is pure, so replaying the
//! changes of history gives the states of history.
//!
//! One file per family of changes; `message` turns a change into a commit message and back.

pub mod actor;
pub mod adopt;
pub mod baseline;
pub mod check;
pub mod environment;
pub mod item;
pub mod layout;
pub mod message;
pub mod note;
pub mod partner;
pub mod refusal;
pub mod rehearsal;
pub mod sign_off;
pub mod stage;
pub mod waiver;

use chrono::{DateTime, Utc};

use crate::calendar::Calendar;
use crate::partner::Partner;
use crate::playbook::id::Id;
use crate::playbook::model::Playbook;

pub use actor::{Actor, CHAMPION};
pub use layout::{Layout, Relayout};
pub use refusal::Refusal;

/// One audited transition of a partner's state; one change is one commit.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A partner begins its onboarding.
    PartnerAdd(partner::Add),
    /// Its profile changes.
    PartnerSet(partner::Set),
    /// Where its systems are reached is said.
    PartnerEnvironment(environment::Describe),
    /// Its onboarding ends, or is taken up again.
    PartnerArchive(partner::Archive),
    /// Edits of its files by hand are made a change.
    PartnerAdopt(adopt::Adopt),
    /// Items move on.
    Items(item::Move),
    /// A remark is made.
    Note(note::Add),
    /// A waiver is requested.
    WaiverRequest(waiver::Request),
    /// A waiver is ruled on.
    WaiverRule(waiver::Rule),
    /// A role signs to leave a stage.
    SignOff(sign_off::Sign),
    /// The partner enters the next stage.
    Promote(stage::Promote),
    /// The partner falls back to an earlier stage.
    Rollback(stage::Rollback),
    /// Checks were made.
    Check(check::Run),
    /// What checks measured becomes what later ones are compared with.
    Baseline(baseline::Set),
    /// That is rehearsed.
    Rehearse(rehearsal::Rehearse),
}

/// What a change is judged by, beside the state itself.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// The playbook at the pin that governs the partner after the change.
    pub playbook: &'a Playbook,
    /// The workspace's business hours.
    pub calendar: &'a Calendar,
    /// Who makes the change.
    pub actor: &'a Actor,
    /// When it happened: now, or earlier where the person said so.
    pub at: DateTime<Utc>,
}

/// Applies a change to the state of the partner `id`; `None` where there is no such partner yet.
///
/// # Errors
/// Returns why the change is not legal here; the state stays as it was.
pub fn apply(
    id: &Id,
    state: Option<&Partner>,
    change: &Change,
    circumstances: Circumstances<'_>,
) -> Result<Partner, Refusal> {
    if let Change::PartnerAdd(add) = change {
        return partner::add(id, state, add, circumstances);
    }
    let mut state = state.cloned().ok_or_else(|| Refusal::NoPartner(id.clone()))?;
    if state.archived.is_some() && !matches!(change, Change::PartnerArchive(_)) {
        return Err(Refusal::Archived(id.clone()));
    }
    match change {
        Change::PartnerAdd(_) => {}
        Change::PartnerSet(set) => partner::set(&mut state, set, circumstances)?,
        Change::PartnerEnvironment(describe) => environment::describe(&mut state, describe, circumstances)?,
        Change::PartnerArchive(archive) => partner::archive(&mut state, archive, circumstances)?,
        Change::PartnerAdopt(edits) => adopt::adopt(&mut state, edits, circumstances)?,
        Change::Items(moved) => item::apply(&mut state, moved, circumstances)?,
        Change::Note(note) => note::add(&mut state, note, circumstances)?,
        Change::WaiverRequest(request) => waiver::request(&mut state, request, circumstances)?,
        Change::WaiverRule(rule) => waiver::rule(&mut state, rule, circumstances)?,
        Change::SignOff(sign) => sign_off::sign(&mut state, sign, circumstances)?,
        Change::Promote(promote) => stage::promote(&mut state, promote, circumstances)?,
        Change::Rollback(rollback) => stage::rollback(&mut state, rollback, circumstances)?,
        Change::Check(run) => check::record(&mut state, run, circumstances)?,
        Change::Baseline(set) => baseline::set(&mut state, set, circumstances)?,
        Change::Rehearse(rehearse) => rehearsal::rehearse(&mut state, rehearse, circumstances)?,
    }
    Ok(state)
}

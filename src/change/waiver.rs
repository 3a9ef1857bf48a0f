//! Waivers: one is requested, then approved, rejected or revoked. Whether it holds is derived.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::note::sentence;
use super::{Circumstances, Refusal, item};
use crate::partner::{Decision, Partner, Ruling, Waiver};
use crate::playbook::digest::item_digest;
use crate::playbook::id::ItemRef;
use crate::playbook::model::Item;
use crate::readiness::{Standing, waiver::standing};

/// A waiver is requested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The item that is to be waived.
    pub item: ItemRef,
    /// Why it cannot be done in time.
    pub reason: String,
    /// What stands in for it meanwhile.
    pub control: String,
    /// The last day it is to hold.
    pub until: NaiveDate,
}

/// A waiver is ruled on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The item whose waiver is ruled on.
    pub item: ItemRef,
    /// The ruling.
    pub ruling: Ruling,
    /// Why; a rejection and a revocation need it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

pub(super) fn request(
    state: &mut Partner,
    request: &Request,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    let item = item::find(circumstances, &request.item)?;
    let Circumstances { actor, at, calendar, .. } = circumstances;
    if !item.waivable {
        return Err(Refusal::NotWaivable(request.item.clone()));
    }
    if actor.roles.is_empty() && !actor.is_champion_of(state) {
        let roles = circumstances.playbook.waivers.approvers.clone();
        actor.demand(&roles, state, &format!("request a waiver of `{}`", request.item))?;
    }
    sentence("reason", &request.reason)?;
    sentence("compensating control", &request.control)?;
    check_expiry(item, request.until, circumstances)?;
    if let Some(waiver) = state.waivers.get(&request.item)
        && matches!(standing(waiver, Some(item), calendar, at), Standing::Live | Standing::Pending)
    {
        return Err(Refusal::Nothing(format!(
            "`{}` has a waiver that is {}",
            request.item,
            standing(waiver, Some(item), calendar, at).as_str()
        )));
    }
    let waiver = Waiver {
        on: at,
        by: actor.email.clone(),
        reason: request.reason.clone(),
        control: request.control.clone(),
        until: request.until,
        item_digest: item_digest(item),
        decision: None,
    };
    state.waivers.insert(request.item.clone(), waiver);
    Ok(())
}

fn check_expiry(item: &Item, until: NaiveDate, circumstances: Circumstances<'_>) -> Result<(), Refusal> {
    let Circumstances { playbook, calendar, at, .. } = circumstances;
    let earliest = calendar.local_date(at);
    let latest = match playbook.waivers.longest.get(&item.severity) {
        Some(longest) => calendar.local_date(calendar.add(at, longest)),
        None => earliest.checked_add_days(Days::new(30)).unwrap_or(earliest),
    };
    if (earliest..=latest).contains(&until) {
        return Ok(());
    }
    Err(Refusal::WaiverExpiry { item: item.address.clone(), earliest, latest })
}

pub(super) fn rule(
    state: &mut Partner,
    rule: &Rule,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    let Circumstances { playbook, actor, at, calendar } = circumstances;
    let verb = verb(rule.ruling);
    actor.demand(&playbook.waivers.approvers, state, &format!("{verb} the waiver of `{}`", rule.item))?;
    if rule.ruling != Ruling::Approved || rule.reason.is_some() {
        sentence("reason", rule.reason.as_deref().unwrap_or(""))?;
    }
    let item = playbook.item(&rule.item);
    let found = state.waivers.get(&rule.item).map(|waiver| standing(waiver, item, calendar, at));
    let fits = match rule.ruling {
        Ruling::Approved | Ruling::Rejected => found == Some(Standing::Pending),
        Ruling::Revoked => found == Some(Standing::Live),
    };
    let none = || Refusal::NoWaiver { item: rule.item.clone(), verb, standing: found.map(Standing::as_str) };
    let waiver = state.waivers.get_mut(&rule.item).filter(|_| fits).ok_or_else(none)?;
    let last_word = waiver.decision.as_ref().map_or(waiver.on, |decision| decision.on);
    if at < last_word {
        return Err(Refusal::Time(format!(
            "the waiver of `{}` had its last word on {}, so nobody can have ruled before",
            rule.item,
            last_word.format("%Y-%m-%d %H:%M UTC")
        )));
    }
    if rule.ruling == Ruling::Approved && waiver.by == actor.email {
        return Err(Refusal::OwnWaiver {
            actor: actor.email.clone(),
            approvers: playbook.waivers.approvers.clone(),
        });
    }
    waiver.decision =
        Some(Decision { ruling: rule.ruling, on: at, by: actor.email.clone(), reason: rule.reason.clone() });
    Ok(())
}

/// Returns the verb of a ruling.
#[must_use]
pub fn verb(ruling: Ruling) -> &'static str {
    match ruling {
        Ruling::Approved => "approve",
        Ruling::Rejected => "reject",
        Ruling::Revoked => "revoke",
    }
}

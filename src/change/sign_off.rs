//! A role signs to leave a stage: recorded with name, date and reference, bound to the terms.

use serde::{Deserialize, Serialize};

use super::note::line;
use super::{Circumstances, Refusal};
use crate::partner::{Partner, SignOff};
use crate::playbook::digest::stage_terms;
use crate::playbook::id::Id;
use crate::playbook::model::Side;

/// A role signs to leave a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// The stage.
    pub stage: Id,
    /// The role that signs.
    pub role: Id,
    /// Who signs.
    pub name: String,
    /// Where the assent can be read; the partner's side needs one, since somebody else records it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

pub(super) fn sign(
    state: &mut Partner,
    sign: &Sign,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    let Circumstances { playbook, actor, at, .. } = circumstances;
    let no_stage = || Refusal::NoStage { playbook: playbook.id.clone(), stage: sign.stage.clone() };
    let stage = playbook.stage(sign.stage.as_str()).ok_or_else(no_stage)?;
    if !stage.sign_offs.contains(&sign.role) {
        return Err(Refusal::NoSignOff {
            stage: sign.stage.clone(),
            role: sign.role.clone(),
            known: stage.sign_offs.clone(),
        });
    }
    line("name of who signs", &sign.name)?;
    match playbook.side(sign.role.as_str()) {
        Side::Platform => {
            actor.demand(std::slice::from_ref(&sign.role), state, &format!("sign as `{}`", sign.role))?;
        }
        Side::Partner => {
            if sign.reference.is_none() {
                return Err(Refusal::NoReference(sign.role.clone()));
            }
            if actor.roles.is_empty() && !actor.is_champion_of(state) {
                actor.demand(std::slice::from_ref(&sign.role), state, &format!("record `{}`", sign.role))?;
            }
        }
    }
    if let Some(reference) = &sign.reference {
        line("reference", reference)?;
    }
    let entered = state.stages.get_mut(&sign.stage).ok_or_else(|| Refusal::NotEntered(sign.stage.clone()))?;
    if at < entered.entered {
        return Err(Refusal::Time(format!(
            "`{}` was entered on {}, so nobody can have signed before",
            sign.stage,
            entered.entered.format("%Y-%m-%d %H:%M UTC")
        )));
    }
    let sign_off = SignOff {
        name: sign.name.clone(),
        on: at,
        by: actor.email.clone(),
        reference: sign.reference.clone(),
        terms: stage_terms(playbook, sign.stage.as_str()).ok_or_else(no_stage)?,
    };
    let again = |there: &SignOff| {
        there.name == sign_off.name && there.reference == sign_off.reference && there.terms == sign_off.terms
    };
    if entered.sign_offs.get(&sign.role).is_some_and(again) {
        return Err(Refusal::Nothing(format!(
            "{} has signed `{}` as `{}`",
            sign.name, sign.stage, sign.role
        )));
    }
    entered.sign_offs.insert(sign.role.clone(), sign_off);
    Ok(())
}

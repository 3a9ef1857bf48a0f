//! Where a partner's systems are reached is said, or is known no longer.

use serde::{Deserialize, Serialize};

use super::actor::CHAMPION;
use super::{Circumstances, Refusal};
use crate::partner::{Environment, Partner};
use crate::playbook::id::Id;

/// An environment of a partner is described, or taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Describe {
    /// Its name: one that stages of the playbook test in.
    pub name: Id,
    /// What it is; none where it is taken out.
    pub environment: Option<Environment>,
}

pub(super) fn describe(
    state: &mut Partner,
    describe: &Describe,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    let Circumstances { playbook, actor, .. } = circumstances;
    let Describe { name, environment } = describe;
    if actor.roles.is_empty() {
        let champion: Vec<Id> = CHAMPION.parse().into_iter().collect();
        actor.demand(&champion, state, "say where its systems are reached")?;
    }
    match environment {
        Some(environment) => {
            if !playbook.environments().any(|known| known == name) {
                let message =
                    format!("no stage of playbook `{}` tests in an environment `{name}`", playbook.id);
                return Err(Refusal::Text(message));
            }
            let before = state.environments.insert(name.clone(), environment.clone());
            if before.as_ref() == Some(environment) {
                return Err(Refusal::Nothing(format!("the environment `{name}` is described so already")));
            }
        }
        None => {
            if state.environments.remove(name).is_none() {
                return Err(Refusal::Nothing(format!("no environment `{name}` is described")));
            }
        }
    }
    Ok(())
}

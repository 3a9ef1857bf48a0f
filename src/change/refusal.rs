//! Why a change is not legal: data that the edge turns into a message, hints and an exit code.

use chrono::NaiveDate;

use crate::playbook::id::{Id, ItemRef};
use crate::readiness::{Gate, Verdict};

/// Why a change is not legal.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// There is no partner of that id.
    #[error("there is no partner `{0}`")]
    NoPartner(Id),
    /// There is one already.
    #[error("there is a partner `{0}` already")]
    PartnerExists(Id),
    /// The partner is archived.
    #[error("partner `{0}` is archived")]
    Archived(Id),
    /// The partner is not archived.
    #[error("partner `{0}` is not archived")]
    NotArchived(Id),
    /// The change changes nothing.
    #[error("nothing would change: {0}")]
    Nothing(String),
    /// A text that must say something is empty, or is more than it may be.
    #[error("{0}")]
    Text(String),
    /// The playbook has no such item.
    #[error("playbook `{playbook}` has no item `{item}`")]
    NoItem {
        /// The playbook.
        playbook: Id,
        /// The item.
        item: ItemRef,
    },
    /// The playbook has no such stage.
    #[error("playbook `{playbook}` has no stage `{stage}`")]
    NoStage {
        /// The playbook.
        playbook: Id,
        /// The stage.
        stage: Id,
    },
    /// The playbook has no such role.
    #[error("playbook `{playbook}` has no role `{role}`")]
    NoRole {
        /// The playbook.
        playbook: Id,
        /// The role.
        role: Id,
    },
    /// The value does not fit the attribute, or there is no such attribute.
    #[error("{0}")]
    Attribute(String),
    /// An item does not go from this status to that.
    #[error("`{item}` is {}", if status == verb { format!("{status} already") } else { format!("{status}, so it cannot be {verb}") })]
    Transition {
        /// The item.
        item: ItemRef,
        /// Where it stands.
        status: &'static str,
        /// Where it should have gone, as a participle.
        verb: &'static str,
        /// What can be done instead.
        instead: Option<Instead>,
    },
    /// What the item needs is not met.
    #[error("`{item}` needs {} first", quoted(needs))]
    Needs {
        /// The item.
        item: ItemRef,
        /// The needs that are open.
        needs: Vec<ItemRef>,
    },
    /// The item asks for evidence that is not given.
    #[error("`{item}` asks for {}", asks.iter().map(|(id, ask)| format!("`{id}` ({ask})")).collect::<Vec<_>>().join(", "))]
    EvidenceMissing {
        /// The item.
        item: ItemRef,
        /// The evidence that is missing: id and what is asked.
        asks: Vec<(Id, String)>,
    },
    /// Evidence that was given does not fit.
    #[error("evidence `{evidence}` of `{item}` does not fit: it asks for {asked}")]
    EvidenceMisfit {
        /// The item.
        item: ItemRef,
        /// The evidence.
        evidence: Id,
        /// What is asked.
        asked: String,
    },
    /// The item asks for no such evidence.
    #[error("{} for no evidence `{evidence}`", asks_for(items))]
    EvidenceUnknown {
        /// The items that were named.
        items: Vec<ItemRef>,
        /// The evidence.
        evidence: Id,
        /// What they ask for.
        known: Vec<Id>,
    },
    /// The actor holds none of the roles that the deed takes.
    #[error("{actor} may not {deed}: it takes the role {}", either(roles))]
    Role {
        /// The e-mail of the actor.
        actor: String,
        /// What was to be done.
        deed: String,
        /// The roles of which one is needed.
        roles: Vec<Id>,
    },
    /// A waiver may not stand in for the item.
    #[error("`{0}` cannot be waived: the playbook forbids it")]
    NotWaivable(ItemRef),
    /// The waiver would last too long, or is over before it begins.
    #[error("a waiver of `{item}` must end between {earliest} and {latest}")]
    WaiverExpiry {
        /// The item.
        item: ItemRef,
        /// The first day it may end.
        earliest: NaiveDate,
        /// The last day it may end.
        latest: NaiveDate,
    },
    /// There is no waiver in the state that the ruling needs.
    #[error("`{item}` has no waiver to {verb}{}", standing.map_or(String::new(), |s| format!(": its waiver is {s}")))]
    NoWaiver {
        /// The item.
        item: ItemRef,
        /// The ruling.
        verb: &'static str,
        /// Where its waiver stands, if it has one.
        standing: Option<&'static str>,
    },
    /// The requester rules on the own request.
    #[error("{actor} requested this waiver, and nobody approves their own")]
    OwnWaiver {
        /// The e-mail of the actor.
        actor: String,
        /// The roles of which somebody else needs one.
        approvers: Vec<Id>,
    },
    /// The role does not sign for that stage.
    #[error("the gate of `{stage}` asks for no sign-off by `{role}`")]
    NoSignOff {
        /// The stage.
        stage: Id,
        /// The role.
        role: Id,
        /// The roles that sign.
        known: Vec<Id>,
    },
    /// Somebody of the partner signs, and nothing shows it.
    #[error("`{0}` is a role of the partner, so its assent needs a reference")]
    NoReference(Id),
    /// The stage was not entered.
    #[error("the partner has not entered `{0}`")]
    NotEntered(Id),
    /// The gate does not say go.
    #[error("the gate of `{}` says {}", .0.stage, .0.verdict.as_str())]
    Gate(Box<Gate>),
    /// The gate says go, so there is nothing to override.
    #[error("the gate of `{0}` says go: there is nothing to override")]
    NothingToOverride(Id),
    /// There is no stage to go to.
    #[error("`{0}` is the {1} stage")]
    NoFurther(Id, &'static str),
    /// A rollback leads to an earlier stage.
    #[error("`{to}` is not before `{from}`, so it is no rollback")]
    NotEarlier {
        /// The stage the partner is in.
        from: Id,
        /// The stage asked for.
        to: Id,
    },
    /// The item has no check.
    #[error("`{0}` has no check")]
    NoCheck(ItemRef),
    /// The check is another by now.
    #[error("the check of `{0}` is another by now than the one that was made")]
    OtherCheck(ItemRef),
    /// A check alone decides the item.
    #[error("`{0}` is decided by its check, so nobody accepts it")]
    Decided(ItemRef),
    /// The playbook says nothing of how a stage is rolled back.
    #[error("the playbook has no plan for a rollback of `{0}`")]
    NoRollbackPlan(Id),
    /// The plan names no such trigger.
    #[error("the plan for a rollback of `{stage}` has no trigger `{trigger}`")]
    NoTrigger {
        /// The stage.
        stage: Id,
        /// The trigger.
        trigger: Id,
        /// Those that it has.
        known: Vec<Id>,
    },
    /// An edit by hand is not adopted, whoever asks.
    #[error("the edit of `{path}` is not adopted: {why}")]
    ByHand {
        /// What was edited.
        path: String,
        /// Why.
        why: &'static str,
        /// The command that does it, without the program's name; `PARTNER` stands for the partner.
        instead: Option<String>,
    },
    /// It happened before what it follows, or in the future.
    #[error("{0}")]
    Time(String),
}

/// What can be done with an item that does not go where it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instead {
    /// Hand it back.
    Reject,
    /// Have it done again.
    Reopen,
    /// Say that nothing holds it up any longer.
    Unblock,
}

impl Refusal {
    /// Returns the actor who may not, and the roles of which one would do; none where it is not about that.
    #[must_use]
    pub fn takes(&self) -> Option<(&str, &[Id])> {
        match self {
            Refusal::Role { actor, roles, .. } => Some((actor, roles)),
            Refusal::OwnWaiver { actor, approvers } => Some((actor, approvers)),
            _ => None,
        }
    }

    /// Returns what to do next, one line each; `able` names the people who could do what this actor may not.
    #[must_use]
    pub fn hints(&self, partner: &Id, able: &[String]) -> Vec<String> {
        match self {
            Refusal::NoPartner(_) => vec!["list them with: aboard partner list".to_owned()],
            Refusal::PartnerExists(id) => vec![format!("look at it with: aboard partner show {id}")],
            Refusal::Archived(id) => {
                vec![format!("take it up again with: aboard partner archive {id} --restore --reason \"…\"")]
            }
            Refusal::Transition { item, instead: Some(instead), .. } => vec![match instead {
                Instead::Reject => {
                    format!("hand it back with: aboard reject {partner} {item} --reason \"…\"")
                }
                Instead::Reopen => {
                    format!("have it done again with: aboard reopen {partner} {item} --reason \"…\"")
                }
                Instead::Unblock => {
                    format!("once nothing holds it up any longer: aboard unblock {partner} {item}")
                }
            }],
            Refusal::Needs { needs, .. } => {
                needs.iter().map(|need| format!("finish it with: aboard done {partner} {need}")).collect()
            }
            Refusal::EvidenceMissing { item, asks } => {
                let flags: Vec<_> = asks.iter().map(|(id, _)| format!("--evidence {id}=…")).collect();
                vec![format!("give it with: aboard done {partner} {item} {}", flags.join(" "))]
            }
            Refusal::EvidenceUnknown { known, .. } if !known.is_empty() => {
                vec![format!("asked for: {}", plain(known))]
            }
            Refusal::Role { actor, roles, .. } => vec![match able {
                [] => format!("give {actor} the role {} in aboard.toml and commit it", either(roles)),
                _ => format!(
                    "ask {}, or give {actor} the role {} in aboard.toml and commit it",
                    able.join(" or "),
                    either(roles)
                ),
            }],
            Refusal::OwnWaiver { approvers, .. } => vec![match able {
                [] => {
                    format!("give somebody else the role {} in aboard.toml and commit it", either(approvers))
                }
                _ => format!("ask {} to run the same command", able.join(" or ")),
            }],
            Refusal::NoSignOff { known, .. } if known.is_empty() => {
                vec!["this gate asks for no sign-offs".to_owned()]
            }
            Refusal::NoSignOff { known, .. } => vec![format!("it asks for: {}", plain(known))],
            Refusal::Gate(gate) if gate.verdict == Verdict::ConditionalGo => {
                vec![format!("go on its conditions with: aboard promote {partner}")]
            }
            Refusal::Gate(_) => vec![format!(
                "decide otherwise with: aboard promote {partner} --override --reason \"…\" --until DATE"
            )],
            Refusal::NotWaivable(item) => vec![format!("finish it with: aboard done {partner} {item}")],
            Refusal::WaiverExpiry { latest, .. } => vec![format!(
                "write --until {latest} at the latest: the playbook bounds how long a waiver holds"
            )],
            Refusal::NoWaiver { .. } => vec![format!("list them with: aboard waiver list {partner} --all")],
            Refusal::NoReference(_) => {
                vec!["say where it can be read: --reference https://…".to_owned()]
            }
            Refusal::ByHand { instead, .. } => {
                let mut hints = vec![format!("take the edits back with: aboard restore {partner}")];
                hints.extend(instead.as_ref().map(|command| {
                    format!("then do it with: aboard {}", command.replace("PARTNER", partner.as_str()))
                }));
                hints
            }
            Refusal::OtherCheck(item) | Refusal::Decided(item) => {
                vec![format!("check it with: aboard check {partner} {item}")]
            }
            Refusal::NoRollbackPlan(stage) => {
                vec![format!("write `owner` and `steps` into `rollback` of `{stage}` in the playbook")]
            }
            Refusal::NoTrigger { known, .. } if !known.is_empty() => {
                vec![format!("it has: {}", plain(known))]
            }
            Refusal::NothingToOverride(_) => vec!["promote without --override".to_owned()],
            _ => Vec::new(),
        }
    }
}

fn asks_for(items: &[ItemRef]) -> String {
    match items {
        [item] => format!("`{item}` asks"),
        several => format!("none of {} asks", quoted(several)),
    }
}

fn quoted(items: &[ItemRef]) -> String {
    items.iter().map(|item| format!("`{item}`")).collect::<Vec<_>>().join(", ")
}

fn either(roles: &[Id]) -> String {
    roles.iter().map(|role| format!("`{role}`")).collect::<Vec<_>>().join(" or ")
}

fn plain(ids: &[Id]) -> String {
    ids.iter().map(Id::as_str).collect::<Vec<_>>().join(", ")
}

//! What a check does that acts: in come an item and its partner; out comes the deed, with where it is done and what it needs,
//! and the words for it, before anything is done.

use super::trusting::environment_of;
use crate::check::{deliveries, filled, http, program, webhook};
use crate::partner::{Environment, Partner};
use crate::playbook::model::{Check, Deliveries, Http, Item, Playbook, Program, Spoilt, Webhook};
use crate::workspace::Workspace;

/// What a check does, and where.
pub(super) enum Deed<'a> {
    Ask(&'a Http, &'a Environment),
    Send(&'a Webhook, &'a Environment),
    Listen(&'a Deliveries, &'a Environment),
    Run(&'a Program, Option<&'a Environment>, Vec<program::Copy>),
}

impl<'a> Deed<'a> {
    /// Returns what the check of an item does; none where it only looks.
    pub(super) fn of(
        workspace: &Workspace,
        playbook: &'a Playbook,
        partner: &'a Partner,
        item: &'a Item,
    ) -> Option<Result<Self, NotMade>> {
        match item.check.as_ref()? {
            Check::Http(http) => {
                Some(placed(playbook, partner, item).map(|environment| Deed::Ask(http, environment)))
            }
            Check::Webhook(webhook) => {
                Some(placed(playbook, partner, item).map(|environment| Deed::Send(webhook, environment)))
            }
            Check::Deliveries(deliveries) => {
                Some(placed(playbook, partner, item).map(|environment| Deed::Listen(deliveries, environment)))
            }
            Check::Command(program) => {
                let environment = environment_of(playbook, partner, item).map(|(_, environment)| environment);
                let files =
                    program::files(program, workspace.root()).map_err(|fault| NotMade::of(fault.to_string()));
                Some(files.map(|files| Deed::Run(program, environment, files)))
            }
            _ => None,
        }
    }

    pub(super) fn environment(&self) -> Option<&'a Environment> {
        match self {
            Deed::Ask(_, environment) | Deed::Send(_, environment) | Deed::Listen(_, environment) => {
                Some(environment)
            }
            Deed::Run(_, environment, _) => *environment,
        }
    }

    /// Returns the files that it needs, with their digests.
    pub(super) fn files(&self) -> Vec<(String, String)> {
        match self {
            Deed::Ask(..) | Deed::Send(..) | Deed::Listen(..) => Vec::new(),
            Deed::Run(_, _, files) => {
                files.iter().map(|copy| (copy.path.clone(), copy.sha256.clone())).collect()
            }
        }
    }

    /// Tells what it does, line by line; secrets go by the names of their variables.
    pub(super) fn told(&self, partner: &Partner) -> Vec<String> {
        match self {
            Deed::Ask(http, environment) => http::told(http, environment, &|text| filled(text, partner)),
            Deed::Send(event, environment) => {
                let carried = webhook::carried(event);
                let mut lines = http::told(&carried, environment, &|text| filled(text, partner));
                let secret = environment
                    .signing
                    .as_ref()
                    .map_or_else(|| "a secret that is not said".to_owned(), ToString::to_string);
                lines.push(match event.spoilt {
                    None => format!("signed with {secret}"),
                    Some(Spoilt::Forged) => "signed with a secret of nobody".to_owned(),
                    Some(Spoilt::Unsigned) => "not signed".to_owned(),
                    Some(Spoilt::Old(seconds)) => format!("signed with {secret}, as {seconds} s ago"),
                });
                lines
            }
            Deed::Listen(asked, environment) => {
                deliveries::told(asked, environment, &|text| filled(text, partner))
            }
            Deed::Run(program, ..) => {
                let mut lines = vec![
                    program
                        .run
                        .iter()
                        .map(|word| quoted(&filled(word, partner)))
                        .collect::<Vec<_>>()
                        .join(" "),
                ];
                let passed = [("is told ", &program.variables), ("is told, in secret, ", &program.secrets)];
                let passed = passed.into_iter().filter(|(_, names)| !names.is_empty());
                lines.extend(passed.map(|(what, names)| format!("{what}{}", names.join(", "))));
                lines
            }
        }
    }
}

fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@,+%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) { word.to_owned() } else { format!("'{word}'") }
}

/// Why a check is not made, and what to do about that.
pub(super) struct NotMade {
    pub(super) why: String,
    pub(super) hint: Option<String>,
}

impl NotMade {
    pub(super) fn of(why: String) -> Self {
        NotMade { why, hint: None }
    }
}

/// Returns where the check of an item asks, or how to say it.
fn placed<'a>(playbook: &'a Playbook, partner: &'a Partner, item: &Item) -> Result<&'a Environment, NotMade> {
    let stage = playbook.stage(item.stage.as_str());
    let name = stage.and_then(|stage| stage.environment.as_ref()).map_or("sandbox", |name| name.as_str());
    environment_of(playbook, partner, item).map(|(_, environment)| environment).ok_or_else(|| NotMade {
        why: format!("where `{name}` is, is not said"),
        hint: Some(format!(
            "say where `{name}` is: aboard partner environment {} {name} --url URL",
            partner.id
        )),
    })
}

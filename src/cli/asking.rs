//! Checks that ask the partner's systems: in come items, out comes how each was answered. Nothing is sent but what is
//! trusted, and nothing at all in a dry run.

use std::collections::{BTreeMap, VecDeque};
use std::env;
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::error::CliError;
use super::progress::Progress;
use super::trusting::{Trust, Trusting, environment_of};
use crate::check::{Reading, http};
use crate::partner::{Environment, Partner};
use crate::playbook::id::ItemRef;
use crate::playbook::model::{Check, Http, Item, Playbook, Times};
use crate::playbook::text::{PartnerFacts, render_text};
use crate::workspace::Workspace;

/// How many requests go to a host at the same time: it serves others too.
const AT_ONCE: usize = 4;

/// What asking came to, or why it was not done.
pub(super) type Asked = BTreeMap<ItemRef, Result<Reading, String>>;

/// Asks for all items whose check does so.
pub(super) fn ask(
    workspace: &Workspace,
    playbook: &Playbook,
    partner: &Partner,
    items: &[&Item],
    trusting: &Trusting,
    is_dry_run: bool,
) -> Result<Asked, CliError> {
    let mut asked = Asked::new();
    let requests = items.iter().filter_map(|item| match &item.check {
        Some(Check::Http(http)) => Some((*item, &**http)),
        _ => None,
    });
    let requests: Vec<(&Item, &Http)> = requests.collect();
    if requests.is_empty() {
        return Ok(asked);
    }
    let trust = Trust::of(workspace, &partner.id, trusting)?;
    let filled = |text: &str| filled(text, partner);
    let mut prepared = Vec::new();
    for (item, http) in requests {
        let ready = placed(playbook, partner, item).and_then(|environment| {
            if is_dry_run {
                let lines = http::told(http, environment, &filled);
                return Err(format!("would send {}", lines.join(" · ")));
            }
            if !trust.holds(playbook, item, environment) {
                return Err(format!(
                    "not trusted on this machine: aboard trust {} {}",
                    partner.id, item.address
                ));
            }
            let value_of = |name: &str| env::var(name).ok();
            http::prepare(http, environment, &filled, &value_of).map_err(|fault| fault.to_string())
        });
        match ready {
            Ok(ready) => prepared.push((item, ready, is_measured(http))),
            Err(why) => drop(asked.insert(item.address.clone(), Err(why))),
        }
    }
    let progress = Mutex::new(Progress::of(prepared.len(), "checks"));
    let make = |item: &Item, prepared: &http::Prepared<'_>| {
        let reading = http::make(prepared).map_err(|fault| fault.to_string());
        progress.lock().unwrap_or_else(PoisonError::into_inner).step();
        (item.address.clone(), reading)
    };
    // What measures has the host for itself.
    let (alone, together): (Vec<_>, Vec<_>) = prepared.iter().partition(|(.., is_measured)| *is_measured);
    let queue = Mutex::new(VecDeque::from(together));
    let work = || {
        let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        std::iter::from_fn(next).map(|(item, ready, _)| make(item, ready)).collect::<Vec<_>>()
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (1..AT_ONCE).map(|_| scope.spawn(work)).collect();
        asked.extend(work());
        for worker in workers {
            asked.extend(worker.join().unwrap_or_default());
        }
    });
    asked.extend(alone.into_iter().map(|(item, ready, _)| make(item, ready)));
    Ok(asked)
}

fn is_measured(http: &Http) -> bool {
    matches!(http.times, Times::Sample { .. } | Times::Until(_))
}

/// Returns where the check of an item asks, or how to say it.
pub(super) fn placed<'a>(
    playbook: &'a Playbook,
    partner: &'a Partner,
    item: &Item,
) -> Result<&'a Environment, String> {
    let stage = playbook.stage(item.stage.as_str());
    let name = stage.and_then(|stage| stage.environment.as_ref()).map_or("sandbox", |name| name.as_str());
    environment_of(playbook, partner, item).map(|(_, environment)| environment).ok_or_else(|| {
        format!("where `{name}` is, is not said: aboard partner environment {} {name} --url URL", partner.id)
    })
}

/// Puts the partner's id into a text; the playbook was judged to hold no other fact.
pub(super) fn filled(text: &str, partner: &Partner) -> String {
    let facts = PartnerFacts { id: partner.id.as_str(), name: "", champion: "" };
    render_text(text, facts, &BTreeMap::new()).unwrap_or_else(|_| text.to_owned())
}

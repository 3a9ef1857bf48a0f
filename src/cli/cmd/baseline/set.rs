//! `baseline set`: what the last runs of checks measured becomes their baseline.

use super::chosen;
use crate::change::Change;
use crate::change::baseline::Set;
use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::record::{commit, say};
use crate::cli::{Exit, complete};
use crate::partner::{Finding, Partner};
use crate::playbook::digest::check_digest;
use crate::playbook::model::{Item, Playbook};
use crate::workspace::When;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  aboard baseline acme set\n  aboard baseline acme set list-orders")]
pub(super) struct Args {
    /// The items; all whose check passed and measured something where none is named
    #[arg(value_name = "ITEM", add = complete::item())]
    pub(super) items: Vec<String>,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(context: &Context, partner: &str, items: &[String], args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let view = workspace.view(&When::Head)?;
    let partner = view.partner(partner)?;
    let pinned = view.playbook_at(&partner.id, &partner.pin)?;
    let items = chosen(&pinned.playbook, items, |item| is_new(&pinned.playbook, &partner, item))?;
    if items.is_empty() {
        return Err(CliError::no(format!("no check of `{}` passed and measured anything new", partner.id))
            .hint(format!("make the checks first: aboard check {}", partner.id)));
    }
    if let Some(item) = items.iter().find(|item| !partner.checks.contains_key(&item.address)) {
        return Err(CliError::no(format!("`{}` was never checked", item.address))
            .hint(format!("check it first: aboard check {} {}", partner.id, item.address)));
    }
    let measured =
        items.iter().filter_map(|item| Some((item.address.clone(), partner.checks.get(&item.address)?.on)));
    let change = Change::Baseline(Set { measured: measured.collect() });
    let record = commit(context, &workspace, &partner.id, &args.writing, &|_, _| Ok(change.clone()))?;
    say(context, &record, &|_| format!("{}: {}", partner.id, change.headline()))?;
    Ok(Exit::Ok)
}

/// Tells whether the last run of a check could be its baseline, and is not yet.
fn is_new(playbook: &Playbook, partner: &Partner, item: &Item) -> bool {
    partner.checks.get(&item.address).is_some_and(|observation| {
        observation.outcome == Finding::Passed
            && !observation.metrics.is_empty()
            && check_digest(playbook, item).as_ref() == Some(&observation.definition)
            && partner.baselines.get(&item.address).is_none_or(|baseline| baseline.measured != observation.on)
    })
}

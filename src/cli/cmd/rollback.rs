//! `rollback`: a partner falls back to an earlier stage, and what the playbook says is reopened.

use crate::change::Change;
use crate::change::stage::Rollback;
use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::record::record;
use crate::cli::{Exit, complete};
use crate::partner::Status;
use crate::playbook::id::Id;
use crate::playbook::model::Playbook;
use crate::workspace::{Record, When};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  aboard rollback acme --reason \"Refunds failed for two days\"\n\nSign-offs and soak time of the stage it falls back to begin anew."
)]
pub(in crate::cli) struct Args {
    /// The partner
    #[arg(add = complete::partner())]
    partner: String,
    /// The stage to fall back to; where not said, the playbook's choice, else the one before
    #[arg(long, value_name = "STAGE", add = complete::stage())]
    to: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let view = workspace.view(&When::Head)?;
    let partner = view.partner(&args.partner)?;
    let pinned = view.playbook_at(&partner.id, &partner.pin)?;
    let from = partner.stage.clone();
    let to = match &args.to {
        Some(named) => super::promote::stage(&pinned.playbook, named)?,
        None => target(&pinned.playbook, &from).ok_or_else(|| {
            CliError::no(format!("`{from}` is the first stage: there is none to fall back to"))
        })?,
    };
    let change = Change::Rollback(Rollback { from, to, reason: args.reason.clone() });
    record(context, &workspace, &partner.id, &args.writing, &|_, _| Ok(change.clone()), &|record| {
        format!("{}: {}, {}", partner.id, change.headline(), reopened(record))
    })
}

fn target(playbook: &Playbook, from: &Id) -> Option<Id> {
    let index = playbook.stage_index(from.as_str())?;
    let before = || playbook.stages.get(index.checked_sub(1)?).map(|stage| stage.id.clone());
    playbook.stages[index].rollback.to.clone().or_else(before)
}

/// Names what was done before and is to be done again.
fn reopened(record: &Record) -> String {
    let done_before = record.before.iter().flat_map(|before| &before.items);
    let items: Vec<_> = done_before
        .filter(|(item, state)| state.status == Status::Done && record.after.status(item) != Status::Done)
        .map(|(item, _)| item.to_string())
        .collect();
    if items.is_empty() { "nothing reopened".to_owned() } else { format!("reopened {}", items.join(", ")) }
}

//! `rollback`: a partner falls back to an earlier stage, and what the playbook says is reopened.

use crate::change::Change;
use crate::change::stage::Rollback;
use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::record::{commit, record};
use crate::cli::{Exit, complete, steps};
use crate::partner::{Status, Took};
use crate::playbook::id::Id;
use crate::playbook::model::Playbook;
use crate::workspace::{Record, When};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  aboard rollback acme --reason \"Refunds failed for two days\"\n  aboard rollback acme --trigger refunds-fail --reason \"Since 14:00\"\n\nWith a trigger, on a terminal, the steps of the plan are gone through first, and timed. Sign-offs and soak time of the stage it falls back to begin anew; checks of the stages that are undone are to be made again."
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
    /// What of the playbook's plan makes it due
    #[arg(long, value_name = "TRIGGER", add = complete::trigger())]
    trigger: Option<String>,
    /// How long each step of the plan took, in order, as in 4m,11m
    #[arg(long, value_name = "TIMES", value_delimiter = ',')]
    took: Vec<Took>,
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
    let trigger = args.trigger.as_deref().map(|named| trigger(&pinned.playbook, &from, named)).transpose()?;
    let reason = args.reason.clone();
    let mut rollback = Rollback { from, to, reason, trigger, took: args.took.clone() };
    let stage = pinned.playbook.stage(rollback.from.as_str());
    if let Some(plan) = stage.and_then(|stage| stage.rollback.plan.as_ref())
        && rollback.trigger.is_some()
        && rollback.took.is_empty()
        && steps::can_ask()
    {
        // Who may not record it need not go through it.
        let tried = Writing { dry_run: true, ..args.writing.clone() };
        let whole = Change::Rollback(rollback.clone());
        commit(context, &workspace, &partner.id, &tried, &|_, _| Ok(whole.clone()))?;
        let heading = format!("Rollback of {} out of {}, led by {}", partner.id, rollback.from, plan.owner);
        let gone = steps::go_through(context, &heading, plan)?;
        if let Some(failed) = gone.failed {
            let step = gone.took.len();
            return Err(CliError::no(format!("step {step} failed: {failed}; nothing is recorded")).hint(
                format!("once it is rolled back otherwise: aboard rollback {} --reason \"…\"", partner.id),
            ));
        }
        rollback.took = gone.took;
    }
    // The steps took their time.
    let context = &context.by_now()?;
    let change = Change::Rollback(rollback);
    record(context, &workspace, &partner.id, &args.writing, &|_, _| Ok(change.clone()), &|record| {
        format!("{}: {}, {}", partner.id, change.headline(), reopened(record))
    })
}

fn trigger(playbook: &Playbook, from: &Id, named: &str) -> Result<Id, CliError> {
    let plan = playbook.stage(from.as_str()).and_then(|stage| stage.rollback.plan.as_ref());
    let found = plan.and_then(|plan| plan.trigger(named)).map(|(id, _)| id.clone());
    let known = || plan.iter().flat_map(|plan| &plan.triggers).map(|(id, _)| id.as_str()).collect::<Vec<_>>();
    found.ok_or_else(|| match plan {
        Some(_) => CliError::unknown("trigger", named, known()),
        None => CliError::usage(format!(
            "the playbook has no plan for a rollback of `{from}`, and so no triggers"
        ))
        .hint("roll back without --trigger, and say why with --reason"),
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

//! `promote`: a partner enters the next stage, through the gate of the one it is in, or past it by a
//! recorded decision.

use chrono::NaiveDate;

use super::partner::date;
use crate::change::stage::{Overriding, Promote};
use crate::change::{Change, Refusal};
use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::output::status;
use crate::cli::record::{attempt, say};
use crate::cli::{Exit, complete};
use crate::playbook::id::Id;
use crate::playbook::model::Playbook;
use crate::readiness::{self, Facts};
use crate::render::gate::table::reasons;
use crate::render::page::Page;
use crate::report;
use crate::workspace::{When, WorkspaceError};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  aboard promote acme\n  aboard promote acme --override --until 2026-04-15 --reason \"The board accepts the open penetration test\"\n\nExit codes: 0 promoted, 1 the gate says no, 3 the gate cannot tell yet"
)]
pub(in crate::cli) struct Args {
    /// The partner
    #[arg(add = complete::partner())]
    partner: String,
    /// The stage to enter; the next one where not said
    #[arg(long, value_name = "STAGE", add = complete::stage())]
    to: Option<String>,
    /// Do not go on conditions, such as waivers
    #[arg(long)]
    strict: bool,
    /// Go although the gate does not say so: your decision, kept with its reason and its end
    #[arg(long = "override", requires_all = ["reason", "until"])]
    overriding: bool,
    /// Why the gate is overridden
    #[arg(long, value_name = "TEXT", requires = "overriding")]
    reason: Option<String>,
    /// The last day the decision holds: by then all that the gate asks must hold
    #[arg(long, value_name = "DATE", value_parser = date, requires = "overriding")]
    until: Option<NaiveDate>,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let view = workspace.view(&When::Head)?;
    let partner = view.partner(&args.partner)?;
    let pinned = view.playbook_at(&partner.id, &partner.pin)?;
    let playbook = &pinned.playbook;
    let from = partner.stage.clone();
    let to = match &args.to {
        Some(named) => stage(playbook, named)?,
        None => next(playbook, &from)
            .ok_or_else(|| CliError::no(format!("`{from}` is the last stage: there is none to enter")))?,
    };
    let overriding = match (args.overriding, &args.reason, args.until) {
        (true, Some(reason), Some(until)) => Some(Overriding { reason: reason.clone(), until }),
        _ => None,
    };
    let change = Change::Promote(Promote { from, to, allow_conditions: !args.strict, overriding });
    let record = match attempt(context, &workspace, &partner.id, &args.writing, &|_, _| Ok(change.clone()))? {
        Ok(record) => record,
        Err(error) => {
            if let WorkspaceError::Refused { refusal, .. } = &error
                && let Refusal::Gate(gate) = refusal.as_ref()
            {
                let calendar = &view.config().calendar;
                let facts = pinned.facts(&partner, calendar, context.clock());
                show(context, facts, gate);
            }
            return Err(error.into());
        }
    };
    say(context, &record, &|_| format!("{}: {}", partner.id, change.headline()))
}

/// Says why the gate does not open, as `gate` does.
fn show(context: &Context, facts: Facts<'_>, judged: &readiness::Gate) {
    let Some(stage) = facts.playbook.stage(judged.stage.as_str()) else { return };
    let gate = report::gate::Gate::new(facts, stage, judged);
    let page = Page { width: context.width(), colour: context.colour_on_stderr() };
    status(|mut err| {
        reasons(&gate, page, &mut err)?;
        writeln!(err)
    });
}

/// The stage that a person named.
pub(super) fn stage(playbook: &Playbook, named: &str) -> Result<Id, CliError> {
    let known: Vec<_> = playbook.stages.iter().map(|stage| stage.id.as_str()).collect();
    let found = playbook.stage(named).map(|stage| stage.id.clone());
    found.ok_or_else(|| CliError::unknown("stage", named, known))
}

fn next(playbook: &Playbook, stage: &Id) -> Option<Id> {
    let index = playbook.stage_index(stage.as_str())?;
    playbook.stages.get(index + 1).map(|stage| stage.id.clone())
}

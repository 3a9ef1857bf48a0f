//! `rehearse`: the rollback plan of a stage is gone through, and each step is timed.

use crate::change::Change;
use crate::change::rehearsal::Rehearse;
use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::record::{commit, say};
use crate::cli::{Exit, complete, steps};
use crate::partner::Took;
use crate::partner::rehearsal::told;
use crate::playbook::model::{RollbackPlan, Stage};
use crate::readiness::RehearsalStanding;
use crate::readiness::rehearsal::rehearsal;
use crate::workspace::When;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  aboard rehearse acme\n  aboard rehearse acme --stage production --took 4m,11m,3m30s --reference https://wiki.example/drill\n  aboard rehearse acme --took 4m,25m --failed \"The console refused the key\"\n\nOn a terminal, each step is shown, and timed until you say that it is over."
)]
pub(in crate::cli) struct Args {
    /// The partner
    #[arg(add = complete::partner())]
    partner: String,
    /// The stage whose rollback it is; the partner's own where not said
    #[arg(long, value_name = "STAGE", add = complete::stage())]
    stage: Option<String>,
    /// How long each step took, in order, as in 4m,11m,3m30s; asked for where not said
    #[arg(long, value_name = "TIMES", value_delimiter = ',')]
    took: Vec<Took>,
    /// What failed, in the last step that is timed
    #[arg(long, value_name = "TEXT", requires = "took")]
    failed: Option<String>,
    /// Where more of it can be read
    #[arg(long, value_name = "URL")]
    reference: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let view = workspace.view(&When::Head)?;
    let partner = view.partner(&args.partner)?;
    let pinned = view.playbook_at(&partner.id, &partner.pin)?;
    let named = match &args.stage {
        None => partner.stage.clone(),
        Some(named) => super::promote::stage(&pinned.playbook, named)?,
    };
    let mut rehearse = Rehearse {
        stage: named.clone(),
        took: args.took.clone(),
        failed: args.failed.clone(),
        reference: args.reference.clone(),
    };
    let stage = pinned.playbook.stage(named.as_str());
    if let Some((stage, plan)) = stage.and_then(|stage| Some((stage, stage.rollback.plan.as_ref()?)))
        && rehearse.took.is_empty()
    {
        if !steps::can_ask() {
            return Err(untimed(args, stage, plan));
        }
        // Who may not record it need not go through it.
        let whole = Rehearse { took: vec![Took::of_seconds(0); plan.steps.len()], ..rehearse.clone() };
        let tried = Writing { dry_run: true, ..args.writing.clone() };
        commit(context, &workspace, &partner.id, &tried, &|_, _| Ok(Change::Rehearse(whole.clone())))?;
        let heading = format!("Rehearsal of the rollback of {named}, led by {}", plan.owner);
        let gone = steps::go_through(context, &heading, plan)?;
        (rehearse.took, rehearse.failed) = (gone.took, gone.failed);
    }
    // The steps took their time.
    let context = &context.by_now()?;
    let change = Change::Rehearse(rehearse);
    let record = commit(context, &workspace, &partner.id, &args.writing, &|_, _| Ok(change.clone()))?;
    say(context, &record, &|record| {
        let facts = pinned.facts(&record.after, &view.config().calendar, context.clock());
        let came = record.after.rehearsals.get(&named).map_or_else(String::new, |rehearsal| {
            let steps = count(rehearsal.took.len());
            let total: u64 = rehearsal.took.iter().map(|took| u64::from(took.seconds())).sum();
            format!(", {steps} in {}", told(total))
        });
        let standing = stage.and_then(|stage| rehearsal(facts, stage));
        let holds = match standing {
            Some(RehearsalStanding::Holds(_, lapses)) => {
                format!(
                    "; it holds until {}",
                    facts.calendar.local_date(lapses - chrono::TimeDelta::seconds(1))
                )
            }
            Some(RehearsalStanding::Slow(_, step, took, within)) => {
                format!("; step {step} took {took}, {within} at most")
            }
            _ => String::new(),
        };
        format!("{}: {}{came}{holds}", partner.id, change.headline())
    })
}

fn untimed(args: &Args, stage: &Stage, plan: &RollbackPlan) -> CliError {
    let message = format!(
        "the rollback of `{}` has {}, and there is no terminal to go through it on",
        stage.id,
        count(plan.steps.len())
    );
    let lines =
        plan.steps.iter().enumerate().map(|(index, step)| format!("step {}: {}", index + 1, step.deed));
    let times = vec!["…"; plan.steps.len()].join(",");
    let hint = format!(
        "say how long each took: aboard rehearse {} --stage {} --took {times}",
        args.partner, stage.id
    );
    lines.fold(CliError::usage(message).hint(hint), CliError::hint)
}

fn count(steps: usize) -> String {
    if steps == 1 { "1 step".to_owned() } else { format!("{steps} steps") }
}

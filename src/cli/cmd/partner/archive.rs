//! `partner archive`: the onboarding of a partner ends, or is taken up again.

use crate::change::Change;
use crate::change::partner::Archive;
use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::record::record;
use crate::cli::{Exit, complete};
use crate::workspace::When;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  aboard partner archive acme --reason \"They chose another marketplace\"\n  aboard partner archive acme --restore --reason \"They are back\""
)]
pub(super) struct Args {
    /// The partner
    #[arg(value_name = "PARTNER", add = complete::partner())]
    id: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Take it up again, where it stood
    #[arg(long)]
    restore: bool,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let partner = workspace.view(&When::Head)?.partner(&args.id)?;
    let change = Change::PartnerArchive(Archive { restore: args.restore, reason: args.reason.clone() });
    record(context, &workspace, &partner.id, &args.writing, &|_, _| Ok(change.clone()), &|record| {
        format!("{}: {}", record.after.id, change.headline())
    })
}

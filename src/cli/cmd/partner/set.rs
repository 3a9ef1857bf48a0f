//! `partner set`: the profile of a partner changes.

use super::profile::{self, Profile};
use crate::change::Change;
use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::record::record;
use crate::cli::{Exit, complete};
use crate::workspace::When;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  aboard partner set acme --set monthly-orders=1200 --launch 2026-06-01\n  aboard partner set acme --contact partner-tech=\"Ada Roy <ada@acme.example>\"\n  aboard partner set acme --unset launch --unset contact:partner-tech"
)]
pub(super) struct Args {
    /// The partner
    #[arg(value_name = "PARTNER", add = complete::partner())]
    id: String,
    #[command(flatten)]
    profile: Profile,
    /// What is known no longer: an attribute, `signed`, `launch`, `champion`, `backup`, or `contact:ROLE`
    #[arg(long, value_name = "KEY")]
    unset: Vec<String>,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let view = workspace.view(&When::Head)?;
    let partner = view.partner(&args.id)?;
    let playbook = view.playbook_at(&partner.id, &partner.pin)?;
    let mut set = args.profile.read(view.config(), &playbook.playbook)?;
    profile::unset(&mut set, &playbook.playbook, &args.unset)?;
    if set.names().is_empty() {
        return Err(CliError::usage("nothing to change is given")
            .hint(format!("such as: aboard partner set {} --launch 2026-06-01", partner.id)));
    }
    let change = Change::PartnerSet(set);
    record(context, &workspace, &partner.id, &args.writing, &|_, _| Ok(change.clone()), &|record| {
        format!("{}: {}", record.after.id, change.headline())
    })
}

//! `sign`: a role signs to leave a stage.

use crate::change::Change;
use crate::change::sign_off::Sign;
use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::record::record;
use crate::cli::{Exit, complete};
use crate::playbook::id::Id;
use crate::workspace::When;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  aboard sign acme --role champion --name \"Dana Fox\"\n  aboard sign acme --role partner-lead --name \"Ada Roy\" --reference https://mail.example/481"
)]
pub(in crate::cli) struct Args {
    /// The partner
    #[arg(add = complete::partner())]
    partner: String,
    /// The role that signs
    #[arg(long, value_name = "ROLE", add = complete::role())]
    role: String,
    /// Who signs
    #[arg(long, value_name = "NAME")]
    name: String,
    /// The stage that may then be left; the partner's own where not said
    #[arg(long, value_name = "STAGE", add = complete::stage())]
    stage: Option<String>,
    /// Where the assent can be read; needed for a role of the partner
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
    let playbook = &pinned.playbook;
    let stage = match &args.stage {
        None => partner.stage.clone(),
        Some(named) => super::promote::stage(playbook, named)?,
    };
    let role = playbook.roles.get_key_value(args.role.as_str()).map(|(role, _)| role.clone());
    let known = || playbook.roles.keys().map(Id::as_str).collect::<Vec<_>>();
    let change = Change::SignOff(Sign {
        stage,
        role: role.ok_or_else(|| CliError::unknown("role", &args.role, known()))?,
        name: args.name.clone(),
        reference: args.reference.clone(),
    });
    record(context, &workspace, &partner.id, &args.writing, &|_, _| Ok(change.clone()), &|record| {
        let signed = record.after.stages.values().map(|stage| stage.sign_offs.len()).sum::<usize>();
        let asked = playbook.stages.iter().filter(|stage| record.after.stages.contains_key(&stage.id));
        let asked = asked.map(|stage| stage.sign_offs.len()).sum::<usize>();
        format!("{}: {} ({signed} of {asked} sign-offs so far)", partner.id, change.headline())
    })
}

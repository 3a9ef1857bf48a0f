//! `waiver approve`, `waiver reject`, `waiver revoke`: a waiver is ruled on.

use crate::change::Change;
use crate::change::waiver::Rule;
use crate::cli::Exit;
use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::record::record;
use crate::cli::{complete, item_args};
use crate::partner::Ruling;
use crate::workspace::When;

/// What every ruling takes.
#[derive(Debug, clap::Args)]
pub(super) struct Common {
    /// The partner
    #[arg(add = complete::partner())]
    partner: String,
    /// The item whose waiver is ruled on
    #[arg(add = complete::item())]
    item: String,
    #[command(flatten)]
    writing: Writing,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  aboard waiver approve acme end-to-end-test")]
pub(super) struct Approve {
    #[command(flatten)]
    pub(super) common: Common,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Refuse {
    #[command(flatten)]
    pub(super) common: Common,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: String,
}

pub(super) fn run(
    context: &Context,
    ruling: Ruling,
    common: &Common,
    reason: Option<&str>,
) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let view = workspace.view(&When::Head)?;
    let partner = view.partner(&common.partner)?;
    let playbook = view.playbook_at(&partner.id, &partner.pin)?;
    let item = item_args::resolve_one(&playbook.playbook, &common.item)?;
    let rule = Rule { item: item.clone(), ruling, reason: reason.map(str::to_owned) };
    let change = Change::WaiverRule(rule);
    record(context, &workspace, &partner.id, &common.writing, &|_, _| Ok(change.clone()), &|record| {
        let until = record.after.waivers.get(&item).filter(|_| ruling == Ruling::Approved);
        let until = until.map_or(String::new(), |waiver| format!(", which holds until {}", waiver.until));
        format!("{}: {}{until}", partner.id, change.headline())
    })
}

//! `waive`: a waiver of an item is requested.

use chrono::NaiveDate;

use super::partner::date;
use crate::change::Change;
use crate::change::waiver::Request;
use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::record::record;
use crate::cli::{Exit, complete, item_args};
use crate::playbook::id::Id;
use crate::workspace::When;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  aboard waive acme end-to-end-test --until 2026-04-15 \\\n    --reason \"Their gateway is down until April\" --control \"Two orders checked by hand each day\"\n\nIt holds once somebody else has approved it: aboard waiver approve acme end-to-end-test"
)]
pub(in crate::cli) struct Args {
    /// The partner
    #[arg(add = complete::partner())]
    partner: String,
    /// The item: `checklist/item`, or `item` alone where it is unique
    #[arg(add = complete::item())]
    item: String,
    /// Why it cannot be done in time
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// What stands in for it meanwhile
    #[arg(long, value_name = "TEXT")]
    control: String,
    /// The last day it is to hold
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: NaiveDate,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let view = workspace.view(&When::Head)?;
    let partner = view.partner(&args.partner)?;
    let playbook = view.playbook_at(&partner.id, &partner.pin)?;
    let approvers: Vec<_> = playbook.playbook.waivers.approvers.iter().map(Id::as_str).collect();
    let change = Change::WaiverRequest(Request {
        item: item_args::resolve_one(&playbook.playbook, &args.item)?,
        reason: args.reason.clone(),
        control: args.control.clone(),
        until: args.until,
    });
    record(context, &workspace, &partner.id, &args.writing, &|_, _| Ok(change.clone()), &|_| {
        format!("{}: {}; {} must approve it", partner.id, change.headline(), approvers.join(" or "))
    })
}

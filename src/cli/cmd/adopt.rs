//! `adopt`: edits of state by hand become an audited change.

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::record::{adopt, say};
use crate::cli::{Exit, complete};
use crate::workspace::When;

/// Makes what was edited by hand in the files of a partner one audited change, by the rules of the ordinary
/// commands: a status that you may not set by command is not adopted from your editor either.
///
/// Typing errors and wrong dates are repaired by the champion. Sign-offs, rulings, overrides, stages and the
/// pin are adopted from nobody: they take their own commands. The files are rewritten in the form that
/// aboard gives them.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  aboard adopt acme -m \"The tier was mistyped\" --dry-run\n  aboard adopt acme -m \"The call was on the 3rd, not on the 2nd\""
)]
pub(in crate::cli) struct Args {
    /// The partner
    #[arg(add = complete::partner())]
    partner: String,
    /// Why it was edited
    #[arg(short, long, value_name = "TEXT")]
    message: String,
    /// Print the diff and the commit message, and write nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let view = workspace.view(&When::Head)?;
    let id = view.known_partner(&args.partner)?;
    let adoption = view.adoption(&id, &args.message)?;
    let record = adopt(context, &workspace, &id, &adoption, args.dry_run)?;
    say(context, &record, &|record| format!("{}: {}", record.after.id, adoption.change().headline()))
}

//! `waiver`: rule on waivers, and list them.

mod list;
mod rule;

use clap::Subcommand;

use crate::cli::Exit;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::partner::Ruling;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Let a waiver hold until its last day; never your own
    Approve(rule::Approve),
    /// Refuse a waiver
    #[command(
        after_help = "Example:\n  aboard waiver reject acme end-to-end-test --reason \"They have two weeks left\""
    )]
    Reject(rule::Refuse),
    /// Take back a waiver that holds
    #[command(
        after_help = "Example:\n  aboard waiver revoke acme end-to-end-test --reason \"The test passed\""
    )]
    Revoke(rule::Refuse),
    /// List waivers with their standing
    List(list::Args),
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    match &args.command {
        Command::Approve(args) => rule::run(context, Ruling::Approved, &args.common, args.reason.as_deref()),
        Command::Reject(args) => rule::run(context, Ruling::Rejected, &args.common, Some(&args.reason)),
        Command::List(args) => list::run(context, args),
        Command::Revoke(args) => rule::run(context, Ruling::Revoked, &args.common, Some(&args.reason)),
    }
}

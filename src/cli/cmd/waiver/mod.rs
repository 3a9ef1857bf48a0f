//! `waiver`: reading subcommands.

mod list;

use clap::{Args as ClapArgs, Subcommand};

use crate::cli::Exit;
use crate::cli::context::Context;
use crate::cli::error::CliError;

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List waivers
    List(list::Args),
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    match &args.command {
        Command::List(args) => list::run(context, args),
    }
}

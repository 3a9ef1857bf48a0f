//! `partner`: reading subcommands.

mod list;
mod show;

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
    /// List partners
    List(list::Args),
    /// Show what is recorded of a partner
    Show(show::Args),
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    match &args.command {
        Command::List(args) => list::run(context, args),
        Command::Show(args) => show::run(context, args),
    }
}

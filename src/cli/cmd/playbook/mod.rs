//! `playbook`: list, show and describe playbooks.

mod list;
mod schema;
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
    /// List the committed playbooks, and how many partners each version governs
    List(list::Args),
    /// Show a playbook, or one of its items in full
    Show(show::Args),
    /// Print the JSON Schema of playbook files, for editors
    Schema(schema::Args),
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    match &args.command {
        Command::List(args) => list::run(context, args),
        Command::Show(args) => show::run(context, args),
        Command::Schema(args) => schema::run(context, args),
    }
}

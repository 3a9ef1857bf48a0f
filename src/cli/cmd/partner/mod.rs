//! `partner`: add, change, archive, list and show partners.

mod add;
mod archive;
mod environment;
mod list;
mod profile;
mod set;
mod show;

use clap::Subcommand;

use crate::cli::Exit;
use crate::cli::context::Context;
use crate::cli::error::CliError;

pub(super) use profile::date;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Begin the onboarding of a partner, in the first stage of a playbook
    Add(add::Args),
    /// Change what a partner declared, its dates, champion and contacts
    Set(set::Args),
    /// Say where a partner's systems are reached, for checks of a stage's environment
    Environment(environment::Args),
    /// End the onboarding of a partner, or take it up again
    Archive(archive::Args),
    /// List partners with their stage, champion and playbook
    List(list::Args),
    /// Show what is recorded of a partner, beside its items
    Show(show::Args),
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    match &args.command {
        Command::Add(args) => add::run(context, args),
        Command::Set(args) => set::run(context, args),
        Command::Environment(args) => environment::run(context, args),
        Command::Archive(args) => archive::run(context, args),
        Command::List(args) => list::run(context, args),
        Command::Show(args) => show::run(context, args),
    }
}

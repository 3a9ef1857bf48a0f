//! One file per command: its doc comment is its help, its `Args`, and one function.

mod item;

use clap::Subcommand;

use super::context::Context;
use super::error::CliError;
use super::Exit;
use crate::change::item::Action;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Begin work on items
    Start(item::Start),
    /// Hand items in to the accountable role
    Submit(item::Submit),
    /// Accept items as done, with the evidence they ask for
    Done(item::Done),
    /// Hand items back to who did them
    Reject(item::Reject),
    /// Record what holds items up, and which side is waited for
    Block(item::Block),
    /// Record that nothing holds items up any longer
    Unblock(item::Unblock),
    /// Have items done again
    Reopen(item::Reopen),
}

/// Runs a command; none shows the champion's day.
pub(super) fn run(command: Option<Command>, context: &Context) -> Result<Exit, CliError> {
    match command {
        None => Ok(Exit::Ok),
        Some(Command::Start(args)) => item::run(context, Action::Start, &args.common, item::Told::default()),
        Some(Command::Submit(args)) => item::run(context, Action::Submit, &args.common, args.shown.told()),
        Some(Command::Done(args)) => item::run(context, Action::Complete, &args.common, args.shown.told()),
        Some(Command::Reject(args)) => item::run(context, Action::Reject, &args.common, item::Told::why(&args.reason)),
        Some(Command::Block(args)) => item::run(context, Action::Block, &args.common, args.told()),
        Some(Command::Unblock(args)) => item::run(context, Action::Unblock, &args.common, item::Told::default()),
        Some(Command::Reopen(args)) => item::run(context, Action::Reopen, &args.common, item::Told::why(&args.reason)),
    }
}

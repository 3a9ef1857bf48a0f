//! One file per command: its doc comment is its help, its `Args`, and one function.

mod adopt;
mod baseline;
mod check;
mod completions;
mod day;
mod demo;
mod doctor;
mod gate;
mod init;
mod item;
mod lint;
mod log;
mod man;
mod next;
mod note;
mod partner;
mod playbook;
mod portfolio;
mod promote;
mod rehearse;
mod restore;
mod rollback;
mod scorecard;
mod sign;
mod status;
mod trust;
mod waive;
mod waiver;
mod walk;

use clap::Subcommand;

use super::Exit;
use super::args::Day;
use super::context::Context;
use super::error::CliError;
use crate::change::item::Action;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lay down a workspace: aboard.toml, a playbook, a git repository where there is none
    Init(init::Args),
    /// Build a demo workspace of partners in all stages, and look around
    Demo(demo::Args),
    /// Check playbooks, checklists and aboard.toml, and show every fault
    Lint(lint::Args),
    /// List, show and describe playbooks
    Playbook(playbook::Args),
    /// Add, change, list, show and archive partners
    Partner(partner::Args),
    /// Show where one partner stands, item by item
    Status(status::Args),
    /// Show what can be done now, most pressing first
    Next(next::Args),
    /// Go through a partner's open items one after another
    Walk(walk::Args),
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
    /// Note something on a partner or one of its items
    Note(note::Args),
    /// Request a waiver of an item
    Waive(waive::Args),
    /// Rule on waivers, and list them
    Waiver(waiver::Args),
    /// Record that a role signs to leave a stage
    Sign(sign::Args),
    /// Make the checks of a partner's items, and record what they say
    Check(check::Args),
    /// Keep what checks measured when all was well, and compare later runs with it
    Baseline(baseline::Args),
    /// Show what checks would send and run, and trust them on this machine
    Trust(trust::Args),
    /// Judge whether partners may leave a stage
    Gate(gate::Args),
    /// Move a partner through its gate into the next stage
    Promote(promote::Args),
    /// Go through the rollback plan of a stage, and record how long each step took
    Rehearse(rehearse::Args),
    /// Move a partner back to an earlier stage
    Rollback(rollback::Args),
    /// Show the readiness of partners
    Scorecard(scorecard::Args),
    /// Show the readiness of all partners
    Portfolio(portfolio::Args),
    /// Show the changes of history
    Log(log::Args),
    /// Make edits of state files by hand an audited change
    Adopt(adopt::Args),
    /// Take back edits of state files by hand
    Restore(restore::Args),
    /// Tell what is amiss in the workspace, and what mends it
    Doctor(doctor::Args),
    /// Print the completions of a shell
    Completions(completions::Args),
    /// Print the manual page
    Man(man::Args),
}

/// Runs a command; none shows the champion's day.
pub(super) fn run(command: Option<Command>, day: &Day, context: &Context) -> Result<Exit, CliError> {
    if command.is_some() && day.is_said() {
        return Err(CliError::usage("`--now`, `--at` and `--format` before a command have no effect on it")
            .hint("write them after the command, as in: aboard status PARTNER --now +3d"));
    }
    match command {
        None => day::run(context, day),
        Some(Command::Init(args)) => init::run(context, &args),
        Some(Command::Demo(args)) => demo::run(context, &args),
        Some(Command::Lint(args)) => lint::run(context, &args),
        Some(Command::Playbook(args)) => playbook::run(context, &args),
        Some(Command::Partner(args)) => partner::run(context, &args),
        Some(Command::Status(args)) => status::run(context, &args),
        Some(Command::Next(args)) => next::run(context, &args),
        Some(Command::Walk(args)) => walk::run(context, &args),
        Some(Command::Start(args)) => item::run(context, Action::Start, &args.common, item::Told::default()),
        Some(Command::Submit(args)) => item::run(context, Action::Submit, &args.common, args.shown.told()),
        Some(Command::Done(args)) => item::run(context, Action::Complete, &args.common, args.shown.told()),
        Some(Command::Reject(args)) => {
            item::run(context, Action::Reject, &args.common, item::Told::why(&args.reason))
        }
        Some(Command::Block(args)) => item::run(context, Action::Block, &args.common, args.told()),
        Some(Command::Unblock(args)) => {
            item::run(context, Action::Unblock, &args.common, item::Told::default())
        }
        Some(Command::Reopen(args)) => {
            item::run(context, Action::Reopen, &args.common, item::Told::why(&args.reason))
        }
        Some(Command::Note(args)) => note::run(context, &args),
        Some(Command::Waive(args)) => waive::run(context, &args),
        Some(Command::Waiver(args)) => waiver::run(context, &args),
        Some(Command::Sign(args)) => sign::run(context, &args),
        Some(Command::Check(args)) => check::run(context, &args),
        Some(Command::Baseline(args)) => baseline::run(context, &args),
        Some(Command::Trust(args)) => trust::run(context, &args),
        Some(Command::Gate(args)) => gate::run(context, &args),
        Some(Command::Promote(args)) => promote::run(context, &args),
        Some(Command::Rehearse(args)) => rehearse::run(context, &args),
        Some(Command::Rollback(args)) => rollback::run(context, &args),
        Some(Command::Scorecard(args)) => scorecard::run(context, &args),
        Some(Command::Portfolio(args)) => portfolio::run(context, &args),
        Some(Command::Log(args)) => log::run(context, &args),
        Some(Command::Adopt(args)) => adopt::run(context, &args),
        Some(Command::Restore(args)) => restore::run(context, &args),
        Some(Command::Doctor(args)) => doctor::run(context, &args),
        Some(Command::Completions(args)) => completions::run(context, &args),
        Some(Command::Man(args)) => man::run(context, &args),
    }
}

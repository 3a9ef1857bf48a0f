//! The command line: in come arguments, environment and terminal, out come text and an exit code. Thin
//! on top of everything else: parse, load, call, print. The only place that reads a clock.

mod acting;
pub mod args;
mod cmd;
mod complete;
mod context;
mod crew;
mod deed;
mod edits;
mod error;
mod exit;
mod format;
mod item_args;
mod jobs;
mod judge;
mod kept;
mod listening;
mod looking;
mod moment;
mod output;
mod portfolio_filter;
mod progress;
mod prompt;
mod read;
mod record;
mod steps;
mod streams;
mod trusting;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use args::Args;
use context::Context;
use error::CliError;
pub use exit::Exit;

/// Runs the program with the arguments and the environment of the process.
#[must_use]
pub fn main() -> ExitCode {
    clap_complete::CompleteEnv::with_factory(Args::command).complete();
    ExitCode::from(run(std::env::args_os()).code())
}

/// Runs the program with these arguments; everything else is read from the process.
fn run(args: impl IntoIterator<Item = OsString>) -> Exit {
    let matches = match Args::command().try_get_matches_from(args) {
        Ok(matches) => matches,
        Err(error) => return output::usage(&error),
    };
    let args = match Args::from_arg_matches(&matches) {
        Ok(args) => args,
        Err(error) => return output::usage(&error),
    };
    let context = match Context::new(&args.global) {
        Ok(context) => context,
        Err(error) => return output::fail(&error, false),
    };
    match cmd::run(args.command, &args.day, &context) {
        Ok(exit) => exit,
        Err(CliError::ClosedPipe) => Exit::Ok,
        Err(error) => output::fail(&error, context.colour_on_stderr()),
    }
}

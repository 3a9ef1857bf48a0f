//! `walk`: (opened by its first commit)

use clap::Args as ClapArgs;

use crate::cli::Exit;
use crate::cli::context::Context;
use crate::cli::error::CliError;

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Args {}

pub(super) fn run(_context: &Context, _args: &Args) -> Result<Exit, CliError> {
    Err(CliError::no("not built yet"))
}

//! Without a command: the champion's day. (opened by its first commit)

use crate::cli::Exit;
use crate::cli::context::Context;
use crate::cli::error::CliError;

pub(super) fn run(_context: &Context) -> Result<Exit, CliError> {
    Err(CliError::no("not built yet"))
}

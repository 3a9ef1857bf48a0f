//! `man`: the manual, one page after another for the program and each of its commands.

use std::io::{self, Write};

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use crate::cli::Exit;
use crate::cli::context::Context;
use crate::cli::error::CliError;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  aboard man | man -l -\n  aboard man > ~/.local/share/man/man1/aboard.1")]
pub(in crate::cli) struct Args {}

pub(super) fn run(_context: &Context, _args: &Args) -> Result<Exit, CliError> {
    let mut command = crate::cli::args::Args::command();
    command.build();
    let mut manual = Vec::new();
    write(&command, "aboard", &mut manual)?;
    io::stdout().lock().write_all(&manual)?;
    Ok(Exit::Ok)
}

/// Writes the page of a command, then those below it; `name` is the page's, with dashes.
fn write(command: &Command, name: &str, out: &mut Vec<u8>) -> io::Result<()> {
    Man::new(command.clone())
        .title(name)
        .manual("Aboard")
        .source(concat!("aboard ", env!("CARGO_PKG_VERSION")))
        .render(out)?;
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
        write(inner, &format!("{name}-{}", inner.get_name()), out)?;
    }
    Ok(())
}

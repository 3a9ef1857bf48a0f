//! `completions`: a shell's completions, which know partner and item ids.

use std::env;
use std::io::{self, Write};
use std::path::Path;

use clap::ValueEnum;
use clap_complete::env::{Bash, EnvCompleter, Fish, Zsh};

use crate::cli::Exit;
use crate::cli::context::Context;
use crate::cli::error::CliError;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Put it into your shell's start-up file:\n  bash: echo 'source <(aboard completions bash)' >> ~/.bashrc\n  zsh:  echo 'source <(aboard completions zsh)' >> ~/.zshrc\n  fish: echo 'aboard completions fish | source' >> ~/.config/fish/config.fish"
)]
pub(in crate::cli) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
}

pub(super) fn run(_context: &Context, args: &Args) -> Result<Exit, CliError> {
    let shell: &dyn EnvCompleter = match args.shell {
        Shell::Bash => &Bash,
        Shell::Zsh => &Zsh,
        Shell::Fish => &Fish,
    };
    let mut script = Vec::new();
    shell.write_registration("COMPLETE", "aboard", "aboard", &program(), &mut script)?;
    io::stdout().lock().write_all(&script)?;
    Ok(Exit::Ok)
}

/// What the shell calls to complete: the name where the program was found by it, else its whole path.
fn program() -> String {
    let called = env::args_os().next().unwrap_or_default();
    let by_name = Path::new(&called).components().count() == 1;
    let path = env::current_exe().ok().filter(|_| !by_name);
    path.map_or_else(|| "aboard".to_owned(), |path| path.to_string_lossy().into_owned())
}

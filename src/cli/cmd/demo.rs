//! `demo`: a workspace of made-up partners, built by real changes over several simulated weeks that end
//! today; then a look around it.

mod answer;
mod build;
mod machines;
mod plan;
mod runner;
mod setting;
mod step;
mod cast;
mod story;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::{Args as ClapArgs, Parser};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::Exit;
use crate::cli::args;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::render::escape::visible;

/// How long work may take before it shows how far it is.
const PATIENCE: Duration = Duration::from_millis(250);

#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:\n  aboard demo && cd aboard-demo && aboard")]
pub(in crate::cli) struct Args {
    /// A folder that does not exist yet, or is empty
    #[arg(value_name = "DIR", default_value = "aboard-demo")]
    folder: PathBuf,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let folder = context.folder().join(&args.folder);
    let existed = refuse_what_is_there(&folder)?;
    let built = build(context, &folder).inspect_err(|_| {
        if !existed {
            // Half a story helps nobody; what stays is in the way of a second try, which says so.
            let _ = fs::remove_dir_all(&folder);
        }
    })?;
    let shown = args.folder.display().to_string();
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{} partners in {}: {} changes over {} business days, each a commit",
        built.partners,
        visible(&shown),
        built.changes,
        built.days
    )?;
    drop(out);
    let inside = context.inside(folder);
    look(&inside, &["portfolio"])?;
    look(&inside, &["scorecard", cast::SHOWN])?;
    let mut out = io::stdout().lock();
    writeln!(out, "\ntry next:")?;
    writeln!(out, "  cd {}", visible(&shown))?;
    for (command, what) in [
        ("aboard", "the day of a champion: what is due, blocked, lapsing"),
        ("aboard gate tiny", "why a gate is shut, as a CI job asks it"),
        ("aboard log harbour", "how a partner came to be rolled back"),
    ] {
        writeln!(out, "  {command:20} {what}")?;
    }
    Ok(Exit::Ok)
}

/// Tells whether the folder is there, which is fine if it is empty.
fn refuse_what_is_there(folder: &Path) -> Result<bool, CliError> {
    let taken = || {
        CliError::no(format!("`{}` is there already, and a demo takes an empty folder", folder.display()))
            .hint("choose another one: aboard demo DIR")
    };
    match fs::read_dir(folder) {
        Ok(mut entries) => {
            if entries.next().is_none() {
                Ok(true)
            } else {
                Err(taken())
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(_) => Err(taken()),
    }
}

/// Builds the workspace, and shows how far it is on a terminal.
fn build(context: &Context, folder: &Path) -> Result<build::Built, CliError> {
    let started = Instant::now();
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos} of {len} steps") {
        bar.set_style(style);
    }
    let built = build::build(folder, context.clock(), &mut |done, of| {
        if bar.is_hidden() && started.elapsed() >= PATIENCE {
            // Off a terminal it stays hidden.
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        bar.set_length(of as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    built
}

/// Shows a command, and what it prints.
fn look(context: &Context, words: &[&str]) -> Result<(), CliError> {
    writeln!(io::stdout().lock(), "\n$ aboard {}\n", words.join(" "))?;
    let parsed = args::Args::try_parse_from(["aboard"].iter().chain(words))
        .map_err(|error| CliError::usage(error.to_string()))?;
    super::run(parsed.command, &parsed.day, context)?;
    Ok(())
}

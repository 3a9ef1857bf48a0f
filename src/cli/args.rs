//! Arguments that every command, or every command of a kind, takes.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser};

use super::cmd::Command;
use super::context::Colour;
use super::format::Format;

/// Runs partner-onboarding playbooks: YAML under review, progress in git, gates for CI.
///
/// Without a command, shows your day: what is due, blocked or lapsing, and who waits for whom.
#[derive(Debug, Parser)]
#[command(
    name = "aboard",
    version,
    disable_help_subcommand = true,
    max_term_width = 100,
    after_help = "Every change is one commit; reading never writes. Exit codes: 0 go or done, 1 no, 2 wrong usage or invalid files, 3 inconclusive, 4 worse than a baseline."
)]
pub struct Args {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(flatten)]
    pub(super) day: Day,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// What the day takes, which is shown without a command.
#[derive(Debug, ClapArgs)]
pub(super) struct Day {
    #[command(flatten)]
    pub(super) moment: Moment,
    /// How to print the day
    #[arg(long, value_parser = Format::among(&[Format::Table, Format::Json]))]
    pub(super) format: Option<Format>,
}

impl Day {
    /// Tells whether any of it was typed.
    pub(super) fn is_said(&self) -> bool {
        self.moment.now.is_some() || self.moment.at.is_some() || self.format.is_some()
    }
}

/// What every command takes.
#[derive(Debug, ClapArgs)]
pub(super) struct Global {
    /// Run as if started in this folder
    #[arg(short = 'C', long, global = true, value_name = "DIR", help_heading = "Global options")]
    pub(super) directory: Option<PathBuf>,
    /// When to colour what is printed
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "auto",
        value_name = "WHEN",
        help_heading = "Global options"
    )]
    pub(super) color: Colour,
}

/// What every reading command takes.
#[derive(Debug, Clone, Default, ClapArgs)]
pub(super) struct Moment {
    /// Judge as of another moment: a date, an instant, or a span such as +3d
    #[arg(long, value_name = "MOMENT", allow_hyphen_values = true)]
    pub(super) now: Option<String>,
    /// Look at the state, and the playbook, as they stood: a date or a git revision
    #[arg(long, value_name = "DATE|REV")]
    pub(super) at: Option<String>,
}

/// What every writing command takes.
#[derive(Debug, Clone, Default, ClapArgs)]
pub(super) struct Writing {
    /// Add this to the commit message
    #[arg(short, long, value_name = "TEXT")]
    pub(super) message: Option<String>,
    /// Print the diff and the commit message, and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// When it happened, if before now: a date or an instant
    #[arg(long, value_name = "DATE")]
    pub(super) happened: Option<String>,
}

//! `baseline show`: the baselines of a partner's checks.

use super::{TOLERANCE, report};
use crate::cli::args::Moment;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::format::{Format, emit};
use crate::cli::{Exit, complete};
use crate::render::page::Page;
use crate::render::{baselines, json};

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  aboard baseline acme show")]
pub(super) struct Args {
    /// The items; all that have a baseline where none is named
    #[arg(value_name = "ITEM", add = complete::item())]
    pub(super) items: Vec<String>,
    #[command(flatten)]
    moment: Moment,
    /// How to print it
    #[arg(long, default_value = "table", value_parser = Format::among(&[Format::Table, Format::Json]))]
    format: Format,
}

pub(super) fn run(context: &Context, partner: &str, items: &[String], args: &Args) -> Result<Exit, CliError> {
    let report = report(context, partner, items, &args.moment, TOLERANCE)?;
    emit(context, args.format, &[], &|format, colour, mut out| match format {
        Format::Json => json::write(&report, &mut out),
        _ => baselines::list::write(&report, Page { width: context.width(), colour }, &mut out),
    })?;
    Ok(Exit::Ok)
}

//! `waiver list`: the waivers that hold or wait for a ruling, or all.

use clap::Args as ClapArgs;

use crate::cli::args::Moment;
use crate::cli::context::Context;
use crate::cli::edits::warn_of_edits;
use crate::cli::error::CliError;
use crate::cli::format::{Format, emit};
use crate::cli::judge::exit;
use crate::cli::read::each_partner;
use crate::cli::{Exit, complete};
use crate::render::page::Page;
use crate::render::{json, waivers};
use crate::report::waivers::Waivers;

/// Lists the waivers that hold, and those to be ruled on, with their reasons.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:\n  aboard waiver list acme --all")]
pub(in crate::cli) struct Args {
    /// One partner; all that are active where not said
    #[arg(add = complete::partner())]
    partner: Option<String>,
    /// Those too that are expired, rejected, revoked or void
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    moment: Moment,
    /// How to print it
    #[arg(long, default_value = "table", value_parser = Format::among(&[Format::Table, Format::Json, Format::Markdown]))]
    format: Format,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let reading = context.reading(&workspace, &args.moment)?;
    let view = workspace.view(&reading.when)?;
    let mut report = Waivers::new();
    report.unreadable = each_partner(&view, &reading, args.partner.as_deref(), &mut |facts, evaluation| {
        report.add(facts, evaluation, args.all);
    })?;
    let wanted = args.partner.as_deref().and_then(|id| id.parse().ok());
    warn_of_edits(&view, &reading, wanted.as_ref());
    emit(context, args.format, &[], &|format, colour, mut out| match format {
        Format::Json => json::write(&report, &mut out),
        Format::Markdown => waivers::markdown::write(&report, &mut out),
        _ => waivers::table::write(&report, Page { width: context.width(), colour }, &mut out),
    })?;
    Ok(exit(&report.unreadable))
}

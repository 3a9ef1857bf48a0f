//! `partner show`: what is recorded of a partner, beside its items.

use clap::Args as ClapArgs;

use crate::cli::args::Moment;
use crate::cli::context::Context;
use crate::cli::edits::warn_of_edits;
use crate::cli::error::CliError;
use crate::cli::format::{Format, emit};
use crate::cli::{Exit, complete};
use crate::render::page::Page;
use crate::render::{json, partners};
use crate::report::partners::PartnerDetail;

/// Shows the profile of a partner: attributes, contacts of both sides, what governs it, the stages it was
/// in, and what was noted.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:\n  aboard partner show acme")]
pub(in crate::cli) struct Args {
    /// The partner
    #[arg(add = complete::partner())]
    partner: String,
    #[command(flatten)]
    moment: Moment,
    /// How to print it
    #[arg(long, default_value = "table", value_parser = Format::among(&[Format::Table, Format::Json]))]
    format: Format,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let reading = context.reading(&workspace, &args.moment)?;
    let view = workspace.view(&reading.when)?;
    let partner = view.partner(&args.partner)?;
    let pinned = view.playbook_at(&partner.id, &partner.pin)?;
    let notes = view.notes(&partner.id)?;
    let report = PartnerDetail::new(&partner, &pinned.playbook, &notes, &reading.calendar);
    warn_of_edits(&view, &reading, Some(&partner.id));
    emit(context, args.format, &[], &|format, colour, mut out| match format {
        Format::Json => json::write(&report, &mut out),
        _ => partners::detail::write(&report, Page { width: context.width(), colour }, &mut out),
    })?;
    Ok(Exit::Ok)
}

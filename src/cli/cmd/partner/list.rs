//! `partner list`: the partners, in short.

use clap::Args as ClapArgs;

use crate::cli::Exit;
use crate::cli::args::Moment;
use crate::cli::context::Context;
use crate::cli::edits::warn_of_edits;
use crate::cli::error::CliError;
use crate::cli::format::{Format, emit};
use crate::cli::judge::exit;
use crate::render::page::Page;
use crate::render::{json, partners};
use crate::report::partners::{PartnerLine, Partners};
use crate::report::unreadable::Unreadable;

/// Lists the partners with their stage, champion and playbook.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:\n  aboard partner list --archived")]
pub(in crate::cli) struct Args {
    /// Archived partners too
    #[arg(long)]
    archived: bool,
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
    let (mut lines, mut broken) = (Vec::new(), Vec::new());
    for entry in view.partners()? {
        match entry.partner {
            Ok(partner) if partner.archived.is_some() && !args.archived => {}
            Ok(partner) => lines.push(PartnerLine {
                id: partner.id.to_string(),
                name: partner.name,
                stage: partner.stage.to_string(),
                champion: partner.champion.map(|email| view.config().name_of(&email).to_owned()),
                playbook: format!("{}@{}", partner.pin.playbook, partner.pin.version),
                archived: partner.archived.map(|archived| reading.calendar.local_date(archived.on)),
            }),
            Err(error) => broken.push(Unreadable {
                partner: entry.id.to_string(),
                message: error.to_string(),
                hints: error.hints(),
            }),
        }
    }
    let report = Partners::new(lines, broken);
    warn_of_edits(&view, &reading, None);
    emit(context, args.format, &[], &|format, colour, mut out| match format {
        Format::Json => json::write(&report, &mut out),
        Format::Markdown => partners::markdown::write(&report, &mut out),
        _ => partners::table::write(&report, Page { width: context.width(), colour }, &mut out),
    })?;
    Ok(exit(&report.unreadable))
}

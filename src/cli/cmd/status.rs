//! `status`: where one partner stands, item by item.

use clap::Args as ClapArgs;

use crate::cli::args::Moment;
use crate::cli::context::Context;
use crate::cli::edits::warn_of_edits;
use crate::cli::error::CliError;
use crate::cli::format::{Format, ReportFile, emit};
use crate::cli::{Exit, complete};
use crate::playbook::id::Id;
use crate::readiness::evaluate;
use crate::render::page::Page;
use crate::render::{json, status};
use crate::report::status::{Extent, Status};

const FORMATS: &[Format] = &[Format::Table, Format::Json, Format::Markdown];

/// Shows what is open in the partner's stage and in earlier ones, with who is waited for. Work that was
/// done in vain, since the item does not apply, always shows.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  aboard status acme\n  aboard status acme --stage live --all\n  aboard status acme --at 2026-03-01"
)]
pub(in crate::cli) struct Args {
    /// The partner
    #[arg(add = complete::partner())]
    partner: String,
    /// This stage alone
    #[arg(long, value_name = "STAGE", add = complete::stage())]
    stage: Option<String>,
    /// Every item, whatever it comes to
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    moment: Moment,
    /// How to print it
    #[arg(long, default_value = "table", value_parser = Format::among(FORMATS))]
    format: Format,
    /// Leave it in a file as well, in another format; may be repeated
    #[arg(long, value_name = "FORMAT=PATH", value_parser = ReportFile::among(FORMATS))]
    report: Vec<ReportFile>,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let reading = context.reading(&workspace, &args.moment)?;
    let view = workspace.view(&reading.when)?;
    let partner = view.partner(&args.partner)?;
    let pinned = view.playbook_at(&partner.id, &partner.pin)?;
    let playbook = &pinned.playbook;
    let known: Vec<&str> = playbook.stages.iter().map(|stage| stage.id.as_str()).collect();
    let stage: Option<&Id> = match &args.stage {
        None => None,
        Some(named) => {
            let stage = playbook.stage(named).ok_or_else(|| CliError::unknown("stage", named, known))?;
            Some(&stage.id)
        }
    };
    let facts = pinned.facts(&partner, &reading.calendar, reading.now);
    let report = Status::new(facts, &evaluate(facts), Extent { stage, all: args.all });
    warn_of_edits(&view, &reading, Some(&partner.id));
    emit(context, args.format, &args.report, &|format, colour, mut out| match format {
        Format::Json => json::write(&report, &mut out),
        Format::Markdown => status::markdown::write(&report, &mut out),
        _ => status::table::write(&report, Page { width: context.width(), colour }, &mut out),
    })?;
    Ok(Exit::Ok)
}

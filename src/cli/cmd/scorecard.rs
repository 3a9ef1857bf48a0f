//! `scorecard`: the readiness of partners, each on a screen.

use std::io::Write;

use clap::Args as ClapArgs;

use crate::cli::Exit;
use crate::cli::args::Moment;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::format::{Format, ReportFile, emit};
use crate::cli::judge::{exit, judge, named, warn_of_edits};
use crate::readiness::evaluate;
use crate::render;
use crate::render::page::Page;
use crate::report::moment::local;
use crate::report::scorecard::{Scorecard, Scorecards};

const FORMATS: &[Format] = &[Format::Table, Format::Json, Format::Markdown, Format::Csv];

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Score is what passes of what counts, by severity; coverage is what is known of it; both leave out what is waived.\n\nExamples:\n  aboard scorecard acme\n  aboard scorecard acme --now +2w\n  aboard scorecard acme globex --format markdown --report json=scorecards.json"
)]
pub(in crate::cli) struct Args {
    /// The partners
    #[arg(required = true, value_name = "PARTNER")]
    partners: Vec<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = Format::among(FORMATS))]
    format: Format,
    /// Leave it in a file as well, in another format; may be repeated
    #[arg(long, value_name = "FORMAT=PATH", value_parser = ReportFile::among(FORMATS))]
    report: Vec<ReportFile>,
    #[command(flatten)]
    moment: Moment,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let reading = context.reading(&workspace, &args.moment)?;
    let view = workspace.view(&reading.when)?;
    let name_of = |email: &str| view.config().name_of(email).to_owned();
    let (mut scorecards, mut unreadable) = (Vec::new(), Vec::new());
    for name in &args.partners {
        let (id, partner) = named(&view, name)?;
        let judged = judge(&view, &reading, &id, partner, |facts, stage| {
            Scorecard::new(facts, &evaluate(facts), stage, &name_of)
        })?;
        match judged {
            Ok(scorecard) => scorecards.push(scorecard),
            Err(broken) => unreadable.push(broken),
        }
    }
    warn_of_edits(&view, &reading, None);
    let scorecards = Scorecards::new(local(reading.now, &reading.calendar), scorecards, unreadable);
    emit(context, args.format, &args.report, &|format, colour, mut out: &mut dyn Write| match format {
        Format::Json => render::json::write(&scorecards, &mut out),
        Format::Markdown => render::scorecard::markdown::write(&scorecards, &mut out),
        Format::Csv => render::scorecard::csv::write(&scorecards, &mut out),
        _ => render::scorecard::table::write(&scorecards, Page { width: context.width(), colour }, &mut out),
    })?;
    Ok(exit(&scorecards.unreadable))
}

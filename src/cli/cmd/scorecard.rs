//! `scorecard`: the readiness of partners, each on a screen.

use std::ops::ControlFlow;

use clap::Args as ClapArgs;

use crate::cli::Exit;
use crate::cli::args::Moment;
use crate::cli::context::Context;
use crate::cli::crew::each;
use crate::cli::edits::warn_of_edits;
use crate::cli::error::CliError;
use crate::cli::format::{Format, ReportFile};
use crate::cli::judge::{Judged, exit, judge, named};
use crate::cli::progress::Progress;
use crate::cli::streams::Streams;
use crate::playbook::model::Stage;
use crate::readiness::{Facts, evaluate};
use crate::render::json;
use crate::render::page::Page;
use crate::render::scorecard::csv::Csv;
use crate::render::scorecard::markdown::Markdown;
use crate::render::scorecard::table::Table;
use crate::report::moment::local;
use crate::report::scorecard::{Scorecard, Scorecards};

const FORMATS: &[Format] = &[Format::Table, Format::Json, Format::Markdown, Format::Csv];

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Score is what passes of what counts, by severity; coverage is what is known of it; both leave out what is waived.\n\nExamples:\n  aboard scorecard acme\n  aboard scorecard acme --now +2w\n  aboard scorecard acme globex --format markdown\n  aboard scorecard --all --format csv --report json=scorecards.json"
)]
pub(in crate::cli) struct Args {
    /// The partners
    #[arg(required_unless_present = "all", conflicts_with = "all", value_name = "PARTNER")]
    partners: Vec<String>,
    /// All partners that are not archived
    #[arg(long)]
    all: bool,
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
    let config = view.config();
    let name_of = |email: &str| config.name_of(email).to_owned();
    let mut whole = Scorecards::new(local(reading.now, &reading.calendar));
    let mut streams = Streams::open(context, args.format, &args.report, &|format, colour, _| match format {
        Format::Json => Box::new(json::Listing::at_once("scorecards")),
        Format::Markdown => Box::new(Markdown::default()),
        Format::Csv => Box::new(Csv::default()),
        _ => Box::new(Table::new(Page { width: context.width(), colour })),
    })?;
    let mut unreadable = Vec::new();
    let mut add = |judged: Judged<Scorecard>| match judged {
        Ok(card) => streams.entry(&card, &whole),
        Err(broken) => {
            unreadable.push(broken);
            Ok(())
        }
    };
    let tell = |facts: Facts<'_>, stage: &Stage| Scorecard::new(facts, &evaluate(facts), stage, &name_of);
    if args.all {
        let partners = view.listed()?;
        let mut progress = Progress::beside_output(partners.len(), "partners");
        let tell =
            |facts: Facts<'_>, stage: &Stage| facts.partner.archived.is_none().then(|| tell(facts, stage));
        each(&view, &reading, &partners, &tell, &mut |judged| {
            judged.transpose().map_or(Ok(()), &mut add)?;
            progress.step();
            Ok(ControlFlow::Continue(()))
        })?;
    }
    for name in &args.partners {
        let (id, partner) = named(&view, name)?;
        add(judge(&view, &reading, &id, partner, tell)?)?;
    }
    whole.unreadable = unreadable;
    warn_of_edits(&view, &reading, None);
    streams.end(&whole)?;
    Ok(exit(&whole.unreadable))
}

//! `portfolio`: the readiness of all partners, one line each.

use std::io::Write;
use std::ops::ControlFlow;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args as ClapArgs, ValueEnum};

use crate::cli::args::Moment;
use crate::cli::context::{Context, Reading};
use crate::cli::crew::each;
use crate::cli::edits::beside_edits;
use crate::cli::error::CliError;
use crate::cli::format::{Format, ReportFile, made, print};
use crate::cli::judge::exit;
use crate::cli::portfolio_filter::{Asked, Filter};
use crate::cli::progress::Progress;
use crate::cli::{Exit, complete, kept};
use crate::playbook::model::Stage;
use crate::readiness::{Facts, evaluate};
use crate::render;
use crate::render::page::Page;
use crate::report::lasting::Lasting;
use crate::report::moment::local;
use crate::report::portfolio::{Order, Portfolio};
use crate::report::unreadable::Unreadable;
use crate::report::words::Verdict;
use crate::workspace::{View, Workspace};

const FORMATS: &[Format] = &[Format::Table, Format::Json, Format::Markdown, Format::Csv];

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  aboard portfolio\n  aboard portfolio --stage sandbox --sort due\n  aboard portfolio --champion dana --attribute tier=enterprise --verdict no_go\n  aboard portfolio --format csv --report json=portfolio.json"
)]
pub(in crate::cli) struct Args {
    /// Only partners in this stage
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    /// Only partners that this playbook governs, at any version
    #[arg(long, value_name = "PLAYBOOK")]
    playbook: Option<String>,
    /// Only partners of this champion: a person of aboard.toml, or an e-mail
    #[arg(long, value_name = "WHO", add = complete::person())]
    champion: Option<String>,
    /// Only partners that have this attribute; may be repeated, and all must hold
    #[arg(long, value_name = "ATTRIBUTE=VALUE")]
    attribute: Vec<String>,
    /// Only partners whose gate says this; may be repeated, and any may hold
    #[arg(long, value_name = "VERDICT", value_parser = verdicts())]
    verdict: Vec<Verdict>,
    /// What comes first: what is lowest, gravest or most pressing
    #[arg(long, value_enum, value_name = "BY", default_value = "partner")]
    sort: SortBy,
    /// Show archived partners as well
    #[arg(long)]
    archived: bool,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = Format::among(FORMATS))]
    format: Format,
    /// Leave it in a file as well, in another format; may be repeated
    #[arg(long, value_name = "FORMAT=PATH", value_parser = ReportFile::among(FORMATS))]
    report: Vec<ReportFile>,
    #[command(flatten)]
    moment: Moment,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SortBy {
    Partner,
    Stage,
    Score,
    Due,
    Verdict,
    Days,
}

impl From<SortBy> for Order {
    fn from(sort: SortBy) -> Order {
        match sort {
            SortBy::Partner => Order::Partner,
            SortBy::Stage => Order::Stage,
            SortBy::Score => Order::Score,
            SortBy::Due => Order::Due,
            SortBy::Verdict => Order::Verdict,
            SortBy::Days => Order::Days,
        }
    }
}

fn verdicts() -> impl TypedValueParser<Value = Verdict> {
    let values = Verdict::ALL.map(|verdict| {
        let value = PossibleValue::new(verdict.as_str());
        if verdict.as_str().contains('_') { value.alias(verdict.as_str().replace('_', "-")) } else { value }
    });
    PossibleValuesParser::new(values).map(|name| {
        let meant = name.replace('-', "_");
        Verdict::ALL.into_iter().find(|verdict| verdict.as_str() == meant).unwrap_or(Verdict::Go)
    })
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let reading = context.reading(&workspace, &args.moment)?;
    let view = workspace.view(&reading.when)?;
    let (text, exit) = beside_edits(&view, &reading, || {
        with_portfolio(context, args, &workspace, &view, &reading, |portfolio| {
            let text =
                made(context, args.format, &args.report, &|format, colour, mut out: &mut dyn Write| {
                    let page = Page { width: context.width(), colour };
                    match format {
                        Format::Json => render::json::write(portfolio, &mut out),
                        Format::Markdown => render::portfolio::markdown::write(portfolio, &mut out),
                        Format::Csv => render::portfolio::csv::write(portfolio, &mut out),
                        _ => render::portfolio::table::write(portfolio, page, &mut out),
                    }
                })?;
            Ok((text, exit(&portfolio.unreadable)))
        })
    })?;
    print(&text)?;
    Ok(exit)
}

fn with_portfolio<T>(
    context: &Context,
    args: &Args,
    workspace: &Workspace,
    view: &View<'_>,
    reading: &Reading,
    tell: impl FnOnce(&Portfolio<'_>) -> Result<T, CliError>,
) -> Result<T, CliError> {
    let asked = Asked {
        stage: args.stage.as_deref(),
        playbook: args.playbook.as_deref(),
        champion: args.champion.as_deref(),
        attributes: &args.attribute,
        archived: args.archived,
    };
    let mut filter = Filter::new(asked, view.config())?;
    let today = reading.calendar.local_date(reading.now);
    let name_of = |email: &str| view.config().person_by_email(email).map(|(_, person)| &*person.name);
    let says = |row: &Lasting<'_>| args.verdict.is_empty() || args.verdict.contains(&row.verdict);
    let (now, order) = (local(reading.now, &reading.calendar), args.sort.into());
    if !filter.goes_by_rows() {
        let mut rows = Vec::new();
        let unreadable = each_asked_for(view, reading, &filter, &mut |row| {
            rows.extend(says(&row).then(|| row.row(today, &name_of)));
        })?;
        filter.finish(view)?;
        return tell(&Portfolio::new(now, rows, unreadable, order));
    }
    kept::rows(workspace, view, reading, context.clock(), |lasting, unreadable| {
        let asked_for = lasting.filter(|row| filter.lets_row(row) && says(row));
        let rows = asked_for.map(|row| row.row(today, &name_of)).collect();
        if !filter.has_found() {
            // Nobody is what was asked for: the playbooks of all tell whether anybody could be.
            each_asked_for(view, reading, &filter, &mut |_| {})?;
        }
        filter.finish(view)?;
        tell(&Portfolio::new(now, rows, unreadable, order))
    })
}

/// Visits the rows of the partners that the filter lets pass, and returns those that cannot be judged.
fn each_asked_for(
    view: &View<'_>,
    reading: &Reading,
    filter: &Filter<'_>,
    visit: &mut dyn FnMut(Lasting<'static>),
) -> Result<Vec<Unreadable>, CliError> {
    let partners = view.listed()?;
    let mut progress = Progress::of(partners.len(), "partners");
    let mut unreadable = Vec::new();
    let tell = |facts: Facts<'_>, stage: &Stage| {
        filter.lets(facts).then(|| Lasting::new(facts, &evaluate(facts), stage))
    };
    each(view, reading, &partners, &tell, &mut |judged| {
        match judged {
            Ok(row) => row.into_iter().for_each(&mut *visit),
            Err(broken) => unreadable.push(broken),
        }
        progress.step();
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(unreadable)
}

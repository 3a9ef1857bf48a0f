//! `baseline compare`: the last runs of a partner's checks beside their baselines, for people and for CI.

use super::{TOLERANCE, report};
use crate::cli::args::Moment;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::format::{Format, emit};
use crate::cli::output::status;
use crate::cli::{Exit, complete};
use crate::render::escape::visible;
use crate::render::page::Page;
use crate::render::{baselines, json};
use crate::report::baselines::BaselineOutcome;

/// Compares the last runs of checks with their baselines, figure by figure; what is better elsewhere never pays for what
/// is worse. Exits 4 where something is worse, and 3 where something cannot be told.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  aboard baseline acme compare\n  aboard baseline acme compare list-orders --tolerance 25 --format json"
)]
pub(super) struct Args {
    /// The items; all that have a baseline where none is named
    #[arg(value_name = "ITEM", add = complete::item())]
    pub(super) items: Vec<String>,
    /// By how many percent of what it was a figure may be worse
    #[arg(long, value_name = "PERCENT", default_value_t = TOLERANCE, value_parser = tolerance, allow_negative_numbers = true)]
    tolerance: f64,
    /// Every figure, those too that are as they were, and those of which nobody says which way is better
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    moment: Moment,
    /// How to print it
    #[arg(long, default_value = "table", value_parser = Format::among(&[Format::Table, Format::Json]))]
    format: Format,
}

fn tolerance(text: &str) -> Result<f64, String> {
    let number: Option<f64> = text.trim_end_matches('%').trim_end().parse().ok();
    let percent = number.filter(|number| number.is_finite() && *number >= 0.0);
    percent.ok_or_else(|| "write a number of percent, 0 or more, such as 10".to_owned())
}

pub(super) fn run(context: &Context, partner: &str, items: &[String], args: &Args) -> Result<Exit, CliError> {
    let report = report(context, partner, items, &args.moment, args.tolerance)?;
    if report.baselines.is_empty() && report.without.is_empty() {
        return Err(CliError::inconclusive(format!("no check of `{}` has a baseline", report.partner))
            .hint(format!("set them, once checks have passed: aboard baseline {} set", report.partner)));
    }
    emit(context, args.format, &[], &|format, colour, mut out| match format {
        Format::Json => json::write(&report, &mut out),
        _ => {
            let page = Page { width: context.width(), colour };
            baselines::comparison::write(&report, args.all, page, &mut out)
        }
    })?;
    if let Some(item) = report.without.first() {
        let command = format!("aboard baseline {} set {item}", report.partner);
        status(|err| writeln!(err, "hint: set it, once its check has passed: {}", visible(&command)));
    }
    Ok(if report.has(BaselineOutcome::Regressed) {
        Exit::Regression
    } else if report.has(BaselineOutcome::Open) || !report.without.is_empty() {
        Exit::Inconclusive
    } else {
        Exit::Ok
    })
}

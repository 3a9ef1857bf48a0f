//! `baseline`: what checks measured when all was well, and how later runs compare with it.

mod compare;
mod set;
mod show;

use clap::Subcommand;

use crate::cli::args::Moment;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::{Exit, complete, item_args};
use crate::playbook::id::ItemRef;
use crate::playbook::model::{Item, Playbook};
use crate::readiness::baseline::compare;
use crate::report::baselines::Baselines;
use crate::report::moment::local;

/// The tolerance of a comparison where none is said, in percent: times of one machine differ by that from day to day.
const TOLERANCE: f64 = 10.0;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  aboard baseline acme set list-orders\n  aboard baseline acme show\n  aboard check acme list-orders && aboard baseline acme compare --tolerance 25"
)]
pub(in crate::cli) struct Args {
    /// The partner
    #[arg(add = complete::partner())]
    partner: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make what the last runs of checks measured their baselines
    Set(set::Args),
    /// Show the baselines
    Show(show::Args),
    /// Compare the last runs of checks with their baselines; exit 4 where something is worse
    Compare(compare::Args),
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let partner = args.partner.as_deref();
    match &args.command {
        Command::Set(set) => {
            let (partner, items) = named(partner, &set.items)?;
            set::run(context, partner, items, set)
        }
        Command::Show(show) => {
            let (partner, items) = named(partner, &show.items)?;
            show::run(context, partner, items, show)
        }
        Command::Compare(compare) => {
            let (partner, items) = named(partner, &compare.items)?;
            compare::run(context, partner, items, compare)
        }
    }
}

/// Returns the partner and the items that were named. Other commands have the partner behind the verb, and hands know it
/// from there: then it is the first of the names.
fn named<'a>(partner: Option<&'a str>, names: &'a [String]) -> Result<(&'a str, &'a [String]), CliError> {
    match (partner, names) {
        (Some(partner), items) => Ok((partner, items)),
        (None, [partner, items @ ..]) => Ok((partner, items)),
        (None, []) => {
            Err(CliError::usage("no partner is named").hint("name one: aboard baseline PARTNER show"))
        }
    }
}

/// Returns the items that are named, all with a check, or those that `counts` tells.
fn chosen<'a>(
    playbook: &'a Playbook,
    named: &[String],
    counts: impl Fn(&Item) -> bool,
) -> Result<Vec<&'a Item>, CliError> {
    let named: Vec<ItemRef> = item_args::resolve(playbook, named)?;
    let items = playbook.items();
    let unchecked = named.iter().find(|item| playbook.item(item).is_some_and(|item| item.check.is_none()));
    if let Some(item) = unchecked {
        return Err(CliError::usage(format!("`{item}` has no check, so there is nothing to measure"))
            .hint("name an item that has one"));
    }
    Ok(items
        .filter(|item| if named.is_empty() { counts(item) } else { named.contains(&item.address) })
        .collect())
}

/// Returns the baselines of a partner at a moment, each beside the last run of its check: of the items that are named, or
/// of all that have one.
fn report(
    context: &Context,
    partner: &str,
    named: &[String],
    moment: &Moment,
    tolerance: f64,
) -> Result<Baselines, CliError> {
    let workspace = context.workspace()?;
    let reading = context.reading(&workspace, moment)?;
    let view = workspace.view(&reading.when)?;
    let partner = view.partner(partner)?;
    let pinned = view.playbook_at(&partner.id, &partner.pin)?;
    let calendar = &view.config().calendar;
    let facts = pinned.facts(&partner, calendar, reading.now);
    let has_one = |item: &Item| partner.baselines.contains_key(&item.address);
    let mut report = Baselines::new(local(reading.now, calendar), partner.id.as_str(), tolerance);
    for item in chosen(&pinned.playbook, named, has_one)? {
        match compare(facts, item, tolerance) {
            Some(compared) => report.add(item, &compared, calendar),
            None => report.without.push(item.address.to_string()),
        }
    }
    Ok(report)
}

//! `baseline`: what checks measured when all was well, and how later runs compare with it.

mod compare;
mod set;
mod show;

use clap::Subcommand;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::{Exit, complete, item_args};
use crate::partner::Partner;
use crate::playbook::id::ItemRef;
use crate::playbook::model::{Item, Playbook};
use crate::readiness::Facts;
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
    partner: String,
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
    match &args.command {
        Command::Set(set) => set::run(context, &args.partner, set),
        Command::Show(show) => show::run(context, &args.partner, show),
        Command::Compare(compare) => compare::run(context, &args.partner, compare),
    }
}

/// Returns the items that are named, or those that `counts` tells.
fn chosen<'a>(
    playbook: &'a Playbook,
    named: &[String],
    counts: impl Fn(&Item) -> bool,
) -> Result<Vec<&'a Item>, CliError> {
    let named: Vec<ItemRef> = item_args::resolve(playbook, named)?;
    let items = playbook.items();
    Ok(items
        .filter(|item| if named.is_empty() { counts(item) } else { named.contains(&item.address) })
        .collect())
}

/// Returns the report of the baselines of items.
fn report(facts: Facts<'_>, items: &[&Item], tolerance: f64) -> Baselines {
    let Facts { partner, calendar, now, .. } = facts;
    let mut report = Baselines::new(local(now, calendar), partner.id.as_str(), tolerance);
    for item in items {
        match compare(facts, item, tolerance) {
            Some(compared) => report.add(item, &compared, calendar),
            None => report.without.push(item.address.to_string()),
        }
    }
    report
}

fn has_baseline(partner: &Partner) -> impl Fn(&Item) -> bool + '_ {
    |item| partner.baselines.contains_key(&item.address)
}

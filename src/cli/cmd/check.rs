//! `check`: the checks of a partner's items are made, and recorded in one commit.

use std::collections::BTreeMap;

use crate::change::Change;
use crate::change::check::{Found, Run};
use crate::check::file::{self, Opened};
use crate::check::{CheckFault, Reading, csv, junit};
use crate::cli::acting::act;
use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::format::{Format, emit};
use crate::cli::record::{commit, say, say_beside};
use crate::cli::trusting::{Trusting, environment_of};
use crate::cli::{Exit, complete, item_args};
use crate::partner::{Finding, Partner};
use crate::playbook::digest::check_digest;
use crate::playbook::id::{Id, ItemRef};
use crate::playbook::model::{Check, Item, Metric};
use crate::playbook::text::{PartnerFacts, render_text};
use crate::readiness::check::standing;
use crate::readiness::{Evaluation, Facts, Outcome, evaluate};
use crate::render::page::Page;
use crate::render::{checks, json};
use crate::report::checks::{CheckOutcome, Checks};
use crate::report::moment::local;
use crate::store::Revision;
use crate::workspace::{self, When, Workspace};

const FORMATS: &[Format] = &[Format::Table, Format::Json, Format::Junit, Format::Github, Format::Tap];

/// Makes the checks of a partner's items: of those that are named, else of all of its stage. What they say is
/// recorded in one commit; what cannot be looked at is told, and nothing is recorded of it.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  aboard check acme\n  aboard check acme end-to-end-test --file target/report.xml\n  aboard check acme pilot-figures --passed --metric orders=64 --metric late-percent=3.1\n  aboard check acme end-to-end-test --learning \"They cut messages at 64 KiB\"\n  aboard check acme --format junit > checks.xml\n\nA JUnit report, or one in TAP, is red if, and only if, the code is not 0.\n\nExit codes: 0 all passed, 1 one failed, 3 one could not be made or had too little to judge by."
)]
pub(in crate::cli) struct Args {
    /// The partner
    #[arg(add = complete::partner())]
    partner: String,
    /// The items; all that have a check, where none is named
    #[arg(value_name = "ITEM", add = complete::item())]
    items: Vec<String>,
    /// The stage whose items are checked; the partner's own where not said
    #[arg(long, value_name = "STAGE", conflicts_with = "items", add = complete::stage())]
    stage: Option<String>,
    /// Only items with this tag; may be repeated
    #[arg(long, value_name = "TAG", conflicts_with = "items")]
    tag: Vec<String>,
    /// Look at this file in place of the one that the playbook names
    #[arg(long, value_name = "PATH", requires = "items", value_hint = clap::ValueHint::FilePath)]
    file: Option<String>,
    /// You looked, and it is well
    #[arg(long, requires = "items", conflicts_with_all = ["failed", "file"])]
    passed: bool,
    /// You looked, and it is not: say why
    #[arg(long, value_name = "TEXT", requires = "items", conflicts_with = "file")]
    failed: Option<String>,
    /// A figure that you give; may be repeated
    #[arg(long, value_name = "ID=NUMBER", requires = "items")]
    metric: Vec<String>,
    /// What it taught, noted with it; of the item, where one is named; may be repeated
    #[arg(long, value_name = "TEXT")]
    learning: Vec<String>,
    /// What is to change where the two sides' systems meet, noted with it; may be repeated
    #[arg(long, value_name = "TEXT")]
    interface_change: Vec<String>,
    /// How to print it
    #[arg(long, default_value = "table", value_parser = Format::among(FORMATS))]
    format: Format,
    #[command(flatten)]
    trusting: Trusting,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let view = workspace.view(&When::Head)?;
    let partner = view.partner(&args.partner)?;
    let pinned = view.playbook_at(&partner.id, &partner.pin)?;
    let playbook = &pinned.playbook;
    let calendar = &view.config().calendar;
    let facts = pinned.facts(&partner, calendar, context.clock());
    let evaluation = evaluate(facts);
    let (items, held) = chosen(args, facts, &evaluation)?;
    if let [first, second, ..] = items.as_slice()
        && (args.passed || args.failed.is_some() || args.file.is_some() || !args.metric.is_empty())
    {
        let message =
            format!("what you say is of one item, and you name `{}` and `{}`", first.address, second.address);
        return Err(CliError::usage(message).hint("check them one after another"));
    }
    let about = match items.as_slice() {
        [item] if !args.items.is_empty() => Some(&item.address),
        _ => None,
    };
    let texts = args.learning.iter().chain(&args.interface_change);
    let mut learnings = super::note::of_texts(context, texts, about);
    let interface_changes = learnings.split_off(args.learning.len());
    let mut report = Checks::new(local(context.clock(), calendar), partner.id.as_str());
    report.learnings.clone_from(&args.learning);
    report.interface_changes.clone_from(&args.interface_change);
    for item in held {
        if let Some(observation) = partner.checks.get(&item.address) {
            report.hold(item, local(observation.on, calendar), &observation.said);
        }
    }
    let mut found: BTreeMap<ItemRef, Found> = BTreeMap::new();
    let mut acted =
        act(&workspace, playbook, &partner, &items, &args.trusting, args.writing.dry_run, context.clock())?;
    for item in items {
        let read = match acted.remove(&item.address) {
            Some(acted) => acted,
            None => read(context, &workspace, args, &partner, item)?,
        };
        let (reading, definition) = match (read, check_digest(playbook, item)) {
            (Ok(reading), Some(definition)) => (reading, definition),
            (Err(why), _) => {
                report.add(item, CheckOutcome::NotMade, why, &BTreeMap::new(), None);
                continue;
            }
            (Ok(_), None) => continue,
        };
        let Reading { outcome, said, metrics, source } = reading;
        report.add(item, outcome.into(), said.clone(), &metrics, source.as_ref());
        let url = environment_of(playbook, &partner, item)
            .filter(|_| item.check.as_ref().is_some_and(Check::asks))
            .map(|(_, environment)| environment.url.to_string());
        found.insert(item.address.clone(), Found { outcome, said, definition, url, source, metrics });
    }
    let run = Run { found, learnings, interface_changes };
    if run != Run::default() {
        let change = Change::Check(run);
        let record = commit(context, &workspace, &partner.id, &args.writing, &|_, _| Ok(change.clone()))?;
        match &record.outcome {
            workspace::Outcome::Committed(revision) => {
                report.commit = Some(revision.as_str().to_owned());
                match show(context, args, &report) {
                    Err(CliError::ClosedPipe) => return Err(CliError::ClosedPipe),
                    told => told.map_err(|_| unsaid(revision))?,
                }
            }
            workspace::Outcome::DryRun => show(context, args, &report)?,
        }
        let told = format!("{}: {}", partner.id, change.headline());
        if args.format == Format::Table {
            say(context, &record, &|_| told.clone())?;
        } else {
            say_beside(&record, &told);
        }
    } else {
        show(context, args, &report)?;
    }
    Ok(if report.has(CheckOutcome::Failed) {
        Exit::No
    } else if report.has(CheckOutcome::NotMade) || report.has(CheckOutcome::Insufficient) {
        Exit::Inconclusive
    } else {
        Exit::Ok
    })
}

/// What is recorded stays so, whoever listens, and a script must not take it for undone.
fn unsaid(revision: &Revision) -> CliError {
    let commit = revision.short();
    let message = format!("what the checks said is recorded as {commit}, but telling it failed");
    CliError::usage(message).hint("do not record it again")
}

fn show(context: &Context, args: &Args, report: &Checks) -> Result<(), CliError> {
    emit(context, args.format, &[], &|format, colour, mut out| match format {
        Format::Json => json::write(report, &mut out),
        Format::Junit => checks::junit::write(report, &mut out),
        Format::Github => checks::github::write(report, &mut out),
        Format::Tap => checks::tap::write(report, &mut out),
        _ => checks::table::write(report, Page { width: context.width(), colour }, &mut out),
    })
}

/// Items to check, and items that need none since what a person saw still holds; in the order of the playbook.
type Chosen<'a> = (Vec<&'a Item>, Vec<&'a Item>);

fn chosen<'a>(args: &Args, facts: Facts<'a>, evaluation: &Evaluation<'_>) -> Result<Chosen<'a>, CliError> {
    let Facts { playbook, partner, .. } = facts;
    if !args.items.is_empty() {
        let named = item_args::resolve(playbook, &args.items)?;
        let items: Vec<&Item> = playbook.items().filter(|item| named.contains(&item.address)).collect();
        return match items.iter().find(|item| item.check.is_none()) {
            Some(item) => Err(CliError::usage(format!("`{}` has no check", item.address))
                .hint(format!("accept it with: aboard done {} {}", partner.id, item.address))),
            None => Ok((items, Vec::new())),
        };
    }
    let stage = match &args.stage {
        Some(named) => super::promote::stage(playbook, named)?,
        None => partner.stage.clone(),
    };
    if let Some(strange) = args.tag.iter().find(|tag| !playbook.items().any(|item| has_tag(item, tag))) {
        let known: std::collections::BTreeSet<&str> =
            playbook.items().flat_map(|item| &item.tags).map(Id::as_str).collect();
        return Err(CliError::unknown("tag", strange, known));
    }
    let applies = |item: &&Item| {
        let outcome = evaluation.item(&item.address).map(|item| item.outcome);
        !matches!(outcome, Some(Outcome::NotApplicable | Outcome::Upcoming))
    };
    // A person need not look again at what still holds.
    let is_needed = |item: &&Item| {
        !matches!(item.check, Some(Check::Manual { .. }))
            || standing(facts, item).is_none_or(|standing| !standing.passes())
    };
    let items: Vec<&Item> = playbook
        .items()
        .filter(|item| item.check.is_some() && item.stage == stage)
        .filter(|item| args.tag.is_empty() || args.tag.iter().any(|tag| has_tag(item, tag)))
        .filter(applies)
        .collect();
    if items.is_empty() {
        let tagged = if args.tag.is_empty() { "" } else { " and that tag" };
        return Err(CliError::no(format!(
            "no item of `{stage}` that applies to `{}` has a check{tagged}",
            partner.id
        ))
        .hint(format!("see what it asks for: aboard status {}", partner.id)));
    }
    Ok(items.into_iter().partition(is_needed))
}

fn has_tag(item: &Item, tag: &str) -> bool {
    item.tags.iter().any(|known| known.as_str() == tag)
}

/// Makes one check; or says why it cannot be made.
fn read(
    context: &Context,
    workspace: &Workspace,
    args: &Args,
    partner: &Partner,
    item: &Item,
) -> Result<Result<Reading, String>, CliError> {
    match &item.check {
        Some(Check::Manual { ask, metrics }) => by_hand(args, partner, item, ask, metrics),
        Some(Check::Junit { file, least }) => {
            let file = looked_at(context, workspace, args, partner, item, file)?;
            let read =
                file.and_then(Opened::bytes).and_then(|(bytes, source)| junit::read(&bytes, source, *least));
            Ok(read.map_err(|fault| fault.to_string()))
        }
        Some(Check::Json { file, lines, least, assertions, figures }) => {
            let file = looked_at(context, workspace, args, partner, item, file)?;
            let asked = crate::check::json::Asked { lines: *lines, least: *least, assertions, figures };
            let bytes = file.and_then(Opened::bytes);
            let read = bytes.and_then(|(bytes, source)| crate::check::json::read(&bytes, source, asked));
            Ok(read.map_err(|fault| fault.to_string()))
        }
        Some(Check::Csv(table)) => {
            let file = looked_at(context, workspace, args, partner, item, &table.file)?;
            let open = |path: &str| {
                let path = filled(path, partner).map_err(|_| CheckFault::NoFile(path.to_owned()))?;
                file::of_workspace(workspace.root(), &path)
            };
            let asked = csv::Asked { table, open: &open, folder: &std::env::temp_dir() };
            Ok(file.and_then(|file| csv::read(file, asked)).map_err(|fault| fault.to_string()))
        }
        // Only items that have a check are chosen, and those that act have acted.
        Some(Check::Http(_) | Check::Command(_) | Check::Webhook(_)) | None => {
            Ok(Err("it has no check".to_owned()))
        }
    }
}

/// Opens the file that a check looks at: the one that the person names, else the playbook's.
fn looked_at(
    context: &Context,
    workspace: &Workspace,
    args: &Args,
    partner: &Partner,
    item: &Item,
    path: &str,
) -> Result<Result<Opened, CheckFault>, CliError> {
    if args.passed || args.failed.is_some() || !args.metric.is_empty() {
        let message = format!("`{}` is decided by a file, not by what you say", item.address);
        return Err(CliError::usage(message)
            .hint(format!("name one: aboard check {} {} --file PATH", partner.id, item.address)));
    }
    Ok(match &args.file {
        Some(path) => file::named(&context.folder().join(path), path),
        None => file::of_workspace(workspace.root(), &filled(path, partner)?),
    })
}

/// Fills the partner's id into the path of a file.
fn filled(file: &str, partner: &Partner) -> Result<String, CliError> {
    let facts = PartnerFacts { id: partner.id.as_str(), name: "", champion: "" };
    render_text(file, facts, &BTreeMap::new()).map_err(|error| CliError::usage(error.to_string()))
}

fn by_hand(
    args: &Args,
    partner: &Partner,
    item: &Item,
    ask: &str,
    metrics: &[Metric],
) -> Result<Result<Reading, String>, CliError> {
    let address = &item.address;
    if args.file.is_some() {
        let message = format!("the check of `{address}` reads no file: {ask}");
        return Err(CliError::usage(message).hint("say what you saw with --passed, or with --failed TEXT"));
    }
    let outcome = match (&args.failed, args.passed) {
        (Some(_), _) => Finding::Failed,
        (None, true) => Finding::Passed,
        (None, false) if !args.metric.is_empty() => {
            return Err(CliError::usage("figures alone do not say whether it is well")
                .hint("say it with --passed, or with --failed TEXT"));
        }
        (None, false) => {
            let asked: String = metrics.iter().map(|metric| format!(" --metric {}=…", metric.id)).collect();
            return Ok(Err(format!("{ask}: aboard check {} {address} --passed{asked}", partner.id)));
        }
    };
    let mut given = BTreeMap::new();
    for word in &args.metric {
        let (id, value) = word.split_once('=').ok_or_else(|| {
            CliError::usage(format!("`{word}` is no figure")).hint("write --metric ID=NUMBER")
        })?;
        let known = metrics.iter().map(|metric| metric.id.as_str());
        let metric = metrics.iter().find(|metric| metric.id.as_str() == id);
        let metric = metric.ok_or_else(|| CliError::unknown("metric", id, known))?;
        let number: Option<f64> = value.parse().ok().filter(|number: &f64| number.is_finite());
        let number =
            number.ok_or_else(|| CliError::usage(format!("`{value}` is no number, and `{id}` is one")))?;
        if given.insert(metric.id.clone(), number).is_some() {
            return Err(CliError::usage(format!("the metric `{id}` is given twice")));
        }
    }
    let figure = |metric: &Metric| {
        let unit = if metric.unit.is_empty() { String::new() } else { format!(" {}", metric.unit) };
        given.get(&metric.id).map(|value| format!("{} {value}{unit}", metric.id))
    };
    let figures: Vec<String> = metrics.iter().filter_map(figure).collect();
    let said = match &args.failed {
        Some(why) => why.clone(),
        None if figures.is_empty() => "looked at by hand".to_owned(),
        None => figures.join(", "),
    };
    Ok(Ok(Reading { outcome, said, metrics: given, source: None }))
}

//! `check`: the checks of a partner's items are made, and recorded in one commit.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use crate::change::Change;
use crate::change::check::{Found, Run};
use crate::check::Reading;
use crate::check::http::Proxy;
use crate::cli::acting::Acting;
use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::format::{Format, emit};
use crate::cli::listening::Listening;
use crate::cli::looking::{Said, look};
use crate::cli::output::status;
use crate::cli::record::{commit, say, say_beside};
use crate::cli::trusting::Trusting;
use crate::cli::{Exit, complete, item_args};
use crate::partner::Finding;
use crate::playbook::digest::check_digest;
use crate::playbook::id::{Id, ItemRef};
use crate::playbook::model::{Check, Item};
use crate::readiness::check::standing;
use crate::readiness::{Evaluation, Facts, Outcome, evaluate};
use crate::render::escape::visible;
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
    after_help = "Examples:\n  aboard check acme\n  aboard check acme end-to-end-test --file target/report.xml\n  aboard check acme pilot-figures --passed --metric orders=64 --metric late-percent=3.1\n  aboard check acme end-to-end-test --learning \"They cut messages at 64 KiB\"\n  aboard check acme orders-delivered --listen 0.0.0.0:8080\n  aboard check acme --format junit > checks.xml\n\nWith --dry-run, nothing is sent or run either: what would be is shown.\nA JUnit report, or one in TAP, is red if, and only if, the code is not 0.\n\nExit codes: 0 all passed, 1 one failed, 3 one could not be made or had too little to judge by."
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
    #[command(flatten)]
    said: Said,
    /// What it taught, noted with it; of the item, where one is named; may be repeated
    #[arg(long, value_name = "TEXT")]
    learning: Vec<String>,
    /// What is to change where the two sides' systems meet, noted with it; may be repeated
    #[arg(long, value_name = "TEXT")]
    interface_change: Vec<String>,
    /// How to print it
    #[arg(long, default_value = "table", value_parser = Format::among(FORMATS))]
    format: Format,
    /// How many requests are under way at the same time; to one host, 4 at most, and those that measure alone
    #[arg(long, value_name = "N", default_value = "8", value_parser = jobs)]
    jobs: NonZeroUsize,
    /// By way of which proxy requests go; none is used where none is named, whatever the environment says
    #[arg(long, value_name = "URL")]
    proxy: Option<String>,
    #[command(flatten)]
    listening: Listening,
    #[command(flatten)]
    trusting: Trusting,
    #[command(flatten)]
    writing: Writing,
}

fn jobs(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "write how many, 1 or more, such as 8".to_owned())
}

/// The text may hold a password, which is not to be told.
fn proxy(text: &str) -> Result<Proxy, CliError> {
    text.parse().map_err(|why: String| CliError::usage("`--proxy` names no proxy that can be used").hint(why))
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
        && args.said.is_anything()
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
    args.listening.refuse_without(&items)?;
    let proxy = args.proxy.as_deref().map(proxy).transpose()?;
    let acting = Acting {
        workspace: &workspace,
        playbook,
        partner: &partner,
        now: context.clock(),
        proxy: proxy.as_ref(),
        jobs: args.jobs,
        clock: &|| context.by_now().map_or(context.clock(), |by_now| by_now.clock()),
        place: args.listening.place(),
    };
    if let Some(item) = items.iter().find(|item| acting.is_of(item)) {
        args.said.refuse_for(item)?;
        if !args.writing.dry_run {
            let run = Run {
                learnings: learnings.clone(),
                interface_changes: interface_changes.clone(),
                ..Run::default()
            };
            rehearse(context, &acting, &items, run, &args.writing)?;
        }
    }
    let mut acted = acting.act(&items, &args.trusting, args.writing.dry_run)?;
    // What acts takes its time, and another run may have been recorded meanwhile.
    let later;
    let context = if acted.readings.is_empty() {
        context
    } else {
        later = context.by_now()?;
        &later
    };
    for item in items {
        let read = match acted.readings.remove(&item.address) {
            Some(acted) => acted.map(|(reading, took)| (reading, Some(took))),
            None => look(context.folder(), workspace.root(), &args.said, &partner, item)?
                .map(|reading| (reading, None)),
        };
        let ((reading, took_ms), definition) = match (read, check_digest(playbook, item)) {
            (Ok(reading), Some(definition)) => (reading, definition),
            (Err(why), _) => {
                report.add(item, CheckOutcome::NotMade, why, None, &BTreeMap::new(), None);
                continue;
            }
            (Ok(_), None) => continue,
        };
        let Reading { outcome, said, metrics, source } = reading;
        report.add(item, outcome.into(), said.clone(), took_ms, &metrics, source.as_ref());
        let url = acting.url(item);
        found
            .insert(item.address.clone(), Found { outcome, said, definition, took_ms, url, source, metrics });
    }
    let run = Run { found, learnings, interface_changes };
    if run == Run::default() {
        show(context, args, &report)?;
    } else {
        record(context, &workspace, &partner.id, args, run, &mut report)?;
    }
    for hint in &acted.hints {
        status(|err| writeln!(err, "hint: {}", visible(hint)));
    }
    Ok(if report.has(CheckOutcome::Failed) {
        Exit::No
    } else if report.has(CheckOutcome::NotMade) || report.has(CheckOutcome::Insufficient) {
        Exit::Inconclusive
    } else {
        Exit::Ok
    })
}

/// Records a run, and shows it.
fn record(
    context: &Context,
    workspace: &Workspace,
    partner: &Id,
    args: &Args,
    run: Run,
    report: &mut Checks,
) -> Result<(), CliError> {
    let change = Change::Check(run);
    let record = match commit(context, workspace, partner, &args.writing, &|_, _| Ok(change.clone())) {
        Ok(record) => record,
        // What was done is done, and whoever asked for it learns what it came to.
        Err(error) if report.checks.iter().any(|check| check.took_ms.is_some()) => {
            return show(context, args, report).and(Err(error));
        }
        Err(error) => return Err(error),
    };
    match &record.outcome {
        workspace::Outcome::Committed(revision) => {
            report.commit = Some(revision.as_str().to_owned());
            match show(context, args, report) {
                Err(CliError::ClosedPipe) => return Err(CliError::ClosedPipe),
                told => told.map_err(|_| unsaid(revision))?,
            }
        }
        workspace::Outcome::DryRun => show(context, args, report)?,
    }
    let told = format!("{partner}: {}", change.headline());
    if args.format == Format::Table {
        say(context, &record, &|_| told.clone())?;
    } else {
        say_beside(&record, &told);
    }
    Ok(())
}

/// Refuses, before anything is sent or run, what could not be recorded.
fn rehearse(
    context: &Context,
    acting: &Acting<'_>,
    items: &[&Item],
    mut run: Run,
    writing: &Writing,
) -> Result<(), CliError> {
    let of = |item: &&Item| {
        let definition = check_digest(acting.playbook, item)?;
        let found = Found {
            outcome: Finding::Failed,
            said: "not made yet".to_owned(),
            definition,
            took_ms: None,
            url: acting.url(item),
            source: None,
            metrics: BTreeMap::new(),
        };
        Some((item.address.clone(), found))
    };
    run.found = items.iter().filter(|item| acting.is_of(item)).filter_map(of).collect();
    let change = Change::Check(run);
    let tried = Writing { dry_run: true, ..writing.clone() };
    commit(context, acting.workspace, &acting.partner.id, &tried, &|_, _| Ok(change.clone()))?;
    Ok(())
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
    let is_tagged = |item: &Item| args.tag.is_empty() || args.tag.iter().any(|tag| has_tag(item, tag));
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
        .filter(|item| is_tagged(item))
        .filter(applies)
        .collect();
    if items.is_empty() {
        let tagged = if args.tag.is_empty() { "" } else { " and that tag" };
        let elsewhere = playbook.stages.iter().find(|other| {
            let of_stage = |item: &&Item| item.stage == other.id && item.check.is_some();
            other.id != stage && playbook.items().filter(of_stage).any(&is_tagged)
        });
        return Err(CliError::no(format!(
            "no item of `{stage}` that applies to `{}` has a check{tagged}",
            partner.id
        ))
        .hint(match elsewhere {
            Some(other) => {
                format!("name the stage that has: aboard check {} --stage {}", partner.id, other.id)
            }
            None => format!("see what it asks for: aboard status {}", partner.id),
        }));
    }
    Ok(items.into_iter().partition(is_needed))
}

fn has_tag(item: &Item, tag: &str) -> bool {
    item.tags.iter().any(|known| known.as_str() == tag)
}

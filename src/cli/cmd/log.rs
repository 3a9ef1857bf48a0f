//! `log`: the changes of history, newest first.

use std::borrow::Cow;
use std::ops::ControlFlow;

use chrono::{DateTime, NaiveDate, Utc};
use clap::Args as ClapArgs;

use crate::calendar::{Calendar, Span};
use crate::change::layout;
use crate::change::message::Told;
use crate::cli::args::Moment;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::format::{Format, ReportFile, emit};
use crate::cli::progress::Progress;
use crate::cli::{Exit, complete, moment};
use crate::partner::Partner;
use crate::playbook::address::resolve_item;
use crate::playbook::id::ItemRef;
use crate::render::page::Page;
use crate::render::{json, log};
use crate::report::log::{Log, LogEntry};
use crate::report::moment::local;
use crate::workspace::config::Config;
use crate::workspace::{HistoryEntry, View};

const FORMATS: &[Format] = &[Format::Table, Format::Json, Format::Markdown, Format::Csv];

/// Shows every commit that touched state, newest first. One that is no change of aboard's is out of band,
/// and is shown as such.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  aboard log acme\n  aboard log --since 2w --by dana\n  aboard log acme --item api-credentials\n  aboard log --since 2026-01-01 --format csv"
)]
pub(in crate::cli) struct Args {
    /// One partner; all where not said
    #[arg(add = complete::partner())]
    partner: Option<String>,
    /// What was recorded since: a date, an instant, or so long ago (2w, 3d)
    #[arg(long, value_name = "DATE|SPAN", allow_hyphen_values = true)]
    since: Option<String>,
    /// What this person recorded: an id of aboard.toml, an e-mail, or part of a name
    #[arg(long, value_name = "WHO", add = complete::person())]
    by: Option<String>,
    /// What was done to this item: `checklist/item`, or `item` alone
    #[arg(long, value_name = "ITEM", add = complete::item())]
    item: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    #[command(flatten)]
    moment: Moment,
    /// How to print it
    #[arg(long, default_value = "table", value_parser = Format::among(FORMATS))]
    format: Format,
    /// Leave it in a file as well, in another format; may be repeated
    #[arg(long, value_name = "FORMAT=PATH", value_parser = ReportFile::among(FORMATS))]
    report: Vec<ReportFile>,
}

/// Which entries are asked for.
struct Filter {
    since: Option<DateTime<Utc>>,
    by: Option<String>,
    item: Option<String>,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let reading = context.reading(&workspace, &args.moment)?;
    let view = workspace.view(&reading.when)?;
    let partner = args.partner.as_deref().map(|named| view.partner(named)).transpose()?;
    let filter = Filter {
        since: args.since.as_deref().map(|text| since(text, &reading.calendar, reading.now)).transpose()?,
        by: args.by.as_deref().map(|who| email_of(view.config(), who)),
        item: match (&args.item, &partner) {
            (Some(item), Some(partner)) => Some(address(&view, partner, item)?),
            (item, _) => item.clone(),
        },
    };
    let limit = args.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    if partner.is_some() {
        let mut progress = None;
        view.prepare_history(&mut |all, _| {
            progress.get_or_insert_with(|| Progress::of(all, "commits")).step();
        });
    }
    let (mut entries, mut more) = (Vec::new(), false);
    view.history(partner.as_ref().map(|partner| &partner.id), &mut |found| {
        // What is recorded later than the moment that is asked about is not known yet.
        if found.commit.committer.when > reading.now || !filter.takes(&found) {
            return ControlFlow::Continue(());
        }
        if entries.len() == limit {
            more = true;
            return ControlFlow::Break(());
        }
        entries.push(entry(&found, partner.as_ref(), &reading.calendar));
        ControlFlow::Continue(())
    })?;
    let report = Log::new(entries, more);
    emit(context, args.format, &args.report, &|format, colour, mut out| match format {
        Format::Json => json::write(&report, &mut out),
        Format::Markdown => log::markdown::write(&report, &mut out),
        Format::Csv => log::csv::write(&report, &mut out),
        _ => log::table::write(&report, Page { width: context.width(), colour }, &mut out),
    })?;
    Ok(Exit::Ok)
}

/// The first instant that is asked for: of a date, or so long before now.
fn since(text: &str, calendar: &Calendar, now: DateTime<Utc>) -> Result<DateTime<Utc>, CliError> {
    if let Some(instant) = moment::instant(text) {
        return Ok(instant);
    }
    if let Ok(date) = text.parse::<NaiveDate>() {
        return Ok(calendar.start_of_day(date));
    }
    let span = text.strip_prefix('-').unwrap_or(text).parse::<Span>();
    let back = span.ok().and_then(|span| Span::new(-span.amount(), span.unit()).ok());
    back.map(|span| calendar.add(now, &span)).ok_or_else(|| {
        CliError::usage(format!("`--since {text}` is no moment")).hint(
            "write a date (2026-03-31), an instant (2026-03-31T09:00:00Z) or a span (2w, 5 business days)",
        )
    })
}

/// The e-mail of a person of `aboard.toml`, else what was typed, in lower case.
fn email_of(config: &Config, who: &str) -> String {
    let person = config.people.get(who);
    person.map_or_else(|| who.to_lowercase(), |person| person.email.to_lowercase())
}

/// The full address of an item; one that the playbook has no longer may be named in full.
fn address(view: &View<'_>, partner: &Partner, item: &str) -> Result<String, CliError> {
    let pinned = view.playbook_at(&partner.id, &partner.pin)?;
    match resolve_item(&pinned.playbook, item) {
        Ok(address) => Ok(address.to_string()),
        Err(error) => {
            let known = item.parse::<ItemRef>().is_ok_and(|address| partner.items.contains_key(&address));
            if known { Ok(item.to_owned()) } else { Err(error.into()) }
        }
    }
}

impl Filter {
    fn takes(&self, found: &HistoryEntry) -> bool {
        let commit = &found.commit;
        self.since.is_none_or(|since| commit.committer.when >= since)
            && self.by.as_deref().is_none_or(|by| {
                commit.author.email.to_lowercase() == by || commit.author.name.to_lowercase().contains(by)
            })
            && self.item.as_deref().is_none_or(|item| is_about(found, item))
    }
}

/// Tells whether a change is about an item, which may be named without its checklist.
fn is_about(found: &HistoryEntry, item: &str) -> bool {
    let Some(Ok(Told::Partner(recorded))) = &found.change else { return false };
    recorded
        .change
        .subjects()
        .iter()
        .any(|subject| subject == item || subject.split_once('/').is_some_and(|(_, alone)| alone == item))
}

fn entry(found: &HistoryEntry, partner: Option<&Partner>, calendar: &Calendar) -> LogEntry {
    let commit = &found.commit;
    let bare = LogEntry {
        commit: commit.revision.as_str().to_owned(),
        recorded: local(commit.committer.when, calendar),
        happened: None,
        name: commit.author.name.clone(),
        email: commit.author.email.clone(),
        partner: partner.map(|partner| partner.id.to_string()),
        change: None,
        headline: commit.message.lines().next().unwrap_or_default().to_owned(),
        subjects: Vec::new(),
        reason: None,
        text: String::new(),
        out_of_band: None,
    };
    match &found.change {
        Some(Ok(said)) => told(bare, said, calendar),
        Some(Err(fault)) => LogEntry { out_of_band: Some(fault.to_string()), ..bare },
        None => LogEntry { out_of_band: Some("not made by aboard".to_owned()), ..bare },
    }
}

fn told(bare: LogEntry, said: &Told, calendar: &Calendar) -> LogEntry {
    match said {
        Told::Partner(recorded) => LogEntry {
            happened: recorded.happened.map(|happened| local(happened, calendar)),
            partner: Some(recorded.partner.to_string()),
            change: Some(recorded.change.kind().to_owned()),
            headline: recorded.change.headline(),
            subjects: recorded.change.subjects(),
            reason: recorded.change.reason().map(Cow::into_owned),
            text: recorded.text.clone(),
            ..bare
        },
        // Of all partners, also in the log of one.
        Told::Layout { change, text } => LogEntry {
            partner: None,
            change: Some(layout::KIND.to_owned()),
            headline: change.headline(),
            text: text.clone(),
            ..bare
        },
    }
}

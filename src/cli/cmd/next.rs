//! `next`: what can be done now, most pressing first.

use std::collections::BTreeSet;

use clap::Args as ClapArgs;

use crate::cli::args::Moment;
use crate::cli::context::Context;
use crate::cli::edits::warn_of_edits;
use crate::cli::error::CliError;
use crate::cli::format::{Format, ReportFile, emit};
use crate::cli::judge::exit;
use crate::cli::read::{actor, each_partner};
use crate::cli::{Exit, complete};
use crate::playbook::id::Id;
use crate::render::page::Page;
use crate::render::{json, next};
use crate::report::moment::local;
use crate::report::next::Gathering;

const FORMATS: &[Format] = &[Format::Table, Format::Json, Format::Markdown];

/// Shows the items whose needs are met and that nobody holds up, and what was handed in and waits for a
/// ruling: what a gate needs first, then what is due first.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  aboard next\n  aboard next acme --role engineering\n  aboard next --mine --limit 5"
)]
pub(in crate::cli) struct Args {
    /// One partner; all that are active where not said
    #[arg(add = complete::partner())]
    partner: Option<String>,
    /// What this role can do
    #[arg(long, value_name = "ROLE", conflicts_with = "mine", add = complete::role())]
    role: Option<String>,
    /// What you can do, by the roles that aboard.toml gives you, and as a champion
    #[arg(long)]
    mine: bool,
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

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let reading = context.reading(&workspace, &args.moment)?;
    let view = workspace.view(&reading.when)?;
    let me = if args.mine { Some(actor(context, &workspace, &view)?) } else { None };
    let mut gathering = Gathering::default();
    let mut roles: BTreeSet<Id> =
        view.config().people.values().flat_map(|person| person.roles.iter().cloned()).collect();
    let mut champion_of_any = false;
    let broken = each_partner(&view, &reading, args.partner.as_deref(), &mut |facts, evaluation| {
        roles.extend(facts.playbook.roles.keys().cloned());
        champion_of_any |= me.as_ref().is_some_and(|me| me.is_champion_of(facts.partner));
        let is_asked = |role: &Id| match (&me, &args.role) {
            (Some(me), _) => me.holds(role, facts.partner),
            (None, Some(asked)) => role.as_str() == asked,
            (None, None) => true,
        };
        gathering.add(facts, evaluation, &is_asked);
    })?;
    if let Some(asked) = args.role.as_deref().filter(|asked| !roles.contains(*asked)) {
        return Err(CliError::unknown("role", asked, roles.iter().map(Id::as_str)));
    }
    if let Some(me) = me.filter(|me| me.roles.is_empty() && !champion_of_any) {
        return Err(CliError::usage(format!("`{}` holds no role, and is champion of nobody here", me.email))
            .hint("give yourself roles below [people] in aboard.toml, with that e-mail")
            .hint("or ask for a role: aboard next --role ROLE"));
    }
    let limit = args.limit.and_then(|limit| usize::try_from(limit).ok());
    let report = gathering.into_report(local(reading.now, &reading.calendar), limit, broken);
    let wanted = args.partner.as_deref().and_then(|id| id.parse().ok());
    warn_of_edits(&view, &reading, wanted.as_ref());
    emit(context, args.format, &args.report, &|format, colour, mut out| match format {
        Format::Json => json::write(&report, &mut out),
        Format::Markdown => next::markdown::write(&report, &mut out),
        _ => next::table::write(&report, Page { width: context.width(), colour }, &mut out),
    })?;
    Ok(exit(&report.unreadable))
}

//! No command: the champion's day. What is due, blocked or lapsing, who waits for whom, who may be promoted.

use crate::cli::Exit;
use crate::cli::args::Day as Args;
use crate::cli::context::Context;
use crate::cli::edits::edits;
use crate::cli::error::CliError;
use crate::cli::format::{Format, emit};
use crate::cli::judge::exit;
use crate::cli::read::{actor, each_partner};
use crate::render::page::Page;
use crate::render::{json, today};
use crate::report::day::Day;
use crate::report::moment::local;
use crate::workspace::{Workspace, WorkspaceError};

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = open(context)?;
    let reading = context.reading(&workspace, &args.moment)?;
    let view = workspace.view(&reading.when)?;
    // A day can be read without an identity.
    let me = actor(context, &workspace, &view).ok();
    let mut mine = Day::new(local(reading.now, &reading.calendar));
    let mut others = mine.clone();
    let broken = each_partner(&view, &reading, None, &mut |facts, evaluation| {
        let is_mine = me.as_ref().is_some_and(|me| me.is_champion_of(facts.partner));
        if is_mine { &mut mine } else { &mut others }.add(facts, evaluation);
    })?;
    let mut day = if mine.partners == 0 {
        others
    } else {
        mine.champion = me.map(|me| view.config().name_of(&me.email).to_owned());
        mine.others = others.partners;
        mine
    };
    day.edited = edits(&view, &reading, None);
    day.unreadable = broken;
    let day = day.sorted();
    emit(context, args.format.unwrap_or(Format::Table), &[], &|format, colour, mut out| match format {
        Format::Json => json::write(&day, &mut out),
        _ => today::table::write(&day, Page { width: context.width(), colour }, &mut out),
    })?;
    Ok(exit(&day.unreadable))
}

/// Opens the workspace; who is in none is told how to get one.
fn open(context: &Context) -> Result<Workspace, CliError> {
    context.workspace().map_err(|error| match Workspace::open(context.folder()) {
        Err(WorkspaceError::Store(_) | WorkspaceError::NoWorkspace(_)) => {
            CliError::usage(format!("there is no workspace in `{}`", shown(context)))
                .hint("make one here: aboard init")
                .hint("look at one that is full of partners: aboard demo")
                .hint("see all commands: aboard --help")
        }
        _ => error,
    })
}

fn shown(context: &Context) -> String {
    let folder = context.folder();
    folder.canonicalize().unwrap_or_else(|_| folder.to_owned()).display().to_string()
}

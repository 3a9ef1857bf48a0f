//! `playbook show`: a committed playbook, or one of its items in full.

use clap::Args as ClapArgs;

use crate::cli::args::Moment;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::format::{Format, emit};
use crate::cli::{Exit, complete};
use crate::playbook::address::resolve_item;
use crate::playbook::model::Playbook;
use crate::render::page::Page;
use crate::render::{json, playbooks};
use crate::report::playbooks::{ItemDetail, PlaybookDetail};
use crate::workspace::{PlaybookFile, View};

/// Shows a playbook as committed: stages, dimensions, roles, attributes, checklists with their items. With
/// --item, one item in full, with its instructions.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  aboard playbook show marketplace-seller\n  aboard playbook show marketplace-seller --item api-credentials"
)]
pub(in crate::cli) struct Args {
    /// The id of the playbook
    #[arg(add = complete::playbook())]
    id: String,
    /// One item in full: `checklist/item`, or `item` alone where it is unique
    #[arg(long, value_name = "ITEM")]
    item: Option<String>,
    #[command(flatten)]
    moment: Moment,
    /// How to print it
    #[arg(long, default_value = "table", value_parser = Format::among(&[Format::Table, Format::Json]))]
    format: Format,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let reading = context.reading(&workspace, &args.moment)?;
    let view = workspace.view(&reading.when)?;
    let (path, playbook) = find(&view, &args.id)?;
    let page = |colour| Page { width: context.width(), colour };
    match &args.item {
        None => {
            let report = PlaybookDetail::new(&path, &playbook);
            emit(context, args.format, &[], &|format, colour, mut out| match format {
                Format::Json => json::write(&report, &mut out),
                _ => playbooks::detail::write(&report, page(colour), &mut out),
            })?;
        }
        Some(named) => {
            let address = resolve_item(&playbook, named)?;
            let item = playbook.item(&address).ok_or_else(|| CliError::unknown("item", named, []))?;
            let report = ItemDetail::new(&playbook, item);
            emit(context, args.format, &[], &|format, colour, mut out| match format {
                Format::Json => json::write(&report, &mut out),
                _ => playbooks::item::write(&report, page(colour), &mut out),
            })?;
        }
    }
    Ok(Exit::Ok)
}

/// Finds a playbook to be looked at, with or without uncommitted edits.
fn find(view: &View<'_>, id: &str) -> Result<(String, Playbook), CliError> {
    for PlaybookFile { path, loaded } in view.playbooks()? {
        if let Some(playbook) = loaded.playbook
            && playbook.id.as_str() == id
        {
            return Ok((path, playbook));
        }
    }
    // What a pin would be refused for tells best why there is none.
    let pinned = view.playbook(id)?;
    Ok((pinned.pin.path, pinned.playbook))
}

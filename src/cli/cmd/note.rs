//! `note`: something is noted on a partner or on one of its items.

use ulid::Ulid;

use crate::change::Change;
use crate::change::note::Add;
use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::record::record;
use crate::cli::{Exit, complete, item_args};
use crate::playbook::id::ItemRef;
use crate::workspace::When;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  aboard note acme -m \"Their new CTO starts in May\"\n  aboard note acme end-to-end-test -m \"Fails on partial refunds only\""
)]
pub(in crate::cli) struct Args {
    /// The partner
    #[arg(add = complete::partner())]
    partner: String,
    /// The item it is about; the partner as a whole where not said
    #[arg(add = complete::item())]
    item: Option<String>,
    /// The note
    #[arg(short, long, value_name = "TEXT")]
    message: String,
    /// Print the diff and the commit message, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// When it was made, if before now: a date or an instant
    #[arg(long, value_name = "DATE")]
    happened: Option<String>,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let view = workspace.view(&When::Head)?;
    let partner = view.partner(&args.partner)?;
    let item = match &args.item {
        None => None,
        Some(named) => {
            let playbook = view.playbook_at(&partner.id, &partner.pin)?;
            Some(item_args::resolve_one(&playbook.playbook, named)?)
        }
    };
    let change = Change::Note(Add { id: new_id(context), item, text: args.message.clone() });
    let writing = Writing { message: None, dry_run: args.dry_run, happened: args.happened.clone() };
    record(context, &workspace, &partner.id, &writing, &|_, _| Ok(change.clone()), &|_| {
        format!("{}: {}", partner.id, change.headline())
    })
}

/// Makes notes of texts; their names are in this order too.
pub(super) fn of_texts<'a>(
    context: &Context,
    texts: impl Iterator<Item = &'a String>,
    item: Option<&ItemRef>,
) -> Vec<Add> {
    let mut ulid = Ulid::from_datetime(context.clock().into());
    let note = |text: &String| {
        let id = ulid.to_string();
        // The next one of the same millisecond; of 2^80, the last is hardly drawn.
        ulid = ulid.increment().unwrap_or(ulid);
        Add { id, item: item.cloned(), text: text.clone() }
    };
    texts.map(note).collect()
}

/// A name for the file of a note: in order of the time it was recorded, and like no other.
pub(super) fn new_id(context: &Context) -> String {
    Ulid::from_datetime(context.clock().into()).to_string()
}

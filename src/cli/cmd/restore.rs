//! `restore`: edits of state by hand are taken back, and kept where they can be looked at again.

use std::io::{self, Write};

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::output::status;
use crate::cli::{Exit, complete};
use crate::playbook::id::Id;
use crate::render::diff::{self, FileDiff};
use crate::render::escape::visible;
use crate::store::Restored;
use crate::workspace::{Edit, View, When};

/// Brings the state files of partners back to what is committed: edited, staged, deleted and untracked ones,
/// in the worktree and in the index. No other file is touched.
///
/// Nothing is lost: what a file held is kept in git, and the command says how to look at it again. Nothing
/// refers to it, so that `git gc` takes it away some day.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  aboard restore acme --dry-run\n  aboard restore acme\n  aboard restore --all"
)]
pub(in crate::cli) struct Args {
    /// The partners
    #[arg(value_name = "PARTNER", required_unless_present = "all", add = complete::partner())]
    partners: Vec<String>,
    /// All partners whose files were edited
    #[arg(long, conflicts_with = "partners")]
    all: bool,
    /// Print the diff, and touch nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let view = workspace.view(&When::Head)?;
    let mut partners: Vec<Id> = if args.all {
        view.owners(&view.edited_state()?)
    } else {
        args.partners.iter().map(|named| view.known_partner(named)).collect::<Result<_, _>>()?
    };
    partners.sort();
    partners.dedup();
    if args.dry_run {
        return preview(context, &view, &partners);
    }
    let back = workspace.restore(&partners)?;
    let mut out = io::stdout().lock();
    let git = back.elsewhere.map_or_else(|| "git".to_owned(), |folder| format!("git -C {folder}"));
    for file in &back.files {
        tell(file, &git, &mut out)?;
    }
    drop(out);
    if back.files.is_empty() {
        status(|err| writeln!(err, "nothing to restore: the files are as they are committed"));
    }
    let is_left = back.files.iter().any(|file| file.is_left);
    Ok(if is_left { Exit::No } else { Exit::Ok })
}

/// Tells what became of a file, and how to look at what it held.
fn tell(file: &Restored, git: &str, out: &mut impl Write) -> io::Result<()> {
    let done = match (file.is_left, file.is_at_head) {
        (true, _) => "left, since it was edited again meanwhile",
        (false, true) => "as it is committed",
        (false, false) => "taken away",
    };
    writeln!(out, "{}: {done}", visible(&file.path))?;
    for (what, blob) in [("what it held", &file.worktree), ("what was staged", &file.staged)] {
        if let Some(blob) = blob {
            writeln!(out, "  {what}: {} cat-file -p {blob}", visible(git))?;
        }
    }
    Ok(())
}

fn preview(context: &Context, view: &View<'_>, partners: &[Id]) -> Result<Exit, CliError> {
    let mut edits = Vec::new();
    for id in partners {
        edits.extend(view.edits_of(id)?);
    }
    let text = |bytes: &Option<Vec<u8>>| bytes.as_ref().map(|b| String::from_utf8_lossy(b).into_owned());
    // What is staged alone is shown as what would be undone.
    let before = |edit: &Edit| {
        let is_shown = edit.worktree != edit.head;
        text(if is_shown { &edit.worktree } else { &edit.staged })
    };
    let texts: Vec<_> = edits.iter().map(|edit| (&edit.path, before(edit), text(&edit.head))).collect();
    let files = texts.iter().map(|(path, before, after)| FileDiff {
        path,
        before: before.as_deref(),
        after: after.as_deref(),
    });
    diff::write(files, context.colour_on_stdout(), &mut io::stdout().lock())?;
    status(|err| writeln!(err, "dry run: nothing was touched"));
    Ok(Exit::Ok)
}

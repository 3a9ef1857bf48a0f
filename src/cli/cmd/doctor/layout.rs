//! `doctor --layout`: every partner's files where another layout has them, in one commit.

use std::io::{self, Write};

use super::Args;
use crate::change::Layout;
use crate::cli::Exit;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::output::status;
use crate::cli::record::unsaid;
use crate::render::diff::{self, FileDiff};
use crate::render::escape::visible;
use crate::workspace::{LayoutIntent, Relaid};

/// So many moves are told one by one.
const EACH: usize = 20;

pub(super) fn run(context: &Context, args: &Args, to: Layout) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let identity = context.identity(&workspace)?;
    let relaid = workspace.relayout(&LayoutIntent {
        to,
        name: &identity.name,
        email: &identity.email,
        recorded: context.clock(),
        text: args.message.as_deref().unwrap_or(""),
        dry_run: args.dry_run,
    })?;
    let mut out = io::stdout().lock();
    if relaid.commits.is_empty() {
        writeln!(out, "state is laid out {} already", to.as_str())?;
    } else if args.dry_run {
        preview(context, &relaid, &mut out)?;
        drop(out);
        status(|err| writeln!(err, "dry run: nothing was written"));
    } else {
        for (message, revision) in &relaid.commits {
            let Some(revision) = revision else { continue };
            let headline = message.lines().next().unwrap_or_default();
            unsaid(writeln!(out, "{} {headline}", revision.short()), revision)?;
        }
    }
    Ok(Exit::Ok)
}

/// Writes what would move, the new configuration, and the message.
fn preview(context: &Context, relaid: &Relaid, out: &mut impl Write) -> Result<(), CliError> {
    for one in relaid.moves.iter().take(EACH) {
        writeln!(out, "{}", visible(&shown(&one.from, &one.to)))?;
    }
    if let Some(more) = relaid.moves.len().checked_sub(EACH).filter(|more| *more > 0) {
        writeln!(out, "and {more} more")?;
    }
    let config = relaid.config.iter().map(|file| FileDiff {
        path: &file.path,
        before: file.before.as_deref(),
        after: Some(&file.after),
    });
    diff::write(config, context.colour_on_stdout(), out)?;
    for (message, _) in &relaid.commits {
        writeln!(out)?;
        for line in message.lines() {
            writeln!(out, "    {}", visible(line))?;
        }
    }
    Ok(())
}

/// Shows a move as git does: `partners/{ => 82}/acme.toml`.
fn shown(from: &str, to: &str) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (from.split('/').collect(), to.split('/').collect());
    let alike = |pair: &(&&str, &&str)| pair.0 == pair.1;
    let first = from.iter().zip(&to).take_while(alike).count();
    let most = from.len().min(to.len()) - first;
    let last = from.iter().rev().zip(to.iter().rev()).take(most).take_while(alike).count();
    let middle = |path: &[&str]| path[first..path.len() - last].join("/");
    let ends =
        [&from[..first], &[&format!("{{{} => {}}}", middle(&from), middle(&to))], &from[from.len() - last..]];
    ends.concat().join("/")
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_move_shows_what_stays_once() {
        for (from, to, expected) in [
            ("p/acme.toml", "p/82/acme.toml", "p/{ => 82}/acme.toml"),
            ("p/82/acme/notes/A.toml", "p/acme/notes/A.toml", "p/{82 => }/acme/notes/A.toml"),
            ("acme.toml", "82/acme.toml", "{ => 82}/acme.toml"),
            ("p/82/82.toml", "p/82.toml", "p/{82 => }/82.toml"),
        ] {
            assert_eq!(shown(from, to), expected);
        }
    }
}

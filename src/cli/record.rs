//! Writing commands: in comes a change, out come one commit and one line that says so, or the diff that a
//! dry run would write.

use std::io::{self, Write};

use chrono::{DateTime, Utc};

use super::args::Writing;
use super::context::Context;
use super::error::CliError;
use super::output::status;
use super::{Exit, moment};
use crate::calendar::Calendar;
use crate::playbook::id::Id;
use crate::render::diff;
use crate::render::escape::visible;
use crate::store::Revision;
use crate::workspace::{Adoption, Build, Intent, Outcome, Record, When, Workspace, WorkspaceError};

/// Records the change that `build` makes of the partner's state, and says what came of it; `summary`
/// tells the new state in a few words.
pub(super) fn record(
    context: &Context,
    workspace: &Workspace,
    partner: &Id,
    writing: &Writing,
    build: &Build<'_>,
    summary: &dyn Fn(&Record) -> String,
) -> Result<Exit, CliError> {
    let record = commit(context, workspace, partner, writing, build)?;
    say(context, &record, summary)
}

/// Says what came of a change: the new state in one line, or what a dry run would write.
pub(super) fn say(
    context: &Context,
    record: &Record,
    summary: &dyn Fn(&Record) -> String,
) -> Result<Exit, CliError> {
    let mut out = io::stdout().lock();
    match &record.outcome {
        Outcome::Committed(revision) => {
            let said = writeln!(out, "{} {}", revision.short(), visible(&summary(record)));
            unsaid(said, revision)?;
        }
        Outcome::DryRun => {
            let files = record.files.iter().map(|file| diff::FileDiff {
                path: &file.path,
                before: file.before.as_deref(),
                after: Some(&file.after),
            });
            diff::write(files, context.colour_on_stdout(), &mut out)?;
            writeln!(out)?;
            for line in record.message.lines() {
                writeln!(out, "    {}", visible(line))?;
            }
            drop(out);
            status(|err| writeln!(err, "dry run: nothing was written"));
        }
    }
    Ok(Exit::Ok)
}

/// Says on stderr what came of a change, beside a document that stdout holds.
pub(super) fn say_beside(record: &Record, summary: &str) {
    status(|err| match &record.outcome {
        Outcome::Committed(revision) => writeln!(err, "{} {}", revision.short(), visible(summary)),
        Outcome::DryRun => writeln!(err, "dry run: nothing was written"),
    });
}

/// Tells that saying so failed: what is recorded stays so, whoever listens, and a script must not take it for
/// undone.
pub(super) fn unsaid(said: io::Result<()>, revision: &Revision) -> Result<(), CliError> {
    match said {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let commit = revision.short();
            let message = format!("the change is recorded as {commit}, but saying so failed: {error}");
            Err(CliError::usage(message).hint("do not record it again"))
        }
        _ => Ok(()),
    }
}

/// Records the change that `build` makes of the partner's state, and prints nothing.
pub(super) fn commit(
    context: &Context,
    workspace: &Workspace,
    partner: &Id,
    writing: &Writing,
    build: &Build<'_>,
) -> Result<Record, CliError> {
    Ok(attempt(context, workspace, partner, writing, build)??)
}

/// Does what [`commit`] does, and hands back what the workspace refuses, for who has more to say of it.
pub(super) fn attempt(
    context: &Context,
    workspace: &Workspace,
    partner: &Id,
    writing: &Writing,
    build: &Build<'_>,
) -> Result<Result<Record, WorkspaceError>, CliError> {
    let identity = context.identity(workspace)?;
    let happened = happened(context, &workspace.view(&When::Head)?.config().calendar, writing)?;
    let intent = Intent {
        partner,
        name: &identity.name,
        email: &identity.email,
        recorded: context.clock(),
        happened,
        text: writing.message.as_deref().unwrap_or(""),
        dry_run: writing.dry_run,
    };
    Ok(workspace.record(&intent, build))
}

/// Records what the edited files of a partner say.
pub(super) fn adopt(
    context: &Context,
    workspace: &Workspace,
    partner: &Id,
    adoption: &Adoption,
    dry_run: bool,
) -> Result<Record, CliError> {
    let identity = context.identity(workspace)?;
    let intent = Intent {
        partner,
        name: &identity.name,
        email: &identity.email,
        recorded: context.clock(),
        happened: None,
        text: "",
        dry_run,
    };
    Ok(workspace.adopt(&intent, adoption)?)
}

/// When the change happened, where that was said.
pub(super) fn happened(
    context: &Context,
    calendar: &Calendar,
    writing: &Writing,
) -> Result<Option<DateTime<Utc>>, CliError> {
    let text = writing.happened.as_deref();
    text.map(|text| moment::happened(text, calendar, context.clock())).transpose()
}

//! `partner add`: a partner begins its onboarding.

use std::io::{self, Write};

use super::profile::Profile;
use crate::change::Change;
use crate::change::partner::Add;
use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::output::status;
use crate::cli::record::{happened, record};
use crate::cli::{Exit, complete};
use crate::playbook::attributes::missing_required;
use crate::playbook::id::{Id, IdError};
use crate::playbook::model::Playbook;
use crate::render::escape::visible;
use crate::workspace::{PinnedPlaybook, View, When};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  aboard partner add acme --name \"Acme GmbH\" --set tier=enterprise --set regions=EU,UK\n  aboard partner add acme --playbook marketplace-seller --champion dana --start 2026-03-02"
)]
pub(super) struct Args {
    /// Its id: lower-case letters, digits and dashes; its file is named after it
    id: String,
    /// The playbook that governs it; the default of aboard.toml, or the only one there is
    #[arg(long, value_name = "ID", add = complete::playbook())]
    playbook: Option<String>,
    #[command(flatten)]
    profile: Profile,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let view = workspace.view(&When::Head)?;
    let id: Id = args.id.parse().map_err(|fault: IdError| {
        CliError::usage(fault.to_string()).hint("the name that people write goes to --name")
    })?;
    let PinnedPlaybook { playbook, pin } = match &args.playbook {
        Some(named) => view.playbook(named)?,
        None => view.playbook(&default_playbook(&view)?)?,
    };
    let at = happened(context, &view.config().calendar, &args.writing)?;
    let mut profile = args.profile.read(view.config(), &playbook)?;
    if profile.champion.is_none() {
        let defaults = &view.config().defaults;
        let champion = defaults.champion.as_ref().and_then(|id| view.config().people.get(id));
        profile.champion = champion.map(|person| person.email.clone());
    }
    let name = profile.name.take().unwrap_or_else(|| id.to_string());
    let start = profile.start.take();
    let start =
        start.unwrap_or_else(|| view.config().calendar.local_date(at.unwrap_or_else(|| context.clock())));
    let add = Change::PartnerAdd(Add { name, pin, start, profile });
    let exit = record(context, &workspace, &id, &args.writing, &|_, _| Ok(add.clone()), &|record| {
        format!("{id}: {}, in {}", add.headline(), record.after.stage)
    })?;
    if let Change::PartnerAdd(add) = &add
        && !args.writing.dry_run
    {
        status(|err| advise(&id, &playbook, add, err));
    }
    Ok(exit)
}

/// The playbook that a command means without naming one.
fn default_playbook(view: &View<'_>) -> Result<String, CliError> {
    if let Some(id) = &view.config().defaults.playbook {
        return Ok(id.to_string());
    }
    let files = view.playbooks()?;
    match files.as_slice() {
        [] => Err(CliError::usage("there is no playbook in the committed files of playbooks/")
            .hint("commit one below playbooks/, or start with: aboard init")),
        // An unsound one is named by its file, so that its faults are shown.
        [file] => Ok(match &file.loaded.playbook {
            Some(playbook) => playbook.id.to_string(),
            None => {
                let name = file.path.rsplit('/').next().unwrap_or(&file.path);
                name.split_once('.').map_or(name, |(stem, _)| stem).to_owned()
            }
        }),
        several => {
            let ids: Vec<_> = several.iter().filter_map(|file| file.loaded.playbook.as_ref()).collect();
            let ids: Vec<_> = ids.iter().map(|playbook| playbook.id.as_str()).collect();
            Err(CliError::usage("there are several playbooks, and aboard.toml names no default")
                .hint(format!("choose one with --playbook: {}", ids.join(", "))))
        }
    }
}

/// What is still to be declared, and where to go on: status, so it goes to stderr.
fn advise(id: &Id, playbook: &Playbook, add: &Add, err: &mut dyn Write) -> io::Result<()> {
    let declared = add.profile.attributes.iter();
    let declared = declared.filter_map(|(id, value)| Some((id.clone(), value.clone()?))).collect();
    let missing = missing_required(playbook, &declared);
    if !missing.is_empty() {
        let flags: Vec<_> = missing.iter().map(|id| format!("--set {id}=…")).collect();
        writeln!(err, "hint: still to declare: aboard partner set {id} {}", flags.join(" "))?;
    }
    if add.profile.champion.is_none() {
        writeln!(err, "hint: nobody runs the onboarding yet: aboard partner set {id} --champion WHO")?;
    }
    writeln!(err, "{}", visible(&format!("hint: what can be done now: aboard next {id}")))
}

//! What the process brings: folder, clock, terminal, identity. Read once, handed on as values.

use std::env;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use chrono::{DateTime, SubsecRound, Utc};
use clap::ValueEnum;

use super::args::Global;
use super::error::CliError;
use super::moment;
use super::output::status;
use crate::calendar::Calendar;
use crate::workspace::{When, Workspace};

/// The columns of what is printed where there is no terminal: stable, and fits a page.
const PAGE: usize = 80;

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    Auto,
    Always,
    Never,
}

/// What the process brings.
#[derive(Debug)]
pub(super) struct Context {
    folder: PathBuf,
    clock: DateTime<Utc>,
    colour: Colour,
}

/// Who makes changes, as git would record it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GitIdentity {
    pub(super) name: String,
    pub(super) email: String,
}

impl Context {
    pub(super) fn new(global: &Global) -> Result<Self, CliError> {
        let folder = global.directory.clone().unwrap_or_else(|| PathBuf::from("."));
        if !folder.is_dir() {
            return Err(CliError::usage(format!("`{}` is not a folder", folder.display())));
        }
        Ok(Context { folder, clock: clock()?, colour: global.color })
    }

    /// Returns the same with the clock as it is by now, for what goes on for long.
    pub(super) fn by_now(&self) -> Result<Self, CliError> {
        Ok(Context { folder: self.folder.clone(), clock: clock()?, colour: self.colour })
    }

    /// Returns the same context in another folder.
    pub(super) fn inside(&self, folder: PathBuf) -> Self {
        Context { folder, ..*self }
    }

    /// Returns the folder the command speaks of.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the moment the command was called.
    pub(super) fn clock(&self) -> DateTime<Utc> {
        self.clock
    }

    /// Opens the workspace the folder lies in.
    pub(super) fn workspace(&self) -> Result<Workspace, CliError> {
        let workspace = Workspace::open(&self.folder)?.trusting(build());
        for made in workspace.made_up_for() {
            // Whoever is about to do it again is to know.
            status(|err| {
                writeln!(err, "note: a change that was cut short is made by now, as {}", made.short())
            });
        }
        Ok(workspace)
    }

    /// Opens it, and leaves what a killed command left as it is.
    pub(super) fn workspace_as_it_is(&self) -> Result<Workspace, CliError> {
        Ok(Workspace::open_as_it_is(&self.folder)?.trusting(build()))
    }

    /// Returns the columns that tables may take.
    pub(super) fn width(&self) -> usize {
        let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let terminal = || {
            let size = console::Term::stdout().size_checked();
            size.filter(|_| io::stdout().is_terminal()).map(|(_, columns)| usize::from(columns))
        };
        columns.or_else(terminal).unwrap_or(PAGE).clamp(40, 200)
    }

    pub(super) fn colour_on_stdout(&self) -> bool {
        self.coloured(io::stdout().is_terminal())
    }

    pub(super) fn colour_on_stderr(&self) -> bool {
        self.coloured(io::stderr().is_terminal())
    }

    /// `--color` decides, then `NO_COLOR`, then `CLICOLOR_FORCE`, then whether a person is looking
    /// (no-color.org, bixense.com/clicolors).
    fn coloured(&self, terminal: bool) -> bool {
        let said = |name| env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
        match self.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto if env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) => false,
            Colour::Auto if said("CLICOLOR_FORCE") => true,
            Colour::Auto => terminal && env::var_os("TERM").is_none_or(|term| term != "dumb"),
        }
    }

    /// Returns who makes changes: git's environment first, then git's configuration.
    pub(super) fn identity(&self, workspace: &Workspace) -> Result<GitIdentity, CliError> {
        let configured = workspace.files().identity()?;
        identity_from(configured)
    }

    /// Returns the moment and the state that reading flags ask about.
    pub(super) fn reading(
        &self,
        workspace: &Workspace,
        flags: &super::args::Moment,
    ) -> Result<Reading, CliError> {
        let calendar = workspace.view(&When::Head)?.config().calendar.clone();
        let when = flags.at.as_deref().map_or(When::Head, |text| moment::at(text, &calendar));
        let now = match (&flags.now, &when) {
            (Some(text), _) => moment::now(text, &calendar, self.clock)?,
            (None, When::Head) => self.clock,
            (None, When::By(moment)) => *moment,
            (None, When::Revision(_)) => workspace.view(&when)?.recorded()?.unwrap_or(self.clock),
        };
        Ok(Reading { when, now, calendar })
    }
}

/// Names the program file that is running: a build of the same version, but other rules, has another size or
/// another time.
fn build() -> Option<String> {
    let metadata = env::current_exe().and_then(std::fs::metadata).ok()?;
    let changed = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{} {} {}", env!("CARGO_PKG_VERSION"), metadata.len(), changed.as_nanos()))
}

/// The clock can be set, so that rehearsals and tests are about a moment of their own.
fn clock() -> Result<DateTime<Utc>, CliError> {
    match env::var("ABOARD_NOW") {
        Err(_) => Ok(Utc::now().trunc_subsecs(0)),
        Ok(text) => match moment::instant(&text) {
            Some(instant) => moment::recordable(instant, &text),
            None => Err(CliError::usage(format!("ABOARD_NOW is `{text}`, which is no instant"))
                .hint("write it as 2026-03-31T09:00:00Z, or unset it")),
        },
    }
}

/// The moment and the state that a reading command asks about.
pub(super) struct Reading {
    pub(super) when: When,
    pub(super) now: DateTime<Utc>,
    pub(super) calendar: Calendar,
}

/// Completes what git is configured with by its environment, as git does.
pub(super) fn identity_from(configured: crate::store::Identity) -> Result<GitIdentity, CliError> {
    let said = |name| env::var(name).ok().filter(|value| !value.trim().is_empty());
    let name = said("GIT_AUTHOR_NAME").or(configured.name);
    let email = said("GIT_AUTHOR_EMAIL").or_else(|| said("EMAIL")).or(configured.email);
    match (name, email) {
        (Some(name), Some(email)) => Ok(GitIdentity { name, email }),
        _ => Err(CliError::usage("git does not know who you are, and every change names who made it")
            .hint("git config --global user.name \"Your Name\"")
            .hint("git config --global user.email you@example.com")),
    }
}

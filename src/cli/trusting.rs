//! Whether a check may act here: in come what the person said and what is kept on this machine, out comes a yes, or
//! how to get to one.

use std::env;
use std::path::PathBuf;

use sha2::{Digest as _, Sha256};

use super::error::CliError;
use crate::check::trust::{Trusted, digest};
use crate::partner::{Environment, Partner};
use crate::playbook::content_hash::hex;
use crate::playbook::id::Id;
use crate::playbook::model::{Check, Item, Playbook};
use crate::store::{Revision, Store};
use crate::workspace::{When, Workspace, WorkspaceError};

/// What a command trusts beside what is kept on this machine.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Trusting {
    /// Trust checks that are the same on this branch or commit: a protected one
    #[arg(long, value_name = "REF")]
    trust_ref: Option<String>,
    /// Trust the check with this digest, as `aboard trust` shows it; may be repeated
    #[arg(long, value_name = "DIGEST")]
    trust_digest: Vec<String>,
}

/// Who decides what may act.
pub(super) struct Trust<'a> {
    /// What is kept on this machine, where something can be.
    kept: Option<Trusted>,
    said: &'a Trusting,
    branch: Option<Branch<'a>>,
}

/// What the branch that is trusted has: the playbook and the partner, and files.
struct Branch<'a> {
    playbook: Playbook,
    partner: Partner,
    files: &'a dyn Store,
    at: Revision,
}

impl Branch<'_> {
    fn digest(&self, item: &Item) -> Option<String> {
        let item = self.playbook.item(&item.address)?;
        let environment = environment_of(&self.playbook, &self.partner, item).map(|(_, found)| found);
        let sum = |path: &String| {
            let bytes = self.files.read(&self.at, path).ok()??;
            Some((path.clone(), hex(&Sha256::digest(&bytes))))
        };
        let files: Option<Vec<_>> = files_of(item).iter().map(sum).collect();
        digest(&self.playbook, &self.partner.id, item, environment, &files?)
    }
}

/// The files of the workspace that the check of an item needs.
fn files_of(item: &Item) -> &[String] {
    match &item.check {
        Some(Check::Command(program)) => &program.files,
        _ => &[],
    }
}

impl<'a> Trust<'a> {
    /// Reads what is trusted for one partner.
    pub(super) fn of(workspace: &'a Workspace, partner: &Id, said: &'a Trusting) -> Result<Self, CliError> {
        let branch = match &said.trust_ref {
            None => None,
            Some(named) => {
                let view = workspace.view(&When::Revision(named.clone()))?;
                let there = view.partner(partner.as_str())?;
                let pinned = view.playbook_at(partner, &there.pin)?;
                let at = workspace.files().resolve(named).map_err(WorkspaceError::from)?;
                Some(Branch {
                    playbook: pinned.playbook.clone(),
                    partner: there,
                    files: workspace.files(),
                    at,
                })
            }
        };
        let is_digest =
            |text: &&String| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if let Some(strange) = said.trust_digest.iter().find(|text| !is_digest(text)) {
            let message = format!("`{strange}` is no digest of a check");
            return Err(CliError::usage(message).hint(format!("see what there is: aboard trust {partner}")));
        }
        Ok(Trust { kept: folder(workspace).ok().map(|folder| Trusted::at(&folder)), said, branch })
    }

    /// Whether the check of an item may be made.
    pub(super) fn holds(
        &self,
        playbook: &Playbook,
        partner: &Id,
        item: &Item,
        environment: Option<&Environment>,
        files: &[(String, String)],
    ) -> bool {
        let Some(own) = digest(playbook, partner, item, environment, files) else { return false };
        let on_branch = || self.branch.as_ref().and_then(|branch| branch.digest(item));
        let is_kept = self.kept.as_ref().is_some_and(|kept| kept.holds(&own));
        is_kept || self.said.trust_digest.contains(&own) || on_branch().as_ref() == Some(&own)
    }
}

impl Trust<'_> {
    /// Says why a check is not made.
    pub(super) fn refusal(&self) -> String {
        match &self.said.trust_ref {
            Some(named) => format!("not as it is on `{named}`, nor trusted on this machine"),
            None if self.said.trust_digest.is_empty() => "not trusted on this machine".to_owned(),
            None => "of another digest, and not trusted on this machine".to_owned(),
        }
    }
}

/// Returns where the check of an item asks: the environment of its stage, as the partner has it.
pub(super) fn environment_of<'a>(
    playbook: &'a Playbook,
    partner: &'a Partner,
    item: &Item,
) -> Option<(&'a Id, &'a Environment)> {
    let name = playbook.stage(item.stage.as_str())?.environment.as_ref()?;
    partner.environments.get_key_value(name)
}

/// Returns the folder in which this machine keeps what a person decided on it (XDG Base Directory Specification).
pub(super) fn folder(workspace: &Workspace) -> Result<PathBuf, CliError> {
    let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let local = if cfg!(windows) { absolute("LOCALAPPDATA") } else { None };
    let folder = absolute("XDG_STATE_HOME")
        .or(local)
        .or_else(|| env::home_dir().filter(|home| home.is_absolute()).map(|home| home.join(".local/state")))
        .ok_or_else(|| {
            CliError::usage("there is no folder to keep on this machine what is trusted")
                .hint("set XDG_STATE_HOME")
        })?
        .join("aboard");
    // What lies in the repository could be fetched.
    let root = workspace.root().canonicalize().unwrap_or_else(|_| workspace.root().to_owned());
    if folder.starts_with(&root) || folder.starts_with(workspace.root()) {
        let message =
            format!("`{}` is in the workspace, and what is trusted is kept outside", folder.display());
        return Err(CliError::usage(message).hint("set XDG_STATE_HOME to another folder"));
    }
    Ok(folder)
}

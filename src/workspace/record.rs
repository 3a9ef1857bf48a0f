//! Recording a change: in come an intent and who has it, out comes one commit. A branch that moved
//! meanwhile is read again, and the change applied again to what it holds by then.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::config::{Config, Person};
use super::layout::StateFolder;
use super::playbooks::Governing;
use super::view::View;
use super::{When, Workspace, WorkspaceError};
use crate::change::{self, Actor, CHAMPION, Change, Circumstances, Refusal, message};
use crate::partner::{Partner, encode, encode_note};
use crate::playbook::id::Id;
use crate::playbook::model::Playbook;
use crate::store::{CommitError, Edit, NewCommit, Revision, Signature};

/// How often a branch that keeps moving is read again.
pub(super) const TRIES: u32 = 200;

/// Makes the change of the state it is to be applied to; asked again whenever the branch moved.
pub type Build<'a> = dyn Fn(&View<'_>, Option<&Partner>) -> Result<Change, WorkspaceError> + 'a;

/// Bytes that files of the worktree may hold though they are not committed, by path.
pub(super) type Edits = BTreeMap<String, Vec<u8>>;

/// Who records a change, and how.
#[derive(Debug, Clone)]
pub struct Intent<'a> {
    /// The partner it is about.
    pub partner: &'a Id,
    /// The name of the git identity.
    pub name: &'a str,
    /// The e-mail of the git identity.
    pub email: &'a str,
    /// When it is recorded: now.
    pub recorded: DateTime<Utc>,
    /// When it happened, if earlier.
    pub happened: Option<DateTime<Utc>>,
    /// What the person adds to the message.
    pub text: &'a str,
    /// Whether nothing is to be written.
    pub dry_run: bool,
}

impl Intent<'_> {
    /// Returns when it happened: when it is recorded, unless earlier.
    fn at(&self) -> DateTime<Utc> {
        self.happened.unwrap_or(self.recorded)
    }
}

/// A change that was recorded, or would be.
pub struct Record {
    /// The state before; none for a new partner.
    pub before: Option<Partner>,
    /// The state after.
    pub after: Partner,
    /// The playbook that governs the partner after the change.
    pub playbook: std::sync::Arc<Governing>,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// The business hours it was judged by.
    pub calendar: crate::calendar::Calendar,
    /// The whole commit message.
    pub message: String,
    /// The files of the commit, with what they held before.
    pub files: Vec<FileChange>,
    /// What came of it.
    pub outcome: Outcome,
}

/// A file that a change writes.
pub struct FileChange {
    /// Its path in the state's repository.
    pub path: String,
    /// What it held; none for a new file.
    pub before: Option<String>,
    /// What it holds now.
    pub after: String,
}

/// What came of recording a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// This commit records it.
    Committed(Revision),
    /// Nothing was written, as asked.
    DryRun,
}

impl Workspace {
    /// Records the change that `build` makes of the state at the head of the branch; `build` is
    /// asked again whenever the branch moved.
    ///
    /// # Errors
    /// Returns why the change is not legal, or could not be recorded; then nothing was.
    pub fn record(&self, intent: &Intent<'_>, build: &Build<'_>) -> Result<Record, WorkspaceError> {
        self.record_over(intent, build, &Edits::new())
    }

    /// Does what [`Workspace::record`] does, and replaces edits by hand where they are exactly these.
    pub(super) fn record_over(
        &self,
        intent: &Intent<'_>,
        build: &Build<'_>,
        edits: &Edits,
    ) -> Result<Record, WorkspaceError> {
        for _ in 0..TRIES {
            let view = self.view(&When::Head)?;
            let before = view.find_partner(intent.partner)?;
            let change = build(&view, before.as_ref())?;
            let (mut record, commit) = prepare(&view, intent, before, &change, edits)?;
            if intent.dry_run {
                return Ok(record);
            }
            match view.state().commit(view.revision(), &commit) {
                Ok(revision) => {
                    record.outcome = Outcome::Committed(revision);
                    return Ok(record);
                }
                Err(CommitError::Moved { .. }) => {}
                Err(CommitError::Dirty { paths }) => {
                    let partners = view.owners(&paths);
                    return Err(WorkspaceError::Edited { paths, partners });
                }
                Err(error) => return Err(WorkspaceError::Commit(error)),
            }
        }
        Err(WorkspaceError::Contended(TRIES))
    }
}

/// What a change is judged by and written under; all of it is looked up by who asks.
#[derive(Clone, Copy)]
pub struct Grounds<'a> {
    /// How the workspace is set up.
    pub config: &'a Config,
    /// Where the files of partners are.
    pub folder: &'a StateFolder,
    /// The playbook that governs the partner, or will.
    pub playbook: &'a Playbook,
}

/// A change that was judged, and the commit that would record it.
pub struct Draft {
    /// The state after.
    pub after: Partner,
    /// The files of the commit, with what they held before.
    pub files: Vec<FileChange>,
    /// The commit.
    pub commit: NewCommit,
}

/// Applies a change, and writes the files and the message of its commit. Nothing is looked up and nothing is
/// kept, so that whoever holds the state, such as a generator of histories, writes what a command would.
///
/// # Errors
/// Returns why the change is not legal, or its state cannot be written.
pub fn draft(
    grounds: Grounds<'_>,
    intent: &Intent<'_>,
    before: Option<&Partner>,
    change: &Change,
) -> Result<Draft, WorkspaceError> {
    let Grounds { config, folder, playbook } = grounds;
    let id = intent.partner;
    let refused = |refusal| WorkspaceError::Refused {
        partner: id.clone(),
        able: able(config, before, &refusal),
        refusal: Box::new(refusal),
    };
    change::note::no_secret("message", intent.text).map_err(refused)?;
    let email = intent.email.to_lowercase();
    let roles = config.person_by_email(&email).map(|(_, person)| person.roles.clone());
    let actor = Actor { name: intent.name.to_owned(), email, roles: roles.unwrap_or_default() };
    let at = intent.at();
    let circumstances = Circumstances { playbook, calendar: &config.calendar, actor: &actor, at };
    let after = change::apply(id, before, change, circumstances).map_err(refused)?;
    let message = message::write(id, change, &after.pin, intent.happened, intent.text);
    let files = files(folder, before, &after)?;
    let signature = |when| Signature { name: intent.name.to_owned(), email: intent.email.to_owned(), when };
    let commit = NewCommit {
        edits: files
            .iter()
            .map(|file| Edit {
                path: file.path.clone(),
                content: Some(file.after.clone().into_bytes()),
                expected: None,
            })
            .collect(),
        message,
        author: signature(at),
        committer: signature(intent.recorded),
    };
    Ok(Draft { after, files, commit })
}

/// Drafts the change under what the view holds.
fn prepare(
    view: &View<'_>,
    intent: &Intent<'_>,
    mut before: Option<Partner>,
    change: &Change,
    edits: &Edits,
) -> Result<(Record, NewCommit), WorkspaceError> {
    let id = intent.partner;
    if let (Change::PartnerAdopt(adopt), Some(partner)) = (change, &mut before)
        && !adopt.notes.is_empty()
    {
        partner.notes = view.notes(id)?;
    }
    let pin = match (&before, change) {
        (None, Change::PartnerAdd(add)) => &add.pin,
        (Some(partner), _) => &partner.pin,
        (None, _) => {
            let refusal = Box::new(Refusal::NoPartner(id.clone()));
            return Err(WorkspaceError::Refused { partner: id.clone(), able: Vec::new(), refusal });
        }
    };
    let playbook = view.playbook_at(id, pin)?;
    let grounds = Grounds { config: view.config(), folder: &view.folder, playbook: &playbook.playbook };
    let Draft { after, files, mut commit } = draft(grounds, intent, before.as_ref(), change)?;
    for edit in &mut commit.edits {
        edit.expected = edits.get(&edit.path).cloned();
    }
    let calendar = view.config.calendar.clone();
    let (at, message) = (intent.at(), commit.message.clone());
    Ok((Record { before, after, playbook, at, calendar, message, files, outcome: Outcome::DryRun }, commit))
}

/// Returns the names of those who may do what the actor may not.
fn able(config: &Config, partner: Option<&Partner>, refusal: &Refusal) -> Vec<String> {
    let Some((actor, roles)) = refusal.takes() else { return Vec::new() };
    let holds = |person: &Person| {
        roles.iter().any(|role| {
            let is_champion = role.as_str() == CHAMPION
                && partner.is_some_and(|partner| partner.champions().any(|email| email == person.email));
            is_champion || person.roles.contains(role)
        })
    };
    let others = config.people.values().filter(|person| person.email != actor && holds(person));
    others.map(|person| person.name.clone()).collect()
}

/// Returns the files that differ between two states: the partner's own, and its notes.
fn files(
    folder: &StateFolder,
    before: Option<&Partner>,
    after: &Partner,
) -> Result<Vec<FileChange>, WorkspaceError> {
    let path = folder.partner(&after.id);
    let broken = |fault| WorkspaceError::BrokenPartner { id: after.id.clone(), path: path.clone(), fault };
    let old = before.map(encode).transpose().map_err(broken)?;
    let new = encode(after).map_err(broken)?;
    let mut files = Vec::new();
    if old.as_ref() != Some(&new) {
        files.push(FileChange { path: path.clone(), before: old, after: new });
    }
    for (ulid, note) in &after.notes {
        let old = before.and_then(|before| before.notes.get(ulid));
        if old == Some(note) {
            continue;
        }
        let path = folder.note(&after.id, ulid);
        let old = old.map(encode_note).transpose().map_err(broken)?;
        files.push(FileChange { path, before: old, after: encode_note(note).map_err(broken)? });
    }
    Ok(files)
}

//! Edits of state by hand are made an audited change: in come the state that is committed and what differs
//! in the edited files; out comes the new state, or the refusal of what nobody may write for another.
//!
//! | what was edited | who may have it adopted |
//! | --- | --- |
//! | name, dates, champion and backup, attributes, contacts | who may change them with `partner set`, by its rules |
//! | status of an item | who may by the ordinary command, by its rules (role, needs, evidence, reason); `by` is the actor. Without such a command (`doing` to `todo`), the champion; never to `done` or `rejected` |
//! | an item's `since`, `waits`, evidence; its record taken out | the champion: a repair |
//! | an item's `reason` | the champion, and who said it |
//! | an item's `by` without its status, or `on_behalf_of` of what another said | nobody |
//! | `by` of evidence | nobody, unless it becomes the actor with a new answer |
//! | evidence that is somebody's assent | nobody: `aboard done`; the champion may take it out |
//! | environments, checks, baselines, rehearsals | nobody: `aboard partner environment`, `check`, `baseline`, `rehearse` |
//! | sign-offs, overrides, stages, archived | nobody: `aboard sign`, `promote`, `rollback`, `partner archive` |
//! | pin | nobody |
//! | reason and control of a waiver that waits for its ruling | who asked for it |
//! | anything else of a waiver | nobody: `aboard waive`, `aboard waiver` |
//! | the text of a note | who wrote it |
//!
//! Nothing may have happened later than the change itself.

mod guard;
mod items;
mod profile;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::note::sentence;
use super::{Circumstances, Refusal};
use crate::partner::Partner;
use crate::partner::patch::{Patch, shown};

/// How many characters the paths of a headline take at most.
const LONGEST_HEADLINE: usize = 100;

/// How many keys of a path a headline shows: down to one answer of an item.
const DEEPEST: usize = 4;

/// Edits of state by hand are made a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adopt {
    /// Why they were made.
    pub reason: String,
    /// What differs in the partner's own file.
    #[serde(default, skip_serializing_if = "Patch::is_empty")]
    pub patch: Patch,
    /// The new texts of notes, by the ULID that names the file.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub notes: BTreeMap<String, String>,
}

impl Adopt {
    /// Returns the paths that change as a headline has room for them.
    #[must_use]
    pub fn summary(&self) -> String {
        let paths = self.patch.paths();
        let mut names: Vec<String> =
            paths.into_iter().map(|path| shown(&path[..path.len().min(DEEPEST)])).collect();
        names.dedup();
        names.extend(self.notes.keys().map(|ulid| format!("notes.{ulid}")));
        let mut told = String::new();
        for (at, name) in names.iter().enumerate() {
            let is_too_long = told.chars().count() + name.chars().count() > LONGEST_HEADLINE;
            if at > 0 && is_too_long {
                told.push_str(&format!(" and {} more", names.len() - at));
                break;
            }
            told.push_str(if at > 0 { ", " } else { "" });
            told.extend(name.chars().take(LONGEST_HEADLINE));
        }
        told
    }

    /// Returns the items and the waived items that it is about, sorted.
    #[must_use]
    pub fn subjects(&self) -> Vec<String> {
        let subject = |path: &[String]| match path {
            [table, address, ..] if table == "items" || table == "waivers" => Some(address.clone()),
            _ => None,
        };
        let subjects: BTreeSet<String> = self.patch.paths().into_iter().filter_map(subject).collect();
        subjects.into_iter().collect()
    }
}

pub(super) fn adopt(
    state: &mut Partner,
    adopt: &Adopt,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    sentence("reason", &adopt.reason)?;
    let before = state.clone();
    let mut after = adopt.patch.apply(&before).map_err(|fault| Refusal::Text(fault.to_string()))?;
    guard::check(&before, &after, circumstances)?;
    profile::check(&before, &mut after, circumstances)?;
    items::check(&before, &mut after, circumstances)?;
    notes(&mut after, adopt, circumstances)?;
    if after == before {
        return Err(Refusal::Nothing("the files say what is committed, in another form".to_owned()));
    }
    *state = after;
    Ok(())
}

fn notes(after: &mut Partner, adopt: &Adopt, circumstances: Circumstances<'_>) -> Result<(), Refusal> {
    for (ulid, text) in &adopt.notes {
        sentence("note", text)?;
        let missing = || Refusal::Text(format!("there is no note `{ulid}` to change"));
        let note = after.notes.get_mut(ulid).ok_or_else(missing)?;
        if !note.by.eq_ignore_ascii_case(&circumstances.actor.email) {
            return Err(by_hand(format!("notes.{ulid}"), "only who wrote a note changes its text", None));
        }
        note.text.clone_from(text);
    }
    Ok(())
}

/// The refusal of what takes a command of its own, or is nobody's to write.
fn by_hand(path: impl Into<String>, why: &'static str, instead: Option<String>) -> Refusal {
    Refusal::ByHand { path: path.into(), why, instead }
}

/// The path of a field of an item or a waiver.
fn path(table: &str, address: &impl ToString, rest: &[&str]) -> String {
    let keys = [table.to_owned(), address.to_string()];
    let keys: Vec<String> = keys.into_iter().chain(rest.iter().map(|key| (*key).to_owned())).collect();
    shown(&keys)
}

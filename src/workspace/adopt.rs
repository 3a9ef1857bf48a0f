//! Edits of state by hand, made a change: in come a partner and why its files were edited; out comes one
//! commit of what they say, in the form that the program writes. A file that is edited again meanwhile is
//! not overwritten.

use super::record::{Edits, Intent, Record};
use super::view::View;
use super::{Workspace, WorkspaceError};
use crate::change::{Change, Refusal, adopt::Adopt};
use crate::partner::patch::Patch;
use crate::partner::{Note, Partner, StateFault, decode, decode_note};
use crate::playbook::id::Id;
use crate::store::Held;

/// What the files of a partner say beside what is committed.
pub struct Adoption {
    change: Change,
    edits: Edits,
}

impl Adoption {
    /// Returns the change that it would be.
    #[must_use]
    pub fn change(&self) -> &Change {
        &self.change
    }
}

impl View<'_> {
    /// Reads the edited files of a partner. What is in its folder and no state of ours is left alone.
    ///
    /// # Errors
    /// Returns that there is no edit, that an edit is of no kind that can be adopted, or what is wrong with a
    /// file.
    pub fn adoption(&self, id: &Id, reason: &str) -> Result<Adoption, WorkspaceError> {
        let refused = |refusal| WorkspaceError::Refused {
            partner: id.clone(),
            refusal: Box::new(refusal),
            able: Vec::new(),
        };
        let mut adopt =
            Adopt { reason: reason.to_owned(), patch: Patch::default(), notes: Default::default() };
        let mut edits = Edits::new();
        for edit in self.edits_of(id)? {
            let bytes = if edit.path == self.partner_path(id) {
                let (before, after) = self.edited_partner(id, &edit)?;
                adopt.patch = Patch::between(&before, &after)
                    .map_err(|fault| refused(Refusal::Text(fault.to_string())))?;
                edit.worktree
            } else if let Some(ulid) = self.folder.ulid(id, &edit.path) {
                let text = self.edited_note(id, &edit)?;
                adopt.notes.insert(ulid.to_owned(), text);
                edit.worktree
            } else {
                continue;
            };
            edits.insert(edit.path, bytes.unwrap_or_default());
        }
        if edits.is_empty() {
            return Err(refused(Refusal::Nothing("its files are as they are committed".to_owned())));
        }
        if adopt.patch.is_empty() && adopt.notes.is_empty() {
            return Err(WorkspaceError::NotAdoptable {
                partner: id.clone(),
                path: self.partner_path(id),
                why: "it says what is committed, in another form",
                instead: None,
            });
        }
        Ok(Adoption { change: Change::PartnerAdopt(adopt), edits })
    }

    /// Returns the partner as committed, and as its edited file says.
    fn edited_partner(&self, id: &Id, edit: &Held) -> Result<(Partner, Partner), WorkspaceError> {
        let unfit = |why, instead: Option<String>| WorkspaceError::NotAdoptable {
            partner: id.clone(),
            path: edit.path.clone(),
            why,
            instead,
        };
        let Some(before) = self.find_partner(id)? else {
            let instead = format!("then add it with: aboard partner add {id}");
            return Err(unfit("it is no partner yet", Some(instead)));
        };
        let Some(bytes) = &edit.worktree else {
            let instead = format!("then end its onboarding with: aboard partner archive {id} --reason \"…\"");
            return Err(unfit("it is deleted", Some(instead)));
        };
        refuse_staged_alone(edit, &unfit)?;
        let after = decode(id, bytes).map_err(|fault| broken(id, edit, fault))?;
        Ok((before, after))
    }

    /// Returns the text that an edited note has now.
    fn edited_note(&self, id: &Id, edit: &Held) -> Result<String, WorkspaceError> {
        let unfit = |why, instead: Option<String>| WorkspaceError::NotAdoptable {
            partner: id.clone(),
            path: edit.path.clone(),
            why,
            instead,
        };
        let Some(before) = &edit.head else {
            let instead = format!("then note it with: aboard note {id} -m \"…\"");
            return Err(unfit("it is a new note", Some(instead)));
        };
        let Some(after) = &edit.worktree else { return Err(unfit("it is deleted", None)) };
        refuse_staged_alone(edit, &unfit)?;
        let decode = |bytes: &[u8]| decode_note(bytes).map_err(|fault| broken(id, edit, fault));
        let (before, after) = (decode(before)?, decode(after)?);
        let fixed = |note: &Note| (note.kind, note.item.clone(), note.on, note.by.clone());
        if fixed(&before) != fixed(&after) {
            return Err(unfit("what a note is and is about, and who made it when, stays", None));
        }
        Ok(after.text)
    }
}

fn refuse_staged_alone(
    edit: &Held,
    unfit: &dyn Fn(&'static str, Option<String>) -> WorkspaceError,
) -> Result<(), WorkspaceError> {
    if edit.worktree == edit.head {
        return Err(unfit("it is edited in the index alone", None));
    }
    Ok(())
}

fn broken(id: &Id, edit: &Held, fault: StateFault) -> WorkspaceError {
    WorkspaceError::BrokenEdit { partner: id.clone(), path: edit.path.clone(), fault }
}

impl Workspace {
    /// Records what edited files say as one change of the partner that the intent names.
    ///
    /// # Errors
    /// Returns why it is not legal, or could not be recorded; then the edits are as they were.
    pub fn adopt(&self, intent: &Intent<'_>, adoption: &Adoption) -> Result<Record, WorkspaceError> {
        self.record_over(intent, &|_, _| Ok(adoption.change.clone()), &adoption.edits)
    }
}

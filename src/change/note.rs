//! A remark on a partner or on one of its items; and the rule for every sentence that a change keeps.

use serde::{Deserialize, Serialize};
use ulid::Ulid;

use super::{Circumstances, Refusal, item};
use crate::partner::{Note, Partner};
use crate::playbook::id::ItemRef;

/// The longest sentence that a change keeps, in characters: a page belongs behind a link.
const LONGEST: usize = 2_000;

/// A remark is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Add {
    /// The ULID that names its file.
    pub id: String,
    /// The item it is about; the partner as a whole where not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemRef>,
    /// The remark.
    pub text: String,
}

pub(super) fn add(state: &mut Partner, add: &Add, circumstances: Circumstances<'_>) -> Result<(), Refusal> {
    sentence("note", &add.text)?;
    let is_ulid = Ulid::from_string(&add.id).is_ok_and(|ulid| ulid.to_string() == add.id);
    if !is_ulid {
        return Err(Refusal::Text(format!("`{}` is no ULID", add.id)));
    }
    if state.notes.contains_key(&add.id) {
        return Err(Refusal::Nothing(format!("there is a note `{}` already", add.id)));
    }
    if let Some(address) = &add.item {
        item::find(circumstances, address)?;
    }
    let Circumstances { at, actor, .. } = circumstances;
    let note = Note { item: add.item.clone(), on: at, by: actor.email.clone(), text: add.text.clone() };
    state.notes.insert(add.id.clone(), note);
    Ok(())
}

/// Checks that a text says something, in at most [`LONGEST`] characters, without control characters.
pub(super) fn sentence(what: &str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::Text(format!("the {what} is empty: say it in a sentence")));
    }
    if text.chars().count() > LONGEST {
        return Err(Refusal::Text(format!(
            "the {what} is longer than {LONGEST} characters: put it behind a link"
        )));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Refusal::Text(format!("the {what} holds control characters")));
    }
    Ok(())
}

/// Checks what [`sentence`] checks, of a text that must be one line.
pub(super) fn line(what: &str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::Text(format!("the {what} is empty: write one line")));
    }
    sentence(what, text)?;
    if text.contains(['\n', '\t']) {
        return Err(Refusal::Text(format!("the {what} has more than one line, or a tab: write one line")));
    }
    Ok(())
}

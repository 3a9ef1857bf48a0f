//! Playbooks judged as files: each rule with the text that breaks it.

mod cost;
mod faults;
mod laws;
mod linting;
mod schema;
mod sound;

use std::collections::BTreeMap;

use super::load::{Files, Loaded, load};
use crate::diagnostic::{Code, Diagnostics, Place};
use crate::source::Document;

/// Files in memory.
#[derive(Debug, Default, Clone)]
pub(super) struct Folder(BTreeMap<String, String>);

impl Folder {
    pub(super) fn with(mut self, path: &str, text: impl Into<String>) -> Self {
        self.0.insert(path.to_owned(), text.into());
        self
    }
}

impl Files for Folder {
    fn read(&self, path: &str) -> Result<Document, Diagnostics> {
        match self.0.get(path) {
            Some(text) => Document::from_bytes(path, text.as_bytes()),
            None => Err(crate::diagnostic::Diagnostic::error(
                Code::FileUnreadable,
                format!("there is no file `{path}`"),
            )
            .at(Place::file(path))
            .into()),
        }
    }

    fn exists(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }
}

pub(super) const PATH: &str = "playbooks/p.yaml";

/// A playbook that uses every key of the format.
pub(super) const SOUND: &str = include_str!("sound.yaml");

/// The shared checklist that it includes.
pub(super) const SHARED: &str = include_str!("shared.yaml");

pub(super) fn folder(playbook: &str) -> Folder {
    Folder::default()
        .with(PATH, playbook)
        .with("playbooks/checklists/api.yaml", SHARED)
        .with("docs/start.md", "# Start")
}

pub(super) fn loaded(playbook: &str) -> Loaded {
    load(&folder(playbook), PATH)
}

/// The sound playbook with a text replaced, which must be there.
pub(super) fn with(old: &str, new: &str) -> String {
    assert!(SOUND.contains(old), "`{old}` is not in the sound playbook");
    SOUND.replacen(old, new, 1)
}

/// Faults as `code path: message (help)`, one a line.
pub(super) fn told(diagnostics: &Diagnostics) -> String {
    let mut lines = Vec::new();
    for fault in diagnostics {
        let place = fault.place.as_ref();
        let line = place.and_then(|place| place.span.as_ref()).map_or(0, |span| span.start.line);
        let path = place.map(|place| place.path.to_string()).unwrap_or_default();
        assert!(line > 0, "a fault without a line: {fault:?}");
        let help = fault.help.as_deref().map(|help| format!(" ({help})")).unwrap_or_default();
        lines.push(format!("{} {path}: {}{help}", fault.code, fault.message));
    }
    lines.join("\n")
}

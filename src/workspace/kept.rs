//! Playbooks that were read before: in comes a pin, out comes the playbook, without its YAML being read again.
//!
//! What is kept is believed only while the files it was read from are still the same blobs, at the commit
//! looked at or at that of the pin. So it tells nothing that reading anew would not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::view::View;
use crate::partner::Pin;
use crate::playbook::load::Loaded;
use crate::playbook::model::Playbook;
use crate::store::{Revision, Store, StoreError};

/// A playbook as it is kept.
#[derive(Deserialize)]
struct Kept {
    /// The ids of the files it was read from, by path.
    sources: BTreeMap<String, String>,
    playbook: Playbook,
}

/// The same, to be written.
#[derive(Serialize)]
struct Keeping<'a> {
    sources: BTreeMap<&'a str, String>,
    playbook: &'a Playbook,
}

impl View<'_> {
    /// Returns the playbook of a pin, if it was kept and its files are what they were.
    pub(super) fn kept(&self, pin: &Pin) -> Option<Playbook> {
        let (cache, stamp) = self.workspace.derived()?;
        let kept: Kept = serde_json::from_slice(&cache.read(&name(pin)?, stamp)?).ok()?;
        let store = self.workspace.files();
        let holds = |at: &Revision| {
            let is_same = |(path, id): (&String, &String)| matches!(blob(store, at, path), Ok(Some(found)) if found == *id);
            kept.sources.contains_key(&pin.path) && kept.sources.iter().all(is_same)
        };
        let at_pin = || {
            super::playbooks::is_full_id(&pin.commit) && store.resolve(&pin.commit).is_ok_and(|at| holds(&at))
        };
        (holds(&self.files_at) || at_pin()).then_some(kept.playbook)
    }

    /// Keeps the playbook of a pin that was read at a commit.
    pub(super) fn keep(&self, pin: &Pin, loaded: &Loaded, at: &Revision) {
        let (Some((cache, stamp)), Some(name), Some(playbook)) =
            (self.workspace.derived(), name(pin), &loaded.playbook)
        else {
            return;
        };
        let store = self.workspace.files();
        let mut sources = BTreeMap::new();
        for path in loaded.includes.iter().chain([&pin.path]) {
            let Ok(Some(id)) = blob(store, at, path) else { return };
            sources.insert(path.as_str(), id);
        }
        if let Ok(bytes) = serde_json::to_vec(&Keeping { sources, playbook }) {
            cache.write(&name, stamp, &bytes);
        }
    }
}

fn blob(store: &dyn Store, at: &Revision, path: &str) -> Result<Option<String>, StoreError> {
    Ok(store.entry(at, path)?.map(|entry| entry.id))
}

/// The name it is kept by; none for a pin whose hash is no hash.
fn name(pin: &Pin) -> Option<String> {
    let is_hash = pin.hash.len() == 64 && pin.hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| format!("playbook-{}", pin.hash))
}

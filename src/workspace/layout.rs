//! The layout of the state directory: in come the configuration and an id, out come paths. Nothing else
//! knows them.

use sha2::{Digest, Sha256};

use super::config::{Layout, StateConfig};
use crate::playbook::id::Id;

/// The folder of state within its repository, and how it is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StateFolder {
    /// The folder, relative to the root of its repository.
    folder: String,
    layout: Layout,
}

impl StateFolder {
    pub(super) fn new(folder: String, config: &StateConfig) -> Self {
        StateFolder { folder, layout: config.layout }
    }

    /// Returns the folder itself, relative to the root of its repository.
    pub(super) fn root(&self) -> &str {
        &self.folder
    }

    /// Returns the file that holds what every scorecard needs.
    pub(super) fn partner(&self, id: &Id) -> String {
        format!("{}{id}.toml", self.parent(id))
    }

    /// Returns the folder of a partner's notes.
    pub(super) fn notes(&self, id: &Id) -> String {
        format!("{}{id}/notes", self.parent(id))
    }

    /// Returns the file of one note.
    pub(super) fn note(&self, id: &Id, ulid: &str) -> String {
        format!("{}/{ulid}.toml", self.notes(id))
    }

    /// Returns every path that belongs to a partner, for history.
    pub(super) fn all_of(&self, id: &Id) -> [String; 2] {
        [self.partner(id), format!("{}{id}", self.parent(id))]
    }

    /// Tells whether partners lie one folder deeper than the folder itself.
    pub(super) fn is_sharded(&self) -> bool {
        self.layout == Layout::Sharded
    }

    /// Returns the start of every path of a partner: its folder, with a `/` where there is one.
    fn parent(&self, id: &Id) -> String {
        let folder = if self.folder.is_empty() { String::new() } else { format!("{}/", self.folder) };
        match self.layout {
            Layout::Flat => folder,
            Layout::Sharded => format!("{folder}{}/", Self::shard(id)),
        }
    }

    /// Returns the name of the folder in which a sharded layout has a partner.
    pub(super) fn shard(id: &Id) -> String {
        format!("{:02x}", Sha256::digest(id.as_str())[0])
    }
}

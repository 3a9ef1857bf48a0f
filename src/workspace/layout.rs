//! The layout of the state directory: in come the configuration and an id, out come paths. Nothing else
//! knows them.

use sha2::{Digest, Sha256};

use super::config::StateConfig;
use crate::change::Layout;
use crate::playbook::id::Id;

/// The folder of state within its repository, and how it is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateFolder {
    /// The folder, relative to the root of its repository.
    folder: String,
    layout: Layout,
}

impl StateFolder {
    /// Names the folder of state, relative to the root of its repository.
    #[must_use]
    pub fn new(folder: String, config: &StateConfig) -> Self {
        StateFolder { folder, layout: config.layout }
    }

    /// Returns the layout.
    pub(super) fn layout(&self) -> Layout {
        self.layout
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

    /// Returns the ULID that a path of a partner's notes names; none for any other file.
    pub(super) fn ulid<'a>(&self, id: &Id, path: &'a str) -> Option<&'a str> {
        let name = path.strip_prefix(&self.notes(id))?.strip_prefix('/')?;
        name.strip_suffix(".toml").filter(|ulid| !ulid.contains('/'))
    }

    /// Returns every path that belongs to a partner.
    pub(super) fn all_of(&self, id: &Id) -> [String; 2] {
        [self.partner(id), format!("{}{id}", self.parent(id))]
    }

    /// Returns the paths of a partner in either layout, for history.
    pub(super) fn ever_of(&self, id: &Id) -> [String; 4] {
        let [flat, sharded] = [Layout::Flat, Layout::Sharded].map(|layout| self.as_laid_out(layout));
        let [file, mut folder] = flat.all_of(id);
        // That of a partner `3f` is the folder of many where they lie sharded.
        if Self::is_shard(id.as_str()) {
            folder = flat.notes(id);
        }
        let [other_file, other_folder] = sharded.all_of(id);
        [file, folder, other_file, other_folder]
    }

    /// Returns the same folder in a layout.
    pub(super) fn as_laid_out(&self, layout: Layout) -> Self {
        StateFolder { folder: self.folder.clone(), layout }
    }

    /// Returns the partner that a path belongs to, be it its file or one in its folder; none where it is no
    /// partner's, or lies where the layout does not put it.
    pub(super) fn owner(&self, path: &str) -> Option<Id> {
        let below = match self.folder.as_str() {
            "" => path,
            folder => path.strip_prefix(folder)?.strip_prefix('/')?,
        };
        let below = if self.is_sharded() { below.split_once('/')?.1 } else { below };
        let id: Id = match below.split_once('/') {
            Some((id, _)) => id.parse().ok()?,
            None => below.strip_suffix(".toml")?.parse().ok()?,
        };
        let [file, folder] = self.all_of(&id);
        let is_in = path.strip_prefix(&folder).is_some_and(|rest| rest.starts_with('/'));
        (path == file || is_in).then_some(id)
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

    /// Tells whether a name is that of a folder in which a sharded layout has partners.
    pub(super) fn is_shard(name: &str) -> bool {
        name.len() == 2 && name.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    }

    /// Returns the name of the folder in which a sharded layout has a partner.
    pub(super) fn shard(id: &Id) -> String {
        format!("{:02x}", Sha256::digest(id.as_str())[0])
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::{Layout, StateConfig, StateFolder};

    fn folder(root: &str, layout: Layout) -> StateFolder {
        StateFolder::new(root.to_owned(), &StateConfig { directory: "partners".to_owned(), layout })
    }

    #[test]
    fn each_path_of_a_partner_leads_back_to_it() {
        for root in ["", "partners", "a/b"] {
            for layout in [Layout::Flat, Layout::Sharded] {
                let folder = folder(root, layout);
                let id = "acme".parse().unwrap();
                for path in [folder.partner(&id), folder.note(&id, "X"), format!("{}/y", folder.notes(&id))] {
                    assert_eq!(folder.owner(&path), Some(id.clone()), "{path}");
                }
            }
        }
    }

    #[test]
    fn what_lies_elsewhere_is_nobodys() {
        let (flat, sharded) = (folder("partners", Layout::Flat), folder("partners", Layout::Sharded));
        for path in
            ["acme.toml", "partners", "partners/Acme.toml", "partners/acme.yaml", "partnersx/acme.toml"]
        {
            assert_eq!((flat.owner(path), sharded.owner(path)), (None, None), "{path}");
        }
        for path in ["partners/acme.toml", "partners/00/acme.toml", "partners/82/acme/", "partners/82"] {
            assert_eq!(
                sharded.owner(path),
                if path.ends_with('/') { "acme".parse().ok() } else { None },
                "{path}"
            );
        }
    }
}

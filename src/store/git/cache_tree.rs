//! The index's memory of trees: which folders of it are known to be which tree. In go the bytes of the
//! extension `TREE` (gitformat-index) and the trees that a commit replaced; out come the bytes that say so. A
//! folder that is not certain to be a tree is told as unknown, and the next git program finds out.

use git2::Oid;

/// How deep folders may lie; what is deeper is not remembered, which costs time alone.
const DEEPEST: usize = 256;
const ID: usize = 20;

/// A folder of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CacheTree {
    /// The last component of its path; empty for the root.
    name: Vec<u8>,
    /// The tree it is, and the number of index entries it stands for; `None` where that is unknown.
    known: Option<(Oid, usize)>,
    below: Vec<CacheTree>,
}

/// A folder that a commit changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moved {
    /// The repository-relative path; empty for the root.
    pub(super) path: String,
    /// The tree it was, if it was there.
    pub(super) from: Option<Oid>,
    /// The tree it is, unless nothing is left.
    pub(super) to: Option<Oid>,
    /// How many files the commit put below it.
    pub(super) files: usize,
}

impl CacheTree {
    /// Reads the extension; `None` where its bytes are something else, which is the same as having none.
    pub(super) fn decode(mut bytes: &[u8]) -> Option<Self> {
        let root = decode(&mut bytes, DEEPEST)?;
        (bytes.is_empty() && root.name.is_empty()).then_some(root)
    }

    /// Writes the extension.
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.name);
        bytes.push(0);
        let entries = self.known.map_or_else(|| "-1".to_owned(), |(_, entries)| entries.to_string());
        bytes.extend_from_slice(format!("{entries} {}\n", self.below.len()).as_bytes());
        if let Some((id, _)) = self.known {
            bytes.extend_from_slice(id.as_bytes());
        }
        for folder in &self.below {
            folder.encode(bytes);
        }
    }

    /// Returns the tree that the folder at `path` is known to be.
    pub(super) fn tree(&self, path: &str) -> Option<Oid> {
        let mut at = self;
        for component in components(path) {
            at = &at.below[at.find(component).ok()?];
        }
        at.known.map(|(id, _)| id)
    }

    /// Forgets what the folders above `path` are.
    pub(super) fn forget(&mut self, path: &str) {
        let mut at = self;
        at.known = None;
        for component in components(path) {
            let Ok(found) = at.find(component) else { return };
            at = &mut at.below[found];
            at.known = None;
        }
    }

    /// Follows a folder that a commit changed; `entries` is how many the index has below it by now. Folders
    /// are to come before those they hold.
    pub(super) fn follow(&mut self, moved: &Moved, entries: usize) {
        let (folder, name) = match moved.path.rsplit_once('/') {
            Some((folder, name)) => (folder, name),
            None => ("", moved.path.as_str()),
        };
        let mut at = self;
        for component in components(folder) {
            let Ok(found) = at.find(component) else { return };
            at = &mut at.below[found];
        }
        if name.is_empty() {
            at.step(moved, entries);
            return;
        }
        match (at.find(name), moved.to) {
            (Ok(found), None) => {
                at.below.remove(found);
            }
            (Ok(found), Some(_)) => at.below[found].step(moved, entries),
            (Err(place), Some(id)) if moved.from.is_none() && entries == moved.files => {
                let new = CacheTree {
                    name: name.as_bytes().to_vec(),
                    known: Some((id, entries)),
                    below: Vec::new(),
                };
                at.below.insert(place, new);
            }
            (Err(_), _) => {}
        }
    }

    /// What was the old tree is the new one; what was something else is unknown, since a person staged it.
    fn step(&mut self, moved: &Moved, entries: usize) {
        let was = self.known.filter(|(id, _)| Some(*id) == moved.from);
        self.known = was.and_then(|_| Some((moved.to?, entries)));
    }

    /// git sorts folders by the length of their names first.
    fn find(&self, name: &str) -> Result<usize, usize> {
        let name = name.as_bytes();
        self.below.binary_search_by(|folder| (folder.name.len(), &*folder.name).cmp(&(name.len(), name)))
    }
}

fn components(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|component| !component.is_empty())
}

fn decode(bytes: &mut &[u8], depth: usize) -> Option<CacheTree> {
    let name = take_until(bytes, 0)?.to_vec();
    let line = std::str::from_utf8(take_until(bytes, b'\n')?).ok()?;
    let (entries, folders) = line.split_once(' ')?;
    let (entries, folders): (i64, usize) = (entries.parse().ok()?, folders.parse().ok()?);
    let known = match usize::try_from(entries) {
        Err(_) => None,
        Ok(entries) => {
            let (id, rest) = bytes.split_at_checked(ID)?;
            *bytes = rest;
            Some((Oid::from_bytes(id).ok()?, entries))
        }
    };
    let depth = depth.checked_sub(1)?;
    let mut below = Vec::new();
    for _ in 0..folders {
        below.push(decode(bytes, depth)?);
    }
    let is_sorted = below.is_sorted_by(|a, b| (a.name.len(), &a.name) < (b.name.len(), &b.name));
    is_sorted.then_some(CacheTree { name, known, below })
}

fn take_until<'a>(bytes: &mut &'a [u8], end: u8) -> Option<&'a [u8]> {
    let at = bytes.iter().position(|byte| *byte == end)?;
    let taken = &bytes[..at];
    *bytes = &bytes[at + 1..];
    Some(taken)
}

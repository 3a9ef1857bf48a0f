//! New trees from old ones. In go a tree and the blobs to put below it; out comes the id of the
//! new tree, each changed folder being spliced from the bytes of the one it replaces, so that a
//! commit costs what its own folders cost. The index has no say.

use std::collections::BTreeMap;

use git2::{ObjectType, Odb, Oid};

use super::cache_tree::Moved;
use super::objects::Objects;
use super::read::absent;
use crate::store::StoreError;

/// What to do at one name of a folder.
#[derive(Debug)]
pub(super) enum Node {
    /// Put this blob there, or nothing.
    File(Option<Oid>),
    /// Change what lies below it.
    Folder(Nodes),
}

/// What to do in one folder, by name.
pub(super) type Nodes = BTreeMap<String, Node>;

/// One entry of a tree object, borrowed from its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RawEntry<'a> {
    pub(super) mode: &'a [u8],
    pub(super) name: &'a [u8],
    pub(super) id: &'a [u8],
}

const FILE: &[u8] = b"100644";
pub(super) const FOLDER: &[u8] = b"40000";

/// Files a blob (or a deletion) under its path. Returns `false` where the path, or a folder of it,
/// is taken by another edit.
pub(super) fn plan(nodes: &mut Nodes, path: &str, blob: Option<Oid>) -> bool {
    match path.split_once('/') {
        None => match nodes.get(path) {
            Some(_) => false,
            None => nodes.insert(path.to_owned(), Node::File(blob)).is_none(),
        },
        Some((folder, rest)) => {
            match nodes.entry(folder.to_owned()).or_insert_with(|| Node::Folder(Nodes::new())) {
                Node::File(_) => false,
                Node::Folder(below) => plan(below, rest, blob),
            }
        }
    }
}

/// Writes the tree that `base` becomes, and the folders below it; `None` where nothing is left. `moved` is told of
/// every folder that changes, those that hold others first.
pub(super) fn write(
    odb: &Odb<'_>,
    base: Option<Oid>,
    nodes: &Nodes,
    objects: &mut Objects,
    moved: &mut Vec<Moved>,
) -> Result<Option<Oid>, StoreError> {
    let written = write_folder(odb, "", base, nodes, objects, moved);
    moved.reverse();
    written
}

fn write_folder(
    odb: &Odb<'_>,
    path: &str,
    base: Option<Oid>,
    nodes: &Nodes,
    objects: &mut Objects,
    moved: &mut Vec<Moved>,
) -> Result<Option<Oid>, StoreError> {
    let object = base.map(|id| odb.read(id).map_err(|error| absent(id, error))).transpose()?;
    let damaged = || StoreError::DamagedObject { id: base.map(|id| id.to_string()).unwrap_or_default() };
    let bytes = object.as_ref().map_or(&[][..], |object| object.data());
    let old = parse(bytes).ok_or_else(damaged)?;
    let mut changes: BTreeMap<&str, Option<(&[u8], Oid)>> = BTreeMap::new();
    for (name, node) in nodes {
        let change = match node {
            Node::File(blob) => blob.map(|id| (FILE, id)),
            Node::Folder(below) => {
                let folder = old.iter().find(|e| e.name == name.as_bytes() && e.mode == FOLDER);
                let base = folder.map(|e| Oid::from_bytes(e.id)).transpose().map_err(|_| damaged())?;
                let path = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
                write_folder(odb, &path, base, below, objects, moved)?.map(|id| (FOLDER, id))
            }
        };
        changes.insert(name, change);
    }
    let new = splice(&old, &changes);
    // An empty root is a tree as well; an empty folder is none.
    let to = if new.is_empty() { None } else { Some(objects.add(ObjectType::Tree, &new)?) };
    moved.push(Moved { path: path.to_owned(), from: base, to, files: files(nodes) });
    Ok(to)
}

/// Counts the files that are put.
fn files(nodes: &Nodes) -> usize {
    let count = |node: &Node| match node {
        Node::File(blob) => usize::from(blob.is_some()),
        Node::Folder(below) => files(below),
    };
    nodes.values().map(count).sum()
}

/// Merges changed names into the sorted entries of a tree.
fn splice(old: &[RawEntry<'_>], changes: &BTreeMap<&str, Option<(&[u8], Oid)>>) -> Vec<u8> {
    let kept = old
        .iter()
        .filter(|entry| std::str::from_utf8(entry.name).map_or(true, |name| !changes.contains_key(name)));
    let mut put: Vec<RawEntry<'_>> = changes
        .iter()
        .filter_map(|(name, change)| {
            let (mode, id) = change.as_ref()?;
            Some(RawEntry { mode, name: name.as_bytes(), id: id.as_bytes() })
        })
        .collect();
    put.sort_by(|a, b| order(a).cmp(order(b)));
    let mut put = put.iter().peekable();
    let mut new = Vec::with_capacity(old.iter().map(RawEntry::len).sum::<usize>() + 64);
    for entry in kept {
        while let Some(first) = put.next_if(|first| order(first).lt(order(entry))) {
            first.append_to(&mut new);
        }
        entry.append_to(&mut new);
    }
    put.for_each(|entry| entry.append_to(&mut new));
    new
}

/// The bytes that git sorts by: a folder's name ends in `/`.
fn order<'a>(entry: &RawEntry<'a>) -> impl Iterator<Item = &'a u8> + use<'a> {
    let end: &[u8] = if entry.mode == FOLDER { b"/" } else { b"" };
    entry.name.iter().chain(end)
}

impl RawEntry<'_> {
    fn len(&self) -> usize {
        self.mode.len() + self.name.len() + self.id.len() + 2
    }

    fn append_to(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(self.mode);
        bytes.push(b' ');
        bytes.extend_from_slice(self.name);
        bytes.push(0);
        bytes.extend_from_slice(self.id);
    }
}

/// Reads `mode SP name NUL id` until the end; `None` where the bytes are something else.
pub(super) fn parse(mut bytes: &[u8]) -> Option<Vec<RawEntry<'_>>> {
    let mut entries = Vec::new();
    while !bytes.is_empty() {
        let space = bytes.iter().position(|b| *b == b' ')?;
        let (mode, rest) = (&bytes[..space], &bytes[space + 1..]);
        let nul = rest.iter().position(|b| *b == 0)?;
        let (id, after) = rest[nul + 1..].split_at_checked(20)?;
        entries.push(RawEntry { mode, name: &rest[..nul], id });
        bytes = after;
    }
    Some(entries)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use git2::{Oid, Repository};
    use proptest::prelude::*;

    use super::{Nodes, Objects, parse, plan, write};
    use crate::store::git::sync::Syncing;

    fn oid(seed: u8) -> Oid {
        Oid::from_bytes(&[seed; 20]).unwrap()
    }

    #[test]
    fn a_path_is_planned_once_and_not_below_a_file() {
        let mut nodes = Nodes::new();
        assert!(plan(&mut nodes, "a/b", Some(oid(1))));
        assert!(!plan(&mut nodes, "a/b", None));
        assert!(!plan(&mut nodes, "a/b/c", Some(oid(1))));
        assert!(!plan(&mut nodes, "a", Some(oid(1))));
        assert!(plan(&mut nodes, "a/c", Some(oid(1))));
    }

    #[test]
    fn bytes_that_are_no_tree_are_told() {
        assert!(parse(b"").unwrap().is_empty());
        assert!(parse(b"100644 a\0short").is_none());
        assert!(parse(b"nonsense").is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// The same edits through libgit2's own builder give the same tree.
        #[test]
        fn splicing_agrees_with_the_builder(
            before in prop::collection::btree_map("[a-c]{1,2}(/[a-c.]{3}){0,2}", 1u8..9, 0..12),
            edits in prop::collection::btree_map("[a-c]{1,2}(/[a-c.]{3}){0,2}", prop::option::of(1u8..9), 0..6),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let repo = Repository::init(folder.path()).unwrap();
            let odb = repo.odb().unwrap();
            let put = |base, nodes: &Nodes| {
                let syncing = Syncing::start();
                let mut objects = Objects::new(repo.commondir(), &syncing);
                let written = write(&odb, base, nodes, &mut objects, &mut Vec::new()).unwrap();
                syncing.finish().unwrap();
                objects.publish().unwrap();
                written
            };
            let blob = |seed: u8| repo.blob(&[seed]).unwrap();
            let mut nodes = Nodes::new();
            let before: Vec<_> = before.iter()
                .filter(|(path, seed)| plan(&mut nodes, path, Some(blob(**seed)))).collect();
            let base = put(None, &nodes);
            // Only edits that leave files files and folders folders.
            let fits = |path: &str| before.iter().all(|(b, _)| {
                !b.starts_with(&format!("{path}/")) && !path.starts_with(&format!("{b}/"))
            });
            let mut nodes = Nodes::new();
            let edits: Vec<_> = edits.iter()
                .filter(|(path, seed)| fits(path) && plan(&mut nodes, path, seed.map(blob))).collect();
            let spliced = put(base, &nodes);

            let mut expected: std::collections::BTreeMap<&str, u8> =
                before.iter().map(|(path, seed)| (path.as_str(), **seed)).collect();
            for (path, seed) in edits {
                match seed {
                    Some(seed) => expected.insert(path, *seed),
                    None => expected.remove(path.as_str()),
                };
            }
            let empty = repo.find_tree(repo.treebuilder(None).unwrap().write().unwrap()).unwrap();
            let mut builder = git2::build::TreeUpdateBuilder::new();
            for (path, seed) in &expected {
                builder.upsert(*path, blob(*seed), git2::FileMode::Blob);
            }
            let built = builder.create_updated(&repo, &empty).unwrap();
            prop_assert_eq!(spliced.unwrap_or(empty.id()), built);
        }
    }
}

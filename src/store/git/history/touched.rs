//! What a commit touched. In goes a commit; out comes every path, of files and of the folders above them, that it
//! holds otherwise than each of its parents does. Folders that some parent has alike are not entered: below
//! them, that parent has everything alike.

use std::collections::HashMap;
use std::rc::Rc;

use git2::{ObjectType, Odb, Oid};

use super::super::fault;
use super::super::tree::{FOLDER, RawEntry, parse};
use crate::store::StoreError;

/// How many trees are remembered: a commit's are mostly those of the commit looked at before.
const REMEMBERED: usize = 2048;

/// Trees, read once for commits that follow one another.
pub(super) struct Trees<'a> {
    odb: Odb<'a>,
    known: HashMap<Oid, Rc<[u8]>>,
}

impl<'a> Trees<'a> {
    pub(super) fn new(odb: Odb<'a>) -> Self {
        Self { odb, known: HashMap::new() }
    }

    /// Visits every path that `tree` holds otherwise than each of `parents`.
    pub(super) fn touched(
        &mut self,
        tree: Oid,
        parents: &[Oid],
        visit: &mut dyn FnMut(&[u8]),
    ) -> Result<(), StoreError> {
        if parents.contains(&tree) {
            return Ok(());
        }
        let parents: Vec<_> = parents.iter().map(|parent| Some(*parent)).collect();
        self.compare(&mut Vec::new(), Some(tree), &parents, visit)
    }

    fn compare(
        &mut self,
        path: &mut Vec<u8>,
        here: Option<Oid>,
        parents: &[Option<Oid>],
        visit: &mut dyn FnMut(&[u8]),
    ) -> Result<(), StoreError> {
        let texts =
            [here].iter().chain(parents).map(|tree| self.read(*tree)).collect::<Result<Vec<_>, _>>()?;
        let mut folders = Vec::with_capacity(texts.len());
        for (text, id) in texts.iter().zip([here].iter().chain(parents)) {
            let damaged =
                || StoreError::DamagedObject { id: id.map(|id| id.to_string()).unwrap_or_default() };
            folders.push(Names::of(text).ok_or_else(damaged)?);
        }
        let Some((here, parents)) = folders.split_first() else { return Ok(()) };
        // A name that is neither here nor in the first parent is alike in both.
        let first = parents.first();
        for name in here.names_with(first) {
            let found = here.get(name);
            if parents.iter().any(|parent| parent.get(name).map(held) == found.map(held)) {
                continue;
            }
            let length = path.len();
            if length > 0 {
                path.push(b'/');
            }
            path.extend_from_slice(name);
            visit(path);
            let below: Vec<_> = parents.iter().map(|parent| folder(parent.get(name))).collect();
            let folder = folder(found);
            if folder.is_some() || below.first().is_some_and(Option::is_some) {
                self.compare(path, folder, &below, visit)?;
            }
            path.truncate(length);
        }
        Ok(())
    }

    fn read(&mut self, tree: Option<Oid>) -> Result<Rc<[u8]>, StoreError> {
        let Some(id) = tree else { return Ok(Rc::from([])) };
        if let Some(known) = self.known.get(&id) {
            return Ok(Rc::clone(known));
        }
        let object = self.odb.read(id).map_err(|error| super::super::read::absent(id, error))?;
        if object.kind() != ObjectType::Tree {
            return Err(fault("read a folder")(git2::Error::from_str("it is no tree")));
        }
        if self.known.len() == REMEMBERED {
            self.known.clear();
        }
        let bytes: Rc<[u8]> = Rc::from(object.data());
        self.known.insert(id, Rc::clone(&bytes));
        Ok(bytes)
    }
}

/// The entries of a folder, in the order of their names alone, which is not quite that of a tree.
struct Names<'a>(Vec<RawEntry<'a>>);

impl<'a> Names<'a> {
    fn of(text: &'a [u8]) -> Option<Self> {
        let mut entries = parse(text)?;
        if !entries.is_sorted_by(|a, b| a.name < b.name) {
            entries.sort_by(|a, b| a.name.cmp(b.name));
        }
        Some(Self(entries))
    }

    fn get(&self, name: &[u8]) -> Option<&RawEntry<'a>> {
        self.0.binary_search_by(|entry| entry.name.cmp(name)).ok().map(|at| &self.0[at])
    }

    /// Returns the names that this or the other folder holds otherwise than the other, and no others.
    fn names_with<'b>(&'b self, other: Option<&'b Names<'a>>) -> Vec<&'a [u8]> {
        let none = Vec::new();
        let other = other.map_or(&none, |other| &other.0);
        let (mut names, mut a, mut b) = (Vec::new(), self.0.iter().peekable(), other.iter().peekable());
        loop {
            match (a.peek(), b.peek()) {
                (None, None) => return names,
                (Some(here), Some(there)) if here.name == there.name => {
                    if held(here) != held(there) {
                        names.push(here.name);
                    }
                    a.next();
                    b.next();
                }
                (Some(here), there) if there.is_none_or(|there| here.name < there.name) => {
                    names.push(here.name);
                    a.next();
                }
                (_, Some(there)) => {
                    names.push(there.name);
                    b.next();
                }
                (Some(_), None) => return names,
            }
        }
    }
}

/// Returns what lies there, whatever it is called. Old programs wrote modes with a zero before them.
fn held<'a>(entry: &RawEntry<'a>) -> (&'a [u8], &'a [u8]) {
    let digits = entry.mode.iter().position(|digit| *digit != b'0').unwrap_or(0);
    (&entry.mode[digits..], entry.id)
}

fn folder(entry: Option<&RawEntry<'_>>) -> Option<Oid> {
    let entry = entry.filter(|entry| held(entry).0 == FOLDER)?;
    Oid::from_bytes(entry.id).ok()
}

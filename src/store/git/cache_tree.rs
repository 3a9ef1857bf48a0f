//! The index's memory of trees: which folders of it are known to be which tree. In go the bytes of the
//! extension `TREE` (gitformat-index) and the trees that a commit replaced; out come the bytes that say so. A
//! folder that is not certain to be a tree is told as unknown, and the next git program finds out.
//!
//! There may be as many folders as partners, and a commit changes few: the rest are only counted, and written as
//! they were read.

use git2::Oid;

/// How deep folders may lie; what is deeper is not remembered, which costs time alone.
const DEEPEST: usize = 256;
const ID: usize = 20;

/// The folders of the index, each before those it holds.
#[derive(Debug, Clone)]
pub(super) struct CacheTree {
    /// The extension as it was read, and behind it what was said otherwise since.
    text: Vec<u8>,
    folders: Vec<Folder>,
}

/// A folder: where the text says its name, what it is and how many it holds.
#[derive(Debug, Clone)]
struct Folder {
    start: usize,
    end: usize,
    /// How many folders it holds.
    below: usize,
    /// How many there are of it, with all that it holds, all the way down.
    all: usize,
}

/// What a text says of a folder, behind its name.
struct Said<'a> {
    /// The id of the tree it is, and the number of index entries it stands for; `None` where that is unknown.
    known: Option<(&'a [u8], usize)>,
    below: usize,
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
    pub(super) fn decode(text: Vec<u8>) -> Option<Self> {
        Self { text, folders: Vec::new() }.decoded(None)
    }

    /// Reads of it what lies on the way to `paths`, for looking at alone.
    pub(super) fn decode_at(text: Vec<u8>, paths: &[&str]) -> Option<Self> {
        let paths: Vec<Vec<&str>> = paths.iter().map(|path| components(path).collect()).collect();
        let paths: Vec<&[&str]> = paths.iter().map(Vec::as_slice).collect();
        Self { text, folders: Vec::new() }.decoded(Some(&paths))
    }

    fn decoded(mut self, paths: Option<&[&[&str]]>) -> Option<Self> {
        let end = self.decode_folder(0, DEEPEST, paths)?;
        (end == self.text.len() && self.name(0).is_empty()).then_some(self)
    }

    /// Reads a folder and what it holds, which is kept where any of `paths`, each from that folder on, leads there.
    fn decode_folder(&mut self, start: usize, depth: usize, paths: Option<&[&[&str]]>) -> Option<usize> {
        let depth = depth.checked_sub(1)?;
        let (said, length) = read(self.text.get(start..)?)?;
        let below = said.below;
        let own = self.folders.len();
        self.folders.push(Folder { start, end: start + length, below, all: 0 });
        let (mut at, mut before) = (start + length, None);
        for _ in 0..below {
            let next = self.folders.len();
            let ahead: Option<Vec<&[&str]>> = paths.map(|paths| {
                let name = self.text.get(at..).and_then(|text| text.split(|byte| *byte == 0).next());
                let leads =
                    |path: &&&[&str]| path.first().is_some_and(|first| Some(first.as_bytes()) == name);
                paths.iter().filter(leads).map(|path| &path[1..]).collect()
            });
            at = self.decode_folder(at, depth, ahead.as_deref())?;
            if ahead.is_some_and(|ahead| ahead.is_empty()) {
                self.folders.truncate(next + 1);
                self.folders[next].all = 1;
            }
            if before.is_some_and(|before| order(self.name(before)) >= order(self.name(next))) {
                return None;
            }
            before = Some(next);
        }
        self.folders[own].all = self.folders.len() - own;
        Some(at)
    }

    /// Returns the extension, in parts: what stands together is one.
    pub(super) fn encode(&self) -> impl Iterator<Item = &[u8]> {
        let runs = self.folders.chunk_by(|a, b| a.end == b.start);
        let ends = runs.filter_map(|run| Some((run.first()?.start, run.last()?.end)));
        ends.map(|(start, end)| &self.text[start..end])
    }

    /// Returns the tree that the folder at `path` is known to be.
    pub(super) fn tree(&self, path: &str) -> Option<Oid> {
        let line = self.line(path);
        let folder = line.last().filter(|_| line.len() == components(path).count() + 1)?;
        self.known(*folder).map(|(id, _)| id)
    }

    /// Forgets what the folders above `path` are.
    pub(super) fn forget(&mut self, path: &str) {
        for folder in self.line(path) {
            self.set(folder, None);
        }
    }

    /// Follows a folder that a commit changed; `entries` is how many the index has below it by now. Folders
    /// are to come before those they hold.
    pub(super) fn follow(&mut self, moved: &Moved, entries: usize) {
        let (above, name) = match moved.path.rsplit_once('/') {
            Some((above, name)) => (above, name),
            None => ("", moved.path.as_str()),
        };
        let line = self.line(above);
        let Some(at) = line.last().copied().filter(|_| line.len() == components(above).count() + 1) else {
            return;
        };
        if name.is_empty() {
            self.step(at, moved, entries);
            return;
        }
        match (self.find(at, name), moved.to) {
            (Ok(found), None) => {
                let all = self.folders[found].all;
                self.folders.drain(found..found + all);
                line.iter().for_each(|above| self.folders[*above].all -= all);
                self.folders[at].below -= 1;
                self.set(at, self.known(at));
            }
            (Ok(found), Some(_)) => self.step(found, moved, entries),
            (Err(place), Some(id)) if moved.from.is_none() && entries == moved.files => {
                let new = self.say(name.as_bytes(), Some((id, entries)), 0);
                self.folders.insert(place, new);
                line.iter().for_each(|above| self.folders[*above].all += 1);
                self.folders[at].below += 1;
                self.set(at, self.known(at));
            }
            (Err(_), _) => {}
        }
    }

    /// What was the old tree is the new one; what was something else is unknown, since a person staged it.
    fn step(&mut self, folder: usize, moved: &Moved, entries: usize) {
        let was = self.known(folder).filter(|(id, _)| Some(*id) == moved.from);
        self.set(folder, was.and_then(|_| Some((moved.to?, entries))));
    }

    /// Returns the folders on the way to a path, from the root on, as far as they are there.
    fn line(&self, path: &str) -> Vec<usize> {
        let mut line = vec![0];
        for component in components(path) {
            let at = line.last().copied().unwrap_or_default();
            match self.find(at, component) {
                Ok(found) => line.push(found),
                Err(_) => break,
            }
        }
        line
    }

    /// Finds a folder in another, or its place there. git sorts folders by the length of their names first.
    fn find(&self, folder: usize, name: &str) -> Result<usize, usize> {
        let mut at = folder + 1;
        for _ in 0..self.folders[folder].below {
            match order(self.name(at)).cmp(&order(name.as_bytes())) {
                std::cmp::Ordering::Less => at += self.folders[at].all,
                std::cmp::Ordering::Equal => return Ok(at),
                std::cmp::Ordering::Greater => break,
            }
        }
        Err(at)
    }

    /// Names are asked for more than all else.
    fn name(&self, folder: usize) -> &[u8] {
        let Folder { start, end, .. } = self.folders[folder];
        take_until(&mut &self.text[start..end], 0).unwrap_or_default()
    }

    fn known(&self, folder: usize) -> Option<(Oid, usize)> {
        let Folder { start, end, .. } = self.folders[folder];
        let (said, _) = read(&self.text[start..end])?;
        let (id, entries) = said.known?;
        Some((Oid::from_bytes(id).ok()?, entries))
    }

    /// Says otherwise what a folder is.
    fn set(&mut self, folder: usize, known: Option<(Oid, usize)>) {
        let Folder { below, all, .. } = self.folders[folder];
        let name = self.name(folder).to_vec();
        self.folders[folder] = Folder { all, ..self.say(&name, known, below) };
    }

    fn say(&mut self, name: &[u8], known: Option<(Oid, usize)>, below: usize) -> Folder {
        let start = self.text.len();
        self.text.extend_from_slice(name);
        self.text.push(0);
        let entries = known.map_or_else(|| "-1".to_owned(), |(_, entries)| entries.to_string());
        self.text.extend_from_slice(format!("{entries} {below}\n").as_bytes());
        if let Some((id, _)) = known {
            self.text.extend_from_slice(id.as_bytes());
        }
        Folder { start, end: self.text.len(), below, all: 1 }
    }
}

/// By length first.
fn order(name: &[u8]) -> (usize, &[u8]) {
    (name.len(), name)
}

fn components(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|component| !component.is_empty())
}

/// Reads what a text says of its first folder, and how many bytes that takes.
fn read(text: &[u8]) -> Option<(Said<'_>, usize)> {
    let mut bytes = text;
    take_until(&mut bytes, 0)?;
    let entries = number(take_until(&mut bytes, b' ')?)?;
    let below = usize::try_from(number(take_until(&mut bytes, b'\n')?)?).ok()?;
    let known = match usize::try_from(entries) {
        Err(_) => None,
        Ok(entries) => {
            let (id, rest) = bytes.split_at_checked(ID)?;
            bytes = rest;
            Some((id, entries))
        }
    };
    Some((Said { known, below }, text.len() - bytes.len()))
}

fn number(digits: &[u8]) -> Option<i64> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

fn take_until<'a>(bytes: &mut &'a [u8], end: u8) -> Option<&'a [u8]> {
    let at = bytes.iter().position(|byte| *byte == end)?;
    let taken = &bytes[..at];
    *bytes = &bytes[at + 1..];
    Some(taken)
}

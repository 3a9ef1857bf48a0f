//! The index of history: which commits touched a path, in the order of the walk. In go commits with what they
//! touched, once; out come bytes, and of bytes the commits of a path without a walk. Paths stand by their digests,
//! so that a path takes as little room as a commit.

use std::collections::HashMap;

use git2::Oid;
use sha2::{Digest as _, Sha256};

use crate::store::cache::KeptBytes;

const ID: usize = 20;
const KEY: usize = 16;
/// A path's digest, where its commits stand, and how many there are.
const PATH: usize = KEY + 8;
const HEADER: usize = 12;

/// The first bytes of a path's SHA-256: enough that no two paths share them.
pub(super) type Key = [u8; KEY];

/// Returns what a path stands by.
pub(super) fn key(path: &[u8]) -> Key {
    let mut key = [0; KEY];
    key.copy_from_slice(&Sha256::digest(path)[..KEY]);
    key
}

/// An index that was read. Commits are numbered from the oldest of the walk, which is the last one.
pub(super) struct HistoryIndex {
    bytes: KeptBytes,
    commits: usize,
    paths: usize,
    line: usize,
}

/// What an index is made of.
#[derive(Default)]
pub(super) struct Facts {
    /// The commits, oldest of the walk first.
    pub(super) commits: Vec<Oid>,
    /// How many of the newest make a line, each the only parent of the one after it; a merge is its end.
    pub(super) line: usize,
    /// The numbers of the commits that touched a path, rising.
    pub(super) touched: HashMap<Key, Vec<u32>>,
}

impl HistoryIndex {
    /// Takes bytes for an index, whose parts lie within them.
    pub(super) fn decode(bytes: KeptBytes) -> Option<Self> {
        let number = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize);
        let (commits, line, paths) = (number(0)?, number(4)?, number(8)?);
        let least = HEADER.checked_add(commits.checked_mul(ID)?)?.checked_add(paths.checked_mul(PATH)?)?;
        (least <= bytes.len() && line <= commits).then_some(Self { bytes, commits, paths, line })
    }

    /// Returns how many commits there are.
    pub(super) fn len(&self) -> usize {
        self.commits
    }

    /// Returns how many of the newest commits make a line.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// Returns the commit of a number.
    pub(super) fn commit(&self, number: usize) -> Option<Oid> {
        let start = HEADER + number * ID;
        (number < self.commits).then(|| Oid::from_bytes(self.bytes.get(start..start + ID)?).ok())?
    }

    /// Returns the number of a commit.
    pub(super) fn number(&self, commit: Oid) -> Option<usize> {
        let ids = self.bytes[HEADER..HEADER + self.commits * ID].chunks_exact(ID);
        // The newest are asked for most.
        ids.rev().position(|id| id == commit.as_bytes()).map(|from_newest| self.commits - 1 - from_newest)
    }

    /// Returns the numbers of the commits that touched a path, rising; `None` where the bytes are damaged.
    pub(super) fn touching(&self, path: &str) -> Option<Vec<u32>> {
        let wanted = key(path.as_bytes());
        let (mut low, mut high) = (0, self.paths);
        while low < high {
            let middle = low + (high - low) / 2;
            let (key, numbers) = self.path(middle)?;
            match key.cmp(&wanted) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return numbers.decode(),
            }
        }
        Some(Vec::new())
    }

    /// Takes the index apart, to make another of it.
    pub(super) fn facts(&self) -> Option<Facts> {
        let commits = (0..self.commits).map(|number| self.commit(number)).collect::<Option<_>>()?;
        let path = |place| {
            let (key, numbers) = self.path(place)?;
            Some((key, numbers.decode()?))
        };
        let touched = (0..self.paths).map(path).collect::<Option<_>>()?;
        Some(Facts { commits, line: self.line, touched })
    }

    fn path(&self, place: usize) -> Option<(Key, Numbers<'_>)> {
        let start = HEADER + self.commits * ID + place * PATH;
        let record = self.bytes.get(start..start + PATH)?;
        let number = |at: usize| Some(u32::from_le_bytes(record.get(at..at + 4)?.try_into().ok()?) as usize);
        let (offset, count) = (number(KEY)?, number(KEY + 4)?);
        let all = HEADER + self.commits * ID + self.paths * PATH;
        let bytes = self.bytes.get(all.checked_add(offset)?..)?;
        Some((record[..KEY].try_into().ok()?, Numbers { bytes, count }))
    }
}

/// Rising numbers, each written as what it is more than the one before, seven bits a byte.
struct Numbers<'a> {
    bytes: &'a [u8],
    count: usize,
}

impl Numbers<'_> {
    fn decode(&self) -> Option<Vec<u32>> {
        let mut bytes = self.bytes.iter();
        let (mut numbers, mut last) = (Vec::with_capacity(self.count.min(self.bytes.len())), 0u32);
        for _ in 0..self.count {
            let (mut more, mut shift) = (0u32, 0);
            loop {
                let byte = *bytes.next()?;
                more |= u32::from(byte & 0x7f).checked_shl(shift)?;
                shift += 7;
                if byte & 0x80 == 0 {
                    break;
                }
            }
            last = last.checked_add(more)?;
            numbers.push(last);
        }
        Some(numbers)
    }

    fn encode(numbers: &[u32], bytes: &mut Vec<u8>) {
        let mut last = 0;
        for number in numbers {
            let mut more = number - last;
            while more > 0x7f {
                bytes.push(0x80 | (more & 0x7f) as u8);
                more >>= 7;
            }
            bytes.push(more as u8);
            last = *number;
        }
    }
}

impl Facts {
    /// Writes the index; `None` where there is more than it can number.
    pub(super) fn encode(&self) -> Option<Vec<u8>> {
        let mut paths: Vec<(&Key, &Vec<u32>)> = self.touched.iter().collect();
        paths.sort_unstable();
        let number = |number: usize| u32::try_from(number).ok().map(u32::to_le_bytes);
        let mut bytes = Vec::with_capacity(HEADER + self.commits.len() * ID + paths.len() * (PATH + 8));
        for count in [self.commits.len(), self.line, paths.len()] {
            bytes.extend_from_slice(&number(count)?);
        }
        for commit in &self.commits {
            bytes.extend_from_slice(commit.as_bytes());
        }
        let mut all = Vec::new();
        for (key, numbers) in paths {
            bytes.extend_from_slice(key);
            bytes.extend_from_slice(&number(all.len())?);
            bytes.extend_from_slice(&number(numbers.len())?);
            Numbers::encode(numbers, &mut all);
        }
        bytes.extend_from_slice(&all);
        Some(bytes)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use git2::Oid;
    use proptest::prelude::*;

    use super::{Facts, HistoryIndex, key};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_is_written_is_read_back(
            count in 1u32..400,
            paths in prop::collection::btree_map("[a-z/]{1,4}", prop::collection::btree_set(0u32..400, 1..9), 0..9),
            cut in any::<prop::sample::Index>(),
        ) {
            let id = |number: u32| Oid::hash_object(git2::ObjectType::Blob, &number.to_le_bytes()).unwrap();
            let facts = Facts {
                commits: (0..count).map(id).collect(),
                line: 1,
                touched: paths.iter().map(|(p, n)| (key(p.as_bytes()), n.iter().copied().collect())).collect(),
            };
            let bytes = facts.encode().unwrap();
            let index = HistoryIndex::decode(bytes.clone().into()).unwrap();
            for number in 0..count {
                let commit = index.commit(number as usize).unwrap();
                prop_assert_eq!(commit, id(number));
                prop_assert_eq!(index.number(commit), Some(number as usize));
            }
            prop_assert_eq!(index.number(id(count)), None);
            for (path, numbers) in &paths {
                prop_assert_eq!(index.touching(path).unwrap(), numbers.iter().copied().collect::<Vec<_>>());
            }
            prop_assert_eq!(index.touching("none of them").unwrap(), Vec::<u32>::new());
            prop_assert_eq!(index.facts().unwrap().encode().unwrap(), bytes.clone());
            // Cut short it is no index, or an index that may lack something, and no more.
            if let Some(cut) = HistoryIndex::decode(bytes[..cut.index(bytes.len())].to_vec().into()) {
                let _ = cut.facts();
                for path in paths.keys() {
                    let _ = cut.touching(path);
                }
            }
        }
    }
}

//! More entries than memory holds, in order: in come entries one by one, out they come sorted. They are gathered in
//! memory up to a bound, sorted, and written to a file without a name; in the end what was written is merged.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// Three numbers, ordered by the first, then the second, then the third.
pub(super) type Entry = [u64; 3];

/// How many bytes an entry takes in the file.
const SIZE: usize = size_of::<Entry>();

/// How many entries are read at once of each run that is merged.
const AT_ONCE: u64 = 512;

/// Entries that are gathered.
pub(super) struct Sorted<'a> {
    /// How many may be in memory.
    most: usize,
    gathered: Vec<Entry>,
    /// The folder of the file.
    folder: &'a Path,
    file: Option<File>,
    /// How many entries each run in the file has.
    runs: Vec<u64>,
}

impl<'a> Sorted<'a> {
    /// Gathers so many in memory, and the rest in the folder.
    pub(super) fn new(most: usize, folder: &'a Path) -> Self {
        Sorted { most, gathered: Vec::new(), folder, file: None, runs: Vec::new() }
    }

    /// Adds an entry.
    pub(super) fn add(&mut self, entry: Entry) -> io::Result<()> {
        if self.gathered.len() >= self.most {
            self.put_away()?;
        }
        self.gathered.push(entry);
        Ok(())
    }

    /// Writes what is in memory to the file, sorted.
    fn put_away(&mut self) -> io::Result<()> {
        self.gathered.sort_unstable();
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile_in(self.folder)?),
        };
        let mut bytes = Vec::with_capacity(AT_ONCE as usize * SIZE);
        for entries in self.gathered.chunks(AT_ONCE as usize) {
            bytes.clear();
            bytes.extend(entries.as_flattened().iter().flat_map(|number| number.to_ne_bytes()));
            file.write_all(&bytes)?;
        }
        self.runs.push(self.gathered.len() as u64);
        self.gathered.clear();
        Ok(())
    }

    /// Gives every entry, in order.
    pub(super) fn each(mut self, mut given: impl FnMut(Entry) -> io::Result<()>) -> io::Result<()> {
        self.gathered.sort_unstable();
        let Some(mut file) = self.file else { return self.gathered.into_iter().try_for_each(given) };
        let mut first = 0;
        let mut runs = Vec::with_capacity(self.runs.len() + 1);
        for length in self.runs {
            runs.push(Run { next: first, end: first + length, read: Vec::new() });
            first += length;
        }
        // What is in memory is a run that was read.
        self.gathered.reverse();
        runs.push(Run { next: first, end: first, read: self.gathered });
        let mut heads = BinaryHeap::with_capacity(runs.len());
        for (index, run) in runs.iter_mut().enumerate() {
            heads.extend(run.take(&mut file)?.map(|entry| Reverse((entry, index))));
        }
        while let Some(Reverse((entry, index))) = heads.pop() {
            given(entry)?;
            heads.extend(runs[index].take(&mut file)?.map(|entry| Reverse((entry, index))));
        }
        Ok(())
    }
}

/// A part of the file that is sorted.
struct Run {
    /// Which entry of the file is read next.
    next: u64,
    end: u64,
    /// What was read and not taken, the last first.
    read: Vec<Entry>,
}

impl Run {
    fn take(&mut self, file: &mut File) -> io::Result<Option<Entry>> {
        if self.read.is_empty() && self.next < self.end {
            let count = (self.end - self.next).min(AT_ONCE);
            let mut bytes = vec![0; count as usize * SIZE];
            file.seek(SeekFrom::Start(self.next * SIZE as u64))?;
            file.read_exact(&mut bytes)?;
            let (numbers, _) = bytes.as_chunks::<{ size_of::<u64>() }>();
            let numbers: Vec<u64> = numbers.iter().map(|bytes| u64::from_ne_bytes(*bytes)).collect();
            let (entries, _) = numbers.as_chunks::<3>();
            self.read.extend(entries.iter().rev());
            self.next += count;
        }
        Ok(self.read.pop())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn entries_come_out_in_order_whatever_fits_in_memory() {
        let folder = tempfile::tempdir().unwrap();
        let entries: Vec<Entry> = (0..5_000u64).map(|n| [n * 7_919 % 1_009, n % 3, n]).collect();
        let mut expected = entries.clone();
        expected.sort_unstable();
        for most in [1, 7, 1_000, 4_999, 5_000, 9_999] {
            let mut sorted = Sorted::new(most, folder.path());
            entries.iter().for_each(|entry| sorted.add(*entry).unwrap());
            let mut given = Vec::new();
            let mut take = |entry| {
                given.push(entry);
                Ok(())
            };
            sorted.each(&mut take).unwrap();
            assert!(given == expected, "{most}");
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        let refused = |_| Err(io::Error::other("there is none"));
        Sorted::new(1, folder.path()).each(refused).unwrap();
    }
}

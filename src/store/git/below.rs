//! What an index holds below a folder, to be asked for names there: of a large index, a small part. In go paths from
//! the root; out come entries, and the parts below further folders.

use super::index_file::{IndexFile, Slot, run};
use super::index_format::Entry;

/// What an index holds below a path.
#[derive(Clone, Copy)]
pub(super) struct PartBelow<'a> {
    index: &'a IndexFile,
    slots: &'a [Slot],
}

/// What lies right in a folder, by its path from the root.
pub(super) enum Child<'a> {
    File(&'a [u8], Entry<'a>),
    Folder(&'a [u8], PartBelow<'a>),
}

impl<'a> PartBelow<'a> {
    /// Takes slots that lie below one folder: all of them that an index has.
    pub(super) fn new(index: &'a IndexFile, slots: &'a [Slot]) -> Self {
        Self { index, slots }
    }

    /// Returns what it holds below a folder; none where it holds no such folder.
    pub(super) fn folder(&self, path: &[u8]) -> Option<PartBelow<'a>> {
        let slots = &self.slots[self.index.below_among(self.slots, path)];
        (!slots.is_empty()).then_some(PartBelow { slots, ..*self })
    }

    /// Returns the entry of a file that is not in conflict.
    pub(super) fn get(&self, path: &[u8]) -> Option<Entry<'a>> {
        let at = self.slots.partition_point(|slot| self.index.name(slot) < path);
        let slot = self.slots.get(at).filter(|slot| self.index.name(slot) == path)?;
        Some(self.index.entry(slot)).filter(|entry| entry.stage() == 0)
    }

    /// Returns how many entries it has.
    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    /// Returns its entries, with their names, in git's order.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a [u8], Entry<'a>)> + use<'a> {
        let Self { index, slots } = *self;
        slots.iter().map(|slot| (index.name(slot), index.entry(slot)))
    }

    /// Returns what lies right in the folder that all of it lies below, in git's order; a file that is in conflict
    /// comes once for each of its sides.
    pub(super) fn children(&self, folder: &[u8]) -> impl Iterator<Item = Child<'a>> + use<'a> {
        let Self { index, mut slots } = *self;
        let above = if folder.is_empty() { 0 } else { folder.len() + 1 };
        std::iter::from_fn(move || {
            let first = slots.first()?;
            let path = index.name(first);
            let end = path.iter().skip(above).position(|byte| *byte == b'/').map(|end| above + end);
            let Some(end) = end else {
                slots = &slots[1..];
                return Some(Child::File(path, index.entry(first)));
            };
            let count = run(slots, |slot| index.name(slot).starts_with(&path[..=end]));
            let (below, rest) = slots.split_at(count);
            slots = rest;
            Some(Child::Folder(&path[..end], PartBelow { index, slots: below }))
        })
    }
}

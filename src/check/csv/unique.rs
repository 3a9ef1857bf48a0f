//! Values that may stand once: in come those of each row, out come the rows with one that stands in an earlier row.
//! Files may have more rows than memory holds, so what stands for each value is sorted beside memory.

use std::io;
use std::path::Path;

use super::print::Printer;
use super::sorted::Sorted;

/// The values of all columns that may hold each once.
pub(super) struct Unique<'a> {
    printer: &'a Printer,
    columns: Vec<Sorted<'a>>,
    /// The rows with a value that stands in an earlier one; empty until the end.
    repeated: Sorted<'a>,
}

/// A row with a value that stands in an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Repeated {
    /// The line of the row.
    pub(super) line: u64,
    /// Which of the columns, from 0.
    pub(super) column: usize,
    /// The line on which the value stands first.
    pub(super) first: u64,
}

/// The rows with values that stand in earlier ones.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// How many there are.
    pub(super) rows: u64,
    /// How many of them did not fail before.
    pub(super) fresh: u64,
    /// The first of those.
    pub(super) named: Vec<Repeated>,
}

impl<'a> Unique<'a> {
    /// Holds so many values in memory at most, and the rest in the folder.
    pub(super) fn new(columns: usize, most: usize, folder: &'a Path, printer: &'a Printer) -> Self {
        let most = most.div_ceil(columns + 1);
        let columns = (0..columns).map(|_| Sorted::new(most, folder)).collect();
        Unique { printer, columns, repeated: Sorted::new(most, folder) }
    }

    /// Takes the value of a column, and whether its row fails anyhow. Empty values may stand in several rows.
    pub(super) fn add(&mut self, column: usize, value: &[u8], line: u64, fails: bool) -> io::Result<()> {
        match self.columns.get_mut(column) {
            Some(sorted) if !value.is_empty() => {
                let [a, b] = self.printer.of(value);
                sorted.add([a, b, (line << 1) | u64::from(fails)])
            }
            _ => Ok(()),
        }
    }

    /// Looks for rows with values that stand in earlier ones, and names so many.
    pub(super) fn repeated(self, most_named: usize) -> io::Result<Found> {
        let Unique { columns, mut repeated, .. } = self;
        for (column, sorted) in columns.into_iter().enumerate() {
            let (mut last, mut first) = (None, 0);
            sorted.each(|[a, b, place]| {
                if last == Some([a, b]) {
                    return repeated.add([place, column as u64, first]);
                }
                (last, first) = (Some([a, b]), place >> 1);
                Ok(())
            })?;
        }
        // A row may have several such values, and counts once.
        let (mut found, mut last) = (Found::default(), None);
        repeated.each(|[place, column, first]| {
            if last.replace(place) == Some(place) {
                return Ok(());
            }
            found.rows += 1;
            if place & 1 == 0 {
                found.fresh += 1;
                if found.named.len() < most_named {
                    let column = usize::try_from(column).unwrap_or_default();
                    found.named.push(Repeated { line: place >> 1, column, first });
                }
            }
            Ok(())
        })?;
        Ok(found)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn a_row_counts_once_and_the_first_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let printer = Printer::default();
        for most in [1, 3, 99] {
            let mut unique = Unique::new(2, most, folder.path(), &printer);
            let rows =
                [("a", "1", false), ("b", "1", true), ("a", "1", false), ("", "2", false), ("", "", false)];
            for (line, (sku, gtin, fails)) in (2..).zip(rows) {
                unique.add(0, sku.as_bytes(), line, fails).unwrap();
                unique.add(1, gtin.as_bytes(), line, fails).unwrap();
            }
            let named = vec![Repeated { line: 4, column: 0, first: 2 }];
            assert_eq!(unique.repeated(9).unwrap(), Found { rows: 2, fresh: 1, named });
        }
    }
}

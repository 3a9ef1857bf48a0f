//! Values that stand in a column of another file: in comes the file, out comes which values it has.

use std::collections::HashSet;

use super::heading::position;
use super::print::{Print, Printer};
use super::rows::Rows;
use super::{not_csv, quote};
use crate::check::CheckFault;
use crate::check::file::Opened;
use crate::playbook::model::Listed;

/// How many values are held of a file: some 40 MiB.
const MOST: usize = 1_000_000;

/// The values of a column of another file.
pub(super) struct Values<'a> {
    printer: &'a Printer,
    prints: HashSet<Print>,
}

impl<'a> Values<'a> {
    /// Reads them.
    pub(super) fn read(listed: &Listed, file: Opened, printer: &'a Printer) -> Result<Self, CheckFault> {
        let shown = file.shown().to_owned();
        let not = |fault: String| not_csv(&shown, &fault);
        let mut rows = Rows::new(file, listed.delimiter).map_err(|fault| fault.of(&shown))?;
        let mut room = Vec::new();
        let at = match rows.next().map_err(|fault| fault.of(&shown))? {
            Some(heading) => position(&heading, &listed.column),
            None => Err("the file is empty".to_owned()),
        };
        let at = at.map_err(not)?;
        let mut prints = HashSet::new();
        while let Some(row) = rows.next().map_err(|fault| fault.of(&shown))? {
            if let Some(broken) = row.broken {
                return Err(not(format!("line {}: {}", row.line, broken.told())));
            }
            let value = row.value(at, &mut room);
            if !value.is_empty() && prints.insert(printer.of(value)) && prints.len() > MOST {
                return Err(not(format!("{} has more than {MOST} values", quote(listed.column.as_bytes()))));
            }
        }
        Ok(Values { printer, prints })
    }

    /// Tells whether the value stands there.
    pub(super) fn has(&self, value: &[u8]) -> bool {
        self.prints.contains(&self.printer.of(value))
    }
}

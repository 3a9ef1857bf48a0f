//! Rows of a file of CSV (RFC 4180): in come the file, what is asked of its columns, and what opens files beside it; out
//! comes how many rows there are and how many fail.
//!
//! The file is read once, whatever its size: a row at a time is in memory, and of values that must be unique what stands
//! for them, which is sorted in a file where there are many.

mod checksum;
mod counts;
mod form;
mod heading;
mod judge;
mod listed;
mod print;
mod rows;
mod sorted;
#[cfg(test)]
mod tests;
mod unique;

use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::file::Opened;
use super::{CheckFault, Reading, one_line};
use crate::partner::Source;
use crate::playbook::content_hash::hex;
use crate::playbook::model::Table;
use counts::Counts;
use heading::Heading;
use judge::Judge;
use print::Printer;
use rows::{Row, Rows};
use unique::Unique;

/// How many values that must be unique are held in memory, of all columns together: 24 MiB.
const MOST_HELD: usize = 1 << 20;

/// What is asked of a file, and what is needed to tell.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// What must hold.
    pub table: &'a Table,
    /// Opens a file of the workspace, by its path in the playbook.
    pub open: &'a dyn Fn(&str) -> Result<Opened, CheckFault>,
    /// The folder for what memory does not hold.
    pub folder: &'a Path,
}

/// Reads a file.
///
/// # Errors
/// Returns that it is no CSV, that it or a file beside it cannot be read, or that there is no room for what memory does
/// not hold.
pub fn read(file: Opened, asked: Asked<'_>) -> Result<Reading, CheckFault> {
    read_holding(file, asked, MOST_HELD)
}

/// Reads a file, with so many values in memory at most.
fn read_holding(file: Opened, asked: Asked<'_>, most_held: usize) -> Result<Reading, CheckFault> {
    let Asked { table, open, folder } = asked;
    let (shown, name) = (file.shown().to_owned(), file.name().to_owned());
    let expected = table.sha256.as_ref().map(|path| checksum::read(open(path)?, path, &name)).transpose()?;
    let printer = Printer::default();
    let judges = table.columns.iter().map(|column| Judge::new(column, open, &printer));
    let judges = judges.collect::<Result<Vec<_>, _>>()?;
    let stream = Digested { from: file, digest: Sha256::new() };
    let mut rows = Rows::new(stream, table.delimiter).map_err(|fault| fault.of(&shown))?;
    if rows.is_utf16() {
        return Err(not_csv(&shown, "it is UTF-16, and UTF-8 is read"));
    }
    let mut counts = Counts::default();
    let first = rows.next().map_err(|fault| fault.of(&shown))?;
    let heading = Heading::read(first, &judges, &shown, &mut counts)?;
    let names = judges.iter().map(|judge| judge.column).filter(|column| column.unique);
    let names: Vec<&str> = names.map(|column| column.name.as_str()).collect();
    let mut unique = Unique::new(names.len(), most_held, folder, &printer);
    let full = |fault| CheckFault::NoRoom { path: folder.display().to_string(), fault };
    while let Some(row) = rows.next().map_err(|fault| fault.of(&shown))? {
        count(&row, &heading, &judges, &mut counts, &mut unique).map_err(full)?;
    }
    counts.repeated(unique.repeated(counts::NAMED).map_err(full)?, &names);
    let digest = rows.into_stream().digest.finalize();
    let sha256 = hex(&digest);
    if let Some(expected) = expected.filter(|expected| *expected != sha256) {
        counts.fault(format!("its SHA-256 is {}…, and {}… is told", &sha256[..12], &expected[..12]));
    }
    let (outcome, said, metrics) = (counts.outcome(table), counts.said(table), counts.metrics());
    Ok(Reading { outcome, said, metrics, source: Some(Source { name, sha256 }) })
}

/// Counts a row, which fails once however much of it does, and takes its values that must be unique.
fn count(
    row: &Row<'_>,
    heading: &Heading,
    judges: &[Judge<'_>],
    counts: &mut Counts,
    unique: &mut Unique<'_>,
) -> io::Result<()> {
    counts.add();
    if let Some(broken) = row.broken {
        counts.fail(row.line, || broken.told().to_owned());
        return Ok(());
    }
    if row.len() != heading.width {
        let word = if row.len() == 1 { "value" } else { "values" };
        counts
            .fail(row.line, || format!("it has {} {word}, and the heading has {}", row.len(), heading.width));
        return Ok(());
    }
    let Some(positions) = &heading.positions else {
        counts.fail(row.line, || "a column is missing".to_owned());
        return Ok(());
    };
    let mut room = Vec::new();
    let fails = judges.iter().zip(positions).find_map(|(judge, at)| {
        let value = row.value(*at, &mut room);
        judge.failing(value).map(|fails| (judge, fails, *at))
    });
    if let Some((judge, fails, at)) = fails {
        counts.fail(row.line, || judge.told(fails, row.value(at, &mut room)));
    }
    let uniques = judges.iter().zip(positions).filter(|(judge, _)| judge.column.unique);
    for (column, (_, at)) in uniques.enumerate() {
        unique.add(column, row.value(*at, &mut room), row.line, fails.is_some())?;
    }
    Ok(())
}

/// How many characters of a value are shown.
const SHOWN: usize = 40;

/// Shows a value in one line, as short as it tells something.
fn quote(value: &[u8]) -> String {
    // Four bytes a character at most.
    let begin = &value[..value.len().min(4 * SHOWN)];
    let text = String::from_utf8_lossy(begin);
    let mut chars = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let shown = chars.by_ref().take(SHOWN).collect::<String>().replace('"', "\\\"");
    let cut = if chars.next().is_some() || begin.len() < value.len() { "…" } else { "" };
    format!("\"{shown}{cut}\"")
}

fn not_csv(path: &str, fault: &str) -> CheckFault {
    CheckFault::NotCsv { path: path.to_owned(), fault: one_line(fault) }
}

/// A stream whose digest is made as it is read.
struct Digested<R> {
    from: R,
    digest: Sha256,
}

impl<R: Read> Read for Digested<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.digest.update(&into[..read]);
        Ok(read)
    }
}

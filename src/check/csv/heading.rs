//! The heading of a file of CSV: in comes its first row, out comes where the columns stand.

use super::counts::Counts;
use super::judge::Judge;
use super::not_csv;
use super::quote;
use super::rows::Row;
use crate::check::CheckFault;
use crate::diagnostic::suggest;

/// How many names of columns are compared with one that is missing.
const COMPARED: usize = 100;

/// Where the columns stand that are looked at.
pub(super) struct Heading {
    /// How many values each row has.
    pub(super) width: usize,
    /// The positions of the columns, in the order of the playbook; none where one of them is not to be found.
    pub(super) positions: Option<Vec<usize>>,
}

impl Heading {
    /// Reads the first row, and counts as a fault what it lacks; `shown` is the file.
    pub(super) fn read(
        first: Option<Row<'_>>,
        judges: &[Judge<'_>],
        shown: &str,
        counts: &mut Counts,
    ) -> Result<Self, CheckFault> {
        let Some(row) = first else {
            counts.fault("the file is empty".to_owned());
            return Ok(Heading { width: 0, positions: None });
        };
        if let Some(broken) = row.broken {
            return Err(not_csv(shown, &format!("its heading is broken: {}", broken.told())));
        }
        let mut positions = Some(Vec::with_capacity(judges.len()));
        for judge in judges {
            match position(&row, &judge.column.name) {
                Ok(at) => positions.iter_mut().for_each(|positions| positions.push(at)),
                Err(fault) => {
                    counts.fault(fault);
                    positions = None;
                }
            }
        }
        Ok(Heading { width: row.len(), positions })
    }
}

/// Finds a column in the heading; or says why it is not to be found.
pub(super) fn position(heading: &Row<'_>, name: &str) -> Result<usize, String> {
    let mut room = Vec::new();
    let mut found = (0..heading.len()).filter(|at| heading.value(*at, &mut room) == name.as_bytes());
    let (first, second) = (found.next(), found.next());
    let shown = quote(name.as_bytes());
    match (first, second) {
        (Some(at), None) => return Ok(at),
        (Some(_), Some(_)) => return Err(format!("the column {shown} stands twice in the heading")),
        (None, _) => {}
    }
    let known = (0..heading.len().min(COMPARED)).map(|at| heading.value(at, &mut room).to_vec());
    let known: Vec<String> = known.map(|name| String::from_utf8_lossy(&name).into_owned()).collect();
    let meant = suggest(name, known.iter().map(String::as_str));
    let meant = meant.map_or_else(String::new, |meant| format!(", and there is {}", quote(meant.as_bytes())));
    Err(format!("the column {shown} is missing{meant}"))
}

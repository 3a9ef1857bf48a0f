//! What is counted of a table: in comes row after row, out come the outcome, what is said, and the figures.

use std::collections::BTreeMap;

use super::unique::Found;
use crate::check::one_line;
use crate::partner::Finding;
use crate::playbook::id::Id;
use crate::playbook::model::{CSV_METRICS, Table};

/// How many rows that fail are named.
pub(super) const NAMED: usize = 5;

/// What was counted.
#[derive(Default)]
pub(super) struct Counts {
    rows: u64,
    failed: u64,
    duplicates: u64,
    /// The lines of the first that fail, and why.
    named: Vec<(u64, String)>,
    /// What is wrong with the file as a whole.
    faults: Vec<String>,
}

impl Counts {
    /// Adds a row.
    pub(super) fn add(&mut self) {
        self.rows += 1;
    }

    /// Says that the row that was added fails; why is asked for where it is told.
    pub(super) fn fail(&mut self, line: u64, why: impl FnOnce() -> String) {
        self.failed += 1;
        if self.named.len() < NAMED {
            self.named.push((line, why()));
        }
    }

    /// Says what is wrong with the file as a whole.
    pub(super) fn fault(&mut self, fault: String) {
        self.faults.push(fault);
    }

    /// Adds what is known of rows in the end, and the names of their columns.
    pub(super) fn repeated(&mut self, found: Found, columns: &[&str]) {
        self.failed += found.fresh;
        self.duplicates = found.rows;
        self.named.extend(found.named.into_iter().map(|row| {
            let column = columns.get(row.column).copied().unwrap_or_default();
            (row.line, format!("{column}: the value stands on line {} too", row.first))
        }));
        self.named.sort();
        self.named.truncate(NAMED);
    }

    #[expect(clippy::cast_precision_loss, reason = "no file has so many rows")]
    pub(super) fn outcome(&self, table: &Table) -> Finding {
        if !self.faults.is_empty() || 100.0 * self.failed as f64 > table.most_failed * self.rows as f64 {
            Finding::Failed
        } else if self.rows < u64::from(table.least) {
            Finding::Insufficient
        } else {
            Finding::Passed
        }
    }

    /// Says it in one line.
    pub(super) fn said(&self, table: &Table) -> String {
        let rows = if self.rows == 1 { "1 row".to_owned() } else { format!("{} rows", self.rows) };
        let mut told = self.faults.clone();
        if self.failed > 0 && told.is_empty() {
            let may = if table.most_failed > 0.0 {
                format!(" ({} %, and {} % may)", self.failed_percent(), table.most_failed)
            } else {
                String::new()
            };
            let more = if self.failed > self.named.len() as u64 { "; …" } else { "" };
            let named: Vec<_> = self.named.iter().map(|(line, why)| format!("line {line}: {why}")).collect();
            told.push(format!("{} of {rows} fail{may}: {}{more}", self.failed, named.join("; ")));
        }
        let is_short = self.rows < u64::from(table.least);
        if self.outcome(table) == Finding::Insufficient || (told.is_empty() && is_short) {
            told.insert(0, format!("{rows}, {} are asked for", table.least));
        }
        if told.is_empty() {
            told.push(format!("{rows} as asked"));
        }
        one_line(&told.join("; "))
    }

    /// Returns the share that fails, in percent, rounded up to hundredths.
    fn failed_percent(&self) -> f64 {
        let hundredths = (u128::from(self.failed) * 10_000).div_ceil(u128::from(self.rows.max(1)));
        // Ten thousand at most.
        f64::from(u32::try_from(hundredths).unwrap_or(10_000)) / 100.0
    }

    #[expect(clippy::cast_precision_loss, reason = "no file has so many rows")]
    pub(super) fn metrics(&self) -> BTreeMap<Id, f64> {
        let failed = self.failed_percent();
        let passed = if self.rows > 0 { ((100.0 - failed) * 100.0).round() / 100.0 } else { 0.0 };
        let values = [self.rows as f64, self.failed as f64, self.duplicates as f64, failed, passed];
        let named = CSV_METRICS.iter().zip(values);
        named.filter_map(|((id, _), value)| Some((id.parse().ok()?, value))).collect()
    }
}

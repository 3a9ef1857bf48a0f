//! The changes of history as a Markdown table.

use std::io;

use super::{remarks, sentence};
use crate::render::column::Column;
use crate::render::rows::{Rows, plain};
use crate::render::time;
use crate::report::log::Log;

/// Writes the log.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(log: &Log, out: &mut impl io::Write) -> io::Result<()> {
    let mut rows = Rows::new(["recorded", "commit", "who", "change"].map(Column::text));
    for entry in &log.entries {
        let commit = entry.commit.get(..7).unwrap_or(&entry.commit);
        rows.row_with(
            [plain(time::minute(entry.recorded)), plain(commit), plain(&entry.name), plain(sentence(entry))],
            remarks(entry).into_iter().map(plain).collect(),
        );
    }
    rows.markdown(out)
}

//! Reports as CSV, for spreadsheets: in come headings and rows, out come lines in which no cell is taken for a
//! formula.

use std::io;

use super::escape::csv_cell;

/// Writes headings and rows.
///
/// # Errors
/// Returns what the writer returns.
pub(super) fn write<const N: usize>(
    headings: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
    out: &mut impl io::Write,
) -> io::Result<()> {
    write_more(Some(headings), rows, out)
}

/// Writes more rows, with headings where they are the first.
pub(super) fn write_more<const N: usize>(
    headings: Option<[&str; N]>,
    rows: impl IntoIterator<Item = [String; N]>,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(out);
    headings.map_or(Ok(()), |headings| writer.write_record(headings))?;
    for row in rows {
        writer.write_record(row.map(|text| if is_number(&text) { text } else { csv_cell(&text) }))?;
    }
    writer.flush()
}

/// A number below 0 begins like a formula, and is none.
fn is_number(text: &str) -> bool {
    text.parse::<i64>().is_ok()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    #[test]
    fn a_spreadsheet_sees_no_formula() {
        let mut out = Vec::new();
        super::write(["a", "b", "c"], [["=1+1", "a,\"b\"", "-3"].map(str::to_owned)], &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "a,b,c\n'=1+1,\"a,\"\"b\"\"\",-3\n");
    }
}

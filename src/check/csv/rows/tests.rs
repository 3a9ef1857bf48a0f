//! Rows as programs write them, rows that are broken, and `csv` as a second reader.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

/// The lines on which rows begin, with their values or with what is broken.
type Read = Vec<(u64, Result<Vec<String>, Broken>)>;

fn read(text: &[u8], longest: usize) -> Result<Read, Stopped> {
    let mut rows = Rows::holding(text, ',', longest)?;
    let (mut all, mut room) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let mut value = |at| String::from_utf8_lossy(row.value(at, &mut room)).into_owned();
        let values = (0..row.len()).map(&mut value).collect();
        all.push((row.line, row.broken.map_or(Ok(values), Err)));
    }
    Ok(all)
}

fn told(text: &str) -> String {
    let rows = read(text.as_bytes(), LONGEST).unwrap();
    let row = |(line, row): &(u64, Result<Vec<String>, Broken>)| match row {
        Ok(values) => format!("{line} {}", values.join("|")),
        Err(broken) => format!("{line} {broken:?}"),
    };
    rows.iter().map(row).collect::<Vec<_>>().join("; ")
}

#[test]
fn rows_are_read_as_others_write_them() {
    assert_eq!(told("\u{feff}a,b\r\n1,2\r\n"), "1 a|b; 2 1|2");
    assert_eq!(told("a\n\n\r\nb\rc"), "1 a; 4 b; 5 c");
    assert_eq!(told("a,\n,\n,,"), "1 a|; 2 |; 3 ||");
    assert_eq!(told("\"a,\"\"b\"\"\",\"\"\n\"c\nd\",e\nf"), "1 a,\"b\"|; 2 c\nd|e; 4 f");
    assert_eq!(told("a 5\" disk,b\"\"\n"), "1 a 5\" disk|b\"\"");
    assert_eq!(told(""), "");
    assert_eq!(told("\n\r"), "");
}

#[test]
fn a_row_that_is_broken_takes_one_line() {
    assert_eq!(told("a,b\n\"5 disk,1\nc,d\ne,f\n"), "1 a|b; 2 Open; 3 c|d; 4 e|f");
    assert_eq!(told("\"a\" b,1\nc,d\n"), "1 Trailing; 2 c|d");
    assert_eq!(told("\"a,1\nc,\"d\"\n"), "1 Trailing; 2 c|d");
    assert_eq!(told("a\n\""), "1 a; 2 Open");
}

#[test]
fn a_row_that_is_too_long_takes_one_line() {
    let rows = |text: &str| read(text.as_bytes(), 8).unwrap();
    let long = |line| (line, Err(Broken::Long));
    assert_eq!(
        rows("a\n0123456789012345678901234567\nb"),
        [(1, Ok(vec!["a".to_owned()])), long(2), (3, Ok(vec!["b".to_owned()]))]
    );
    assert_eq!(rows(&"x".repeat(99)), [long(1)]);
    assert_eq!(rows("\"a\nbbbbbbbbbbb\nc")[0], (1, Err(Broken::Open)));
}

/// Each line leaves a value open, whether it begins within one or not, so that each would be read to its limit.
#[test]
fn quotes_that_stay_open_do_not_cost_the_square_of_the_lines() {
    let text = "\",a\",\"x\n".repeat(2 << 20);
    let began = Instant::now();
    assert!(matches!(read(text.as_bytes(), LONGEST), Err(Stopped::Hopeless)));
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "é",
        "\"",
        "\"\"",
        ",",
        "\n",
        "\r\n",
        "\r",
        " ",
        "\"b\"",
        ",\"c,\nd\"",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn where_nothing_is_broken_other_readers_agree(text in pieces()) {
        let ours = read(text.as_bytes(), LONGEST).unwrap();
        let ours: Result<Vec<Vec<String>>, Broken> = ours.into_iter().map(|(_, row)| row).collect();
        if let Ok(ours) = ours {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> =
                reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
            prop_assert_eq!(ours, theirs);
        }
    }

    #[test]
    fn how_much_is_held_at_once_changes_nothing(
        rows in prop::collection::vec(prop::collection::vec("[a\",\\n\r]{0,6}", 2), 0..40),
        more in 1usize..9,
    ) {
        let lines = rows.iter().map(|row| {
            let values: Vec<String> = row.iter().map(|value| format!("\"{}\"", value.replace('"', "\"\""))).collect();
            values.join(",") + "\r\n"
        });
        let lines: Vec<String> = lines.collect();
        let longest = lines.iter().map(String::len).max().unwrap_or(3) + more;
        let read: Vec<_> = read(lines.concat().as_bytes(), longest).unwrap().into_iter().map(|(_, row)| row).collect();
        let rows: Vec<_> = rows.into_iter().map(Ok).collect();
        prop_assert_eq!(read, rows);
    }
}

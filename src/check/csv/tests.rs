//! Whole tables: what is said of them, and that as many rows fail as a plain reading of the same rows finds.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;
use std::io::Cursor;

use proptest::prelude::*;

use super::*;
use crate::partner::Finding;
use crate::playbook::model::{Bound, Column, ColumnType, Listed, Operator};

fn column(name: &str) -> Column {
    Column {
        name: name.to_owned(),
        kind: ColumnType::Text,
        required: false,
        unique: false,
        bounds: Vec::new(),
        pattern: None,
        one_of: Vec::new(),
        within: None,
    }
}

/// What a catalogue may be asked.
fn table() -> Table {
    let bounds = [(Operator::Above, 0.0), (Operator::AtMost, 1_000.0)];
    let bounds = bounds.map(|(operator, value)| Bound { operator, value }).to_vec();
    let listed = Listed { file: "categories.csv".to_owned(), column: "id".to_owned(), delimiter: ';' };
    let one_of = ["EUR", "GBP"].map(str::to_owned).to_vec();
    Table {
        file: "feed.csv".to_owned(),
        delimiter: ',',
        least: 2,
        most_failed: 0.0,
        sha256: None,
        columns: vec![
            Column {
                required: true,
                unique: true,
                pattern: Some("[A-Z0-9-]{1,9}".to_owned()),
                ..column("sku")
            },
            Column { kind: ColumnType::Number, bounds, ..column("price") },
            Column { one_of, ..column("currency") },
            Column { within: Some(listed), ..column("category") },
            Column { unique: true, kind: ColumnType::Gtin, ..column("gtin") },
        ],
    }
}

const BESIDE: [(&str, &str); 3] = [
    ("categories.csv", "name;id\nToys;toys\n\"Garden; more\";garden\n"),
    ("feed.sha256", "c14da8cc6e50d0ea8fc94cd0cdb0f3ffbdd0b3e3ab4dcc7bd2ab1e3eb1be0ee6  feed.csv\n"),
    ("no.sha256", "soon\n"),
];

fn open(path: &str) -> Result<Opened, CheckFault> {
    let beside = BESIDE.iter().find(|(name, _)| *name == path);
    let (_, text) = beside.ok_or_else(|| CheckFault::NoFile(path.to_owned()))?;
    Ok(Opened::new(path, Box::new(Cursor::new(text.as_bytes()))))
}

fn of(text: impl Into<Vec<u8>>, table: &Table, held: usize) -> Result<Reading, CheckFault> {
    let folder = tempfile::tempdir().unwrap();
    let asked = Asked { table, open: &open, folder: folder.path() };
    read_holding(Opened::new("feed.csv", Box::new(Cursor::new(text.into()))), asked, held)
}

const HEADING: &str = "sku,price,currency,category,gtin,more";

fn rows(rows: &[&str]) -> String {
    format!("{HEADING}\n{}\n", rows.join("\n"))
}

fn said(text: impl Into<Vec<u8>>) -> String {
    of(text, &table(), MOST_HELD).unwrap().said
}

#[test]
fn rows_that_fail_are_named_with_what_stands_there() {
    let well = "A-1,9.99,EUR,toys,4006381333931,";
    assert_eq!(said(rows(&[well, "A-2,,,,,"])), "2 rows as asked");
    assert_eq!(
        said(rows(&[well, "B,abc,EUR,toys,,", " ,1,,,,", "b,1,,,,", "C,1,USD,,,"])),
        "4 of 5 rows fail: line 3: price: \"abc\" is not a number; line 4: sku: nothing stands there; line 5: sku: \"b\" does \
         not fit the pattern; line 6: currency: \"USD\" is neither EUR nor GBP"
    );
    assert_eq!(
        said(rows(&[
            "D,0,,,,",
            "E,1000.01,,,,",
            "F,1,,pets,,",
            "G,1,,,4006381333932,",
            "H,\"1\"0,,,,",
            "I,1"
        ])),
        "6 of 6 rows fail: line 2: price: \"0\" is not above 0; line 3: price: \"1000.01\" is not at most 1000; line 4: category: \
         \"pets\" is not in categories.csv; line 5: gtin: \"4006381333932\" is not a GTIN; line 6: text follows a value in quotes; …"
    );
    assert_eq!(
        said(rows(&[well, "A-2,1,EUR,toys,4006381333931,", "A-1,x,,,,", "A-1,1,,,,"])),
        "3 of 4 rows fail: line 3: gtin: the value stands on line 2 too; line 4: price: \"x\" is not a number; line 5: sku: the \
         value stands on line 2 too"
    );
    assert_eq!(
        said(rows(&[well, "I,1"])),
        "1 of 2 rows fail: line 3: it has 2 values, and the heading has 6"
    );
}

#[test]
fn what_rows_hold_cannot_speak_for_itself() {
    let mut text = rows(&["\"A\r\n\u{1b}[31m\u{9b}\"\"x\",1,,,,"]).into_bytes();
    text.extend(b"\xff\xfe,1,,,,\n");
    text.extend(format!("{},1,,,,\n", "long ".repeat(9_999)).bytes());
    assert_eq!(
        said(text),
        "3 of 3 rows fail: line 2: sku: \"A [31m \\\"x\" does not fit the pattern; line 4: sku: \"\u{fffd}\u{fffd}\" is not UTF-8; line 5: \
         sku: \"long long long long long long long long …\" does not fit the pattern"
    );
    // Columns that are not looked at may hold anything.
    let mut text = rows(&["A,1,,,,"]).into_bytes();
    text.extend(b"C,1,,,,\xff\n");
    assert_eq!(said(text), "2 rows as asked");
}

#[test]
fn a_heading_that_lacks_a_column_fails_every_row() {
    let reading = of("SKU,price,price,currency,gtin\na,1,,,\n", &table(), MOST_HELD).unwrap();
    assert_eq!(reading.outcome, Finding::Failed);
    assert_eq!(
        reading.said,
        "the column \"sku\" is missing, and there is \"SKU\"; the column \"price\" stands twice in the heading; the column \
         \"category\" is missing"
    );
    let metrics = ["rows", "failed", "failed-percent", "passed-percent"].map(|id| reading.metrics[id]);
    assert_eq!(metrics, [1.0, 1.0, 100.0, 0.0]);
    assert_eq!(said(""), "the file is empty");
    for (text, told) in [
        (&b"\xff\xfea\0"[..], "`feed.csv` is no CSV that is read: it is UTF-16, and UTF-8 is read"),
        (b"\"a", "`feed.csv` is no CSV that is read: its heading is broken: a quote is not closed"),
    ] {
        assert_eq!(of(text, &table(), MOST_HELD).unwrap_err().to_string(), told);
    }
}

#[test]
fn so_many_rows_may_fail_and_so_few_say_nothing() {
    let mut table = Table { most_failed: 50.0, ..table() };
    let of = |table: &Table, lines: &[&str]| {
        let reading = of(rows(lines), table, MOST_HELD).unwrap();
        (reading.outcome, reading.said)
    };
    let (outcome, said) = of(&table, &["A,1,,,,", "B,x,,,,"]);
    assert_eq!(outcome, Finding::Passed);
    assert_eq!(said, "1 of 2 rows fail (50 %, and 50 % may): line 3: price: \"x\" is not a number");
    assert_eq!(of(&table, &["A,1,,,,", "A,1,,,,", "B,x,,,,"]).0, Finding::Failed);
    assert_eq!(of(&table, &["A,1,,,,"]), (Finding::Insufficient, "1 row, 2 are asked for".to_owned()));
    let (outcome, said) = of(&Table { least: 3, ..table.clone() }, &["A,1,,,,", "B,x,,,,"]);
    assert_eq!(outcome, Finding::Insufficient);
    assert!(said.starts_with("2 rows, 3 are asked for; 1 of 2 rows fail"), "{said}");
    table.most_failed = 0.0;
    assert_eq!(of(&table, &["A,x,,,,"]).0, Finding::Failed);
}

#[test]
fn a_checksum_holds_for_the_bytes_of_the_file() {
    let told = |path: &str, text: &str| {
        let table = Table { sha256: Some(path.to_owned()), ..table() };
        of(text, &table, MOST_HELD)
            .map(|reading| (reading.outcome, reading.said))
            .map_err(|fault| fault.to_string())
    };
    let text = rows(&["A,1,,,,", "B,1,,,,"]);
    let reading = of(text.as_str(), &table(), MOST_HELD).unwrap();
    let digest = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert_eq!(reading.source.unwrap().sha256, digest);
    let (outcome, said) = told("feed.sha256", &text).unwrap();
    assert_eq!(outcome, Finding::Failed);
    assert_eq!(said, format!("its SHA-256 is {}…, and c14da8cc6e50… is told", &digest[..12]));
    assert_eq!(
        told("no.sha256", &text).unwrap_err(),
        "`no.sha256` tells no SHA-256 of `feed.csv`, in the form of `sha256sum`"
    );
    assert_eq!(told("other.sha256", &text).unwrap_err(), "there is no file `other.sha256`");
}

#[test]
fn what_stands_beside_must_be_a_table() {
    let with = |file: &str, column: &str, delimiter: char| {
        let mut table = table();
        table.columns[3].within =
            Some(Listed { file: file.to_owned(), column: column.to_owned(), delimiter });
        of(rows(&["A,1,,toys,,"]), &table, MOST_HELD).unwrap_err().to_string()
    };
    assert_eq!(with("none.csv", "id", ';'), "there is no file `none.csv`");
    assert_eq!(
        with("categories.csv", "nam", ';'),
        "`categories.csv` is no CSV that is read: the column \"nam\" is missing, and there is \"name\""
    );
    assert_eq!(
        with("categories.csv", "name;id", ','),
        "`categories.csv` is no CSV that is read: line 3: text follows a value in quotes"
    );
}

/// A row as it is written, and as a plain reader sees it: nothing where it is broken.
fn row() -> impl Strategy<Value = (String, Option<[&'static str; 3]>)> {
    let skus = prop::sample::select(vec!["A", "B", "C", "D", "E-1", "f", "", " "]);
    let prices = prop::sample::select(vec!["", "1", "0", "-1", "1000", "1000.5", "1,5", "x"]);
    let gtins = prop::sample::select(vec!["", "96385074", "4006381333931", "96385075", "614141000036"]);
    (skus, prices, gtins, any::<bool>(), 0..9).prop_map(|(sku, price, gtin, is_quoted, kind)| {
        let quoted = |value: &str| format!("\"{value}\"");
        let sku_written = if is_quoted { quoted(sku) } else { sku.to_owned() };
        match kind {
            0 => (format!("{sku_written},{}", quoted(price)), None),
            1 => (format!("\"{sku}\"x,1,,,,"), None),
            _ => (
                format!("{sku_written},{},EUR,,{gtin},\"a \"\" b\"", quoted(price)),
                Some([sku, price, gtin]),
            ),
        }
    })
}

/// How many rows fail, by the rules of [`table`] written down once more, the plainest way.
fn naive(rows: &[(String, Option<[&'static str; 3]>)]) -> (usize, usize) {
    let (mut failed, mut duplicates) = (0, 0);
    let (mut skus, mut gtins) = (BTreeSet::new(), BTreeSet::new());
    for (_, row) in rows {
        let Some([sku, price, gtin]) = row else {
            failed += 1;
            continue;
        };
        let is_well = !sku.trim().is_empty()
            && sku.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-')
            && (price.is_empty() || price.parse().is_ok_and(|price: f64| price > 0.0 && price <= 1_000.0))
            && *gtin != "96385075";
        let is_new = (sku.is_empty() || skus.insert(*sku)) & (gtin.is_empty() || gtins.insert(*gtin));
        failed += usize::from(!is_well || !is_new);
        duplicates += usize::from(!is_new);
    }
    (failed, duplicates)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn as_many_rows_fail_as_a_plain_reading_finds(generated in prop::collection::vec(row(), 0..60), held in 1usize..40) {
        let lines: Vec<&str> = generated.iter().map(|(line, _)| line.as_str()).collect();
        let reading = of(rows(&lines), &table(), held).unwrap();
        let (failed, duplicates) = naive(&generated);
        prop_assert_eq!(reading.metrics["rows"] as usize, generated.len());
        prop_assert_eq!(reading.metrics["failed"] as usize, failed, "{}", reading.said);
        prop_assert_eq!(reading.metrics["duplicates"] as usize, duplicates);
        let in_memory = of(rows(&lines), &table(), MOST_HELD).unwrap();
        prop_assert_eq!(reading, in_memory);
    }
}

//! TOML is judged as YAML is.

use super::told;
use crate::diagnostic::{NodePath, Part};
use crate::source::Document;
use serde::Deserialize;

#[derive(Debug, Deserialize, PartialEq)]
struct Config {
    name: String,
    #[serde(default)]
    people: Vec<Person>,
    calendar: Option<Calendar>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Person {
    email: String,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Calendar {
    holidays: Vec<chrono::NaiveDate>,
    hours: u8,
}

fn document(text: &str) -> Document {
    Document::from_bytes("aboard.toml", text.as_bytes()).expect("text")
}

#[test]
fn a_good_file_is_read_with_dates_quoted_or_not() {
    let text = "name = 'é'\n[calendar]\nholidays = [2026-12-25, \"2026-12-26\"]\nhours = 0x8\n[[people]]\nemail = \"a@b\"\n";
    let config: Config = document(text).toml().expect("a configuration");
    let calendar = config.calendar.expect("a calendar");
    assert_eq!((calendar.holidays.len(), calendar.hours), (2, 8));
    assert_eq!(
        config.people,
        [Person {
            email: "a@b".to_owned()
        }]
    );
}

#[test]
fn every_fault_is_told_in_one_run() {
    let text = "nmae = 'é'\n[calendar]\nholidays = [2026-12-25, 7, 'soon']\nhours = 300\n[[people]]\nemial = 'x'\n[[people]]\nemail = true\n";
    let faults = document(text).toml::<Config>().expect_err("faults");
    let told = told(&faults);
    assert_eq!(
        told.iter()
            .map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>(),
        [
            "unknown-key 1:1",
            "missing-key 1:1",
            "wrong-type 3:25",
            "invalid-value 3:28",
            "invalid-value 4:9",
            "missing-key 5:1",
            "unknown-key 6:1",
            "wrong-type 8:9"
        ],
        "{told:#?}"
    );
}

#[test]
fn syntax_errors_say_where() {
    for (text, at) in [
        ("a = Acme", "1:5"),
        ("a = 1\na = 2", "2:1"),
        ("a = [1", "1:7"),
        ("[x]\n[x]", "2:2"),
    ] {
        let faults = told(&document(text).toml::<Config>().expect_err("faults"));
        assert!(
            faults[0].starts_with(&format!("toml-syntax {at} this is not TOML: ")),
            "{text:?}: {faults:?}"
        );
    }
    assert!(
        document(&format!("a = {}", "[".repeat(100_000)))
            .toml_tree()
            .is_err()
    );
}

#[test]
fn keys_are_located() {
    let tree = document("name = 'é'\n[calendar]\nhours = 8\n[[people]]\nemail = 'ü'\n")
        .toml_tree()
        .expect("a tree");
    let text = |path: &NodePath, part| &tree.text()[tree.locate(path, part).bytes];
    let root = NodePath::root();
    assert_eq!(text(&root.key("calendar").key("hours"), Part::Value), "8");
    assert_eq!(text(&root.key("calendar"), Part::Key), "calendar");
    assert_eq!(
        text(&root.key("people").index(0).key("email"), Part::Value),
        "'ü'"
    );
    assert_eq!(
        text(&root.key("people").index(0).key("role"), Part::Key),
        "[[people]]"
    );
    assert_eq!(tree.keys(&root), ["name", "calendar", "people"]);
}

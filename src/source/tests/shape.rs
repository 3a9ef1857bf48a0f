//! Values that don't have the shape of their type: all told in one run, in words for people.

use super::{document, told};
use crate::diagnostic::{Diagnostic, Diagnostics};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "a mirror of a format, read for its faults")]
struct Playbook {
    id: String,
    title: String,
    owner: Option<String>,
    #[serde(default)]
    items: Vec<Item>,
    #[serde(default)]
    weights: BTreeMap<String, u8>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "a mirror of a format, read for its faults")]
struct Item {
    id: String,
    severity: Severity,
    #[serde(default)]
    needs: Vec<String>,
    evidence: Option<Evidence>,
    estimate: Option<u64>,
    blocking: Option<bool>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Severity {
    Low,
    High,
    Critical,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Evidence {
    SignOff,
    Url(Url),
    Choice { of: Vec<String> },
}

#[derive(Debug, Deserialize, PartialEq)]
struct Url {
    host: String,
}

fn lossy(text: &str) -> (Option<Playbook>, Diagnostics) {
    document(text).yaml().expect("a tree").parse_lossy()
}

fn faults(text: &str) -> Vec<String> {
    told(&lossy(text).1)
}

fn only(text: &str) -> Diagnostic {
    let (_, faults) = lossy(text);
    assert_eq!(faults.len(), 1, "{:?}", told(&faults));
    faults.into_iter().next().expect("a fault")
}

#[test]
fn a_good_document_is_read() {
    let text = "id: a\ntitle: T\nweights: {x: 1}\nitems:\n- id: b\n  severity: high\n  evidence: sign-off\n- id: c\n  severity: low\n  evidence: {url: {host: h}}\n- id: d\n  severity: critical\n  evidence: {choice: {of: [x]}}\n";
    let playbook: Playbook = document(text)
        .yaml()
        .expect("a tree")
        .parse()
        .expect("a playbook");
    assert_eq!(playbook.items[0].evidence, Some(Evidence::SignOff));
    assert_eq!(
        playbook.items[1].evidence,
        Some(Evidence::Url(Url { host: "h".to_owned() }))
    );
    assert_eq!(
        playbook.items[2].evidence,
        Some(Evidence::Choice {
            of: vec!["x".to_owned()]
        })
    );
    assert_eq!(playbook.weights["x"], 1);
}

#[test]
fn every_fault_of_a_file_is_told_in_one_run() {
    let text = "\
id: 7
onwer: me
id: again
items:
- severity: hgih
  needs: kyb
  colour: red
- text
- id: b
  severity: high
  evidence: {url: {hots: h}}
  estimate: -1
  blocking: yes
weights: {x: 1000, y: a}
";
    assert_eq!(
        faults(text),
        [
            "missing-key 1:1 the key `title` is missing",
            "wrong-type 1:5 `id`: expected text, found the number `7`",
            "unknown-key 2:1 unknown key `onwer`",
            "yaml-duplicate-key 3:1 the key `id` stands twice",
            "missing-key 5:3 the key `id` is missing",
            "unknown-value 5:13 `severity`: unknown value `hgih`",
            "wrong-type 6:10 `needs`: expected a list, found text",
            "unknown-key 7:3 unknown key `colour`",
            "wrong-type 8:3 expected a mapping (`key: value`), found text",
            "missing-key 11:14 `url` lacks the key `host`",
            "unknown-key 11:20 unknown key `hots`",
            "invalid-value 12:13 `estimate`: expected a whole number that is not negative, found `-1`",
            "wrong-type 13:13 `blocking`: expected `true` or `false`, found text",
            "invalid-value 14:14 `x`: expected a whole number from 0 to 255, found `1000`",
            "wrong-type 14:23 `y`: expected a whole number from 0 to 255, found text",
        ]
    );
}

#[test]
fn what_is_left_is_kept_for_further_checks() {
    let (playbook, faults) =
        lossy("id: a\ntitle: T\nitems:\n- id: b\n  severity: hgih\n- nonsense\n- id: c\n  severity: low\n");
    let ids: Vec<_> = playbook
        .expect("a playbook")
        .items
        .into_iter()
        .map(|item| item.id)
        .collect();
    assert_eq!(ids, ["b", "c"]);
    assert_eq!(faults.len(), 2);
}

#[test]
fn unknown_keys_get_the_key_that_was_meant() {
    let fault = only("id: a\ntitle: T\nonwer: me\n");
    assert_eq!(fault.help.as_deref(), Some("did you mean `owner`?"));
    assert_eq!(fault.replacement.as_deref(), Some("owner"));
    let fault = only("id: a\ntitle: T\ntitel: me\n");
    assert_eq!(fault.replacement, None, "`title` is there already");
    assert_eq!(
        fault.help.as_deref(),
        Some("remove it, or write one of `owner`, `items`, `weights`")
    );
}

#[test]
fn blank_values_fit_no_type() {
    for blank in ["", "~", "null"] {
        let fault = only(&format!("id: a\ntitle: {blank}\n"));
        assert_eq!(fault.message, "`title`: expected text, found nothing");
        assert_eq!(fault.help.as_deref(), Some("give it a value, or remove the key"));
        let fault = only(&format!("id: a\ntitle: t\nowner: {blank}\n"));
        assert_eq!(fault.message, "`owner`: expected a value, found nothing");
    }
}

#[test]
fn numbers_are_not_text_and_the_mend_is_offered() {
    let fault = only("id: a\ntitle: 1.0\n");
    assert_eq!(fault.message, "`title`: expected text, found the number `1.0`");
    assert_eq!(fault.replacement.as_deref(), Some("\"1.0\""));
    assert_eq!(
        only("id: a\ntitle: true\n").replacement.as_deref(),
        Some("\"true\"")
    );
    let fault = only("id: a\ntitle: t\nitems:\n- {id: b, severity: low, needs: kyb-check}\n");
    assert_eq!(fault.replacement.as_deref(), Some("[kyb-check]"));
}

#[test]
fn enums_tell_their_variants() {
    let item = |evidence: &str| {
        only(&format!(
            "id: a\ntitle: t\nitems:\n- id: b\n  severity: low\n  evidence: {evidence}\n"
        ))
    };
    let fault = item("{ulr: {host: h}}");
    assert_eq!(
        (fault.message.as_str(), fault.replacement.as_deref()),
        ("`ulr`: unknown value `ulr`", Some("url"))
    );
    assert_eq!(
        item("url").message,
        "`evidence`: expected `url` with its content, found text"
    );
    assert_eq!(
        item("{sign-off: x}").message,
        "`sign-off`: expected the word `sign-off` alone, found text"
    );
    assert_eq!(
        item("[url]").message,
        "`evidence`: expected one of `sign-off`, `url`, `choice`, found a list"
    );
}

#[test]
fn own_words_of_a_type_are_kept() {
    let tree = document("- 1.0.0\n- x\n- 2.0.0\n- \"\"\n")
        .yaml()
        .expect("a tree");
    let (versions, faults) = tree.parse_lossy::<Vec<semver::Version>>();
    assert_eq!(versions.map(|versions| versions.len()), Some(2));
    let told = told(&faults);
    assert!(
        told[0].starts_with("invalid-value 2:3 unexpected character 'x'"),
        "{told:?}"
    );
    assert!(told[1].starts_with("invalid-value 4:3 empty string"), "{told:?}");
}

#[test]
fn many_faults_end_soon() {
    let text = format!("id: a\ntitle: t\nitems:\n{}", "- 1\n".repeat(20_000));
    let start = std::time::Instant::now();
    let (playbook, faults) = lossy(&text);
    assert!(playbook.is_none());
    assert_eq!(faults.len(), 100);
    assert!(
        start.elapsed() < std::time::Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
}

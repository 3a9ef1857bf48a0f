//! The examples of `lint --explain` are true: put where they say they stand, the faulty snippet shows
//! its fault and nothing else, and the mended one shows none.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use aboard::diagnostic::{Code, Diagnostic, Diagnostics, Example, ExamplePlace, Place, Severity};
use aboard::playbook::load::{Files, load};
use aboard::source::{Document, MAX_BYTES};
use aboard::workspace::config::{Config, FILE};

const PLAYBOOK: &str = "playbooks/seller.yaml";

/// The playbook into which examples are put, but for its checklists.
const HEAD: &str = r"
format: 1
id: seller
version: 1.0.0
title: Seller
owner: partnerships
roles:
  champion: { side: platform, title: Champion }
  engineering: { side: platform, title: Engineering }
  partner-tech: { side: partner, title: Partner engineering }
attributes:
  tier: { type: choice, choices: [growth, enterprise], title: Tier }
  regions: { type: list, choices: [EU, UK], title: Regions }
dimensions:
  technical: { title: Technical, weight: 60 }
  training: { title: Training, weight: 40 }
stages:
  - { id: kickoff, title: Kickoff }
  - { id: pilot, title: Pilot }
";

/// Its checklists, but for the items of the last one.
const CHECKLISTS: &str = r"
checklists:
  - id: webhooks
    title: Webhooks
    defaults: { stage: kickoff, dimension: technical, raci: { accountable: champion } }
    items:
      - { id: smoke-test, title: Smoke test passed, instructions: Run it. }
  - id: payouts
    title: Payouts
    defaults: { stage: kickoff, dimension: technical, raci: { accountable: champion } }
    items:
      - { id: smoke-test, title: Smoke test passed, instructions: Run it. }
  - id: integration
    title: Integration
    defaults: { stage: kickoff, dimension: technical, raci: { accountable: champion } }
    items:
";

/// The items beside the one into which examples are put.
const OTHERS: &str = r"
- id: contract
  title: Contract signed
  instructions: Sign it.
- id: support-course
  title: Support course passed
  stage: pilot
  dimension: training
  raci: { accountable: engineering, responsible: [partner-tech] }
  instructions: Take it.
";

/// The item into which examples are put.
const ITEM: &str = r"
id: api-keys
title: API keys issued
instructions: Issue them.
";

/// A checklist that examples include.
const PRIVACY: &str = r"
format: 1
id: privacy
title: Privacy
defaults: { stage: kickoff, dimension: technical, raci: { accountable: champion } }
items:
  - { id: processing-agreement, title: Processing agreement signed, instructions: Sign it. }
  - { id: transfer-record, title: Transfers recorded, instructions: Record them. }
";

const CONFIG: &str = "format = 1\n";
const ORGANISATION: &str = "[organisation]\nname = \"Example Market\"\n";

/// The codes that no text of one file can show, with the reason and what shows them.
const NO_TEXT: [(Code, &str, fn(&Path)); 4] = [
    (Code::FileUnreadable, "the file is not there", |_| {}),
    (Code::NotAFile, "a folder has no text", |path| fs::create_dir(path).expect("a folder")),
    (Code::FileTooLarge, "an example of 256 KiB would explain nothing", |path| {
        fs::write(path, vec![b' '; MAX_BYTES + 1]).expect("a file");
    }),
    (Code::NotUtf8, "an example is UTF-8", |path| fs::write(path, b"id: \xFF").expect("a file")),
];

/// Files in memory.
struct Folder(BTreeMap<&'static str, String>);

impl Files for Folder {
    fn read(&self, path: &str) -> Result<Document, Diagnostics> {
        let missing = || Diagnostic::error(Code::FileUnreadable, "no such file").at(Place::file(path));
        let text = self.0.get(path).ok_or_else(missing)?;
        Document::from_bytes(path, text.as_bytes())
    }

    fn exists(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }
}

/// The keys at the left margin of a text.
fn keys(text: &str) -> Vec<&str> {
    text.lines().filter_map(key).collect()
}

fn key(line: &str) -> Option<&str> {
    let starts = line.starts_with(|c: char| c.is_ascii_lowercase());
    line.split_once(':').map(|(key, _)| key).filter(|_| starts)
}

/// Puts a snippet at the end of `base`, which loses the keys that either snippet of the example has.
fn merged(base: &str, example: Example, snippet: &str) -> String {
    let replaced: Vec<_> = [keys(example.faulty), keys(example.mended)].concat();
    let mut kept = String::new();
    let mut keeps = true;
    for line in base.lines().filter(|line| !line.is_empty()) {
        keeps = key(line).map_or(keeps, |key| !replaced.contains(&key));
        if keeps {
            kept += &format!("{line}\n");
        }
    }
    format!("{kept}{snippet}\n")
}

fn indented(text: &str, first: &str, rest: &str) -> String {
    let lines = text.lines().filter(|line| !line.is_empty()).enumerate();
    lines.map(|(n, line)| format!("{}{line}\n", if n == 0 { first } else { rest })).collect()
}

fn playbook(items: &str) -> String {
    [HEAD, CHECKLISTS, &indented(items, "      ", "      ")].concat()
}

/// The file in which a snippet stands where its example says.
fn whole(example: Example, snippet: &str) -> String {
    let default = [OTHERS, &indented(ITEM, "- ", "  ")].concat();
    match example.place {
        ExamplePlace::Playbook => merged(&playbook(&default), example, snippet),
        ExamplePlace::Items => playbook(snippet),
        ExamplePlace::Item => {
            let item = indented(&merged(ITEM, example, snippet), "- ", "  ");
            playbook(&[OTHERS, &item].concat())
        }
        ExamplePlace::Config if snippet.contains("[organisation]") => [CONFIG, snippet, "\n"].concat(),
        ExamplePlace::Config => [CONFIG, ORGANISATION, snippet, "\n"].concat(),
        ExamplePlace::Shell => panic!("no file holds a command"),
    }
}

fn judged(place: ExamplePlace, text: &str) -> Vec<Diagnostic> {
    let faults = if place == ExamplePlace::Config {
        Document::from_bytes(FILE, text.as_bytes()).and_then(|document| Config::load(&document)).err()
    } else {
        let folder = Folder(BTreeMap::from([
            (PLAYBOOK, text.to_owned()),
            ("playbooks/checklists/privacy.yaml", PRIVACY.to_owned()),
            ("docs/webhooks.md", String::new()),
        ]));
        Some(load(&folder, PLAYBOOK).diagnostics)
    };
    faults.into_iter().flatten().collect()
}

fn is_error(fault: &Diagnostic) -> bool {
    fault.severity == Severity::Error
}

#[test]
fn what_examples_are_put_into_is_sound() {
    let items = [OTHERS, &indented(ITEM, "- ", "  ")].concat();
    assert_eq!(judged(ExamplePlace::Playbook, &playbook(&items)), []);
    assert_eq!(judged(ExamplePlace::Config, &[CONFIG, ORGANISATION].concat()), []);
}

#[test]
fn every_example_shows_its_fault_and_its_cure() {
    let mut untrue = Vec::new();
    for code in Code::ALL.iter().filter(|code| code.example().place != ExamplePlace::Shell) {
        let example = code.example();
        let text = whole(example, example.faulty);
        let faults = judged(example.place, &text);
        let shows = faults.iter().any(|fault| fault.code == *code);
        if !shows || faults.iter().any(|fault| fault.code != *code && is_error(fault)) {
            untrue.push(format!("{code}, faulty: {faults:#?}\n{text}"));
        }
        let text = whole(example, example.mended);
        let left = judged(example.place, &text);
        if left.iter().any(|fault| fault.code == *code || is_error(fault)) {
            untrue.push(format!("{code}, mended: {left:#?}\n{text}"));
        }
    }
    assert!(untrue.is_empty(), "{}", untrue.join("\n"));
}

#[test]
fn what_no_text_shows_is_listed_and_happens() {
    let commands = Code::ALL.iter().filter(|code| code.example().place == ExamplePlace::Shell);
    let listed = NO_TEXT.iter().map(|(code, ..)| code);
    assert_eq!(commands.collect::<BTreeSet<_>>(), listed.collect());
    for (code, why, make) in NO_TEXT {
        let folder = tempfile::tempdir().expect("a folder");
        make(&folder.path().join("p.yaml"));
        let faults = Document::read(folder.path(), "p.yaml").expect_err(why);
        assert!(faults.iter().all(|fault| fault.code == code), "{code}: {faults:#?}");
    }
}

//! What hostile text is given to: everything that reads a file or a message, and what works on what was read.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::sync::OnceLock;

use aboard::change::message::Told;
use aboard::check::file::Opened;
use aboard::check::{CheckFault, Reading, csv, json, junit};
use aboard::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use aboard::partner::{Partner, Source, decode, decode_note, encode, encode_note};
use aboard::playbook::load::{Files, Loaded, load};
use aboard::playbook::model::{Assert, Assertion, Column, ColumnType, JsonPlace, Playbook, Table, Value};
use aboard::render::snippet;
use aboard::report::findings::Findings;
use aboard::source::Document;
use aboard::workspace::config::Config;
use chrono::{TimeZone as _, Utc};

/// Files as the program ships and writes them.
pub(super) struct Seeds {
    playbooks: Vec<String>,
    checklists: BTreeMap<String, String>,
    partners: Vec<String>,
    notes: Vec<String>,
    config: String,
    messages: Vec<String>,
    /// What partners are judged by.
    playbook: Playbook,
    /// A checklist that the first playbook includes.
    included: String,
}

/// A reader of text, the texts that it is meant for, and what reads.
#[derive(Clone, Copy)]
pub(super) struct Target {
    pub(super) name: &'static str,
    pub(super) texts: fn(&Seeds) -> Vec<String>,
    pub(super) run: fn(&Seeds, &str),
}

pub(super) const PLAYBOOK: Target =
    Target { name: "playbook", texts: |seeds| seeds.playbooks.clone(), run: read_playbook };

pub(super) const CHECKLIST: Target = Target {
    name: "checklist",
    texts: |seeds| seeds.checklists.values().cloned().collect(),
    run: read_checklist,
};

pub(super) const PARTNER: Target =
    Target { name: "partner", texts: |seeds| seeds.partners.clone(), run: read_partner };

pub(super) const NOTE: Target = Target { name: "note", texts: |seeds| seeds.notes.clone(), run: read_note };

pub(super) const CONFIG: Target =
    Target { name: "aboard.toml", texts: |seeds| vec![seeds.config.clone()], run: read_config };

pub(super) const MESSAGE: Target =
    Target { name: "commit message", texts: |seeds| seeds.messages.clone(), run: read_message };

pub(super) const REPORT: Target =
    Target { name: "test report", texts: |_| REPORTS.map(str::to_owned).to_vec(), run: read_report };

pub(super) const JSON_PATH: Target =
    Target { name: "JSONPath", texts: |_| PATHS.map(str::to_owned).to_vec(), run: read_path };

/// Paths of all kinds of selectors.
const PATHS: [&str; 4] = [
    "$.orders[*].status",
    "$..id",
    "$.orders[?@.currency == $.currency && (count(@.lines[*]) < 2 || !@['paid'])].id",
    "$.orders[-1:0:-2]['id', \"none\"][0]",
];

/// What is a path looks at each value a few times at most, in the deepest document that is read.
fn read_path(_: &Seeds, text: &str) {
    static DEEP: OnceLock<serde_json::Value> = OnceLock::new();
    let document = DEEP.get_or_init(|| {
        let deep = format!("{}{}", "[{\"a\":".repeat(60) + "1", "}]".repeat(60));
        serde_json::from_str(&format!("[{}]", vec![deep; 60].join(","))).expect("a document")
    });
    let Ok(path) = JsonPlace::path(text) else { return };
    let (found, values) = (path.select(document).len(), 1 + 60 * 121);
    assert!(found <= 16 * values, "{text} selects {found} of {values} values");
    assert_eq!(JsonPlace::try_from(path.to_string()), Ok(path));
}

/// Lines of JSON, rows of CSV, and reports as three test runners wrote them.
const REPORTS: [&str; 5] = [
    "{\"status\": \"ok\", \"latency\": {\"p95\": 120.5}}\n{\"status\": null}\n",
    "sku,price\r\nA-1,9.99\r\n\"A \"\"2\"\"\",-1\nA-1,1e999\n\"\n\",\n",
    include_str!("../../fixtures/junit/pytest.xml"),
    include_str!("../../fixtures/junit/nextest.xml"),
    include_str!("../../fixtures/junit/surefire.xml"),
];

/// What is read is one line, with finite figures.
fn read_report(_: &Seeds, text: &str) {
    let source = || Source { name: "report.xml".to_owned(), sha256: String::new() };
    let up = Assert::Is(Value::Text("ok".to_owned()));
    let place = |text: &str| JsonPlace::try_from(text.to_owned()).expect("a place");
    let at = place("$..status");
    let assertions = [Assertion { id: "up".parse().expect("an id"), at, test: up }];
    let figures = [("p95".parse().expect("an id"), place("/latency/p95"))];
    let whole = json::Asked { lines: false, least: 1, assertions: &assertions, figures: &figures };
    let lines = json::Asked { lines: true, figures: &[], ..whole };
    let read = [
        junit::read(text.as_bytes(), source(), 1),
        json::read(text.as_bytes(), source(), whole),
        json::read(text.as_bytes(), source(), lines),
        read_rows(text),
    ];
    for reading in read.into_iter().flatten() {
        assert!(!reading.said.is_empty() && !reading.said.contains(char::is_control), "{:?}", reading.said);
        assert!(reading.metrics.values().all(|value| value.is_finite()), "{:?}", reading.metrics);
    }
}

/// Asks of the first column of a text what can be asked, whatever it is called.
fn read_rows(text: &str) -> Result<Reading, CheckFault> {
    let name =
        text.trim_start_matches('\u{feff}').split([',', '\n', '\r']).next().unwrap_or_default().to_owned();
    let column = |kind, unique| Column {
        name: name.clone(),
        kind,
        required: unique,
        unique,
        bounds: Vec::new(),
        pattern: unique.then(|| r"\w[^,]{0,9}".to_owned()),
        one_of: Vec::new(),
        within: None,
    };
    let table = Table {
        file: "report.csv".to_owned(),
        delimiter: ',',
        least: 1,
        most_failed: 50.0,
        sha256: None,
        columns: vec![column(ColumnType::Text, true), column(ColumnType::Number, false)],
    };
    let open = |path: &str| Err(CheckFault::NoFile(path.to_owned()));
    let asked = csv::Asked { table: &table, open: &open, folder: &std::env::temp_dir() };
    csv::read(Opened::new("report.csv", Box::new(Cursor::new(text.as_bytes().to_vec()))), asked)
}

const PATH: &str = "playbooks/fuzzed.yaml";

/// A playbook in a folder of checklists.
struct Folder<'a> {
    playbook: &'a str,
    checklists: &'a BTreeMap<String, String>,
}

impl Files for Folder<'_> {
    fn read(&self, path: &str) -> Result<Document, Diagnostics> {
        let text =
            if path == PATH { Some(self.playbook) } else { self.checklists.get(path).map(String::as_str) };
        let missing =
            || Diagnostic::error(Code::FileUnreadable, "it is not there".to_owned()).at(Place::file(path));
        let text = text.ok_or_else(|| -> Diagnostics { [missing()].into_iter().collect() })?;
        Document::from_bytes(path, text.as_bytes())
    }

    fn exists(&self, path: &str) -> bool {
        path == PATH || self.checklists.contains_key(path)
    }
}

fn texts(folder: &Path, extension: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|found| found == extension) {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            found.insert(name, fs::read_to_string(&path).expect("a text"));
        }
    }
    found
}

impl Seeds {
    /// Takes everything from a workspace.
    pub(super) fn of(folder: &Path, git: &dyn Fn(&[&str]) -> String) -> Seeds {
        let playbooks: Vec<String> = texts(&folder.join("playbooks"), "yaml").into_values().collect();
        let checklists = texts(&folder.join("playbooks/checklists"), "yaml");
        let checklists: BTreeMap<String, String> = checklists
            .into_iter()
            .map(|(name, text)| (format!("playbooks/checklists/{name}"), text))
            .collect();
        let partners = folder.join("partners");
        let mut notes = Vec::new();
        for entry in fs::read_dir(&partners).expect("a folder") {
            let folder = entry.expect("an entry").path().join("notes");
            if folder.is_dir() {
                notes.extend(texts(&folder, "toml").into_values());
            }
        }
        let log = git(&["-C", &folder.to_string_lossy(), "log", "--format=%B%x00"]);
        let files = Folder { playbook: &playbooks[0], checklists: &checklists };
        let Loaded { playbook, diagnostics, includes, .. } = load(&files, PATH);
        let playbook = playbook.unwrap_or_else(|| panic!("{diagnostics:?}"));
        Seeds {
            partners: texts(&partners, "toml").into_values().collect(),
            notes,
            config: fs::read_to_string(folder.join("aboard.toml")).expect("a text"),
            messages: log
                .split('\0')
                .map(|text| text.trim_start().to_owned())
                .filter(|t| !t.is_empty())
                .collect(),
            playbooks,
            checklists,
            playbook,
            included: includes.first().expect("an included checklist").clone(),
        }
    }
}

/// Shows faults as a person would see them.
fn show(diagnostics: Diagnostics, sources: BTreeMap<String, String>) {
    let findings = Findings::new(diagnostics, sources, 1);
    snippet::write(&findings, true, &mut Vec::new()).expect("memory takes everything");
}

fn judge_playbook(files: &dyn Files) {
    let loaded = load(files, PATH);
    assert!(loaded.playbook.is_some() || !loaded.diagnostics.is_empty(), "refused without a reason");
    show(loaded.diagnostics, loaded.sources);
}

/// Whether nothing is wrong with a playbook.
pub(super) fn is_playbook(seeds: &Seeds, text: &str) -> bool {
    let loaded = load(&Folder { playbook: text, checklists: &seeds.checklists }, PATH);
    loaded.playbook.is_some()
}

fn read_playbook(seeds: &Seeds, text: &str) {
    judge_playbook(&Folder { playbook: text, checklists: &seeds.checklists });
}

fn read_checklist(seeds: &Seeds, text: &str) {
    let mut all = seeds.checklists.clone();
    all.insert(seeds.included.clone(), text.to_owned());
    judge_playbook(&Folder { playbook: &seeds.playbooks[0], checklists: &all });
}

fn read_partner(seeds: &Seeds, text: &str) {
    let id = "acme".parse().expect("an id");
    let Ok(partner) = decode(&id, text.as_bytes()) else { return };
    let written = encode(&partner).expect("what was read can be written");
    let again = decode(&id, written.as_bytes()).expect("what was written can be read");
    assert_eq!(again, partner);
    evaluate(seeds, &partner);
}

fn evaluate(seeds: &Seeds, partner: &Partner) {
    let document = Document::from_bytes("aboard.toml", seeds.config.as_bytes()).expect("a document");
    let config = Config::load(&document).expect("a configuration");
    for now in ["1970-01-01", "2026-03-31", "9999-12-31"] {
        let day: chrono::NaiveDate = now.parse().expect("a day");
        let now = Utc.from_utc_datetime(&day.and_hms_opt(9, 0, 0).expect("a time"));
        let facts = aboard::readiness::Facts {
            playbook: &seeds.playbook,
            partner,
            calendar: &config.calendar,
            now,
            lookup: None,
        };
        let evaluation = aboard::readiness::evaluate(facts);
        assert!(evaluation.items.len() >= seeds.playbook.checklists.len());
    }
}

fn read_note(_: &Seeds, text: &str) {
    let Ok(note) = decode_note(text.as_bytes()) else { return };
    let written = encode_note(&note).expect("what was read can be written");
    assert_eq!(decode_note(written.as_bytes()).expect("what was written can be read"), note);
}

fn read_config(_: &Seeds, text: &str) {
    let loaded =
        Document::from_bytes("aboard.toml", text.as_bytes()).and_then(|document| Config::load(&document));
    let Err(diagnostics) = loaded else { return };
    assert!(!diagnostics.is_empty(), "refused without a reason");
    show(diagnostics, [("aboard.toml".to_owned(), text.to_owned())].into());
}

fn read_message(_: &Seeds, text: &str) {
    match aboard::change::message::read(text) {
        Some(Ok(Told::Partner(recorded))) => {
            assert!(!recorded.change.kind().is_empty());
            let _ = (recorded.change.headline(), recorded.change.subjects());
        }
        Some(Ok(Told::Layout { change, .. })) => assert!(!change.headline().is_empty()),
        _ => {}
    }
}

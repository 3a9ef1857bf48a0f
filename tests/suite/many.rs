//! Many partners at once: as many threads as there are, and the answers of one.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::partners::with_four;
use crate::support::Sandbox;

/// How many copies of each of the four partners there are: enough for several threads.
const COPIES: usize = 100;

/// The four partners and their copies, in folders by a hash of the id.
fn with_many() -> Sandbox {
    let sandbox = with_four();
    let config = sandbox.read("aboard.toml");
    sandbox.write("aboard.toml", &format!("{config}\n[state]\nlayout = \"sharded\"\n"));
    for partner in ["acme", "borealis", "cumulus", "dormant"] {
        let text = sandbox.read(&format!("partners/{partner}.toml"));
        fs::remove_file(sandbox.file(&format!("partners/{partner}.toml"))).expect("a partner");
        for number in 0..COPIES {
            let id = format!("{partner}-{number}");
            // Who has no other name is called by the id.
            let named = text.replacen(&format!("name = \"{partner}\""), &format!("name = \"{id}\""), 1);
            sandbox.write(&place(&id), &named);
        }
    }
    sandbox.commit_all("Copy them");
    sandbox
}

fn place(id: &str) -> String {
    format!("partners/{:02x}/{id}.toml", Sha256::digest(id)[0])
}

fn json(sandbox: &Sandbox, line: &str) -> Value {
    serde_json::from_str(&sandbox.run(line).stdout).expect("JSON")
}

/// The entries of a report by partner, without the id; they must be in the order of the ids.
fn by_partner(report: &Value, list: &str) -> BTreeMap<String, Value> {
    let mut found: Vec<(String, Value)> = Vec::new();
    for mut entry in report[list].as_array().expect("a list").clone() {
        let Some(Value::String(id)) = entry.as_object_mut().expect("an object").remove("partner") else {
            panic!("an id");
        };
        assert!(found.last().is_none_or(|(last, _)| *last < id), "{id} is out of order");
        found.push((id, entry));
    }
    found.into_iter().collect()
}

/// Compares each copy with the partner it was copied from, names and remedies aside, which speak of the id.
fn same_as(original: &BTreeMap<String, Value>, copies: &BTreeMap<String, Value>) {
    assert_eq!(copies.len(), original.len() * COPIES);
    for (id, copy) in copies {
        let (name, _) = id.rsplit_once('-').expect("a number");
        let told = |value: &Value, id: &str| value.to_string().replace(id, "ID");
        assert_eq!(told(copy, id), told(&original[name], name), "{id}");
    }
}

#[test]
fn every_copy_is_judged_like_what_it_was_copied_from() {
    let (few, many) = (with_four(), with_many());
    for (line, list) in
        [("portfolio --archived --format json", "partners"), ("gate --all --format json", "gates")]
    {
        same_as(&by_partner(&json(&few, line), list), &by_partner(&json(&many, line), list));
    }
    let filtered =
        by_partner(&json(&many, "portfolio --attribute tier=enterprise --format json"), "partners");
    assert_eq!(filtered.len(), 2 * COPIES);
}

#[test]
fn a_broken_partner_is_not_the_end_of_the_others() {
    let sandbox = with_many();
    let broken = ["acme-7", "borealis-50", "dormant-99"];
    for id in broken {
        sandbox.write(&place(id), "format = 1\nname = 3\n");
    }
    // One that lies where the layout has it not, and one that lies at both places.
    sandbox.write("partners/zz/elsewhere.toml", "format = 1\n");
    sandbox.write("partners/zz/acme-1.toml", "format = 1\n");
    sandbox.commit_all("Break some");
    for (line, list) in
        [("portfolio --archived --format json", "partners"), ("gate --all --format json", "gates")]
    {
        let report = json(&sandbox, line);
        let unreadable = by_partner(&report, "unreadable");
        let ids: Vec<_> = unreadable.keys().map(String::as_str).collect();
        assert_eq!(ids, ["acme-7", "borealis-50", "dormant-99", "elsewhere"], "{line}");
        assert!(by_partner(&report, list).contains_key("acme-1"), "{line}");
        assert_eq!(sandbox.run(line).code, 2, "{line}");
    }
}

#[test]
fn long_reports_hold_what_short_ones_hold() {
    let (few, many) = (with_four(), with_many());
    same_as(
        &by_partner(&json(&few, "scorecard --all --format json"), "scorecards"),
        &by_partner(&json(&many, "scorecard --all --format json"), "scorecards"),
    );
    assert_eq!(few.run("scorecard --all").to_string(), {
        let named = few.run("scorecard acme borealis cumulus");
        named.to_string().replace("scorecard acme borealis cumulus", "scorecard --all")
    });
    // More than is held in memory: what stands late comes from a file, and nothing is lost or doubled.
    let report = "gate --all --format csv";
    assert_eq!(many.run(report).code, 2, "gates have no such form");
    let run = many.run("gate --all --format github --report junit=gates.xml --report markdown=gates.md");
    assert_eq!(run.code, 1, "{run}");
    assert_eq!(run.stdout.lines().last(), Some("gates: 100 no_go, 100 inconclusive, 100 go"));
    let (junit, page) = (many.read("gates.xml"), many.read("gates.md"));
    assert_eq!(junit.matches("<testsuite ").count(), 3 * COPIES);
    let tests = junit.matches("<testcase ").count();
    assert!(junit.contains(&format!("<testsuites name=\"aboard gate\" tests=\"{tests}\"")), "{tests} cases");
    assert_eq!(page.lines().filter(|line| line.starts_with("### ")).count(), 2 * COPIES);
    let notices = run.stdout.lines().filter(|line| line.starts_with("::notice title=cumulus-")).count();
    assert_eq!(notices, COPIES);
}

#[test]
fn a_reader_that_goes_away_changes_neither_verdict_nor_report() {
    let sandbox = with_many();
    let program = env!("CARGO_BIN_EXE_aboard");
    let line = format!("{program} gate --all --report json=gates.json | head -n 1; echo ${{PIPESTATUS[0]}}");
    let output = sandbox.command("bash").args(["-c", &line]).output().expect("a shell");
    let text = String::from_utf8(output.stdout).expect("text");
    assert_eq!(text.lines().last(), Some("1"), "{text}");
    let report: Value = serde_json::from_str(&sandbox.read("gates.json")).expect("JSON");
    assert_eq!(report["gates"].as_array().expect("gates").len(), 3 * COPIES);
}

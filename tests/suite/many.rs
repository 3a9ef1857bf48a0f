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
            sandbox.write(&place(&format!("{partner}-{number}")), &text);
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
        entry.as_object_mut().expect("an object").remove("name");
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

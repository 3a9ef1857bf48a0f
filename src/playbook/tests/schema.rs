//! The published schema and the parser say the same of a document's shape.

use serde_json::Value;

use super::*;
use crate::playbook::load::load_checklist;
use crate::playbook::schema::{checklist_schema, playbook_schema};

fn json(text: &str) -> Value {
    Document::from_bytes("a.yaml", text.as_bytes()).unwrap().yaml().unwrap().parse().unwrap()
}

fn fits(schema: &Value, text: &str) -> bool {
    jsonschema::validator_for(schema).unwrap().is_valid(&json(text))
}

/// What breaks the shape of the sound playbook.
const BREAKS: &[(&str, &str)] = &[
    ("owner: partnerships", "onwer: partnerships"),
    ("owner: partnerships\n", ""),
    ("owner: partnerships", "owner:"),
    ("owner: partnerships", "owner: 7"),
    ("owner: partnerships", "owner: [partnerships]"),
    ("owner: partnerships", "owner: \"\""),
    ("format: 1", "format: 2"),
    ("format: 1", "format: \"1\""),
    ("format: 1\n", ""),
    ("version: 1.2.0", "version: 1.2"),
    ("version: 1.2.0", "version: v1.2.0"),
    ("id: seller", "id: Seller"),
    ("id: seller", "id: con"),
    ("side: platform, title: Onboarding champion", "side: plattform, title: Onboarding champion"),
    ("side: platform, title: Onboarding champion", "title: Onboarding champion"),
    ("  champion: {", "  Champion: {"),
    ("type: list, choices", "type: set, choices"),
    ("required: true, title: Tier", "required: yes, title: Tier"),
    ("weight: 60", "weight: 60.5"),
    ("weight: 60", "weight: -60"),
    ("weight: 60", "weight: \"60\""),
    ("approvers: [champion]", "approvers: champion"),
    ("longest: { critical: 7d }", "longest: { urgent: 7d }"),
    ("longest: { critical: 7d }", "longest: { critical: 7 }"),
    ("expected: 10 business days", "expected: ten days"),
    ("expected: 10 business days", "expected: 3 months"),
    ("    soak: 2 business days", "    soak:"),
    ("title: Kickoff", "name: Kickoff"),
    ("sign_offs: [champion, partner-lead]", "signoffs: [champion, partner-lead]"),
    ("reopens: { items", "reopens: { item"),
    ("severity: critical", "severity: urgent"),
    ("blocking: true", "blocking: \"true\""),
    ("        title: Contract countersigned\n", ""),
    ("      - id: contract\n        title", "      - title"),
    ("accountable: champion, responsible", "accountable: [champion], responsible"),
    ("accountable: champion, responsible", "responsible"),
    ("anchor: onboarding_start", "anchor: start"),
    ("pauses_on: partner", "pauses_on: both"),
    ("{ anchor: item_done, item: contract, plus: 2d }", "{}"),
    ("{ anchor: item_done, item: contract, plus: 2d }", "{ anchor: signed }"),
    ("{ anchor: item_done, item: contract, plus: 2d }", "{ plus: 2d }"),
    ("{ anchor: item_done, item: contract, plus: 2d }", "{ date: 2026-12-31, plus: 2d }"),
    ("{ anchor: item_done, item: contract, plus: 2d }", "{ date: tomorrow }"),
    ("{ anchor: item_done, item: contract, plus: 2d }", "2d"),
    ("type: file, ask: The countersigned PDF", "type: pdf, ask: The countersigned PDF"),
    ("type: file, ask: The countersigned PDF", "type: file"),
    ("min: 1, max: 500", "min: low, max: 500"),
    ("needs: [contract]", "needs: contract"),
    ("needs: [contract]", "needs: [\"terms / contract\"]"),
    (
        "when: { tier: [growth, enterprise], regions: [EU, UK], monthly-orders: { min: 10 }, not: { personal-data: false } }",
        "when: enterprise",
    ),
    ("when: { tier", "when: { any: [], tier"),
    ("when: { tier", "when: { any: { tier: growth }, tier"),
    ("monthly-orders: { min: 10 }", "monthly-orders: { least: 10 }"),
    ("tier: [growth, enterprise]", "tier: []"),
    ("tier: [growth, enterprise]", "tier: [1, 2]"),
    ("not: { personal-data: false }", "not: {}"),
    ("instructions: Sign it.", "instructions: [Sign it.]"),
    ("kind: video", "kind: film"),
    ("minutes: 5", "minutes: 5m"),
    ("effective_from: 2026-01-01", "effective_from: 2026-1-1"),
    ("renamed_from: [signed-contract]", "renamed_from: [Signed]"),
    ("include: checklists/api.yaml", "include: [checklists/api.yaml]"),
    ("    omit: [soap]\n", "    title: Other\n    omit: [soap]\n"),
    ("  - id: terms\n    title: Terms\n", "  - title: Terms\n"),
    ("  - id: terms\n", "  - id: terms\n    omit: []\n"),
    ("keys: { severity: high", "keys: { id: other, severity: high"),
    ("keys: { severity: high", "keys: { gravity: high"),
    ("default: false", "default: {}"),
    (JUNIT, "{ json: { file: r.json, assert: { a: { at: /a, path: $.a } } } }"),
    (JUNIT, "{ json: { file: r.json, assert: { a: { at: /a, path: $.a, is: ok } } } }"),
    (JUNIT, "{ json: { file: r.json, assert: { a: { is: ok, exists: true } } } }"),
    (JUNIT, "{ http: { path: /a, certificate_days: soon } }"),
];

/// The check of the sound playbook.
const JUNIT: &str = "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }";

/// Changes of the sound playbook that leave it sound.
const VARIATIONS: &[(&str, &str)] = &[
    ("about: |\n  What it is for.\n", ""),
    ("version: 1.2.0", "version: 1.2.0-rc.1+build.7"),
    ("waivers:\n  approvers: [champion]\n  longest: { critical: 7d }\n", ""),
    ("expected: 10 business days", "expected: 10business day"),
    ("expected: 10 business days", "expected: 36 hours"),
    ("{ anchor: item_done, item: contract, plus: 2d }", "{ date: 2026-12-31 }"),
    ("{ anchor: item_done, item: contract, plus: 2d }", "{ anchor: launch, plus: -14d }"),
    (
        "{ anchor: item_done, item: contract, plus: 2d }",
        "{ anchor: stage_entered, stage: kickoff, plus: 0d }",
    ),
    ("when: { tier: [growth, enterprise],", "when: { any: [{ tier: growth }, { not: { tier: starter } }],"),
    ("monthly-orders: { min: 10 }", "monthly-orders: 10"),
    ("personal-data: false", "personal-data: true"),
    ("default: false", "default: true"),
    ("needs: [contract]", "needs: []"),
];

#[test]
fn schema_and_parser_agree_on_broken_documents() {
    let schema = playbook_schema();
    assert!(fits(&schema, SOUND));
    for (old, new) in BREAKS {
        let text = with(old, new);
        assert!(loaded(&text).diagnostics.has_errors(), "the parser takes `{new}`");
        assert!(!fits(&schema, &text), "the schema takes `{new}`");
    }
}

#[test]
fn schema_and_parser_agree_on_sound_documents() {
    let schema = playbook_schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (old, new) in VARIATIONS {
        let text = with(old, new);
        assert_eq!(told(&loaded(&text).diagnostics), "", "{new}");
        if let Err(error) = validator.validate(&json(&text)) {
            panic!("the schema refuses `{new}`: {error} at {}", error.instance_path());
        }
    }
}

#[test]
fn the_checklist_schema_is_the_one_of_shared_files() {
    let schema = checklist_schema();
    let judge = |text: &str| {
        let folder = Folder::default().with("c.yaml", text);
        let tree = Document::from_bytes("c.yaml", text.as_bytes()).unwrap().yaml().unwrap();
        (!load_checklist(&folder, tree).diagnostics.has_errors(), fits(&schema, text))
    };
    assert_eq!(judge(SHARED), (true, true));
    for (old, new) in [
        ("title: API\n", ""),
        ("id: api", "id: API"),
        ("severity: low", "severity: lowest"),
        ("defaults: {", "default: {"),
        ("    title: Keys issued\n", ""),
        ("instructions: Issue them.", "instruction: Issue them."),
        ("needs: [keys,", "needs: [9,"),
    ] {
        assert!(SHARED.contains(old), "{old}");
        assert_eq!(judge(&SHARED.replacen(old, new, 1)), (false, false), "{new}");
    }
    assert_eq!(judge("format: 1\nid: a\ntitle: A\nitems: []\n"), (false, false));
}

#[test]
fn shipped_files_fit_the_schemas() {
    for (folder, schema) in [("playbooks", playbook_schema()), ("playbooks/checklists", checklist_schema())] {
        let validator = jsonschema::validator_for(&schema).unwrap();
        let mut seen = 0;
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in std::fs::read_dir(root).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "yaml") {
                seen += 1;
                let instance = json(&std::fs::read_to_string(&path).unwrap());
                if let Err(error) = validator.validate(&instance) {
                    panic!("{}: {error} at {}", path.display(), error.instance_path());
                }
            }
        }
        assert!(seen > 1, "{folder}");
    }
}

#[test]
fn every_mapping_is_closed_and_told_of() {
    fn walk(schema: &Value, at: &str, faults: &mut Vec<String>) {
        let Some(object) = schema.as_object() else {
            schema.as_array().into_iter().flatten().for_each(|entry| walk(entry, at, faults));
            return;
        };
        if object.get("type").is_some_and(|kind| kind == "object")
            && !object.contains_key("additionalProperties")
        {
            faults.push(format!("{at} is open"));
        }
        if object
            .get("type")
            .is_some_and(|kind| kind.as_array().is_some_and(|kinds| kinds.contains(&"null".into())))
        {
            faults.push(format!("{at} may be null"));
        }
        if let Some(properties) = object.get("properties").and_then(Value::as_object) {
            for (name, property) in properties {
                let is_told = property.is_boolean()
                    || property.get("description").is_some()
                    || name == "not"
                    || name == "any"
                    || name == "all";
                if !is_told {
                    faults.push(format!("{at}.{name} has no description"));
                }
            }
        }
        object.iter().for_each(|(key, value)| walk(value, &format!("{at}/{key}"), faults));
    }
    let mut faults = Vec::new();
    walk(&playbook_schema(), "", &mut faults);
    walk(&checklist_schema(), "", &mut faults);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(playbook_schema()["$schema"], "http://json-schema.org/draft-07/schema#");
}

//! `lint`: every fault of the files that people write.

use insta::assert_snapshot;

use crate::support::Sandbox;

/// A workspace with faults of several kinds, none of them committed.
fn faulty() -> Sandbox {
    let sandbox = Sandbox::workspace();
    let seller = sandbox.read("playbooks/seller.yaml");
    let seller = seller.replace("owner: partnerships", "onwer: partnerships");
    let seller = seller.replace("needs: [agreement]", "needs: [agreemnt]");
    sandbox.write("playbooks/seller.yaml", &seller);
    let config = sandbox.read("aboard.toml");
    sandbox.write("aboard.toml", &config.replace("Europe/Berlin", "Europe/Berln"));
    sandbox.write("playbooks/checklists/stray.yaml", "format: 1\nid: stray\ntitle: Stray\nitems: []\n");
    sandbox
}

#[test]
fn a_sound_workspace_has_nothing_to_show() {
    assert_snapshot!(Sandbox::workspace().run("lint"));
}

#[test]
fn every_fault_shows_in_one_run() {
    assert_snapshot!(faulty().run("lint"));
}

#[test]
fn warnings_pass_unless_denied() {
    let sandbox = Sandbox::workspace();
    let config = sandbox.read("aboard.toml");
    sandbox.write("aboard.toml", &config.replace("roles = [\"engineering\"]", "roles = [\"enginering\"]"));
    assert_snapshot!(sandbox.run("lint"));
    assert_eq!(sandbox.run("lint --deny warnings").code, 1);
}

#[test]
fn a_default_playbook_that_is_not_there_is_an_error() {
    let sandbox = Sandbox::workspace();
    let config = sandbox.read("aboard.toml");
    sandbox.write("aboard.toml", &config.replace("playbook = \"seller\"", "playbook = \"seler\""));
    let run = sandbox.run("lint");
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("there is no playbook `seler`"), "{run}");
    assert!(run.stdout.contains("did you mean `seller`?"), "{run}");
}

#[test]
fn paths_are_judged_alone_in_a_workspace_and_outside() {
    let sandbox = faulty();
    let run = sandbox.run("lint playbooks/checklists/api.yaml");
    assert_eq!(run.code, 0, "{run}");
    assert!(run.stderr.contains("1 file checked"), "{run}");
    let run = sandbox.run("-C playbooks lint ../aboard.toml");
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("--> aboard.toml:"), "{run}");
    let run = sandbox.run("lint missing.yaml playbooks");
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("file-unreadable"), "{run}");

    let elsewhere = Sandbox::empty();
    assert_eq!(elsewhere.run("lint").code, 2);
    elsewhere.write("a.yaml", "format: 1\nid: a\n");
    let run = elsewhere.run("lint a.yaml");
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("neither a playbook nor a checklist"), "{run}");
    let whole = elsewhere.run(&format!("lint {}", sandbox.path().display()));
    assert_eq!(whole.code, 1);
    assert!(whole.stdout.contains("playbooks/seller.yaml:"), "{whole}");
}

#[test]
fn one_run_leaves_several_reports() {
    let sandbox = faulty();
    let run = sandbox.run(
        "lint --format github --report sarif=out/lint.sarif --report junit=out/lint.xml --report json=out/lint.json --report gitlab=out/lint.gitlab.json",
    );
    assert_eq!(run.code, 1);
    assert!(run.stdout.starts_with("::error "), "{run}");
    let json: serde_json::Value = serde_json::from_str(&sandbox.read("out/lint.json")).expect("JSON");
    let gitlab: serde_json::Value =
        serde_json::from_str(&sandbox.read("out/lint.gitlab.json")).expect("JSON");
    let count = json["findings"].as_array().map_or(0, Vec::len);
    assert!(count >= 4, "{json}");
    assert_eq!(gitlab.as_array().map_or(0, Vec::len), count);
    assert_eq!(run.stdout.lines().count(), count);
    assert!(sandbox.read("out/lint.xml").starts_with("<?xml"));
    sarif_is_sound(&sandbox.read("out/lint.sarif"), count);
}

/// Holds a SARIF file to what version 2.1.0 requires of the parts that are used.
fn sarif_is_sound(text: &str, results: usize) {
    let schema = include_str!("../fixtures/sarif-subset.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).expect("JSON");
    let sarif: serde_json::Value = serde_json::from_str(text).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a JSON Schema");
    let faults: Vec<_> = validator.iter_errors(&sarif).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    assert_eq!(sarif["runs"][0]["results"].as_array().map_or(0, Vec::len), results);
}

#[test]
fn codes_are_listed_and_explained() {
    let sandbox = Sandbox::empty();
    assert_snapshot!("explain", sandbox.run("lint --explain needs-cycle"));
    assert_snapshot!("explain_typo", sandbox.run("lint --explain need-cycle"));
    let run = sandbox.ok("lint --codes");
    assert_eq!(run.stdout.lines().count(), aboard::diagnostic::Code::ALL.len() + 1, "{run}");
}

//! `playbook list`, `show` and `schema`.

use insta::assert_snapshot;

use crate::onboarding::add;
use crate::support::Sandbox;

#[test]
fn playbooks_are_listed_with_the_partners_on_them() {
    let sandbox = Sandbox::workspace();
    add(&sandbox, "acme", "Acme", "2026-03-02T08:00:00Z", "");
    let seller = sandbox.read("playbooks/seller.yaml");
    sandbox.write("playbooks/seller.yaml", &seller.replace("version: 1.0.0", "version: 1.1.0"));
    sandbox.commit_all("Raise the version");
    add(&sandbox, "bolt", "Bolt", "2026-03-02T09:00:00Z", "");
    sandbox.write("playbooks/broken.yaml", "format: 1\nid: broken\nversion: 1\n");
    sandbox.commit_all("Add a broken one");
    sandbox.write("playbooks/seller.yaml", &seller);
    assert_snapshot!(sandbox.run("playbook list"));
}

#[test]
fn a_playbook_is_shown_and_an_item_in_full() {
    let sandbox = Sandbox::workspace();
    assert_snapshot!("show", sandbox.run("playbook show seller"));
    assert_snapshot!("show_item", sandbox.run("playbook show seller --item data-agreement"));
    let run = sandbox.run("playbook show sellr");
    assert_eq!((run.code, run.stderr.contains("did you mean `seller`?")), (2, true), "{run}");
    let run = sandbox.run("playbook show seller --item agreemnt");
    assert_eq!((run.code, run.stderr.contains("did you mean")), (2, true), "{run}");
}

#[test]
fn the_published_schemas_are_those_of_the_program() {
    let sandbox = Sandbox::empty();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/schema");
    for (line, name) in [
        ("playbook schema", "playbook.schema.json"),
        ("playbook schema --checklist", "checklist.schema.json"),
    ] {
        let printed = sandbox.ok(line).stdout;
        let path = folder.join(name);
        if std::env::var_os("ABOARD_BLESS").is_some() {
            std::fs::create_dir_all(&folder).expect("a folder");
            std::fs::write(&path, &printed).expect("a file");
        }
        let published = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(published == printed, "{name} is stale: run the tests with ABOARD_BLESS=1");
    }
}

#[test]
fn the_schemas_take_what_the_parser_takes() {
    let sandbox = Sandbox::empty();
    let schema: serde_json::Value =
        serde_json::from_str(&sandbox.ok("playbook schema").stdout).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a JSON Schema");
    let text = Sandbox::workspace().read("playbooks/seller.yaml");
    let sound: serde_json::Value = serde_yaml::from_str(&text).expect("YAML");
    assert!(schema.is_valid(&sound));
    for (from, to) in [
        ("title: Seller\n", "titel: Seller\n"),
        ("version: 1.0.0\n", ""),
        ("severity: high", "severity: huge"),
    ] {
        let broken: serde_json::Value = serde_yaml::from_str(&text.replacen(from, to, 1)).expect("YAML");
        assert_ne!(broken, sound);
        assert!(!schema.is_valid(&broken), "{from} -> {to}");
    }
}

#[test]
fn a_partner_that_cannot_be_read_is_told_below_the_list() {
    let sandbox = Sandbox::with_acme();
    sandbox.write("partners/zed.toml", "garbage [");
    sandbox.commit_all("Break it");
    let run = sandbox.run("playbook list");
    assert_eq!(run.code, 2, "{run}");
    assert!(run.stdout.contains("seller@1.0.0"), "{run}");
    assert!(run.stdout.contains("zed: `partners/zed.toml` cannot be read"), "{run}");
}

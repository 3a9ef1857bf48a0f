//! `partner list`, `partner show`, `waiver list`.

use insta::assert_snapshot;

use crate::onboarding::add;
use crate::support::Sandbox;

fn two_partners() -> Sandbox {
    let sandbox = Sandbox::workspace();
    add(&sandbox, "acme", "Acme", "2026-03-02T08:00:00Z", "");
    add(&sandbox, "bolt", "Bolt | <b>Söhne</b>", "2026-03-02T08:30:00Z", "");
    sandbox
}

#[test]
fn partners_are_listed_and_shown() {
    let sandbox = two_partners();
    assert_snapshot!("partner_list", sandbox.run("partner list"));
    assert_snapshot!("partner_list_markdown", sandbox.run("partner list --format markdown"));
    assert_snapshot!("partner_show", sandbox.run("partner show bolt"));
    let run = sandbox.ok("partner show acme --format json");
    let shown: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(shown["attributes"][3]["origin"], "declared");
}

#[test]
fn a_broken_partner_is_one_line_of_the_list() {
    let sandbox = two_partners();
    sandbox.write("partners/bolt.toml", "format = 2\n");
    sandbox.commit_all("Break bolt");
    let run = sandbox.run("partner list");
    assert_eq!(run.code, 2);
    assert!(run.stdout.contains("acme") && run.stdout.contains("bolt: `"), "{run}");
    let run = sandbox.run("waiver list");
    assert_eq!(run.code, 2);
}

#[test]
fn no_waiver_is_said_plainly() {
    assert_snapshot!(two_partners().run("waiver list"));
}

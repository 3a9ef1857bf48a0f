//! `status`: where one partner stands.

use insta::assert_snapshot;

use crate::onboarding::add;
use crate::support::Sandbox;

fn under_way() -> Sandbox {
    let sandbox = Sandbox::workspace();
    add(&sandbox, "acme", "Acme", "2026-03-02T08:00:00Z", "");
    sandbox.ok("start acme agreement --on-behalf-of legal");
    sandbox.ok("block acme agreement --on partner --reason \"Their legal team is on leave until the end of the month, says the lead\"");
    sandbox.ok("done acme kickoff-call --evidence 2026-03-02");
    sandbox.at("2026-03-12T09:00:00Z");
    sandbox
}

#[test]
fn what_is_open_shows_and_the_rest_is_counted() {
    assert_snapshot!(under_way().run("status acme"));
}

#[test]
fn everything_shows_if_asked_for() {
    assert_snapshot!(under_way().run("status acme --all"));
}

#[test]
fn it_can_be_pasted_into_a_ticket() {
    assert_snapshot!(under_way().run("status acme --stage kickoff --format markdown"));
}

#[test]
fn a_typo_gets_a_suggestion() {
    let sandbox = under_way();
    let run = sandbox.run("status acmee");
    assert_eq!((run.code, run.stderr.contains("did you mean `acme`?")), (2, true), "{run}");
    let run = sandbox.run("status acme --stage sandbx");
    assert_eq!((run.code, run.stderr.contains("did you mean `sandbox`?")), (2, true), "{run}");
}

#[test]
fn it_is_data_too() {
    let run = under_way().ok("status acme --all --format json");
    let status: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!((&status["kind"], &status["stage"]), (&"status".into(), &"kickoff".into()));
    let items = status["stages"][0]["checklists"][0]["items"].as_array().expect("items");
    assert_eq!(items.len(), 3);
    assert_eq!(items[0]["status"], "blocked");
    assert_eq!(items[0]["reason"].as_str().map(|reason| reason.starts_with("Their legal")), Some(true));
}

#[test]
fn the_past_is_read_as_it_stood() {
    let sandbox = under_way();
    let run = sandbox.ok("status acme --at HEAD~2 --format json");
    let status: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(status["stages"][0]["checklists"][0]["items"][0]["status"], "doing");
    assert_eq!(status["now"], "2026-03-02T09:00:00+01:00");
}

/// A stage in which nothing is to be done, but time is to pass.
const WAITING: &str = "format: 1
id: short
version: 1.0.0
title: Short
owner: integration
roles:
  champion: { side: platform, title: Champion }
dimensions:
  all: { title: All, weight: 100 }
waivers:
  approvers: [champion]
stages:
  - { id: pilot, title: Pilot, soak: 3d, approver: champion }
  - { id: live, title: Live, approver: champion }
checklists:
  - id: orders
    title: Orders
    defaults: { stage: live, dimension: all }
    items:
      - id: first-order
        title: First order delivered
        raci: { accountable: champion }
        instructions: Follow it.
";

#[test]
fn where_nothing_is_to_be_done_it_is_said_where_to_look() {
    let sandbox = Sandbox::workspace();
    sandbox.write("playbooks/short.yaml", WAITING);
    sandbox.commit_all("Write a short playbook");
    sandbox.ok("partner add acme --playbook short --champion dana --start 2026-03-02");
    let lines = ["status acme", "next acme", "status acme --now +4d"];
    assert_snapshot!(lines.map(|line| sandbox.run(line).to_string()).join("\n\n"));
}

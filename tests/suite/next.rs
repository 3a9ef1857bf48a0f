//! `next`: what can be done now.

use insta::assert_snapshot;

use crate::onboarding::add;
use crate::support::Sandbox;

fn two_partners() -> Sandbox {
    let sandbox = Sandbox::workspace();
    add(&sandbox, "acme", "Acme", "2026-03-02T08:00:00Z", "");
    add(&sandbox, "bolt", "Bolt", "2026-03-03T08:00:00Z", "");
    sandbox.at("2026-03-10T09:00:00Z");
    sandbox.ok("submit bolt kickoff-call --evidence 2026-03-03");
    sandbox
}

#[test]
fn the_most_pressing_comes_first() {
    assert_snapshot!(two_partners().run("next"));
}

#[test]
fn roles_see_their_own_and_what_they_rule_on() {
    let sandbox = two_partners();
    assert_snapshot!(sandbox.run("next --role champion"));
    assert_snapshot!("one_partners_next", sandbox.run("next acme --role partner-lead --format markdown"));
    assert_eq!(sandbox.ok("next --mine").stdout, sandbox.ok("next --role champion").stdout);
    let run = sandbox.run("next --role champoin");
    assert_eq!((run.code, run.stderr.contains("did you mean `champion`?")), (2, true), "{run}");
}

#[test]
fn a_stranger_is_told_so() {
    let run = two_partners().as_person("zoe").run("next --mine");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("`zoe@market.example` holds no role"), "{run}");
}

#[test]
fn a_limit_leaves_a_count() {
    let sandbox = two_partners();
    let run = sandbox.ok("next --limit 1");
    assert!(run.stdout.contains("… and 3 more"), "{run}");
    let run = sandbox.ok("next --limit 1 --format json");
    let next: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!((next["total"].as_u64(), next["items"].as_array().map(Vec::len)), (Some(4), Some(1)));
    assert_eq!(sandbox.run("next --limit 0").code, 2);
}

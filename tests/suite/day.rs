//! `aboard` alone: the champion's day.

use insta::assert_snapshot;

use crate::onboarding::add;
use crate::support::Sandbox;

/// Three partners of Dana's, one of Lea's, at several points of their way.
fn busy() -> Sandbox {
    let sandbox = Sandbox::workspace();
    add(&sandbox, "acme", "Acme", "2026-03-02T08:00:00Z", "");
    add(&sandbox, "bolt", "Bolt GmbH", "2026-03-02T08:10:00Z", "");
    add(&sandbox, "corvo", "Corvo", "2026-03-02T08:20:00Z", "--champion lea");
    sandbox.at("2026-03-04T09:00:00Z");
    sandbox.ok("block acme agreement --on partner --reason \"Their legal team is on leave\"");
    sandbox.ok("submit bolt kickoff-call --evidence 2026-03-03");
    sandbox.at("2026-03-10T09:00:00Z");
    sandbox
}

#[test]
fn the_day_tells_what_is_late_and_who_waits() {
    let sandbox = busy();
    assert_snapshot!(sandbox.run(""));
    assert_snapshot!("everybodys_day", sandbox.as_person("zoe").run("--now 2026-03-05"));
}

#[test]
fn a_quiet_day_and_an_empty_workspace_say_what_to_do_next() {
    let sandbox = Sandbox::workspace();
    assert_snapshot!("no_partners", sandbox.run(""));
    add(&sandbox, "acme", "Acme", "2026-03-02T08:00:00Z", "");
    assert_snapshot!("a_quiet_day", sandbox.run("--now 2026-03-02T08:30:00Z --at HEAD~0"));
}

#[test]
fn outside_of_a_workspace_it_says_how_to_get_one() {
    let run = Sandbox::empty().run("");
    assert_eq!(run.code, 2);
    assert!(run.stdout.is_empty());
    assert!(run.stderr.contains("there is no workspace in"), "{run}");
    assert!(run.stderr.contains("aboard init") && run.stderr.contains("aboard demo"), "{run}");
}

#[test]
fn what_was_edited_by_hand_does_not_count_and_a_broken_file_is_one_line() {
    let sandbox = busy();
    let acme = sandbox.read("partners/acme.toml");
    sandbox.write("partners/acme.toml", &acme.replace("name = \"Acme\"", "name = \"Evil\""));
    let run = sandbox.run("");
    assert_eq!(run.code, 0);
    assert!(run.stdout.contains("Edited by hand, not counted\n  partners/acme.toml\n"), "{run}");
    sandbox.write("partners/acme.toml", &acme);
    sandbox.write("partners/bolt.toml", "format = 1\nname = 7\n");
    sandbox.commit_all("Break bolt");
    let run = sandbox.run("");
    assert_eq!(run.code, 2);
    assert!(run.stdout.contains("Cannot be read\n  bolt: "), "{run}");
    assert!(run.stdout.contains("acme"), "{run}");
}

#[test]
fn flags_of_the_day_before_a_command_are_refused() {
    let sandbox = Sandbox::workspace();
    let run = sandbox.run("--now +3d status acme");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("before a command have no effect"), "{run}");
}

#[test]
fn the_day_is_data_too() {
    let run = busy().ok("--format json");
    let day: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!((&day["format_version"], &day["kind"]), (&1.into(), &"day".into()));
    assert_eq!(day["held_up"][0]["work"]["item"], "contract/agreement");
    assert_eq!(day["held_up"][0]["work"]["waiting_for"], "partner");
    assert_eq!(day["others"], 1);
}

#[test]
fn a_gate_that_says_go_is_announced() {
    let sandbox = Sandbox::workspace();
    add(&sandbox, "acme", "Acme", "2026-03-02T08:00:00Z", "");
    let before = sandbox.ok("");
    assert!(!before.stdout.contains("may be promoted"), "{before}");
}

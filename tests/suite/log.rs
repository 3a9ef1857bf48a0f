//! `log`: the changes of history.

use insta::assert_snapshot;

use crate::onboarding::add;
use crate::support::Sandbox;

fn some_weeks() -> Sandbox {
    let sandbox = Sandbox::workspace();
    add(&sandbox, "acme", "Acme", "2026-03-02T08:00:00Z", "");
    add(&sandbox, "bolt", "Bolt", "2026-03-02T08:30:00Z", "");
    sandbox.at("2026-03-05T09:00:00Z");
    sandbox.ok("done acme kickoff-call --evidence 2026-03-03 --happened 2026-03-03 -m \"All were there\"");
    sandbox.at("2026-03-06T09:00:00Z").as_person("lea");
    sandbox.ok("block acme agreement --on partner --reason \"On leave\"");
    sandbox.ok("start bolt agreement kickoff-call");
    sandbox.at("2026-03-20T09:00:00Z").as_person("egon");
    let bolt = sandbox.read("partners/bolt.toml");
    sandbox.write("partners/bolt.toml", &bolt.replace("name = \"Bolt\"", "name = \"Bolt Ltd\""));
    sandbox.commit_all("Rename bolt by hand");
    sandbox
}

#[test]
fn every_change_is_told_and_what_is_none_is_out_of_band() {
    assert_snapshot!(some_weeks().run("log"));
}

#[test]
fn one_partner_has_a_history_of_its_own() {
    let sandbox = some_weeks();
    assert_snapshot!(sandbox.run("log acme"));
    let run = sandbox.ok("log bolt");
    assert!(run.stdout.contains("Rename bolt by hand") && !run.stdout.contains("acme"), "{run}");
}

#[test]
fn filters_narrow_it() {
    let sandbox = some_weeks();
    let lines = |line: &str| {
        let run = sandbox.ok(&format!("{line} --format json"));
        let log: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        log["entries"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(lines("log"), 6);
    assert_eq!(lines("log --since 2026-03-06"), 3);
    assert_eq!(lines("log --since 2w"), 3);
    assert_eq!(lines("log --by lea"), 2);
    assert_eq!(lines("log --by 'Dana Fox'"), 3);
    assert_eq!(lines("log --by egon@market.example"), 1);
    assert_eq!(lines("log --item kickoff-call"), 2);
    assert_eq!(lines("log acme --item contract/kickoff-call"), 1);
    assert_eq!(lines("log --limit 2"), 2);
    assert_eq!(lines("log --now 2026-03-05T10:00:00Z"), 3);
    let run = sandbox.run("log acme --item kickoff-cal");
    assert_eq!((run.code, run.stderr.contains("did you mean")), (2, true), "{run}");
    assert_eq!(sandbox.run("log --since yesterday").code, 2);
}

#[test]
fn it_can_be_opened_in_a_spreadsheet() {
    let run = some_weeks().ok("log --format csv");
    let mut reader = csv::Reader::from_reader(run.stdout.as_bytes());
    assert_eq!(reader.headers().expect("headings").len(), 12);
    let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 6);
    assert!(rows.iter().all(|row| row.len() == 12));
    assert_eq!(rows[0].get(11), Some("not made by aboard"));
}

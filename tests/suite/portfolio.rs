//! `aboard portfolio`: what a person sees, what a script gets, and who is in it.

use insta::assert_snapshot;

use crate::partners::{break_file, with_four};
use crate::support::{Run, Sandbox};

/// The ids of the rows that a run prints, in their order.
fn listed(run: &Run) -> Vec<String> {
    assert_eq!(run.code, 0, "{run}");
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let rows = json["partners"].as_array().expect("rows");
    rows.iter().map(|row| row["partner"].as_str().expect("an id").to_owned()).collect()
}

fn ids(sandbox: &Sandbox, flags: &str) -> Vec<String> {
    listed(&sandbox.run(&format!("portfolio --format json {flags}")))
}

#[test]
fn every_partner_has_a_line() {
    let sandbox = with_four();
    assert_snapshot!(sandbox.run("portfolio"));
    sandbox.env("COLUMNS", "120");
    assert_snapshot!(sandbox.run("portfolio --archived --sort stage --now +2w"));
}

#[test]
fn filters_leave_who_is_asked_for() {
    let sandbox = with_four();
    assert_eq!(ids(&sandbox, ""), ["acme", "borealis", "cumulus"]);
    assert_eq!(ids(&sandbox, "--archived"), ["acme", "borealis", "cumulus", "dormant"]);
    assert_eq!(ids(&sandbox, "--stage kickoff"), ["acme", "cumulus"]);
    assert_eq!(ids(&sandbox, "--stage live"), [""; 0]);
    assert_eq!(ids(&sandbox, "--playbook seller --champion lea"), ["borealis"]);
    assert_eq!(ids(&sandbox, "--champion DANA@market.example"), ["acme", "cumulus"]);
    assert_eq!(ids(&sandbox, "--attribute tier=enterprise"), ["acme", "cumulus"]);
    assert_eq!(ids(&sandbox, "--attribute regions=EU"), ["acme", "borealis"]);
    assert_eq!(ids(&sandbox, "--attribute regions=EU,UK"), ["borealis"]);
    assert_eq!(ids(&sandbox, "--attribute monthly-orders=900.0"), ["cumulus"]);
    assert_eq!(ids(&sandbox, "--attribute card-data=no"), ["acme", "borealis", "cumulus"]);
    assert_eq!(ids(&sandbox, "--attribute tier=enterprise --attribute regions=US"), ["cumulus"]);
    assert_eq!(ids(&sandbox, "--verdict go"), ["cumulus"]);
    assert_eq!(ids(&sandbox, "--verdict no-go --verdict go"), ["borealis", "cumulus"]);
}

#[test]
fn rows_come_in_the_order_asked_for() {
    let sandbox = with_four();
    assert_eq!(ids(&sandbox, "--sort stage"), ["acme", "cumulus", "borealis"]);
    assert_eq!(ids(&sandbox, "--sort verdict"), ["borealis", "acme", "cumulus"]);
    assert_eq!(ids(&sandbox, "--sort days"), ["acme", "cumulus", "borealis"]);
    assert_eq!(ids(&sandbox, "--sort due"), ["acme", "borealis", "cumulus"]);
    assert_eq!(ids(&sandbox, "--sort score"), ["acme", "borealis", "cumulus"]);
}

#[test]
fn a_filter_that_nothing_can_have_is_a_typing_error() {
    let sandbox = with_four();
    for (flags, hint) in [
        ("--stage sandbx", "did you mean `sandbox`?"),
        ("--playbook sellr", "did you mean `seller`?"),
        ("--champion daan", "did you mean `dana`?"),
        ("--attribute teir=starter", "did you mean `tier`?"),
        ("--attribute tier=entreprise", "did you mean `enterprise`?"),
        ("--attribute tier", "--attribute tier=enterprise"),
        ("--verdict nogo", "no_go"),
        ("--sort name", "partner"),
    ] {
        let run = sandbox.run(&format!("portfolio {flags}"));
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run}");
        assert!(run.stderr.contains(hint), "{run}");
    }
}

#[test]
fn one_broken_file_is_one_row_and_never_the_end() {
    let sandbox = with_four();
    break_file(&sandbox, "borealis");
    assert_snapshot!(sandbox.run("portfolio"));
    let csv = sandbox.run("portfolio --format csv");
    assert_eq!(csv.code, 2, "{csv}");
    let mut reader = csv::Reader::from_reader(csv.stdout.as_bytes());
    let rows: Vec<_> = reader.records().map(|row| row.expect("a row as long as the headings")).collect();
    assert_eq!(rows.len(), 3, "{csv}");
    assert_eq!((&rows[2][0], rows[2][23].contains("cannot be read")), ("borealis", true), "{csv}");
}

#[test]
fn a_stage_that_the_playbook_does_not_have_is_told() {
    let sandbox = with_four();
    let text = sandbox.read("partners/acme.toml").replacen("stage = \"kickoff\"", "stage = \"lift-off\"", 1);
    sandbox.write("partners/acme.toml", &text);
    sandbox.commit_all("Edit by hand");
    let run = sandbox.run("portfolio");
    assert_eq!(run.code, 2, "{run}");
    let told: Vec<_> = run.stdout.split_whitespace().collect();
    assert!(told.join(" ").contains("says stage `lift-off`, which seller@1.0.0 does not have"), "{run}");
}

#[test]
fn a_workspace_without_partners_says_so() {
    let run = Sandbox::workspace().run("portfolio");
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (0, "No partners to show. See all with: aboard partner list --archived\n"),
        "{run}"
    );
}

#[test]
fn hostile_names_stay_in_their_cells() {
    let sandbox = with_four();
    let hostile = "=HYPERLINK(1)|<img src=x>\\u001b[31m";
    let text = sandbox.read("partners/acme.toml").replacen("Acme GmbH", hostile, 1);
    sandbox.write("partners/acme.toml", &text);
    sandbox.commit_all("Edit by hand");
    let markdown = sandbox.ok("portfolio --format markdown").stdout;
    assert!(
        markdown.contains("| =HYPERLINK\\(1\\)\\|&lt;img src=x&gt;\\\\u\\{1b\\}\\[31m \\(acme\\) |"),
        "{markdown}"
    );
    let csv = sandbox.ok("portfolio --format csv").stdout;
    assert!(csv.contains("acme,'=HYPERLINK(1)|<img src=x>"), "{csv}");
}

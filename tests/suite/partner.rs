//! `partner add`, `set`, `archive`: what is printed, what is committed, what is refused.

use crate::support::Sandbox;

#[test]
fn a_partner_begins_with_the_defaults_of_the_workspace() {
    let sandbox = Sandbox::workspace();
    insta::assert_snapshot!(sandbox.run("partner add acme"));
    let state = sandbox.read("partners/acme.toml");
    for line in ["champion = \"dana@market.example\"", "stage = \"kickoff\"", "start = \"2026-03-02\""] {
        assert!(state.contains(line), "{line} is not in:\n{state}");
    }
    assert_eq!(sandbox.commits(), 2);
}

fn transcript(sandbox: &Sandbox, lines: &[&str]) -> String {
    lines.iter().map(|line| sandbox.run(line).to_string()).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn a_profile_is_kept() {
    let sandbox = Sandbox::workspace();
    insta::assert_snapshot!(transcript(
        &sandbox,
        &[
            "partner add acme --name 'Acme GmbH' --set tier=enterprise --set regions=UK,EU --champion 'Lea Novak' --backup EGON@market.example",
            "partner set acme --set monthly-orders=1200 --set card-data=yes --signed 2026-03-01 --launch 2026-06-01",
            "partner set acme --contact partner-tech='Ada Roy <ada@acme.example>' --contact legal=Lea",
            "partner set acme --unset launch --unset monthly-orders --unset contact:legal --dry-run",
            "partner archive acme --reason 'They chose another marketplace'",
            "partner set acme --name Acme",
            "partner archive acme --restore --reason 'They are back'",
        ],
    ));
    insta::assert_snapshot!("a_profile_in_its_file", without_commit(&sandbox.read("partners/acme.toml")));
}

fn without_commit(state: &str) -> String {
    state.lines().filter(|line| !line.starts_with("commit =")).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_makes_no_sense_is_refused_with_what_was_meant() {
    let sandbox = Sandbox::with_acme();
    let before = sandbox.commits();
    insta::assert_snapshot!(transcript(
        &sandbox,
        &[
            "partner add acme",
            "partner add Acme",
            "partner add beta --playbook seler",
            "partner add beta --champion dna",
            "partner add beta --set teir=enterprise",
            "partner add beta --set tier=enterprize",
            "partner add beta --set tier",
            "partner add beta --set regions=EU --set regions=UK",
            "partner add beta --contact tech=Ada",
            "partner add beta --contact partner-tech=Ada<ada@acme.example",
            "partner add beta --start 2026-02-30",
            "partner set acme",
            "partner set acme --unset lunch",
            "partner set acme --launch 2026-06-01 --unset launch",
            "partner set acne --launch 2026-06-01",
            "partner archive acme --restore --reason x",
        ],
    ));
    assert_eq!(sandbox.commits(), before);
}

#[test]
fn a_pin_is_of_a_committed_playbook() {
    let sandbox = Sandbox::workspace();
    let path = "playbooks/checklists/api.yaml";
    sandbox.write(path, &sandbox.read(path).replace("severity: critical", "severity: high"));
    insta::assert_snapshot!(sandbox.run("partner add acme"));
    sandbox.commit_all("Soften");
    sandbox.ok("partner add acme");
    let head = sandbox.git(&["rev-parse", "HEAD^"]);
    assert!(
        sandbox.read("partners/acme.toml").contains(head.trim()),
        "the pin names the commit it was read at"
    );
}

#[test]
fn without_defaults_the_only_playbook_is_meant_and_nobody_is_champion() {
    let sandbox = Sandbox::workspace();
    let config = sandbox.read("aboard.toml");
    let (config, _) = config.split_once("[defaults]").expect("defaults");
    sandbox.write("aboard.toml", config);
    sandbox.commit_all("No defaults");
    insta::assert_snapshot!(sandbox.run("partner add acme --set tier=starter"));
    sandbox.write(
        "playbooks/second.yaml",
        &sandbox.read("playbooks/seller.yaml").replace("id: seller", "id: second"),
    );
    sandbox.commit_all("A second playbook");
    let run = sandbox.run("partner add beta");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("choose one with --playbook: second, seller"), "{run}");
    sandbox.ok("partner add beta --playbook second");
}

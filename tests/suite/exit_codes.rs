//! The exit code of every command: 0 done, 1 no, 2 wrong usage or invalid files, 3 inconclusive, 4 worse than a
//! baseline (tests/suite/baseline.rs). Scripts and CI jobs rest on them.

use crate::support::Sandbox;

/// Runs lines in workspaces of their own, each made by `set_up`, and tells those whose code is another.
fn judge(set_up: &dyn Fn() -> Sandbox, table: &[(i32, &str)]) {
    let mut wrong = String::new();
    for (code, line) in table {
        let run = set_up().run(line);
        if run.code != *code {
            wrong += &format!("expected {code}\n{run}\n\n");
        }
        assert!(!run.stderr.contains("panicked"), "{run}");
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_is_well_ends_with_0() {
    judge(
        &Sandbox::with_acme,
        &[
            (0, ""),
            (0, "status acme"),
            (0, "next"),
            (0, "next acme --mine"),
            (0, "scorecard acme"),
            (0, "portfolio"),
            (0, "log"),
            (0, "log acme"),
            (0, "partner list"),
            (0, "partner show acme"),
            (0, "playbook list"),
            (0, "playbook show seller"),
            (0, "playbook schema"),
            (0, "waiver list"),
            (0, "lint"),
            (0, "lint --codes"),
            (0, "lint --explain unknown-key"),
            (0, "completions bash"),
            (0, "man"),
            (0, "--help"),
            (0, "--version"),
            (0, "gate --help"),
            (0, "partner add beta --set tier=starter"),
            (0, "partner set acme --set tier=starter"),
            (0, "partner archive acme --reason 'They left'"),
            (0, "start acme agreement"),
            (0, "submit acme agreement --evidence aboard.toml"),
            (0, "done acme kickoff-call --evidence 2026-03-02"),
            (0, "block acme agreement --reason 'Counsel is away'"),
            (0, "note acme -m 'Their CTO changes'"),
            (0, "note acme agreement -m 'Clause 4' --dry-run"),
            (0, "waive acme data-agreement --reason Late --control Checked --until 2026-03-20"),
            (0, "sign acme --role champion --name 'Dana Fox'"),
            (0, "restore acme"),
            (0, "restore acme --dry-run"),
            (0, "restore --all"),
            (0, "promote acme --override --reason 'The board wants it' --until 2026-03-20"),
        ],
    );
}

#[test]
fn a_workspace_is_laid_down_with_0() {
    judge(&Sandbox::empty, &[(0, "init"), (0, "init elsewhere")]);
}

#[test]
fn what_the_rules_refuse_ends_with_1() {
    judge(
        &Sandbox::with_acme,
        &[
            (1, "partner add acme --set tier=starter"),
            (1, "partner set acme --set tier=enterprise"),
            (1, "unblock acme agreement"),
            (1, "reopen acme agreement --reason x"),
            (1, "reject acme agreement --reason x"),
            (1, "done acme agreement"),
            (1, "done acme rate-limits --evidence 50"),
            (1, "waive acme agreement --reason Late --control Checked --until 2026-03-20"),
            (1, "waiver approve acme data-agreement"),
            (1, "waiver reject acme rate-limits --reason no"),
            (1, "waiver revoke acme data-agreement --reason x"),
            (1, "rollback acme --to kickoff --reason x"),
            (1, "sign acme --role partner-lead --name Ada"),
            (1, "adopt acme -m 'Nothing is edited'"),
            (1, "init ."),
            (1, "init playbooks"),
            (1, "demo playbooks"),
        ],
    );
}

#[test]
fn what_cannot_be_told_yet_ends_with_3() {
    judge(
        &Sandbox::with_acme,
        &[(3, "gate acme"), (3, "gate --all"), (3, "gate acme --strict --format junit"), (3, "promote acme")],
    );
}

#[test]
fn wrong_usage_ends_with_2() {
    judge(
        &Sandbox::with_acme,
        &[
            (2, "frobnicate"),
            (2, "--frobnicate"),
            (2, "-C missing portfolio"),
            (2, "status"),
            (2, "status acne"),
            (2, "status acme --format csv"),
            (2, "status acme --now 2026-02-30"),
            (2, "status acme --at nowhere"),
            (2, "status acme --at 1999-01-01"),
            (2, "status acme --stage sandbax"),
            (2, "next --role nobody"),
            (2, "scorecard"),
            (2, "scorecard acne"),
            (2, "portfolio --stage sandbax"),
            (2, "portfolio --report json"),
            (2, "portfolio --report json=aboard.toml/x"),
            (2, "gate"),
            (2, "gate acne"),
            (2, "gate acme --stage sandbax"),
            (2, "gate --all --stage sandbax"),
            (2, "log acne"),
            (2, "partner show acne"),
            (2, "partner add A/B"),
            (2, "partner add beta --playbook saller"),
            (2, "partner add beta --set tier=gold"),
            (2, "partner set acme --set teir=starter"),
            (2, "partner archive acne"),
            (2, "playbook show saller"),
            (2, "lint missing.yaml --format xml"),
            (2, "lint --explain no-such-code"),
            (2, "completions cobol"),
            (2, "start acme"),
            (2, "start acme agremeent"),
            (2, "start acme agreement --happened 2027-01-01"),
            (2, "start acme agreement --happened 0001-01-01"),
            (2, "partner set acme --launch +262142-12-31"),
            (2, "submit acme agreement --evidence missing.pdf"),
            (2, "done acme kickoff-call --evidence 2026-02-30"),
            (2, "done acme rate-limits --evidence 501"),
            (2, "done acme rate-limits --evidence nan"),
            (2, "block acme agreement"),
            (2, "block acme agreement --reason ' '"),
            (2, "note acme"),
            (2, "waive acme data-agreement --reason Late --control Checked --until someday"),
            (2, "waiver approve acme"),
            (2, "sign acme --role nobody --name Ada"),
            (2, "promote acme --to sandbax"),
            (2, "promote acme --override"),
            (2, "rollback acme --to sandbax --reason x"),
            (2, "adopt acme"),
            (2, "adopt acne -m x"),
            (2, "restore"),
            (2, "restore acne"),
            (2, "restore acme --all"),
            (2, "walk acme"),
        ],
    );
}

#[test]
fn without_a_workspace_commands_end_with_2() {
    judge(
        &Sandbox::empty,
        &[
            (2, ""),
            (2, "status acme"),
            (2, "next"),
            (2, "scorecard acme"),
            (2, "portfolio"),
            (2, "gate acme"),
            (2, "log"),
            (2, "partner list"),
            (2, "playbook list"),
            (2, "waiver list"),
            (2, "done acme kickoff-call"),
            (2, "note acme -m x"),
            (2, "promote acme"),
            (2, "restore --all"),
        ],
    );
}

#[test]
fn invalid_files_end_with_2_but_findings_of_lint_with_1() {
    let broken_partner = || {
        let sandbox = Sandbox::with_acme();
        sandbox.ok("partner add beta --set tier=starter");
        sandbox.write("partners/acme.toml", "format = 1\nname = \"Ac");
        sandbox.commit_all("Break it");
        sandbox
    };
    judge(
        &broken_partner,
        &[
            (2, ""),
            (2, "status acme"),
            (2, "next"),
            (2, "scorecard acme beta"),
            (2, "portfolio"),
            (2, "gate --all"),
            (2, "gate acme beta"),
            (2, "partner list"),
            (2, "partner show acme"),
            (2, "waiver list"),
            (2, "done acme kickoff-call --evidence 2026-03-02"),
            (2, "note acme -m x"),
            (2, "promote acme"),
            (0, "status beta"),
            (0, "note beta -m x"),
            (0, "log"),
            (0, "lint"),
        ],
    );
    let broken_playbook = || {
        let sandbox = Sandbox::workspace();
        sandbox.write("playbooks/seller.yaml", "format: 1\nid: seller\nversion: one\n");
        sandbox.commit_all("Break it");
        sandbox
    };
    judge(
        &broken_playbook,
        &[(1, "lint"), (1, "lint --format sarif"), (2, "partner add acme"), (2, "playbook show seller")],
    );
    let broken_config = || {
        let sandbox = Sandbox::with_acme();
        sandbox.write("aboard.toml", "format = 1\n[calendar]\nzone = \"Mars/Base\"\n");
        sandbox.commit_all("Break it");
        sandbox
    };
    judge(&broken_config, &[(1, "lint"), (2, ""), (2, "portfolio"), (2, "gate acme"), (2, "note acme -m x")]);
}

//! `sign`, `promote`, `rollback`, `note`: what is printed, and how they end.

use crate::support::Sandbox;

fn transcript(sandbox: &Sandbox, lines: &[&str]) -> String {
    lines.iter().map(|line| sandbox.run(line).to_string()).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn a_gate_that_cannot_tell_ends_with_3_and_one_that_says_no_with_1() {
    let sandbox = Sandbox::with_acme();
    let before = sandbox.commits();
    insta::assert_snapshot!(sandbox.run("promote acme"));
    sandbox.ok("block acme agreement --reason 'Counsel is away'");
    let run = sandbox.run("promote acme");
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stderr.starts_with("fails      contract/agreement  "), "{run}");
    assert_eq!(sandbox.commits(), before + 1);
}

#[test]
fn stages_are_signed_for_entered_and_left() {
    let sandbox = Sandbox::with_acme();
    sandbox
        .as_person("lea")
        .ok("done acme agreement data-agreement --evidence contract=aboard.toml --evidence assent=Ada");
    sandbox.as_person("dana");
    insta::assert_snapshot!(transcript(
        &sandbox,
        &[
            "sign acme --role champion --name 'Dana Fox'",
            "sign acme --role partner-lead --name 'Ada Roy'",
            "sign acme --role partner-lead --name 'Ada Roy' --reference https://mail.example/1",
            "sign acme --role lgeal --name x",
            "promote acme --to live",
            "promote acme --override --reason 'To be sure' --until 2026-03-09",
            "promote acme --strict",
            "promote acme --to lvie",
            "promote acme --reason x",
            "rollback acme --reason 'Nothing works'",
            "rollback acme --reason 'Still nothing works'",
            "note acme -m 'They had a week off'",
            "note acme agremeent -m x",
        ],
    ));
}

#[test]
fn a_waiver_makes_a_condition_which_strict_does_not_take() {
    let sandbox = Sandbox::with_acme();
    sandbox.as_person("lea").ok("done acme agreement --evidence aboard.toml");
    sandbox.ok("waive acme data-agreement --until 2026-03-20 --reason r --control c");
    sandbox.as_person("dana").ok("waiver approve acme data-agreement");
    sandbox.ok("sign acme --role champion --name 'Dana Fox'");
    sandbox.ok("sign acme --role partner-lead --name 'Ada Roy' --reference https://mail.example/1");
    insta::assert_snapshot!(sandbox.run("promote acme --strict"));
    sandbox.ok("promote acme");
}

#[test]
fn notes_are_files_in_the_order_of_time() {
    let sandbox = Sandbox::with_acme();
    sandbox.ok("note acme -m first");
    sandbox.at("2026-03-03T09:00:00Z").ok("note acme agreement -m second");
    let files = sandbox.git(&["ls-files", "partners/acme/notes"]);
    let texts: Vec<_> = files.lines().map(|file| sandbox.read(file)).collect();
    assert!(texts[0].contains("first") && texts[1].contains("item = \"contract/agreement\""), "{texts:?}");
}

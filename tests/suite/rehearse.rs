//! `rehearse`, and rollbacks by a plan: what is printed, what gates make of it, and the steps on a terminal.

use crate::support::Sandbox;
use crate::support::terminal::{DOWN, ENTER};

/// `acme` in the sandbox, whose gate asks for a rehearsal of the last 20 days.
fn in_sandbox() -> Sandbox {
    let sandbox = Sandbox::workspace();
    let playbook = sandbox.read("playbooks/seller.yaml");
    let asked = playbook.replacen("      steps:\n", "      rehearsal: { valid_for: 20d }\n      steps:\n", 1);
    assert_ne!(asked, playbook);
    sandbox.write("playbooks/seller.yaml", &asked);
    sandbox.commit_all("Ask for a rehearsal");
    sandbox.ok("partner add acme --name Acme --set tier=enterprise --set regions=EU --start 2026-03-02");
    sandbox.ok("promote acme --override --reason 'To be rehearsed' --until 2026-03-31");
    sandbox
}

fn transcript(sandbox: &Sandbox, lines: &[&str]) -> String {
    lines.iter().map(|line| sandbox.run(line).to_string()).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn a_rehearsal_is_recorded_shown_and_asked_for() {
    let sandbox = in_sandbox();
    let before = sandbox.commits();
    let lines = [
        "rehearse acme",
        "rehearse acme --took 4m,11m",
        "rehearse acme --took 4m,eleven,2m",
        "rehearse acme --stage sandbxo --took 4m",
        "rehearse acme --stage live --took 4m",
        "rehearse acme --took 4m,31m,2m --dry-run",
        "rehearse acme --took 4m,31m,2m",
        "gate acme",
        "rehearse acme --took 4m,11m --failed 'The console refused the key'",
        "rehearse acme --took 4m,11m,3m30s --reference https://wiki.market.example/drill -m 'In the sandbox'",
        "partner show acme",
        "log acme",
    ];
    insta::assert_snapshot!(transcript(&sandbox, &lines));
    assert_eq!(sandbox.commits(), before + 3);
    let state = sandbox.read("partners/acme.toml");
    insta::assert_snapshot!(state.split_once("[rehearsals").expect("a rehearsal").1);
}

#[test]
fn a_rehearsal_lapses_and_is_announced_before() {
    let sandbox = in_sandbox();
    sandbox.ok("rehearse acme --took 4m,11m,3m30s");
    let lines = ["--now 2026-03-20", "gate acme --now 2026-03-20", "gate acme --now 2026-03-23"];
    insta::assert_snapshot!(transcript(&sandbox, &lines));
}

#[test]
fn a_rollback_names_what_made_it_due() {
    let sandbox = in_sandbox();
    let lines = [
        "rollback acme --trigger order-fails --reason 'Since 14:00'",
        "rollback acme --trigger orders-fail --took 4m --reason 'Since 14:00'",
        "rollback acme --trigger orders-fail --took 4m,11m,3m30s --reason 'Since 14:00'",
        "partner show acme",
        "rollback acme --trigger orders-fail --reason 'Since 14:00'",
    ];
    insta::assert_snapshot!(transcript(&sandbox, &lines));
}

#[test]
fn edits_of_a_rehearsal_by_hand_are_not_adopted() {
    let sandbox = in_sandbox();
    sandbox.ok("rehearse acme --took 4m,31m,2m");
    let state = sandbox.read("partners/acme.toml");
    sandbox.write("partners/acme.toml", &state.replace("31m", "1m"));
    insta::assert_snapshot!(sandbox.run("adopt acme -m 'It was quick'"));
}

#[test]
fn the_steps_are_gone_through_on_a_terminal() {
    let sandbox = in_sandbox();
    let before = sandbox.commits();
    let (status, screen) = sandbox.on_terminal("rehearse acme", &[ENTER, ENTER, ENTER]);
    assert!(status.success(), "{screen}");
    for shown in [
        "Rehearsal of the rollback of sandbox, led by engineering",
        "1 of 3  Close the partner's offers",
        "by champion, within 15m",
        "3 of 3  Tell the partner what is open and who calls back when",
        "acme: rehearse the rollback of sandbox, 3 steps in",
        "it holds until 2026-03-22",
    ] {
        assert!(screen.contains(shown), "{shown:?} is not on the screen:\n{screen}");
    }
    assert_eq!(sandbox.commits(), before + 1);

    // The second step fails, and then the person stops in the middle.
    let keys = [ENTER, DOWN, ENTER, "The console refused the key\r"];
    let (status, screen) = sandbox.on_terminal("rehearse acme", &keys);
    assert!(status.success() && screen.contains("which failed"), "{screen}");
    let state = sandbox.read("partners/acme.toml");
    assert!(state.contains("failed = \"The console refused the key\""), "{state}");
    let (status, screen) = sandbox.on_terminal("rehearse acme", &[ENTER, DOWN, DOWN, ENTER]);
    assert_eq!((status.code(), screen.contains("stopped; nothing is recorded")), (Some(1), true), "{screen}");
    assert_eq!(sandbox.commits(), before + 2);

    // In earnest, nothing is recorded of a rollback whose step failed.
    let line = "rollback acme --trigger keys-leak --reason 'Seen in a log'";
    let (status, screen) = sandbox.on_terminal(line, &[DOWN, ENTER, "No access\r"]);
    assert_eq!((status.code(), screen.contains("step 1 failed: No access")), (Some(1), true), "{screen}");
    assert_eq!(sandbox.commits(), before + 2);
    let (status, screen) = sandbox.on_terminal(line, &[ENTER, ENTER, ENTER]);
    assert!(status.success() && screen.contains("acme: roll back to kickoff on keys-leak"), "{screen}");
    assert!(sandbox.read("partners/acme.toml").contains("in_earnest = true"));
}

#[test]
fn who_may_not_record_a_rehearsal_is_not_asked_to_go_through_it() {
    let sandbox = in_sandbox();
    sandbox.write("aboard.toml", &sandbox.read("aboard.toml").replace("\"engineering\"", "\"legal\""));
    sandbox.commit_all("Egon does something else");
    sandbox.as_person("egon");
    let (status, screen) = sandbox.on_terminal("rehearse acme", &[]);
    assert_eq!((status.code(), screen.contains("1 of 3")), (Some(1), false), "{screen}");
    assert!(screen.contains("takes the role `engineering` or `champion`"), "{screen}");
}

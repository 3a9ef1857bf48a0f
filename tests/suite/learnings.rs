//! `check --learning` and `--interface-change`: what a run taught is noted in the commit that records it.

use crate::check::in_sandbox;
use crate::support::Sandbox;

const WELL: &str = "<testsuite><testcase name='a'/><testcase name='b'/></testsuite>";

fn transcript(sandbox: &Sandbox, lines: &[&str]) -> String {
    lines.iter().map(|line| sandbox.run(line).to_string()).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn what_a_run_taught_is_in_its_commit() {
    let sandbox = in_sandbox();
    sandbox.write("reports/acme.xml", WELL);
    let before = sandbox.commits();
    let lines = [
        "check acme end-to-end-test --learning 'They cut messages at 64 KiB' --learning 'Retries come in pairs' --interface-change 'Orders carry a currency from v3 on'",
        "log acme --limit 1",
        "partner show acme",
        "check acme end-to-end-test --format json --learning 'Nothing new'",
    ];
    insta::assert_snapshot!(transcript(&sandbox, &lines));
    assert_eq!(sandbox.commits(), before + 2);
    let files = sandbox.git(&["show", "--format=", "--name-only", "HEAD~1"]);
    assert_eq!(files.lines().filter(|path| path.starts_with("partners/acme/notes/")).count(), 3, "{files}");
    assert!(files.lines().any(|path| path == "partners/acme.toml"), "{files}");
    assert_eq!(sandbox.run("doctor").code, 0, "{}", sandbox.run("doctor"));
    let message = sandbox.git(&["log", "-1", "--format=%B", "HEAD~1"]);
    assert!(message.contains("learning: They cut messages at 64 KiB;\nlearning: Retries"), "{message}");
}

/// What was learnt while trying is not lost because nothing could be made.
#[test]
fn what_was_learnt_is_noted_alone_where_no_check_could_be_made() {
    let sandbox = in_sandbox();
    let before = sandbox.commits();
    let lines = [
        "check acme --learning 'Their runner leaves no report'",
        "check acme end-to-end-test --format tap --interface-change 'The report moves to the gateway'",
        "log acme --limit 2",
        "status acme",
    ];
    insta::assert_snapshot!(transcript(&sandbox, &lines));
    assert_eq!(sandbox.commits(), before + 2);
}

#[test]
fn what_makes_no_note_is_refused_and_nothing_is_recorded() {
    let sandbox = in_sandbox();
    sandbox.write("reports/acme.xml", WELL);
    let before = sandbox.commits();
    let lines = [
        "check acme end-to-end-test --learning ''",
        "check acme end-to-end-test --interface-change 'https://a:b@c.example'",
        "check acme --stage kickoff --learning 'x'",
    ];
    insta::assert_snapshot!(transcript(&sandbox, &lines));
    assert_eq!(sandbox.commits(), before);
}

#[test]
fn its_kind_is_not_edited_by_hand() {
    let sandbox = in_sandbox();
    assert_eq!(sandbox.run("check acme --learning 'Slow on Mondays'").code, 3);
    let path = sandbox.git(&["show", "--format=", "--name-only", "HEAD"]);
    let path = path.trim();
    let text = sandbox.read(path);
    assert!(text.contains("kind = \"learning\"\n"), "{text}");
    sandbox.write(path, &text.replace("Mondays", "Tuesdays"));
    sandbox.ok("adopt acme --message 'Wrong day'");
    sandbox.write(path, &sandbox.read(path).replace("\"learning\"", "\"interface-change\""));
    let run = sandbox.run("adopt acme --message 'Wrong kind'");
    assert!(run.code != 0 && run.stderr.contains("what a note is and is about"), "{run}");
}

//! Items from the command line: what is printed, committed and refused; what is left alone.

use crate::support::Sandbox;

const DONE: &str = "done acme kickoff-call --evidence 2026-03-02";

/// Runs lines one after another, and returns their transcripts.
fn transcript(sandbox: &Sandbox, lines: &[&str]) -> String {
    lines.iter().map(|line| sandbox.run(line).to_string()).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn work_moves_on() {
    let sandbox = Sandbox::with_acme();
    insta::assert_snapshot!(transcript(
        &sandbox,
        &[
            "start acme agreement kickoff-call",
            "block acme contract/agreement --reason 'Counsel is away'",
            "unblock acme agreement",
            "submit acme agreement --evidence aboard.toml",
            "done acme agreement -m 'Filed'",
            DONE,
        ],
    ));
}

#[test]
fn what_is_refused_says_why_and_commits_nothing() {
    let sandbox = Sandbox::with_acme();
    let before = sandbox.git(&["rev-parse", "HEAD"]);
    let mut lines = vec![
        "done acme agremeent",
        "done acme api/agreement",
        "done acne agreement",
        "done acme agreement",
        "done acme agreement --evidence missing.pdf",
        "done acme rate-limits --evidence 50",
        "done acme rate-limits --evidence lots",
        "done acme rate-limits --evidence 501",
        "done acme kickoff-call --evidence hled=2026-03-02",
        "done acme kickoff-call --evidence 2026-02-30",
        "done acme credentials --evidence ftp://tickets.example",
        "done acme first-order --evidence expres",
        "unblock acme agreement",
        "reopen acme agreement --reason x",
        "block acme agreement --reason ' '",
        "start acme agreement --happened 2026-04-01",
        "start acme agreement --happened soon",
    ];
    let mut told = transcript(&sandbox, &lines);
    lines = vec![
        "done acme agreement --evidence aboard.toml",
        "done acme agreement --evidence aboard.toml --on-behalf-of legal",
    ];
    sandbox.as_person("egon");
    told += &format!("\n\n{}", transcript(&sandbox, &lines));
    insta::assert_snapshot!(told);
    assert_eq!(sandbox.git(&["rev-parse", "HEAD"]), before);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_dry_run_shows_all_and_writes_nothing() {
    let sandbox = Sandbox::with_acme();
    sandbox.write("notes.txt", "staged");
    sandbox.git(&["add", "notes.txt"]);
    let state = || {
        (
            sandbox.git(&["rev-parse", "HEAD"]),
            sandbox.git(&["ls-files", "--stage"]),
            sandbox.git(&["status", "--porcelain"]),
        )
    };
    let before = state();
    insta::assert_snapshot!(sandbox.run(&format!("{DONE} --dry-run -m 'All were there'")));
    for line in [
        "partner add beta --dry-run",
        "note acme -m x --dry-run",
        "promote acme --override --reason r --until 2026-03-09 --dry-run",
    ] {
        sandbox.ok(line);
        assert_eq!(state(), before, "{line}");
    }
    assert!(!sandbox.file("partners/beta.toml").exists());
}

#[test]
fn what_the_user_staged_and_edited_stays_as_it_was() {
    let sandbox = Sandbox::with_acme();
    sandbox.write("aboard.toml", &format!("{}# an edit\n", sandbox.read("aboard.toml")));
    sandbox.write("staged.txt", "staged");
    sandbox.git(&["add", "staged.txt"]);
    sandbox.write("staged.txt", "edited since");
    sandbox.write("new.txt", "new");
    let before = sandbox.git(&["status", "--porcelain"]);
    sandbox.ok(DONE);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), before);
    assert_eq!(sandbox.git(&["show", "--name-only", "--format="]), "partners/acme.toml\n");
    assert_eq!(sandbox.git(&["show", ":staged.txt"]), "staged");
    assert_eq!(sandbox.read("staged.txt"), "edited since");
}

#[test]
fn a_state_file_edited_by_hand_is_neither_read_nor_overwritten() {
    let sandbox = Sandbox::with_acme();
    let edited = sandbox.read("partners/acme.toml").replace("Acme", "Edited");
    sandbox.write("partners/acme.toml", &edited);
    let before = sandbox.commits();
    insta::assert_snapshot!(sandbox.run(DONE));
    assert_eq!((sandbox.read("partners/acme.toml"), sandbox.commits()), (edited, before));
    sandbox.ok("partner add beta");
    sandbox.git(&["restore", "partners/acme.toml"]);
    sandbox.ok(DONE);
}

#[test]
fn two_at_once_both_succeed() {
    let sandbox = Sandbox::with_acme();
    sandbox.write("agreement.pdf", "signed");
    let before = sandbox.commits();
    let lines = [
        "done acme kickoff-call --evidence 2026-03-02",
        "done acme agreement --evidence agreement.pdf",
        "start acme rate-limits",
        "done acme credentials --evidence https://tickets.example/1",
    ];
    let running: Vec<_> = lines
        .iter()
        .map(|line| {
            sandbox
                .aboard()
                .args(crate::support::split(line))
                .stdout(std::process::Stdio::null())
                .spawn()
                .expect("it runs")
        })
        .collect();
    for (mut child, line) in running.into_iter().zip(lines) {
        assert!(child.wait().expect("it ends").success(), "{line}");
    }
    assert_eq!(sandbox.commits(), before + lines.len());
    let state = sandbox.read("partners/acme.toml");
    assert_eq!(state.matches("status = \"done\"").count(), 3, "{state}");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "?? agreement.pdf\n");
}

#[test]
fn who_is_nobody_to_git_is_told_how_to_be_somebody() {
    let sandbox = Sandbox::with_acme();
    let output = sandbox
        .aboard()
        .args(crate::support::split(DONE))
        .env_remove("GIT_AUTHOR_NAME")
        .env_remove("GIT_AUTHOR_EMAIL")
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("git config --global user.email"));
}

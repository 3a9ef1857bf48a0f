//! Checks that run a program: trusted with its scripts, run apart from everything, and ended with all it started.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::support::Sandbox;

const SECRET: &str = "s3cr3t/key+of acme";

/// `acme` in a stage whose one item is checked by a command, with files of the workspace.
fn with_command(command: &str, files: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::workspace();
    sandbox.write(
        "playbooks/checklists/api.yaml",
        &format!(
            "format: 1\nid: api\ntitle: API\ndefaults: {{ stage: sandbox, dimension: technical }}\nitems:\n  - id: contract\n    \
             title: The contract holds\n    raci: {{ accountable: engineering }}\n    blocking: true\n    tags: [retest]\n    \
             instructions: Run it.\n    check:\n      command: {command}\n"
        ),
    );
    for (path, text) in files {
        sandbox.write(path, text);
        fs::set_permissions(sandbox.file(path), fs::Permissions::from_mode(0o755)).expect("a script");
    }
    sandbox.ok("lint");
    sandbox.commit_all("Run a program");
    sandbox.ok("partner add acme --name Acme --set tier=enterprise --set regions=EU --start 2026-03-02");
    sandbox.ok("promote acme --override --reason 'To be run' --until 2026-03-31");
    let state = tempfile::tempdir().expect("a folder").keep();
    sandbox.env("XDG_STATE_HOME", &state.to_string_lossy());
    sandbox
}

fn metric(sandbox: &Sandbox, id: &str) -> f64 {
    let state: toml::Table = sandbox.read("partners/acme.toml").parse().expect("TOML");
    state["checks"]["api/contract"]["metrics"][id].as_float().expect("a number")
}

#[test]
fn a_program_is_trusted_with_its_scripts_and_found_by_its_exit_status() {
    let script = "#!/bin/sh\n. ./checks/lib.sh\nanswer \"$1\" \"$ABOARD_PARTNER\"\n";
    let lib = "answer() { echo \"{\\\"late\\\": 3, \\\"of\\\": \\\"$2\\\", \\\"with\\\": \\\"$1\\\"}\"; }\n";
    let command = "{ run: [checks/contract.sh, \"--for={{ partner.id }}\"], files: [checks/contract.sh, checks/lib.sh], \
                   assert: { of: { at: /of, is: acme } }, figures: { late: /late } }";
    let sandbox = with_command(command, &[("checks/contract.sh", script), ("checks/lib.sh", lib)]);
    let mut told: Vec<String> = ["check acme", "check acme --dry-run", "trust acme --yes", "check acme"]
        .iter()
        .map(|line| sandbox.run(line).to_string())
        .collect();
    assert_eq!(metric(&sandbox, "late"), 3.0);
    assert_eq!(metric(&sandbox, "exit-status"), 0.0);
    // A script that another changed is another.
    sandbox.write("checks/lib.sh", "answer() { echo tricked; }\n");
    told.push(sandbox.run("check acme").to_string());
    told.push(sandbox.run("check acme --trust-ref main").to_string());
    sandbox.git(&["checkout", "--quiet", "checks"]);
    told.push(sandbox.run("check acme --trust-ref main").to_string());
    told.push(sandbox.run("trust acme --revoke").to_string());
    told.push(sandbox.run("check acme").to_string());
    fs::remove_file(sandbox.file("checks/lib.sh")).expect("a file");
    told.push(sandbox.run("check acme").to_string());
    insta::assert_snapshot!(told.join("\n\n"));
}

#[test]
fn a_program_sees_what_it_is_given_and_nothing_else() {
    let script = "#!/bin/sh\nenv | cut -d= -f1 | sort | tr '\\n' ' '\necho\nls -A . | tr '\\n' ' '\necho\npwd; cat < /dev/stdin | wc -c\n\
                  echo \"$ACME_KEY $(printf %s \"$ACME_KEY\" | base64) on stderr\" >&2\nexit 3\n";
    let command =
        "{ run: [checks/look.sh], files: [checks/look.sh], variables: [LANGUAGE], secrets: [ACME_KEY] }";
    let sandbox = with_command(command, &[("checks/look.sh", script)]);
    sandbox.env("ACME_KEY", SECRET).env("LANGUAGE", "de").env("GITHUB_TOKEN", "not for you");
    sandbox.ok("trust acme --yes");
    let run = sandbox.run("check acme --format json");
    assert_eq!(run.code, 1, "{run}");
    let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(report["checks"][0]["said"], "exit status 3: ••• ••• on stderr");
    assert!(!sandbox.git(&["log", "-p"]).contains(SECRET));

    let script = script.replace("exit 3", "exit 0").replace("on stderr\" >&2", "\" > /dev/null");
    let script = script
        .replace("; cat < /dev/stdin | wc -c", " > /dev/null")
        .replace("ls -A . | tr '\\n' ' '\necho\n", "");
    let sandbox = with_command(command, &[("checks/look.sh", &script)]);
    sandbox.env("ACME_KEY", SECRET).env("LANGUAGE", "de").env("GITHUB_TOKEN", "not for you");
    sandbox.ok("trust acme --yes");
    let run = sandbox.ok("check acme --format json");
    let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(
        report["checks"][0]["said"],
        "ABOARD_ITEM ABOARD_PARTNER ABOARD_STAGE ABOARD_WORKSPACE ACME_KEY LANGUAGE PATH PWD TMPDIR"
    );
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

/// How many processes of this name are left.
fn left(sandbox: &Sandbox, name: &str) -> usize {
    let output = sandbox.command("pgrep").args(["--count", "--full", name]).output().expect("pgrep runs");
    String::from_utf8_lossy(&output.stdout).trim().parse().expect("a number")
}

#[test]
fn what_takes_too_long_ends_with_all_that_it_started() {
    let command = "{ run: [sh, -c, \"sleep 31.41 & sleep 31.41\"], within: 1 }";
    let sandbox = with_command(command, &[]);
    sandbox.ok("trust acme --yes");
    let began = Instant::now();
    let run = sandbox.run("check acme");
    assert!(run.stdout.contains("it did not end within 1 s") && run.code == 1, "{run}");
    assert!(began.elapsed() < Duration::from_secs(20));
    assert_eq!(left(&sandbox, "sleep 31.41"), 0);
}

#[test]
fn what_prints_without_an_end_is_kept_to_its_last_line() {
    let command = "{ run: [sh, -c, \"yes | head -c 30000000; echo; echo the end\"] }";
    let sandbox = with_command(command, &[]);
    sandbox.ok("trust acme --yes");
    let run = sandbox.ok("check acme");
    assert!(run.stdout.contains("the end"), "{run}");
    let sandbox = with_command("{ run: [no-such-program-anywhere] }", &[]);
    sandbox.ok("trust acme --yes");
    let run = sandbox.run("check acme");
    assert!(run.code == 3 && run.stdout.contains("`no-such-program-anywhere` cannot be run"), "{run}");
}

#[test]
fn what_it_leaves_behind_ends_with_it() {
    let command = "{ run: [sh, -c, \"sleep 16.18 & while :; do echo x > $TMPDIR/x$$; done & echo well\"] }";
    let sandbox = with_command(command, &[]);
    sandbox.ok("trust acme --yes");
    let run = sandbox.ok("check acme");
    assert!(run.stdout.contains("passed") && run.stdout.contains("well"), "{run}");
    assert_eq!(left(&sandbox, "^sleep 16.18"), 0);
}

/// What runs is told whose partner it is for, so that trust for one is none for another.
#[test]
fn trust_is_for_one_partner() {
    let sandbox = with_command("{ run: [echo, \"{{ partner.id }}\"] }", &[]);
    sandbox.ok("partner add beta --name Beta --set tier=enterprise --set regions=EU --start 2026-03-02");
    sandbox.ok("promote beta --override --reason 'To be run' --until 2026-03-31");
    sandbox.ok("trust acme --yes");
    sandbox.ok("check acme");
    let told = ["check beta", "trust beta --revoke", "check acme"].map(|line| sandbox.run(line).to_string());
    insta::assert_snapshot!(told.join("\n\n"));
}

/// A run that was made is recorded, whatever was printed.
#[test]
fn what_is_printed_neither_tells_a_secret_nor_spoils_the_run() {
    let script = "#!/bin/sh\nprintf '%s' \"$ACME_KEY\" | tail -1 >&2\nexit 1\n";
    let command = "{ run: [checks/tell.sh], files: [checks/tell.sh], secrets: [ACME_KEY] }";
    let sandbox = with_command(command, &[("checks/tell.sh", script)]);
    sandbox.ok("trust acme --yes");
    for secret in ["hunter2hunter2\n", "-----BEGIN-----\nline-two-secret", "  hunter2hunter2  "] {
        sandbox.env("ACME_KEY", secret);
        let run = sandbox.run("check acme");
        assert!(run.code == 1 && run.stdout.contains("exit status 1: •••"), "{run}");
    }
    for (printed, said) in [
        ("401 from https://api.example/o?token=abcdef", "401 from https://api.example/o?…"),
        ("https://user:word@evil.example/x", "https://evil.example/x"),
        ("\\007", "…"),
    ] {
        let command = format!("{{ run: [printf, '{printed}'] }}");
        let sandbox = with_command(&command, &[]);
        sandbox.ok("trust acme --yes");
        let run = sandbox.ok("check acme");
        assert!(run.stdout.contains(said), "{run}");
    }
}

/// Ctrl-C ends the program as well, and nothing half is recorded.
#[test]
fn an_interrupted_run_leaves_neither_a_process_nor_a_commit() {
    let sandbox = with_command("{ run: [sleep, \"27.18\"], within: 60 }", &[]);
    sandbox.ok("trust acme --yes");
    let before = sandbox.commits();
    let mut child = sandbox
        .hearing(env!("CARGO_BIN_EXE_aboard"))
        .args(["check", "acme"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    let began = Instant::now();
    while left(&sandbox, "^sleep 27.18") == 0 {
        assert!(began.elapsed() < Duration::from_secs(20), "it never ran");
        thread::sleep(Duration::from_millis(10));
    }
    let killed = sandbox.command("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(killed.success());
    let status = child.wait().expect("an end");
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(2));
    assert_eq!(left(&sandbox, "^sleep 27.18"), 0);
    assert_eq!(sandbox.commits(), before);
}

/// What a killed check leaves goes with the next one.
#[test]
fn the_folder_of_a_killed_run_is_taken_away_by_the_next() {
    let sandbox = with_command("{ run: [sleep, \"2.718\"], within: 60 }", &[]);
    sandbox.ok("trust acme --yes");
    let folder = tempfile::tempdir().expect("a folder");
    sandbox.env("TMPDIR", &folder.path().to_string_lossy());
    let names = || fs::read_dir(folder.path()).expect("a folder").count();
    let mut child = sandbox.aboard().args(["check", "acme"]).stderr(Stdio::null()).spawn().expect("it runs");
    let began = Instant::now();
    while left(&sandbox, "^sleep 2.718") == 0 {
        assert!(began.elapsed() < Duration::from_secs(20), "it never ran");
        thread::sleep(Duration::from_millis(10));
    }
    child.kill().expect("a kill");
    child.wait().expect("an end");
    assert_eq!(names(), 1);
    sandbox.ok("check acme");
    assert_eq!(names(), 0);
}

/// What was done is told, even where somebody has seen to it meanwhile that it is not recorded.
#[test]
fn what_cannot_be_recorded_any_longer_is_shown_all_the_same() {
    let sandbox = with_command("{ run: [sleep, \"3.1415\"], within: 60 }", &[]);
    sandbox.ok("trust acme --yes");
    let child =
        sandbox.aboard().args(["check", "acme"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.expect("the program runs");
    let began = Instant::now();
    while left(&sandbox, "^sleep 3.1415") == 0 {
        assert!(began.elapsed() < Duration::from_secs(20), "it never ran");
        thread::sleep(Duration::from_millis(10));
    }
    sandbox.ok("partner archive acme --reason 'They left'");
    let commits = sandbox.commits();
    let output = child.wait_with_output().expect("an end");
    let [told, fault] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("a text"));
    assert_eq!(output.status.code(), Some(1), "{told}\n{fault}");
    assert!(told.starts_with("passed  api/contract\n"), "{told}");
    assert!(fault.contains("partner `acme` is archived"), "{fault}");
    assert_eq!(sandbox.commits(), commits);
}

//! `check`: reports of real test runners and what people look at, recorded in one commit and asked for by gates.

use std::fs;

use crate::support::Sandbox;

/// What makes the sandbox a stage that tests.
const TESTED: &str = "    environment: sandbox
    retest_every: 7d
    criteria:
      late-shipments:
        title: Late shipments under 4 %, or fewer than 8
        of: pilot-figures
        metric: late
        below: 4
        sample: { metric: orders, least: 25 }
        or: { metric: late-orders, below: 8 }
        source: A programme, read 2026-11
      tests-pass: { title: Every test passes, of: end-to-end-test, metric: passed-percent, at_least: 100 }
    test_data:
      - { what: Twenty orders of all kinds, place: The shop acme-test, reset: Empty the shop in its console }
";

/// `acme` in the sandbox, whose test run is decided by a report, and its rate limits by a person with figures.
pub(crate) fn in_sandbox() -> Sandbox {
    let sandbox = Sandbox::workspace();
    let change = |path: &str, pairs: &[(&str, &str)]| {
        let mut text = sandbox.read(path);
        for (old, new) in pairs {
            assert!(text.contains(old), "{path}: {old}");
            text = text.replacen(old, new, 1);
        }
        sandbox.write(path, &text);
    };
    change("playbooks/seller.yaml", &[("    soak: 2 business days\n", TESTED)]);
    let api = sandbox.read("playbooks/checklists/api.yaml");
    let (head, tail) = api.split_once("  - id: end-to-end-test\n").expect("an item");
    let title = tail.lines().next().expect("a title");
    let checked = format!(
        "{head}  - id: end-to-end-test\n{title}\n    raci: {{ accountable: engineering, responsible: [partner-tech] }}\n    \
         severity: high\n    blocking: true\n    instructions: Run them.\n    tags: [retest]\n    check:\n      junit: {{ file: \"reports/{{{{ partner.id }}}}.xml\", least: 2 }}\n  \
         - id: pilot-figures\n    title: Figures of the pilot\n    raci: {{ accountable: engineering }}\n    \
         instructions: Read them.\n    tags: [figures]\n    check:\n      manual:\n        ask: Look at the board of the last 30 days\n        metrics:\n          \
         orders: {{ ask: Orders of the time }}\n          late: {{ ask: Shipped too late, unit: \"%\" }}\n          late-orders: {{ ask: How many that were }}\n"
    );
    sandbox.write("playbooks/checklists/api.yaml", &checked);
    sandbox.ok("lint");
    sandbox.commit_all("Check by machine");
    sandbox.ok("partner add acme --name Acme --set tier=enterprise --set regions=EU --start 2026-03-02");
    sandbox.ok("promote acme --override --reason 'To be checked' --until 2026-03-31");
    sandbox
}

pub(crate) fn report(sandbox: &Sandbox, runner: &str) {
    let from = format!("{}/tests/fixtures/junit/{runner}.xml", env!("CARGO_MANIFEST_DIR"));
    sandbox.write("reports/acme.xml", &fs::read_to_string(from).expect("a report"));
}

fn transcript(sandbox: &Sandbox, lines: &[&str]) -> String {
    lines.iter().map(|line| sandbox.run(line).to_string()).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn reports_of_three_runners_are_read() {
    let sandbox = in_sandbox();
    let before = sandbox.commits();
    let mut told = vec![sandbox.run("check acme end-to-end-test").to_string()];
    for runner in ["pytest", "nextest", "surefire"] {
        report(&sandbox, runner);
        told.push(sandbox.run("check acme end-to-end-test --format json").to_string());
    }
    insta::assert_snapshot!(told.join("\n\n"));
    assert_eq!(sandbox.commits(), before + 3);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "?? reports/\n");
    let state = sandbox.read("partners/acme.toml");
    insta::assert_snapshot!(state.split_once("[checks").expect("a check").1);
}

#[test]
fn a_run_is_one_commit_and_decides_its_items() {
    let sandbox = in_sandbox();
    report(&sandbox, "pytest");
    let well = "<testsuite><testcase name='a'/><testcase name='b'/></testsuite>";
    sandbox.write("well.xml", well);
    let lines = [
        "check acme",
        "status acme",
        "done acme end-to-end-test",
        "check acme end-to-end-test --file well.xml",
        "check acme pilot-figures --passed --metric orders=64",
        "check acme pilot-figures --passed --metric orders=64 --metric lates=3.1",
        "check acme pilot-figures --passed --metric orders=64 --metric late=3.1 --metric late-orders=2 --dry-run",
        "check acme pilot-figures --failed 'The board is down' --metric orders=0 --metric late=0 --metric late-orders=0",
        "check acme pilot-figures --passed --metric orders=64 --metric late=3.1 --metric late-orders=2",
        "gate acme",
        "gate acme --now 2026-03-12",
        "--now 2026-03-08",
        "log acme",
        "playbook show seller --item end-to-end-test",
    ];
    insta::assert_snapshot!(transcript(&sandbox, &lines));
}

#[test]
fn criteria_go_by_figures_that_are_enough() {
    let sandbox = in_sandbox();
    let figures = |orders: &str, late: &str, count: &str| {
        let line = format!(
            "check acme pilot-figures --passed --metric orders={orders} --metric late={late} --metric late-orders={count}"
        );
        sandbox.ok(&line);
        let gate = sandbox.run("gate acme");
        let mut lines = gate.stdout.lines().skip_while(|line| !line.contains("criterion late-shipments"));
        let told: Vec<_> = lines.by_ref().take_while(|line| !line.contains("→")).map(str::trim).collect();
        format!(
            "{orders} orders, {late} % late, {count} late: {}",
            if told.is_empty() { "holds".to_owned() } else { told.join(" ") }
        )
    };
    let told = [
        figures("24", "0", "0"),
        figures("25", "3.99", "9"),
        figures("64", "4", "7"),
        figures("400", "4", "16"),
    ];
    insta::assert_snapshot!(told.join("\n"));
    insta::assert_snapshot!(transcript(
        &sandbox,
        &["status acme", "status acme --format markdown", "gate acme", "playbook show seller"]
    ));
}

#[test]
fn json_is_asserted_and_gives_figures() {
    let sandbox = in_sandbox();
    let api = sandbox.read("playbooks/checklists/api.yaml");
    let junit = "      junit: { file: \"reports/{{ partner.id }}.xml\", least: 2 }\n";
    let json = "      json:\n        file: \"reports/{{ partner.id }}.json\"\n        assert:\n          \
                up: { at: /status, is: [ok, up] }\n          quick: { path: \"$..p95\", below: 300 }\n        \
                figures: { passed-share: $.passed }\n";
    assert!(api.contains(junit));
    sandbox.write("playbooks/checklists/api.yaml", &api.replace(junit, json));
    let playbook = sandbox.read("playbooks/seller.yaml");
    sandbox
        .write("playbooks/seller.yaml", &playbook.replace("metric: passed-percent", "metric: passed-share"));
    sandbox.ok("lint");
    sandbox.commit_all("Look at JSON");
    sandbox.ok("partner add beta --name Beta --set tier=enterprise --set regions=EU --start 2026-03-02");
    sandbox.write("reports/beta.json", r#"{"status": "up", "latency": {"p95": 120}, "passed": 99.5}"#);
    sandbox.write("slow.json", r#"{"status": "up", "latency": {"p95": 1200}, "passed": 100}"#);
    let lines = [
        "check beta end-to-end-test",
        "check beta end-to-end-test --file slow.json --format json",
        "check beta end-to-end-test --file aboard.toml",
        "check beta end-to-end-test --passed",
        "playbook show seller --item end-to-end-test",
    ];
    insta::assert_snapshot!(transcript(&sandbox, &lines));
}

#[test]
fn what_makes_no_sense_is_told() {
    let sandbox = in_sandbox();
    let before = sandbox.commits();
    sandbox.write("not.xml", "<html/>");
    sandbox.write("reports/acme.xml/folder", "");
    let lines = [
        "check acme",
        "check acme credentials",
        "check acme end-to-end-tset",
        "check acme --stage kickoff",
        "check acme --tag retset",
        "check acme end-to-end-test --passed",
        "check acme end-to-end-test --file not.xml",
        "check acme end-to-end-test --file no.xml",
        "check acme pilot-figures --file not.xml",
        "check acme pilot-figures end-to-end-test --passed",
        "check acme pilot-figures --passed --metric orders=many",
        "check acme pilot-figures --passed",
        "check acme pilot-figures --metric orders=3",
        "check acme pilot-figures --failed ''",
        "check acme end-to-end-test --file .",
        "check acme --passed",
    ];
    insta::assert_snapshot!(transcript(&sandbox, &lines));
    assert_eq!(sandbox.commits(), before);
}

#[test]
fn what_a_report_says_cannot_speak_to_the_terminal() {
    let sandbox = in_sandbox();
    let name = "a &#x9b;31m \u{202e}b ::error::x";
    sandbox.write("r.xml", &format!("<testsuite><testcase name=\"{name}\"><error/></testcase></testsuite>"));
    let run = sandbox.run("check acme end-to-end-test --file r.xml");
    assert_eq!(run.code, 1, "{run}");
    assert!(!run.stdout.contains(['\u{9b}', '\u{202e}']), "{run}");
    assert!(run.stdout.contains("::error::x"), "{run}");
}

/// Else a job that checks would never end well where a person has looked.
#[test]
fn what_a_person_saw_is_not_asked_for_again_while_it_holds() {
    let sandbox = in_sandbox();
    sandbox.write("reports/acme.xml", "<testsuite><testcase name='a'/><testcase name='b'/></testsuite>");
    assert_eq!(sandbox.run("check acme").code, 3);
    sandbox.ok("check acme pilot-figures --passed --metric orders=64 --metric late=3 --metric late-orders=2");
    let run = sandbox.run("check acme");
    assert!(run.code == 0 && !run.stdout.contains("pilot-figures"), "{run}");
    let run = sandbox.run("check acme --tag figures");
    assert_eq!(run.stdout, "Nothing is to be checked now: what was looked at still holds\n");
    sandbox.at("2026-03-12T09:00:00Z");
    let run = sandbox.run("check acme");
    assert!(run.code == 3 && run.stdout.contains("pilot-figures"), "{run}");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let sandbox = in_sandbox();
    let made = sandbox.command("mkfifo").arg(sandbox.file("pipe")).status();
    assert!(made.expect("mkfifo runs").success());
    let run = sandbox.run("check acme end-to-end-test --file pipe");
    assert!(run.code == 3 && run.stdout.contains("`pipe` is no regular file"), "{run}");
}

#[cfg(unix)]
#[test]
fn a_report_behind_a_link_is_not_read() {
    let sandbox = in_sandbox();
    fs::create_dir(sandbox.file("reports")).expect("a folder");
    std::os::unix::fs::symlink("/etc/hostname", sandbox.file("reports/acme.xml")).expect("a link");
    let run = sandbox.run("check acme end-to-end-test");
    assert_eq!(run.code, 3, "{run}");
    assert!(run.stdout.contains("is not a file of the workspace"), "{run}");
}

#[test]
fn what_is_to_be_checked_again_is_announced_before_it_is_too_old() {
    let sandbox = in_sandbox();
    sandbox.write("reports/acme.xml", "<testsuite><testcase name='a'/><testcase name='b'/></testsuite>");
    sandbox.ok("check acme end-to-end-test");
    let lines = [
        "next acme --now +4d",
        "next acme --now +6d",
        "next acme --role legal --now +6d",
        "next acme --now +6d --format markdown",
        "next acme --now +8d",
    ];
    insta::assert_snapshot!(transcript(&sandbox, &lines));
    let run = sandbox.ok("next acme --role partner-tech --now +6d --format json");
    let next: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let again =
        next["items"].as_array().expect("items").iter().find(|entry| entry["work"]["outcome"] == "pass");
    let again = &again.expect("what is to be checked again")["work"];
    assert_eq!((&again["short"], &again["due"]["state"]), (&"end-to-end-test".into(), &"at".into()));
}

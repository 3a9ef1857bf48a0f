//! Limits of a stage: recorded on entry, shown with what is used and left, and told where more is used than may be.

use crate::check::in_sandbox;
use crate::support::Sandbox;

const LIMITS: &str = "    environment: sandbox
    limits:
      length: { title: Length of the pilot, days: 30 }
      orders: { title: Orders, of: pilot-figures, metric: orders, at_most: 50, unit: orders }
      late: { title: Late share, of: pilot-figures, metric: late, at_most: 4.5, unit: \"%\" }
";

fn seen(orders: &str, late: &str) -> String {
    format!(
        "check beta pilot-figures --passed --metric orders={orders} --metric late={late} --metric late-orders=2"
    )
}

/// `beta` has entered a sandbox that has limits.
fn limited() -> Sandbox {
    let sandbox = in_sandbox();
    let playbook = sandbox.read("playbooks/seller.yaml");
    sandbox.write("playbooks/seller.yaml", &playbook.replacen("    environment: sandbox\n", LIMITS, 1));
    sandbox.ok("lint");
    sandbox.commit_all("Limit the sandbox");
    sandbox.ok("partner add beta --name Beta --set tier=enterprise --set regions=EU --start 2026-03-02");
    sandbox.ok("promote beta --override --reason 'To be tested' --until 2026-03-31");
    sandbox
}

fn transcript(sandbox: &Sandbox, lines: &[&str]) -> String {
    lines.iter().map(|line| sandbox.run(line).to_string()).collect::<Vec<_>>().join("\n\n")
}

/// The block of the limits in a status.
fn limits(sandbox: &Sandbox, line: &str) -> String {
    let run = sandbox.run(line);
    let (_, rest) = run.stdout.split_once("Limits of sandbox\n").unwrap_or_else(|| panic!("{run}"));
    rest.split_once("\n\n").map_or(rest, |(block, _)| block).to_owned()
}

#[test]
fn limits_are_recorded_on_entry_and_shown_with_what_is_used() {
    let sandbox = limited();
    let state = sandbox.read("partners/beta.toml");
    let (_, recorded) = state.split_once("[stages.sandbox]").expect("the stage");
    let mut told = vec![format!("[stages.sandbox]{recorded}")];
    told.push(limits(&sandbox, "status beta"));
    sandbox.ok(&seen("32", "3.1"));
    told.push(limits(&sandbox, "status beta"));
    told.push(limits(&sandbox, "status beta --now 2026-03-08T09:00:00Z"));
    told.push(limits(&sandbox, "status beta --now 2026-04-01T09:00:00Z"));
    told.push(limits(&sandbox, "status beta --now 2026-04-02T09:00:00Z"));
    insta::assert_snapshot!(told.join("\n\n"));
    insta::assert_snapshot!(transcript(&sandbox, &["playbook show seller", "status beta --format markdown"]));
}

#[test]
fn one_that_is_exceeded_is_something_to_do_and_shuts_no_gate() {
    let sandbox = limited();
    sandbox.ok(&seen("50", "3"));
    let within = sandbox.run("gate beta").stdout;
    assert!(!sandbox.run("next beta").stdout.contains("Over a limit"));
    sandbox.ok(&seen("62", "3"));
    assert_eq!(sandbox.run("gate beta").stdout, within);
    let lines = [
        "",
        "--now 2026-03-25T09:00:00Z",
        "--now 2026-04-05T09:00:00Z",
        "next beta --limit 1",
        "next beta --limit 1 --format markdown",
        "next beta --role partner-tech --limit 1",
    ];
    insta::assert_snapshot!(transcript(&sandbox, &lines));
}

#[test]
fn what_was_agreed_is_not_edited() {
    let sandbox = limited();
    let state = sandbox.read("partners/beta.toml");
    assert!(state.contains("at_most = 50.0"), "{state}");
    sandbox.write("partners/beta.toml", &state.replace("at_most = 50.0", "at_most = 90.0"));
    insta::assert_snapshot!(sandbox.run("adopt beta --message 'They want more'"));
    sandbox.ok("restore beta");
    // A later playbook alters nothing of it.
    let playbook = sandbox.read("playbooks/seller.yaml");
    sandbox.write("playbooks/seller.yaml", &playbook.replace("at_most: 50,", "at_most: 90,"));
    sandbox.commit_all("Let everybody sell more");
    assert!(limits(&sandbox, "status beta").contains("50 orders at most"));
    assert_eq!(sandbox.run("doctor").code, 0, "{}", sandbox.run("doctor"));
}

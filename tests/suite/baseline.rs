//! Baselines of checks: set, shown and compared with later runs; and criteria that look at several runs, warn, or are
//! held to the baseline.

use crate::check::in_sandbox;
use crate::support::Sandbox;

fn seen(orders: &str, late: &str) -> String {
    format!(
        "check acme pilot-figures --passed --metric orders={orders} --metric late={late} --metric late-orders=2"
    )
}

fn transcript(sandbox: &Sandbox, lines: &[&str]) -> String {
    lines.iter().map(|line| sandbox.run(line).to_string()).collect::<Vec<_>>().join("\n\n")
}

/// In a sandbox of which the criterion is another.
fn asked(criterion: &str) -> Sandbox {
    let sandbox = in_sandbox();
    let playbook = sandbox.read("playbooks/seller.yaml");
    let (before, rest) = playbook.split_once("    criteria:\n").expect("criteria");
    let (_, after) = rest.split_once("    test_data:\n").expect("test data");
    let playbook = format!("{before}    criteria:\n{criterion}    test_data:\n{after}");
    sandbox.write("playbooks/seller.yaml", &playbook);
    sandbox.ok("lint");
    sandbox.commit_all("Ask for something else");
    sandbox.ok("partner add beta --name Beta --set tier=enterprise --set regions=EU --start 2026-03-02");
    sandbox.ok("promote beta --override --reason 'To be tested' --until 2026-03-31");
    sandbox
}

#[test]
fn what_was_measured_becomes_the_baseline_and_later_runs_are_compared_with_it() {
    let sandbox = in_sandbox();
    let nothing = transcript(
        &sandbox,
        &[
            "baseline acme set",
            "baseline acme set pilot-figures",
            "baseline acme set agreement",
            "baseline acme set pilot-figure",
            "baseline acme show",
            "baseline acme compare",
            "baseline acme compare pilot-figures",
            "baseline acme compare --tolerance much",
            "baseline acme compare --tolerance -5",
            "baseline acme show pilot-figures",
            "baseline set acme",
            "baseline set",
            "check acme --jobs 0",
        ],
    );
    insta::assert_snapshot!(nothing);
    sandbox.ok(&seen("120", "3"));
    let before = sandbox.commits();
    let set = transcript(
        &sandbox,
        &[
            "baseline acme set --dry-run",
            "baseline set acme",
            "baseline acme set",
            "baseline show acme pilot-figures",
        ],
    );
    insta::assert_snapshot!(set);
    assert_eq!(sandbox.commits(), before + 1, "one change is one commit");
    let state = sandbox.read("partners/acme.toml");
    let (_, kept) = state.split_once("[baselines.").expect("a baseline");
    insta::assert_snapshot!(format!(
        "[baselines.{}",
        kept.split_once("\n\n").map_or(kept, |(first, _)| first)
    ));
    let mut told = vec![sandbox.run("baseline acme compare").to_string()];
    for run in [seen("400", "3.2"), seen("400", "3.4"), seen("120", "1")] {
        sandbox.ok(&run);
        told.push(sandbox.run("baseline acme compare").to_string());
    }
    told.push(sandbox.run("baseline acme compare --all").to_string());
    sandbox.run("check acme pilot-figures --failed 'Half of them are missing'");
    told.push(sandbox.run("baseline acme compare").to_string());
    let log = sandbox.ok("log acme").stdout;
    told.extend(log.lines().filter(|line| line.contains("baseline")).map(str::to_owned));
    insta::assert_snapshot!(told.join("\n\n"));
    let json = sandbox.run("baseline acme compare --format json");
    insta::assert_snapshot!(json.stdout);
}

#[test]
fn what_has_lapsed_or_changed_cannot_be_compared() {
    let sandbox = in_sandbox();
    sandbox.ok(&seen("120", "3"));
    sandbox.ok("baseline acme set pilot-figures");
    let mut told = vec![sandbox.run("baseline acme compare --now 2026-05-01T09:00:00Z").to_string()];
    let state = sandbox.read("partners/acme.toml");
    sandbox.write(
        "partners/acme.toml",
        &state.replacen("measured = \"2026-03-02", "measured = \"2026-03-01", 1),
    );
    told.push(sandbox.run("adopt acme --message 'By hand'").to_string());
    insta::assert_snapshot!(told.join("\n\n"));
}

#[test]
fn a_gate_looks_at_several_runs_and_warns_before_it_fails() {
    let criterion = "      late: { title: Few are late, of: pilot-figures, metric: late, at_most: 4, warn: 3, \
                     window: { runs: 3, take: mean, within: 14 days } }\n";
    let sandbox = asked(criterion);
    let shown = |sandbox: &Sandbox| {
        let gate = sandbox.run("gate beta --stage sandbox").to_string();
        let (_, criterion) = gate.split_once("criterion late").unwrap_or(("", "holds"));
        criterion.lines().take(4).map(|line| format!("{}\n", line.trim_end())).collect::<String>()
    };
    let mut told = vec![shown(&sandbox)];
    for late in ["1", "2", "3", "6", "9"] {
        sandbox.ok(&seen("99", late).replace("acme", "beta"));
        told.push(format!("after {late}: {}", shown(&sandbox)));
    }
    told.push(transcript(&sandbox, &["playbook show seller", "gate beta --stage sandbox --format github"]));
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_gate_is_held_to_the_baseline_and_advice_never_shuts_it() {
    let criterion = "      late: { title: No later than before, of: pilot-figures, metric: late, at_most: 150, \
                     of_baseline: true, advisory: true }\n";
    let sandbox = asked(criterion);
    let verdict = |sandbox: &Sandbox| {
        let gate = sandbox.run("gate beta --stage sandbox").to_string();
        let (_, criterion) = gate.split_once("warning    criterion late").unwrap_or(("", " holds"));
        criterion.lines().take(5).map(|line| format!("{}\n", line.trim_end())).collect::<String>()
    };
    sandbox.ok(&seen("99", "2").replace("acme", "beta"));
    let mut told = vec![verdict(&sandbox)];
    sandbox.ok("baseline beta set pilot-figures");
    told.push(verdict(&sandbox));
    sandbox.ok(&seen("99", "3.5").replace("acme", "beta"));
    told.push(verdict(&sandbox));
    told.push(sandbox.run("gate beta --stage sandbox --format junit").to_string());
    sandbox.ok(&seen("99", "3.0001").replace("acme", "beta"));
    told.push(verdict(&sandbox));
    insta::assert_snapshot!(told.join("\n"));
}

//! `demo`: real changes, in a repository that git and every other command take.

use std::collections::BTreeMap;
use std::path::Path;

use aboard::change::message::{self, Told};
use aboard::readiness::{Facts, Standing, evaluate};
use aboard::workspace::{When, Workspace};

use crate::support::{Run, Sandbox};

/// One test for all promises: building the demo takes seconds.
#[test]
fn the_demo_keeps_what_it_promises() {
    let sandbox = nobody();
    a_policy_that_lets_nothing_pass(&sandbox);
    insta::assert_snapshot!(sandbox.ok("demo"));
    let demo = sandbox.file("aboard-demo");
    git_has_nothing_to_say_against_it(&sandbox);
    every_commit_but_two_is_a_change_that_can_be_read(&sandbox);
    time_goes_forward_on_business_days_and_ends_today(&sandbox);
    partners_stand_where_they_should(&demo);
}

/// A sandbox on a Wednesday afternoon, of somebody whom git does not know.
fn nobody() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.at("2026-03-18T14:00:00Z");
    for name in ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL"]
    {
        sandbox.env(name, "");
    }
    sandbox
}

/// Has git ask for a hook and a signature that cannot be had: made-up people have neither.
fn a_policy_that_lets_nothing_pass(sandbox: &Sandbox) {
    let global = sandbox.file(".gitconfig").to_string_lossy().into_owned();
    let hooks = sandbox.file("hooks").to_string_lossy().into_owned();
    sandbox.env("GIT_CONFIG_GLOBAL", &global);
    for (key, value) in [("commit.gpgSign", "true"), ("gpg.program", "/nowhere"), ("core.hooksPath", &hooks)]
    {
        sandbox.git(&["config", "--global", key, value]);
    }
    sandbox.write("hooks/pre-commit", "#!/bin/sh\nexit 1\n");
    let chmod = sandbox.command("chmod").args(["+x", "hooks/pre-commit"]).status().expect("chmod runs");
    assert!(chmod.success());
}

fn git(sandbox: &Sandbox, args: &[&str]) -> String {
    let words: Vec<&str> = ["-C", "aboard-demo"].into_iter().chain(args.iter().copied()).collect();
    sandbox.git(&words)
}

fn git_has_nothing_to_say_against_it(sandbox: &Sandbox) {
    assert_eq!(git(sandbox, &["status", "--porcelain"]), "");
    let found = git(sandbox, &["fsck", "--strict", "--no-dangling"]);
    assert_eq!(found, "");
}

fn every_commit_but_two_is_a_change_that_can_be_read(sandbox: &Sandbox) {
    let log = git(sandbox, &["log", "--format=%B%x00"]);
    let messages = log.split('\0').map(str::trim_start).filter(|message| !message.is_empty());
    let mut others = Vec::new();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for text in messages {
        match message::read(text) {
            Some(Ok(Told::Partner(recorded))) => *kinds.entry(recorded.change.kind()).or_default() += 1,
            None => others.push(text.lines().next().unwrap_or_default()),
            Some(Ok(told)) => panic!("{told:?}"),
            Some(Err(fault)) => panic!("{fault} in:\n{text}"),
        }
    }
    let laid = "Lay down an Aboard workspace";
    assert_eq!(others, ["Playbook marketplace-seller 1.1.0: agree cut-off times in the pilot", laid]);
    for kind in [
        "partner.add",
        "partner.set",
        "partner.archive",
        "item.complete",
        "item.start",
        "item.submit",
        "item.reject",
        "item.block",
        "item.unblock",
        "note.add",
        "waiver.request",
        "waiver.approve",
        "stage.sign",
        "stage.promote",
        "stage.rollback",
    ] {
        assert!(kinds.contains_key(kind), "no {kind} among {kinds:?}");
    }
}

fn time_goes_forward_on_business_days_and_ends_today(sandbox: &Sandbox) {
    let log = git(sandbox, &["log", "--reverse", "--format=%ct %cI"]);
    let mut last = 0;
    for line in log.lines() {
        let (seconds, _) = line.split_once(' ').expect("two words");
        let seconds: i64 = seconds.parse().expect("a number");
        assert!(seconds >= last, "{line} is before the commit before it");
        last = seconds;
        let day = chrono::DateTime::from_timestamp(seconds, 0).expect("an instant");
        assert!(!["Sat", "Sun"].contains(&day.format("%a").to_string().as_str()), "{line}");
    }
    assert!(log.lines().last().is_some_and(|line| line.contains("2026-03-18")), "{log}");
    let authors = git(sandbox, &["shortlog", "--summary", "--email", "HEAD"]);
    assert!(authors.lines().count() >= 8, "{authors}");
}

fn partners_stand_where_they_should(demo: &Path) {
    let workspace = Workspace::open(demo).expect("a workspace");
    let view = workspace.view(&When::Head).expect("a view");
    let now = "2026-03-18T14:00:00Z".parse().expect("an instant");
    let mut stages: BTreeMap<String, usize> = BTreeMap::new();
    let mut verdicts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut versions: BTreeMap<String, usize> = BTreeMap::new();
    let (mut live, mut pending, mut archived, mut overridden, mut both_late) = (0, 0, 0, 0, 0);
    for entry in view.partners().expect("partners") {
        let partner = entry.partner.expect("a partner that can be read");
        let playbook = view.playbook_at(&partner.id, &partner.pin).expect("its playbook");
        let calendar = &view.config().calendar;
        let evaluation =
            evaluate(Facts { playbook: &playbook.playbook, partner: &partner, calendar, now, lookup: None });
        assert!(evaluation.orphans.is_empty() && evaluation.undeclared.is_empty(), "{}", partner.id);
        *versions.entry(format!("{}@{}", partner.pin.playbook, partner.pin.version)).or_default() += 1;
        overridden += usize::from(partner.stages.values().any(|stage| stage.overridden.is_some()));
        live += evaluation.waivers.iter().filter(|waiver| waiver.standing == Standing::Live).count();
        pending += evaluation.waivers.iter().filter(|waiver| waiver.standing == Standing::Pending).count();
        if partner.archived.is_some() {
            archived += 1;
            continue;
        }
        let late = evaluation.items.iter().filter(|item| item.overdue);
        let sides: std::collections::BTreeSet<_> = late.filter_map(|item| item.waiting_for).collect();
        both_late += usize::from(sides.len() == 2);
        *stages.entry(partner.stage.to_string()).or_default() += 1;
        *verdicts.entry(evaluation.gate.expect("a gate").verdict.as_str()).or_default() += 1;
    }
    assert!(stages.values().sum::<usize>() >= 8, "{stages:?}");
    for stage in ["kickoff", "sandbox", "pilot", "production", "live"] {
        assert!(stages.contains_key(stage), "nobody is in {stage}: {stages:?}");
    }
    for verdict in ["go", "conditional_go", "no_go", "inconclusive"] {
        assert!(verdicts.contains_key(verdict), "no {verdict}: {verdicts:?}");
    }
    for version in ["marketplace-seller@1.0.0", "marketplace-seller@1.1.0", "logistics-partner@1.0.0"] {
        assert!(versions.contains_key(version), "nobody under {version}: {versions:?}");
    }
    assert!(live >= 1 && pending >= 1, "{live} live and {pending} pending waivers");
    assert_eq!((archived, overridden), (1, 1));
    assert!(both_late >= 1, "nobody whom both sides keep waiting");
}

#[test]
fn a_folder_with_something_in_it_is_refused() {
    let sandbox = nobody();
    sandbox.write("aboard-demo/mine.txt", "mine\n");
    let run: Run = sandbox.run("demo");
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stderr.contains("takes an empty folder"), "{run}");
    assert_eq!(sandbox.read("aboard-demo/mine.txt"), "mine\n");
    sandbox.write("file", "mine\n");
    assert_eq!(sandbox.run("demo file").code, 1);
}

//! `aboard scorecard`: what a person sees, and what a script gets.

use insta::assert_snapshot;

use crate::partners::{break_file, mid_journey, with_four};
use crate::support::Sandbox;

#[test]
fn a_new_partner_has_a_scorecard() {
    assert_snapshot!(Sandbox::with_acme().run("scorecard acme"));
}

#[test]
fn trouble_is_seen_with_the_side_that_is_waited_for() {
    assert_snapshot!(with_four().run("scorecard borealis"));
}

#[test]
fn a_partner_in_the_middle_of_the_shipped_playbook_fits_a_screen() {
    let run = mid_journey().run("scorecard acme");
    assert_snapshot!(run);
    assert!(run.stdout.lines().count() <= 44, "{} lines", run.stdout.lines().count());
    let widest = run.stdout.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(80), "{widest:?} columns");
}

#[test]
fn colour_says_nothing_that_words_do_not() {
    let sandbox = with_four();
    let plain = sandbox.ok("scorecard borealis").stdout;
    let coloured = sandbox.ok("scorecard borealis --color always").stdout;
    assert!(coloured.contains("\u{1b}[31m"), "{coloured}");
    let mut stripped = String::new();
    for (index, part) in coloured.split("\u{1b}[").enumerate() {
        stripped.push_str(if index == 0 { part } else { part.split_once('m').map_or("", |(_, text)| text) });
    }
    assert_eq!(stripped, plain);
}

#[test]
fn what_will_be_is_asked_with_now() {
    let sandbox = with_four();
    let later = sandbox.run("scorecard borealis --now 2026-04-01");
    assert!(later.stdout.contains("lapsed on 2026-03-14"), "{later}");
    assert!(later.stdout.contains("which is over"), "{later}");
    let before = sandbox.run("scorecard borealis --at 2026-03-03");
    assert!(before.stdout.contains("Kickoff (1 of 3)"), "{before}");
}

#[test]
fn several_are_shown_one_after_another_and_a_broken_one_ends_none() {
    let sandbox = with_four();
    break_file(&sandbox, "acme");
    let run = sandbox.run("scorecard acme cumulus dormant");
    assert_eq!(run.code, 2, "{run}");
    assert!(run.stdout.contains("Contract and privacy"), "{run}");
    assert!(run.stdout.contains("archived"), "{run}");
    assert!(
        run.stdout.contains("acme  cannot be judged\n           `partners/acme.toml` cannot be read"),
        "{run}"
    );
}

#[test]
fn a_typing_error_is_understood() {
    let run = with_four().run("scorecard acne");
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run}");
    assert!(run.stderr.contains("did you mean `acme`?"), "{run}");
}

#[test]
fn edits_by_hand_are_told_of_and_not_read() {
    let sandbox = with_four();
    let text = sandbox.read("partners/acme.toml").replace("Acme GmbH", "Forged");
    sandbox.write("partners/acme.toml", &text);
    let run = sandbox.ok("scorecard acme");
    assert!(run.stdout.starts_with("Acme GmbH"), "{run}");
    assert!(run.stderr.contains("uncommitted edits are not read: partners/acme.toml"), "{run}");
}

#[test]
fn reports_are_left_beside_what_is_printed() {
    let sandbox = with_four();
    let run = sandbox
        .ok("scorecard borealis --format csv --report markdown=out/card.md --report json=out/card.json");
    assert_snapshot!(format!("{run}\n\n{}", sandbox.read("out/card.md")));
}

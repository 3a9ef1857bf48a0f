//! Items move on: every action from every status, evidence of every kind, needs, and who is waited for.

use aboard::change::item::Action;
use aboard::change::{Change, Refusal};
use aboard::partner::{Answer, Status, Wait};
use aboard::playbook::model::{EvidenceKind, Side};
use aboard::readiness::Outcome;
use aboard::readiness::evidence::fits;

use super::{MONDAY, World, answer, complete, id, instant, item, moved};

const CALL: &str = "contract/kickoff-call";
const TUESDAY: &str = "2026-03-03T09:00:00Z";
const WEDNESDAY: &str = "2026-03-04T09:00:00Z";
const STATUSES: [Status; 6] =
    [Status::Todo, Status::Doing, Status::Blocked, Status::Submitted, Status::Done, Status::Rejected];

/// Where each action leads; `-` where it is refused.
const TABLE: [(Action, [&str; 6]); 7] = [
    // from:             todo         doing        blocked  submitted   done        rejected
    (Action::Start, ["doing", "-", "-", "-", "-", "doing"]),
    (Action::Submit, ["submitted", "submitted", "-", "-", "-", "submitted"]),
    (Action::Complete, ["done", "done", "-", "done", "done", "done"]),
    (Action::Reject, ["-", "-", "-", "rejected", "rejected", "-"]),
    (Action::Block, ["blocked", "blocked", "-", "blocked", "-", "blocked"]),
    (Action::Unblock, ["-", "-", "doing", "-", "-", "-"]),
    (Action::Reopen, ["-", "-", "-", "-", "todo", "todo"]),
];

#[test]
fn every_action_from_every_status_leads_where_the_table_says() {
    for (action, row) in TABLE {
        for (from, expected) in STATUSES.into_iter().zip(row) {
            let mut world = World::new();
            world.put(CALL, from, MONDAY);
            let change = match action {
                Action::Complete => complete(&[CALL]),
                _ => Change::Items(moved(action, &[CALL])),
            };
            let found = match world.act("dana", TUESDAY, &change) {
                Ok(()) => world.state(CALL).status.as_str(),
                Err(Refusal::Transition { status, .. }) => {
                    assert_eq!(status, from.as_str());
                    assert_eq!(world.state(CALL).status, from, "a refusal changes nothing");
                    "-"
                }
                Err(other) => panic!("{action:?} from {from:?}: {other}"),
            };
            assert_eq!(found, expected, "{action:?} from {from:?}");
        }
    }
}

#[test]
fn what_is_done_is_done_again_only_with_fresh_evidence_and_stays_done_since_then() {
    let mut world = World::new();
    world.put(CALL, Status::Done, MONDAY);
    let bare = Change::Items(moved(Action::Complete, &[CALL]));
    let refusal = world.act("dana", TUESDAY, &bare).expect_err("nothing is new");
    assert_eq!(refusal.to_string(), "`contract/kickoff-call` is done already");
    world.act("dana", TUESDAY, &complete(&[CALL])).expect("renewed");
    assert_eq!(world.state(CALL).since, instant(MONDAY));
    assert_eq!(world.state(CALL).evidence["held"].on, instant(TUESDAY));
}

#[test]
fn a_reason_is_demanded_where_somebody_is_told_to_do_something() {
    for action in [Action::Reject, Action::Block, Action::Reopen] {
        for reason in [None, Some("  \n".to_owned()), Some("\u{1b}[2J".to_owned()), Some("x".repeat(2001))] {
            let mut world = World::new();
            let from = if action == Action::Block { Status::Todo } else { Status::Done };
            world.put(CALL, from, MONDAY);
            let mut change = moved(action, &[CALL]);
            change.reason.clone_from(&reason);
            let refusal = world.act("dana", TUESDAY, &Change::Items(change)).expect_err("no reason");
            assert!(matches!(refusal, Refusal::Text(_)), "{action:?} {reason:?}: {refusal}");
        }
    }
}

#[test]
fn nothing_happens_to_an_item_before_what_happened_to_it_last() {
    let mut world = World::new();
    world.act("dana", WEDNESDAY, &Change::Items(moved(Action::Start, &[CALL]))).expect("started");
    let refusal = world.act("dana", TUESDAY, &complete(&[CALL])).expect_err("too early");
    assert!(matches!(refusal, Refusal::Time(_)), "{refusal}");
    world.act("dana", WEDNESDAY, &complete(&[CALL])).expect("at the same moment");
}

#[test]
fn done_demands_the_evidence_and_names_it() {
    let mut world = World::new();
    let bare = Change::Items(moved(Action::Complete, &["contract/agreement"]));
    let refusal = world.act("lea", TUESDAY, &bare).expect_err("no evidence");
    assert_eq!(
        refusal.to_string(),
        "`contract/agreement` asks for `contract` (The countersigned agreement: a file)"
    );
    assert_eq!(
        refusal.hints(&id("acme"), &[]),
        ["give it with: aboard done acme contract/agreement --evidence contract=…"]
    );
}

#[test]
fn what_was_handed_in_with_the_work_counts_until_it_ages() {
    let mut world = World::new();
    for address in ["api/credentials", "api/rate-limits"] {
        world.put(address, Status::Done, MONDAY);
    }
    world.put("api/end-to-end-test", Status::Submitted, MONDAY);
    let done = Change::Items(moved(Action::Complete, &["api/end-to-end-test"]));
    let mut late = world.clone();
    let refusal = late.act("egon", "2026-04-02T09:00:00Z", &done).expect_err("31 days on, it is too old");
    assert!(matches!(refusal, Refusal::EvidenceMissing { .. }), "{refusal}");
    world.act("egon", "2026-03-31T07:00:00Z", &done).expect("within 30 days");
    assert_eq!(world.outcome("api/end-to-end-test", "2026-03-31T08:00:00Z"), Outcome::Pass);
    assert_eq!(world.outcome("api/end-to-end-test", "2026-04-01T09:00:00Z"), Outcome::Unknown);
}

#[test]
fn evidence_goes_to_the_items_that_ask_for_it() {
    let mut world = World::new();
    world.act("lea", TUESDAY, &complete(&["contract/agreement", CALL])).expect("both at once");
    assert_eq!(
        world.state(CALL).evidence.keys().map(aboard::playbook::id::Id::as_str).collect::<Vec<_>>(),
        ["held"]
    );
    let mut change = moved(Action::Complete, &["api/credentials"]);
    change.evidence.insert(id("tikcet"), answer("", "ticket"));
    let refusal = world.act("egon", TUESDAY, &Change::Items(change)).expect_err("nothing asks for it");
    assert_eq!(refusal.to_string(), "`api/credentials` asks for no evidence `tikcet`");
    let mut change = moved(Action::Start, &["api/credentials"]);
    change.evidence.insert(id("ticket"), answer("", "ticket"));
    assert!(world.act("egon", TUESDAY, &Change::Items(change)).is_err(), "beginning shows nothing");
}

#[test]
fn every_kind_of_evidence_is_held_to_what_is_asked() {
    let file = |sha256: &str| Answer::File { name: "a".to_owned(), sha256: sha256.to_owned() };
    let url = |text: &str| Answer::Url(text.to_owned());
    let choices = EvidenceKind::Choice(vec!["a".to_owned(), "b".to_owned()]);
    let number = EvidenceKind::Number { min: Some(1.0), max: Some(500.0), unit: String::new() };
    let signed = |name: &str| Answer::SignOff { name: name.to_owned(), reference: None };
    let date = Answer::Date("2026-03-02".parse().expect("a date"));
    let cases: Vec<(EvidenceKind, Vec<Answer>, Vec<Answer>)> = vec![
        (
            EvidenceKind::Url,
            vec![url("https://a.example/x?y#z"), url("http://localhost:8080")],
            [
                "",
                "https://",
                "http:///path",
                "ftp://a.example",
                "javascript:alert(1)",
                "a.example",
                "https://a b",
                "https://a.example/\u{1b}[2J",
                "https://user@a.example",
                "HTTPS//a",
            ]
            .map(url)
            .to_vec(),
        ),
        (
            EvidenceKind::File,
            vec![file(&"0f".repeat(32))],
            vec![file(""), file(&"g".repeat(64)), file(&"0".repeat(63)), url("https://a.example")],
        ),
        (
            EvidenceKind::Text,
            vec![Answer::Text("x".to_owned())],
            vec![Answer::Text(" \t".to_owned()), date.clone()],
        ),
        (
            number,
            [1.0, 500.0, 17.5].map(Answer::Number).to_vec(),
            [0.999, 500.001, f64::NAN, f64::INFINITY, -1.0].map(Answer::Number).to_vec(),
        ),
        (
            choices,
            vec![Answer::Choice("a".to_owned())],
            vec![Answer::Choice("A".to_owned()), Answer::Text("a".to_owned())],
        ),
        (EvidenceKind::Date, vec![date.clone()], vec![Answer::Text("2026-03-02".to_owned())]),
        (
            EvidenceKind::SignOff(id("legal")),
            vec![signed("Lea")],
            vec![signed(" "), Answer::Text("Lea".to_owned())],
        ),
    ];
    let mut rule = World::new().item(CALL).evidence[0].clone();
    for (kind, fitting, misfitting) in cases {
        rule.kind = kind;
        for answer in fitting {
            assert_eq!(fits(&rule, &answer), Ok(()), "{answer:?}");
        }
        for answer in misfitting {
            assert!(fits(&rule, &answer).is_err(), "{answer:?} fits {:?}", rule.kind);
        }
    }
}

#[test]
fn hostile_words_of_evidence_are_refused() {
    for answer in [
        Answer::File { name: "a\u{1b}]0;x\u{7}".to_owned(), sha256: "0".repeat(64) },
        Answer::File { name: "a\nb".to_owned(), sha256: "0".repeat(64) },
        Answer::File { name: "x".repeat(3000), sha256: "0".repeat(64) },
    ] {
        let mut change = moved(Action::Submit, &["contract/agreement"]);
        change.evidence.insert(id("contract"), answer.clone());
        assert!(World::new().act("lea", TUESDAY, &Change::Items(change)).is_err(), "{answer:?}");
    }
}

#[test]
fn done_is_refused_while_needs_are_open_and_names_them() {
    let mut world = World::new();
    let refusal = world.act("egon", TUESDAY, &complete(&["api/rate-limits"])).expect_err("a need is open");
    assert_eq!(refusal.to_string(), "`api/rate-limits` needs `api/credentials` first");
    assert_eq!(refusal.hints(&id("acme"), &[]), ["finish it with: aboard done acme api/credentials"]);
    for action in [Action::Start, Action::Submit] {
        let change = Change::Items(moved(action, &["api/rate-limits"]));
        world.act("egon", TUESDAY, &change).expect("work may begin ahead of its turn");
    }
}

#[test]
fn items_that_need_each_other_are_done_together_in_any_order() {
    let items = ["api/credentials", "api/rate-limits", "api/end-to-end-test"];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut world = World::new();
        let named = order.map(|index| items[index]);
        world.act("egon", TUESDAY, &complete(&named)).expect("all at once");
        assert!(items.iter().all(|address| world.state(address).status == Status::Done), "{named:?}");
    }
    let mut world = World::new();
    let before = world.partner.clone();
    let refusal = world.act("egon", TUESDAY, &complete(&[items[2], items[0]])).expect_err("one is left out");
    assert!(matches!(&refusal, Refusal::Needs { needs, .. } if *needs == [item(items[1])]), "{refusal}");
    assert_eq!(world.partner, before, "all or nothing");
}

#[test]
fn a_need_that_does_not_apply_holds_nothing_up() {
    let mut world = World::new();
    world.item_mut("api/credentials").when = world.item("launch/card-review").when.clone();
    world.act("egon", TUESDAY, &complete(&["api/rate-limits"])).expect("card data is not handled");
}

#[test]
fn the_side_that_is_waited_for_is_kept() {
    let mut world = World::new();
    let limits = "api/rate-limits";
    let act =
        |world: &mut World, at: &str, change| world.act("egon", at, &Change::Items(change)).expect("legal");
    // Its doer is of the partner, its accountable role of the platform.
    act(&mut world, "2026-03-03T08:00:00Z", moved(Action::Block, &[limits]));
    assert_eq!(
        world.evaluate(TUESDAY).item(&item(limits)).expect("an item").waiting_for,
        Some(Side::Partner)
    );
    act(&mut world, "2026-03-03T10:00:00Z", moved(Action::Unblock, &[limits]));
    act(&mut world, "2026-03-03T11:00:00Z", moved(Action::Submit, &[limits]));
    assert_eq!(
        world.evaluate(WEDNESDAY).item(&item(limits)).expect("an item").waiting_for,
        Some(Side::Platform)
    );
    let mut block = moved(Action::Block, &[limits]);
    block.waits_on = Some(Side::Platform);
    act(&mut world, "2026-03-03T12:00:00Z", block);
    act(&mut world, "2026-03-03T12:00:00Z", moved(Action::Unblock, &[limits]));
    let hour = |hour: u32| instant(&format!("2026-03-03T{hour:02}:00:00Z"));
    let wait = |on, from, to| Wait { on, from: hour(from), to: Some(hour(to)) };
    // The block of no length is nobody's waiting.
    assert_eq!(world.state(limits).waits, [wait(Side::Partner, 8, 10), wait(Side::Platform, 11, 12)]);
    let waited = world.evaluate(WEDNESDAY).waited;
    assert_eq!((waited.partner.num_hours(), waited.platform.num_hours()), (2, 1));
    // As known at 09:00, the partner was still waited for.
    assert_eq!(world.evaluate("2026-03-03T09:00:00Z").waited.partner.num_hours(), 1);
}

#[test]
fn work_that_the_same_side_does_and_accepts_waits_for_nobody_when_handed_in() {
    let mut world = World::new();
    world.act("egon", TUESDAY, &Change::Items(moved(Action::Submit, &["api/credentials"]))).expect("legal");
    assert_eq!(world.state("api/credentials").waits, []);
}

#[test]
fn reopening_forgets_the_evidence_and_rejecting_keeps_it() {
    let mut world = World::new();
    world.put(CALL, Status::Done, MONDAY);
    let mut rejected = world.clone();
    rejected.act("dana", TUESDAY, &Change::Items(moved(Action::Reject, &[CALL]))).expect("legal");
    assert_eq!(rejected.state(CALL).evidence.len(), 1);
    assert_eq!(rejected.outcome(CALL, TUESDAY), Outcome::Fail);
    world.act("dana", TUESDAY, &Change::Items(moved(Action::Reopen, &[CALL]))).expect("legal");
    assert_eq!(world.state(CALL).evidence.len(), 0);
    assert_eq!(world.outcome(CALL, TUESDAY), Outcome::Unknown);
}

#[test]
fn a_date_ages_from_the_day_it_names_and_a_renewal_is_due_when_it_lapses() {
    let mut world = World::new();
    world.item_mut(CALL).evidence[0].valid_for = Some("7d".parse().expect("a span"));
    let with = |day: &str| {
        let mut change = moved(Action::Complete, &[CALL]);
        change.evidence.insert(id("held"), Answer::Date(day.parse().expect("a date")));
        Change::Items(change)
    };
    for (day, told) in [
        (
            "2026-03-05",
            "evidence `held` of `contract/kickoff-call` does not fit: it asks for a date up to 2026-03-04",
        ),
        (
            "2026-02-20",
            "`contract/kickoff-call` asks for `held` (Date of the call: fresh; this one lapsed on 2026-02-28)",
        ),
    ] {
        let refusal = world.act("dana", WEDNESDAY, &with(day)).expect_err("no evidence");
        assert_eq!(refusal.to_string(), told);
    }
    world.act("dana", WEDNESDAY, &with("2026-03-02")).expect("held on Monday");
    // Monday ends at 23:00 UTC in Berlin; a week later the clocks have not changed yet.
    assert_eq!(world.outcome(CALL, "2026-03-09T22:59:59Z"), Outcome::Pass);
    let evaluation = world.evaluate("2026-03-09T23:00:00Z");
    let call = evaluation.item(&item(CALL)).expect("an item");
    assert_eq!((call.outcome, call.overdue), (Outcome::Unknown, true));
    assert_eq!(call.due.as_ref().and_then(aboard::readiness::Due::at), Some(instant("2026-03-09T23:00:00Z")));
}

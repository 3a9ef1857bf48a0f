//! Commit messages: any change, with any words, is read back from the message it was written to.

use std::io::Write;
use std::process::{Command, Stdio};

use std::collections::BTreeMap;

use aboard::change::adopt::Adopt;
use aboard::change::baseline;
use aboard::change::check::{Found, Run};
use aboard::change::environment::Describe;
use aboard::change::item::{Action, Move};
use aboard::change::message::{MessageFault, Told, read, write, write_layout};
use aboard::change::rehearsal::Rehearse;
use aboard::change::stage::{Overriding, Promote, Rollback};
use aboard::change::waiver::{Request, Rule};
use aboard::change::{Change, Layout, Relayout, note, partner, sign_off};
use aboard::partner::patch::{Patch, Put};
use aboard::partner::{Contact, Finding, Ruling, Source, Took};
use aboard::playbook::id::{Id, ItemRef};
use aboard::playbook::model::Side;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::laws::{answers, dates, environments, hostile, ids, moments, values};
use super::{MONDAY, id, instant, item, pin};

fn addresses() -> impl Strategy<Value = ItemRef> {
    (ids(), ids()).prop_map(|(checklist, name)| item(&format!("{checklist}/{name}")))
}

fn numbers() -> impl Strategy<Value = BTreeMap<Id, f64>> {
    btree_map(ids(), -1.0e9..1.0e9_f64, 0..3)
}

type Said = (usize, String, Option<String>, BTreeMap<Id, f64>);

fn checked(((checklist, name), (outcome, said, source, metrics)): ((Id, Id), Said)) -> (ItemRef, Found) {
    let outcome = [Finding::Passed, Finding::Failed, Finding::Insufficient][outcome];
    let source = source.map(|name| Source { name, sha256: "3".repeat(64) });
    let took_ms = u32::try_from(said.len()).ok();
    let found = Found { outcome, said, definition: "4".repeat(64), took_ms, url: None, source, metrics };
    (item(&format!("{checklist}/{name}")), found)
}

fn notes() -> impl Strategy<Value = note::Add> {
    (hostile(), option::of(addresses()), hostile()).prop_map(|(id, item, text)| note::Add { id, item, text })
}

fn runs() -> impl Strategy<Value = Run> {
    let found = btree_map((ids(), ids()), (0..3_usize, hostile(), option::of(hostile()), numbers()), 0..3);
    (found, vec(notes(), 0..3), vec(notes(), 0..2)).prop_map(|(found, learnings, interface_changes)| Run {
        found: found.into_iter().map(checked).collect(),
        learnings,
        interface_changes,
    })
}

fn times() -> impl Strategy<Value = Took> {
    (0..90_000u64).prop_map(Took::of_seconds)
}

fn sets() -> impl Strategy<Value = partner::Set> {
    use partner::Field::{Backup, Champion, Launch, Signed};
    let fields = proptest::sample::subsequence(vec![Signed, Launch, Champion, Backup], 0..4);
    let people = (option::of(hostile()), option::of(hostile()), option::of(hostile()));
    let days = (option::of(dates()), option::of(dates()), option::of(dates()));
    let contacts = btree_map(ids(), option::of((hostile(), option::of(hostile()))), 0..3);
    (people, days, btree_map(ids(), option::of(values()), 0..3), contacts, fields).prop_map(
        |((name, champion, backup), (start, signed, launch), attributes, contacts, clear)| {
            let contact = |(name, email)| Contact { name, email };
            let contacts = contacts.into_iter().map(|(role, found)| (role, found.map(contact))).collect();
            partner::Set { name, start, signed, launch, champion, backup, attributes, contacts, clear }
        },
    )
}

fn adoptions() -> impl Strategy<Value = Adopt> {
    let value = prop_oneof![
        hostile().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        any::<bool>().prop_map(serde_json::Value::from),
        vec(hostile(), 0..3).prop_map(serde_json::Value::from),
    ];
    let path = || vec(hostile(), 1..4);
    let set = vec((path(), value).prop_map(|(path, value)| Put { path, value }), 0..6);
    (hostile(), set, vec(path(), 0..3), btree_map(hostile(), hostile(), 0..2))
        .prop_map(|(reason, set, remove, notes)| Adopt { reason, patch: Patch { set, remove }, notes })
}

fn changes() -> impl Strategy<Value = Change> {
    let ruling = proptest::sample::select(vec![Ruling::Approved, Ruling::Rejected, Ruling::Revoked]);
    let side = option::of(proptest::sample::select(vec![Side::Platform, Side::Partner]));
    let moves = (
        proptest::sample::select(Action::ALL.to_vec()),
        vec(addresses(), 1..4),
        (option::of(hostile()), side, option::of(hostile())),
        btree_map(ids(), answers(), 0..3),
    );
    let overriding =
        option::of((hostile(), dates()).prop_map(|(reason, until)| Overriding { reason, until }));
    prop_oneof![
        (hostile(), dates(), sets()).prop_map(|(name, start, profile)| Change::PartnerAdd(partner::Add {
            name,
            pin: pin(),
            start,
            profile
        })),
        sets().prop_map(Change::PartnerSet),
        adoptions().prop_map(Change::PartnerAdopt),
        (any::<bool>(), hostile())
            .prop_map(|(restore, reason)| Change::PartnerArchive(partner::Archive { restore, reason })),
        moves.prop_map(|(action, items, (reason, waits_on, on_behalf_of), evidence)| {
            Change::Items(Move { action, items, reason, waits_on, evidence, on_behalf_of })
        }),
        notes().prop_map(Change::Note),
        (addresses(), hostile(), hostile(), dates()).prop_map(|(item, reason, control, until)| {
            Change::WaiverRequest(Request { item, reason, control, until })
        }),
        (addresses(), ruling, option::of(hostile()))
            .prop_map(|(item, ruling, reason)| Change::WaiverRule(Rule { item, ruling, reason })),
        (ids(), ids(), hostile(), option::of(hostile())).prop_map(|(stage, role, name, reference)| {
            Change::SignOff(sign_off::Sign { stage, role, name, reference })
        }),
        (ids(), ids(), any::<bool>(), overriding).prop_map(|(from, to, allow_conditions, overriding)| {
            Change::Promote(Promote { from, to, allow_conditions, overriding })
        }),
        (ids(), ids(), hostile(), option::of(ids()), vec(times(), 0..3)).prop_map(
            |(from, to, reason, trigger, took)| Change::Rollback(Rollback {
                from,
                to,
                reason,
                trigger,
                took
            })
        ),
        runs().prop_map(Change::Check),
        btree_map(addresses(), moments(), 0..3)
            .prop_map(|measured| Change::Baseline(baseline::Set { measured })),
        (ids(), option::of(environments()))
            .prop_map(|(name, environment)| Change::PartnerEnvironment(Describe { name, environment })),
        (ids(), vec(times(), 0..3), option::of(hostile()), option::of(hostile())).prop_map(
            |(stage, took, failed, reference)| Change::Rehearse(Rehearse { stage, took, failed, reference })
        ),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_was_written_is_read(change in changes(), happened in option::of(moments()), text in hostile()) {
        let message = write(&id("acme"), &change, &pin(), happened, &text);
        let told = read(&message).expect("a change of ours").map_err(|fault| TestCaseError::fail(fault.to_string()))?;
        let Told::Partner(recorded) = told else { return Err(TestCaseError::fail(format!("{told:?}"))) };
        prop_assert_eq!(&recorded.change, &change);
        prop_assert_eq!((&recorded.partner, recorded.happened), (&id("acme"), happened));
        // What is read can be written again, to the letter.
        prop_assert_eq!(write(&id("acme"), &recorded.change, &pin(), happened, &recorded.text), message);
    }

    #[test]
    fn another_layout_that_was_written_is_read(sharded in any::<bool>(), partners in 0..20_000usize, text in hostile()) {
        let change = Relayout { to: if sharded { Layout::Sharded } else { Layout::Flat }, partners };
        let message = write_layout(&change, &text);
        let told = read(&message).expect("a change of ours").map_err(|fault| TestCaseError::fail(fault.to_string()))?;
        let Told::Layout { change: found, text } = told else { return Err(TestCaseError::fail(format!("{told:?}"))) };
        prop_assert_eq!(&found, &change);
        prop_assert_eq!(write_layout(&found, &text), message);
    }

    #[test]
    fn any_text_is_a_change_a_fault_or_none_and_never_a_panic(text in hostile()) {
        let _ = read(&text);
        let _ = read(&format!("x\n\nAboard-Change: item.complete\n{text}"));
    }
}

#[test]
fn a_headline_of_many_edits_has_an_end() {
    let put = |field: usize| Put {
        path: vec!["items".to_owned(), format!("api/item-{field}"), "reason".to_owned()],
        value: true.into(),
    };
    let patch = Patch { set: (0..50).map(put).collect(), remove: Vec::new() };
    let change = Change::PartnerAdopt(Adopt { reason: "x".to_owned(), patch, notes: Default::default() });
    assert_eq!(
        change.headline(),
        "adopt edits of items.\"api/item-0\".reason, items.\"api/item-1\".reason, items.\"api/item-10\".reason and 47 more"
    );
}

/// git reads the same trailers, the data among them, whatever people wrote.
#[test]
fn git_reads_the_trailers_of_hostile_messages() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..60 {
        let (change, text) = (changes(), hostile()).new_tree(&mut runner).expect("a change").current();
        let message = write(&id("acme"), &change, &pin(), Some(instant(MONDAY)), &text);
        let mut git = Command::new("git")
            .args(["interpret-trailers", "--parse"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("git runs");
        git.stdin.take().expect("its input").write_all(message.as_bytes()).expect("it reads");
        let found = String::from_utf8(git.wait_with_output().expect("it ends").stdout).expect("text");
        let (_, ours) = message.trim_end().rsplit_once("\n\n").expect("trailers");
        assert_eq!(found.trim_end(), ours, "of the message:\n{message}");
        assert!(!message.contains('\0'), "git takes no NUL");
    }
}

#[test]
fn a_message_of_ours_that_tells_no_change_says_why() {
    let told = |trailers: &str| match read(&format!("acme: x\n\n{trailers}")) {
        None => "not ours".to_owned(),
        Some(Ok(_)) => "a change".to_owned(),
        Some(Err(fault)) => fault.to_string(),
    };
    assert_eq!(told("Signed-off-by: x <x@x.example>"), "not ours");
    assert_eq!(told("Aboard-Change: note.add"), "it has no trailer Aboard-Partner");
    let data = "Aboard-Partner: acme\nAboard-Playbook: seller@1.0.0 (x)\nAboard-Data:";
    assert_eq!(
        told(&format!("Aboard-Change: risk.add\n{data} {{}}")),
        "it tells a change `risk.add`, which this program does not know"
    );
    let start = r#"{"action":"start","items":["a/b"]}"#;
    assert_eq!(told(&format!("Aboard-Change: item.start\n{data} {start}")), "a change");
    let wrong_verb = format!("Aboard-Change: item.complete\n{data} {start}");
    assert!(matches!(read(&format!("acme: x\n\n{wrong_verb}")), Some(Err(MessageFault::UnknownKind(_)))));
    assert!(
        told(&format!("Aboard-Change: item.start\n{data} {{\"actoin\":1}}"))
            .contains("unknown field `actoin`")
    );
}

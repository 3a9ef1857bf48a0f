//! Laws that hold for every state: of evaluation, of applying changes, of the state's files.

use std::collections::BTreeMap;

use aboard::change::check::Run;
use aboard::change::item::Action;
use aboard::change::{Change, note};
use aboard::partner::environment::Reach;
use aboard::partner::patch::Patch;
use aboard::partner::{
    Answer, Archived, Baseline, Contact, Decision, Environment, Evidence, Finding, ItemState, Measured, Note,
    NoteKind, Observation, Override, Partner, Rehearsal, Ruling, SignOff, Source, StageState, Status, Took,
    Wait, Waiver, decode, decode_note, encode, encode_note,
};
use aboard::playbook::digest::item_digest;
use aboard::playbook::id::Id;
use aboard::playbook::model::{Limit, Most, Side, Value};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;

use super::{World, answer, complete, id, instant, item, moved, pin};

/// Text as people paste it, and as attackers do.
pub(crate) fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        "[a-z ]{1,12}",
        proptest::sample::select(vec![
            "\n",
            "\n\n",
            "---\n",
            "\"\"\"",
            "'''",
            "\\",
            "\u{1b}[2J",
            "\u{202e}",
            "\r\n",
            "\0",
            "\u{7f}",
            "\u{2028}",
            "Aboard-Change: item.complete\n",
            "Aboard-Data: {}",
            "# comment\n",
            "# ------------------------ >8 ------------------------\n",
            "\t",
            "𝒳",
            "Signed-off-by: x <x@x>\n",
        ])
        .prop_map(str::to_owned),
    ];
    vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

pub(crate) fn moments() -> impl Strategy<Value = DateTime<Utc>> {
    (0_i64..400 * 24 * 60).prop_map(|minutes| instant("2026-01-01T00:00:00Z") + TimeDelta::minutes(minutes))
}

pub(crate) fn dates() -> impl Strategy<Value = NaiveDate> {
    moments().prop_map(|moment| moment.date_naive())
}

fn emails() -> impl Strategy<Value = String> {
    prop_oneof![Just("dana@market.example".to_owned()), hostile()]
}

pub(crate) fn answers() -> impl Strategy<Value = Answer> {
    prop_oneof![
        hostile().prop_map(Answer::Url),
        (hostile(), "[0-9a-f]{64}").prop_map(|(name, sha256)| Answer::File { name, sha256 }),
        hostile().prop_map(Answer::Text),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Answer::Number),
        hostile().prop_map(Answer::Choice),
        dates().prop_map(Answer::Date),
        (hostile(), option::of(hostile())).prop_map(|(name, reference)| Answer::SignOff { name, reference }),
    ]
}

pub(crate) fn ids() -> impl Strategy<Value = Id> {
    "[a-z][a-z0-9]{0,8}".prop_filter_map("an id", |text| text.parse().ok())
}

pub(crate) fn values() -> impl Strategy<Value = Value> {
    prop_oneof![
        hostile().prop_map(Value::Text),
        vec(hostile(), 0..3).prop_map(Value::List),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Value::Number),
        any::<bool>().prop_map(Value::Boolean),
    ]
}

fn statuses() -> impl Strategy<Value = Status> {
    use Status::{Blocked, Doing, Done, Rejected, Submitted, Todo};
    proptest::sample::select(vec![Todo, Doing, Blocked, Submitted, Done, Rejected])
}

fn sides() -> impl Strategy<Value = Side> {
    proptest::sample::select(vec![Side::Platform, Side::Partner])
}

prop_compose! {
    fn item_states()(
        status in statuses(),
        since in moments(),
        by in emails(),
        on_behalf_of in option::of(hostile()),
        reason in option::of(hostile()),
        waits in vec((sides(), moments(), option::of(moments())), 0..3),
        evidence in btree_map(ids(), (moments(), emails(), answers()), 0..3),
    ) -> ItemState {
        ItemState {
            status, since, by, on_behalf_of, reason,
            waits: waits.into_iter().map(|(on, from, to)| Wait { on, from, to }).collect(),
            evidence: evidence.into_iter().map(|(id, (on, by, answer))| (id, Evidence { on, by, answer })).collect(),
        }
    }
}

fn limits() -> impl Strategy<Value = Limit> {
    let figure = (ids(), ids(), ids(), -1.0e9..1.0e9_f64, hostile()).prop_map(
        |(checklist, name, metric, at_most, unit)| Most::Figure {
            of: item(&format!("{checklist}/{name}")),
            metric,
            at_most,
            unit,
        },
    );
    let most = prop_oneof![any::<u32>().prop_map(Most::Days), figure];
    (hostile(), most).prop_map(|(title, most)| Limit { title, most })
}

prop_compose! {
    fn stage_states()(
        entered in moments(),
        left in option::of(moments()),
        overridden in option::of((moments(), emails(), hostile(), dates())),
        sign_offs in btree_map(ids(), (hostile(), moments(), emails(), option::of(hostile())), 0..3),
        limits in btree_map(ids(), limits(), 0..3),
    ) -> StageState {
        StageState {
            entered, left, limits,
            overridden: overridden.map(|(on, by, reason, until)| Override { on, by, reason, until }),
            sign_offs: sign_offs.into_iter().map(|(role, (name, on, by, reference))| {
                (role, SignOff { name, on, by, reference, terms: "0".repeat(64) })
            }).collect(),
        }
    }
}

fn measured() -> impl Strategy<Value = BTreeMap<Id, f64>> {
    btree_map(ids(), -1.0e9..1.0e9_f64, 0..3)
}

prop_compose! {
    fn baselines()(
        on in moments(), by in emails(), measured_on in moments(), environment in option::of(ids()), metrics in measured(),
    ) -> Baseline {
        Baseline { on, by, measured: measured_on, definition: "4".repeat(64), environment, url: None, metrics }
    }
}

prop_compose! {
    fn observations()(
        on in moments(), by in emails(), outcome in 0..3_usize, said in hostile(), took in option::of(any::<u32>()),
        environment in option::of(ids()), source in option::of(hostile()),
        metrics in measured(), earlier in vec((moments(), any::<bool>(), measured()), 0..3),
    ) -> Observation {
        let outcomes = [Finding::Passed, Finding::Failed, Finding::Insufficient];
        let source = source.map(|name| Source { name, sha256: "3".repeat(64) });
        Observation {
            on, by, outcome: outcomes[outcome], said, definition: "4".repeat(64), took_ms: took, environment, url: None, source, metrics,
            earlier: earlier.into_iter().map(|(on, failed, metrics)| Measured { on, failed, metrics }).collect(),
        }
    }
}

prop_compose! {
    fn rehearsals()(
        on in moments(), by in emails(), in_earnest in any::<bool>(), took in vec(0..90_000u64, 0..3),
        failed in option::of(hostile()), reference in option::of(hostile()),
    ) -> Rehearsal {
        let took = took.into_iter().map(Took::of_seconds).collect();
        Rehearsal { on, by, plan: "2".repeat(64), in_earnest, took, failed, reference }
    }
}

prop_compose! {
    pub(super) fn environments()(
        url in proptest::sample::select(vec!["https://acme.example/v1", "http://localhost:8080", "https://[2001:db8::1]:8443"]),
        signing in option::of("\\$[A-Z_]{1,6}"),
        headers in btree_map("[a-z]{1,4}-[a-z]{1,4}", "[A-Z]{0,4} \\$[A-Z_]{1,6}", 0..3),
        reach in btree_set(proptest::sample::select(Reach::ALL.to_vec()), 0..3),
    ) -> Environment {
        let headers = headers.iter().map(|(name, value)| {
            (name.parse().expect("a name"), value.trim().parse().expect("a credential"))
        });
        let signing = signing.map(|text| text.parse().expect("a credential"));
        Environment { url: url.parse().expect("a URL"), signing, reach, headers: headers.collect() }
    }
}

prop_compose! {
    fn waivers()(
        on in moments(), by in emails(), reason in hostile(), control in hostile(), until in dates(),
        decision in option::of((0..3_usize, moments(), emails(), option::of(hostile()))),
    ) -> Waiver {
        let rulings = [Ruling::Approved, Ruling::Rejected, Ruling::Revoked];
        Waiver {
            on, by, reason, control, until, item_digest: "1".repeat(64),
            decision: decision.map(|(ruling, on, by, reason)| Decision { ruling: rulings[ruling], on, by, reason }),
        }
    }
}

prop_compose! {
    /// Any state that the model can hold, whether changes lead to it or not.
    fn partners()(
        name in hostile(),
        dates in (dates(), option::of(dates()), option::of(dates())),
        people in (option::of(emails()), option::of(emails())),
        stage in ids(),
        archived in option::of((moments(), emails(), hostile())),
        attributes in btree_map(ids(), values(), 0..4),
        contacts in btree_map(ids(), (hostile(), option::of(hostile())), 0..3),
        stages in btree_map(ids(), stage_states(), 0..3),
        environments in btree_map(ids(), environments(), 0..3),
        rehearsals in btree_map(ids(), rehearsals(), 0..3),
        checks in btree_map((ids(), ids()), observations(), 0..3),
        baselines in btree_map((ids(), ids()), baselines(), 0..3),
        items in btree_map((ids(), ids()), item_states(), 0..4),
        waivers in btree_map((ids(), ids()), waivers(), 0..3),
    ) -> Partner {
        let address = |(checklist, item): (Id, Id)| super::item(&format!("{checklist}/{item}"));
        Partner {
            id: id("acme"), name, start: dates.0, signed: dates.1, launch: dates.2,
            champion: people.0, backup: people.1, stage,
            archived: archived.map(|(on, by, reason)| Archived { on, by, reason }),
            pin: pin(), attributes,
            contacts: contacts.into_iter().map(|(role, (name, email))| (role, Contact { name, email })).collect(),
            environments, stages, rehearsals,
            checks: checks.into_iter().map(|(at, observation)| (address(at), observation)).collect(),
            baselines: baselines.into_iter().map(|(at, baseline)| (address(at), baseline)).collect(),
            items: items.into_iter().map(|(at, state)| (address(at), state)).collect(),
            waivers: waivers.into_iter().map(|(at, waiver)| (address(at), waiver)).collect(),
            notes: BTreeMap::new(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_file_of_any_state_gives_the_state_back_and_is_stable(partner in partners()) {
        let text = encode(&partner).expect("a file");
        let read = decode(&partner.id, text.as_bytes()).map_err(|fault| TestCaseError::fail(format!("{fault}\n{text}")))?;
        prop_assert_eq!(&read, &partner);
        prop_assert_eq!(encode(&read).expect("a file"), text);
    }

    #[test]
    fn a_patch_makes_any_state_of_any_other(before in partners(), after in partners()) {
        let patch = Patch::between(&before, &after).expect("a patch");
        prop_assert_eq!(patch.is_empty(), before == after);
        let data = serde_json::to_string(&patch).expect("JSON");
        let read: Patch = serde_json::from_str(&data).expect("a patch");
        prop_assert_eq!(&read, &patch);
        prop_assert_eq!(read.apply(&before).map_err(|fault| TestCaseError::fail(fault.to_string()))?, after);
        // Applied twice, what it takes out is not there, and that is told.
        prop_assert_eq!(patch.apply(&patch.apply(&before).expect("a state")).is_ok(), patch.remove.is_empty());
    }

    #[test]
    fn the_file_of_any_note_gives_the_note_back(on in moments(), by in emails(), text in hostile(), about in any::<bool>(), kind in 0..3_usize) {
        let kind = [NoteKind::Remark, NoteKind::Learning, NoteKind::InterfaceChange][kind];
        let note = Note { kind, item: about.then(|| item("a/b")), on, by, text };
        let file = encode_note(&note).expect("a file");
        prop_assert_eq!(decode_note(file.as_bytes()).expect("a note"), note);
    }

    #[test]
    fn any_bytes_are_a_state_or_a_fault_and_never_a_panic(bytes in vec(any::<u8>(), 0..200), text in hostile()) {
        let _ = decode(&id("acme"), &bytes);
        let _ = decode(&id("acme"), format!("format = 1\n{text}").as_bytes());
    }
}

/// The items of the fixtures.
pub(crate) const ITEMS: [&str; 8] = [
    "contract/agreement",
    "contract/data-agreement",
    "contract/kickoff-call",
    "api/credentials",
    "api/rate-limits",
    "api/end-to-end-test",
    "launch/first-order",
    "launch/card-review",
];

prop_compose! {
    /// A state of the fixtures' playbook: statuses, missing evidence, misfits, waivers, attributes.
    pub(crate) fn worlds()(
        items in vec((option::of(statuses()), moments(), 0..4_u8), ITEMS.len()),
        waived in vec((0..4_u8, dates()), ITEMS.len()),
        declared in (any::<bool>(), any::<bool>(), any::<bool>()),
        optional in any::<bool>(),
    ) -> World {
        let mut world = World::new();
        for (address, (status, since, evidence)) in ITEMS.into_iter().zip(items) {
            let Some(status) = status else { continue };
            world.put(address, status, &since.to_rfc3339());
            let state = world.partner.items.get_mut(&item(address)).expect("a state");
            match evidence {
                0 => state.evidence.clear(),
                1 => state.evidence.values_mut().for_each(|given| given.answer = Answer::Text(String::new())),
                _ => {}
            }
            if optional {
                world.item_mut(address).evidence.iter_mut().for_each(|rule| rule.required = false);
            }
        }
        for (address, (standing, until)) in ITEMS.into_iter().zip(waived) {
            let decision = |ruling| {
                Some(Decision { ruling, on: instant(super::MONDAY), by: "lea@market.example".to_owned(), reason: None })
            };
            let decision = match standing {
                0 => continue,
                1 => None,
                2 => decision(Ruling::Approved),
                _ => decision(Ruling::Rejected),
            };
            world.partner.waivers.insert(item(address), Waiver {
                on: instant(super::MONDAY), by: "dana@market.example".to_owned(), reason: "r".to_owned(),
                control: "c".to_owned(), until, item_digest: item_digest(world.item(address)), decision,
            });
        }
        let attributes = &mut world.partner.attributes;
        if declared.0 { attributes.remove("tier"); }
        if declared.1 { attributes.remove("regions"); }
        attributes.insert(id("card-data"), Value::Boolean(declared.2));
        world
    }
}

/// The overall score and each dimension's, where what is `n/a` is no number.
fn scores(world: &World, now: &str) -> Vec<Option<u32>> {
    let evaluation = world.evaluate(now);
    let dimensions = evaluation.dimensions.iter().map(|dimension| dimension.score.score);
    std::iter::once(evaluation.overall.score).chain(dimensions).collect()
}

/// Whether no score is higher than before; what is `n/a` before or after is compared with nothing but,
/// for the overall score, with all that is left.
fn none_is_higher(before: &[Option<u32>], after: &[Option<u32>]) -> bool {
    before.iter().zip(after).all(|(before, after)| match (before, after) {
        (Some(before), Some(after)) => after <= before,
        _ => true,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn evaluation_is_deterministic(world in worlds(), now in moments()) {
        let now = now.to_rfc3339();
        let twin = world.clone();
        prop_assert_eq!(world.evaluate(&now), twin.evaluate(&now));
    }

    #[test]
    fn a_pass_never_lowers_a_score(world in worlds(), now in moments(), index in 0..ITEMS.len()) {
        let now = now.to_rfc3339();
        let mut after = world.clone();
        after.put(ITEMS[index], Status::Done, &now);
        prop_assert!(none_is_higher(&scores(&after, &now), &scores(&world, &now)));
    }

    #[test]
    fn missing_evidence_never_raises_a_score(world in worlds(), now in moments(), index in 0..ITEMS.len()) {
        let now = now.to_rfc3339();
        let mut after = world.clone();
        if let Some(state) = after.partner.items.get_mut(&item(ITEMS[index])) {
            state.evidence.clear();
        }
        prop_assert!(none_is_higher(&scores(&world, &now), &scores(&after, &now)));
    }

    #[test]
    fn a_waiver_changes_no_other_item(world in worlds(), now in moments(), index in 0..ITEMS.len()) {
        let now = now.to_rfc3339();
        let mut after = world.clone();
        let waived = item(ITEMS[index]);
        after.partner.waivers.remove(&waived);
        let (before, after) = (world.evaluate(&now), after.evaluate(&now));
        for (before, after) in before.items.iter().zip(&after.items).filter(|(before, _)| before.item.address != waived) {
            prop_assert_eq!((before.outcome, &before.why, &before.due), (after.outcome, &after.why, &after.due));
        }
    }

    /// The state that a change leads to is the state that its file gives back.
    #[test]
    fn applied_encoded_and_decoded_is_what_was_applied(
        world in worlds(),
        at in moments(),
        steps in vec((0..9_usize, 0..ITEMS.len(), hostile()), 1..6),
    ) {
        let mut world = world;
        for (step, index, text) in steps {
            let address = ITEMS[index];
            let change = match step {
                0..=5 => {
                    let mut change = moved(Action::ALL[step], &[address]);
                    change.reason = Some(text.clone());
                    Change::Items(change)
                }
                6 => complete(&[address]),
                7 => {
                    let note = |id: &str| note::Add { id: id.to_owned(), item: Some(item(address)), text: text.clone() };
                    Change::Check(Run {
                        learnings: vec![note("01ARZ3NDEKTSV4RRFFQ69G5FAW")],
                        interface_changes: vec![note("01ARZ3NDEKTSV4RRFFQ69G5FAX")],
                        ..Run::default()
                    })
                }
                _ => Change::Note(note::Add { id: "01ARZ3NDEKTSV4RRFFQ69G5FAV".to_owned(), item: None, text: text.clone() }),
            };
            let before = world.partner.clone();
            match world.act("lea", &at.to_rfc3339(), &change) {
                Err(_) => prop_assert_eq!(&before, &world.partner),
                Ok(()) => {
                    let mut applied = world.partner.clone();
                    let read = decode(&applied.id, encode(&applied).expect("a file").as_bytes()).expect("a state");
                    for note in std::mem::take(&mut applied.notes).values() {
                        prop_assert_eq!(&decode_note(encode_note(note).expect("a file").as_bytes()).expect("a note"), note);
                    }
                    prop_assert_eq!(read, applied);
                }
            }
        }
    }
}

#[test]
fn evidence_that_fits_is_what_the_laws_are_tried_with() {
    let world = World::new();
    for address in ITEMS {
        for rule in &world.item(address).evidence {
            assert_eq!(aboard::readiness::evidence::fits(rule, &answer(address, rule.id.as_str())), Ok(()));
        }
    }
}

//! Gates: every rule alone, and how reasons make a verdict.

use aboard::change::Change;
use aboard::change::sign_off::Sign;
use aboard::partner::{Override, Status};
use aboard::readiness::{Facts, Gate, Kind, Subject, Verdict, Weight, gate};

use super::{MONDAY, World, add, id, instant, item, text};

const FRIDAY: &str = "2026-03-06T09:00:00Z";

fn judge(world: &World, stage: &str, now: &str) -> Gate {
    let World { playbook, config, partner } = world;
    let facts = Facts { playbook, partner, calendar: &config.calendar, now: instant(now), lookup: None };
    gate::judge(facts, &world.evaluate(now), playbook.stage(stage).expect("a stage"))
}

fn sign(role: &str, reference: Option<&str>) -> Change {
    Change::SignOff(Sign {
        stage: id("kickoff"),
        role: id(role),
        name: "Somebody".to_owned(),
        reference: reference.map(str::to_owned),
    })
}

/// Everything that the gate of kickoff asks for.
fn ready() -> World {
    let mut world = World::new();
    for address in ["contract/agreement", "contract/data-agreement"] {
        world.put(address, Status::Done, MONDAY);
    }
    world.act("dana", MONDAY, &sign("champion", None)).expect("signed");
    world.act("dana", MONDAY, &sign("partner-lead", Some("https://mail.example/1"))).expect("signed");
    world
}

/// Kind, weight and subject of each reason.
fn told(gate: &Gate) -> Vec<(Kind, Weight, String)> {
    gate.reasons.iter().map(|reason| (reason.kind, reason.weight, reason.subject.to_string())).collect()
}

#[test]
fn it_says_go_when_all_it_asks_holds_and_only_then() {
    let gate = judge(&ready(), "kickoff", MONDAY);
    assert_eq!((gate.verdict, told(&gate)), (Verdict::Go, Vec::new()));
    assert_eq!(gate.asked, 4, "two blocking items, two sign-offs");
}

#[test]
fn a_blocking_item_that_fails_outweighs_all_that_is_missing() {
    let mut world = World::new();
    let gate = judge(&world, "kickoff", MONDAY);
    assert_eq!(gate.verdict, Verdict::Inconclusive);
    world.put("contract/data-agreement", Status::Rejected, MONDAY);
    let gate = judge(&world, "kickoff", MONDAY);
    assert_eq!(gate.verdict, Verdict::NoGo);
    let gravest = (Kind::BlockingItem, Weight::Fails, "contract/data-agreement".to_owned());
    assert_eq!(told(&gate)[0], gravest, "the gravest comes first");
    for reason in &gate.reasons {
        assert!(
            !reason.found.is_empty() && !reason.asked.is_empty() && !reason.remedy.is_empty(),
            "{reason:?}"
        );
    }
}

#[test]
fn an_item_that_does_not_block_or_apply_is_not_asked_for() {
    let mut world = ready();
    world.put("contract/kickoff-call", Status::Rejected, MONDAY);
    assert_eq!(judge(&world, "kickoff", MONDAY).verdict, Verdict::Go, "it does not block");
    let mut elsewhere = ready();
    elsewhere
        .partner
        .attributes
        .insert(id("regions"), aboard::playbook::model::Value::List(vec!["US".to_owned()]));
    elsewhere.partner.items.remove(&item("contract/data-agreement"));
    assert_eq!(judge(&elsewhere, "kickoff", MONDAY).verdict, Verdict::Go, "it does not apply");
}

#[test]
fn blocking_items_of_earlier_stages_count_too() {
    let mut world = ready();
    world.put("contract/agreement", Status::Todo, MONDAY);
    let gate = judge(&world, "sandbox", FRIDAY);
    assert!(told(&gate).iter().any(|(_, _, subject)| subject == "contract/agreement"), "{gate:?}");
}

#[test]
fn an_attribute_that_must_be_declared_is_missing() {
    let mut world = ready();
    world.partner.attributes.remove(&id("tier"));
    let gate = judge(&world, "kickoff", MONDAY);
    assert_eq!(gate.verdict, Verdict::Inconclusive);
    assert_eq!(told(&gate), [(Kind::Attribute, Weight::Missing, "attribute tier".to_owned())]);
    // Whether the data agreement applies hangs on one that need not be declared: then it is not known either.
    let undeclared = World::added(&add(&[("tier", text("starter"))]));
    let evaluation = undeclared.evaluate(MONDAY);
    let found = evaluation.item(&item("contract/data-agreement")).expect("an item");
    assert_eq!(found.why.to_string(), "attribute regions is not declared");
}

#[test]
fn soak_time_is_business_time_since_the_entry() {
    let mut world = ready();
    for address in ["api/credentials", "api/rate-limits", "api/end-to-end-test"] {
        world.put(address, Status::Done, MONDAY);
    }
    assert_eq!(
        told(&judge(&world, "sandbox", FRIDAY)),
        [(Kind::Soak, Weight::Missing, "stage sandbox".to_owned())]
    );
    // Entered Friday 10:00 in Berlin: two business days on is Tuesday 10:00.
    world.partner.stages.insert(id("sandbox"), aboard::partner::StageState::entered(instant(FRIDAY)));
    world.partner.stage = id("sandbox");
    assert_eq!(judge(&world, "sandbox", "2026-03-10T08:59:59Z").verdict, Verdict::Inconclusive);
    let over = judge(&world, "sandbox", "2026-03-10T09:00:00Z");
    assert_eq!((over.verdict, over.soaks_until), (Verdict::Go, Some(instant("2026-03-10T09:00:00Z"))));
}

#[test]
fn a_sign_off_is_to_the_terms_as_they_were() {
    let mut world = ready();
    world.item_mut("contract/agreement").title = "Another agreement".to_owned();
    let gate = judge(&world, "kickoff", MONDAY);
    let missing = |role: &str| (Kind::SignOff, Weight::Missing, format!("sign-off {role}"));
    assert_eq!(told(&gate), [missing("champion"), missing("partner-lead")]);
    assert_eq!(gate.reasons[0].found, "Somebody signed other terms");
}

#[test]
fn who_signs_is_held_to_the_role_and_to_a_reference() {
    let mut world = World::new();
    for (who, change, fragment) in [
        ("egon", sign("champion", None), "may not sign as `champion`"),
        ("stranger", sign("partner-lead", Some("x")), "may not record `partner-lead`"),
        ("dana", sign("partner-lead", None), "its assent needs a reference"),
        ("dana", sign("legal", None), "asks for no sign-off by `legal`"),
    ] {
        let refusal = world.act(who, MONDAY, &change).expect_err("refused").to_string();
        assert!(refusal.contains(fragment), "{refusal}");
    }
}

#[test]
fn a_live_override_is_a_condition_a_lapsed_one_fails_and_a_settled_one_is_silent() {
    let mut world = ready();
    for address in ["api/credentials", "api/rate-limits", "api/end-to-end-test"] {
        world.put(address, Status::Done, MONDAY);
    }
    world.put("contract/agreement", Status::Doing, MONDAY);
    world.item_mut("contract/agreement").blocking = true;
    let decision = Override {
        on: instant(MONDAY),
        by: "dana@market.example".to_owned(),
        reason: "The board decided".to_owned(),
        until: "2026-03-12".parse().expect("a date"),
    };
    let kickoff = world.partner.stages.get_mut(&id("kickoff")).expect("entered");
    (kickoff.left, kickoff.overridden) = (Some(instant(MONDAY)), Some(decision));
    world.partner.stages.insert(id("sandbox"), aboard::partner::StageState::entered(instant(MONDAY)));
    world.partner.stage = id("sandbox");
    let weight = |now: &str| {
        let gate = judge(&world, "sandbox", now);
        gate.reasons.iter().find(|reason| reason.kind == Kind::Override).map(|reason| reason.weight)
    };
    assert_eq!(weight("2026-03-12T22:59:59Z"), Some(Weight::Condition));
    assert_eq!(weight("2026-03-12T23:00:00Z"), Some(Weight::Fails));
    assert_eq!(judge(&world, "sandbox", "2026-03-13T09:00:00Z").verdict, Verdict::NoGo);
    world.put("contract/agreement", Status::Done, MONDAY);
    // Terms are unchanged by work, so the signatures stand and the first gate holds by now.
    let gate = judge(&world, "sandbox", "2026-03-13T09:00:00Z");
    assert_eq!((gate.verdict, told(&gate)), (Verdict::Go, Vec::new()));
}

#[test]
fn a_subject_is_named_as_people_say_it() {
    assert_eq!(Subject::Stage(id("live")).to_string(), "stage live");
    assert_eq!(Subject::Item(item("a/b")).to_string(), "a/b");
}

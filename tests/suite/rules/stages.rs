//! Partners move between stages: through a gate, past it, and back.

use aboard::change::stage::{Overriding, Promote, Rollback};
use aboard::change::{Change, Refusal};
use aboard::partner::{StageState, Status};
use aboard::readiness::Verdict;

use super::{MONDAY, World, id, instant, item};

const TUESDAY: &str = "2026-03-03T09:00:00Z";

fn promote(from: &str, to: &str, overriding: Option<(&str, &str)>) -> Change {
    Change::Promote(Promote {
        from: id(from),
        to: id(to),
        allow_conditions: true,
        overriding: overriding.map(|(reason, until)| Overriding {
            reason: reason.to_owned(),
            until: until.parse().expect("a date"),
        }),
    })
}

fn rollback(from: &str, to: &str) -> Change {
    Change::Rollback(Rollback {
        from: id(from),
        to: id(to),
        reason: "Refunds failed".to_owned(),
        trigger: None,
        took: Vec::new(),
    })
}

/// All that the gate of kickoff asks for, and no sign-offs asked.
fn ready() -> World {
    let mut world = World::new();
    world.playbook.stages[0].sign_offs.clear();
    for address in ["contract/agreement", "contract/data-agreement"] {
        world.put(address, Status::Done, MONDAY);
    }
    world
}

/// In the last stage, everything done.
fn live() -> World {
    let mut world = ready();
    for address in ["api/credentials", "api/rate-limits", "api/end-to-end-test"] {
        world.put(address, Status::Done, MONDAY);
    }
    for stage in ["sandbox", "live"] {
        world.partner.stages.insert(id(stage), StageState::entered(instant(MONDAY)));
    }
    world.partner.stage = id("live");
    world
}

#[test]
fn the_next_stage_is_entered_through_the_gate() {
    let mut world = ready();
    world.act("dana", TUESDAY, &promote("kickoff", "sandbox", None)).expect("go");
    assert_eq!(world.partner.stage, id("sandbox"));
    assert_eq!(world.partner.stages["kickoff"].left, Some(instant(TUESDAY)));
    assert_eq!(world.partner.stages["sandbox"], StageState::entered(instant(TUESDAY)));
}

#[test]
fn what_the_gate_says_is_what_the_refusal_says() {
    let mut world = World::new();
    for (status, verdict) in [(Status::Todo, Verdict::Inconclusive), (Status::Rejected, Verdict::NoGo)] {
        world.put("contract/agreement", status, MONDAY);
        match world.act("dana", TUESDAY, &promote("kickoff", "sandbox", None)) {
            Err(Refusal::Gate(gate)) => assert_eq!(gate.verdict, verdict),
            other => panic!("{other:?}"),
        }
        assert_eq!(world.partner.stage, id("kickoff"));
    }
}

#[test]
fn stages_are_entered_in_order_by_who_may() {
    let refused = |who: &str, world: &World, change: &Change| {
        world.clone().act(who, TUESDAY, change).expect_err("refused").to_string()
    };
    let world = ready();
    assert_eq!(
        refused("dana", &world, &promote("kickoff", "live", None)),
        "after `kickoff` comes `sandbox`, not `live`: stages are entered in order"
    );
    assert_eq!(
        refused("dana", &world, &promote("sandbox", "live", None)),
        "nothing would change: the partner has left `sandbox`, and is in `kickoff`"
    );
    assert!(
        refused("egon", &world, &promote("kickoff", "sandbox", None)).contains("takes the role `champion`")
    );
    assert_eq!(refused("dana", &live(), &promote("live", "sandbox", None)), "`live` is the last stage");
}

#[test]
fn conditions_are_enough_unless_they_are_not_to_be() {
    use aboard::change::waiver::{Request, Rule};
    let mut world = ready();
    world.partner.items.remove(&item("contract/data-agreement"));
    let request = Request {
        item: item("contract/data-agreement"),
        reason: "r".to_owned(),
        control: "c".to_owned(),
        until: "2026-03-20".parse().expect("a date"),
    };
    world.act("dana", MONDAY, &Change::WaiverRequest(request)).expect("requested");
    let rule = Rule {
        item: item("contract/data-agreement"),
        ruling: aboard::partner::Ruling::Approved,
        reason: None,
    };
    world.act("lea", MONDAY, &Change::WaiverRule(rule)).expect("approved");
    let Change::Promote(mut strict) = promote("kickoff", "sandbox", None) else { panic!("a promotion") };
    strict.allow_conditions = false;
    match world.clone().act("dana", TUESDAY, &Change::Promote(strict)) {
        Err(Refusal::Gate(gate)) => assert_eq!(gate.verdict, Verdict::ConditionalGo),
        other => panic!("{other:?}"),
    }
    world.act("dana", TUESDAY, &promote("kickoff", "sandbox", None)).expect("conditions are enough");
}

#[test]
fn an_override_is_kept_with_its_reason_decider_and_end() {
    let mut world = World::new();
    let overriding = Some(("The board decided", "2026-04-01"));
    world.act("dana", TUESDAY, &promote("kickoff", "sandbox", overriding)).expect("decided");
    let decision = world.partner.stages["kickoff"].overridden.clone().expect("a decision");
    assert_eq!(
        (decision.by.as_str(), decision.reason.as_str()),
        ("dana@market.example", "The board decided")
    );
    let refuse = |overriding, world: &World| {
        let change = promote("kickoff", "sandbox", Some(overriding));
        world.clone().act("dana", TUESDAY, &change).expect_err("refused")
    };
    for until in ["2026-03-02", "2026-06-02"] {
        assert!(matches!(refuse(("r", until), &World::new()), Refusal::Text(_)), "{until}");
    }
    assert!(matches!(refuse((" ", "2026-04-01"), &World::new()), Refusal::Text(_)));
    assert_eq!(refuse(("r", "2026-04-01"), &ready()), Refusal::NothingToOverride(id("kickoff")));
}

#[test]
fn a_promotion_does_not_predate_what_it_rests_on() {
    let mut world = ready();
    world.put("contract/agreement", Status::Done, "2026-03-04T09:00:00Z");
    let refusal = world.act("dana", TUESDAY, &promote("kickoff", "sandbox", None)).expect_err("too early");
    assert!(matches!(refusal, Refusal::Time(_)), "{refusal}");
    let early = ready().act("dana", "2026-03-01T09:00:00Z", &promote("kickoff", "sandbox", None));
    assert!(matches!(early, Err(Refusal::Time(_))), "{early:?}");
}

#[test]
fn a_rollback_begins_the_stage_anew_and_reopens_what_the_playbook_says() {
    let mut world = live();
    world.act("dana", TUESDAY, &rollback("live", "sandbox")).expect("back");
    assert_eq!(
        world.partner.stages.keys().map(aboard::playbook::id::Id::as_str).collect::<Vec<_>>(),
        ["kickoff", "sandbox"]
    );
    assert_eq!(world.partner.stages["sandbox"], StageState::entered(instant(TUESDAY)));
    // Leaving `live` reopens nothing; leaving `sandbox` reopens what is tagged `retest`.
    assert_eq!(world.state("api/end-to-end-test").status, Status::Done);
    world.act("dana", TUESDAY, &rollback("sandbox", "kickoff")).expect("further back");
    let test = world.state("api/end-to-end-test");
    assert_eq!((test.status, test.evidence.len()), (Status::Todo, 0));
    assert_eq!(test.reason.as_deref(), Some("rolled back to kickoff"));
    assert_eq!(world.state("api/rate-limits").status, Status::Done);
    let mut at_once = live();
    at_once.act("dana", TUESDAY, &rollback("live", "kickoff")).expect("over two stages");
    assert_eq!(
        at_once.state("api/end-to-end-test").status,
        Status::Todo,
        "each stage undone reopens its own"
    );
}

#[test]
fn a_rollback_leads_to_an_earlier_stage_with_a_reason_by_who_may() {
    for (who, change, fragment) in [
        ("dana", rollback("live", "live"), "is not before `live`"),
        ("dana", rollback("sandbox", "kickoff"), "the partner has left `sandbox`"),
        ("dana", rollback("live", "pilot"), "has no stage `pilot`"),
        ("egon", rollback("live", "sandbox"), "takes the role `champion`"),
        (
            "dana",
            Change::Rollback(Rollback {
                from: id("live"),
                to: id("sandbox"),
                reason: String::new(),
                trigger: None,
                took: Vec::new(),
            }),
            "the reason is empty",
        ),
    ] {
        let refusal = live().act(who, TUESDAY, &change).expect_err("refused").to_string();
        assert!(refusal.contains(fragment), "{refusal}");
    }
}

//! Rollbacks are rehearsed, and gates ask for it.

use aboard::change::rehearsal::Rehearse;
use aboard::change::stage::Rollback;
use aboard::change::{Change, Refusal};
use aboard::partner::{StageState, Took};
use aboard::readiness::gate::judge;
use aboard::readiness::{Facts, Kind, Reason, Weight};

use super::{MONDAY, World, id, instant};

const TUESDAY: &str = "2026-03-03T09:00:00Z";

/// In the sandbox, whose gate asks for a rehearsal of the last 20 business days.
fn world() -> World {
    let mut world = World::new();
    let plan = world.playbook.stages[1].rollback.plan.as_mut().expect("a plan");
    plan.rehearsal = Some("20 business days".parse().expect("a span"));
    world.partner.stages.insert(id("sandbox"), StageState::entered(instant(MONDAY)));
    world.partner.stage = id("sandbox");
    world
}

fn times(times: &[&str]) -> Vec<Took> {
    times.iter().map(|took| took.parse().expect("a time")).collect()
}

fn rehearse(took: &[&str], failed: Option<&str>) -> Change {
    let (stage, failed) = (id("sandbox"), failed.map(ToOwned::to_owned));
    Change::Rehearse(Rehearse { stage, took: times(took), failed, reference: None })
}

/// What the gate of the sandbox says of rehearsals.
fn reason(world: &World, now: &str) -> Option<Reason> {
    let World { playbook, config, partner } = world;
    let facts = Facts { playbook, partner, calendar: &config.calendar, now: instant(now), lookup: None };
    let gate = judge(facts, &world.evaluate(now), &playbook.stages[1]);
    gate.reasons.into_iter().find(|reason| reason.kind == Kind::Rehearsal)
}

fn found(world: &World, now: &str) -> Option<(Weight, String)> {
    reason(world, now).map(|reason| (reason.weight, reason.found))
}

const WELL: [&str; 3] = ["14m59s", "30m", "5h"];

#[test]
fn a_gate_that_asks_for_a_rehearsal_goes_by_the_last_one() {
    let mut world = world();
    let reason = reason(&world, TUESDAY).expect("a reason");
    assert_eq!((reason.weight, reason.found.as_str()), (Weight::Missing, "never rehearsed"));
    assert_eq!(reason.subject.to_string(), "rollback of sandbox");
    assert_eq!(reason.asked, "rehearsed within 20 business days, led by engineering");
    assert_eq!(reason.remedy, "aboard rehearse acme");

    world.act("egon", TUESDAY, &rehearse(&WELL, None)).expect("rehearsed by who leads it");
    assert_eq!(found(&world, TUESDAY), None);
    // 10:00 in Berlin, four weeks later: the clocks were set forward meanwhile.
    assert_eq!(found(&world, "2026-03-31T07:59:59Z"), None);
    let lapsed = (Weight::Missing, "rehearsed on 2026-03-03, too long ago".to_owned());
    assert_eq!(found(&world, "2026-03-31T08:00:00Z"), Some(lapsed));

    world.act("dana", TUESDAY, &rehearse(&["1m", "30m1s", "1m"], None)).expect("recorded");
    let slow = (Weight::Fails, "on 2026-03-03 step 2 took 30m1s, 30m at most".to_owned());
    assert_eq!(found(&world, TUESDAY), Some(slow));
    world.act("dana", TUESDAY, &rehearse(&["1m", "2m"], Some("No key"))).expect("recorded");
    assert_eq!(
        found(&world, TUESDAY),
        Some((Weight::Fails, "on 2026-03-03 step 2 failed: No key".to_owned()))
    );
}

#[test]
fn a_rehearsal_ends_with_the_plan_it_followed() {
    let mut world = world();
    world.act("dana", TUESDAY, &rehearse(&WELL, None)).expect("rehearsed");
    let mut cut = world.clone();
    cut.partner.rehearsals.get_mut("sandbox").expect("a rehearsal").took.pop();
    assert!(found(&cut, TUESDAY).is_some(), "less than the plan is another");
    let before = world.clone();
    let plan = world.playbook.stages[1].rollback.plan.as_mut().expect("a plan");
    plan.rehearsal = Some("90d".parse().expect("a span"));
    assert_eq!(found(&world, TUESDAY), None, "how long it holds is no part of what was followed");
    for change in 0..4 {
        let mut world = before.clone();
        let rollback = &mut world.playbook.stages[1].rollback;
        let plan = rollback.plan.as_mut().expect("a plan");
        match change {
            0 => plan.steps[0].deed.push('!'),
            1 => plan.steps[1].within = None,
            2 => plan.owner = id("legal"),
            _ => drop(plan.triggers.pop()),
        }
        let other = (Weight::Missing, "another plan was rehearsed on 2026-03-03".to_owned());
        assert_eq!(found(&world, TUESDAY), Some(other), "{change}");
    }
}

#[test]
fn what_held_when_a_stage_was_left_has_served() {
    let mut world = world();
    world.act("dana", TUESDAY, &rehearse(&WELL, None)).expect("rehearsed");
    let sandbox = world.partner.stages.get_mut("sandbox").expect("entered");
    sandbox.left = Some(instant("2026-03-05T09:00:00Z"));
    assert_eq!(found(&world, "2026-12-01T09:00:00Z"), None);
    let sandbox = world.partner.stages.get_mut("sandbox").expect("entered");
    sandbox.left = Some(instant("2026-06-01T09:00:00Z"));
    assert!(found(&world, "2026-12-01T09:00:00Z").is_some());
}

#[test]
fn a_rehearsal_has_every_step_and_somebody_who_may_record_it() {
    let refused = |who: &str, world: &World, change: &Change| {
        world.clone().act(who, TUESDAY, change).expect_err("refused").to_string()
    };
    let mut world = world();
    for (took, failed, told) in [
        (&["1m", "1m"][..], None, "2 times were given; give one for each of its 3 steps, in order"),
        (&[], Some("x"), "0 times were given; give one for each of its 3 steps up to the one that failed"),
        (
            &["1m"; 4],
            Some("x"),
            "4 times were given; give one for each of its 3 steps up to the one that failed",
        ),
    ] {
        let told = format!("the rollback of `sandbox` was timed wrongly: {told}");
        assert_eq!(refused("dana", &world, &rehearse(took, failed)), told);
    }
    let mut others = world.clone();
    others.playbook.stages[1].rollback.plan.as_mut().expect("a plan").owner = id("legal");
    assert!(
        refused("egon", &others, &rehearse(&WELL, None)).contains("takes the role `legal` or `champion`")
    );
    assert_eq!(
        refused("dana", &world, &rehearse(&["1m"], Some(" "))),
        "the reason why it failed is empty: say it in a sentence"
    );
    world.act("dana", TUESDAY, &rehearse(&WELL, None)).expect("rehearsed");
    let earlier = world.clone().act("dana", MONDAY, &rehearse(&WELL, None));
    assert!(matches!(earlier, Err(Refusal::Time(_))), "{earlier:?}");
    world.playbook.stages[1].rollback.plan = None;
    assert_eq!(
        refused("dana", &world, &rehearse(&WELL, None)),
        "the playbook has no plan for a rollback of `sandbox`"
    );
}

#[test]
fn a_rollback_that_follows_the_plan_counts_as_one() {
    let rollback = |took: &[&str], trigger: &str| {
        let (from, to, reason) = (id("sandbox"), id("kickoff"), "Orders fail".to_owned());
        Change::Rollback(Rollback { from, to, reason, trigger: Some(id(trigger)), took: times(took) })
    };
    let mut world = world();
    let refused = world.clone().act("dana", TUESDAY, &rollback(&WELL, "order-fails")).expect_err("refused");
    assert_eq!(refused.to_string(), "the plan for a rollback of `sandbox` has no trigger `order-fails`");
    assert_eq!(refused.hints(&id("acme"), &[]), ["it has: orders-fail, keys-leak"]);
    let refused = world.clone().act("dana", TUESDAY, &rollback(&["1m"], "orders-fail")).expect_err("refused");
    assert!(refused.to_string().contains("1 time was given"), "{refused}");

    let mut later = world.clone();
    later.act("dana", "2026-03-04T09:00:00Z", &rehearse(&WELL, None)).expect("rehearsed");
    let refused = later.act("dana", TUESDAY, &rollback(&WELL, "orders-fail")).expect_err("refused");
    assert!(matches!(refused, Refusal::Time(_)), "what is kept is the latest: {refused}");

    world.clone().act("dana", TUESDAY, &rollback(&[], "orders-fail")).expect("the plan need not be timed");
    world.act("dana", TUESDAY, &rollback(&WELL, "orders-fail")).expect("rolled back");
    assert_eq!(world.partner.stage, id("kickoff"));
    assert!(world.partner.rehearsals["sandbox"].in_earnest);
    world.partner.stages.insert(id("sandbox"), StageState::entered(instant(TUESDAY)));
    assert_eq!(found(&world, TUESDAY), None);
}

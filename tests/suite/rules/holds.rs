//! How long an evaluation holds, and that what was looked up before gives the same.

use aboard::partner::{Override, Rehearsal, StageState, Took, Wait};
use aboard::playbook::digest::plan_digest;
use aboard::playbook::lookup::Lookup;
use aboard::playbook::model::Side;
use aboard::readiness::{Evaluation, Facts, Waited, evaluate, holds_until};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::laws::{ITEMS, dates, moments, worlds};
use super::{World, id, item};

fn facts<'a>(world: &'a World, now: DateTime<Utc>) -> Facts<'a> {
    let World { playbook, config, partner } = world;
    Facts { playbook, partner, calendar: &config.calendar, now, lookup: None }
}

/// What is promised to hold: all but the moment, and how long each side was waited for.
fn lasting(mut evaluation: Evaluation<'_>) -> Evaluation<'_> {
    evaluation.now = DateTime::UNIX_EPOCH;
    evaluation.waited = Waited::default();
    evaluation
}

/// A rehearsal of the sandbox's plan, every step in its time.
fn rehearsal(world: &World, on: DateTime<Utc>) -> Rehearsal {
    let rollback = &world.playbook.stages[1].rollback;
    let plan = rollback.plan.as_ref().expect("a plan");
    let took = vec![Took::of_seconds(60); plan.steps.len()];
    let by = "dana@market.example".to_owned();
    let plan = plan_digest(rollback, plan);
    Rehearsal { on, by, plan, in_earnest: false, took, failed: None, reference: None }
}

prop_compose! {
    /// A world in which everything that goes by the clock is under way somewhere.
    fn clocked()(
        world in worlds(),
        waits in vec((0..ITEMS.len(), any::<bool>(), moments(), option::of(moments())), 0..5),
        ahead in vec((0..ITEMS.len(), dates()), 0..3),
        entered in vec(option::of(moments()), 3),
        overridden in option::of(dates()),
        launch in option::of(dates()),
        rehearsed in option::of(moments()),
        stage in 0..3_usize,
    ) -> World {
        let mut world = world;
        for (place, on_partner, from, to) in waits {
            if let Some(state) = world.partner.items.get_mut(&item(ITEMS[place])) {
                let on = if on_partner { Side::Partner } else { Side::Platform };
                state.waits.push(Wait { on, from, to });
            }
        }
        for (place, from) in ahead {
            world.item_mut(ITEMS[place]).effective_from = Some(from);
        }
        for (place, rule) in world.playbook.checklists.iter_mut().flat_map(|list| &mut list.items)
            .flat_map(|item| &mut item.evidence).enumerate() {
            rule.valid_for = Some(["30d", "12 business days", "90d"][place % 3].parse().expect("a span"));
        }
        let stages = ["kickoff", "sandbox", "live"];
        for (stage, entered) in stages.into_iter().zip(entered) {
            world.partner.stages.remove(stage);
            world.partner.stages.extend(entered.map(|at| (id(stage), StageState::entered(at))));
        }
        let rollback = &mut world.playbook.stages[1].rollback;
        if let Some(plan) = &mut rollback.plan {
            plan.rehearsal = Some("20 business days".parse().expect("a span"));
        }
        world.partner.rehearsals.extend(rehearsed.map(|on| (id("sandbox"), rehearsal(&world, on))));
        if let (Some(until), Some(kickoff)) = (overridden, world.partner.stages.get_mut("kickoff")) {
            let by = "lea@market.example".to_owned();
            kickoff.overridden = Some(Override { on: kickoff.entered, by, reason: "r".to_owned(), until });
        }
        world.partner.launch = launch;
        world.partner.stage = id(stages[stage]);
        world
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn an_evaluation_is_the_same_until_it_no_longer_holds(
        world in clocked(),
        now in moments(),
        later in 0.0..1.0_f64,
    ) {
        let before = evaluate(facts(&world, now));
        let until = holds_until(facts(&world, now), &before);
        prop_assert!(until > now);
        let before = lasting(before);
        // What holds for good is tried for two years.
        let length = (until - now).min(TimeDelta::days(800)) - TimeDelta::seconds(1);
        let between = (length.num_seconds() as f64 * later) as i64;
        for after in [TimeDelta::seconds(between), length] {
            prop_assert_eq!(&lasting(evaluate(facts(&world, now + after))), &before, "{} of {}", after, length);
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn what_was_looked_up_before_gives_the_same(worlds in vec(clocked(), 1..3), now in moments()) {
        for world in &worlds {
            let lookup = Lookup::new(&world.playbook);
            // The second time finds the digests that the first one reckoned.
            for _ in 0..2 {
                let again = evaluate(Facts { lookup: Some(&lookup), ..facts(world, now) });
                prop_assert_eq!(again, evaluate(facts(world, now)));
            }
        }
    }
}

/// What goes by the clock ends at the first of its ends, and not before.
#[test]
fn an_end_is_neither_missed_nor_made_up() {
    let mut world = World::new();
    let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
    let until = |world: &World, now: &str| {
        let facts = facts(world, at(now));
        holds_until(facts, &evaluate(facts))
    };
    assert_eq!(until(&world, super::MONDAY), at("2026-03-09T23:00:00Z"), "the agreement is due");
    assert_eq!(until(&world, "2027-06-01T00:00:00Z"), DateTime::<Utc>::MAX_UTC, "all is late");
    let day: NaiveDate = "2026-03-05".parse().expect("a date");
    world.item_mut("contract/kickoff-call").effective_from = Some(day);
    assert_eq!(until(&world, super::MONDAY), at("2026-03-04T23:00:00Z"), "the call applies");
}

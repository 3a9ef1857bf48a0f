//! Limits: what is recorded on entry, how days and figures count, and that no later playbook alters them.

use std::collections::BTreeMap;

use aboard::change::Change;
use aboard::change::stage::{Overriding, Promote};
use aboard::partner::{Finding, Observation};
use aboard::playbook::digest::check_digest;
use aboard::playbook::model::{Check, Limit, Metric, Most};
use aboard::readiness::Facts;
use aboard::readiness::limit::limits;
use proptest::prelude::*;

use super::{MONDAY, World, id, instant, item};

const RATES: &str = "api/rate-limits";

fn skus(at_most: f64) -> Limit {
    let most = Most::Figure { of: item(RATES), metric: id("skus"), at_most, unit: String::new() };
    Limit { title: "SKUs".to_owned(), most }
}

/// In the sandbox since Monday, by promotion.
fn world() -> World {
    let mut world = World::new();
    let metrics = vec![Metric { id: id("skus"), ask: "SKUs".to_owned(), unit: String::new() }];
    world.item_mut(RATES).check = Some(Check::Manual { ask: "Look".to_owned(), metrics });
    let length = Limit { title: "Length".to_owned(), most: Most::Days(30) };
    world.playbook.stages[1].limits = vec![(id("length"), length), (id("skus"), skus(50.0))];
    let until = "2026-03-20".parse().expect("a date");
    let overriding = Some(Overriding { reason: "To be tested".to_owned(), until });
    let promote = Promote { from: id("kickoff"), to: id("sandbox"), allow_conditions: false, overriding };
    world.act("dana", MONDAY, &Change::Promote(promote)).expect("promoted");
    world
}

fn see(world: &mut World, skus: f64) {
    let definition = check_digest(&world.playbook, world.playbook.item(&item(RATES)).expect("an item"));
    let observation = Observation {
        on: instant(MONDAY),
        by: "dana@market.example".to_owned(),
        outcome: Finding::Passed,
        said: "seen".to_owned(),
        definition: definition.expect("a check"),
        environment: None,
        took_ms: None,
        url: None,
        source: None,
        metrics: BTreeMap::from([(id("skus"), skus)]),
        earlier: Vec::new(),
    };
    world.partner.checks.insert(item(RATES), observation);
}

/// What is used of each, and whether it is too much.
fn used(world: &World, now: &str) -> Vec<(String, Result<f64, String>, bool)> {
    let World { playbook, config, partner } = world;
    let facts = Facts { playbook, partner, calendar: &config.calendar, now: instant(now), lookup: None };
    let told = |limit: aboard::readiness::limit::LimitEvaluation<'_>| {
        (limit.id.to_string(), limit.used.clone(), limit.is_over())
    };
    limits(facts).into_iter().map(told).collect()
}

#[test]
fn days_are_those_of_the_calendar_and_the_last_one_counts() {
    let world = world();
    let length = |now: &str| used(&world, now).remove(0);
    let days = |days: f64, is_over: bool| ("length".to_owned(), Ok(days), is_over);
    assert_eq!(length(MONDAY), days(0.0, false));
    assert_eq!(length("2026-03-16T09:00:00Z"), days(14.0, false));
    // The workspace is in Berlin, whose clocks were set forward meanwhile: the day ends at 22:00 UTC.
    assert_eq!(length("2026-04-01T21:59:59Z"), days(30.0, false));
    assert_eq!(length("2026-04-01T22:00:00Z"), days(31.0, true));
}

#[test]
fn a_figure_that_does_not_speak_is_not_known() {
    let mut world = world();
    assert_eq!(used(&world, MONDAY)[1], ("skus".to_owned(), Err("never checked".to_owned()), false));
    see(&mut world, 50.0);
    assert_eq!(used(&world, MONDAY)[1], ("skus".to_owned(), Ok(50.0), false));
    see(&mut world, 50.5);
    assert_eq!(used(&world, MONDAY)[1], ("skus".to_owned(), Ok(50.5), true));
    world.playbook.stages[1].environment = Some(id("production"));
    assert!(used(&world, MONDAY)[1].1.is_err());
}

#[test]
fn what_was_recorded_holds_whatever_the_playbook_says_later() {
    let mut world = world();
    see(&mut world, 60.0);
    world.playbook.stages[1].limits = vec![(id("skus"), skus(90.0))];
    let told = used(&world, MONDAY);
    assert_eq!(told.len(), 2);
    assert_eq!(told[1], ("skus".to_owned(), Ok(60.0), true));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_limit_is_over_where_more_than_it_is_used_and_no_verdict_goes_by_it(figure in 0.0..100.0_f64) {
        let mut world = world();
        see(&mut world, figure);
        prop_assert_eq!(used(&world, MONDAY)[1].2, figure > 50.0);
        let mut free = world.clone();
        free.partner.stages.get_mut(&id("sandbox")).expect("the stage").limits.clear();
        prop_assert_eq!(world.evaluate(MONDAY), free.evaluate(MONDAY));
    }
}

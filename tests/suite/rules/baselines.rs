//! Baselines: what may become one, what later runs are to it, and criteria that are held to it.

use aboard::change::baseline::Set;
use aboard::change::stage::Rollback;
use aboard::change::{Change, Refusal};
use aboard::partner::{Baseline, Finding};
use aboard::playbook::model::{Check, Operator};
use aboard::readiness::Facts;
use aboard::readiness::baseline::{Compared, Last, Shift, compare};
use aboard::readiness::criterion::CriterionStanding;
use proptest::prelude::*;

use super::criteria::{LIMITS, TUESDAY, stands, world};
use super::{World, id, instant, item};

const WEDNESDAY: &str = "2026-03-04T09:00:00Z";

fn set(measured: &str) -> Change {
    Change::Baseline(Set { measured: [(item(LIMITS), instant(measured))].into() })
}

/// With a baseline of these figures, and what the check gives by now.
fn based(before: &[(&str, f64)], now: &[(&str, f64)]) -> World {
    let mut world = world(before);
    world.act("egon", WEDNESDAY, &set(TUESDAY)).expect("set");
    let last = world.partner.checks.get_mut(&item(LIMITS)).expect("an observation");
    last.on = instant(WEDNESDAY);
    last.metrics = now.iter().map(|(name, value)| (id(name), *value)).collect();
    world
}

fn compared<R>(world: &World, tolerance: f64, told: impl Fn(Compared<'_>) -> R) -> R {
    let World { playbook, config, partner } = world;
    let facts =
        Facts { playbook, partner, calendar: &config.calendar, now: instant(WEDNESDAY), lookup: None };
    told(compare(facts, playbook.item(&item(LIMITS)).expect("an item"), tolerance).expect("a baseline"))
}

#[test]
fn what_passed_and_measured_something_becomes_a_baseline_once() {
    let mut world = world(&[("late", 1.0), ("orders", 99.0)]);
    let before = world.clone();
    let refused = |world: &mut World, change: &Change| {
        world.act("egon", WEDNESDAY, change).expect_err("refused").to_string()
    };
    assert_eq!(
        refused(&mut world, &Change::Baseline(Set::default())),
        "nothing would change: no check is named"
    );
    assert_eq!(refused(&mut world, &set(WEDNESDAY)), "`api/rate-limits` was checked again meanwhile");
    for outcome in [Finding::Failed, Finding::Insufficient] {
        world.partner.checks.get_mut(&item(LIMITS)).expect("one").outcome = outcome;
        assert!(refused(&mut world, &set(TUESDAY)).contains("did not pass its last check"));
    }
    world = before;
    assert!(world.act("egon", super::MONDAY, &set(TUESDAY)).is_err(), "before it was measured");
    world.act("egon", WEDNESDAY, &set(TUESDAY)).expect("set");
    let Baseline { on, by, measured, metrics, .. } = world.partner.baselines[&item(LIMITS)].clone();
    assert_eq!((on, measured, metrics.len()), (instant(WEDNESDAY), instant(TUESDAY), 2));
    assert!(by.starts_with("egon"), "{by}");
    assert!(matches!(world.act("egon", WEDNESDAY, &set(TUESDAY)), Err(Refusal::Nothing(_))));
    world.partner.checks.clear();
    assert!(refused(&mut world, &set(TUESDAY)).contains("was never checked"));
}

#[test]
fn each_figure_is_judged_for_itself() {
    let mut world =
        based(&[("late", 2.0), ("orders", 100.0), ("late-orders", 5.0)], &[("late", 3.0), ("orders", 400.0)]);
    let shifts = |world: &World, tolerance: f64| {
        compared(world, tolerance, |compared| {
            let figures = compared.figures.iter();
            (
                figures.map(|figure| (figure.id.to_string(), figure.shift)).collect::<Vec<_>>(),
                compared.has_regressed(),
                compared.is_open(),
            )
        })
    };
    let (figures, has_regressed, is_open) = shifts(&world, 10.0);
    let told = |name: &str, shift| (name.to_owned(), shift);
    // The criterion says that less of `late` is better; of orders, nobody says anything.
    assert_eq!(
        figures,
        [told("late", Shift::Worse), told("late-orders", Shift::Missing), told("orders", Shift::Unjudged)]
    );
    assert!(has_regressed && is_open);
    assert_eq!(shifts(&world, 50.0).0[0].1, Shift::Same, "by no more than is tolerated");
    world.playbook.stages[1].criteria[0].bound.operator = Operator::AtLeast;
    assert_eq!(shifts(&world, 10.0).0[0].1, Shift::Better);
    let last = world.partner.checks.get_mut(&item(LIMITS)).expect("one");
    last.outcome = Finding::Failed;
    assert!(shifts(&world, 1000.0).1, "what failed is worse, whatever its figures");
    world.partner.checks.get_mut(&item(LIMITS)).expect("one").outcome = Finding::Insufficient;
    let silent = compared(&world, 10.0, |compared| (compared.has_regressed(), compared.last.clone()));
    assert_eq!(silent, (false, Last::Silent("insufficient data: figures".to_owned())));
    world.item_mut(LIMITS).check = Some(Check::Junit { file: "r.xml".to_owned(), least: 1 });
    assert!(compared(&world, 10.0, |compared| compared.is_open() && compared.figures.is_empty()));
}

#[test]
fn a_criterion_may_be_held_to_the_baseline() {
    let relative = |before: f64, now: f64| {
        let mut world = based(
            &[("late", before), ("orders", 100.0), ("late-orders", 5.0)],
            &[("late", now), ("orders", 100.0), ("late-orders", 9.0)],
        );
        let criterion = &mut world.playbook.stages[1].criteria[0];
        (criterion.of_baseline, criterion.bound.operator, criterion.bound.value) =
            (true, Operator::AtMost, 150.0);
        world
    };
    assert_eq!(stands(&relative(40.0, 60.0), WEDNESDAY), CriterionStanding::Holds);
    let fails = |told: &str| CriterionStanding::Fails(format!("{told}, orders 100, late-orders 9"));
    assert_eq!(stands(&relative(40.0, 61.0), WEDNESDAY), fails("late 61, 152.5 % of 40"));
    assert_eq!(stands(&relative(0.0, 0.0), WEDNESDAY), CriterionStanding::Holds);
    assert_eq!(stands(&relative(0.0, 2.0), WEDNESDAY), fails("late 2, where the baseline is 0"));
    let mut without = relative(40.0, 10.0);
    without.partner.baselines.clear();
    let unknown = |why: &str| CriterionStanding::Unknown(why.to_owned());
    assert_eq!(stands(&without, WEDNESDAY), CriterionStanding::NoBaseline);
    // At the bound itself, whatever the last digit of what is computed.
    let mut exact = relative(0.3, 0.33);
    exact.playbook.stages[1].criteria[0].bound.value = 110.0;
    assert_eq!(stands(&exact, WEDNESDAY), CriterionStanding::Holds);
    let mut half = relative(0.0, 0.0);
    half.playbook.stages[1].criteria[0].bound.value = 50.0;
    assert_eq!(stands(&half, WEDNESDAY), CriterionStanding::Holds, "nothing is no more than half of nothing");
    let mut other = relative(40.0, 10.0);
    other.partner.baselines.get_mut(&item(LIMITS)).expect("one").definition = "5".repeat(64);
    let why = "the baseline of api/rate-limits is of another check, or of another place";
    assert_eq!(stands(&other, WEDNESDAY), unknown(why));
}

#[test]
fn times_of_single_requests_and_of_a_few_milliseconds_tell_nothing() {
    let mut world = based(&[("p95-ms", 2.0), ("failed", 0.0)], &[("p95-ms", 6.9), ("failed", 0.0)]);
    let shifts = |world: &World| {
        compared(world, 10.0, |compared| {
            let shifts = compared.figures.iter().map(|figure| figure.shift).collect::<Vec<_>>();
            (shifts, compared.has_regressed(), compared.is_open())
        })
    };
    // Of what a person counts, only criteria say which way is better.
    assert_eq!(shifts(&world), (vec![Shift::Unjudged, Shift::Unjudged], false, true));
    world.playbook.stages[1].criteria[0].metric = id("p95-ms");
    assert_eq!(shifts(&world), (vec![Shift::Unjudged, Shift::Same], false, false));
    world.partner.checks.get_mut(&item(LIMITS)).expect("one").metrics.insert(id("p95-ms"), 7.1);
    assert_eq!(shifts(&world), (vec![Shift::Unjudged, Shift::Worse], true, false));
}

#[test]
fn of_several_the_new_ones_are_set_and_a_rollback_keeps_them() {
    let mut world = based(&[("late", 1.0)], &[("late", 1.0)]);
    let both = Change::Baseline(Set {
        measured: [(item(LIMITS), instant(WEDNESDAY)), (item("api/credentials"), instant(WEDNESDAY))].into(),
    });
    assert!(world.act("egon", WEDNESDAY, &both).is_err(), "the other has no check");
    world.act("egon", WEDNESDAY, &set(WEDNESDAY)).expect("set anew");
    assert_eq!(world.partner.baselines[&item(LIMITS)].measured, instant(WEDNESDAY));
    let back = Rollback {
        from: id("sandbox"),
        to: id("kickoff"),
        reason: "Orders got lost".to_owned(),
        trigger: None,
        took: Vec::new(),
    };
    world.act("dana", WEDNESDAY, &Change::Rollback(back)).expect("rolled back");
    assert!(world.partner.checks.is_empty() && world.partner.baselines.contains_key(&item(LIMITS)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// What did not change is never worse, and a wider tolerance finds no more.
    #[test]
    fn a_wider_tolerance_finds_no_more(before in -1.0e6..1.0e6_f64, now in -1.0e6..1.0e6_f64, narrow in 0.0..50.0_f64, more in 0.0..50.0_f64) {
        let worse = |now: f64, tolerance: f64| {
            compared(&based(&[("late", before)], &[("late", now)]), tolerance, |compared| compared.has_regressed())
        };
        prop_assert!(!worse(before, 0.0));
        prop_assert!(worse(now, narrow) || !worse(now, narrow + more));
        prop_assert_eq!(worse(now, 0.0), now > before);
    }
}

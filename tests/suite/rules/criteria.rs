//! Criteria of gates: by which figures they hold, fail, or cannot be told.

use std::collections::BTreeMap;

use aboard::partner::{Finding, Observation, StageState};
use aboard::playbook::digest::check_digest;
use aboard::playbook::model::{Bound, Check, Criterion, Metric, Operator};
use aboard::readiness::criterion::{CriterionStanding, standing};
use aboard::readiness::{Facts, Verdict, gate};
use proptest::prelude::*;

use super::{MONDAY, World, id, instant, item, text};

pub(super) const TUESDAY: &str = "2026-03-03T09:00:00Z";
pub(super) const LIMITS: &str = "api/rate-limits";

pub(super) fn late() -> Criterion {
    Criterion {
        id: id("late-shipments"),
        title: "Late shipments".to_owned(),
        of: item(LIMITS),
        metric: id("late"),
        bound: Bound { operator: Operator::Below, value: 4.0 },
        of_baseline: false,
        warn: None,
        advisory: false,
        window: None,
        sample: Some((id("orders"), 25.0)),
        floor: Some((id("late-orders"), 8.0)),
        when: None,
        effective_from: None,
        effective_until: None,
        source: String::new(),
    }
}

/// In the sandbox, whose gate asks for one criterion, by a check that gave these figures.
pub(super) fn world(figures: &[(&str, f64)]) -> World {
    let mut world = World::new();
    let metric = |id: &str| Metric { id: super::id(id), ask: "A figure".to_owned(), unit: String::new() };
    let metrics = ["late", "orders", "late-orders"].map(metric).to_vec();
    let limits = world.item_mut(LIMITS);
    (limits.check, limits.evidence) = (Some(Check::Manual { ask: "Look".to_owned(), metrics }), Vec::new());
    world.playbook.stages[1].criteria = vec![late()];
    world.partner.stages.insert(id("sandbox"), StageState::entered(instant(MONDAY)));
    world.partner.stage = id("sandbox");
    if !figures.is_empty() {
        let definition = check_digest(&world.playbook, world.playbook.item(&item(LIMITS)).expect("an item"));
        let observation = Observation {
            on: instant(TUESDAY),
            by: "dana@market.example".to_owned(),
            outcome: Finding::Passed,
            said: "figures".to_owned(),
            definition: definition.expect("a check"),
            environment: None,
            took_ms: None,
            url: None,
            source: None,
            metrics: figures.iter().map(|(name, value)| (id(name), *value)).collect::<BTreeMap<_, _>>(),
            earlier: Vec::new(),
        };
        world.partner.checks.insert(item(LIMITS), observation);
    }
    world
}

pub(super) fn stands(world: &World, now: &str) -> CriterionStanding {
    let World { playbook, config, partner } = world;
    let facts = Facts { playbook, partner, calendar: &config.calendar, now: instant(now), lookup: None };
    standing(facts, &world.evaluate(now), &playbook.stages[1], &playbook.stages[1].criteria[0])
}

#[test]
fn a_figure_is_held_to_its_bound_once_enough_was_counted() {
    use CriterionStanding::{Fails, Holds, Insufficient, Unknown};
    let with = |late: f64, orders: f64, count: f64| {
        stands(&world(&[("late", late), ("orders", orders), ("late-orders", count)]), TUESDAY)
    };
    assert_eq!(with(0.0, 24.0, 0.0), Insufficient("late 0, orders 24".to_owned()));
    assert_eq!(with(3.99, 25.0, 100.0), Holds);
    assert_eq!(with(4.0, 25.0, 7.0), Holds, "a rate of few says little");
    assert_eq!(with(4.0, 25.0, 8.0), Fails("late 4, orders 25, late-orders 8".to_owned()));
    assert_eq!(stands(&world(&[]), TUESDAY), Unknown("never checked".to_owned()));
    assert_eq!(stands(&world(&[("late", 1.0)]), TUESDAY), Unknown("the check gave no orders".to_owned()));
    let mut few = world(&[("late", 0.0), ("orders", 99.0), ("late-orders", 0.0)]);
    let last = few.partner.checks.get_mut(&item(LIMITS)).expect("an observation");
    last.outcome = Finding::Insufficient;
    assert_eq!(stands(&few, TUESDAY), Insufficient("figures".to_owned()), "too little for the check itself");
    for odd in [f64::NAN, f64::NEG_INFINITY] {
        assert_eq!(with(odd, 99.0, 0.0), Unknown("the check gave no late".to_owned()));
        assert_eq!(with(0.0, odd, 0.0), Unknown("the check gave no orders".to_owned()));
    }
    let mut other = world(&[("late", 1.0), ("orders", 99.0)]);
    other.item_mut(LIMITS).check = Some(Check::Junit { file: "r.xml".to_owned(), least: 1 });
    assert!(matches!(stands(&other, TUESDAY), Unknown(why) if why.contains("another definition")));
}

#[test]
fn it_is_asked_on_its_days_and_of_its_partners() {
    let mut world = world(&[("late", 9.0), ("orders", 99.0), ("late-orders", 9.0)]);
    let criterion = |world: &mut World, change: &dyn Fn(&mut Criterion)| {
        change(&mut world.playbook.stages[1].criteria[0]);
    };
    criterion(&mut world, &|one| {
        one.effective_from = "2026-03-10".parse().ok();
        one.effective_until = "2026-03-12".parse().ok();
    });
    // Days are Berlin's, an hour ahead of UTC.
    for (now, is_asked) in [
        ("2026-03-09T22:59:59Z", false),
        ("2026-03-09T23:00:00Z", true),
        ("2026-03-12T22:59:59Z", true),
        ("2026-03-12T23:00:00Z", false),
    ] {
        assert_eq!(stands(&world, now) != CriterionStanding::NotAsked, is_asked, "{now}");
    }
    criterion(&mut world, &|one| {
        (one.effective_from, one.effective_until) = (None, None);
        one.when = world_condition("starter");
    });
    assert_eq!(stands(&world, TUESDAY), CriterionStanding::NotAsked);
    criterion(&mut world, &|one| one.when = world_condition("enterprise"));
    assert!(matches!(stands(&world, TUESDAY), CriterionStanding::Fails(_)));
    world.partner.attributes.remove("tier");
    assert_eq!(stands(&world, TUESDAY), CriterionStanding::Undeclared(vec![id("tier")]));
    world.partner.attributes.insert(id("tier"), text("enterprise"));
    world.item_mut(LIMITS).when = world_condition("starter");
    assert_eq!(stands(&world, TUESDAY), CriterionStanding::NotAsked, "its item does not apply");
}

/// A condition that holds for one tier.
fn world_condition(tier: &str) -> Option<aboard::playbook::condition::Condition> {
    use aboard::playbook::condition::{Condition, Test};
    Some(Condition::Attribute(id("tier"), Test::AnyOf(vec![tier.to_owned()])))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// What is not known never makes a go; and whatever the figures, the verdict is that of the bound.
    #[test]
    fn no_figure_makes_a_go_that_does_not_keep_the_bound(
        late in 0.0..10.0_f64, orders in 0..60_u32, count in 0..20_u32, is_known in any::<bool>(),
    ) {
        let (orders, count) = (f64::from(orders), f64::from(count));
        let figures = [("late", late), ("orders", orders), ("late-orders", count)];
        let mut world = world(if is_known { &figures } else { &[] });
        // Nothing else is asked by this gate.
        world.playbook.checklists.iter_mut().flat_map(|list| &mut list.items).for_each(|item| item.blocking = false);
        world.playbook.stages[1].soak = None;
        let World { playbook, config, partner } = &world;
        let facts = Facts { playbook, partner, calendar: &config.calendar, now: instant(TUESDAY), lookup: None };
        let verdict = gate::judge(facts, &world.evaluate(TUESDAY), &playbook.stages[1]).verdict;
        let expected = if !is_known || orders < 25.0 {
            Verdict::Inconclusive
        } else if late < 4.0 || count < 8.0 {
            Verdict::Go
        } else {
            Verdict::NoGo
        };
        prop_assert_eq!(verdict, expected);
    }
}

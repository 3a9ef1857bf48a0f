//! Criteria that look at several runs together, warn before they fail, or only advise.

use aboard::change::Change;
use aboard::change::check::{Found, Run};
use aboard::partner::{Finding, StageState};
use aboard::playbook::digest::check_digest;
use aboard::playbook::model::{Bound, Check, Operator, Take, Window};
use aboard::readiness::criterion::{CriterionStanding, standing};
use aboard::readiness::{Facts, Verdict, Weight, gate, holds_until};
use proptest::prelude::*;

use super::criteria::{LIMITS, TUESDAY, stands, world};
use super::{World, id, instant, item};

/// In the sandbox, whose gate looks at three runs.
fn windowed(take: Take, within: Option<&str>) -> World {
    let mut world = world(&[]);
    world.partner.stages.insert(id("sandbox"), StageState::entered(instant(super::MONDAY)));
    let criterion = &mut world.playbook.stages[1].criteria[0];
    criterion.window =
        Some(Window { runs: 3, take, within: within.map(|span| span.parse().expect("a span")) });
    (criterion.sample, criterion.floor) = (None, None);
    world
}

fn found(world: &World, outcome: Finding, figures: &[(&str, f64)]) -> Found {
    let definition = check_digest(&world.playbook, world.playbook.item(&item(LIMITS)).expect("an item"));
    Found {
        outcome,
        said: "figures".to_owned(),
        definition: definition.expect("a check"),
        took_ms: None,
        url: None,
        source: None,
        metrics: figures.iter().map(|(name, value)| (id(name), *value)).collect(),
    }
}

fn run(world: &mut World, at: &str, outcome: Finding, late: f64, orders: f64) {
    let found = found(world, outcome, &[("late", late), ("orders", orders), ("late-orders", 9.0)]);
    let run = Run { found: [(item(LIMITS), found)].into(), ..Run::default() };
    world.act("egon", at, &Change::Check(run)).expect("recorded");
}

fn day(day: u32) -> String {
    format!("2026-03-{day:02}T09:00:00Z")
}

#[test]
fn the_last_runs_are_looked_at_together_and_fewer_are_too_little() {
    let mut world = windowed(Take::Highest, None);
    run(&mut world, &day(3), Finding::Passed, 1.0, 50.0);
    run(&mut world, &day(4), Finding::Passed, 9.0, 50.0);
    let standing = stands(&world, &day(4));
    assert_eq!(standing, CriterionStanding::Insufficient("2 of 3 runs".to_owned()));
    run(&mut world, &day(5), Finding::Passed, 2.0, 50.0);
    assert_eq!(stands(&world, &day(5)), CriterionStanding::Fails("late 9".to_owned()));
    for (take, figure) in
        [(Take::Lowest, "late 1"), (Take::Mean, "late 4"), (Take::Median, "late 2"), (Take::Total, "late 12")]
    {
        let criterion = &mut world.playbook.stages[1].criteria[0];
        criterion.window = Some(Window { runs: 3, take, within: None });
        criterion.bound.value = 0.0;
        assert_eq!(stands(&world, &day(5)), CriterionStanding::Fails(figure.to_owned()));
    }
    world.playbook.stages[1].criteria[0].bound.value = 4.0;
    // The run that spoilt it leaves with the third after it.
    for later in 6..8 {
        world.playbook.stages[1].criteria[0].window.as_mut().expect("a window").take = Take::Highest;
        run(&mut world, &day(later), Finding::Passed, 3.0, 50.0);
    }
    assert_eq!(stands(&world, &day(7)), CriterionStanding::Holds);
}

#[test]
fn what_is_counted_is_added_up_over_the_runs() {
    let mut world = windowed(Take::Mean, None);
    world.playbook.stages[1].criteria[0].sample = Some((id("orders"), 60.0));
    for (at, orders) in [(3, 20.0), (4, 20.0), (5, 19.0)] {
        run(&mut world, &day(at), Finding::Passed, 1.0, orders);
    }
    let standing = stands(&world, &day(5));
    assert_eq!(standing, CriterionStanding::Insufficient("late 1, orders 59".to_owned()));
    run(&mut world, &day(6), Finding::Passed, 1.0, 21.0);
    assert_eq!(stands(&world, &day(6)), CriterionStanding::Holds);
}

#[test]
fn a_run_without_data_is_none_of_them_and_one_of_another_check_begins_anew() {
    let mut world = windowed(Take::Highest, None);
    run(&mut world, &day(3), Finding::Passed, 1.0, 50.0);
    run(&mut world, &day(4), Finding::Insufficient, 1.0, 0.0);
    run(&mut world, &day(5), Finding::Failed, 1.0, 50.0);
    run(&mut world, &day(6), Finding::Passed, 1.0, 50.0);
    assert_eq!(stands(&world, &day(6)), CriterionStanding::Holds);
    let kept = &world.partner.checks[&item(LIMITS)].earlier;
    assert_eq!(kept.len(), 2, "as many as are looked at");
    assert_eq!(kept[0].metrics.len(), 1, "of each, what is looked at");
    let Some(Check::Manual { ask, .. }) = &mut world.item_mut(LIMITS).check else { panic!("a look") };
    ask.push_str(" twice");
    run(&mut world, &day(7), Finding::Passed, 1.0, 50.0);
    assert!(world.partner.checks[&item(LIMITS)].earlier.is_empty());
    assert_eq!(stands(&world, &day(7)), CriterionStanding::Insufficient("1 of 3 runs".to_owned()));
}

#[test]
fn a_failed_run_counts_even_where_it_came_to_no_figures() {
    let mut world = windowed(Take::Highest, None);
    // Another criterion looks at more runs, so that more are kept.
    let mut longer = world.playbook.stages[1].criteria[0].clone();
    longer.id = id("longer");
    longer.window = Some(Window { runs: 5, take: Take::Highest, within: None });
    world.playbook.stages[1].criteria.push(longer);
    run(&mut world, &day(3), Finding::Passed, 1.0, 50.0);
    run(&mut world, &day(4), Finding::Passed, 1.0, 50.0);
    let silent =
        Run { found: [(item(LIMITS), found(&world, Finding::Failed, &[]))].into(), ..Run::default() };
    world.act("egon", &day(5), &Change::Check(silent)).expect("recorded");
    run(&mut world, &day(6), Finding::Passed, 1.0, 50.0);
    let silent = CriterionStanding::Unknown("a run of the last 3 gave no late".to_owned());
    assert_eq!(stands(&world, &day(6)), silent);
    run(&mut world, &day(7), Finding::Passed, 1.0, 50.0);
    assert_eq!(stands(&world, &day(7)), silent);
    run(&mut world, &day(8), Finding::Passed, 1.0, 50.0);
    assert_eq!(stands(&world, &day(8)), CriterionStanding::Holds);
}

#[test]
fn figures_that_an_earlier_playbook_did_not_keep_are_none_of_the_runs() {
    let mut world = windowed(Take::Highest, None);
    for at in 3..6 {
        run(&mut world, &day(at), Finding::Passed, 1.0, 50.0);
    }
    world.playbook.stages[1].criteria[0].metric = id("orders");
    assert_eq!(stands(&world, &day(5)), CriterionStanding::Insufficient("1 of 3 runs".to_owned()));
}

#[test]
fn what_is_computed_is_held_to_what_is_meant() {
    let mut world = windowed(Take::Total, None);
    world.playbook.stages[1].criteria[0].bound = Bound { operator: Operator::AtMost, value: 0.6 };
    for (at, late) in [(3, 0.1), (4, 0.2), (5, 0.3)] {
        run(&mut world, &day(at), Finding::Passed, late, 50.0);
    }
    assert_eq!(stands(&world, &day(5)), CriterionStanding::Holds);
}

#[test]
fn runs_leave_the_window_by_time_and_the_verdict_is_known_to_hold_until_then() {
    let mut world = windowed(Take::Highest, Some("7d"));
    for at in 3..6 {
        run(&mut world, &day(at), Finding::Passed, 1.0, 50.0);
    }
    assert_eq!(stands(&world, "2026-03-10T08:59:59Z"), CriterionStanding::Holds);
    let few = CriterionStanding::Insufficient("2 of 3 runs".to_owned());
    assert_eq!(stands(&world, "2026-03-10T09:00:00Z"), few);
    // Of a stage that was left in time; a later stage looks at it anew.
    let sandbox = world.partner.stages.get_mut("sandbox").expect("entered");
    sandbox.left = Some(instant(&day(9)));
    assert_eq!(stands(&world, "2026-12-01T09:00:00Z"), CriterionStanding::Holds, "it was left in time");
    let criteria = std::mem::take(&mut world.playbook.stages[1].criteria);
    world.playbook.stages[2].criteria = criteria;
    let World { playbook, config, partner } = &world;
    let now = instant("2026-12-01T09:00:00Z");
    let facts = Facts { playbook, partner, calendar: &config.calendar, now, lookup: None };
    let live = &playbook.stages[2];
    let later = standing(facts, &world.evaluate("2026-12-01T09:00:00Z"), live, &live.criteria[0]);
    assert_eq!(later, CriterionStanding::Insufficient("0 of 3 runs".to_owned()));
}

#[test]
fn an_evaluation_holds_until_a_run_leaves_the_window() {
    let mut world = windowed(Take::Highest, Some("7d"));
    for at in 3..6 {
        run(&mut world, &day(at), Finding::Passed, 1.0, 50.0);
    }
    // Nothing else changes by itself.
    world.playbook.checklists.iter_mut().flat_map(|list| &mut list.items).for_each(|item| item.due = None);
    let World { playbook, config, partner } = &world;
    let facts = Facts { playbook, partner, calendar: &config.calendar, now: instant(&day(9)), lookup: None };
    assert_eq!(holds_until(facts, &world.evaluate(&day(9))), instant("2026-03-10T09:00:00Z"));
}

#[test]
fn it_warns_before_it_fails_and_what_is_advice_only_ever_warns() {
    let mut world = world(&[("late", 3.5), ("orders", 99.0), ("late-orders", 9.0)]);
    let criterion = &mut world.playbook.stages[1].criteria[0];
    criterion.warn = Some(3.0);
    let warns = CriterionStanding::Warns("late 3.5, orders 99".to_owned());
    assert_eq!(stands(&world, TUESDAY), warns);
    let weights = |world: &World| {
        let World { playbook, config, partner } = world;
        let now = instant(TUESDAY);
        let facts = Facts { playbook, partner, calendar: &config.calendar, now, lookup: None };
        let gate = gate::judge(facts, &world.evaluate(TUESDAY), &playbook.stages[1]);
        let criteria = gate.reasons.iter().filter(|reason| reason.subject.to_string().contains("criterion"));
        (criteria.map(|reason| reason.weight).collect::<Vec<_>>(), gate.verdict)
    };
    let (warned, _) = weights(&world);
    assert_eq!(warned, [Weight::Warning]);
    world.playbook.stages[1].criteria[0].bound.value = 1.0;
    let (failed, verdict) = weights(&world);
    assert_eq!((failed.as_slice(), verdict), (&[Weight::Fails][..], Verdict::NoGo));
    world.playbook.stages[1].criteria[0].advisory = true;
    let (advised, verdict) = weights(&world);
    assert_eq!(advised, [Weight::Warning]);
    assert_ne!(verdict, Verdict::NoGo);
    world.partner.checks.clear();
    assert_eq!(weights(&world).0, [Weight::Warning], "what is not known does not hold advice up either");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever is taken of figures lies among them, but for the total; and their order does not matter.
    #[test]
    fn what_is_taken_lies_between_the_lowest_and_the_highest(figures in prop::collection::vec(-1.0e12..1.0e12_f64, 1..31)) {
        let [lowest, highest] = [Take::Lowest, Take::Highest].map(|take| take.of(&figures).expect("some"));
        let mut turned = figures.clone();
        turned.reverse();
        for take in [Take::Lowest, Take::Median, Take::Mean, Take::Highest] {
            let taken = take.of(&figures).expect("some");
            prop_assert!((lowest..=highest).contains(&taken), "{} {taken}", take.as_str());
            prop_assert_eq!(take.of(&turned), Some(taken));
        }
        prop_assert_eq!(Take::Mean.of(&[]), None);
    }
}

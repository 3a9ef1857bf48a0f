//! Checks are recorded, and decide items.

use std::collections::BTreeMap;

use aboard::change::check::{Found, Run};
use aboard::change::item::Action;
use aboard::change::stage::{Promote, Rollback};
use aboard::change::{Change, Refusal};
use aboard::partner::{Finding, StageState, Status};
use aboard::playbook::digest::check_digest;
use aboard::playbook::model::{Bound, Check, Column, ColumnType, Criterion, Metric, Operator, Table};
use aboard::readiness::{Due, Facts, Outcome, holds_until};

use super::{MONDAY, World, complete, id, instant, item, moved};

const TUESDAY: &str = "2026-03-03T09:00:00Z";
const LIMITS: &str = "api/rate-limits";

/// In the sandbox, where `api/rate-limits` is decided by a check that holds for 7 days.
fn world() -> World {
    let mut world = World::new();
    let stage = &mut world.playbook.stages[1];
    (stage.environment, stage.retest_every) = (Some(id("sandbox")), Some("7d".parse().expect("a span")));
    let metric = Metric { id: id("calls"), ask: "Calls that were tried".to_owned(), unit: String::new() };
    let check = Check::Manual { ask: "Look at the log".to_owned(), metrics: vec![metric] };
    let limits = world.item_mut(LIMITS);
    (limits.check, limits.evidence, limits.needs) = (Some(check), Vec::new(), Vec::new());
    world.partner.stages.insert(id("sandbox"), StageState::entered(instant(MONDAY)));
    world.partner.stage = id("sandbox");
    world
}

fn run(world: &World, outcome: Finding) -> Change {
    let definition = check_digest(&world.playbook, world.playbook.item(&item(LIMITS)).expect("an item"));
    let found = Found {
        outcome,
        said: "calls 40".to_owned(),
        definition: definition.expect("a check"),
        took_ms: None,
        url: None,
        source: None,
        metrics: BTreeMap::from([(id("calls"), 40.0)]),
    };
    Change::Check(Run { found: BTreeMap::from([(item(LIMITS), found)]), ..Run::default() })
}

fn outcome(world: &World, now: &str) -> (Outcome, String) {
    let evaluation = world.evaluate(now);
    let limits = evaluation.item(&item(LIMITS)).expect("an item");
    (limits.outcome, limits.why.to_string())
}

#[test]
fn an_item_goes_by_what_its_check_said_last() {
    let mut world = world();
    assert_eq!(outcome(&world, TUESDAY), (Outcome::Unknown, "never checked".to_owned()));
    for (finding, expected) in [
        (Finding::Failed, (Outcome::Fail, "failed: calls 40")),
        (Finding::Insufficient, (Outcome::Unknown, "insufficient data: calls 40")),
        (Finding::Passed, (Outcome::Pass, "passed: calls 40")),
    ] {
        world.act("egon", TUESDAY, &run(&world.clone(), finding)).expect("recorded");
        assert_eq!(outcome(&world, TUESDAY), (expected.0, expected.1.to_owned()));
    }
    assert_eq!(world.partner.checks[&item(LIMITS)].environment, Some(id("sandbox")));
    // What a person holds up does not pass, whatever a machine says.
    world.put(LIMITS, Status::Blocked, TUESDAY);
    assert_eq!(outcome(&world, TUESDAY).0, Outcome::Fail);
}

#[test]
fn what_a_check_said_is_too_old_after_a_while_unless_the_stage_was_left_meanwhile() {
    let mut world = world();
    world.act("egon", TUESDAY, &run(&world.clone(), Finding::Passed)).expect("recorded");
    assert_eq!(outcome(&world, "2026-03-10T08:59:59Z").0, Outcome::Pass);
    let lapsed = (Outcome::Unknown, "checked on 2026-03-03, too long ago".to_owned());
    assert_eq!(outcome(&world, "2026-03-10T09:00:00Z"), lapsed);
    let World { playbook, config, partner } = &world;
    let now = instant(TUESDAY);
    let facts = Facts { playbook, partner, calendar: &config.calendar, now, lookup: None };
    assert!(holds_until(facts, &world.evaluate(TUESDAY)) <= instant("2026-03-10T09:00:00Z"));
    let sandbox = world.partner.stages.get_mut("sandbox").expect("entered");
    sandbox.left = Some(instant("2026-03-09T09:00:00Z"));
    assert_eq!(outcome(&world, "2026-12-01T09:00:00Z").0, Outcome::Pass);
    let sandbox = world.partner.stages.get_mut("sandbox").expect("entered");
    sandbox.left = Some(instant("2026-03-11T09:00:00Z"));
    assert_eq!(outcome(&world, "2026-12-01T09:00:00Z").0, Outcome::Unknown);
}

#[test]
fn another_check_or_environment_takes_what_was_said_away() {
    let mut base = world();
    base.act("egon", TUESDAY, &run(&base.clone(), Finding::Passed)).expect("recorded");
    let stale = |world: &World| {
        assert_eq!(outcome(world, TUESDAY).1, "checked on 2026-03-03, by another definition");
    };
    let mut world = base.clone();
    world.playbook.stages[1].environment = Some(id("staging"));
    stale(&world);
    let mut world = base.clone();
    world.item_mut(LIMITS).check = Some(Check::Junit { file: "r.xml".to_owned(), least: 1 });
    stale(&world);
    // Of a table each thing that is asked counts.
    let column = Column {
        name: "sku".to_owned(),
        kind: ColumnType::Text,
        required: true,
        unique: true,
        bounds: Vec::new(),
        pattern: None,
        one_of: Vec::new(),
        within: None,
    };
    let table = Table {
        file: "f.csv".to_owned(),
        delimiter: ',',
        least: 1,
        most_failed: 0.0,
        sha256: None,
        columns: vec![column.clone()],
    };
    let mut tested = base.clone();
    tested.item_mut(LIMITS).check = Some(Check::Csv(table.clone()));
    let asked = |column: Column| vec![column];
    for table in [
        Table { most_failed: 0.5, ..table.clone() },
        Table { columns: asked(Column { unique: false, ..column.clone() }), ..table.clone() },
        Table { columns: asked(Column { pattern: Some("[A-Z]+".to_owned()), ..column }), ..table },
    ] {
        let mut other = tested.clone();
        other.item_mut(LIMITS).check = Some(Check::Csv(table));
        let refused = other.act("egon", TUESDAY, &run(&tested, Finding::Passed)).expect_err("refused");
        assert_eq!(refused, Refusal::OtherCheck(item(LIMITS)));
    }
    let refused = world.act("egon", TUESDAY, &run(&base, Finding::Passed)).expect_err("refused");
    assert_eq!(refused, Refusal::OtherCheck(item(LIMITS)));
}

#[test]
fn what_needs_an_item_begins_once_its_check_has_passed() {
    let mut world = world();
    world.item_mut("api/end-to-end-test").needs = vec![item(LIMITS)];
    let done = complete(&["api/end-to-end-test"]);
    let Change::Items(_) = &done else { panic!("items") };
    assert!(matches!(world.clone().act("egon", TUESDAY, &done), Err(Refusal::Needs { .. })));
    world.act("egon", TUESDAY, &run(&world.clone(), Finding::Passed)).expect("recorded");
    assert!(!matches!(world.clone().act("egon", "2026-06-01T09:00:00Z", &done), Err(Refusal::Needs { .. })));
}

#[test]
fn a_check_that_is_too_old_is_due_since_then() {
    let mut world = world();
    world.act("egon", TUESDAY, &run(&world.clone(), Finding::Passed)).expect("recorded");
    let evaluation = world.evaluate("2026-03-12T09:00:00Z");
    let limits = evaluation.item(&item(LIMITS)).expect("an item");
    assert_eq!(limits.due, Some(Due::At(instant("2026-03-10T09:00:00Z"))));
}

#[test]
fn a_promotion_cannot_have_happened_before_the_figures_it_rests_on() {
    let mut world = world();
    world.playbook.stages[1].criteria = vec![Criterion {
        id: id("calls"),
        title: "Calls".to_owned(),
        of: item(LIMITS),
        metric: id("calls"),
        bound: Bound { operator: Operator::AtLeast, value: 1.0 },
        of_baseline: false,
        warn: None,
        advisory: false,
        window: None,
        sample: None,
        floor: None,
        when: None,
        effective_from: None,
        effective_until: None,
        source: String::new(),
    }];
    let stage = &mut world.playbook.stages[1];
    (stage.soak, stage.retest_every) = (None, None);
    world
        .playbook
        .checklists
        .iter_mut()
        .flat_map(|list| &mut list.items)
        .for_each(|item| item.blocking = false);
    world.act("egon", TUESDAY, &run(&world.clone(), Finding::Passed)).expect("recorded");
    let promote = |at: &str| {
        let (from, to) = (id("sandbox"), id("live"));
        let promote = Change::Promote(Promote { from, to, allow_conditions: true, overriding: None });
        world.clone().act("dana", at, &promote)
    };
    assert!(matches!(promote(MONDAY), Err(Refusal::Time(_))), "{:?}", promote(MONDAY));
    promote(TUESDAY).expect("go");
}

#[test]
fn a_rollback_that_reopens_an_item_takes_its_check_back() {
    let mut world = world();
    world.act("egon", TUESDAY, &run(&world.clone(), Finding::Passed)).expect("recorded");
    // Of the stages that are undone, whatever is reopened; of others, what is.
    let other = item("contract/agreement");
    let observation = world.partner.checks[&item(LIMITS)].clone();
    world.partner.checks.insert(other.clone(), observation.clone());
    world.partner.checks.insert(item("contract/data-agreement"), observation);
    world.playbook.stages[1].rollback.reopens = vec![other.clone()];
    let (from, to, reason) = (id("sandbox"), id("kickoff"), "Orders fail".to_owned());
    let rollback = Rollback { from, to, reason, trigger: None, took: Vec::new() };
    world.act("dana", TUESDAY, &Change::Rollback(rollback)).expect("rolled back");
    assert_eq!(outcome(&world, TUESDAY).1, "never checked");
    assert_eq!(world.partner.checks.keys().collect::<Vec<_>>(), [&item("contract/data-agreement")]);
}

#[test]
fn nobody_accepts_what_a_check_decides() {
    let mut world = world();
    for action in [Action::Complete, Action::Submit] {
        let refused =
            world.act("dana", TUESDAY, &Change::Items(moved(action, &[LIMITS]))).expect_err("refused");
        assert_eq!(refused, Refusal::Decided(item(LIMITS)));
        assert_eq!(refused.hints(&id("acme"), &[]), ["check it with: aboard check acme api/rate-limits"]);
    }
}

#[test]
fn a_record_holds_the_figures_that_are_asked_for_from_who_is_known() {
    let mut world = world();
    let refused = |world: &World, who: &str, at: &str, change: &dyn Fn(&mut Found)| {
        let Change::Check(mut run) = run(world, Finding::Passed) else { panic!("a run") };
        run.found.values_mut().for_each(change);
        world.clone().act(who, at, &Change::Check(run)).expect_err("refused").to_string()
    };
    assert_eq!(
        refused(&world, "dana", TUESDAY, &|found| found.metrics.clear()),
        "the check of `api/rate-limits` asks for the metric `calls` (Calls that were tried)"
    );
    assert_eq!(
        refused(&world, "dana", TUESDAY, &|found| found.metrics.extend([(id("x"), 1.0)])),
        "the check of `api/rate-limits` asks for no metric `x`"
    );
    assert!(
        refused(&world, "dana", TUESDAY, &|found| found.metrics.extend([(id("calls"), f64::NAN)]))
            .contains("finite")
    );
    assert!(refused(&world, "dana", TUESDAY, &|found| found.said = "a\nb".to_owned()).contains("one line"));
    assert!(refused(&world, "stranger", TUESDAY, &|_| {}).contains("takes the role"));
    let nothing = world.act("dana", TUESDAY, &Change::Check(Run::default()));
    assert!(matches!(nothing, Err(Refusal::Nothing(_))), "{nothing:?}");
    world.act("dana", TUESDAY, &run(&world.clone(), Finding::Passed)).expect("recorded");
    assert!(refused(&world, "dana", MONDAY, &|_| {}).contains("after that"));
    world.item_mut(LIMITS).check = None;
    let definition = "0".repeat(64);
    let found = Found {
        outcome: Finding::Passed,
        said: "x".to_owned(),
        definition,
        took_ms: None,
        url: None,
        source: None,
        metrics: BTreeMap::new(),
    };
    let change = Change::Check(Run { found: BTreeMap::from([(item(LIMITS), found)]), ..Run::default() });
    assert_eq!(world.act("dana", TUESDAY, &change).expect_err("refused"), Refusal::NoCheck(item(LIMITS)));
}

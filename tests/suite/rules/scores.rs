//! Scores, coverage, waived share and level: exact, whatever the numbers.

use aboard::change::Change;
use aboard::change::waiver::{Request, Rule};
use aboard::partner::{Ruling, Status};
use aboard::playbook::model::{Dimension, Severity};
use aboard::readiness::{Outcome, Score};

use super::{MONDAY, World, id, item};

fn score(score: u32, coverage: u32, waived: u32) -> Score {
    Score { score: Some(score), coverage: Some(coverage), waived: Some(waived) }
}

fn of(world: &World, dimension: &str) -> Score {
    let evaluation = world.evaluate(MONDAY);
    evaluation.dimensions.iter().find(|found| found.dimension.id == id(dimension)).expect("a dimension").score
}

fn waive(world: &mut World, address: &str) {
    let request = Request {
        item: item(address),
        reason: "r".to_owned(),
        control: "c".to_owned(),
        until: "2026-03-20".parse().expect("a date"),
    };
    world.act("dana", MONDAY, &Change::WaiverRequest(request)).expect("requested");
    let rule = Rule { item: item(address), ruling: Ruling::Approved, reason: None };
    world.act("lea", MONDAY, &Change::WaiverRule(rule)).expect("approved");
}

#[test]
fn weights_follow_severity_and_shares_are_rounded_down() {
    let mut world = World::new();
    // Contract: agreement 4, data agreement 3, kickoff call 2; the card review does not apply.
    // Technical: credentials 4, rate limits 2, end-to-end test 3, first order 3.
    assert_eq!((of(&world, "contract"), of(&world, "technical")), (score(0, 0, 0), score(0, 0, 0)));
    world.put("contract/agreement", Status::Done, MONDAY);
    world.put("contract/kickoff-call", Status::Rejected, MONDAY);
    assert_eq!(of(&world, "contract"), score(44, 66, 0), "4 of 9, and 6 of 9");
    world.put("api/credentials", Status::Done, MONDAY);
    // (40 * 4/9 + 60 * 4/12) / 100 = 37.77…
    let overall = world.evaluate(MONDAY).overall;
    assert_eq!((overall.score, overall.coverage), (Some(37), Some(46)));
}

#[test]
fn what_is_waived_leaves_the_score_and_shows_as_a_share() {
    let mut world = World::new();
    world.put("contract/agreement", Status::Done, MONDAY);
    waive(&mut world, "contract/data-agreement");
    // 4 of 4 + 2; 3 of 9 is waived, rounded up.
    assert_eq!(of(&world, "contract"), score(66, 66, 34));
}

#[test]
fn an_empty_denominator_is_not_a_number() {
    let mut world = World::new();
    let none = Dimension { id: id("training"), title: "Training".to_owned(), weight: 50 };
    world.playbook.dimensions.push(none);
    assert_eq!(of(&world, "training"), Score::default());
    assert_eq!(world.evaluate(MONDAY).overall.score, Some(0), "what has no items does not count");
    for checklist in &mut world.playbook.checklists {
        checklist.items.clear();
    }
    assert_eq!(world.evaluate(MONDAY).overall, Score::default());
}

/// Greatest denominators that share no factor: a product far beyond 128 bits.
#[test]
fn no_number_of_dimensions_and_items_breaks_the_sum() {
    let mut world = World::new();
    let sample = world.item("contract/kickoff-call").clone();
    world.playbook.dimensions.clear();
    world.playbook.checklists.truncate(1);
    world.playbook.checklists[0].items.clear();
    let primes =
        [211, 223, 227, 229, 233, 239, 241, 251, 257, 263, 269, 271, 277, 281, 283, 293, 307, 311, 313, 317];
    for (index, prime) in primes.into_iter().enumerate() {
        let dimension = id(&format!("d{index}"));
        world.playbook.dimensions.push(Dimension { id: dimension.clone(), title: String::new(), weight: 5 });
        for number in 0..prime {
            let mut item = sample.clone();
            item.address = format!("contract/i{index}-{number}").parse().expect("an item");
            (item.dimension, item.severity) = (dimension.clone(), Severity::Low);
            item.evidence.clear();
            world.playbook.checklists[0].items.push(item);
        }
    }
    assert_eq!(world.evaluate(MONDAY).overall.score, Some(0));
    let all: Vec<_> = world.playbook.items().map(|item| item.address.to_string()).collect();
    world.put(&all[0], Status::Done, MONDAY);
    let done = world.state(&all[0]).clone();
    world.partner.items = all.iter().map(|address| (item(address), done.clone())).collect();
    assert_eq!(world.evaluate(MONDAY).overall.score, Some(100));
    world.put(&all[0], Status::Todo, MONDAY);
    assert_eq!(world.evaluate(MONDAY).overall.score, Some(99), "one of 5,294 is missing");
}

/// 1/3 + 1/3 + 1/3 of equal weights is one third, and 100/3 is 33; three times 33.33… is 100.
#[test]
fn thirds_are_not_lost() {
    let mut world = World::new();
    let sample = world.item("contract/kickoff-call").clone();
    world.playbook.checklists.truncate(1);
    world.playbook.checklists[0].items.clear();
    world.playbook.dimensions.clear();
    // Passed of active: 2/3, 1/6, 1/6 weigh up to exactly one third.
    for (name, passed, active) in [("a", 2, 3), ("b", 1, 6), ("c", 1, 6)] {
        world.playbook.dimensions.push(Dimension { id: id(name), title: String::new(), weight: 3 });
        for number in 0..active {
            let mut item = sample.clone();
            item.address = format!("contract/{name}{number}").parse().expect("an item");
            (item.dimension, item.severity) = (id(name), Severity::Low);
            item.evidence.clear();
            world.playbook.checklists[0].items.push(item);
            if number < passed {
                world.put(&format!("contract/{name}{number}"), Status::Done, MONDAY);
            }
        }
    }
    assert_eq!(world.evaluate(MONDAY).overall.score, Some(33));
    world.playbook.dimensions[0].weight = 6;
    // (6 * 2/3 + 3 * 1/6 + 3 * 1/6) / 12 = 5/12 = 41.66…
    assert_eq!(world.evaluate(MONDAY).overall.score, Some(41));
    for dimension in &mut world.playbook.dimensions {
        dimension.weight = 1;
    }
    for number in 0..3 {
        world.put(&format!("contract/a{number}"), Status::Done, MONDAY);
        world.put(&format!("contract/b{number}"), Status::Done, MONDAY);
        world.put(&format!("contract/c{number}"), Status::Done, MONDAY);
    }
    // (1 + 1/2 + 1/2) / 3 = 66.66…
    assert_eq!(world.evaluate(MONDAY).overall.score, Some(66));
}

#[test]
fn the_level_is_a_ladder_and_tells_of_waivers() {
    let mut world = World::new();
    let level = |world: &World| {
        world.evaluate(MONDAY).level.map(|level| (level.stage.id.to_string(), level.through_waivers))
    };
    assert_eq!(level(&world), None);
    for address in ["api/credentials", "api/rate-limits", "api/end-to-end-test"] {
        world.put(address, Status::Done, MONDAY);
    }
    assert_eq!(level(&world), None, "no rung without those below");
    world.put("contract/agreement", Status::Done, MONDAY);
    waive(&mut world, "contract/data-agreement");
    assert_eq!(level(&world), Some(("sandbox".to_owned(), true)));
    world.put("contract/data-agreement", Status::Done, MONDAY);
    assert_eq!(level(&world), Some(("sandbox".to_owned(), false)));
}

#[test]
fn an_item_of_a_later_day_is_upcoming_and_counts_from_then_on() {
    let mut world = World::new();
    world.item_mut("contract/agreement").effective_from = Some("2026-03-10".parse().expect("a date"));
    // 2026-03-10 begins at 23:00 UTC the day before, in Berlin.
    assert_eq!(world.outcome("contract/agreement", "2026-03-09T22:59:59Z"), Outcome::Upcoming);
    assert_eq!(world.outcome("contract/agreement", "2026-03-09T23:00:00Z"), Outcome::Unknown);
}

#[test]
fn work_on_what_no_longer_applies_stays_visible_and_unknown_items_too() {
    let mut world = World::new();
    world.put("launch/card-review", Status::Done, MONDAY);
    world.put("contract/agreement", Status::Done, MONDAY);
    let gone = world.partner.items.remove(&item("contract/agreement")).expect("a state");
    world.partner.items.insert(item("old/agreement"), gone);
    let evaluation = world.evaluate(MONDAY);
    let review = evaluation.item(&item("launch/card-review")).expect("an item");
    assert_eq!((review.outcome, review.worked_in_vain), (Outcome::NotApplicable, true));
    assert_eq!(evaluation.orphans, [item("old/agreement")]);
}

#[test]
fn what_can_be_done_now_is_sorted_by_what_presses_most() {
    let mut world = World::new();
    let ready = |world: &World| {
        let evaluation = world.evaluate(MONDAY);
        let ready = evaluation.ready(&world.playbook, &world.partner);
        ready.iter().map(|item| item.item.address.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(ready(&world), ["contract/agreement", "contract/kickoff-call"]);
    world.put("contract/agreement", Status::Submitted, MONDAY);
    assert_eq!(ready(&world), ["contract/kickoff-call"]);
    world.put("contract/agreement", Status::Done, MONDAY);
    assert_eq!(ready(&world), ["contract/data-agreement", "contract/kickoff-call"]);
}

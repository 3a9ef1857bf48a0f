//! Due dates: every anchor, with and without pauses, in the zone and the hours of the workspace.

use aboard::calendar::{Calendar, Zone};
use aboard::partner::{StageState, Status, Wait};
use aboard::playbook::model::{Anchor, DueRule, PausesOn, Side};
use aboard::readiness::Due;

use super::{MONDAY, World, id, instant, item};

const CALL: &str = "contract/kickoff-call";

fn after(anchor: Anchor, plus: &str) -> DueRule {
    DueRule::After { anchor, plus: plus.parse().expect("a span"), pauses_on: None }
}

/// When the kickoff call is due under a rule, as UTC.
fn due(world: &World, rule: DueRule, now: &str) -> Option<Due> {
    let mut world = world.clone();
    world.item_mut(CALL).due = Some(rule);
    world.evaluate(now).item(&item(CALL)).expect("an item").due.clone()
}

#[test]
fn worked_cases_of_every_anchor() {
    let mut world = World::new();
    world.partner.signed = Some("2026-03-27".parse().expect("a date"));
    world.partner.launch = Some("2026-06-05".parse().expect("a date"));
    world.partner.stages.insert(id("sandbox"), StageState::entered(instant("2026-03-27T15:00:00Z")));
    world.put("api/credentials", Status::Done, "2026-03-28T12:00:00Z");
    let stage = || Anchor::StageEntered(id("sandbox"));
    let done = || Anchor::ItemDone(item("api/credentials"));
    for (rule, expected) in [
        // A day ends at midnight in Berlin: 23:00 UTC in winter, 22:00 UTC from 29 March on.
        (DueRule::Date("2026-03-28".parse().expect("a date")), "2026-03-28T23:00:00Z"),
        (DueRule::Date("2026-03-29".parse().expect("a date")), "2026-03-29T22:00:00Z"),
        // The start is Monday 2 March: five business days on is Monday 9 March, by its end.
        (after(Anchor::OnboardingStart, "5 business days"), "2026-03-09T23:00:00Z"),
        (after(Anchor::OnboardingStart, "7d"), "2026-03-09T23:00:00Z"),
        (after(Anchor::OnboardingStart, "48h"), "2026-03-03T23:00:00Z"),
        (after(Anchor::OnboardingStart, "2 business hours"), "2026-03-02T10:00:00Z"),
        // Signed on Friday 27 March; Good Friday and Easter Monday are not business days.
        (after(Anchor::Signed, "5 business days"), "2026-04-07T22:00:00Z"),
        // Backward from the launch, Friday 5 June.
        (after(Anchor::Launch, "-14d"), "2026-05-22T22:00:00Z"),
        (after(Anchor::Launch, "-5 business days"), "2026-05-29T22:00:00Z"),
        (after(Anchor::Launch, "-2 business hours"), "2026-06-05T13:00:00Z"),
        // Entered Friday 16:00: an hour is left of the day; two hours on is Monday 10:00, in summer time.
        (after(stage(), "2 business hours"), "2026-03-30T08:00:00Z"),
        (after(stage(), "1 business days"), "2026-03-30T14:00:00Z"),
        (after(stage(), "1d"), "2026-03-28T15:00:00Z"),
        // Done on Saturday: business time begins on Monday 09:00; a day later by the wall clock.
        (after(done(), "1 business hours"), "2026-03-30T08:00:00Z"),
        (after(done(), "1d"), "2026-03-29T11:00:00Z"),
        (after(done(), "24h"), "2026-03-29T12:00:00Z"),
    ] {
        let found = due(&world, rule.clone(), MONDAY);
        assert_eq!(found, Some(Due::At(instant(expected))), "{rule:?}");
    }
}

#[test]
fn the_same_in_another_zone() {
    let mut world = World::new();
    let week = world.calendar().week().clone();
    world.config.calendar =
        Calendar::new(Zone::named("America/New_York").expect("a zone"), week, Default::default())
            .expect("a calendar");
    let at = |rule| due(&world, rule, MONDAY);
    // 2 March 2026 begins at 05:00 UTC in New York; daylight saving begins there on 8 March.
    assert_eq!(
        at(after(Anchor::OnboardingStart, "2 business hours")),
        Some(Due::At(instant("2026-03-02T16:00:00Z")))
    );
    assert_eq!(
        at(after(Anchor::OnboardingStart, "5 business days")),
        Some(Due::At(instant("2026-03-10T04:00:00Z")))
    );
}

#[test]
fn an_anchor_that_has_not_happened_starts_no_clock() {
    let mut world = World::new();
    world.put("api/credentials", Status::Submitted, MONDAY);
    for anchor in [
        Anchor::Signed,
        Anchor::Launch,
        Anchor::StageEntered(id("sandbox")),
        Anchor::ItemDone(item("api/credentials")),
    ] {
        let found = due(&world, after(anchor.clone(), "1d"), MONDAY);
        assert_eq!(found, Some(Due::NotStarted(anchor)));
    }
}

#[test]
fn the_clock_stands_still_while_the_other_side_is_waited_for() {
    let mut world = World::new();
    world.put(CALL, Status::Doing, MONDAY);
    let wait = |on, from: &str, to: Option<&str>| Wait { on, from: instant(from), to: to.map(instant) };
    let waits = vec![
        wait(Side::Partner, "2026-03-03T09:00:00Z", Some("2026-03-04T09:00:00Z")),
        wait(Side::Platform, "2026-03-05T09:00:00Z", Some("2026-03-06T09:00:00Z")),
    ];
    world.partner.items.get_mut(&item(CALL)).expect("a state").waits = waits;
    let rule = |pauses_on| DueRule::After {
        anchor: Anchor::OnboardingStart,
        plus: "5 business days".parse().expect("a span"),
        pauses_on,
    };
    for (pauses_on, expected) in [
        (None, "2026-03-09T23:00:00Z"),
        (Some(PausesOn::Partner), "2026-03-10T23:00:00Z"),
        (Some(PausesOn::Platform), "2026-03-10T23:00:00Z"),
        (Some(PausesOn::Any), "2026-03-11T23:00:00Z"),
    ] {
        let now = "2026-03-06T12:00:00Z";
        assert_eq!(due(&world, rule(pauses_on), now), Some(Due::At(instant(expected))), "{pauses_on:?}");
    }
    // Looked at while it was waited for, nobody knew when that would end.
    let during = due(&world, rule(Some(PausesOn::Partner)), "2026-03-03T12:00:00Z");
    assert!(
        matches!(during, Some(Due::Paused { since, .. }) if since == instant("2026-03-03T09:00:00Z")),
        "{during:?}"
    );
}

#[test]
fn only_open_work_is_overdue_and_from_the_instant_on() {
    let mut world = World::new();
    let overdue = |world: &World, now: &str| {
        world.evaluate(now).item(&item("contract/agreement")).expect("an item").overdue
    };
    assert!(!overdue(&world, "2026-03-09T22:59:59Z"));
    assert!(overdue(&world, "2026-03-09T23:00:00Z"));
    world.put("contract/agreement", Status::Done, MONDAY);
    assert!(!overdue(&world, "2026-03-09T23:00:00Z"));
}

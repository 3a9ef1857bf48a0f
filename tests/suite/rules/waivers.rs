//! Waivers: requested, ruled on, lapsing, void; and what they stand in for.

use aboard::change::waiver::{Request, Rule};
use aboard::change::{Change, Refusal};
use aboard::partner::Ruling;
use aboard::playbook::model::Severity;
use aboard::readiness::{Outcome, Standing};

use super::{MONDAY, World, complete, id, item};

const ITEM: &str = "contract/data-agreement";
const TUESDAY: &str = "2026-03-03T09:00:00Z";

fn request(until: &str) -> Change {
    Change::WaiverRequest(Request {
        item: item(ITEM),
        reason: "Their counsel is away".to_owned(),
        control: "No personal data flows".to_owned(),
        until: until.parse().expect("a date"),
    })
}

fn rule(ruling: Ruling) -> Change {
    let reason = (ruling != Ruling::Approved).then(|| "because".to_owned());
    Change::WaiverRule(Rule { item: item(ITEM), ruling, reason })
}

fn standing(world: &World, now: &str) -> Standing {
    world.evaluate(now).waivers[0].standing
}

fn requested() -> World {
    let mut world = World::new();
    world.act("dana", MONDAY, &request("2026-03-20")).expect("requested");
    world
}

fn approved() -> World {
    let mut world = requested();
    world.act("lea", TUESDAY, &rule(Ruling::Approved)).expect("approved");
    world
}

#[test]
fn it_holds_once_somebody_else_approved_it_and_until_its_last_day_is_over() {
    let mut world = requested();
    assert_eq!(
        (standing(&world, TUESDAY), world.outcome(ITEM, TUESDAY)),
        (Standing::Pending, Outcome::Unknown)
    );
    let refusal = world.act("dana", TUESDAY, &rule(Ruling::Approved)).expect_err("her own");
    assert!(matches!(refusal, Refusal::OwnWaiver { .. }), "{refusal}");
    assert_eq!(
        refusal.hints(&id("acme"), &["Lea Novak".to_owned()]),
        ["ask Lea Novak to run the same command"]
    );
    let refusal = world.act("egon", TUESDAY, &rule(Ruling::Approved)).expect_err("no approver");
    assert!(matches!(refusal, Refusal::Role { .. }), "{refusal}");
    world.act("lea", TUESDAY, &rule(Ruling::Approved)).expect("approved");
    assert_eq!((standing(&world, TUESDAY), world.outcome(ITEM, TUESDAY)), (Standing::Live, Outcome::Waived));
    // 2026-03-20 ends at 23:00 UTC in Berlin.
    assert_eq!(standing(&world, "2026-03-20T22:59:59Z"), Standing::Live);
    assert_eq!(standing(&world, "2026-03-20T23:00:00Z"), Standing::Expired);
    assert_eq!(world.outcome(ITEM, "2026-03-20T23:00:00Z"), Outcome::Unknown);
}

#[test]
fn rulings_fit_where_it_stands() {
    for (start, ruling, expected) in [
        (requested(), Ruling::Approved, Some(Standing::Live)),
        (requested(), Ruling::Rejected, Some(Standing::Rejected)),
        (requested(), Ruling::Revoked, None),
        (approved(), Ruling::Approved, None),
        (approved(), Ruling::Rejected, None),
        (approved(), Ruling::Revoked, Some(Standing::Revoked)),
        (World::new(), Ruling::Approved, None),
    ] {
        let mut world = start;
        match (world.act("lea", TUESDAY, &rule(ruling)), expected) {
            (Ok(()), Some(expected)) => assert_eq!(standing(&world, TUESDAY), expected),
            (Err(Refusal::NoWaiver { .. }), None) => {}
            (found, expected) => panic!("{ruling:?}: {found:?}, not {expected:?}"),
        }
    }
    let bare = Change::WaiverRule(Rule { item: item(ITEM), ruling: Ruling::Rejected, reason: None });
    assert!(matches!(requested().act("lea", TUESDAY, &bare), Err(Refusal::Text(_))), "a rejection says why");
}

#[test]
fn nobody_rules_before_it_was_requested() {
    let early = requested().act("lea", "2026-03-02T08:00:00Z", &rule(Ruling::Approved));
    assert!(matches!(early, Err(Refusal::Time(_))), "{early:?}");
}

#[test]
fn its_end_is_bounded_by_the_severity() {
    for severity in [Severity::Critical, Severity::High, Severity::Medium, Severity::Low] {
        let mut world = World::new();
        world.item_mut(ITEM).severity = severity;
        let longest = &world.playbook.waivers.longest[&severity];
        let calendar = world.calendar();
        let latest = calendar.local_date(calendar.add(super::instant(MONDAY), longest));
        for (until, fits) in [
            ("2026-03-01".parse().expect("a date"), false),
            ("2026-03-02".parse().expect("a date"), true),
            (latest, true),
            (latest.succ_opt().expect("a date"), false),
        ] {
            let found = world.clone().act("dana", MONDAY, &request(&until.to_string()));
            match (found, fits) {
                (Ok(()), true) | (Err(Refusal::WaiverExpiry { .. }), false) => {}
                (found, _) => panic!("{severity:?} until {until}: {found:?}"),
            }
        }
    }
}

#[test]
fn it_is_void_when_the_item_changes_or_is_no_longer_waivable() {
    let mut world = approved();
    world.item_mut(ITEM).title = "Another agreement".to_owned();
    assert_eq!((standing(&world, TUESDAY), world.outcome(ITEM, TUESDAY)), (Standing::Void, Outcome::Unknown));
    world.act("dana", TUESDAY, &request("2026-03-20")).expect("a void one may be requested anew");
    let mut world = approved();
    world.item_mut(ITEM).waivable = false;
    assert_eq!(standing(&world, TUESDAY), Standing::Void);
    let refusal = world.act("dana", TUESDAY, &request("2026-03-20")).expect_err("not waivable");
    assert_eq!(refusal, Refusal::NotWaivable(item(ITEM)));
}

#[test]
fn one_that_holds_or_waits_is_not_requested_again() {
    for mut world in [requested(), approved()] {
        let again = world.act("dana", TUESDAY, &request("2026-03-20"));
        assert!(matches!(again, Err(Refusal::Nothing(_))), "{again:?}");
    }
    let mut world = requested();
    world.act("lea", TUESDAY, &rule(Ruling::Rejected)).expect("rejected");
    world.act("dana", TUESDAY, &request("2026-03-20")).expect("with better reasons");
    assert_eq!(standing(&world, TUESDAY), Standing::Pending);
}

#[test]
fn work_that_is_done_outdoes_its_waiver_and_a_waived_need_is_met() {
    let mut world = approved();
    let after = world.item(ITEM).address.clone();
    world.item_mut("contract/kickoff-call").needs.push(after);
    world.act("dana", TUESDAY, &complete(&["contract/kickoff-call"])).expect("the need is waived");
    world.act("lea", TUESDAY, &complete(&["contract/agreement", ITEM])).expect("done after all");
    assert_eq!(world.outcome(ITEM, TUESDAY), Outcome::Pass);
}

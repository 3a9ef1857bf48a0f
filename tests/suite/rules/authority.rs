//! Who may do what: roles of `aboard.toml`, the champion of the partner, strangers.

use aboard::change::item::Action;
use aboard::change::{Change, Refusal, note, partner};
use aboard::partner::Status;

use super::{MONDAY, World, complete, moved};

const TUESDAY: &str = "2026-03-03T09:00:00Z";

fn is_refused(world: &World, who: &str, change: &Change) -> bool {
    match world.clone().act(who, TUESDAY, change) {
        Ok(()) => false,
        Err(Refusal::Role { .. }) => true,
        Err(other) => panic!("{who}: {other}"),
    }
}

#[test]
fn the_accountable_role_and_the_champion_rule_and_others_do_not() {
    let world = World::new();
    // Egon is engineering, Lea is legal and a champion, Dana is champion.
    let credentials = complete(&["api/credentials"]);
    let agreement = complete(&["contract/agreement"]);
    for (who, change, refused) in [
        ("egon", &credentials, false),
        ("dana", &credentials, false),
        ("stranger", &credentials, true),
        ("egon", &agreement, true),
        ("lea", &agreement, false),
        ("stranger", &agreement, true),
    ] {
        assert_eq!(is_refused(&world, who, change), refused, "{who}");
    }
    let mut done = World::new();
    done.put("contract/agreement", Status::Done, MONDAY);
    for action in [Action::Reject, Action::Reopen] {
        assert!(is_refused(&done, "egon", &Change::Items(moved(action, &["contract/agreement"]))));
    }
}

#[test]
fn anybody_known_says_how_work_goes_and_a_stranger_does_not() {
    let world = World::new();
    for action in [Action::Start, Action::Submit, Action::Block] {
        let change = Change::Items(moved(action, &["contract/agreement"]));
        assert!(!is_refused(&world, "egon", &change), "{action:?}");
        assert!(is_refused(&world, "stranger", &change), "{action:?}");
    }
    let note = note::Add { id: "01ARZ3NDEKTSV4RRFFQ69G5FAV".to_owned(), item: None, text: "x".to_owned() };
    assert!(!is_refused(&world, "stranger", &Change::Note(note)), "a remark takes no role");
}

#[test]
fn speaking_for_somebody_is_kept_and_gives_no_right() {
    let Change::Items(mut change) = complete(&["contract/agreement"]) else { panic!("items") };
    change.on_behalf_of = Some("legal".to_owned());
    assert!(is_refused(&World::new(), "egon", &Change::Items(change.clone())));
    let mut world = World::new();
    world.act("dana", TUESDAY, &Change::Items(change.clone())).expect("the champion may");
    assert_eq!(world.state("contract/agreement").on_behalf_of.as_deref(), Some("legal"));
    change.on_behalf_of = Some("a\nb".to_owned());
    assert!(World::new().act("dana", TUESDAY, &Change::Items(change)).is_err());
}

#[test]
fn the_champion_of_the_partner_is_one_by_name_alone() {
    let mut world = World::new();
    world.partner.champion = Some("Zoe@Market.example".to_owned());
    assert!(!is_refused(&world, "zoe", &complete(&["contract/agreement"])));
    world.partner.champion = None;
    world.partner.backup = Some("zoe@market.example".to_owned());
    assert!(!is_refused(&world, "zoe", &complete(&["contract/agreement"])));
}

#[test]
fn nobody_becomes_champion_by_their_own_word() {
    let world = World::new();
    let champion = |who: &str| {
        Change::PartnerSet(partner::Set {
            champion: Some(format!("{who}@market.example")),
            ..partner::Set::default()
        })
    };
    let backup = Change::PartnerSet(partner::Set {
        backup: Some("EGON@market.example".to_owned()),
        ..partner::Set::default()
    });
    assert!(is_refused(&world, "egon", &champion("egon")));
    assert!(is_refused(&world, "egon", &backup));
    assert!(is_refused(&world, "stranger", &champion("lea")));
    assert!(!is_refused(&world, "egon", &champion("lea")));
    assert!(!is_refused(&world, "lea", &champion("lea")), "she holds the role");
}

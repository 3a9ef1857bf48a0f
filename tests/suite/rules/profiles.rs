//! Profiles: what they may hold, and what archiving stops.

use aboard::change::partner::{Archive, Field, Set};
use aboard::change::{Change, Refusal};
use aboard::partner::Contact;
use aboard::playbook::model::Value;

use super::{MONDAY, World, complete, id, text};

fn set(change: impl FnOnce(&mut Set)) -> Change {
    let mut set = Set::default();
    change(&mut set);
    Change::PartnerSet(set)
}

#[test]
fn what_a_profile_holds_is_checked() {
    let contact =
        |name: &str, email: Option<&str>| Contact { name: name.to_owned(), email: email.map(str::to_owned) };
    for (change, fragment) in [
        (set(|set| set.name = Some(" ".to_owned())), "the name is empty"),
        (set(|set| set.name = Some("a\nb".to_owned())), "one line"),
        (set(|set| set.name = Some("x".repeat(121))), "at most 120"),
        (set(|set| set.name = Some("\u{1b}[2J".to_owned())), "control characters"),
        (set(|set| set.champion = Some("nobody".to_owned())), "not an e-mail"),
        (set(|set| set.backup = Some("a <b@c>".to_owned())), "not an e-mail"),
        (set(|set| drop(set.attributes.insert(id("tier"), Some(text("gold"))))), "`gold` is not one of"),
        (set(|set| drop(set.attributes.insert(id("teir"), Some(text("x"))))), "has no attribute `teir`"),
        (
            set(|set| drop(set.attributes.insert(id("monthly-orders"), Some(Value::Number(-1.0))))),
            "less than",
        ),
        (set(|set| drop(set.contacts.insert(id("boss"), Some(contact("A", None))))), "has no role `boss`"),
        (set(|set| drop(set.contacts.insert(id("legal"), Some(contact("A", Some("x")))))), "not an e-mail"),
        (set(|set| set.name = Some("Acme".to_owned())), "the profile says so already"),
        (set(|_| {}), "the profile says so already"),
    ] {
        let mut world = World::new();
        let before = world.partner.clone();
        let refusal = world.act("dana", MONDAY, &change).expect_err("refused").to_string();
        assert!(refusal.contains(fragment), "{refusal} does not say {fragment}");
        assert_eq!(world.partner, before);
    }
}

#[test]
fn what_is_not_said_stays_and_what_is_taken_back_is_gone() {
    let mut world = World::new();
    let launch = "2026-06-01".parse().expect("a date");
    world.act("dana", MONDAY, &set(|set| set.launch = Some(launch))).expect("set");
    assert_eq!((world.partner.launch, world.partner.attributes.len()), (Some(launch), 2));
    let change = set(|set| {
        set.clear = vec![Field::Launch];
        set.attributes.insert(id("regions"), None);
    });
    world.act("dana", MONDAY, &change).expect("taken back");
    assert_eq!((world.partner.launch, world.partner.attributes.len()), (None, 1));
}

#[test]
fn an_archived_partner_takes_no_change_but_its_return() {
    let archive = |restore| Change::PartnerArchive(Archive { restore, reason: "They left".to_owned() });
    let mut world = World::new();
    assert!(matches!(world.act("dana", MONDAY, &archive(true)), Err(Refusal::NotArchived(_))));
    assert!(matches!(world.act("egon", MONDAY, &archive(false)), Err(Refusal::Role { .. })));
    world.act("dana", MONDAY, &archive(false)).expect("archived");
    for change in
        [complete(&["contract/kickoff-call"]), archive(false), set(|set| set.name = Some("B".to_owned()))]
    {
        assert_eq!(world.act("dana", MONDAY, &change), Err(Refusal::Archived(id("acme"))));
    }
    world.act("dana", MONDAY, &archive(true)).expect("back");
    assert_eq!(world.partner, World::new().partner);
}

//! A sound playbook becomes the model, with includes, overrides and defaults applied.

use super::*;
use crate::playbook::condition::{Condition, Test};
use crate::playbook::model::{Anchor, DueRule, Item, Playbook, Severity};

fn playbook() -> Playbook {
    let loaded = loaded(SOUND);
    assert_eq!(told(&loaded.diagnostics), "");
    loaded.playbook.unwrap()
}

fn item(playbook: &Playbook, address: &str) -> Item {
    playbook.item(&address.parse().unwrap()).unwrap().clone()
}

#[test]
fn includes_are_resolved_in_the_order_of_the_file() {
    let playbook = playbook();
    let items: Vec<String> = playbook.items().map(|item| item.address.to_string()).collect();
    assert_eq!(items, ["terms/contract", "terms/data-agreement", "api/keys", "api/smoke-test"]);
    assert_eq!(playbook.checklists[1].included_from.as_deref(), Some("playbooks/checklists/api.yaml"));
    let smoke = item(&playbook, "api/smoke-test");
    assert_eq!(
        smoke.needs.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["api/keys", "terms/contract"]
    );
}

#[test]
fn overrides_win_over_items_and_items_over_defaults() {
    let playbook = playbook();
    let keys = item(&playbook, "api/keys");
    assert_eq!((keys.severity, keys.blocking), (Severity::High, false));
    assert_eq!((keys.stage.as_str(), keys.raci.accountable.as_str()), ("pilot", "engineering"));
    let Some(DueRule::After { anchor: Anchor::StageEntered(stage), plus, .. }) = keys.due else {
        panic!("{:?}", keys.due)
    };
    assert_eq!((stage.as_str(), plus.to_string().as_str()), ("pilot", "3 business days"));
    assert_eq!(item(&playbook, "api/smoke-test").severity, Severity::Low);
    assert_eq!(item(&playbook, "terms/data-agreement").severity, Severity::Medium);
}

#[test]
fn parts_are_read_in_full() {
    let playbook = playbook();
    let contract = item(&playbook, "terms/contract");
    let asked: Vec<&str> = contract.evidence.iter().map(|evidence| evidence.id.as_str()).collect();
    assert_eq!(asked, ["pdf", "ticket", "rate", "plan", "note", "started", "assent"]);
    assert_eq!(contract.links[0].url, "docs/start.md#top");
    assert_eq!(contract.tags.iter().map(ToString::to_string).collect::<Vec<_>>(), ["legal", "retest"]);
    assert_eq!(playbook.waivers.longest[&Severity::Critical].to_string(), "7d");
    assert_eq!(playbook.waivers.longest[&Severity::Low].to_string(), "90d");
    let reopened: Vec<_> = playbook.stages[1].rollback.reopens.iter().map(ToString::to_string).collect();
    assert_eq!(reopened, ["api/keys", "api/smoke-test", "terms/contract"]);
    let Some(Condition::All(parts)) = item(&playbook, "terms/data-agreement").when else { panic!() };
    assert_eq!(parts.len(), 4);
    assert_eq!(
        parts[2],
        Condition::Attribute("monthly-orders".parse().unwrap(), Test::Within { min: Some(10.0), max: None })
    );
}

#[test]
fn the_content_hash_covers_the_includes_and_not_the_folder() {
    let hash = |folder: &Folder, path| load(folder, path).content_hash.unwrap();
    let base = hash(&folder(SOUND), PATH);
    let changed =
        folder(SOUND).with("playbooks/checklists/api.yaml", SHARED.replace("Issue them.", "Issue them now."));
    assert_ne!(base, hash(&changed, PATH));
    let moved = Folder::default().with("ops/p.yaml", SOUND).with("ops/checklists/api.yaml", SHARED);
    assert_eq!(base, hash(&moved, "ops/p.yaml"));
}

#[test]
fn a_byte_order_mark_is_accepted() {
    assert_eq!(told(&loaded(&format!("\u{feff}{SOUND}")).diagnostics), "");
}

//! Partners laid down as files, as `partner add` would write them: built with the library, committed with git.

use aboard::calendar::Calendar;
use aboard::partner::{Partner, StageState, encode};
use aboard::playbook::id::Id;
use aboard::playbook::model::Value;
use aboard::workspace::{When, Workspace};
use std::collections::BTreeMap;

use crate::support::Sandbox;

pub fn id(text: &str) -> Id {
    text.parse().expect("an id")
}

/// Returns a partner that was just added under the fixture's playbook, on Monday 2026-03-02 at 10:00 in Berlin.
pub fn new(sandbox: &Sandbox, partner: &str, playbook: &str) -> Partner {
    let workspace = Workspace::open(sandbox.path()).expect("a workspace");
    let view = workspace.view(&When::Head).expect("a commit");
    let pinned = view.playbook(playbook).expect("a sound playbook");
    let first = pinned.playbook.stages[0].id.clone();
    let entered = "2026-03-02T09:00:00Z".parse().expect("an instant");
    let mut name = partner.to_owned();
    name[..1].make_ascii_uppercase();
    Partner {
        id: id(partner),
        name,
        start: Calendar::utc_weekdays().local_date(entered),
        signed: None,
        launch: None,
        champion: Some("dana@market.example".to_owned()),
        backup: None,
        stage: first.clone(),
        archived: None,
        pin: pinned.pin,
        attributes: BTreeMap::from([
            (id("tier"), Value::Text("enterprise".to_owned())),
            (id("regions"), Value::List(vec!["EU".to_owned()])),
        ]),
        contacts: BTreeMap::new(),
        stages: BTreeMap::from([(first, StageState::entered(entered))]),
        items: BTreeMap::new(),
        waivers: BTreeMap::new(),
        notes: BTreeMap::new(),
    }
}

/// Writes the file of a partner, uncommitted.
pub fn write(sandbox: &Sandbox, partner: &Partner) {
    let text = encode(partner).expect("a partner that has a TOML form");
    sandbox.write(&format!("partners/{}.toml", partner.id), &text);
}

/// A workspace with `acme` in its first stage.
pub fn with_acme() -> Sandbox {
    let sandbox = Sandbox::workspace();
    write(&sandbox, &new(&sandbox, "acme", "seller"));
    sandbox.commit_all("Add acme");
    sandbox
}

/// A workspace with four partners: one new, one in the sandbox with trouble, one ready to leave the kickoff, one
/// archived.
pub fn with_four() -> Sandbox {
    let sandbox = Sandbox::workspace();
    let names = ["acme", "borealis", "cumulus", "dormant"];
    let mut partners: BTreeMap<_, _> = names.map(|name| (name, new(&sandbox, name, "seller"))).into();
    let later: chrono::DateTime<chrono::Utc> = "2026-03-04T09:00:00Z".parse().expect("an instant");
    let entry = |name: &str| name.to_owned();
    {
        let borealis = partners.get_mut("borealis").expect("it is there");
        borealis.champion = Some("lea@market.example".to_owned());
        borealis.stage = id("sandbox");
        borealis.stages.insert(id("sandbox"), StageState::entered(later));
        borealis.attributes.insert(id("tier"), Value::Text(entry("starter")));
    }
    {
        let cumulus = partners.get_mut("cumulus").expect("it is there");
        cumulus.attributes.insert(id("regions"), Value::List(vec![entry("US")]));
    }
    {
        let dormant = partners.get_mut("dormant").expect("it is there");
        dormant.archived = Some(aboard::partner::Archived {
            on: later,
            by: entry("dana@market.example"),
            reason: entry("They were bought"),
        });
    }
    for partner in partners.values() {
        write(&sandbox, partner);
    }
    sandbox.write("contract.pdf", "signed");
    sandbox.commit_all("Add four partners");
    sandbox.at("2026-03-05T09:00:00Z");
    sandbox.as_person("egon");
    sandbox.ok("done borealis credentials --evidence https://tickets.example/481");
    sandbox.ok("block borealis rate-limits --on partner --reason 'Their firewall change waits for a window'");
    sandbox.as_person("lea");
    sandbox.ok("done cumulus agreement --evidence contract.pdf");
    sandbox.at("2026-03-10T09:00:00Z");
    sandbox.as_person("dana");
    sandbox
}

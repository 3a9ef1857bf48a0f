//! The rules of change and evaluation, judged through the library: no program, no git.

mod authority;
mod baselines;
mod checks;
mod criteria;
mod due;
mod gates;
mod holds;
mod items;
mod limits;
mod laws;
mod messages;
mod profiles;
mod rehearsals;
mod scores;
mod stages;
mod waivers;
mod windows;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use aboard::calendar::Calendar;
use aboard::change::item::{Action, Move};
use aboard::change::{Actor, Change, Circumstances, Refusal, apply, partner};
use aboard::diagnostic::Diagnostics;
use aboard::partner::{Answer, Evidence, ItemState, Partner, Pin, Status};
use aboard::playbook::id::{Id, ItemRef};
use aboard::playbook::load::{Files, load};
use aboard::playbook::model::{Item, Playbook, Value};
use aboard::readiness::{Evaluation, Facts, Outcome, evaluate};
use aboard::source::Document;
use aboard::workspace::config::Config;
use chrono::{DateTime, Utc};

use crate::support::FIXTURES;

/// Monday 2026-03-02, 10:00 in Berlin.
pub(crate) const MONDAY: &str = "2026-03-02T09:00:00Z";

struct Fixtures;

impl Files for Fixtures {
    fn read(&self, path: &str) -> Result<Document, Diagnostics> {
        Document::read(Path::new(FIXTURES), path)
    }

    fn exists(&self, path: &str) -> bool {
        Path::new(FIXTURES).join(path).exists()
    }
}

/// One partner, the playbook and the people of the fixtures.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub playbook: Playbook,
    pub config: Config,
    pub partner: Partner,
}

pub(crate) fn id(text: &str) -> Id {
    text.parse().expect("an id")
}

pub(crate) fn item(text: &str) -> ItemRef {
    text.parse().expect("an item")
}

pub(crate) fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

pub(crate) fn playbook() -> Playbook {
    load(&Fixtures, "playbooks/seller.yaml").playbook.expect("a sound playbook")
}

pub(crate) fn config() -> Config {
    let document = Document::read(Path::new(FIXTURES), "aboard.toml").expect("a file");
    Config::load(&document).expect("a sound configuration")
}

pub(crate) fn pin() -> Pin {
    Pin {
        playbook: id("seller"),
        version: semver::Version::new(1, 0, 0),
        path: "playbooks/seller.yaml".to_owned(),
        commit: "1".repeat(40),
        hash: "a".repeat(64),
    }
}

pub(crate) fn add(attributes: &[(&str, Value)]) -> partner::Add {
    partner::Add {
        name: "Acme".to_owned(),
        pin: pin(),
        start: "2026-03-02".parse().expect("a date"),
        profile: partner::Set {
            champion: Some("dana@market.example".to_owned()),
            attributes: attributes.iter().map(|(name, value)| (id(name), Some(value.clone()))).collect(),
            ..partner::Set::default()
        },
    }
}

pub(crate) fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

impl World {
    /// `acme`, an enterprise that sells to the EU, added on [`MONDAY`].
    pub(crate) fn new() -> World {
        let attributes = [("tier", text("enterprise")), ("regions", Value::List(vec!["EU".to_owned()]))];
        World::added(&add(&attributes))
    }

    pub(crate) fn added(add: &partner::Add) -> World {
        let (playbook, config) = (playbook(), config());
        let actor = actor(&config, "dana");
        let at = instant(MONDAY);
        let circumstances =
            Circumstances { playbook: &playbook, calendar: &config.calendar, actor: &actor, at };
        let partner =
            apply(&id("acme"), None, &Change::PartnerAdd(add.clone()), circumstances).expect("added");
        World { playbook, config, partner }
    }

    pub(crate) fn calendar(&self) -> &Calendar {
        &self.config.calendar
    }

    /// Applies a change that `who` makes at an instant; a refusal leaves the state as it was.
    pub(crate) fn act(&mut self, who: &str, at: &str, change: &Change) -> Result<(), Refusal> {
        let actor = actor(&self.config, who);
        let Self { playbook, config, partner } = self;
        let circumstances =
            Circumstances { playbook, calendar: &config.calendar, actor: &actor, at: instant(at) };
        self.partner = apply(&partner.id.clone(), Some(partner), change, circumstances)?;
        Ok(())
    }

    pub(crate) fn evaluate(&self, now: &str) -> Evaluation<'_> {
        let Self { playbook, config, partner } = self;
        evaluate(Facts { playbook, partner, calendar: &config.calendar, now: instant(now), lookup: None })
    }

    pub(crate) fn outcome(&self, address: &str, now: &str) -> Outcome {
        self.evaluate(now).item(&item(address)).expect("an item").outcome
    }

    pub(crate) fn item(&self, address: &str) -> &Item {
        self.playbook.item(&item(address)).expect("an item")
    }

    pub(crate) fn item_mut(&mut self, address: &str) -> &mut Item {
        let mut items = self.playbook.checklists.iter_mut().flat_map(|checklist| &mut checklist.items);
        items.find(|found| found.address == item(address)).expect("an item")
    }

    pub(crate) fn state(&self, address: &str) -> &ItemState {
        &self.partner.items[&item(address)]
    }

    /// Puts an item into a status since an instant, with evidence that fits; no change is applied.
    pub(crate) fn put(&mut self, address: &str, status: Status, since: &str) {
        let on = instant(since);
        let by = "dana@market.example".to_owned();
        let given = |rule: &aboard::playbook::model::EvidenceRule| {
            (rule.id.clone(), Evidence { on, by: by.clone(), answer: answer(address, rule.id.as_str()) })
        };
        let evidence = match status {
            Status::Done | Status::Submitted => self.item(address).evidence.iter().map(given).collect(),
            _ => BTreeMap::new(),
        };
        let state = ItemState {
            status,
            since: on,
            by,
            on_behalf_of: None,
            reason: None,
            waits: Vec::new(),
            evidence,
        };
        self.partner.items.insert(item(address), state);
    }
}

/// An answer that fits what an item of the fixtures asks for.
pub(crate) fn answer(address: &str, evidence: &str) -> Answer {
    match (address, evidence) {
        (_, "contract" | "report") => Answer::File { name: "a.pdf".to_owned(), sha256: "0".repeat(64) },
        (_, "assent") => Answer::SignOff { name: "Ada Roy".to_owned(), reference: None },
        (_, "held") => Answer::Date("2026-03-02".parse().expect("a date")),
        (_, "ticket") => Answer::Url("https://tickets.example/1".to_owned()),
        (_, "requests-per-second") => Answer::Number(50.0),
        (_, "mode") => Answer::Choice("express".to_owned()),
        (_, "note") => Answer::Text("Lea".to_owned()),
        other => panic!("{other:?} is not of the fixtures"),
    }
}

/// A person of the fixtures, or a stranger.
pub(crate) fn actor(config: &Config, who: &str) -> Actor {
    let email = format!("{who}@market.example");
    let roles = config.person_by_email(&email).map_or_else(BTreeSet::new, |(_, person)| person.roles.clone());
    Actor { name: who.to_owned(), email, roles }
}

/// An action on items, with a reason where it takes one, and nothing else.
pub(crate) fn moved(action: Action, items: &[&str]) -> Move {
    let takes_reason = matches!(action, Action::Reject | Action::Block | Action::Reopen);
    Move {
        action,
        items: items.iter().map(|address| item(address)).collect(),
        reason: takes_reason.then(|| "a reason".to_owned()),
        waits_on: None,
        evidence: BTreeMap::new(),
        on_behalf_of: None,
    }
}

/// The completion of items with all the evidence they ask for.
pub(crate) fn complete(items: &[&str]) -> Change {
    let mut done = moved(Action::Complete, items);
    let playbook = playbook();
    for address in items {
        for rule in &playbook.item(&item(address)).expect("an item").evidence {
            done.evidence.insert(rule.id.clone(), answer(address, rule.id.as_str()));
        }
    }
    Change::Items(done)
}

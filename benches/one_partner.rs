//! What one partner costs: reading its file, judging it, writing it. A portfolio pays this for each.
//!
//! `cargo bench` prints the medians; nothing is asserted.
#![expect(clippy::expect_used, reason = "a bench may stop at the first surprise")]

use std::collections::BTreeMap;
use std::path::Path;

use aboard::calendar::Calendar;
use aboard::diagnostic::Diagnostics;
use aboard::partner::{ItemState, Partner, Pin, StageState, Status, decode, encode};
use aboard::playbook::load::{Files, load};
use aboard::playbook::model::Playbook;
use aboard::readiness::{Facts, evaluate};
use aboard::source::Document;
use chrono::{DateTime, NaiveDate, Utc};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

struct Tree;

impl Files for Tree {
    fn read(&self, path: &str) -> Result<Document, Diagnostics> {
        Document::read(Path::new(env!("CARGO_MANIFEST_DIR")), path)
    }

    fn exists(&self, path: &str) -> bool {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(path).exists()
    }
}

const PLAYBOOK: &str = "playbooks/marketplace-seller.yaml";

fn playbook() -> Playbook {
    load(&Tree, PLAYBOOK).playbook.expect("the shipped playbook is sound")
}

fn at() -> DateTime<Utc> {
    "2026-03-10T09:00:00Z".parse().expect("an instant")
}

/// A partner half-way: every other item of the playbook is under way.
fn partner(playbook: &Playbook) -> Partner {
    let state = ItemState {
        status: Status::Doing,
        since: at(),
        by: "dana@market.example".to_owned(),
        on_behalf_of: None,
        reason: None,
        waits: Vec::new(),
        evidence: BTreeMap::new(),
    };
    let stage = playbook.stages[1].id.clone();
    Partner {
        id: "acme".parse().expect("an id"),
        name: "Acme".to_owned(),
        start: NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day"),
        signed: None,
        launch: NaiveDate::from_ymd_opt(2026, 4, 1),
        champion: Some("dana@market.example".to_owned()),
        backup: None,
        stages: playbook.stages[..2].iter().map(|s| (s.id.clone(), StageState::entered(at()))).collect(),
        stage,
        archived: None,
        pin: Pin {
            playbook: playbook.id.clone(),
            version: playbook.version.clone(),
            path: PLAYBOOK.to_owned(),
            commit: "0".repeat(40),
            hash: "0".repeat(64),
        },
        attributes: BTreeMap::new(),
        contacts: BTreeMap::new(),
        items: playbook.items().step_by(2).map(|item| (item.address.clone(), state.clone())).collect(),
        environments: BTreeMap::new(),
        rehearsals: BTreeMap::new(),
        checks: BTreeMap::new(),
        baselines: BTreeMap::new(),
        waivers: BTreeMap::new(),
        notes: BTreeMap::new(),
    }
}

#[divan::bench]
fn load_playbook(bencher: Bencher<'_, '_>) {
    bencher.bench(|| load(&Tree, black_box(PLAYBOOK)).playbook.is_some());
}

#[divan::bench]
fn decode_state(bencher: Bencher<'_, '_>) {
    let partner = partner(&playbook());
    let text = encode(&partner).expect("a state that can be written");
    bencher.bench(|| decode(black_box(&partner.id), text.as_bytes()).is_ok());
}

#[divan::bench]
fn encode_state(bencher: Bencher<'_, '_>) {
    let partner = partner(&playbook());
    bencher.bench(|| encode(black_box(&partner)).is_ok());
}

#[divan::bench]
fn evaluate_partner(bencher: Bencher<'_, '_>) {
    let playbook = playbook();
    let partner = partner(&playbook);
    let calendar = Calendar::utc_weekdays();
    let facts =
        Facts { playbook: &playbook, partner: &partner, calendar: &calendar, now: at(), lookup: None };
    bencher.bench(|| evaluate(black_box(facts)).items.len());
}

//! Workspaces with partners in several states, for the tests of what is read.

use std::collections::BTreeMap;
use std::path::Path;

use aboard::partner::{Answer, Evidence, ItemState, StageState, Status, Wait, decode, encode};
use aboard::playbook::id::Id;
use aboard::playbook::model::{EvidenceKind, Item, Side};
use aboard::workspace::{When, Workspace};
use chrono::{DateTime, Days, Utc};

use crate::support::{Sandbox, copy};

/// A workspace on Tuesday 2026-03-10 with four partners: `acme` is new; `borealis` was let into the sandbox by a
/// decision, waits for its partner and has a waiver that soon ends; `cumulus` may leave the kickoff; `dormant` is
/// archived.
pub(crate) fn with_four() -> Sandbox {
    let sandbox = Sandbox::workspace();
    sandbox.write("contract.pdf", "signed");
    sandbox.commit_all("File the contract");
    sandbox.ok("partner add acme --name 'Acme GmbH' --set tier=enterprise --set regions=EU");
    sandbox.ok("partner add borealis --set tier=starter --set regions=EU,UK --champion lea");
    sandbox.ok("partner add cumulus --set tier=enterprise --set regions=US --set monthly-orders=900");
    sandbox.ok("partner add dormant --set tier=starter");
    sandbox.at("2026-03-04T09:00:00Z");
    sandbox.ok("partner archive dormant --reason 'They were bought'");
    sandbox.ok("promote borealis --override --reason 'The fair is in April' --until 2026-03-31");
    sandbox.as_person("egon").ok("done borealis credentials --evidence https://tickets.example/481");
    sandbox.ok("block borealis rate-limits --on partner --reason 'Their firewall change waits for a window'");
    sandbox.as_person("lea").ok("done cumulus agreement --evidence contract.pdf");
    sandbox.ok("sign cumulus --role champion --name 'Dana Fox'");
    sandbox.ok("sign cumulus --role partner-lead --name 'Ines Roy' --reference https://mail.example/7");
    sandbox.ok("waive borealis data-agreement --until 2026-03-14 --reason 'Their counsel is away' \
         --control 'No personal data flows in the sandbox'");
    sandbox.as_person("dana").ok("waiver approve borealis data-agreement");
    sandbox.at("2026-03-10T09:00:00Z");
    sandbox
}

/// A workspace with the shipped playbooks and `acme` in the middle of one: the kickoff is behind it, half of the
/// sandbox is done, one item is blocked, one was handed back.
pub(crate) fn mid_journey() -> Sandbox {
    let sandbox = Sandbox::workspace();
    copy(Path::new(env!("CARGO_MANIFEST_DIR")), sandbox.path(), &["playbooks"]);
    sandbox.commit_all("Take the shipped playbooks");
    sandbox.ok("partner add acme --name 'Acme GmbH' --playbook marketplace-seller --set tier=enterprise \
         --set regions=EU,UK --set data-locations=EU,UK --set handles-card-data=false \
         --set legal-name='Acme GmbH' --set monthly-orders=4000");
    let workspace = Workspace::open(sandbox.path()).expect("a workspace");
    let view = workspace.view(&When::Head).expect("a commit");
    let playbook = view.playbook("marketplace-seller").expect("a sound playbook").playbook;
    let mut acme = view.partner("acme").expect("it was added");
    let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
    let (entered, done) = (at("2026-03-05T09:00:00Z"), at("2026-03-06T10:00:00Z"));
    let id = |text: &str| text.parse::<Id>().expect("an id");
    acme.stages.get_mut("kickoff").expect("it was entered").left = Some(entered);
    acme.stages.insert(id("sandbox"), StageState::entered(entered));
    acme.stage = id("sandbox");
    acme.launch = Some("2026-04-15".parse().expect("a day"));
    let of = |stage: &'static str| playbook.items().filter(move |item| item.stage.as_str() == stage);
    for item in of("kickoff").chain(of("sandbox").step_by(2)) {
        acme.items.insert(item.address.clone(), finished(item, done));
    }
    let mut open =
        of("sandbox").filter(|item| item.blocking).filter(|item| !acme.items.contains_key(&item.address));
    let held_up = [
        (open.next().expect("an open item"), Status::Blocked, "Their firewall change waits for a window"),
        (open.next().expect("an open item"), Status::Rejected, "The digest in the ticket is of another file"),
    ]
    .map(|(item, status, reason)| {
        let state = ItemState {
            status,
            since: done + Days::new(1),
            by: "dana@market.example".to_owned(),
            on_behalf_of: None,
            reason: Some(reason.to_owned()),
            waits: vec![Wait { on: Side::Partner, from: done + Days::new(1), to: None }],
            evidence: BTreeMap::new(),
        };
        (item.address.clone(), state)
    });
    acme.items.extend(held_up);
    let text = encode(&acme).expect("a partner that has a TOML form");
    assert_eq!(decode(&acme.id, text.as_bytes()).as_ref(), Ok(&acme));
    sandbox.write("partners/acme.toml", &text);
    sandbox.commit_all("Bring acme half through the sandbox");
    sandbox.at("2026-03-16T09:00:00Z");
    sandbox
}

/// An item that is done, with an answer to all that it asks for.
fn finished(item: &Item, at: DateTime<Utc>) -> ItemState {
    let answer = |kind: &EvidenceKind| match kind {
        EvidenceKind::Url => Answer::Url("https://tickets.example/481".to_owned()),
        EvidenceKind::File => Answer::File { name: "report.pdf".to_owned(), sha256: "0".repeat(64) },
        EvidenceKind::Text => Answer::Text("as agreed".to_owned()),
        EvidenceKind::Number { min, max, .. } => Answer::Number(max.or(*min).unwrap_or(1.0)),
        EvidenceKind::Choice(choices) => Answer::Choice(choices[0].clone()),
        EvidenceKind::Date => Answer::Date(at.date_naive()),
        EvidenceKind::SignOff(_) => Answer::SignOff { name: "Ines Roy".to_owned(), reference: None },
    };
    let by = "dana@market.example".to_owned();
    let evidence = item
        .evidence
        .iter()
        .map(|rule| (rule.id.clone(), Evidence { on: at, by: by.clone(), answer: answer(&rule.kind) }));
    ItemState {
        status: Status::Done,
        since: at,
        evidence: evidence.collect(),
        by,
        on_behalf_of: None,
        reason: None,
        waits: Vec::new(),
    }
}

/// Breaks the file of a partner, as a merge by hand would, and commits it.
pub(crate) fn break_file(sandbox: &Sandbox, partner: &str) {
    let path = format!("partners/{partner}.toml");
    let text = sandbox.read(&path).replacen("[pin]", "<<<<<<< HEAD\n[pin]", 1);
    sandbox.write(&path, &text);
    sandbox.commit_all("Break a file");
}

//! Commit messages: in comes a change, out comes a message that a person can read and a program can
//! parse; and back. The trailers are the last paragraph, as `git interpret-trailers` reads them.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::item::Action;
use super::layout::KIND as LAYOUT;
use super::{
    Change, Relayout, adopt, baseline, check, environment, item, note, partner, rehearsal, sign_off, stage,
    waiver,
};
use crate::partner::{Pin, Ruling};
use crate::playbook::id::Id;

/// What a commit message of ours tells.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// A change of a partner.
    Partner(Box<Recorded>),
    /// Another layout of the state directory: files of partners moved, and none of them changed.
    Layout {
        /// The change.
        change: Relayout,
        /// What the person added with `--message`; empty where nothing.
        text: String,
    },
}

/// A change of a partner as it stands in a commit message.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// The partner it is about.
    pub partner: Id,
    /// The change itself.
    pub change: Change,
    /// When it happened, if that was before it was recorded.
    pub happened: Option<DateTime<Utc>>,
    /// The playbook that governed, as `id@version (hash…)`.
    pub playbook: String,
    /// What the person added with `--message`; empty where nothing.
    pub text: String,
}

/// Why a commit message that has trailers of ours tells no change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MessageFault {
    /// A trailer is not there.
    #[error("it has no trailer {0}")]
    Missing(&'static str),
    /// A trailer does not hold what it should.
    #[error("its trailer {name} cannot be read: {fault}")]
    Unreadable {
        /// The trailer.
        name: &'static str,
        /// What is wrong with it.
        fault: String,
    },
    /// This program knows no such change.
    #[error("it tells a change `{0}`, which this program does not know")]
    UnknownKind(String),
}

const CHANGE: &str = "Aboard-Change";
const PARTNER: &str = "Aboard-Partner";
const SUBJECT: &str = "Aboard-Subject";
const PLAYBOOK: &str = "Aboard-Playbook";
const HAPPENED: &str = "Aboard-Happened";
const DATA: &str = "Aboard-Data";

impl Change {
    /// Returns the stable name of the change: `family.verb`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Change::PartnerAdd(_) => "partner.add",
            Change::PartnerSet(_) => "partner.set",
            Change::PartnerEnvironment(_) => "partner.environment",
            Change::PartnerArchive(_) => "partner.archive",
            Change::PartnerAdopt(_) => "partner.adopt",
            Change::Items(moved) => match moved.action {
                Action::Start => "item.start",
                Action::Submit => "item.submit",
                Action::Complete => "item.complete",
                Action::Reject => "item.reject",
                Action::Block => "item.block",
                Action::Unblock => "item.unblock",
                Action::Reopen => "item.reopen",
            },
            Change::Note(_) => "note.add",
            Change::WaiverRequest(_) => "waiver.request",
            Change::WaiverRule(rule) => match rule.ruling {
                Ruling::Approved => "waiver.approve",
                Ruling::Rejected => "waiver.reject",
                Ruling::Revoked => "waiver.revoke",
            },
            Change::SignOff(_) => "stage.sign",
            Change::Promote(_) => "stage.promote",
            Change::Rollback(_) => "stage.rollback",
            Change::Rehearse(_) => "stage.rehearse",
            Change::Check(_) => "check.run",
            Change::Baseline(_) => "check.baseline",
        }
    }

    /// Returns what the change is about, beside the partner: items, a stage, a role.
    #[must_use]
    pub fn subjects(&self) -> Vec<String> {
        match self {
            Change::PartnerAdd(_)
            | Change::PartnerSet(_)
            | Change::PartnerEnvironment(_)
            | Change::PartnerArchive(_) => Vec::new(),
            Change::PartnerAdopt(adopt) => adopt.subjects(),
            Change::Items(moved) => moved.items.iter().map(ToString::to_string).collect(),
            Change::Note(note) => note.item.iter().map(ToString::to_string).collect(),
            Change::WaiverRequest(request) => vec![request.item.to_string()],
            Change::WaiverRule(rule) => vec![rule.item.to_string()],
            Change::SignOff(sign) => vec![format!("{} {}", sign.stage, sign.role)],
            Change::Promote(promote) => vec![promote.to.to_string()],
            Change::Rollback(rollback) => vec![rollback.to.to_string()],
            Change::Rehearse(rehearse) => vec![rehearse.stage.to_string()],
            Change::Check(run) => run.found.keys().map(ToString::to_string).collect(),
            Change::Baseline(set) => set.measured.keys().map(ToString::to_string).collect(),
        }
    }

    /// Returns the change as a sentence without its subject: `complete api-integration/api-credentials`.
    #[must_use]
    pub fn headline(&self) -> String {
        match self {
            Change::PartnerAdd(add) => {
                format!("add {} under {}@{}", one_line(&add.name), add.pin.playbook, add.pin.version)
            }
            Change::PartnerSet(set) => format!("set {}", set.names().join(", ")),
            Change::PartnerEnvironment(describe) if describe.environment.is_none() => {
                format!("take out environment {}", describe.name)
            }
            Change::PartnerEnvironment(describe) => format!("describe environment {}", describe.name),
            Change::PartnerArchive(archive) if archive.restore => "take up again".to_owned(),
            Change::PartnerArchive(_) => "archive".to_owned(),
            Change::PartnerAdopt(adopt) => format!("adopt edits of {}", one_line(&adopt.summary())),
            Change::Items(moved) => match moved.items.as_slice() {
                [item] => format!("{} {item}", moved.action.verb()),
                items => format!("{} {} items", moved.action.verb(), items.len()),
            },
            Change::Note(note::Add { item: Some(item), .. }) => format!("note on {item}"),
            Change::Note(_) => "note".to_owned(),
            Change::WaiverRequest(request) => {
                format!("request waiver of {} until {}", request.item, request.until)
            }
            Change::WaiverRule(rule) => format!("{} waiver of {}", waiver::verb(rule.ruling), rule.item),
            Change::SignOff(sign) => format!("sign {} as {}", sign.stage, sign.role),
            Change::Promote(stage::Promote { to, overriding: Some(_), .. }) => {
                format!("promote to {to}, overriding the gate")
            }
            Change::Promote(promote) => format!("promote to {}", promote.to),
            Change::Rollback(stage::Rollback { to, trigger: Some(trigger), .. }) => {
                format!("roll back to {to} on {trigger}")
            }
            Change::Rollback(rollback) => format!("roll back to {}", rollback.to),
            Change::Check(run) => run.headline(),
            Change::Baseline(set) => set.headline(),
            Change::Rehearse(rehearse) => {
                let failed = if rehearse.failed.is_some() { ", which failed" } else { "" };
                format!("rehearse the rollback of {}{failed}", rehearse.stage)
            }
        }
    }

    /// Returns why the change was made, where it carries a reason of its own.
    #[must_use]
    pub fn reason(&self) -> Option<Cow<'_, str>> {
        let reason: Option<&str> = match self {
            Change::PartnerAdd(_)
            | Change::PartnerSet(_)
            | Change::PartnerEnvironment(_)
            | Change::SignOff(_)
            | Change::Baseline(_) => None,
            Change::Check(run) => return run.learnt().map(Cow::Owned),
            Change::PartnerArchive(archive) => Some(&archive.reason),
            Change::PartnerAdopt(adopt) => Some(&adopt.reason),
            Change::Items(moved) => moved.reason.as_deref(),
            Change::Note(note) => Some(&note.text),
            Change::WaiverRequest(request) => Some(&request.reason),
            Change::WaiverRule(rule) => rule.reason.as_deref(),
            Change::Promote(promote) => promote.overriding.as_ref().map(|o| o.reason.as_str()),
            Change::Rollback(rollback) => Some(&rollback.reason),
            Change::Rehearse(rehearse) => rehearse.failed.as_deref(),
        };
        reason.map(Cow::Borrowed)
    }

    fn data(&self) -> String {
        match self {
            Change::PartnerAdd(add) => json(add),
            Change::PartnerSet(set) => json(set),
            Change::PartnerEnvironment(describe) => json(describe),
            Change::PartnerArchive(archive) => json(archive),
            Change::PartnerAdopt(adopt) => json(adopt),
            Change::Items(moved) => json(moved),
            Change::Note(note) => json(note),
            Change::WaiverRequest(request) => json(request),
            Change::WaiverRule(rule) => json(rule),
            Change::SignOff(sign) => json(sign),
            Change::Promote(promote) => json(promote),
            Change::Rollback(rollback) => json(rollback),
            Change::Rehearse(rehearse) => json(rehearse),
            Change::Check(run) => json(run),
            Change::Baseline(set) => json(set),
        }
    }

    fn from_data(kind: &str, data: &str) -> Result<Change, MessageFault> {
        let change = match kind.split_once('.') {
            Some(("partner", "add")) => Change::PartnerAdd(parse::<partner::Add>(data)?),
            Some(("partner", "set")) => Change::PartnerSet(parse::<partner::Set>(data)?),
            Some(("partner", "environment")) => {
                Change::PartnerEnvironment(parse::<environment::Describe>(data)?)
            }
            Some(("partner", "archive")) => Change::PartnerArchive(parse::<partner::Archive>(data)?),
            Some(("partner", "adopt")) => Change::PartnerAdopt(parse::<adopt::Adopt>(data)?),
            Some(("item", _)) => Change::Items(parse::<item::Move>(data)?),
            Some(("note", "add")) => Change::Note(parse::<note::Add>(data)?),
            Some(("waiver", "request")) => Change::WaiverRequest(parse::<waiver::Request>(data)?),
            Some(("waiver", _)) => Change::WaiverRule(parse::<waiver::Rule>(data)?),
            Some(("stage", "sign")) => Change::SignOff(parse::<sign_off::Sign>(data)?),
            Some(("stage", "promote")) => Change::Promote(parse::<stage::Promote>(data)?),
            Some(("check", "run")) => Change::Check(parse::<check::Run>(data)?),
            Some(("check", "baseline")) => Change::Baseline(parse::<baseline::Set>(data)?),
            Some(("stage", "rehearse")) => Change::Rehearse(parse::<rehearsal::Rehearse>(data)?),
            Some(("stage", "rollback")) => Change::Rollback(parse::<stage::Rollback>(data)?),
            _ => return Err(MessageFault::UnknownKind(kind.to_owned())),
        };
        // The data of a family holds which of its verbs it is: the two must agree.
        if change.kind() == kind { Ok(change) } else { Err(MessageFault::UnknownKind(kind.to_owned())) }
    }
}

/// Writes the message of a change: a headline, what the person added, and the trailers.
#[must_use]
pub fn write(
    partner: &Id,
    change: &Change,
    pin: &Pin,
    happened: Option<DateTime<Utc>>,
    text: &str,
) -> String {
    let mut trailers = vec![(CHANGE, change.kind().to_owned()), (PARTNER, partner.to_string())];
    trailers.extend(change.subjects().into_iter().map(|subject| (SUBJECT, subject)));
    trailers.push((PLAYBOOK, format!("{}@{} ({})", pin.playbook, pin.version, short(&pin.hash))));
    trailers.extend(happened.map(|at| (HAPPENED, at.to_rfc3339_opts(SecondsFormat::Secs, true))));
    trailers.push((DATA, change.data()));
    let subject = format!("{partner}: {}", change.headline());
    compose(&subject, &[&change.reason().unwrap_or_default(), text], &trailers)
}

/// Writes the message of another layout, likewise.
#[must_use]
pub fn write_layout(change: &Relayout, text: &str) -> String {
    let trailers = [(CHANGE, LAYOUT.to_owned()), (DATA, json(change))];
    compose(&format!("workspace: {}", change.headline()), &[text], &trailers)
}

fn compose(subject: &str, paragraphs: &[&str], trailers: &[(&str, String)]) -> String {
    let mut message = format!("{subject}\n\n");
    for paragraph in paragraphs.iter().map(|text| harmless(text)).filter(|text| !text.is_empty()) {
        message.push_str(&paragraph);
        message.push_str("\n\n");
    }
    for (name, value) in trailers {
        message.push_str(name);
        message.push_str(": ");
        message.push_str(value);
        message.push('\n');
    }
    message
}

/// Reads what a commit message tells; `None` where it has no trailer of ours.
///
/// # Errors
/// Returns what is wrong with trailers that are ours but tell no change.
pub fn read(message: &str) -> Option<Result<Told, MessageFault>> {
    let message = message.trim_end();
    let (body, trailers) = message.rsplit_once("\n\n")?;
    let get = |name: &'static str| {
        let mut lines = trailers.lines();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    };
    let kind = get(CHANGE)?;
    let need = |name| get(name).ok_or(MessageFault::Missing(name));
    let added = body.split_once("\n\n").map_or("", |(_, rest)| rest);
    let told = || {
        if kind == LAYOUT {
            return Ok(Told::Layout { change: parse(need(DATA)?)?, text: added.trim().to_owned() });
        }
        let partner: Id = need(PARTNER)?.parse().map_err(|fault| unreadable(PARTNER, &fault))?;
        let change = Change::from_data(kind, need(DATA)?)?;
        let happened = match get(HAPPENED) {
            None => None,
            Some(text) => Some(
                DateTime::parse_from_rfc3339(text).map_err(|fault| unreadable(HAPPENED, &fault))?.to_utc(),
            ),
        };
        let own = harmless(&change.reason().unwrap_or_default());
        let text = added.strip_prefix(own.as_str()).unwrap_or(added).trim().to_owned();
        let playbook = need(PLAYBOOK)?.to_owned();
        Ok(Told::Partner(Box::new(Recorded { partner, change, happened, playbook, text })))
    };
    Some(told())
}

fn unreadable(name: &'static str, fault: &dyn std::fmt::Display) -> MessageFault {
    MessageFault::Unreadable { name, fault: fault.to_string() }
}

fn parse<T: DeserializeOwned>(data: &str) -> Result<T, MessageFault> {
    serde_json::from_str(data).map_err(|fault| unreadable(DATA, &fault))
}

/// The types of changes hold text, numbers, lists and maps with text keys, all of which JSON has.
fn json<T: Serialize>(data: &T) -> String {
    serde_json::to_string(data).unwrap_or_default()
}

/// The first digits of a hash, enough to tell versions apart.
fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Makes a paragraph of what a person wrote: no control characters, no trailing space, and no line
/// that git would take for the end of the message: `---`, or the scissors of `git commit --verbose`.
fn harmless(text: &str) -> String {
    let clean = |c: char| if c.is_control() && c != '\n' { ' ' } else { c };
    let text: String = text.chars().map(clean).collect();
    let lines = text.trim().lines().map(|line| {
        let line = line.trim_end();
        let ends_message = line.starts_with("---")
            || (!line.starts_with(' ') && line.contains("------------------------ >8 ---"));
        if ends_message { format!(" {line}") } else { line.to_owned() }
    });
    lines.collect::<Vec<_>>().join("\n")
}

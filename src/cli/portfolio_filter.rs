//! Which partners a portfolio is about: in come the words that a person typed and one partner after another,
//! out comes whether it is one of them, and at the end whether a word was one that nothing has.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use semver::Version;

use super::error::CliError;
use crate::playbook::attributes::{self, parse_value};
use crate::playbook::id::Id;
use crate::playbook::model::{Playbook, Value};
use crate::readiness::Facts;
use crate::report::lasting::Lasting;
use crate::workspace::View;
use crate::workspace::config::Config;

/// What a person asked for; what is not said lets all pass.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) stage: Option<&'a str>,
    pub(super) playbook: Option<&'a str>,
    pub(super) champion: Option<&'a str>,
    pub(super) attributes: &'a [String],
    pub(super) archived: bool,
}

/// What is asked for, and what was seen that could be meant.
pub(super) struct Filter<'a> {
    asked: Asked<'a>,
    /// The e-mail of the champion.
    champion: Option<String>,
    attributes: Vec<(&'a str, &'a str)>,
    /// What many threads see.
    seen: Mutex<Seen>,
}

/// What was seen on the way: a partner that is asked for, and the names of the playbooks that were looked at.
#[derive(Default)]
struct Seen {
    found: bool,
    /// Why a value fits no attribute, where that is so.
    misfit: Option<String>,
    /// Playbooks by id and version, whose names are noted.
    noted: BTreeMap<Id, BTreeSet<Version>>,
    playbooks: BTreeSet<Id>,
    stages: BTreeSet<Id>,
    attributes: BTreeSet<Id>,
}

impl<'a> Filter<'a> {
    /// Reads what was asked for.
    pub(super) fn new(asked: Asked<'a>, config: &Config) -> Result<Self, CliError> {
        let split = |text: &'a String| {
            text.split_once('=').map(|(id, value)| (id.trim(), value)).ok_or_else(|| {
                CliError::usage(format!("`{text}` is no attribute with a value"))
                    .hint("write it as --attribute tier=enterprise")
            })
        };
        Ok(Filter {
            champion: asked.champion.map(|who| champion(who, config)).transpose()?,
            attributes: asked.attributes.iter().map(split).collect::<Result<_, _>>()?,
            asked,
            seen: Mutex::default(),
        })
    }

    /// Tells whether a partner is asked for.
    pub(super) fn lets(&self, facts: Facts<'_>) -> bool {
        let Facts { playbook, partner, .. } = facts;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.note(playbook);
        let is = |asked: Option<&str>, found: &Id| asked.is_none_or(|asked| asked == found.as_str());
        let lets = (self.asked.archived || partner.archived.is_none())
            && is(self.asked.stage, &partner.stage)
            && is(self.asked.playbook, &playbook.id)
            && self.champion.as_ref().is_none_or(|champion| {
                partner.champion.as_ref().is_some_and(|email| email.eq_ignore_ascii_case(champion))
            })
            && self.has_attributes(facts, &mut seen.misfit);
        seen.found |= lets;
        lets
    }

    /// Tells whether rows tell all that is asked for: of attributes they know nothing.
    pub(super) fn goes_by_rows(&self) -> bool {
        self.attributes.is_empty()
    }

    /// Tells what [`Filter::lets`] tells, of a row.
    pub(super) fn lets_row(&mut self, row: &Lasting<'_>) -> bool {
        let is = |asked: Option<&str>, found: &str| asked.is_none_or(|asked| asked == found);
        let lets = (self.asked.archived || row.archived.is_none())
            && is(self.asked.stage, &row.stage.id)
            && is(self.asked.playbook, &row.playbook.id)
            && self.champion.as_ref().is_none_or(|champion| {
                row.champion.as_ref().is_some_and(|email| email.eq_ignore_ascii_case(champion))
            });
        self.seen.get_mut().unwrap_or_else(PoisonError::into_inner).found |= lets;
        lets
    }

    /// Tells whether any partner was asked for so far.
    pub(super) fn has_found(&mut self) -> bool {
        self.seen.get_mut().unwrap_or_else(PoisonError::into_inner).found
    }

    fn has_attributes(&self, facts: Facts<'_>, misfit: &mut Option<String>) -> bool {
        if self.attributes.is_empty() {
            return true;
        }
        let declared = attributes::effective(facts.playbook, &facts.partner.attributes);
        let mut all = true;
        for (id, text) in &self.attributes {
            let Some(attribute) = facts.playbook.attributes.get(*id) else {
                all = false;
                continue;
            };
            match parse_value(attribute, text) {
                Ok(wanted) => all &= declared.get(*id).is_some_and(|value| holds(value, &wanted)),
                Err(fault) => {
                    *misfit = Some(format!("attribute `{id}`: {fault}"));
                    all = false;
                }
            }
        }
        all
    }

    /// Checks, once all partners were seen, that what nobody is or has could be at all: a typing error must
    /// not pass for an empty portfolio.
    pub(super) fn finish(self, view: &View<'_>) -> Result<(), CliError> {
        let mut seen = self.seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        if seen.found {
            return Ok(());
        }
        for file in view.playbooks()? {
            if let Some(playbook) = &file.loaded.playbook {
                seen.note(playbook);
            }
        }
        let known = |what: &str, asked: Option<&str>, known: &BTreeSet<Id>| match asked {
            Some(asked) if !known.contains(asked) => {
                Err(CliError::unknown(what, asked, known.iter().map(Id::as_str)))
            }
            _ => Ok(()),
        };
        known("stage", self.asked.stage, &seen.stages)?;
        known("playbook", self.asked.playbook, &seen.playbooks)?;
        for (id, _) in &self.attributes {
            known("attribute", Some(id), &seen.attributes)?;
        }
        seen.misfit.map_or(Ok(()), |misfit| Err(CliError::usage(misfit)))
    }
}

impl Seen {
    fn note(&mut self, playbook: &Playbook) {
        if self.noted.get(&playbook.id).is_some_and(|versions| versions.contains(&playbook.version)) {
            return;
        }
        if self.noted.entry(playbook.id.clone()).or_default().insert(playbook.version.clone()) {
            self.playbooks.insert(playbook.id.clone());
            self.stages.extend(playbook.stages.iter().map(|stage| stage.id.clone()));
            self.attributes.extend(playbook.attributes.keys().cloned());
        }
    }
}

/// A list holds what all is in it; anything else what it is.
fn holds(value: &Value, wanted: &Value) -> bool {
    match (value, wanted) {
        (Value::List(has), Value::List(wanted)) => wanted.iter().all(|entry| has.contains(entry)),
        (value, wanted) => value == wanted,
    }
}

/// Returns the e-mail of a person of `aboard.toml`; an e-mail stands for itself.
fn champion(who: &str, config: &Config) -> Result<String, CliError> {
    let by_id = config.people.iter().find(|(id, _)| id.as_str() == who);
    match by_id {
        Some((_, person)) => Ok(person.email.clone()),
        None if who.contains('@') => Ok(who.to_owned()),
        None => Err(CliError::unknown("person", who, config.people.keys().map(Id::as_str))),
    }
}

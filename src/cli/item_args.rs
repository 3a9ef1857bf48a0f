//! Items and evidence as people type them: in come words of the command line, out come full addresses and
//! typed answers.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::Context as _;
use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::error::CliError;
use crate::diagnostic::suggest;
use crate::partner::Answer;
use crate::playbook::address::resolve_item;
use crate::playbook::id::{Id, ItemRef};
use crate::playbook::model::{EvidenceKind, EvidenceRule, Item, Playbook};
use crate::readiness::evidence::asked;

/// Returns the items that a person named, without repetition.
pub(super) fn resolve(playbook: &Playbook, named: &[String]) -> Result<Vec<ItemRef>, CliError> {
    let mut items: Vec<ItemRef> = Vec::new();
    for text in named {
        let item = resolve_item(playbook, text)?;
        if !items.contains(&item) {
            items.push(item);
        }
    }
    Ok(items)
}

/// Returns the item that a person named.
pub(super) fn resolve_one(playbook: &Playbook, named: &str) -> Result<ItemRef, CliError> {
    Ok(resolve_item(playbook, named)?)
}

/// Returns the answers to what items ask for, from `[ID=]VALUE` words. The id may be left out where the
/// items ask for one thing only.
pub(super) fn evidence(
    playbook: &Playbook,
    items: &[ItemRef],
    words: &[String],
    reference: Option<&str>,
    folder: &Path,
) -> Result<BTreeMap<Id, Answer>, CliError> {
    let items: Vec<&Item> = items.iter().filter_map(|item| playbook.item(item)).collect();
    let mut answers = BTreeMap::new();
    for word in words {
        let (rule, value) =
            match word.split_once('=').and_then(|(id, value)| Some((find(&items, id)?, value))) {
                Some(found) => found,
                None => (only(&items, word)?, word.as_str()),
            };
        let answer = answer(rule, value, reference, folder)?;
        if answers.insert(rule.id.clone(), answer).is_some() {
            return Err(CliError::usage(format!("evidence `{}` is given twice", rule.id)));
        }
    }
    Ok(answers)
}

fn find<'a>(items: &[&'a Item], id: &str) -> Option<&'a EvidenceRule> {
    items.iter().flat_map(|item| &item.evidence).find(|rule| rule.id.as_str() == id)
}

/// The one thing that the items ask for.
fn only<'a>(items: &[&'a Item], word: &str) -> Result<&'a EvidenceRule, CliError> {
    let rules: Vec<_> = items.iter().flat_map(|item| &item.evidence).collect();
    let named = word.split_once('=').map(|(id, _)| id);
    // `hled=2026-03-02` is a slip in `held=…`, not an answer that happens to hold an equals sign.
    let known = || rules.iter().map(|rule| rule.id.as_str());
    if let Some(id) = named.filter(|id| suggest(id, known()).is_some()) {
        return Err(CliError::unknown("evidence", id, known().collect::<Vec<_>>()));
    }
    match (rules.as_slice(), named) {
        ([], _) => Err(CliError::usage("the item asks for no evidence").hint("say it in a note: -m \"…\"")),
        ([rule], _) => Ok(rule),
        (several, named) => {
            let known: Vec<_> = several.iter().map(|rule| rule.id.as_str()).collect();
            match named {
                Some(id) => Err(CliError::unknown("evidence", id, known)),
                None => Err(CliError::usage(format!("`{word}` could be evidence of several things"))
                    .hint(format!("write --evidence ID=VALUE, with one of: {}", known.join(", ")))),
            }
        }
    }
}

/// Returns the answer that a word is to what one rule asks for.
pub(super) fn answer(
    rule: &EvidenceRule,
    value: &str,
    reference: Option<&str>,
    folder: &Path,
) -> Result<Answer, CliError> {
    let misfit = || {
        CliError::usage(format!("evidence `{}`: `{value}` is not {}", rule.id, asked(&rule.kind)))
            .hint(format!("asked for: {}", rule.ask))
    };
    Ok(match &rule.kind {
        EvidenceKind::Url => Answer::Url(value.to_owned()),
        EvidenceKind::File => digest(&folder.join(value), value).map_err(|error| {
            CliError::from(error).hint("name a file; its digest is kept, the file stays where it is")
        })?,
        EvidenceKind::Text => Answer::Text(value.to_owned()),
        EvidenceKind::Number { .. } => Answer::Number(value.parse().map_err(|_| misfit())?),
        EvidenceKind::Choice(choices) => {
            if !choices.iter().any(|choice| choice == value) {
                let known = choices.iter().map(String::as_str);
                return Err(CliError::unknown(&format!("choice of evidence `{}`", rule.id), value, known));
            }
            Answer::Choice(value.to_owned())
        }
        EvidenceKind::Date => Answer::Date(value.parse::<NaiveDate>().map_err(|_| misfit())?),
        EvidenceKind::SignOff(_) => {
            Answer::SignOff { name: value.to_owned(), reference: reference.map(str::to_owned) }
        }
    })
}

/// Reads a file once, in pieces, and keeps its name and digest: the file itself stays where it is.
fn digest(path: &Path, named: &str) -> anyhow::Result<Answer> {
    anyhow::ensure!(path.try_exists().unwrap_or(true), "there is no file `{named}` to take for evidence");
    let unread = || format!("could not read the evidence `{named}`");
    let is_file = path.metadata().with_context(unread)?.is_file();
    anyhow::ensure!(is_file, "the evidence `{named}` is not a file");
    let mut file = File::open(path).with_context(unread)?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut piece).with_context(unread)?;
        if read == 0 {
            break;
        }
        hasher.update(&piece[..read]);
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let sha256 = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Answer::File { name, sha256 })
}

//! Completions that know the workspace: in come the words so far, out come partner and item ids. Whatever
//! cannot be read completes to nothing: a shell that waits for the Tab key is no place for an error.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::PathBuf;

use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter, CompletionCandidate};

use crate::diagnostic::Code;
use crate::playbook::model::{Item, Playbook};
use crate::render::escape::visible;
use crate::workspace::{View, When, Workspace};

/// Completes a partner id.
pub(super) fn partner() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let words = Words::of_process();
        words.look(|view| view.partner_ids().ok()).unwrap_or_default().into_iter().map(candidate).collect()
    })
}

/// Completes a playbook id.
pub(super) fn playbook() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let ids = Words::of_process().look(|view| {
            let sound = view.playbooks().ok()?.into_iter().filter_map(|file| file.loaded.playbook);
            Some(sound.map(|playbook| titled(playbook.id.as_str(), &playbook.title)).collect())
        });
        ids.unwrap_or_default()
    })
}

/// Completes an item of the partner that stands before it: `item` where that is unique, else, or once a
/// slash is typed, `checklist/item`.
pub(super) fn item() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let current = current.to_string_lossy();
        let found = Words::of_process().governed(|playbook| items(playbook, &current));
        found.unwrap_or_default()
    })
}

/// Completes a stage of the partner that stands before it.
pub(super) fn stage() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let found = Words::of_process().governed(|playbook| {
            playbook.stages.iter().map(|stage| titled(stage.id.as_str(), &stage.title)).collect()
        });
        found.unwrap_or_default()
    })
}

/// Completes a trigger of a rollback of the partner that stands before it.
pub(super) fn trigger() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let found = Words::of_process().governed(|playbook| {
            let plans = playbook.stages.iter().filter_map(|stage| stage.rollback.plan.as_ref());
            plans.flat_map(|plan| &plan.triggers).map(|(id, text)| titled(id.as_str(), text)).collect()
        });
        found.unwrap_or_default()
    })
}

/// Completes a code of findings.
pub(super) fn code() -> ArgValueCandidates {
    ArgValueCandidates::new(|| Code::ALL.iter().map(|code| titled(code.as_str(), code.summary())).collect())
}

/// Completes a person of `aboard.toml`.
pub(super) fn person() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let found = Words::of_process().look(|view| {
            let people = view.config().people.iter();
            Some(people.map(|(id, person)| titled(id.as_str(), &person.name)).collect())
        });
        found.unwrap_or_default()
    })
}

/// Completes a role of the partner that stands before it.
pub(super) fn role() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let found = Words::of_process().governed(|playbook| {
            playbook.roles.iter().map(|(id, role)| titled(id.as_str(), &role.title)).collect()
        });
        found.unwrap_or_default()
    })
}

fn items(playbook: &Playbook, current: &str) -> Vec<CompletionCandidate> {
    let mut holders: BTreeMap<&str, usize> = BTreeMap::new();
    for item in playbook.items() {
        *holders.entry(item.address.item.as_str()).or_default() += 1;
    }
    let name = |item: &Item| {
        let short = item.address.item.as_str();
        let is_unique = holders.get(short) == Some(&1);
        if is_unique && !current.contains('/') { short.to_owned() } else { item.address.to_string() }
    };
    let named = playbook.items().map(|item| (name(item), item));
    named
        .filter(|(name, _)| name.starts_with(current))
        .map(|(name, item)| titled(&name, &item.title))
        .collect()
}

fn candidate(id: impl std::fmt::Display) -> CompletionCandidate {
    CompletionCandidate::new(id.to_string())
}

fn titled(id: &str, title: &str) -> CompletionCandidate {
    CompletionCandidate::new(id).help(Some(visible(title).into()))
}

/// The words of the command line that is being completed.
struct Words(Vec<String>);

impl Words {
    /// The shell hands them over behind a `--`; the program's name is the first.
    fn of_process() -> Self {
        let words = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
        Words(words.skip_while(|word| word != "--").skip(2).collect())
    }

    /// Looks at what is committed in the workspace that the command would speak of.
    fn look<T>(&self, ask: impl FnOnce(&View<'_>) -> Option<T>) -> Option<T> {
        let workspace = Workspace::open(&self.folder()).ok()?;
        let view = workspace.view(&When::Head).ok()?;
        ask(&view)
    }

    /// Asks the playbook that governs the first partner among the words.
    fn governed<T>(&self, ask: impl FnOnce(&Playbook) -> T) -> Option<T> {
        self.look(|view| {
            let partner = self.0.iter().find_map(|word| view.find_partner(&word.parse().ok()?).ok()?)?;
            let pinned = view.playbook_at(&partner.id, &partner.pin).ok()?;
            Some(ask(&pinned.playbook))
        })
    }

    fn folder(&self) -> PathBuf {
        let mut words = self.0.iter();
        let mut folder = ".";
        while let Some(word) = words.next() {
            if word == "-C" || word == "--directory" {
                folder = words.next().map_or(folder, String::as_str);
            } else if let Some(named) = word.strip_prefix("--directory=") {
                folder = named;
            }
        }
        folder.into()
    }
}

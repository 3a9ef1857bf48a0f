//! Judging many files at once. In: a way to read files and the paths of playbooks and checklists.
//! Out: every fault once, with the texts that it points into.

use std::collections::{BTreeMap, BTreeSet};

use super::load::{Files, Loaded, load_checklist, load_read};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, NodePath, Place};
use crate::source::{Document, YamlTree};

/// What is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every playbook and checklist of a workspace: a checklist that no playbook includes is a fault.
    Workspace,
    /// Some files: what others include is not known.
    Files,
}

/// What came out.
#[derive(Debug, Default)]
pub struct Linted {
    /// Faults and warnings, with their places in the text, sorted; each once.
    pub diagnostics: Diagnostics,
    /// The texts of all files that were read, by path.
    pub sources: BTreeMap<String, String>,
    /// The files that were judged: those that were named, and those that they include.
    pub checked: BTreeSet<String>,
}

/// The two kinds of files.
enum Kind {
    Playbook,
    Checklist,
}

/// Judges files, whose kind their content tells. A checklist is judged by itself, and again in every
/// playbook that includes it, whose roles, stages and attributes it names.
#[must_use]
pub fn lint(files: &dyn Files, paths: &[String], scope: Scope) -> Linted {
    let mut linted = Linted::default();
    let (mut loaded, mut checklists) = (Vec::new(), Vec::new());
    // A file that cannot be told may be the playbook that includes the others.
    let mut untold = false;
    for path in paths.iter().collect::<BTreeSet<_>>() {
        match kind(files, path, &mut linted) {
            Some((Kind::Playbook, tree)) => loaded.push((path.as_str(), load_read(files, tree))),
            Some((Kind::Checklist, tree)) => checklists.push((path.as_str(), load_checklist(files, tree))),
            None => untold = true,
        }
        linted.checked.insert(path.clone());
    }
    let mut faults = Faults::default();
    faults.add(std::mem::take(&mut linted.diagnostics), None);
    let mut alone = Vec::new();
    for (path, checklist) in checklists {
        faults.add(checklist.diagnostics, None);
        linted.sources.extend(checklist.sources);
        alone.push(path);
    }
    let included: BTreeSet<&str> =
        loaded.iter().flat_map(|(_, loaded)| &loaded.includes).map(String::as_str).collect();
    if scope == Scope::Workspace && !untold {
        for path in alone.into_iter().filter(|path| !included.contains(path)) {
            let fault = Diagnostic::of(Code::IncludeUnused, "no playbook includes this checklist");
            let place = Place::file(path);
            faults.add(fault.at(place).help("include it in a playbook, or remove the file").into(), None);
        }
    }
    linted.checked.extend(included.into_iter().map(str::to_owned));
    same_ids(&loaded, &mut faults);
    for (path, loaded) in loaded {
        faults.add(loaded.diagnostics, Some(path));
        linted.sources.extend(loaded.sources);
    }
    linted.diagnostics = faults.told(&linted.sources);
    linted
}

fn kind(files: &dyn Files, path: &str, linted: &mut Linted) -> Option<(Kind, YamlTree)> {
    let document = match files.read(path) {
        Ok(document) => document,
        Err(faults) => {
            linted.diagnostics.extend(faults);
            return None;
        }
    };
    linted.sources.insert(path.to_owned(), document.text().to_owned());
    let tree = match document.yaml() {
        Ok(tree) => tree,
        Err(faults) => {
            linted.diagnostics.extend(faults);
            return None;
        }
    };
    let keys = tree.keys(&NodePath::root());
    if ["stages", "version", "roles", "checklists"].iter().any(|key| keys.contains(key)) {
        return Some((Kind::Playbook, tree));
    }
    if keys.contains(&"items") {
        return Some((Kind::Checklist, tree));
    }
    let message = "the file is neither a playbook nor a checklist";
    let fault = Diagnostic::error(Code::MissingKey, message).at(Place::file(path));
    linted
        .diagnostics
        .push(fault.help("a playbook has `version`, `roles` and `stages`, a checklist has `items`"));
    tree.resolve(&mut linted.diagnostics);
    None
}

/// Reports playbooks that have one id: a pin names its playbook by it.
fn same_ids(loaded: &[(&str, Loaded)], faults: &mut Faults) {
    let mut first = BTreeMap::new();
    for (path, loaded) in loaded {
        let Some(playbook) = &loaded.playbook else {
            continue;
        };
        let id = NodePath::root().key("id");
        if let Some(earlier) = first.get(&playbook.id) {
            let message = format!("two playbooks have the id `{}`", playbook.id);
            let fault = Diagnostic::error(Code::DuplicateId, message).at(Place::value(*path, id.clone()));
            let related = Place::value(*earlier, id);
            faults.add(fault.related(related, "first here").help("give one of them another id").into(), None);
        } else {
            first.insert(&playbook.id, *path);
        }
    }
}

/// What makes two faults the same: kind, file and node, message.
type Identity = (Code, Option<(String, NodePath)>, String);

/// Faults, each once however many playbooks include the file that it is in.
#[derive(Default)]
struct Faults {
    told: Vec<Diagnostic>,
    /// By kind, place and message: the position in `told`.
    known: BTreeMap<Identity, usize>,
    /// The playbooks whose contexts show a fault, by position in `told`.
    contexts: BTreeMap<usize, BTreeSet<String>>,
}

impl Faults {
    /// Adds the faults that showed in the context of a playbook, or in that of a file alone.
    fn add(&mut self, faults: Diagnostics, context: Option<&str>) {
        for fault in faults {
            let place = fault.place.as_ref().map(|place| (place.file.clone(), place.path.clone()));
            let elsewhere = context.filter(|context| place.as_ref().is_some_and(|(file, _)| file != context));
            let key = (fault.code, place, fault.message.clone());
            let position = match self.known.get(&key) {
                Some(position) => *position,
                None => {
                    self.known.insert(key, self.told.len());
                    self.told.push(fault);
                    if elsewhere.is_some() {
                        self.contexts.insert(self.told.len() - 1, BTreeSet::new());
                    }
                    self.told.len() - 1
                }
            };
            // A fault of the file by itself needs no context to be understood.
            if let (Some(contexts), Some(context)) = (self.contexts.get_mut(&position), elsewhere) {
                contexts.insert(context.to_owned());
            }
        }
    }

    /// Returns all, sorted.
    fn told(mut self, sources: &BTreeMap<String, String>) -> Diagnostics {
        for (position, playbooks) in self.contexts {
            let names: Vec<String> = playbooks.into_iter().map(|path| format!("`{path}`")).collect();
            self.told[position].notes.push(format!("as included by {}", names.join(" and ")));
        }
        let mut faults: Diagnostics = self.told.into_iter().collect();
        for (path, text) in sources {
            let is_open = |place: &Place| place.span.is_none() && place.file == *path;
            if faults.iter().any(|fault| fault.place.as_ref().is_some_and(is_open))
                && let Ok(tree) =
                    Document::from_bytes(path, text.as_bytes()).and_then(|document| document.yaml())
            {
                tree.resolve(&mut faults);
            }
        }
        faults.sorted()
    }
}

//! Names of the state directory, as committed: files where another layout would have them, which no command
//! finds, and names that are like a partner's and are none. Other files, such as a README, harm nobody.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, Kind, quoted};
use crate::playbook::id::Id;
use crate::store::{Entry, EntryKind};
use crate::workspace::WorkspaceError;
use crate::workspace::layout::StateFolder;
use crate::workspace::view::View;

/// So many that lie elsewhere are told one by one.
const EACH: usize = 20;

pub(super) fn look(view: &View<'_>, found: &mut Vec<Finding>) -> Result<(), WorkspaceError> {
    let Some(at) = view.revision() else { return Ok(()) };
    let root = view.folder.root();
    let top = view.state().list(at, root)?;
    let mut names = Names {
        view,
        folder: &view.folder,
        git: view.git(),
        partners: BTreeSet::new(),
        misplaced: Vec::new(),
    };
    names.note(root, &top);
    let mut folders = vec![(root.to_owned(), top.clone())];
    for entry in
        top.iter().filter(|entry| entry.kind == EntryKind::Folder && StateFolder::is_shard(&entry.name))
    {
        // A flat workspace may have a partner of that name.
        if view.folder.is_sharded() || !names.has(&entry.name) {
            let path = below(root, &entry.name);
            let entries = view.state().list(at, &path)?;
            names.note(&path, &entries);
            folders.push((path, entries));
        }
    }
    let shards: BTreeSet<String> = folders.iter().skip(1).map(|(path, _)| path.clone()).collect();
    for (folder, entries) in &folders {
        let judged = entries.iter().filter(|entry| !entry.name.starts_with('.'));
        for entry in judged.filter(|entry| !shards.contains(&below(folder, &entry.name))) {
            found.extend(names.judge(folder, entry));
        }
        found.extend(clashes(&names.git, folder, entries));
    }
    names.tell(found);
    Ok(())
}

struct Names<'a> {
    view: &'a View<'a>,
    folder: &'a StateFolder,
    /// What git is called by.
    git: String,
    /// Partners whose file is where the layout has it.
    partners: BTreeSet<Id>,
    /// Files and folders that lie elsewhere, and where the layout has them.
    misplaced: Vec<(String, String)>,
}

impl Names<'_> {
    /// Notes the partners whose files lie here rightly.
    fn note(&mut self, folder: &str, entries: &[Entry]) {
        for entry in entries.iter().filter(|entry| entry.kind == EntryKind::File) {
            let id = entry.name.strip_suffix(".toml").and_then(|stem| stem.parse::<Id>().ok());
            self.partners.extend(id.filter(|id| self.folder.partner(id) == below(folder, &entry.name)));
        }
    }

    fn has(&self, name: &str) -> bool {
        name.parse::<Id>().is_ok_and(|id| self.partners.contains(&id))
    }

    fn judge(&mut self, folder: &str, entry: &Entry) -> Option<Finding> {
        let path = below(folder, &entry.name);
        let stranger = |what: &str, advice: String| {
            Some(Finding::new(Kind::Stranger, path.clone(), what).advise(advice))
        };
        let (git, shown) = (self.git.clone(), quoted(&path));
        if entry.kind == EntryKind::Other {
            let advice = format!("take it out, and commit that: {git} rm {shown}");
            return stranger("it is a link or a submodule, which is never followed", advice);
        }
        let (stem, is_file) = match entry.name.rsplit_once('.') {
            Some((stem, end)) if end.eq_ignore_ascii_case("toml") => (stem, true),
            _ => (entry.name.as_str(), false),
        };
        let is_lower = entry.name.to_lowercase() == entry.name;
        match (stem.parse::<Id>(), entry.kind) {
            (_, EntryKind::Folder) if is_file => {
                let advice = format!("move it elsewhere: {git} mv {shown} NEW-PLACE");
                stranger("it is a folder, and has the name of a partner's file", advice)
            }
            (Ok(id), _) if is_lower && is_file == (entry.kind == EntryKind::File) => {
                let [file, notes] = self.folder.all_of(&id);
                let right = if is_file { &file } else { &notes };
                if *right != path && is_file && self.partners.contains(&id) {
                    let what =
                        format!("it is not read: the layout has `{id}` elsewhere, where it is as well");
                    let advice =
                        format!("compare it with {}, and take it out: {git} rm {shown}", quoted(right));
                    return Some(Finding::new(Kind::Misplaced, path, what).advise(advice));
                } else if *right != path {
                    self.misplaced.push((path, right.clone()));
                } else if !is_file && !self.partners.contains(&id) {
                    let file = quoted(&file);
                    let what = "it is the folder of a partner whose file is not there";
                    return stranger(what, format!("see what became of the file: {git} log -- {file}"));
                }
                None
            }
            // Neither a partner's file nor its folder: nobody takes it for one.
            _ if !is_file && entry.kind == EntryKind::File => None,
            _ => match stem.to_lowercase().parse::<Id>() {
                Ok(id) if self.partners.contains(&id) => stranger(
                    "its name is no id, which is in lower case, and another file has that id",
                    format!("compare the two, and take this one out: {git} rm -r {shown}"),
                ),
                Ok(id) => {
                    let [file, notes] = self.folder.all_of(&id);
                    let right = quoted(if is_file { &file } else { &notes });
                    let advice = format!("rename it, and commit that: {git} mv {shown} {right}");
                    stranger("its name is no id: ids are in lower case", advice)
                }
                Err(_) if is_file => stranger(
                    "its name is no id, and it is not read",
                    format!("rename it, or move it elsewhere: {git} mv {shown} NEW-PLACE"),
                ),
                Err(_) => None,
            },
        }
    }

    /// Tells of what lies elsewhere.
    fn tell(self, found: &mut Vec<Finding>) {
        let layout = self.folder.layout();
        let what =
            format!("it lies where the layout `{}` does not have it, and is not read", layout.as_str());
        let count = self.misplaced.len();
        for (path, right) in self.misplaced.into_iter().take(EACH) {
            let to = right.rsplit_once('/').map_or(".", |(folder, _)| folder);
            let told = Finding::new(Kind::Misplaced, path.clone(), what.clone()).advise(format!(
                "move it, and commit that: mkdir -p {} && {} mv {} {}",
                self.view.reached(to),
                self.git,
                quoted(&path),
                quoted(&right)
            ));
            let other = layout.other().as_str();
            // With nothing where the layout has it, the setting may be what is wrong.
            found.push(if self.partners.is_empty() {
                told.advise(format!("or, if all are to lie so: aboard doctor --layout {other}"))
            } else {
                told
            });
        }
        if count > EACH {
            let what =
                format!("{} more files and folders lie where the layout does not have them", count - EACH);
            found.push(
                Finding::new(Kind::Misplaced, self.folder.root(), what)
                    .advise(format!("move all of them with: aboard doctor --layout {}", layout.as_str())),
            );
        }
    }
}

/// Names that some systems take for one.
fn clashes(git: &str, folder: &str, entries: &[Entry]) -> Vec<Finding> {
    let mut folded: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for entry in entries {
        folded.entry(entry.name.to_lowercase()).or_default().push(&entry.name);
    }
    let clashing = folded.into_values().filter(|names| names.len() > 1);
    let told = clashing.map(|names| {
        let what = format!("`{}` are one name where case is not told apart", names.join("` and `"));
        let first = quoted(&below(folder, names[0]));
        Finding::new(Kind::Stranger, below(folder, names[0]), what)
            .advise(format!("rename one of them, as in: {git} mv {first} NEW-NAME"))
    });
    told.collect()
}

fn below(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

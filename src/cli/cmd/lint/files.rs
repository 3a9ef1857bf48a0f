//! Which files lint looks at: in come the folder and the paths that were typed, out come the findings of
//! all of them. Files of one workspace are judged together, below its root.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::diagnostic::Diagnostics;
use crate::playbook::lint::{Linted, Scope, lint};
use crate::playbook::load::{Files, load};
use crate::playbook::model::Playbook;
use crate::report::findings::Findings;
use crate::source::Document;
use crate::workspace::config::FILE as CONFIG;
use crate::workspace::{PLAYBOOKS, lint as config};

/// How deep folders are looked into.
const DEEPEST: usize = 16;

/// What is looked at below one root.
#[derive(Default)]
struct Task {
    /// Paths relative to the root.
    paths: BTreeSet<String>,
    /// All of the workspace.
    whole: bool,
}

/// The files below a root, as they lie there.
struct Below<'a>(&'a Path);

impl Files for Below<'_> {
    fn read(&self, path: &str) -> Result<Document, Diagnostics> {
        Document::read(self.0, path)
    }

    fn exists(&self, path: &str) -> bool {
        self.0.join(path).exists()
    }
}

/// Judges what was typed, or all of the workspace.
pub(super) fn findings(context: &Context, typed: &[String]) -> Result<Findings, CliError> {
    let here = absolute(context.folder())?;
    let home = root_above(&here);
    let mut tasks: BTreeMap<PathBuf, Task> = BTreeMap::new();
    if typed.is_empty() {
        let root = home.clone().ok_or_else(|| {
            CliError::usage(format!("there is no workspace in `{}`, so nothing to check", here.display()))
                .hint("name files: aboard lint PATH…")
                .hint("or make a workspace: aboard init")
        })?;
        tasks.entry(root).or_default().whole = true;
    }
    for text in typed {
        add(&located(&here.join(text)), &here, &mut tasks);
    }
    let mut faults = Diagnostics::new();
    let mut sources = BTreeMap::new();
    let mut checked = 0;
    for (root, task) in tasks {
        let linted = judge(&root, task);
        checked += linted.checked.len();
        let prefix = prefix(&root, home.as_deref(), &here);
        sources.extend(linted.sources.into_iter().map(|(path, text)| (format!("{prefix}{path}"), text)));
        faults.extend(linted.diagnostics.into_iter().map(|mut fault| {
            let related = fault.related.iter_mut().map(|related| &mut related.place);
            for place in fault.place.iter_mut().chain(related) {
                place.file.insert_str(0, &prefix);
            }
            fault
        }));
    }
    Ok(Findings::new(faults, sources, checked))
}

/// Notes a path below the root of its workspace or, outside of any, below the current folder or its own.
fn add(path: &Path, here: &Path, tasks: &mut BTreeMap<PathBuf, Task>) {
    let is_folder = path.is_dir();
    let start = if is_folder { path } else { path.parent().unwrap_or(path) };
    let root = root_above(start)
        .unwrap_or_else(|| if path.starts_with(here) { here.to_owned() } else { start.to_owned() });
    let task = tasks.entry(root.clone()).or_default();
    if path == root && root.join(CONFIG).exists() {
        task.whole = true;
    } else if is_folder {
        let mut found = Vec::new();
        yaml_below(path, DEEPEST, &mut found);
        task.paths.extend(found.iter().map(|file| relative(&root, file)));
        // A folder without files is no reason to be silent: whoever names it expects some.
        if found.is_empty() {
            task.paths.insert(relative(&root, path));
        }
    } else {
        task.paths.insert(relative(&root, path));
    }
}

fn judge(root: &Path, task: Task) -> Linted {
    let mut paths = task.paths;
    if task.whole {
        let mut found = Vec::new();
        yaml_below(&root.join(PLAYBOOKS), DEEPEST, &mut found);
        paths.extend(found.iter().map(|file| relative(root, file)));
        paths.insert(CONFIG.to_owned());
    }
    let is_config = paths.remove(CONFIG);
    let files = Below(root);
    let paths: Vec<String> = paths.into_iter().collect();
    let scope = if task.whole { Scope::Workspace } else { Scope::Files };
    let mut linted = lint(&files, &paths, scope);
    if is_config {
        linted.checked.insert(CONFIG.to_owned());
        match files.read(CONFIG) {
            Ok(document) => {
                let known =
                    (task.whole && !linted.diagnostics.has_errors()).then(|| playbooks(&files, &paths));
                linted.diagnostics.extend(config::lint(&document, known.as_deref()));
                linted.sources.insert(CONFIG.to_owned(), document.text().to_owned());
            }
            Err(faults) => linted.diagnostics.extend(faults),
        }
    }
    linted
}

/// The playbooks among files that are free of errors.
fn playbooks(files: &Below<'_>, paths: &[String]) -> Vec<Playbook> {
    let is_checklist = |path: &str| path.split('/').count() > 2;
    let playbooks = paths.iter().filter(|path| !is_checklist(path));
    playbooks.filter_map(|path| load(files, path).playbook).collect()
}

/// What is put before paths of a root: nothing for those of the workspace that the command speaks of.
fn prefix(root: &Path, home: Option<&Path>, here: &Path) -> String {
    if home.is_none_or(|home| home == root) && (home.is_some() || root == here) {
        return String::new();
    }
    let shown = root.strip_prefix(here).unwrap_or(root);
    format!("{}/", shown.to_string_lossy().replace('\\', "/").trim_end_matches('/'))
}

/// The nearest folder at or above this one that has an `aboard.toml`, within one repository.
fn root_above(folder: &Path) -> Option<PathBuf> {
    for folder in folder.ancestors() {
        if folder.join(CONFIG).exists() {
            return Some(folder.to_owned());
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

/// Collects what is named as a YAML file, sorted, folders that are links left out.
fn yaml_below(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let is_yaml = path.extension().is_some_and(|end| end == "yaml" || end == "yml");
        if is_yaml {
            found.push(path);
        } else if depth > 0 && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            yaml_below(&path, depth - 1, found);
        }
    }
}

fn absolute(folder: &Path) -> Result<PathBuf, CliError> {
    let told = |error: io::Error| CliError::usage(format!("`{}`: {error}", folder.display()));
    folder.canonicalize().map_err(told)
}

/// Returns a path without links and dots in its folders; the file itself, and what is not there, stays as
/// typed, for the reader to judge.
fn located(path: &Path) -> PathBuf {
    if path.is_dir() {
        return path.canonicalize().unwrap_or_else(|_| path.to_owned());
    }
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    match (folder, path.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

fn relative(root: &Path, file: &Path) -> String {
    let inside = file.strip_prefix(root).unwrap_or(file);
    let inside = inside.to_string_lossy().replace('\\', "/");
    if inside.is_empty() { ".".to_owned() } else { inside }
}

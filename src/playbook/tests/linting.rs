//! Many files at once: each fault is told once, and the shipped playbooks have none.

use std::path::Path;

use super::*;
use crate::playbook::lint::{Linted, Scope, lint};

const CHECKLIST: &str = "playbooks/checklists/api.yaml";

fn linted(folder: &Folder, scope: Scope) -> Linted {
    lint(folder, &folder.0.keys().filter(|path| path.ends_with(".yaml")).cloned().collect::<Vec<_>>(), scope)
}

/// The files of this repository.
struct Repository;

impl Files for Repository {
    fn read(&self, path: &str) -> Result<Document, Diagnostics> {
        Document::read(Path::new(env!("CARGO_MANIFEST_DIR")), path)
    }

    fn exists(&self, path: &str) -> bool {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(path).exists()
    }
}

#[test]
fn the_shipped_playbooks_have_no_fault() {
    let mut paths = Vec::new();
    for folder in ["playbooks", "playbooks/checklists"] {
        let entries = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        paths.extend(names.filter(|name| name.ends_with(".yaml")).map(|name| format!("{folder}/{name}")));
    }
    assert!(paths.len() >= 11, "{paths:?}");
    let linted = lint(&Repository, &paths, Scope::Workspace);
    assert_eq!(told(&linted.diagnostics), "");
    assert_eq!(linted.checked.len(), paths.len());
}

#[test]
fn a_fault_that_several_playbooks_show_is_told_once_with_all_of_them() {
    let faulty = SHARED.replace("accountable: engineering", "accountable: sales");
    let folder = folder(SOUND).with(CHECKLIST, faulty);
    let folder = folder.with("playbooks/q.yaml", SOUND.replace("id: seller", "id: other"));
    let linted = linted(&folder, Scope::Workspace);
    let wanted = "unknown-reference defaults.raci.accountable: there is no role `sales` (declare the role, or name another)";
    assert_eq!(told(&linted.diagnostics), wanted);
    let fault = linted.diagnostics.iter().next().unwrap();
    assert_eq!(fault.notes, ["as included by `playbooks/p.yaml` and `playbooks/q.yaml`"]);
}

#[test]
fn what_a_playbook_that_is_no_yaml_includes_is_not_called_unused() {
    let folder = folder(&SOUND.replacen("title: ", "title: \"", 1)).with(CHECKLIST, SHARED);
    let linted = linted(&folder, Scope::Workspace);
    let codes: Vec<_> = linted.diagnostics.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, [Code::YamlSyntax]);
}

#[test]
fn a_fault_of_the_checklist_alone_needs_no_playbook() {
    let folder = folder(SOUND).with(CHECKLIST, SHARED.replace("title: Keys issued", "title: \"\""));
    let all = linted(&folder, Scope::Workspace);
    assert_eq!(
        told(&all.diagnostics),
        "invalid-value items[0].title: the title is blank (write one line of text)"
    );
    assert!(all.diagnostics.iter().all(|fault| fault.notes.is_empty()));
    let alone = lint(&folder, &[CHECKLIST.to_owned()], Scope::Files);
    assert_eq!(told(&alone.diagnostics), told(&all.diagnostics));
}

#[test]
fn a_checklist_that_no_playbook_includes_is_told_of_in_a_whole_workspace() {
    let spare = SHARED.replace("id: api", "id: spare");
    let folder = folder(SOUND).with("playbooks/checklists/spare.yaml", spare);
    let wanted =
        "include-unused : no playbook includes this checklist (include it in a playbook, or remove the file)";
    assert_eq!(told(&linted(&folder, Scope::Workspace).diagnostics), wanted);
    assert_eq!(told(&linted(&folder, Scope::Files).diagnostics), "");
}

#[test]
fn two_playbooks_of_one_id_are_told_apart_by_none() {
    let folder = folder(SOUND).with("playbooks/q.yaml", SOUND);
    let wanted = "duplicate-id id: two playbooks have the id `seller` (give one of them another id)";
    assert_eq!(told(&linted(&folder, Scope::Workspace).diagnostics), wanted);
}

#[test]
fn a_file_of_neither_kind_is_told_so() {
    let folder = Folder::default().with("a.yaml", "tier: enterprise\n").with("b.yaml", "a: [");
    let told = told(&linted(&folder, Scope::Workspace).diagnostics);
    assert!(told.starts_with("missing-key : the file is neither a playbook nor a checklist"), "{told}");
    assert!(told.contains("\nyaml-syntax"), "{told}");
}

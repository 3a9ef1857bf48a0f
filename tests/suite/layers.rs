//! Holds the folders of `src` to the table of who may use whom.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each folder with what it may use directly; what those may use in turn is added by [`closure`].
const MAY_USE: [(&str, &[&str]); 14] = [
    ("diagnostic", &[]),
    ("calendar", &[]),
    ("process", &[]),
    ("shares", &[]),
    ("source", &["diagnostic"]),
    ("playbook", &["source", "calendar"]),
    ("partner", &["playbook", "calendar"]),
    ("check", &["playbook", "partner", "process"]),
    ("readiness", &["playbook", "partner", "calendar"]),
    ("change", &["readiness", "partner", "playbook"]),
    ("report", &["readiness", "partner", "playbook", "diagnostic"]),
    ("render", &["report", "diagnostic", "shares"]),
    ("store", &["diagnostic", "process", "shares"]),
    ("workspace", &["store", "change", "partner", "playbook", "source", "calendar"]),
];

fn closure() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let direct: BTreeMap<_, _> = MAY_USE.into_iter().collect();
    let mut all = BTreeMap::new();
    for &folder in direct.keys() {
        let mut reached = BTreeSet::from([folder]);
        let mut pending = vec![folder];
        while let Some(next) = pending.pop() {
            for &used in direct[next] {
                if reached.insert(used) {
                    pending.push(used);
                }
            }
        }
        all.insert(folder, reached);
    }
    all
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of src") {
        let path = entry.expect("an entry of src").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The folders named after `crate::` in a line, grouped imports (`crate::{a, b}`) included.
fn folders_used(line: &str) -> Vec<String> {
    let ident = |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let mut found = Vec::new();
    for (start, _) in line.match_indices("crate::") {
        let rest = &line[start + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(group.split(',').map(ident)),
            None => found.push(ident(rest)),
        }
    }
    found.retain(|name: &String| !name.is_empty());
    found
}

#[test]
fn folders_use_only_what_the_table_allows() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let allowed = closure();
    let mut faults = Vec::new();
    let mut seen = 0;
    for (folder, may_use) in &allowed {
        let mut files = Vec::new();
        rust_files(&src.join(folder), &mut files);
        for file in files {
            let text = fs::read_to_string(&file).expect("a source file");
            for (number, line) in text.lines().enumerate() {
                for used in folders_used(line.split("//").next().unwrap_or("")) {
                    seen += 1;
                    if !may_use.contains(used.as_str()) {
                        let shown = file.strip_prefix(&src).expect("below src").display();
                        faults.push(format!("{shown}:{}: `{folder}` may not use `{used}`", number + 1));
                    }
                }
            }
        }
    }
    assert!(seen > 0, "no `crate::` line was read: the test looks in the wrong place");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_use_is_found_alone_and_in_a_group() {
    assert_eq!(folders_used("use crate::store::Store;"), ["store"]);
    assert_eq!(folders_used("use crate::{store::Store, report};"), ["store", "report"]);
    assert_eq!(folders_used("let x = crate::cli::run();"), ["cli"]);
    assert!(folders_used("use std::fs;").is_empty());
}

#[test]
fn the_table_follows_what_is_used_in_turn() {
    let all = closure();
    assert!(all["change"].contains("source"), "change uses playbook, which uses source");
    assert!(!all["render"].contains("store"));
    assert!(!all["store"].contains("playbook"));
}

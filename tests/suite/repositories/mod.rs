//! The kinds and states a repository can be in, each made by git: a command that reads and one that
//! writes work there, judged by git, or are refused by a message that names the state and the way
//! out, and then not a byte is another.

mod damage;
mod elsewhere;
mod environment;
mod kinds;
mod owner;
mod settings;
mod states;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::Sandbox;

/// Brings the workspace with the partner `acme` into a state, and returns the folder to work in.
type SetUp = fn(&Sandbox) -> &'static str;

const WRITE: &str = "start acme agreement";
const SUBJECT: &str = "acme: start contract/agreement";

/// Puts each state to the test, and returns what the program says in each.
fn judge(table: &[(&str, SetUp)]) -> String {
    let mut told = String::new();
    for (name, set_up) in table {
        let sandbox = Sandbox::with_acme();
        let folder = set_up(&sandbox);
        let _ = writeln!(told, "## {name}\n{}", told_in(&sandbox, folder));
    }
    told
}

/// Reads and writes in a folder of the sandbox, holds both to their promise, and returns what was said.
fn told_in(sandbox: &Sandbox, folder: &str) -> String {
    let before = everything(sandbox.path());
    let read = sandbox.run(&format!("-C {folder} portfolio"));
    assert_same(&before, &everything(sandbox.path()), "reading");
    let git = |args: &[&str]| git_in(sandbox, folder, args);
    let check = || git(&["fsck", "--strict", "--no-dangling", "--no-progress"]);
    let (head, status) = (git(&["rev-parse", "--verify", "HEAD"]), git(&["status", "--porcelain"]));
    let sound = check();
    // `git status` may have refreshed the index.
    let before = everything(sandbox.path());
    let write = sandbox.run(&format!("-C {folder} {WRITE}"));
    if write.code == 0 {
        let logged = git(&["log", "-1", "--format=%s%n%P"]);
        assert_eq!(logged, Ok(format!("{SUBJECT}\n{}", head.expect("a head"))), "{write}");
        assert_eq!(check(), sound, "{write}");
        assert_eq!(git(&["status", "--porcelain"]), status, "{write}");
        let again = sandbox.run(&format!("-C {folder} {WRITE}"));
        assert!(again.stderr.contains("doing"), "{again}");
    } else {
        assert_eq!(write.code, 2, "{write}");
        assert_same(&before, &everything(sandbox.path()), "a refused change");
    }
    let mut told = String::new();
    for (what, run) in [("read", read), ("write", write)] {
        if run.stderr.is_empty() {
            // What a report says of a partner that cannot be read.
            let said = if run.code == 0 { "" } else { &run.stdout };
            let _ = writeln!(told, "{what}: {}", run.code);
            told.push_str(said);
        } else {
            let _ = write!(told, "{what}: {}\n{}", run.code, run.stderr);
        }
    }
    let path = sandbox.path().canonicalize().expect("a folder");
    crate::support::without_ids(&told.replace(&*path.to_string_lossy(), "FOLDER"))
}

/// What git says in a folder, or why it says nothing.
fn git_in(sandbox: &Sandbox, folder: &str, args: &[&str]) -> Result<String, String> {
    let output = sandbox.command("git").args(["-C", folder]).args(args).output().expect("git runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
    if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
}

/// Every file below a folder with its bytes, links with where they lead; but for what the program keeps
/// in the repository's own folder to serve its locks.
fn everything(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if name.starts_with("aboard") && name != "aboard.toml" {
                continue;
            }
            let kind = fs::symlink_metadata(&path).expect("metadata");
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_symlink() {
                let target = fs::read_link(&path).expect("a link");
                found.insert(path, target.as_os_str().as_encoded_bytes().to_vec());
            } else {
                let bytes = fs::read(&path).unwrap_or_default();
                found.insert(path, bytes);
            }
        }
    }
    found
}

fn assert_same(before: &BTreeMap<PathBuf, Vec<u8>>, after: &BTreeMap<PathBuf, Vec<u8>>, by: &str) {
    let differ = |path: &&PathBuf| before.get(*path) != after.get(*path);
    let differing: Vec<_> = before.keys().chain(after.keys()).filter(differ).collect();
    assert!(differing.is_empty(), "{by} changed {differing:?}");
}

/// Runs a shell script in the sandbox, for what takes several programs.
fn sh(sandbox: &Sandbox, script: &str) {
    let output = sandbox.command("sh").args(["-euc", script]).output().expect("a shell runs");
    assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
}

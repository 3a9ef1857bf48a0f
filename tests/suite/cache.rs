//! What is derived and kept below `.git/aboard` changes no answer: deleted, damaged, foreign or out of date.

use std::fs;
use std::path::PathBuf;

use crate::support::Sandbox;

const QUESTIONS: [&str; 6] = [
    "status acme",
    "gate acme",
    "portfolio",
    "portfolio --format json --now +400d",
    "scorecard acme --format json",
    "log acme",
];

fn answers(sandbox: &Sandbox) -> Vec<String> {
    QUESTIONS.iter().map(|line| sandbox.run(line).to_string()).collect()
}

fn kept(sandbox: &Sandbox) -> Vec<PathBuf> {
    let entries = fs::read_dir(sandbox.file(".git/aboard")).expect("a folder");
    let files = entries.map(|entry| entry.expect("an entry").path());
    files.filter(|file| file.file_name().is_some_and(|name| name != "lock")).collect()
}

#[test]
fn what_is_kept_may_be_deleted_damaged_or_replaced() {
    let sandbox = Sandbox::with_acme();
    sandbox.ok("partner add beta --set tier=starter");
    let expected = answers(&sandbox);
    assert_eq!(answers(&sandbox), expected, "the second time");
    let files = kept(&sandbox);
    assert!(files.iter().any(|file| file.to_string_lossy().contains("playbook-")), "{files:?}");
    for file in &files {
        let whole = fs::read(file).expect("a file");
        let half = whole[..whole.len() / 2].to_vec();
        let mut flipped = whole.clone();
        flipped[whole.len() / 2] ^= 1;
        for bytes in [Vec::new(), half, flipped, b"nonsense".to_vec()] {
            fs::write(file, bytes).expect("a file that can be written");
            assert_eq!(answers(&sandbox), expected, "{}", file.display());
        }
        fs::remove_file(file).expect("a file");
        fs::create_dir(file).expect("a folder in its place");
        assert_eq!(answers(&sandbox), expected, "{}", file.display());
        fs::remove_dir_all(file).expect("a folder");
    }
    fs::remove_dir_all(sandbox.file(".git/aboard")).expect("a folder");
    assert_eq!(answers(&sandbox), expected, "deleted");
    fs::remove_dir_all(sandbox.file(".git/aboard")).expect("a folder");
    fs::write(sandbox.file(".git/aboard"), "").expect("a file in its place");
    assert_eq!(answers(&sandbox), expected, "no folder");
}

/// A pin whose playbook was read before, and whose commit or path is no more: what was kept must not hide it.
#[test]
fn a_pin_that_leads_nowhere_is_told_though_its_playbook_is_kept() {
    let sandbox = Sandbox::with_acme();
    sandbox.ok("status acme");
    let state = sandbox.read("partners/acme.toml");
    sandbox.write("partners/acme.toml", &state.replace("playbooks/seller.yaml", "playbooks/other.yaml"));
    sandbox.commit_all("Tamper with the pin");
    let with = sandbox.run("status acme").to_string();
    fs::remove_dir_all(sandbox.file(".git/aboard")).expect("a folder");
    assert_eq!(sandbox.run("status acme").to_string(), with);
    assert!(with.contains("cannot be read at its pin"), "{with}");
}

/// The text of the playbook changes; who was added before stays with the text of the pin.
#[test]
fn an_edited_playbook_is_another_one() {
    let sandbox = Sandbox::with_acme();
    let before = sandbox.run("status acme --all").to_string();
    let text = sandbox.read("playbooks/seller.yaml");
    sandbox.write("playbooks/seller.yaml", &text.replace("title: ", "title: New "));
    sandbox.commit_all("Rename all");
    assert_eq!(sandbox.run("status acme --all").to_string(), before);
    sandbox.ok("partner add beta --set tier=starter");
    let other = sandbox.ok("status beta --all").to_string();
    assert!(other.contains("New ") && !before.contains("New "), "{other}");
    assert_eq!(sandbox.ok("status beta --all").to_string(), other);
}

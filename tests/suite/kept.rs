//! Rows that are kept beside the repository: they change no answer, whatever becomes of them.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;

use crate::partners::{break_file, with_four};
use crate::support::Sandbox;

/// Moments before, at and after that at which rows were kept, with what falls due between.
const MOMENTS: [&str; 4] = ["2026-03-03", "2026-03-10T22:59:59Z", "2026-03-16", "2026-04-02"];

fn file(sandbox: &Sandbox) -> PathBuf {
    sandbox.file(".git/aboard/portfolio")
}

/// What is answered at every moment, now and as of the first commits.
fn answers(sandbox: &Sandbox) -> Vec<String> {
    let mut answers = vec![sandbox.run("portfolio --format json --archived").to_string()];
    for now in MOMENTS {
        for more in ["--archived --sort days", "--stage kickoff --champion dana --at 2026-03-03"] {
            answers.push(sandbox.run(&format!("portfolio --format csv --now {now} {more}")).to_string());
        }
    }
    answers
}

/// Compares what is answered by what is kept with what is answered by nothing, twice: once it was kept.
fn agree(sandbox: &Sandbox, what: &str) {
    let kept = answers(sandbox);
    let again = answers(sandbox);
    fs::remove_dir_all(sandbox.file(".git/aboard")).ok();
    let anew = answers(sandbox);
    for (number, anew) in anew.iter().enumerate() {
        assert_eq!(&kept[number], anew, "{what}");
        assert_eq!(&again[number], anew, "{what}, again");
    }
}

#[test]
fn what_is_kept_answers_like_what_is_derived() {
    let sandbox = with_four();
    agree(&sandbox, "at first");
    sandbox.ok("start acme agreement");
    agree(&sandbox, "after a change");
    sandbox.at("2026-03-18T09:00:00Z");
    agree(&sandbox, "after a week");
    let config = sandbox.read("aboard.toml");
    sandbox.write("aboard.toml", &config.replacen("Europe/Berlin", "Asia/Tokyo", 1));
    sandbox.commit_all("Move to Tokyo");
    agree(&sandbox, "in another zone");
    sandbox.write("aboard.toml", &config.replacen("Dana Fox", "Dana Wolf", 1));
    sandbox.commit_all("Call Dana by her name");
    agree(&sandbox, "under another name");
    let playbook = sandbox.read("playbooks/seller.yaml");
    sandbox
        .write("playbooks/seller.yaml", &playbook.replacen("expected: 10 business days", "expected: 1d", 1));
    sandbox.commit_all("Change what is not pinned");
    agree(&sandbox, "beside another playbook");
    break_file(&sandbox, "cumulus");
    agree(&sandbox, "with a partner that cannot be read");
    sandbox.git(&["rm", "--quiet", "partners/acme.toml"]);
    sandbox.commit_all("Lose a partner");
    agree(&sandbox, "without a partner");
    sandbox.git(&["reset", "--quiet", "--hard", "HEAD~2"]);
    agree(&sandbox, "with what was lost");
}

/// After a change only the folders are read that changed: whatever lies there, and wherever, is told as if all were.
#[test]
fn partners_that_come_go_and_are_mislaid_are_told_from_what_changed() {
    for (layout, acme) in [("flat", "partners/acme.toml"), ("sharded", "partners/82/acme.toml")] {
        let sandbox = with_four();
        if layout == "sharded" {
            agree(&sandbox, "before all files move");
            sandbox.ok("doctor --layout sharded");
        }
        let told = |what: &str| agree(&sandbox, &format!("{layout}: {what}"));
        let git = |line: &str| sandbox.git(&line.split(' ').collect::<Vec<_>>());
        told("at first");
        sandbox.ok("partner add aaa --set tier=starter");
        sandbox.ok("partner add zulu --set tier=starter");
        told("with a new first and last partner");
        sandbox.write("partners/README.md", "Ours");
        sandbox.write("partners/82/README.md", "Ours");
        sandbox.commit_all("Say whose they are");
        told("beside files of others");
        let bytes = sandbox.read(acme);
        sandbox.write("partners/00/acme.toml", &bytes);
        sandbox.commit_all("Copy a partner astray");
        told("with a copy astray");
        sandbox.ok("start acme agreement");
        told("with a copy astray of what was before");
        git(&format!("rm --quiet {acme}"));
        sandbox.commit_all("Lose a partner");
        told("with a copy alone");
        git("reset --quiet --hard HEAD~1");
        told("with what was lost");
        git(&format!("mv {acme} acme.toml"));
        sandbox.write(&format!("{acme}/inside"), "A folder in its place");
        sandbox.commit_all("Put a folder in place of a partner");
        told("with a folder in place of a file");
        git("reset --quiet --hard HEAD~1");
        git("rm --quiet -r partners");
        sandbox.commit_all("Lose all");
        told("without any partner");
        git("reset --quiet --hard HEAD~5");
        told("as it was");
    }
}

#[test]
fn of_folders_that_did_not_change_nothing_is_read_again() {
    let sandbox = with_four();
    sandbox.ok("doctor --layout sharded");
    sandbox.ok("portfolio");
    let before = fs::read(file(&sandbox)).expect("rows are kept");
    sandbox.ok("start acme agreement");
    let expected = sandbox.ok("portfolio").stdout;
    fs::write(file(&sandbox), before).expect("what was kept before the change");
    // Without its tree, the folder of another partner cannot be listed.
    let other = sandbox.git(&["ls-files", "partners/*/borealis.toml"]);
    let folder = other.trim().strip_suffix("/borealis.toml").expect("a folder");
    let tree = sandbox.git(&["rev-parse", &format!("HEAD:{folder}")]);
    let (start, rest) = tree.trim().split_at(2);
    fs::remove_file(sandbox.file(&format!(".git/objects/{start}/{rest}"))).expect("a loose object");
    assert_eq!(sandbox.ok("portfolio").stdout, expected);
    fs::remove_file(file(&sandbox)).expect("rows are kept");
    assert_eq!(sandbox.run("portfolio").code, 2);
}

#[test]
fn a_pin_that_is_gone_is_not_believed_for_having_been_there() {
    let sandbox = with_four();
    let playbook = sandbox.read("playbooks/seller.yaml");
    sandbox.write("playbooks/seller.yaml", &playbook.replacen("title: Seller", "title: Sellers", 1));
    sandbox.commit_all("Change what is not pinned");
    agree(&sandbox, "pinned to an earlier commit");
    assert_eq!(sandbox.run("portfolio").code, 0);
    // The state is grafted onto a history of its own, in which no commit of a pin is left.
    sandbox.git(&["checkout", "--quiet", "--orphan", "other"]);
    sandbox.commit_all("Begin anew");
    sandbox.git(&["branch", "--quiet", "-D", "main"]);
    sandbox.git(&["reflog", "expire", "--expire=now", "--all"]);
    sandbox.git(&["gc", "--quiet", "--prune=now"]);
    let kept = sandbox.run("portfolio");
    assert_eq!(kept.code, 2, "{kept}");
    assert!(kept.stdout.contains("cannot be read at its pin"), "{kept}");
    agree(&sandbox, "without the commit of the pin");
}

#[test]
fn what_is_damaged_is_derived_anew() {
    let sandbox = with_four();
    let sound = sandbox.run("portfolio").to_string();
    let whole = fs::read(file(&sandbox)).expect("rows are kept");
    for cut in [0, 1, 20, whole.len() / 2, whole.len() - 1] {
        fs::write(file(&sandbox), &whole[..cut]).expect("a file");
        assert_eq!(sandbox.run("portfolio").to_string(), sound, "cut at {cut}");
        assert_eq!(fs::read(file(&sandbox)).expect("kept again"), whole, "cut at {cut}");
    }
    for flipped in (0..whole.len()).step_by(97) {
        let mut bytes = whole.clone();
        bytes[flipped] ^= 0x11;
        fs::write(file(&sandbox), bytes).expect("a file");
        assert_eq!(sandbox.run("portfolio").to_string(), sound, "flipped at {flipped}");
    }
    fs::remove_file(file(&sandbox)).expect("a file");
    fs::create_dir(file(&sandbox)).expect("a folder in its place");
    assert_eq!(sandbox.run("portfolio").to_string(), sound, "a folder in its place");
}

#[test]
fn rows_are_kept_once_and_again_only_for_what_changed() {
    let sandbox = with_four();
    let inode = || fs::metadata(file(&sandbox)).expect("rows are kept").ino();
    sandbox.ok("portfolio");
    let first = inode();
    for more in ["", "--format json", "--stage live", "--now +3w", "--at HEAD~3", "--attribute tier=starter"]
    {
        sandbox.ok(&format!("portfolio {more}"));
        assert_eq!(inode(), first, "{more}");
    }
    // Another file of the same name takes its place; the first inode may be given out again only after that.
    let held = fs::File::open(file(&sandbox)).expect("rows are kept");
    sandbox.ok("start acme agreement");
    sandbox.ok("portfolio");
    assert_ne!(inode(), first);
    drop(held);
}

#[test]
fn a_folder_that_takes_no_files_is_no_reason_to_complain() {
    let sandbox = with_four();
    let sound = sandbox.run("portfolio").to_string();
    fs::remove_dir_all(sandbox.file(".git/aboard")).expect("rows were kept");
    // A file in place of the folder holds for those who may write anywhere, too.
    fs::write(sandbox.file(".git/aboard"), "").expect("a file");
    assert_eq!(sandbox.run("portfolio").to_string(), sound);
    fs::remove_file(sandbox.file(".git/aboard")).expect("a file");
    fs::create_dir(sandbox.file(".git/aboard")).expect("a folder");
    fs::set_permissions(sandbox.file(".git/aboard"), fs::Permissions::from_mode(0o555)).expect("a mode");
    assert_eq!(sandbox.run("portfolio").to_string(), sound);
    fs::set_permissions(sandbox.file(".git/aboard"), fs::Permissions::from_mode(0o755)).expect("a mode");
}

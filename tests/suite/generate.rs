//! The generator of large portfolios: what it writes is what the commands write, to the last commit id.

use std::path::Path;

use aboard::change::message::{self, Told};

use crate::support::Sandbox;

#[path = "../../benches/generate/portfolio/mod.rs"]
mod portfolio;

use portfolio::{Made, Options, generate};

fn options(folder: &Path, sharded: bool, notes: bool) -> Options {
    Options { folder: folder.to_owned(), partners: 6, changes: 80, sharded, seed: 7, notes }
}

/// Notes are left out here: their files are named by a ULID, which is random when a command makes it, and each
/// commit id after one hangs on it. The next test looks at them.
fn the_commands_make_the_same_commits(sharded: bool) {
    let sandbox = Sandbox::empty();
    let generated = sandbox.file("generated");
    let mut script = Vec::new();
    let Made { head, first } =
        generate(&options(&generated, sharded, false), Some(&mut script)).expect("a portfolio");
    sandbox.git(&["-C", "generated", "branch", "laid", &first]);
    sandbox.git(&["clone", "--quiet", "--branch=laid", "generated", "replayed"]);
    sandbox.git(&["-C", "replayed", "checkout", "--quiet", "-B", "main"]);
    sandbox.write("replay.sh", &String::from_utf8(script).expect("text"));
    let program = Path::new(env!("CARGO_BIN_EXE_aboard")).parent().expect("a folder");
    let path = std::env::var("PATH").expect("a path");
    let replay = sandbox
        .command("sh")
        .arg("../replay.sh")
        .current_dir(sandbox.file("replayed"))
        .env("PATH", format!("{}:{path}", program.display()))
        .output()
        .expect("a shell runs");
    let told = String::from_utf8_lossy(&replay.stderr);
    assert!(replay.status.success(), "{}\n{told}", String::from_utf8_lossy(&replay.stdout));
    // Shown in full first, so that what differs can be read.
    let log = |folder| sandbox.git(&["-C", folder, "log", "--reverse", "--format=%ci %ai %an %s%n%b", "-p"]);
    assert_eq!(log("generated"), log("replayed"));
    assert_eq!(sandbox.git(&["-C", "replayed", "rev-parse", "HEAD"]).trim(), head);
    assert_eq!(sandbox.git(&["-C", "generated", "status", "--porcelain"]), "");
    assert_eq!(sandbox.git(&["-C", "generated", "rev-list", "--count", "HEAD"]).trim(), "81");
}

#[test]
fn the_commands_make_the_same_commits_in_a_flat_folder() {
    the_commands_make_the_same_commits(false);
}

#[test]
fn the_commands_make_the_same_commits_in_shards() {
    the_commands_make_the_same_commits(true);
}

#[test]
fn fewer_changes_than_partners_and_a_folder_in_use_are_refused() {
    let sandbox = Sandbox::empty();
    let few = Options { changes: 5, ..options(&sandbox.file("few"), false, true) };
    let refused = generate(&few, None).err().map(|error| error.to_string());
    assert!(refused.is_some_and(|told| told.contains("5 changes are too few for 6 partners")));
    sandbox.write("used/mine.txt", "mine\n");
    let refused = generate(&options(&sandbox.file("used"), false, true), None).err();
    assert!(refused.is_some_and(|told| told.to_string().contains("is not empty")));
}

fn kind(told: &Told) -> &'static str {
    match told {
        Told::Partner(recorded) => recorded.change.kind(),
        Told::Layout { .. } => "workspace.layout",
    }
}

/// Every kind of change is in a portfolio of this size, and can be read back; the second time gives the same.
#[test]
fn a_portfolio_has_changes_of_all_kinds_and_is_the_same_each_time() {
    let sandbox = Sandbox::empty();
    let make = |folder: &str| {
        let options = Options { partners: 40, changes: 900, ..options(&sandbox.file(folder), true, true) };
        generate(&options, None).expect("a portfolio").head
    };
    assert_eq!(make("one"), make("two"));
    let log = sandbox.git(&["-C", "one", "log", "--format=%B%x00"]);
    let messages = log.split('\0').map(str::trim_start).filter(|message| !message.is_empty());
    let recorded = messages.filter_map(message::read);
    let kinds: std::collections::BTreeSet<_> =
        recorded.map(|read| kind(&read.expect("a change that can be read"))).collect();
    for kind in [
        "partner.add",
        "partner.set",
        "partner.archive",
        "item.start",
        "item.submit",
        "item.complete",
        "item.reject",
        "item.block",
        "item.unblock",
        "note.add",
        "waiver.request",
        "waiver.approve",
        "waiver.reject",
        "stage.sign",
        "stage.promote",
        "stage.rollback",
    ] {
        assert!(kinds.contains(kind), "no {kind} among {kinds:?}");
    }
    let states = sandbox.git(&["-C", "one", "grep", "--no-index", "-h", "^stage = ", "partners"]);
    for stage in ["kickoff", "sandbox", "pilot", "production", "live"] {
        assert!(states.contains(&format!("stage = \"{stage}\"")), "nobody is in {stage}");
    }
    assert_eq!(sandbox.git(&["-C", "one", "fsck", "--strict", "--no-dangling"]), "");
    let lint = sandbox.run("-C one lint");
    assert_eq!((lint.code, lint.stdout.contains("warning")), (0, false), "{lint}");
}

//! `doctor --layout`: one commit moves every file of every partner, and says so in `aboard.toml`; each byte stays.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::thread;

use crate::support::Sandbox;

/// Three partners with notes, files of the user's, and things in the state directory that are nobody's.
fn workspace() -> Sandbox {
    let sandbox = Sandbox::with_acme();
    sandbox.ok("partner add beta --set tier=starter");
    sandbox.ok("partner add 82 --set tier=starter --name 'Eighty-two'");
    sandbox.ok("start acme agreement");
    sandbox.ok("note acme -m 'They called'");
    sandbox.ok("note 82 -m 'They called, too'");
    sandbox.write("partners/README.md", "What lies here\n");
    sandbox.commit_all("Say what lies there");
    sandbox.write("partners/beta/mine.txt", "mine\n");
    sandbox
}

/// The blobs of the state, by the name of the file and, for notes, of the partner.
fn blobs(sandbox: &Sandbox, at: &str) -> BTreeMap<String, String> {
    let listed = sandbox.git(&["ls-tree", "-r", "--format=%(objectname) %(path)", at, "partners"]);
    let blob = |line: &str| {
        let (id, path) = line.split_once(' ').expect("an id and a path");
        let folders: Vec<&str> = path.split('/').collect();
        let name =
            folders.iter().position(|folder| *folder == "notes").map_or(folders.len() - 1, |at| at - 1);
        (folders[name..].join("/"), id.to_owned())
    };
    listed.lines().map(blob).collect()
}

fn in_step(sandbox: &Sandbox) {
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "?? partners/beta/\n");
    assert_eq!(sandbox.read("partners/beta/mine.txt"), "mine\n");
    assert_eq!(sandbox.git(&["fsck", "--strict", "--no-dangling"]), "");
}

#[test]
fn there_and_back_every_byte_is_where_it_was() {
    let sandbox = workspace();
    let (tree, head) = (sandbox.git(&["rev-parse", "HEAD:partners"]), sandbox.git(&["rev-parse", "HEAD"]));
    let (config, before) = (sandbox.read("aboard.toml"), blobs(&sandbox, "HEAD"));
    let (status, portfolio) = (sandbox.ok("status acme").stdout, sandbox.ok("portfolio").stdout);

    let run = sandbox.ok("doctor --layout sharded -m 'We are many'");
    insta::assert_snapshot!("layout_sharded", run);
    assert_eq!(sandbox.git(&["rev-parse", "HEAD~1"]), head);
    assert_eq!(blobs(&sandbox, "HEAD"), before);
    assert_eq!(sandbox.read("aboard.toml"), format!("{config}\n[state]\nlayout = \"sharded\"\n"));
    let listed =
        sandbox.git(&["ls-files", "partners/README.md", "partners/82/acme.toml", "partners/82/82.toml"]);
    assert_eq!(listed, "partners/82/acme.toml\npartners/README.md\n");
    assert!(!sandbox.file("partners/acme").exists(), "an empty folder stayed");
    in_step(&sandbox);
    assert_eq!(sandbox.ok("status acme").stdout, status);
    assert_eq!(sandbox.ok("portfolio").stdout, portfolio);
    assert_eq!(sandbox.ok("doctor").stdout, "nothing to mend\n");

    let commits = sandbox.commits();
    assert_eq!(sandbox.ok("doctor --layout sharded").stdout, "state is laid out sharded already\n");
    assert_eq!(sandbox.commits(), commits);

    sandbox.ok("doctor --layout flat");
    assert_eq!(sandbox.git(&["rev-parse", "HEAD:partners"]), tree);
    assert_eq!(sandbox.read("aboard.toml"), format!("{config}\n[state]\nlayout = \"flat\"\n"));
    in_step(&sandbox);
    sandbox.ok("note acme -m 'They are many'");
}

#[test]
fn history_goes_on_through_it_and_the_past_is_where_it_was() {
    let sandbox = workspace();
    let before = sandbox.git(&["rev-parse", "HEAD"]);
    let then = sandbox.ok("status acme").stdout;
    sandbox.at("2026-03-03T09:00:00Z").ok("doctor --layout sharded -m 'We are many'");
    sandbox.ok("note acme -m 'They are many'");
    let shown = |line: &str| sandbox.ok(line).stdout;
    insta::assert_snapshot!("layout_log", sandbox.ok("log acme"));
    // A partner with the name of a small folder has no more history than its own.
    let own = shown("log 82");
    assert!(own.contains("82: note") && own.contains("82: add") && !own.contains("acme"), "{own}");
    assert_eq!(shown(&format!("status acme --at {}", before.trim())), then);
    assert_eq!(shown("status acme --at 2026-03-02T23:00:00Z --now 2026-03-02T09:00:00Z"), then);
    let told: serde_json::Value = serde_json::from_str(&shown("log acme --format json")).expect("JSON");
    let entry = &told["entries"][1];
    assert_eq!(
        (&entry["change"], &entry["partner"], &entry["text"]),
        (&"workspace.layout".into(), &serde_json::Value::Null, &"We are many".into())
    );
    assert!(shown("log").contains("lay state out sharded, 3 partners moved"));
}

#[test]
fn a_dry_run_says_all_and_does_nothing() {
    let sandbox = workspace();
    let head = sandbox.git(&["rev-parse", "HEAD"]);
    let mut shown = sandbox.ok("doctor --layout sharded --dry-run -m 'We are many'").to_string();
    for id in ["82", "acme"] {
        let note = fs::read_dir(sandbox.file(&format!("partners/{id}/notes"))).expect("notes").next();
        let name = note.expect("a note").expect("a note").file_name();
        shown = shown.replace(&*name.to_string_lossy(), "NOTE.toml");
    }
    insta::assert_snapshot!("layout_dry_run", shown);
    assert_eq!(sandbox.git(&["rev-parse", "HEAD"]), head);
    in_step(&sandbox);
    for line in ["doctor --dry-run", "doctor -m x", "doctor --layout flat --fix", "doctor --layout round"] {
        assert_eq!(sandbox.run(line).code, 2, "{line}");
    }
}

#[test]
fn edits_that_are_not_committed_are_neither_moved_nor_lost() {
    let edits = [
        ("partners/beta.toml", "# edited\n"),
        ("aboard.toml", "# edited\n"),
        // Somebody's file where one is to go.
        ("partners/82/acme.toml", "mine\n"),
    ];
    for (path, text) in edits {
        let sandbox = workspace();
        let head = sandbox.git(&["rev-parse", "HEAD"]);
        sandbox.write(path, text);
        let run = sandbox.run("doctor --layout sharded");
        assert_eq!(run.code, 2, "{run}");
        assert!(run.stderr.contains(&format!("uncommitted edits in `{path}`")), "{run}");
        assert_eq!(sandbox.git(&["rev-parse", "HEAD"]), head);
        assert_eq!(sandbox.read(path), text);
        assert!(sandbox.file("partners/acme.toml").exists());
    }
}

#[test]
fn what_is_in_the_way_or_unclear_is_named() {
    let cases = [
        ("partners/82/acme.toml", "is of `82` in one layout, and of `acme` in the other"),
        ("partners/00/other.toml", "lies where neither layout has it"),
        ("partners/f4", "`partners/f4` is in the way"),
    ];
    for (path, complaint) in cases {
        let sandbox = workspace();
        sandbox.write(path, "format = 1\n");
        sandbox.commit_all("A file");
        let run = sandbox.run("doctor --layout sharded");
        assert_eq!(run.code, 2, "{run}");
        assert!(run.stderr.contains(complaint) && run.stderr.contains("hint: "), "{run}");
        assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    }
}

#[test]
fn files_that_lie_otherwise_than_is_said_are_brought_to_where_they_belong() {
    let sandbox = workspace();
    let config = sandbox.read("aboard.toml");
    sandbox.write("aboard.toml", &format!("{config}\n[state]\nlayout = \"sharded\"\n"));
    sandbox.commit_all("Spread partners, by hand");
    let run = sandbox.run("partner add acme --set tier=starter");
    assert_eq!(run.code, 2, "{run}");
    assert!(run.stderr.contains("aboard doctor"), "{run}");
    assert!(sandbox.run("doctor").stdout.contains("aboard doctor --layout flat"));
    let run = sandbox.ok("doctor --layout sharded");
    assert!(run.stdout.ends_with("workspace: lay state out sharded, 3 partners moved\n"), "{run}");
    assert_eq!(sandbox.ok("doctor").code, 0);
    // Or what is said is brought to how they lie.
    sandbox.write("aboard.toml", &config);
    sandbox.commit_all("Back, by hand");
    let run = sandbox.ok("doctor --layout sharded");
    assert!(run.stdout.ends_with("workspace: lay state out sharded\n"), "{run}");
    sandbox.ok("status acme");
}

/// The two repositories take a commit each, and asking again makes the one that is missing.
#[test]
fn state_in_another_repository_takes_a_commit_in_each() {
    let sandbox = Sandbox::workspace();
    sandbox.git(&["init", "--quiet", "--initial-branch=main", "records"]);
    let config = format!("{}\n[state]\ndirectory = \"records\" # apart\n", sandbox.read("aboard.toml"));
    sandbox.write("aboard.toml", &config);
    sandbox.write(".gitignore", "/records/\n");
    sandbox.commit_all("Keep state elsewhere");
    sandbox.ok("partner add acme --set tier=starter");
    sandbox.ok("note acme -m 'They called'");
    let before = sandbox.git(&["rev-parse", "HEAD"]);
    sandbox.at("2026-03-03T09:00:00Z");
    insta::assert_snapshot!("layout_apart", sandbox.ok("doctor --layout sharded"));
    let heads = || [".", "records"].map(|folder| sandbox.git(&["-C", folder, "log", "-1", "--format=%s"]));
    assert_eq!(
        heads(),
        ["workspace: lay state out sharded\n", "workspace: lay state out sharded, 1 partner moved\n"]
    );
    assert!(sandbox.file("records/82/acme.toml").is_file());
    let status = sandbox.ok("status acme").stdout;
    assert_eq!(sandbox.ok("log acme").stdout.lines().count(), sandbox.ok("log").stdout.lines().count());

    // What can be seen to stop the second commit stops the first.
    sandbox.git(&["reset", "--quiet", "--hard", before.trim()]);
    sandbox.git(&["-C", "records", "reset", "--quiet", "--hard", "HEAD~1"]);
    sandbox.write("aboard.toml", &format!("{config}# edited\n"));
    let run = sandbox.run("doctor --layout sharded");
    assert!(run.code == 2 && run.stderr.starts_with("error: uncommitted edits in `aboard.toml`"), "{run}");
    assert!(sandbox.file("records/acme.toml").is_file());
    // What is only found out then is told with what is done and what is left.
    sandbox.git(&["checkout", "--quiet", "--force", "--detach"]);
    insta::assert_snapshot!("layout_half", sandbox.run("doctor --layout sharded"));
    sandbox.git(&["checkout", "--quiet", "main"]);
    // As if it had died between the two.
    sandbox.git(&["reset", "--quiet", "--hard", before.trim()]);
    let run = sandbox.run("doctor");
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stdout.contains("aboard doctor --layout sharded"), "{run}");
    for line in ["status acme", "partner add acme --set tier=starter"] {
        assert_eq!(sandbox.run(line).code, 2, "{line}");
    }
    let run = sandbox.ok("doctor --layout sharded");
    assert!(run.stdout.ends_with("workspace: lay state out sharded\n"), "{run}");
    assert_eq!(sandbox.ok("status acme").stdout, status);
    assert_eq!(sandbox.ok("doctor").stdout, "nothing to mend\n");
    for folder in [".", "records"] {
        assert_eq!(sandbox.git(&["-C", folder, "status", "--porcelain"]), "", "{folder}");
    }
    assert!(
        fs::read_to_string(sandbox.file("aboard.toml")).expect("a file").contains("layout = \"sharded\"\n")
    );
}

/// Whoever reads the layout before it changes and writes after it reads again, and writes where files lie by then.
#[test]
fn changes_that_are_made_meanwhile_are_neither_lost_nor_misplaced() {
    const EACH: usize = 12;
    let sandbox = Sandbox::with_acme();
    sandbox.ok("partner add beta --set tier=starter");
    let before = sandbox.commits();
    let note = |partner: &str, turn: usize| {
        let mut command = sandbox.aboard();
        command.args(["note", partner, "--message", &format!("turn {turn} of {partner}.")]);
        command
    };
    let layout = |turn: usize| {
        let mut command = sandbox.aboard();
        command.args(["doctor", "--layout", if turn.is_multiple_of(2) { "sharded" } else { "flat" }]);
        command
    };
    let mut works: Vec<Vec<Command>> =
        ["acme", "beta"].map(|partner| (0..EACH).map(|turn| note(partner, turn)).collect()).into();
    works.push((0..EACH).map(layout).collect());
    thread::scope(|scope| {
        for work in works {
            scope.spawn(move || {
                for mut command in work {
                    let output = command.output().expect("a process");
                    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                }
            });
        }
    });
    assert_eq!(sandbox.commits() - before, 3 * EACH);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert_eq!(sandbox.git(&["fsck", "--strict", "--no-dangling"]), "");
    assert_eq!(sandbox.ok("doctor").stdout, "nothing to mend\n");
    let files = sandbox.git(&["ls-files", "partners"]);
    assert_eq!(
        files.lines().filter(|path| path.starts_with("partners/acme/notes/")).count(),
        EACH,
        "{files}"
    );
    assert_eq!(
        files.lines().filter(|path| path.starts_with("partners/beta/notes/")).count(),
        EACH,
        "{files}"
    );
}

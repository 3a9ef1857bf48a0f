//! `doctor`: what is amiss is told with what mends it; without `--fix`, nothing is touched.

use std::fs::{self, File};
use std::os::unix::fs::symlink;

use serde_json::Value;

use crate::support::{Run, Sandbox};

/// The findings of a workspace, each as `level finding place`.
fn findings(sandbox: &Sandbox) -> Vec<String> {
    let run = sandbox.run("doctor --format json");
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run}"));
    let findings = report["findings"].as_array().expect("findings");
    let has_error = findings.iter().any(|finding| finding["level"] == "error");
    assert_eq!(run.code, i32::from(has_error), "{run}");
    let word = |finding: &Value, key: &str| finding[key].as_str().expect("a word").to_owned();
    let line = |finding: &Value| {
        let place = word(finding, "place").replace(&root(sandbox), "ROOT");
        assert!(!finding["hints"].as_array().expect("hints").is_empty(), "{finding}");
        format!("{} {} {place}", word(finding, "level"), word(finding, "finding"))
    };
    findings.iter().map(line).collect()
}

fn root(sandbox: &Sandbox) -> String {
    fs::canonicalize(sandbox.path()).expect("a folder").to_string_lossy().into_owned()
}

/// The transcript without the place of the sandbox.
fn shown(sandbox: &Sandbox, run: &Run) -> String {
    run.to_string().replace(&root(sandbox), "ROOT")
}

/// Runs the command that a finding names behind `with` its words, as a shell does.
fn follow(sandbox: &Sandbox, run: &Run, start: &str) {
    let lines = run.stdout.lines().filter_map(|line| line.split_once(start));
    let commands: Vec<String> =
        lines.map(|(_, rest)| format!("{}{rest}", start.trim_start_matches(": "))).collect();
    assert!(!commands.is_empty(), "no `{start}`: {run}");
    for command in commands {
        let ended = sandbox.command("sh").args(["-c", &command]).status().expect("a shell runs");
        assert!(ended.success(), "{command}");
    }
}

#[test]
fn a_sound_workspace_has_nothing_to_mend() {
    let sandbox = Sandbox::with_acme();
    sandbox.ok("note acme -m 'A call'");
    for line in ["doctor", "doctor --fix"] {
        let run = sandbox.ok(line);
        assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("nothing to mend\n", ""), "{run}");
    }
    assert_eq!(findings(&sandbox), [""; 0]);
    assert_eq!(findings(&Sandbox::workspace()), [""; 0]);
    assert_eq!(sandbox.run("doctor --format csv").code, 2);
    let outside = Sandbox::empty();
    assert_eq!(outside.run("doctor").code, 2);
}

#[test]
fn leftovers_are_told_and_only_mended_when_that_is_asked() {
    let sandbox = Sandbox::with_acme();
    let mark = sandbox.read(".git/aboard.mark");
    sandbox.write(".git/index.lock", &mark);
    sandbox.write(".git/aboard.journal", "aboard journal 1\n");
    sandbox.write(".git/aboard-commit-abc123/blob", "half");
    sandbox.write(".git/aboard-asked-abc123/lock", "");
    sandbox.write("partners/.aboard-a1B2c3.tmp", "half");
    sandbox.write("partners/.aboard-mine.tmp", "mine");
    sandbox.write(".git/aboard/lock", "");
    sandbox.write(".git/aboard/rows.tmp", "half");
    let left =
        ["aboard.journal", "index.lock", "aboard-commit-abc123", "aboard-asked-abc123", "aboard/rows.tmp"];
    let mut expected: Vec<String> =
        left.iter().map(|name| format!("error left-behind ROOT/.git/{name}")).collect();
    expected.push("error left-behind ROOT/partners/.aboard-a1B2c3.tmp".to_owned());
    assert_eq!(findings(&sandbox), expected);
    // Looking has changed nothing.
    assert_eq!(findings(&sandbox), expected);
    let run = sandbox.ok("doctor --fix");
    insta::assert_snapshot!("mended", shown(&sandbox, &run));
    for name in left {
        assert!(!sandbox.file(&format!(".git/{name}")).exists(), "{name}");
    }
    assert!(!sandbox.file("partners/.aboard-a1B2c3.tmp").exists());
    assert!(sandbox.file("partners/.aboard-mine.tmp").exists());
    assert_eq!(findings(&sandbox), [""; 0]);
    sandbox.ok("start acme agreement");
}

#[test]
fn who_is_at_work_is_told_and_nothing_of_theirs_is_taken() {
    let sandbox = Sandbox::with_acme();
    sandbox.write(".git/aboard-commit-abc123/blob", "half");
    let lock = File::options().write(true).open(sandbox.file(".git/aboard.lock")).expect("the lock");
    lock.lock().expect("a lock that can be taken");
    assert_eq!(findings(&sandbox), ["hint busy ROOT"]);
    sandbox.ok("doctor --fix");
    assert!(sandbox.file(".git/aboard-commit-abc123/blob").exists());
    drop(lock);
    assert_eq!(findings(&sandbox), ["error left-behind ROOT/.git/aboard-commit-abc123"]);
}

#[test]
fn locks_of_others_are_named_with_their_age_and_stay() {
    let sandbox = Sandbox::with_acme();
    for lock in ["index.lock", "refs/heads/main.lock", "config.lock"] {
        sandbox.write(&format!(".git/{lock}"), "");
        let file = File::options().write(true).open(sandbox.file(&format!(".git/{lock}"))).expect("a lock");
        let made = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_772_438_400);
        file.set_modified(made).expect("a time");
    }
    let run = sandbox.run("doctor --fix");
    assert_eq!(run.code, 1, "{run}");
    insta::assert_snapshot!("locks", shown(&sandbox, &run));
    follow(&sandbox, &run, ": rm ");
    assert_eq!(findings(&sandbox), [""; 0]);
}

#[test]
fn what_cannot_be_mended_now_is_told_and_the_rest_is_listed() {
    let sandbox = Sandbox::with_acme();
    let head = sandbox.git(&["rev-parse", "HEAD"]);
    let journal = format!(
        "aboard journal 1\nprocess 7\nbranch refs/heads/main\ncommit {head}path partners/acme.toml\nend\n"
    );
    sandbox.write(".git/aboard.journal", &journal);
    sandbox.write(".git/refs/heads/main.lock", &head);
    sandbox.write(".git/index.lock", "");
    let run = sandbox.run("doctor --fix");
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stderr.starts_with("not mended: another program holds git's index"), "{run}");
    let expected = ["left-behind ROOT/.git/aboard.journal", "left-behind ROOT/.git/refs/heads/main.lock"];
    let mut expected: Vec<String> = expected.iter().map(|line| format!("error {line}")).collect();
    expected.push("error locked ROOT/.git/index.lock".to_owned());
    assert_eq!(findings(&sandbox), expected);
    fs::remove_file(sandbox.file(".git/index.lock")).expect("a lock");
    sandbox.ok("doctor --fix");
    assert_eq!(findings(&sandbox), [""; 0]);
}

#[test]
fn state_in_another_repository_is_examined_there() {
    let sandbox = Sandbox::workspace();
    sandbox.git(&["init", "--quiet", "--initial-branch=main", "records"]);
    sandbox.write(".gitignore", "/records/\n");
    let text = sandbox.read("aboard.toml");
    sandbox.write("aboard.toml", &format!("{text}\n[state]\ndirectory = \"records/of us\"\n"));
    sandbox.commit_all("Keep records apart");
    fs::create_dir_all(sandbox.file("records/of us")).expect("a folder");
    sandbox.ok("partner add acme --set tier=starter");
    assert_eq!(findings(&sandbox), [""; 0]);
    sandbox.write("records/.git/aboard-commit-abc123/blob", "half");
    assert_eq!(findings(&sandbox), ["error left-behind ROOT/records/.git/aboard-commit-abc123"]);
    sandbox.ok("doctor --fix");
    sandbox.git(&["-C", "records", "config", "core.autocrlf", "true"]);
    sandbox.git(&["config", "core.autocrlf", "true"]);
    fs::create_dir(sandbox.file("records/of us/00")).expect("a folder");
    sandbox.git(&["-C", "records", "mv", "of us/acme.toml", "of us/00/acme.toml"]);
    sandbox.git(&["-C", "records", "commit", "--quiet", "--message", "Move"]);
    let run = sandbox.run("doctor");
    assert_eq!(run.code, 1, "{run}");
    insta::assert_snapshot!("elsewhere", shown(&sandbox, &run));
    follow(&sandbox, &run, ": mkdir -p ");
    follow(&sandbox, &run, ": echo ");
    sandbox.git(&["-C", "records", "add", "--all"]);
    sandbox.git(&["-C", "records", "commit", "--quiet", "--message", "Mend"]);
    sandbox.ok("doctor");
}

#[test]
fn edits_by_hand_are_told_by_partner() {
    let sandbox = Sandbox::with_acme();
    sandbox.ok("partner add beta --set tier=starter");
    let text = sandbox.read("partners/acme.toml");
    sandbox.write("partners/acme.toml", &text.replace("\"Acme\"", "\"Edited\""));
    sandbox.write("partners/ghost.toml", "boo\n");
    sandbox.write("partners/README.md", "mine\n");
    sandbox.ok("partner add gamma --set tier=starter");
    sandbox.write("partners/gamma/notes/a.toml", "boo\n");
    sandbox.write("partners/gamma/notes/b.toml", "boo\n");
    fs::remove_file(sandbox.file("partners/beta.toml")).expect("a file");
    sandbox.git(&["add", "partners/beta.toml"]);
    let run = sandbox.run("doctor --fix");
    assert_eq!(run.code, 1, "{run}");
    insta::assert_snapshot!("edits", run);
    sandbox.ok("restore --all");
    assert_eq!(findings(&sandbox), [""; 0]);
}

#[test]
fn partners_that_no_command_finds_are_errors_and_the_advice_mends_them() {
    let sandbox = Sandbox::with_acme();
    sandbox.ok("note acme -m 'A call'");
    let text = sandbox.read("aboard.toml");
    sandbox.write("aboard.toml", &format!("{text}\n[state]\nlayout = \"sharded\"\n"));
    sandbox.commit_all("Spread partners");
    assert!(!sandbox.run("gate --all").stdout.contains("acme"));
    let run = sandbox.run("doctor");
    assert_eq!(run.code, 1, "{run}");
    insta::assert_snapshot!("misplaced", run);
    follow(&sandbox, &run, ": mkdir -p ");
    sandbox.commit_all("Move acme");
    assert_eq!(
        findings(&sandbox),
        ["hint out-of-band ".to_owned() + sandbox.git(&["rev-parse", "--short=7", "HEAD"]).trim()]
    );
    assert!(sandbox.run("gate --all").stdout.contains("acme"));
    // The reverse, and a wrong shard.
    fs::create_dir_all(sandbox.file("partners/00")).expect("a folder");
    let shard = sandbox.git(&["ls-files", "partners/*/acme.toml"]);
    sandbox.git(&["mv", shard.trim(), "partners/00/acme.toml"]);
    sandbox.commit_all("Move acme away");
    assert_eq!(findings(&sandbox)[0], "error stranger ".to_owned() + shard.trim().trim_end_matches(".toml"));
    assert_eq!(findings(&sandbox)[1], "error misplaced partners/00/acme.toml");
    sandbox.write("aboard.toml", &text);
    sandbox.commit_all("Back to one folder");
    let run = sandbox.run("doctor");
    follow(&sandbox, &run, ": mkdir -p ");
    sandbox.commit_all("Move acme back");
    assert_eq!(findings(&sandbox).iter().filter(|line| line.starts_with("error")).count(), 0);
    sandbox.ok("status acme");
}

/// What the layout has elsewhere already is not to be moved there.
#[test]
fn a_partner_that_lies_at_two_places_is_told_which_is_read() {
    let sandbox = Sandbox::with_acme();
    sandbox.write("partners/00/acme.toml", "format = 1\n");
    sandbox.commit_all("A second one");
    let run = sandbox.run("doctor");
    assert_eq!(run.code, 1, "{run}");
    let told = "error[misplaced]: partners/00/acme.toml: it is not read: the layout has `acme` elsewhere";
    assert!(run.stdout.contains(told) && !run.stdout.contains("git mv"), "{run}");
    follow(&sandbox, &run, ": git rm ");
    sandbox.commit_all("Take it out");
    assert!(findings(&sandbox).iter().all(|line| line.starts_with("hint")));
}

#[test]
fn names_that_are_like_a_partners_are_told_and_others_are_not() {
    let sandbox = Sandbox::with_acme();
    for name in ["Acme.toml", "Beta.TOML", "no id.toml", "\u{1b}[31mred.toml", "README.md", ".keep"] {
        sandbox.write(&format!("partners/{name}"), "x\n");
    }
    sandbox.write("partners/gone/notes/x.toml", "x\n");
    sandbox.write("partners/folder.toml/x", "x\n");
    sandbox.write("partners/Docs Of Ours/x", "x\n");
    symlink("acme.toml", sandbox.file("partners/linked.toml")).expect("a link");
    sandbox.commit_all("Strangers");
    let run = sandbox.run("doctor");
    assert_eq!(run.code, 1, "{run}");
    insta::assert_snapshot!("strangers", run);
    let markdown = sandbox.run("doctor --format markdown");
    assert_eq!((markdown.code, markdown.stdout.contains('\u{1b}')), (1, false), "{markdown}");
}

#[test]
fn files_that_cannot_be_read_and_pins_without_a_commit_are_told() {
    let sandbox = Sandbox::with_acme();
    sandbox.ok("partner add beta --set tier=starter");
    sandbox.ok("partner add gamma --set tier=starter");
    let gone = "0123456789012345678901234567890123456789";
    let text = sandbox.read("partners/gamma.toml");
    let commit = text.lines().find_map(|line| line.strip_prefix("commit = ")).expect("the commit of a pin");
    sandbox.write("partners/gamma.toml", &text.replace(commit, &format!("\"{gone}\"")));
    sandbox.write("partners/acme.toml", "broken");
    let text = sandbox.read("partners/beta.toml");
    sandbox.write("partners/beta.toml", &text.replacen("format = 1", "format = 2", 1));
    sandbox.commit_all("Break things");
    let run = sandbox.run("doctor");
    assert_eq!(run.code, 1, "{run}");
    insta::assert_snapshot!("broken", run);
    // Once the playbook is another, nothing else has what was pinned.
    let playbook = sandbox.read("playbooks/seller.yaml");
    sandbox.write("playbooks/seller.yaml", &format!("{playbook}\n# edited\n"));
    sandbox.commit_all("Edit the playbook");
    assert!(findings(&sandbox).iter().any(|line| line.starts_with("error pin-missing")));
}

#[test]
fn notes_that_cannot_be_read_are_told_in_either_layout() {
    for layout in ["flat", "sharded"] {
        let sandbox = Sandbox::workspace();
        let text = sandbox.read("aboard.toml");
        sandbox.write("aboard.toml", &format!("{text}\n[state]\nlayout = \"{layout}\"\n"));
        sandbox.commit_all("Lay it out");
        sandbox.ok("partner add acme --set tier=starter");
        sandbox.ok("note acme -m 'A call'");
        let listed = sandbox.git(&["ls-files", "partners"]);
        let note = listed.lines().find(|path| path.contains("/notes/")).expect("a note");
        sandbox.write(note, "broken");
        sandbox.commit_all("Break a note");
        assert_eq!(findings(&sandbox)[0], format!("error unreadable {note}"));
    }
}

#[test]
fn commits_past_aboard_are_a_hint() {
    let sandbox = Sandbox::with_acme();
    sandbox.write("partners/README.md", "mine\n");
    sandbox.commit_all("No partner's");
    assert_eq!(findings(&sandbox), [""; 0]);
    let text = sandbox.read("partners/acme.toml");
    sandbox.write("partners/acme.toml", &text.replace("\"Acme\"", "\"Edited\""));
    sandbox.commit_all("First \u{1b}[31m");
    sandbox.write("partners/acme.toml", &text);
    sandbox.commit_all("Second \u{1b}[31m");
    let run = sandbox.ok("doctor");
    insta::assert_snapshot!("out_of_band", run);
}

#[test]
fn settings_that_bite_are_told() {
    let sandbox = Sandbox::with_acme();
    sandbox.git(&["config", "core.autocrlf", "true"]);
    let run = sandbox.run("doctor");
    assert_eq!(run.code, 1, "{run}");
    insta::assert_snapshot!("settings", run);
    follow(&sandbox, &run, ": echo ");
    assert_eq!(findings(&sandbox), [""; 0]);
    sandbox.write(".gitattributes", "*.toml filter=lfs\n");
    let told = findings(&sandbox);
    assert_eq!(told, ["error unusable ROOT"], "{told:?}");
}

#[test]
fn many_loose_objects_are_a_hint_at_the_threshold_of_git() {
    let sandbox = Sandbox::with_acme();
    for number in 0..3 {
        sandbox.write(&format!(".git/objects/17/{number:038}"), "");
    }
    assert_eq!(findings(&sandbox), [""; 0]);
    sandbox.git(&["config", "gc.auto", "500"]);
    assert_eq!(findings(&sandbox), ["hint loose-objects ROOT"]);
    sandbox.git(&["config", "gc.auto", "0"]);
    assert_eq!(findings(&sandbox), [""; 0]);
}

#[test]
fn another_layout_is_a_hint_where_one_folder_holds_very_many() {
    let sandbox = Sandbox::with_acme();
    let text = sandbox.read("partners/acme.toml");
    for number in 0..1_999 {
        sandbox.write(&format!("partners/p{number}.toml"), &text);
    }
    sandbox.commit_all("Very many");
    let is_told = || findings(&sandbox).contains(&"hint layout partners".to_owned());
    assert!(!is_told());
    sandbox.ok("partner add beta --set tier=starter");
    assert!(is_told());
}

#[test]
fn what_no_partner_owns_is_told_before_it_is_committed() {
    let sandbox = Sandbox::with_acme();
    sandbox.write("partners/README.md", "What lies here\n");
    sandbox.write("partners/Nope.toml", "format = 1\n");
    assert_eq!(findings(&sandbox), ["error stranger partners/Nope.toml"]);
}

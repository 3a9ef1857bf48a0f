//! `restore`: edits of state by hand are taken back, kept, and told; nothing else is touched.

use crate::support::{Run, Sandbox};

/// The bytes that a run says it kept: the command that it prints is run as it stands.
fn look_again(sandbox: &Sandbox, run: &Run) -> Vec<String> {
    let commands = run.stdout.lines().filter_map(|line| line.strip_prefix("  what "));
    let commands = commands.filter_map(|part| part.split_once(": ").map(|(_, command)| command));
    let show = |command: &str| {
        let output = sandbox.command("sh").args(["-c", command]).output().expect("a shell runs");
        assert!(output.status.success(), "{command}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    commands.map(show).collect()
}

fn edit(sandbox: &Sandbox, path: &str, from: &str, to: &str) -> String {
    let text = sandbox.read(path);
    assert!(text.contains(from), "{text}");
    let edited = text.replace(from, to);
    sandbox.write(path, &edited);
    edited
}

#[test]
fn an_edit_is_shown_taken_back_and_kept() {
    let sandbox = Sandbox::with_acme();
    let committed = sandbox.read("partners/acme.toml");
    let edited = edit(&sandbox, "partners/acme.toml", "\"Acme\"", "\"Edited\"");
    let preview = sandbox.ok("restore acme --dry-run");
    assert_eq!(sandbox.read("partners/acme.toml"), edited, "{preview}");
    insta::assert_snapshot!("preview", preview);
    let run = sandbox.ok("restore acme");
    assert_eq!(sandbox.read("partners/acme.toml"), committed);
    assert_eq!(look_again(&sandbox, &run), [edited]);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    insta::assert_snapshot!("nothing_left", sandbox.ok("restore acme"));
    sandbox.ok("start acme agreement");
}

#[test]
fn staged_deleted_and_untracked_files_of_a_partner_are_restored_and_no_others() {
    let sandbox = Sandbox::with_acme();
    sandbox.ok("partner add beta --set tier=starter");
    sandbox.ok("note acme -m 'Their CTO changes'");
    let staged = edit(&sandbox, "partners/acme.toml", "\"Acme\"", "\"Staged\"");
    sandbox.git(&["add", "partners/acme.toml"]);
    let edited = edit(&sandbox, "partners/acme.toml", "\"Staged\"", "\"Edited\"");
    sandbox.git(&["rm", "--quiet", "-r", "partners/acme"]);
    sandbox.write("partners/acme/notes/mine.toml", "mine\n");
    edit(&sandbox, "partners/beta.toml", "\"beta\"", "\"Beta\"");
    sandbox.write("partners/README.md", "mine\n");
    edit(&sandbox, "playbooks/seller.yaml", "title: Seller", "title: Vendor");
    let run = sandbox.ok("restore acme");
    assert_eq!(look_again(&sandbox, &run), [edited, staged, "mine\n".to_owned()], "{run}");
    let status = sandbox.git(&["status", "--porcelain", "--untracked-files=all"]);
    assert_eq!(status, " M partners/beta.toml\n M playbooks/seller.yaml\n?? partners/README.md\n");
    sandbox.ok("restore --all");
    let status = sandbox.git(&["status", "--porcelain"]);
    assert_eq!(status, " M playbooks/seller.yaml\n?? partners/README.md\n");
}

#[test]
fn a_folder_that_loses_its_last_files_goes_with_them() {
    let sandbox = Sandbox::with_acme();
    for name in ["a", "b", "c"] {
        sandbox.write(&format!("partners/acme/notes/{name}.toml"), "mine\n");
    }
    sandbox.git(&["add", "partners/acme/notes/b.toml"]);
    let run = sandbox.ok("restore acme");
    assert_eq!(look_again(&sandbox, &run), ["mine\n"; 3], "{run}");
    assert!(!sandbox.file("partners/acme").exists());
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_partner_that_is_only_an_untracked_file_is_restored_by_name() {
    let sandbox = Sandbox::with_acme();
    sandbox.write("partners/ghost.toml", "boo\n");
    let run = sandbox.ok("restore ghost");
    assert_eq!(look_again(&sandbox, &run), ["boo\n"]);
    assert!(!sandbox.file("partners/ghost.toml").exists());
    insta::assert_snapshot!("typo", sandbox.run("restore acne"));
    sandbox.write(".gitignore", "partners/hidden.toml\n");
    sandbox.write("partners/hidden.toml", "boo\n");
    sandbox.ok("restore hidden");
    assert!(!sandbox.file("partners/hidden.toml").exists());
}

#[test]
fn a_partner_whose_committed_file_is_broken_is_restored() {
    let sandbox = Sandbox::with_acme();
    sandbox.write("partners/acme.toml", "broken");
    sandbox.commit_all("Break it");
    sandbox.write("partners/acme.toml", "broken too");
    sandbox.ok("restore acme");
    assert_eq!(sandbox.read("partners/acme.toml"), "broken");
}

#[test]
fn state_in_another_repository_is_kept_there() {
    let sandbox = Sandbox::workspace();
    let state = "[state]\ndirectory = \"state\"\nlayout = \"sharded\"\n\n[defaults]";
    sandbox.write("aboard.toml", &sandbox.read("aboard.toml").replace("[defaults]", state));
    sandbox.write(".gitignore", "state\n");
    sandbox.commit_all("Keep state elsewhere");
    sandbox.git(&["init", "--quiet", "--initial-branch=main", "state"]);
    sandbox.ok("partner add acme --name Acme");
    let edited = edit(&sandbox, "state/82/acme.toml", "\"Acme\"", "\"Edited\"");
    let run = sandbox.ok("restore --all");
    assert_eq!(look_again(&sandbox, &run), [edited], "{run}");
    assert_eq!(sandbox.git(&["-C", "state", "status", "--porcelain"]), "");
}

#[test]
fn hints_lead_from_an_edit_to_its_end() {
    let sandbox = Sandbox::with_acme();
    edit(&sandbox, "partners/acme.toml", "\"Acme\"", "\"Edited\"");
    for line in ["start acme agreement", "portfolio", "status acme"] {
        let told = sandbox.run(line).stderr;
        assert!(told.contains("aboard adopt acme -m") && told.contains("aboard restore acme"), "{told}");
    }
    sandbox.ok("restore acme");
    assert!(!sandbox.ok("portfolio").stderr.contains("aboard restore"));
}

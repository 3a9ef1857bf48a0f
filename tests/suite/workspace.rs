//! Where a workspace may keep its state: flat or sharded, in another repository, in a worktree on a
//! branch of its own. Each command makes one commit there, and touches nothing else.

use crate::support::Sandbox;

/// A workspace with a state directory and layout of its own, ignored by the repository of the playbooks.
fn with_state(directory: &str, layout: &str, ignored: &str) -> Sandbox {
    let sandbox = Sandbox::workspace();
    let state = format!("[state]\ndirectory = \"{directory}\"\nlayout = \"{layout}\"\n\n[defaults]");
    sandbox.write("aboard.toml", &sandbox.read("aboard.toml").replace("[defaults]", &state));
    sandbox.write(".gitignore", ignored);
    sandbox.commit_all("Keep state elsewhere");
    sandbox
}

fn subjects(sandbox: &Sandbox, folder: &str) -> String {
    sandbox.git(&["-C", folder, "log", "--format=%s", "-2"])
}

const STORY: [&str; 2] = ["partner add acme --name Acme", "start acme agreement"];
const TOLD: &str = "acme: start contract/agreement\nacme: add Acme under seller@1.0.0\n";

#[test]
fn a_sharded_directory_holds_small_folders() {
    let sandbox = with_state("partners", "sharded", "");
    STORY.map(|line| sandbox.ok(line));
    assert!(sandbox.file("partners/82/acme.toml").is_file());
    assert_eq!(subjects(&sandbox, "."), TOLD);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert!(sandbox.ok("partner list").stdout.contains("acme"));
}

#[test]
fn state_may_lie_in_a_worktree_on_a_branch_of_its_own() {
    let sandbox = with_state("state/partners", "flat", "state\n");
    sandbox.git(&["branch", "state"]);
    sandbox.git(&["worktree", "add", "--quiet", "state", "state"]);
    let main = sandbox.git(&["rev-parse", "main"]);
    STORY.map(|line| sandbox.ok(line));
    assert_eq!(subjects(&sandbox, "state"), TOLD);
    assert_eq!(sandbox.git(&["rev-parse", "main"]), main, "the branch of the playbooks moved");
    for folder in [".", "state"] {
        assert_eq!(sandbox.git(&["-C", folder, "status", "--porcelain"]), "", "{folder}");
    }
    assert!(sandbox.file("state/partners/acme.toml").is_file());
}

#[test]
fn state_may_lie_at_the_root_of_another_repository() {
    let sandbox = with_state("state", "flat", "state\n");
    sandbox.git(&["init", "--quiet", "--initial-branch=main", "state"]);
    STORY.map(|line| sandbox.ok(line));
    assert_eq!(subjects(&sandbox, "state"), TOLD);
    assert_eq!(sandbox.git(&["-C", "state", "ls-files"]), "acme.toml\n");
    assert_eq!(sandbox.git(&["-C", "state", "status", "--porcelain"]), "");
    assert!(sandbox.ok("partner list").stdout.contains("acme"));
}

#[test]
fn the_workspace_is_found_from_any_folder_in_it() {
    let sandbox = Sandbox::with_acme();
    sandbox.ok("-C playbooks/checklists start acme agreement");
    assert_eq!(sandbox.commits(), 3);
}

#[test]
fn outside_of_a_workspace_the_way_in_is_named() {
    insta::assert_snapshot!(Sandbox::empty().run("start acme agreement").stderr.replace(
        &std::env::temp_dir().to_string_lossy().into_owned(),
        "TMP"
    ).split('`').enumerate().map(|(i, part)| if i == 1 { "FOLDER" } else { part }).collect::<Vec<_>>().join("`"), @"");
}

#[test]
fn an_uncommitted_configuration_does_not_count() {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "--quiet"]);
    sandbox.write("aboard.toml", "format = 1\n[organisation]\nname = \"M\"\n");
    insta::assert_snapshot!(sandbox.run("start acme agreement"), @"");
}

#[test]
fn a_faulty_configuration_is_shown_with_its_lines() {
    let sandbox = Sandbox::workspace();
    sandbox.write("aboard.toml", &sandbox.read("aboard.toml").replace("zone = \"Europe/Berlin\"", "zoen = 1"));
    sandbox.commit_all("Break it");
    insta::assert_snapshot!(sandbox.run("start acme agreement"), @"");
}

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
    for line in STORY {
        sandbox.ok(line);
    }
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
    for line in STORY {
        sandbox.ok(line);
    }
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
    for line in STORY {
        sandbox.ok(line);
    }
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
fn what_keeps_a_folder_from_being_a_workspace_is_told_with_the_way_in() {
    let outside = Sandbox::empty();
    let shown = |sandbox: &Sandbox| {
        let run = sandbox.run("start acme agreement").to_string();
        run.replace(
            &sandbox.path().canonicalize().expect("a folder").to_string_lossy().into_owned(),
            "FOLDER",
        )
    };
    insta::assert_snapshot!("no_repository", shown(&outside));
    outside.git(&["init", "--quiet"]);
    insta::assert_snapshot!("no_workspace", shown(&outside));
    outside.write("aboard.toml", "format = 1\n[organisation]\nname = \"M\"\n");
    insta::assert_snapshot!("uncommitted_configuration", shown(&outside));
    outside.write("aboard.toml", "format = 1\n[organization]\nname = \"M\"\n[calendar]\nzone = \"Mars\"\n");
    outside.commit_all("Break it");
    insta::assert_snapshot!("faulty_configuration", shown(&outside));
}

//! `init`: a workspace in one commit, and nothing of the user's touched.

use std::fs;
use std::path::Path;

use crate::support::{Run, Sandbox};

/// The transcript without the folder that the test happens to run in.
fn shown(sandbox: &Sandbox, run: &Run) -> String {
    let real = fs::canonicalize(sandbox.path()).expect("a folder");
    run.to_string().replace(&real.display().to_string(), "FOLDER")
}

/// The files of the newest commit, as `git show` tells them.
fn committed(sandbox: &Sandbox) -> Vec<String> {
    let shown = sandbox.git(&["show", "--name-only", "--format=", "HEAD"]);
    shown.lines().map(str::to_owned).collect()
}

#[test]
fn an_empty_folder_becomes_a_workspace_in_one_commit() {
    let sandbox = Sandbox::empty();
    let run = sandbox.run("init --name 'Example Market'");
    insta::assert_snapshot!(shown(&sandbox, &run));
    assert_eq!(run.code, 0);
    assert_eq!(sandbox.commits(), 1);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert_eq!(sandbox.git(&["symbolic-ref", "--short", "HEAD"]), "main\n");
    insta::assert_snapshot!("the_first_config", sandbox.read("aboard.toml"));
    let commit = sandbox.git(&["log", "-1", "--format=%an <%ae> %aI%n%n%B", "--name-only"]);
    insta::assert_snapshot!("the_first_commit", commit);
    sandbox.git(&["fsck", "--strict"]);
}

#[test]
fn both_playbooks_can_be_laid_down_in_a_folder_to_be_made() {
    let sandbox = Sandbox::empty();
    sandbox.ok("init on/boarding --playbook logistics-partner --playbook marketplace-seller");
    let config = sandbox.read("on/boarding/aboard.toml");
    assert!(config.contains("name = \"boarding\""), "{config}");
    assert!(config.contains("playbook = \"logistics-partner\""), "{config}");
    for playbook in ["logistics-partner", "marketplace-seller"] {
        assert!(sandbox.file(&format!("on/boarding/playbooks/{playbook}.yaml")).is_file());
    }
}

/// What a playbook file tells editors is where the schema lies, here and in every workspace.
#[test]
fn editors_find_the_schemas() {
    let sandbox = Sandbox::empty();
    sandbox.ok("init --playbook logistics-partner --playbook marketplace-seller");
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    for root in [sandbox.path(), repository] {
        let mut seen = 0;
        for folder in ["playbooks", "playbooks/checklists"] {
            for entry in fs::read_dir(root.join(folder)).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.extension().is_none_or(|extension| extension != "yaml") {
                    continue;
                }
                let text = fs::read_to_string(&path).expect("text");
                let line = text.lines().next().unwrap_or_default();
                let schema = line.strip_prefix("# yaml-language-server: $schema=").expect("a schema line");
                assert!(path.with_file_name(schema).is_file(), "{}: {schema}", path.display());
                seen += 1;
            }
        }
        assert!(seen >= 11, "{seen} files in {}", root.display());
    }
}

/// The schemas of this repository are those that the program lays down; `UPDATE_SCHEMAS=1` writes them.
#[test]
fn the_schemas_of_this_repository_are_current() {
    let sandbox = Sandbox::empty();
    sandbox.ok("init");
    for name in ["playbook", "checklist"] {
        let path = format!("playbooks/schema/{name}.schema.json");
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join(&path);
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            fs::write(&here, sandbox.read(&path)).expect("a file that can be written");
        }
        let committed = fs::read_to_string(&here).expect("text");
        assert!(committed == sandbox.read(&path), "{path} is out of date: UPDATE_SCHEMAS=1 cargo test init");
    }
}

#[test]
fn the_users_own_files_stay_as_they_were() {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "--quiet", "--initial-branch=trunk"]);
    sandbox.write("readme.md", "one\n");
    sandbox.commit_all("Begin");
    sandbox.write("readme.md", "two\n");
    sandbox.git(&["add", "readme.md"]);
    sandbox.write("readme.md", "three\n");
    sandbox.write("loose.txt", "mine\n");
    let before = sandbox.git(&["status", "--porcelain"]);
    sandbox.ok("init");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), before);
    assert_eq!(sandbox.git(&["show", ":readme.md"]), "two\n");
    assert_eq!(sandbox.read("readme.md"), "three\n");
    assert_eq!(sandbox.commits(), 2);
    let files = committed(&sandbox);
    assert!(files.contains(&"aboard.toml".to_owned()), "{files:?}");
    assert!(!files.iter().any(|file| file == "readme.md" || file == "loose.txt"), "{files:?}");
}

#[test]
fn staged_files_of_a_branch_without_commits_stay_staged() {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "--quiet"]);
    sandbox.write("readme.md", "one\n");
    sandbox.git(&["add", "readme.md"]);
    sandbox.ok("init");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "A  readme.md\n");
    assert!(!committed(&sandbox).contains(&"readme.md".to_owned()));
}

#[test]
fn nothing_is_overwritten() {
    let sandbox = Sandbox::empty();
    sandbox.write("aboard.toml", "mine\n");
    sandbox.write("playbooks/checklists/training.yaml", "mine\n");
    let run = sandbox.run("init");
    insta::assert_snapshot!(shown(&sandbox, &run));
    assert_eq!(run.code, 1);
    assert_eq!(sandbox.read("aboard.toml"), "mine\n");
    assert!(!sandbox.file(".git").exists(), "the repository that was begun is gone again");
    assert!(!sandbox.file("playbooks/marketplace-seller.yaml").exists());
}

/// What was committed and deleted since is the user's to bring back or to give up.
#[test]
fn a_deleted_file_that_is_committed_is_not_taken_over() {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "--quiet"]);
    sandbox.write("playbooks/marketplace-seller.yaml", "mine\n");
    sandbox.commit_all("Begin");
    fs::remove_file(sandbox.file("playbooks/marketplace-seller.yaml")).expect("a file");
    let run = sandbox.run("init");
    assert_eq!(run.code, 1, "{run}");
    assert!(run.stderr.contains("`playbooks/marketplace-seller.yaml` would be overwritten"), "{run}");
    assert_eq!(sandbox.commits(), 1);
}

#[test]
fn a_workspace_is_not_laid_down_twice() {
    let sandbox = Sandbox::empty();
    sandbox.ok("init");
    let run = sandbox.run("init --playbook logistics-partner");
    insta::assert_snapshot!(shown(&sandbox, &run));
    assert_eq!(run.code, 1);
    assert_eq!(sandbox.commits(), 1);
}

#[test]
fn a_folder_inside_of_a_repository_is_refused() {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "--quiet"]);
    let run = sandbox.run("init team/onboarding");
    insta::assert_snapshot!(shown(&sandbox, &run));
    assert_eq!(run.code, 1);
    assert!(!sandbox.file("team").exists());
}

#[test]
fn who_git_does_not_know_leaves_no_trace() {
    let sandbox = Sandbox::empty();
    for name in ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "EMAIL"] {
        sandbox.env(name, "");
    }
    let run = sandbox.run("init on/boarding");
    insta::assert_snapshot!(run);
    assert_eq!(run.code, 2);
    assert_eq!(fs::read_dir(sandbox.path()).expect("a folder").count(), 0);
    assert_eq!(sandbox.run("init").code, 2);
    assert_eq!(fs::read_dir(sandbox.path()).expect("a folder").count(), 0);
}

#[test]
fn an_identity_that_no_config_can_hold_is_refused() {
    let sandbox = Sandbox::empty();
    sandbox.env("GIT_AUTHOR_EMAIL", "nobody");
    let run = sandbox.run("init");
    assert_eq!(run.code, 2, "{run}");
    assert!(run.stderr.contains("`nobody` is not an e-mail address"), "{run}");
    assert_eq!(fs::read_dir(sandbox.path()).expect("a folder").count(), 0);
}

#[test]
fn a_typo_in_a_playbook_gets_a_suggestion() {
    let sandbox = Sandbox::empty();
    insta::assert_snapshot!(sandbox.run("init --playbook marketplace-sellers"));
    assert_eq!(fs::read_dir(sandbox.path()).expect("a folder").count(), 0);
}

#[test]
fn a_file_in_place_of_the_folder_is_named() {
    let sandbox = Sandbox::empty();
    sandbox.write("onboarding", "mine\n");
    let run = sandbox.run("init onboarding");
    assert_eq!(run.code, 2, "{run}");
    assert!(run.stderr.contains("is not a folder"), "{run}");
}

/// What was laid down is what every later command takes.
#[test]
fn the_first_partner_is_added_with_the_command_that_is_shown() {
    let sandbox = Sandbox::empty();
    let run = sandbox.ok("init");
    let line = run.stdout.lines().find(|line| line.contains("partner add")).expect("the third command");
    sandbox.ok(line.trim().trim_start_matches("aboard "));
    assert!(sandbox.read("partners/acme.toml").contains("marketplace-seller"));
}

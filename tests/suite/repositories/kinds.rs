//! How a repository came to be, and how it keeps what it holds.

use super::{judge, sh};

#[test]
fn each_kind_works_or_is_refused_by_name() {
    let told = judge(&[
        ("plain", |_| "."),
        ("linked worktree", |s| {
            s.git(&["worktree", "add", "--quiet", "-b", "side/branch", "linked"]);
            "linked"
        }),
        ("submodule", |s| {
            sh(
                s,
                "git clone -q . ../$(basename $PWD)/source; git init -q -b main outer; cd outer
                   git -c protocol.file.allow=always submodule --quiet add ../source inner
                   git commit -qm Add; git -C inner switch -qC main",
            );
            "outer/inner"
        }),
        ("bare", |s| {
            s.git(&["clone", "--quiet", "--bare", ".", "bare"]);
            "bare"
        }),
        ("worktree of a bare repository", |s| {
            sh(s, "git clone -q --bare . bare; git -C bare worktree add -q ../tree main");
            "tree"
        }),
        ("sha256", |s| {
            sh(
                s,
                "git init -q --object-format=sha256 other; cp -r aboard.toml playbooks partners other
                   cd other; git add .; git commit -qm Copy",
            );
            "other"
        }),
        ("reftable", |s| {
            sh(s, "git clone -q --ref-format=reftable . other");
            "other"
        }),
        ("an extension of tomorrow", |s| {
            s.git(&["config", "core.repositoryFormatVersion", "1"]);
            s.git(&["config", "extensions.tomorrow", "true"]);
            "."
        }),
        ("a format of tomorrow", |s| {
            s.git(&["config", "core.repositoryFormatVersion", "2"]);
            "."
        }),
        ("split index", |s| {
            s.git(&["update-index", "--split-index"]);
            "."
        }),
        ("sparse checkout without the state", |s| {
            s.git(&["sparse-checkout", "set", "--cone", "playbooks"]);
            "."
        }),
        ("sparse index", |s| {
            s.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "playbooks"]);
            "."
        }),
        ("shallow", |s| {
            sh(s, "git clone -q --depth 1 \"file://$PWD\" clone");
            "clone"
        }),
        ("partial clone", |s| {
            sh(
                s,
                "git config uploadpack.allowFilter true
                   git clone -q --filter=blob:none --no-checkout \"file://$PWD\" clone",
            );
            "clone"
        }),
        ("partial clone, checked out", |s| {
            sh(
                s,
                "git config uploadpack.allowFilter true
                   git clone -q --filter=blob:none \"file://$PWD\" clone",
            );
            "clone"
        }),
        ("partial clone without folders", |s| {
            sh(
                s,
                "git config uploadpack.allowFilter true
                   git clone -q --filter=tree:0 --no-checkout \"file://$PWD\" clone",
            );
            "clone"
        }),
        ("partial clone without the folders of history", |s| {
            sh(
                s,
                "echo >>playbooks/seller.yaml; git commit -qam Later; git config uploadpack.allowFilter true
                   git clone -q --filter=tree:0 \"file://$PWD\" clone",
            );
            "clone"
        }),
        ("alternates", |s| {
            sh(s, "git clone -q --shared . clone");
            "clone"
        }),
        ("packed references and objects", |s| {
            s.git(&["pack-refs", "--all"]);
            s.git(&["gc", "--quiet", "--prune=now"]);
            "."
        }),
        ("a branch with slashes", |s| {
            s.git(&["switch", "--quiet", "-c", "teams/platform/state"]);
            "."
        }),
        ("a branch that is another's name", |s| {
            sh(
                s,
                "git branch -m real; git symbolic-ref refs/heads/alias refs/heads/real
                   git symbolic-ref HEAD refs/heads/alias",
            );
            "."
        }),
        ("a git folder elsewhere", |s| {
            sh(s, "git clone -q --separate-git-dir=kept . clone");
            "clone"
        }),
        ("settings of one worktree", |s| {
            sh(
                s,
                "git config extensions.worktreeConfig true; git config --worktree core.fileMode true
                   git worktree add -q -b side linked",
            );
            "linked"
        }),
        ("replaced objects", |s| {
            sh(s, "git replace --graft HEAD");
            "."
        }),
        ("packed replaced objects", |s| {
            sh(s, "git replace --graft HEAD; git pack-refs --all");
            "."
        }),
        ("grafts", |s| {
            sh(s, "git rev-parse HEAD >.git/info/grafts");
            "."
        }),
    ]);
    insta::assert_snapshot!(told);
}

#[test]
fn a_branch_that_is_anothers_name_stays_one() {
    let sandbox = crate::support::Sandbox::with_acme();
    sh(
        &sandbox,
        "git branch -m real; git symbolic-ref refs/heads/alias refs/heads/real
                  git symbolic-ref HEAD refs/heads/alias",
    );
    sandbox.ok(super::WRITE);
    assert_eq!(sandbox.git(&["symbolic-ref", "refs/heads/alias"]), "refs/heads/real\n");
    assert_eq!(sandbox.git(&["log", "-1", "--format=%s", "real"]), format!("{}\n", super::SUBJECT));
}

/// The way out that the message names leads out.
#[test]
fn a_partial_clone_serves_once_it_is_whole() {
    let sandbox = crate::support::Sandbox::with_acme();
    sh(
        &sandbox,
        "git config uploadpack.allowFilter true
         git clone -q --filter=blob:none --no-checkout \"file://$PWD\" clone
         cd clone; git fetch -q --refetch --no-filter; git reset -q --hard",
    );
    assert_eq!(super::told_in(&sandbox, "clone"), "read: 0\nwrite: 0\n");
}

#[test]
fn a_broken_index_is_made_anew_as_the_hint_says() {
    let sandbox = crate::support::Sandbox::with_acme();
    sh(&sandbox, "echo garbage >.git/index; rm \"$(git rev-parse --git-path index)\"; git reset -q");
    assert_eq!(super::told_in(&sandbox, "."), "read: 0\nwrite: 0\n");
}

/// A pin is a commit for good: a branch of that name would move.
#[test]
fn a_pin_names_a_commit_by_its_whole_id() {
    let sandbox = crate::support::Sandbox::with_acme();
    let state = sandbox.read("partners/acme.toml");
    let id = sandbox.git(&["rev-parse", "HEAD~1"]);
    let id = id.trim();
    assert!(state.contains(id), "{state}");
    // The text is another by now, so that the pin's commit has to be looked up.
    sandbox.write("playbooks/seller.yaml", &format!("{}# by now\n", sandbox.read("playbooks/seller.yaml")));
    sandbox.commit_all("Change the playbook");
    sandbox.ok("status acme");
    for pin in ["HEAD~2", "main", &id[..12]] {
        sandbox.git(&["branch", "--force", "pinned", id]);
        sandbox.write("partners/acme.toml", &state.replace(id, pin));
        sandbox.commit_all("Pin it otherwise");
        let run = sandbox.run("status acme");
        assert_eq!(run.code, 2, "{run}");
        assert!(run.stderr.contains("is not a full commit id"), "{run}");
    }
}

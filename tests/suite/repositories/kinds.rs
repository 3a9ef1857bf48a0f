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

//! What is under way in a repository.

use super::{judge, sh};
use crate::support::Sandbox;

/// Two branches that change one line of a file in two ways; `main` is checked out.
fn diverged(sandbox: &Sandbox) {
    sh(
        sandbox,
        "echo a >text; git add text; git commit -qm a
         git switch -qc side; echo b >text; git commit -qam b
         git switch -q main; echo c >text; git commit -qam c",
    );
}

#[test]
fn each_state_works_or_is_refused_by_name() {
    let told = judge(&[
        ("detached", |s| {
            s.git(&["switch", "--quiet", "--detach"]);
            "."
        }),
        ("unborn branch", |s| {
            s.git(&["switch", "--quiet", "--orphan", "new"]);
            "."
        }),
        ("unborn branch, files kept", |s| {
            s.git(&["checkout", "--quiet", "--orphan", "new"]);
            "."
        }),
        ("merge", |s| {
            diverged(s);
            sh(s, "git merge -q side >/dev/null || true");
            "."
        }),
        ("rebase", |s| {
            diverged(s);
            sh(s, "git rebase -q side >/dev/null 2>&1 || true");
            "."
        }),
        ("rebase by patches", |s| {
            diverged(s);
            sh(s, "git rebase -q --apply side >/dev/null 2>&1 || true");
            "."
        }),
        ("cherry-pick", |s| {
            diverged(s);
            sh(s, "git cherry-pick side >/dev/null 2>&1 || true");
            "."
        }),
        ("revert", |s| {
            diverged(s);
            sh(s, "git revert --no-edit HEAD~1 >/dev/null 2>&1 || true");
            "."
        }),
        ("am", |s| {
            diverged(s);
            sh(
                s,
                "git format-patch -q -1 side -o .git/patches; git am -q .git/patches/* 2>/dev/null || true",
            );
            "."
        }),
        ("bisect", |s| {
            diverged(s);
            sh(s, "git bisect start HEAD HEAD~3 >/dev/null");
            "."
        }),
        ("bisect just begun", |s| {
            sh(s, "git bisect start >/dev/null");
            "."
        }),
        ("staged and edited files of others", |s| {
            sh(s, "echo a >text; git add text; echo b >text; echo c >more; echo >>playbooks/seller.yaml");
            "."
        }),
    ]);
    insta::assert_snapshot!(told);
}

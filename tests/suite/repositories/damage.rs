//! What is broken or missing in a repository.

use super::{judge, sh};

#[test]
fn damage_is_named_and_nothing_made_worse() {
    let told = judge(&[
        ("HEAD is missing", |s| {
            sh(s, "rm .git/HEAD");
            "."
        }),
        ("HEAD is empty", |s| {
            sh(s, ": >.git/HEAD");
            "."
        }),
        ("HEAD is garbage", |s| {
            sh(s, "echo garbage >.git/HEAD");
            "."
        }),
        ("HEAD is no branch", |s| {
            sh(s, "echo 'ref: refs/tags/v1' >.git/HEAD");
            "."
        }),
        ("the branch is empty", |s| {
            sh(s, ": >.git/refs/heads/main");
            "."
        }),
        ("the branch is garbage", |s| {
            sh(s, "echo garbage >.git/refs/heads/main");
            "."
        }),
        ("the branch is at nothing", |s| {
            sh(s, "echo 1111111111111111111111111111111111111111 >.git/refs/heads/main");
            "."
        }),
        ("the branch is at a file", |s| {
            sh(s, "id=$(git rev-parse HEAD:aboard.toml); echo $id >.git/refs/heads/main");
            "."
        }),
        ("the index is empty", |s| {
            sh(s, ": >.git/index");
            "."
        }),
        ("the index is garbage", |s| {
            sh(s, "echo garbage >.git/index");
            "."
        }),
        ("the index is cut off", |s| {
            sh(s, "head -c 100 .git/index >cut; mv cut .git/index");
            "."
        }),
        ("the index is missing", |s| {
            sh(s, "rm .git/index");
            "."
        }),
        ("the configuration is garbage", |s| {
            sh(s, "echo '[[[' >.git/config");
            "."
        }),
        ("a file of the state is missing", |s| {
            remove(s, "HEAD:partners/acme.toml");
            "."
        }),
        ("a file of the state is damaged", |s| {
            sh(
                s,
                "f=.git/objects/$(git rev-parse HEAD:partners/acme.toml | sed 's:..:&/:')
                   chmod u+w $f; echo garbage >$f",
            );
            "."
        }),
        ("a folder is missing", |s| {
            remove(s, "HEAD:partners");
            "."
        }),
        ("the tree is missing", |s| {
            remove(s, "HEAD^{tree}");
            "."
        }),
        ("an old commit is missing", |s| {
            remove(s, "HEAD~1");
            "."
        }),
        ("the objects are gone", |s| {
            sh(s, "rm -rf .git/objects");
            "."
        }),
        ("the worktree's link leads nowhere", |s| {
            sh(s, "git worktree add -q -b side linked; echo 'gitdir: /nowhere' >linked/.git");
            "linked"
        }),
    ]);
    insta::assert_snapshot!(told);
}

fn remove(sandbox: &crate::support::Sandbox, object: &str) {
    sh(sandbox, &format!("rm -f .git/objects/$(git rev-parse '{object}' | sed 's:..:&/:')"));
}

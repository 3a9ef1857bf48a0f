//! What the configuration and the attributes of a repository ask for.

use super::{judge, sh};
use crate::support::Sandbox;

/// Gives every file of the state attributes.
fn attributes(sandbox: &Sandbox, attributes: &str) {
    sandbox.write(".gitattributes", &format!("*.toml {attributes}\n"));
    sandbox.commit_all("Set attributes");
}

#[test]
fn each_setting_works_or_is_refused_by_name() {
    let told = judge(&[
        ("core.autocrlf=true", |s| {
            s.git(&["config", "core.autocrlf", "true"]);
            sh(s, "git rm -rq --cached .; git reset -q --hard");
            "."
        }),
        ("core.autocrlf=input", |s| {
            s.git(&["config", "core.autocrlf", "input"]);
            "."
        }),
        ("text eol=crlf", |s| {
            attributes(s, "text eol=crlf");
            sh(s, "rm -r partners; git checkout -q .");
            "."
        }),
        ("text=auto", |s| {
            attributes(s, "text=auto");
            "."
        }),
        ("-text", |s| {
            attributes(s, "-text");
            "."
        }),
        ("filter=lfs", |s| {
            attributes(s, "filter=lfs");
            "."
        }),
        ("ident", |s| {
            attributes(s, "ident");
            "."
        }),
        ("working-tree-encoding", |s| {
            // Set aside, so that git does not convert what lies there already.
            s.write(".git/info/attributes", "partners/* working-tree-encoding=UTF-16\n");
            "."
        }),
        ("core.sharedRepository=group", |s| {
            s.git(&["config", "core.sharedRepository", "group"]);
            "."
        }),
        ("core.hooksPath without hooks", |s| {
            s.git(&["config", "core.hooksPath", "hooks"]);
            "."
        }),
        ("core.fileMode=false", |s| {
            s.git(&["config", "core.fileMode", "false"]);
            "."
        }),
        ("core.logAllRefUpdates=false", |s| {
            s.git(&["config", "core.logAllRefUpdates", "false"]);
            "."
        }),
        ("index.version=4", |s| {
            sh(s, "git config index.version 4; git update-index --index-version 4");
            "."
        }),
        ("core.untrackedCache and fsmonitor off", |s| {
            sh(s, "git config core.untrackedCache true; git update-index --untracked-cache");
            "."
        }),
        ("index.skipHash", |s| {
            sh(s, "git config index.skipHash true; touch x; git add x; git rm -qf x");
            "."
        }),
        ("feature.manyFiles", |s| {
            sh(s, "git config feature.manyFiles true; touch x; git add x; git rm -qf x");
            "."
        }),
        ("the state is ignored", |s| {
            s.write(".gitignore", "partners\n");
            s.commit_all("Ignore the state");
            "."
        }),
    ]);
    insta::assert_snapshot!(told);
}

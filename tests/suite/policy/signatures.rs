//! Signatures, by the programs that people sign with; `git verify-commit` is the judge.

use super::{SUBJECT, WRITE, assert_nothing_left, interrupt, program, refused};
use crate::support::Sandbox;

fn sh(sandbox: &Sandbox, script: &str) {
    let output = sandbox.command("sh").args(["-euc", script]).output().expect("a shell runs");
    assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Has git sign with a new ssh key; its files are beside the repository's own.
fn signs_by_ssh(sandbox: &Sandbox) {
    sh(
        sandbox,
        "ssh-keygen -q -t ed25519 -N '' -C dana@market.example -f .git/key
         echo \"dana@market.example $(cat .git/key.pub)\" >.git/signers
         git config gpg.format ssh; git config commit.gpgSign true
         git config user.signingKey \"$PWD/.git/key\"; git config gpg.ssh.allowedSignersFile \"$PWD/.git/signers\"",
    );
}

/// Asserts that git takes the signature of the newest commit, and finds no fault.
fn assert_signed(sandbox: &Sandbox) {
    sandbox.git(&["verify-commit", "HEAD"]);
    assert_eq!(sandbox.git(&["log", "-1", "--format=%G?"]), "G\n");
    assert_eq!(sandbox.git(&["fsck", "--strict", "--no-dangling"]), "");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert_nothing_left(sandbox);
}

#[test]
fn by_ssh() {
    let sandbox = Sandbox::with_acme();
    signs_by_ssh(&sandbox);
    let run = sandbox.ok(WRITE);
    assert_eq!(run.stderr, "");
    assert_signed(&sandbox);
    sandbox.at("2026-03-05T12:34:56Z").ok("note acme -m 'Grüße' --happened 2026-03-04");
    assert_signed(&sandbox);
    let logged = sandbox.git(&["log", "-1", "--format=%an %ae %ct %b"]);
    assert!(logged.starts_with("Dana Fox dana@market.example 1772714096 Grüße"), "{logged}");
    assert!(sandbox.ok("log acme").stdout.contains("note"));
}

#[test]
fn by_openpgp() {
    let sandbox = Sandbox::with_acme();
    sandbox.env("GNUPGHOME", &sandbox.file(".git/gpg").to_string_lossy());
    sh(
        &sandbox,
        "mkdir -m 700 .git/gpg
         gpg --batch --quiet --passphrase '' --quick-gen-key 'Dana Fox <dana@market.example>' ed25519 sign never
         git config commit.gpgSign true",
    );
    // With no key named, git signs with that of the committer.
    let run = sandbox.run(WRITE);
    let judged = sandbox.command("git").args(["verify-commit", "HEAD"]).output().expect("git runs");
    let log = sandbox.git(&["log", "-1", "--format=%G? %s"]);
    sandbox.git(&["config", "user.signingKey", "nobody@market.example"]);
    let unsigned = refused(&sandbox, "note acme -m x", 2);
    sh(&sandbox, "gpgconf --kill all");
    assert_eq!(run.code, 0, "{run}");
    assert!(judged.status.success(), "{}", String::from_utf8_lossy(&judged.stderr));
    assert_eq!(log, format!("U {SUBJECT}\n").replacen('U', log.get(..1).unwrap_or(""), 1));
    assert!(log.starts_with(['G', 'U']), "{log}");
    assert!(unsigned.stderr.contains("could not be signed"), "{unsigned}");
    assert!(unsigned.stderr.contains("nobody@market.example"), "{unsigned}");
    assert_nothing_left(&sandbox);
}

#[test]
fn what_cannot_be_signed_is_not_recorded() {
    let sandbox = Sandbox::with_acme();
    signs_by_ssh(&sandbox);
    sandbox.git(&["config", "user.signingKey", "/nowhere/key"]);
    let run = refused(&sandbox, WRITE, 2);
    assert!(run.stderr.contains("/nowhere/key"), "{run}");
    sandbox.git(&["config", "gpg.ssh.program", "/nowhere/program"]);
    insta::assert_snapshot!(refused(&sandbox, WRITE, 2));
    sandbox.git(&["config", "commit.gpgSign", "perhaps"]);
    refused(&sandbox, WRITE, 2);
    sandbox.git(&["config", "commit.gpgSign", "false"]);
    sandbox.ok(WRITE);
}

/// While the person looks for the key, somebody else commits: the change is applied again, and signed again.
#[test]
fn a_branch_that_moved_meanwhile_is_signed_anew() {
    let sandbox = Sandbox::with_acme();
    signs_by_ssh(&sandbox);
    program(
        &sandbox,
        ".git/slow",
        "case \"$*\" in *sign*) echo >>.git/asked
           if test ! -e .git/moved; then touch .git/moved; git commit -q --no-gpg-sign --allow-empty -m theirs; fi;; esac
         exec ssh-keygen \"$@\"",
    );
    sandbox.git(&["config", "gpg.ssh.program", &sandbox.file(".git/slow").to_string_lossy()]);
    sandbox.ok(WRITE);
    assert_eq!(sandbox.read(".git/asked"), "\n\n");
    assert_eq!(sandbox.git(&["log", "-2", "--format=%s"]), format!("{SUBJECT}\ntheirs\n"));
    sandbox.git(&["config", "--unset", "gpg.ssh.program"]);
    assert_signed(&sandbox);
}

/// It may ask for a passphrase for as long as it takes, with no lock held; whoever gives up leaves nothing.
#[test]
fn others_go_on_while_a_signature_is_waited_for() {
    let sandbox = Sandbox::with_acme();
    signs_by_ssh(&sandbox);
    program(&sandbox, ".git/slow", "echo $$ >.git/waits; exec sleep 1000");
    sandbox.git(&["config", "gpg.ssh.program", &sandbox.file(".git/slow").to_string_lossy()]);
    for (signal, number) in [("INT", 2), ("TERM", 15)] {
        interrupt(&sandbox, signal, number, &|| {
            sandbox.git(&["commit", "--quiet", "--no-gpg-sign", "--allow-empty", "--message=theirs"]);
        });
        // A terminal would have told the program that signs as well.
        sh(&sandbox, "kill $(cat .git/waits); rm .git/waits");
    }
    assert_eq!(
        sandbox.git(&["log", "-3", "--format=%s"]),
        "theirs\ntheirs\nacme: add Acme under seller@1.0.0\n"
    );
}

#[test]
fn what_a_hook_made_of_the_message_is_signed() {
    let sandbox = Sandbox::with_acme();
    signs_by_ssh(&sandbox);
    program(&sandbox, ".git/hooks/commit-msg", "sed -i '1s/^/[T-1] /' $1; echo 'Change-Id: I1' >>$1");
    sandbox.ok(WRITE);
    assert_eq!(sandbox.git(&["log", "-1", "--format=%s"]), format!("[T-1] {SUBJECT}\n"));
    assert_signed(&sandbox);
}

/// A person signs the work of one remote, which libgit2 has no idea of.
#[test]
fn what_is_included_by_a_remote_counts() {
    let sandbox = Sandbox::with_acme();
    signs_by_ssh(&sandbox);
    sandbox.git(&["config", "--unset", "commit.gpgSign"]);
    sandbox.git(&["config", "--file", ".git/work", "commit.gpgSign", "true"]);
    let work = sandbox.file(".git/work").to_string_lossy().into_owned();
    sandbox.git(&["config", "includeIf.hasconfig:remote.*.url:https://work.example/**.path", &work]);
    sandbox.ok(WRITE);
    assert_eq!(sandbox.git(&["log", "-1", "--format=%G?"]), "N\n");
    sandbox.git(&["remote", "add", "origin", "https://work.example/onboarding"]);
    sandbox.ok("note acme -m x");
    assert_signed(&sandbox);
}

#[test]
fn the_first_commit_and_a_linked_worktree_are_signed() {
    let sandbox = Sandbox::empty();
    sandbox.git(&["init", "--quiet", "--initial-branch=main"]);
    signs_by_ssh(&sandbox);
    sandbox.ok("init --name Market");
    assert_signed(&sandbox);
    sandbox.git(&["worktree", "add", "--quiet", "-b", "side", "../side-of-it"]);
    let folder = sandbox.path().parent().expect("a folder").join("side-of-it");
    let side = folder.to_string_lossy().into_owned();
    let added = sandbox.run(&format!("-C {side} partner add acme --name Acme"));
    let judged =
        sandbox.command("git").args(["-C", &side, "verify-commit", "HEAD"]).output().expect("git runs");
    std::fs::remove_dir_all(&folder).expect("a folder");
    assert!(judged.status.success(), "{added}: {}", String::from_utf8_lossy(&judged.stderr));
}

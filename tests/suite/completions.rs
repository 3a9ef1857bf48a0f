//! `completions` and `man`: judged by bash and groff.

use std::process::{Command, Stdio};

use crate::support::Sandbox;

/// What the program offers for the last of these words, without the flags.
fn offered(sandbox: &Sandbox, words: &[&str]) -> Vec<String> {
    let output = sandbox
        .aboard()
        .env("COMPLETE", "bash")
        .env("_CLAP_IFS", "\n")
        .env("_CLAP_COMPLETE_INDEX", (words.len() - 1).to_string())
        .arg("--")
        .args(words)
        .output()
        .expect("the program runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().filter(|word| !word.starts_with('-')).map(str::to_owned).collect()
}

#[test]
fn ids_are_offered() {
    let sandbox = Sandbox::with_acme();
    sandbox.ok("partner add beta");
    assert_eq!(offered(&sandbox, &["aboard", "done", ""]), ["acme", "beta"]);
    assert_eq!(offered(&sandbox, &["aboard", "done", "b"]), ["beta"]);
    assert_eq!(offered(&sandbox, &["aboard", "done", "acme", "k"]), ["kickoff-call"]);
    assert_eq!(
        offered(&sandbox, &["aboard", "done", "acme", "kickoff-call", "api/"]),
        ["api/credentials", "api/rate-limits", "api/end-to-end-test"]
    );
    assert_eq!(offered(&sandbox, &["aboard", "waiver", "approve", "acme", "data"]), ["data-agreement"]);
    assert_eq!(offered(&sandbox, &["aboard", "sign", "acme", "--role", "ch"]), ["champion"]);
    assert_eq!(offered(&sandbox, &["aboard", "promote", "acme", "--to", "s"]), ["sandbox"]);
    assert_eq!(offered(&sandbox, &["aboard", "partner", "set", "ac"]), ["acme"]);
    assert_eq!(offered(&sandbox, &["aboard", "portfolio", "--champion", "d"]), ["dana"]);
    assert_eq!(offered(&sandbox, &["aboard", "lint", "--explain", "needs-c"]), ["needs-cycle"]);
    assert_eq!(offered(&sandbox, &["aboard", "partner", "add", "x", "--playbook", ""]), ["seller"]);
}

#[test]
fn they_speak_of_the_folder_that_the_command_speaks_of() {
    let sandbox = Sandbox::with_acme();
    sandbox.write("elsewhere/file", "");
    let folder = sandbox.path().display().to_string();
    sandbox.env("PWD", "/");
    assert_eq!(offered(&sandbox, &["aboard", "-C", &folder, "done", ""]), ["acme"]);
    assert_eq!(offered(&sandbox, &["aboard", &format!("--directory={folder}"), "done", ""]), ["acme"]);
    assert_eq!(offered(&sandbox, &["aboard", "-C", "/", "done", "a"]), [""; 0]);
}

#[test]
fn outside_of_a_workspace_nothing_is_offered_and_nothing_is_said() {
    let sandbox = Sandbox::empty();
    let mut command = sandbox.aboard();
    command.env("COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", "2").args(["--", "aboard", "done", ""]);
    let output = command.output().expect("the program runs");
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn bash_takes_the_script_and_completes() {
    let sandbox = Sandbox::with_acme();
    let script = sandbox.ok("completions bash").stdout;
    sandbox.write("completions.bash", &script);
    let ask = "source completions.bash; COMP_WORDS=(aboard done acme rate); COMP_CWORD=3; COMP_TYPE=9; \
               _clap_complete_aboard aboard rate acme; printf '%s\\n' \"${COMPREPLY[@]}\"";
    let output = sandbox.command("bash").args(["--norc", "-c", ask]).output().expect("bash runs");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "rate-limits", "{output:?}");
    for shell in ["zsh", "fish"] {
        assert!(sandbox.ok(&format!("completions {shell}")).stdout.contains("COMPLETE"), "{shell}");
    }
    assert_eq!(sandbox.run("completions csh").code, 2);
}

#[test]
fn the_manual_is_sound_and_whole() {
    let sandbox = Sandbox::empty();
    let manual = sandbox.ok("man").stdout;
    for page in ["aboard ", "aboard-done ", "aboard-partner-add ", "aboard-waiver-approve ", "aboard-walk "] {
        assert!(manual.contains(&format!(".TH {page}")), "no page {page}");
    }
    // groff judges where there is one; the pages above are asked for everywhere.
    let groff = Command::new("groff").arg("--version").stdout(Stdio::null()).status();
    if groff.is_ok_and(|status| status.success()) {
        sandbox.write("aboard.1", &manual);
        let output = sandbox.command("groff").args(["-man", "-ww", "-Tutf8", "aboard.1"]).output();
        let output = output.expect("groff runs");
        assert!(output.status.success());
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
}

//! Surroundings that mean no good: readers that leave, full devices, files that are not files, hand edits,
//! secrets. Nothing is lost, nothing is said that is not so, and no verdict turns.

use std::fs;

use crate::support::Sandbox;

/// What a command prints goes to nobody; returns how it ends.
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
fn unread(sandbox: &Sandbox, line: &str) -> i32 {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = sandbox.aboard();
    command.args(line.split(' ')).stdout(writer.try_clone().unwrap()).stderr(writer);
    command.status().unwrap().code().unwrap_or(-1)
}

#[test]
fn a_reader_that_leaves_turns_no_verdict() {
    let sandbox = Sandbox::with_acme();
    assert_eq!(unread(&sandbox, "gate acme"), 3);
    assert_eq!(unread(&sandbox, "gate --all --format junit"), 3);
    assert_eq!(unread(&sandbox, "promote acme"), 3);
    assert_eq!(unread(&sandbox, "portfolio"), 0);
    assert_eq!(unread(&sandbox, "note acme -m heard"), 0);
    sandbox.write("playbooks/seller.yaml", "format: 1\n");
    assert_eq!(unread(&sandbox, "lint"), 1);
}

#[cfg(target_os = "linux")]
#[test]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
fn a_full_device_is_told_and_a_recorded_change_is_not_taken_for_undone() {
    let sandbox = Sandbox::with_acme();
    let run = |line: &str| {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = sandbox.aboard().args(line.split(' ')).stdout(full).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for line in ["--help", "--version", "portfolio", "gate acme", "log", "lint --codes", "man"] {
        let (code, told) = run(line);
        assert_eq!(code, Some(2), "{line}");
        assert!(told.contains("No space left"), "{line}: {told}");
    }
    let before = sandbox.commits();
    let (code, told) = run("note acme -m heard");
    assert_eq!((code, sandbox.commits()), (Some(2), before + 1));
    let head = sandbox.git(&["rev-parse", "--short=7", "HEAD"]);
    assert!(told.contains(&format!("the change is recorded as {}", head.trim())), "{told}");
}

#[cfg(unix)]
#[test]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
fn a_report_goes_into_what_is_no_regular_file_and_does_not_replace_it() {
    use std::io::Read as _;
    use std::os::unix::fs::FileTypeExt as _;

    let sandbox = Sandbox::with_acme();
    let pipe = sandbox.file("pipe");
    let made = sandbox.command("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let reader = {
        let pipe = pipe.clone();
        std::thread::spawn(move || {
            let mut text = String::new();
            fs::File::open(pipe).unwrap().read_to_string(&mut text).unwrap();
            text
        })
    };
    sandbox.ok("portfolio --report json=pipe");
    assert!(reader.join().unwrap().contains("format_version"));
    assert!(fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());

    sandbox.write("elsewhere/report.json", "old");
    std::os::unix::fs::symlink("elsewhere/report.json", sandbox.file("link.json")).unwrap();
    sandbox.ok("portfolio --report json=link.json");
    assert!(fs::symlink_metadata(sandbox.file("link.json")).unwrap().is_symlink());
    assert!(sandbox.read("elsewhere/report.json").contains("format_version"));
}

#[cfg(unix)]
#[test]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
fn a_partner_that_is_a_link_or_a_folder_is_not_left_out() {
    let sandbox = Sandbox::with_acme();
    sandbox.ok("partner add beta --set tier=starter");
    fs::remove_file(sandbox.file("partners/acme.toml")).unwrap();
    std::os::unix::fs::symlink("../aboard.toml", sandbox.file("partners/acme.toml")).unwrap();
    sandbox.write("partners/gamma.toml/x", "");
    sandbox.commit_all("Put other things there");
    for line in ["portfolio", "gate --all --stage sandbox", "next", "partner list", "scorecard beta acme"] {
        let run = sandbox.run(line);
        assert_eq!(run.code, 2, "{run}");
        assert!(run.stdout.contains("is not a regular file"), "{run}");
    }
    assert!(sandbox.run("portfolio").stdout.contains("gamma"));
    assert!(sandbox.ok("status beta").stdout.contains("beta"));
}

#[test]
fn a_partner_in_a_folder_that_is_not_its_own_is_one_error_row() {
    let sandbox = Sandbox::workspace();
    let sharded =
        sandbox.read("aboard.toml").replace("[defaults]", "[state]\nlayout = \"sharded\"\n\n[defaults]");
    sandbox.write("aboard.toml", &sharded);
    sandbox.commit_all("Shard the state");
    sandbox.ok("partner add acme --set tier=starter");
    sandbox.ok("partner add beta --set tier=starter");
    sandbox.git(&["mv", "partners/82", "partners/00"]);
    sandbox.commit_all("Move acme");
    let run = sandbox.run("portfolio");
    assert_eq!(run.code, 2, "{run}");
    assert!(run.stdout.contains("another folder of the state") && run.stdout.contains("beta"), "{run}");
}

#[test]
fn tables_that_lie_too_deep_are_refused_and_take_nothing_down() {
    let sandbox = Sandbox::with_acme();
    let acme = sandbox.read("partners/acme.toml");
    sandbox.write("partners/deep.toml", &format!("{acme}\n[{}]\n", ["a"; 100_000].join(".")));
    sandbox.commit_all("Bury a table");
    let said = "`partners/deep.toml` cannot be read: its tables lie too deep within each other";
    let status = sandbox.run("status deep");
    assert_eq!(status.code, 2);
    assert!(status.stderr.contains(said), "{status}");
    let portfolio = sandbox.run("portfolio");
    assert_eq!(portfolio.code, 2);
    assert!(portfolio.stdout.contains("acme"), "{portfolio}");
}

#[test]
fn hand_edits_are_said_by_all_that_read_and_overwritten_by_none() {
    let sandbox = Sandbox::with_acme();
    sandbox.ok("partner add beta --set tier=starter");
    let edited = "<<<<<<< HEAD\n";
    sandbox.write("partners/acme.toml", edited);
    for line in [
        "status acme",
        "next",
        "next acme",
        "scorecard beta",
        "portfolio",
        "gate --all",
        "partner list",
        "partner show acme",
        "waiver list",
        "",
    ] {
        let run = sandbox.run(line);
        let told = format!("{}{}", run.stdout, run.stderr);
        assert!(told.contains("partners/acme.toml"), "{run}");
    }
    for line in ["status beta", "partner show beta", "next beta", "status acme --at HEAD"] {
        assert_eq!(sandbox.ok(line).stderr, "", "{line}");
    }
    let before = sandbox.commits();
    for line in ["start acme agreement", "done acme kickoff-call --evidence 2026-03-02", "promote acme"] {
        assert_ne!(sandbox.run(line).code, 0, "{line}");
    }
    assert_eq!((sandbox.read("partners/acme.toml").as_str(), sandbox.commits()), (edited, before));
}

#[test]
fn secrets_in_urls_reach_neither_files_nor_messages() {
    let sandbox = Sandbox::with_acme();
    let before = sandbox.commits();
    for line in [
        "note acme -m 'see https://dana:hunter2@host.example/x'",
        "sign acme --role partner-lead --name Ada --reference https://hunter2@mail.example/1",
        "sign acme --role partner-lead --name Ada --reference https://mail.example/1?token=hunter2",
        "block acme agreement --reason 'http://a:hunter2@host.example'",
        "done acme kickoff-call --evidence 2026-03-02 -m 'https://a:hunter2@host.example'",
        "waive acme data-agreement --reason https://a:hunter2@h.example --control x --until 2026-03-20",
        "submit acme credentials --evidence https://a:hunter2@host.example",
    ] {
        let run = sandbox.run(line);
        assert_eq!(run.code, 2, "{run}");
        assert!(run.stderr.contains("git cannot forget"), "{run}");
        assert!(!run.stderr.contains("hunter2"), "{run}");
    }
    assert_eq!(sandbox.commits(), before);
}

#[test]
fn a_damaged_object_is_one_error_row_and_a_damaged_index_none() {
    let sandbox = Sandbox::with_acme();
    sandbox.ok("partner add beta --set tier=starter");
    fs::remove_file(sandbox.file(".git/index")).expect("an index");
    sandbox.write(".git/index", "");
    for line in ["portfolio", "status acme", ""] {
        let run = sandbox.ok(line);
        assert!(run.stderr.contains("uncommitted edits are not looked for"), "{run}");
    }
    sandbox.git(&["read-tree", "HEAD"]);
    let id = sandbox.git(&["rev-parse", "HEAD:partners/acme.toml"]);
    let (folder, file) = id.trim().split_at(2);
    fs::remove_file(sandbox.file(&format!(".git/objects/{folder}/{file}"))).expect("a loose object");
    sandbox.write(&format!(".git/objects/{folder}/{file}"), "junk");
    // A row that was kept of those bytes is still true of them: nobody needs to read them for it.
    sandbox.ok("portfolio");
    fs::remove_dir_all(sandbox.file(".git/aboard")).expect("rows were kept");
    // Nor while the worktree shows the very bytes that the commit names.
    sandbox.ok("portfolio");
    fs::remove_dir_all(sandbox.file(".git/aboard")).expect("rows were kept");
    fs::remove_file(sandbox.file("partners/acme.toml")).expect("a file");
    let run = sandbox.run("portfolio");
    assert_eq!(run.code, 2, "{run}");
    assert!(run.stdout.contains("beta") && run.stdout.contains("acme"), "{run}");
    assert_eq!(sandbox.run("note acme -m x").code, 2);
    sandbox.ok("note beta -m x");
}

#[test]
fn a_state_directory_outside_of_git_is_named() {
    let sandbox = Sandbox::workspace();
    let outside =
        sandbox.read("aboard.toml").replace("[defaults]", "[state]\ndirectory = \"../state\"\n\n[defaults]");
    sandbox.write("aboard.toml", &outside);
    sandbox.commit_all("Keep state elsewhere");
    let run = sandbox.run("portfolio");
    assert_eq!(run.code, 2, "{run}");
    assert!(run.stderr.contains("`../state`, which aboard.toml names, lies in no git repository"), "{run}");
}

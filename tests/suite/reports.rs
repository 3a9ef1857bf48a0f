//! `--report FORMAT=PATH`: a regular file is written whole, a link is followed, and what is no file is never
//! replaced.

use std::os::unix::fs::{FileTypeExt, symlink};
use std::process::Stdio;

use crate::support::Sandbox;

#[test]
fn a_report_follows_a_link_and_leaves_it_a_link() {
    let sandbox = Sandbox::with_acme();
    sandbox.write("out/real.json", "old");
    symlink("real.json", sandbox.file("out/link.json")).expect("a link");
    let run = sandbox.run("gate acme --report json=out/link.json");
    assert_eq!(run.code, 3, "{run}");
    assert!(sandbox.file("out/link.json").is_symlink());
    assert!(sandbox.read("out/real.json").contains("\"format_version\""));
}

#[test]
fn a_report_into_a_pipe_is_read_at_its_other_end() {
    let sandbox = Sandbox::with_acme();
    let pipe = sandbox.file("pipe");
    assert!(sandbox.command("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    let reader = sandbox.command("cat").arg(&pipe).stdout(Stdio::piped()).spawn().expect("cat runs");
    sandbox.run("gate acme --report json=pipe");
    let read = reader.wait_with_output().expect("cat ends").stdout;
    assert!(String::from_utf8_lossy(&read).contains("\"format_version\""));
    assert!(pipe.metadata().expect("the pipe").file_type().is_fifo(), "the pipe was replaced");
}

#[test]
fn a_report_that_cannot_be_written_is_told_and_nothing_is_printed() {
    let sandbox = Sandbox::with_acme();
    sandbox.write("file", "");
    let run = sandbox.run("gate acme --report json=file/gate.json");
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run}");
    assert!(run.stderr.contains("could not write the report `file/gate.json`"), "{run}");
}

/// Elsewhere `-` is what is printed, and not a file of that name.
#[test]
fn a_report_that_is_to_be_printed_is_told_how() {
    let sandbox = Sandbox::with_acme();
    let run = sandbox.run("gate acme --report junit=-");
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run}");
    assert!(run.stderr.contains("a report goes to a file; `--format junit` prints it"), "{run}");
    assert!(!sandbox.file("-").exists());
    sandbox.run("gate acme --report junit=./-");
    assert!(sandbox.read("-").contains("<testsuites"), "a path names it for all that");
}

#[test]
fn every_list_of_work_leaves_reports_beside_what_it_prints() {
    let sandbox = Sandbox::with_acme();
    for command in ["status acme", "next", "log acme", "scorecard acme", "portfolio"] {
        let plain = sandbox.ok(command).stdout;
        let run = sandbox.ok(&format!("{command} --report json=out/a.json --report markdown=out/a.md"));
        assert_eq!(run.stdout, plain, "{command}");
        let json: serde_json::Value = serde_json::from_str(&sandbox.read("out/a.json")).expect("JSON");
        assert_eq!(json["format_version"], 1, "{command}");
        assert!(sandbox.read("out/a.md").contains('|'), "{command}");
    }
}

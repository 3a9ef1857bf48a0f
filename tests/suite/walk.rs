//! `walk`: asked on a pseudo terminal, refused without one.

use std::io::{Read, Write};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::Sandbox;

/// Runs `walk` on a pseudo terminal, which `script` makes, and types these keys, each once the
/// program asks.
fn walk(sandbox: &Sandbox, line: &str, keys: &[&str]) -> String {
    let program = env!("CARGO_BIN_EXE_aboard");
    let mut child = sandbox
        .command("script")
        .args(["--quiet", "--return", "--command", &format!("{program} {line}"), "/dev/null"])
        .env("TERM", "xterm")
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("`script` of util-linux makes the terminal of this test");
    let mut input = child.stdin.take().expect("its input");
    let mut output = child.stdout.take().expect("its output");
    let screen = Arc::new(Mutex::new(Vec::new()));
    let shown = Arc::clone(&screen);
    let reader = std::thread::spawn(move || {
        let mut piece = [0; 4096];
        while let Ok(read @ 1..) = output.read(&mut piece) {
            shown.lock().expect("the screen").extend_from_slice(&piece[..read]);
        }
    });
    let mut seen = 0;
    for key in keys {
        seen = asked(&screen, seen);
        input.write_all(key.as_bytes()).expect("keys arrive");
        input.flush().expect("keys arrive");
    }
    let status = child.wait().expect("it ends");
    reader.join().expect("all is read");
    let screen = String::from_utf8_lossy(&screen.lock().expect("the screen")).into_owned();
    assert!(status.success(), "{screen}");
    screen
}

/// Waits until something new was shown and nothing follows it: then the program waits for a key.
fn asked(screen: &Mutex<Vec<u8>>, seen: usize) -> usize {
    let mut length = seen;
    for _ in 0..100 {
        std::thread::sleep(Duration::from_millis(150));
        let now = screen.lock().expect("the screen").len();
        if now > seen && now == length {
            return now;
        }
        length = now;
    }
    panic!("nothing is asked:\n{}", String::from_utf8_lossy(&screen.lock().expect("the screen")));
}

const ENTER: &str = "\r";
const DOWN: &str = "\x1b[B";

#[test]
fn each_answer_is_one_commit() {
    let sandbox = Sandbox::with_acme();
    sandbox.write("agreement.pdf", "signed");
    let before = sandbox.commits();
    let keys = [
        // The agreement: done; a file that is not there is asked for again.
        ENTER,
        "missing.pdf\r",
        "agreement.pdf\r",
        // The data agreement: blocked by the partner.
        DOWN,
        ENTER,
        "Their counsel is away\r",
        ENTER,
        // The kickoff call: a note, then it comes again, is skipped, and nothing is left.
        DOWN,
        DOWN,
        ENTER,
        "Moved to Thursday\r",
        DOWN,
        DOWN,
        DOWN,
        ENTER,
    ];
    let screen = walk(&sandbox, "walk acme", &keys);
    for shown in [
        "Send the agreement to Acme",
        "there is no file `missing.pdf`",
        "nothing more can be done now",
        "3 answers recorded",
    ] {
        assert!(screen.contains(shown), "{shown:?} is not on the screen:\n{screen}");
    }
    assert_eq!(sandbox.commits(), before + 3);
    assert_eq!(
        sandbox.git(&["log", "-3", "--format=%s"]),
        "acme: note on contract/kickoff-call\nacme: block contract/data-agreement\nacme: complete contract/agreement\n"
    );
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "?? agreement.pdf\n");
}

#[test]
fn a_refusal_is_shown_and_the_walk_goes_on() {
    let sandbox = Sandbox::with_acme();
    sandbox.write("agreement.pdf", "signed");
    sandbox.as_person("egon");
    let before = sandbox.commits();
    let keys = [ENTER, "agreement.pdf\r", DOWN, DOWN, DOWN, DOWN, ENTER];
    let screen = walk(&sandbox, "walk acme --role legal", &keys);
    assert!(screen.contains("egon@market.example may not complete `contract/agreement`"), "{screen}");
    assert!(screen.contains("0 answers recorded"), "{screen}");
    assert_eq!(sandbox.commits(), before);
}

#[test]
fn without_a_terminal_it_says_what_to_use_instead() {
    let sandbox = Sandbox::with_acme();
    insta::assert_snapshot!(sandbox.run("walk acme"));
}

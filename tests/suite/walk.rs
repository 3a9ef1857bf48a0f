//! `walk`: asked on a pseudo terminal, refused without one.

use crate::support::Sandbox;
use crate::support::terminal::{DOWN, ENTER};

fn walk(sandbox: &Sandbox, line: &str, keys: &[&str]) -> String {
    let (status, screen) = sandbox.on_terminal(line, keys);
    assert!(status.success(), "{screen}");
    screen
}

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
fn whoever_interrupts_a_question_has_their_cursor_back_and_nothing_recorded() {
    let sandbox = Sandbox::with_acme();
    let before = sandbox.commits();
    for keys in [&["\x03"][..], &[DOWN, DOWN, ENTER, "Not yet\x03"]] {
        let (status, screen) = sandbox.on_terminal("walk acme", keys);
        assert_eq!(status.code(), Some(128 + 2), "{screen}");
        let hidden = screen.rfind("\x1b[?25l").unwrap_or_else(|| panic!("no question: {screen}"));
        assert!(screen[hidden..].contains("\x1b[?25h"), "{screen:?}");
    }
    assert_eq!(sandbox.commits(), before);
}

#[test]
fn without_a_terminal_it_says_what_to_use_instead() {
    let sandbox = Sandbox::with_acme();
    insta::assert_snapshot!(sandbox.run("walk acme"));
}

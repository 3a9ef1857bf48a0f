//! `check --format`: what checks said in the forms that CI servers and test harnesses read, judged by readers of
//! their own.

use std::io::Write as _;
use std::process::Stdio;

use crate::check::{in_sandbox, report};
use crate::faults::skipped;
use crate::gate::is_red;
use crate::support::{Run, Sandbox};

const FORMATS: [&str; 3] = ["junit", "github", "tap"];
const WELL: &str = "<testsuite><testcase name='a'/><testcase name='b'/></testsuite>";
const SEEN: &str =
    "check acme pilot-figures --passed --metric orders=64 --metric late=3.5 --metric late-orders=2";

/// What the item is called is for each form to get out of.
const TITLE: &str = r#"'Runs # SKIP \ "all" ::error::<b>%'"#;

fn hostile() -> Sandbox {
    let sandbox = in_sandbox();
    let api = sandbox.read("playbooks/checklists/api.yaml");
    let (head, tail) = api.split_once("  - id: end-to-end-test\n").expect("an item");
    let (_, tail) = tail.split_once('\n').expect("a title");
    let text = format!("{head}  - id: end-to-end-test\n    title: {TITLE}\n{tail}");
    sandbox.write("playbooks/checklists/api.yaml", &text);
    sandbox.commit_all("Give it another title");
    sandbox.ok("partner add beta --name Beta --set tier=enterprise --set regions=EU --start 2026-03-02");
    sandbox
}

/// One test point as an independent reader understands it.
#[derive(Debug, PartialEq, Eq)]
struct Point {
    is_ok: bool,
    is_skipped: bool,
    description: String,
    message: String,
}

/// Has the reader that comes with Perl read a document: it knows version 13, of which 14 changed nothing that is
/// written here. None, said aloud, where there is no Perl.
fn points(what: &str, document: &str) -> Option<Vec<Point>> {
    const READER: &str = r#"
        local $/; my $parser = TAP::Parser->new({ tap => scalar <STDIN> });
        while (my $line = $parser->next) {
            if ($line->is_test) {
                printf "point\t%d\t%d\t%s\n", $line->is_ok, $line->has_skip ? 1 : 0, $line->description;
            } elsif ($line->is_yaml) {
                printf "message\t%s\n", $line->data->{message};
            } elsif (not ($line->is_plan or $line->is_version)) {
                printf "strange\t%s\n", $line->as_string;
            }
        }
        print "fault\t$_\n" for $parser->parse_errors;
    "#;
    let document = document.strip_prefix("TAP version 14\n").expect("its version");
    let reader = std::process::Command::new("perl")
        .args(["-MTAP::Parser", "-e", READER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut reader = match reader {
        Ok(reader) => reader,
        Err(why) => {
            skipped(what, &format!("perl does not start: {why}"));
            return None;
        }
    };
    let mut stdin = reader.stdin.take().expect("a pipe");
    // One without the module ends before it reads.
    let _ = write!(stdin, "TAP version 13\n{document}");
    drop(stdin);
    let output = reader.wait_with_output().expect("it ends");
    if !output.status.success() {
        skipped(what, "perl has no TAP::Parser");
        return None;
    }
    let text = String::from_utf8(output.stdout).expect("text");
    let mut points: Vec<Point> = Vec::new();
    for line in text.lines() {
        match line.split('\t').collect::<Vec<_>>().as_slice() {
            ["point", is_ok, is_skipped, description] => points.push(Point {
                is_ok: *is_ok == "1",
                is_skipped: *is_skipped == "1",
                description: (*description).to_owned(),
                message: String::new(),
            }),
            ["message", message] => points.last_mut().expect("its point").message = (*message).to_owned(),
            _ => panic!("{line}: {document}"),
        }
    }
    Some(points)
}

fn transcript(sandbox: &Sandbox, line: &str) -> String {
    let told = FORMATS.map(|format| sandbox.run(&format!("{line} --format {format}")).to_string());
    told.join("\n\n")
}

#[test]
fn each_form_tells_what_failed_and_what_could_not_be_made() {
    let sandbox = in_sandbox();
    report(&sandbox, "pytest");
    insta::assert_snapshot!(transcript(&sandbox, "check acme"));
    insta::assert_snapshot!(transcript(&sandbox, "check acme end-to-end-test --dry-run"));
}

#[test]
fn each_form_tells_what_passed_and_what_still_holds() {
    let sandbox = in_sandbox();
    insta::assert_snapshot!(transcript(&sandbox, SEEN));
    sandbox.write("reports/acme.xml", WELL);
    insta::assert_snapshot!(transcript(&sandbox, "check acme"));
    insta::assert_snapshot!(transcript(&sandbox, "check acme --tag figures"));
}

#[test]
fn a_report_is_red_where_the_code_is_not_0() {
    let sandbox = in_sandbox();
    let judge = |line: &str, code: i32| {
        let run = |format: &str| {
            let run = sandbox.run(&format!("{line} --format {format}"));
            assert_eq!(run.code, code, "{run}");
            run
        };
        let Run { stdout: junit, .. } = run("junit");
        assert_eq!(is_red(&junit), code != 0, "{junit}");
        let Run { stdout: tap, .. } = run("tap");
        if let Some(points) = points("check_formats red", &tap) {
            assert_eq!(points.iter().all(|point| point.is_ok), code == 0, "{tap}");
        }
        let Run { stdout: github, .. } = run("github");
        assert_eq!(github.contains("::error ") || github.contains("::warning "), code != 0, "{github}");
    };
    judge("check acme", 3);
    report(&sandbox, "pytest");
    judge("check acme", 1);
    judge("check acme end-to-end-test", 1);
    sandbox.write("reports/acme.xml", "<testsuite><testcase name='a'/></testsuite>");
    judge("check acme end-to-end-test", 3);
    judge(SEEN, 0);
    judge("check acme --tag figures", 0);
    judge("check acme", 3);
    sandbox.write("reports/acme.xml", WELL);
    judge("check acme", 0);
}

#[test]
fn what_a_playbook_and_a_report_say_forges_no_line() {
    let sandbox = hostile();
    let name = r#"a &#x9b;31m " \ # TODO &#10;not ok 9&#10;::error::x"#;
    sandbox.write("r.xml", &format!("<testsuite><testcase name='{name}'><error/></testcase></testsuite>"));
    let line = "check beta end-to-end-test --file r.xml";
    insta::assert_snapshot!(transcript(&sandbox, line));
    let junit = sandbox.run(&format!("{line} --format junit"));
    assert!(is_red(&junit.stdout), "{junit}");
    let github = sandbox.run(&format!("{line} --format github")).stdout;
    assert_eq!(github.lines().filter(|line| line.starts_with("::")).count(), 1, "{github}");
    let tap = sandbox.run(&format!("{line} --format tap")).stdout;
    if let Some(points) = points("check_formats hostile", &tap) {
        let [Point { is_ok: false, is_skipped: false, description, message }] = points.as_slice() else {
            panic!("{points:?}")
        };
        // The reader hands out a description as it is written.
        let description = description.replace("\\#", "#").replace("\\\\", "\\");
        assert_eq!(description, r#"- api/end-to-end-test: Runs # SKIP \ "all" ::error::<b>%"#);
        let table = sandbox.run(line).stdout;
        let said: String = table.split_whitespace().collect();
        assert!(said.contains(&message.split_whitespace().collect::<String>()), "{message}: {table}");
    }
}

#[test]
fn a_document_stands_alone_on_stdout() {
    let sandbox = in_sandbox();
    sandbox.write("reports/acme.xml", WELL);
    for format in FORMATS.into_iter().chain(["json"]) {
        let run = sandbox.run(&format!("check acme end-to-end-test --format {format}"));
        let head = sandbox.git(&["rev-parse", "--short=7", "HEAD"]);
        assert_eq!(run.stderr, format!("{} acme: check api/end-to-end-test: passed\n", head.trim()), "{run}");
        assert!(!run.stdout.contains("acme: check"), "{run}");
    }
}

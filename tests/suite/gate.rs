//! `aboard gate`: verdicts, exit codes and the reports of CI.

use insta::assert_snapshot;

use crate::partners::{break_file, with_four};
use crate::support::Sandbox;

#[test]
fn a_verdict_tells_its_reasons() {
    let sandbox = with_four();
    assert_snapshot!(sandbox.run("gate borealis"));
    assert_snapshot!(sandbox.run("gate cumulus"));
}

#[test]
fn the_verdict_is_the_exit_code() {
    let sandbox = with_four();
    for (line, code) in [
        ("gate cumulus", 0),
        ("gate borealis", 1),
        ("gate acme", 3),
        ("gate cumulus acme", 3),
        ("gate cumulus acme borealis", 1),
        ("gate cumulus --stage sandbox", 3),
        ("gate --all", 1),
        ("gate --all --stage kickoff", 3),
        ("gate --all --stage live", 0),
        ("gate", 2),
        ("gate acme --all", 2),
        ("gate nobody", 2),
    ] {
        let run = sandbox.run(line);
        assert_eq!(run.code, code, "{run}");
    }
    break_file(&sandbox, "acme");
    for line in ["gate --all", "gate acme", "gate borealis acme"] {
        let run = sandbox.run(line);
        assert_eq!(run.code, 2, "{run}");
    }
}

/// A gate that waivers hold open.
fn conditional() -> Sandbox {
    let sandbox = with_four();
    sandbox.write("contract.pdf", "signed");
    sandbox.as_person("lea").ok("done acme agreement --evidence contract.pdf");
    sandbox.ok("sign acme --role champion --name 'Dana Fox'");
    sandbox.ok("sign acme --role partner-lead --name 'Ines Roy' --reference https://mail.example/7");
    sandbox.ok(
        "waive acme data-agreement --until 2026-03-31 --reason 'Counsel is away' --control 'No data flows'",
    );
    sandbox.as_person("dana").ok("waiver approve acme data-agreement");
    sandbox
}

#[test]
fn a_go_on_conditions_is_a_no_under_strict() {
    let sandbox = conditional();
    assert_snapshot!(sandbox.run("gate acme"));
    assert_eq!(sandbox.run("gate acme --strict").code, 1);
    assert_eq!(sandbox.run("gate cumulus --strict").code, 0);
}

#[test]
fn all_of_a_stage_are_judged_and_archived_ones_are_not() {
    let sandbox = with_four();
    let run = sandbox.run("gate --all --stage kickoff");
    assert_snapshot!(run);
    let none = sandbox.run("gate --all --stage live");
    assert_snapshot!(none);
    let typo = sandbox.run("gate --all --stage kickof");
    assert_eq!(typo.code, 2, "{typo}");
    assert!(typo.stderr.contains("did you mean `kickoff`?"), "{typo}");
    let typo = sandbox.run("gate acme --stage liv");
    assert_eq!(typo.code, 2, "{typo}");
    assert!(typo.stderr.contains("did you mean `live`?"), "{typo}");
}

#[test]
fn a_typing_error_in_an_empty_workspace_is_one_as_well() {
    let sandbox = Sandbox::workspace();
    assert_eq!(sandbox.run("gate --all --stage sandbox").code, 0);
    assert_eq!(sandbox.run("gate --all --stage sandbx").code, 2);
}

#[test]
fn github_shows_gates_and_reasons() {
    assert_snapshot!(with_four().run("gate --all --format github"));
}

#[test]
fn markdown_is_for_the_summary_of_a_job() {
    assert_snapshot!(with_four().run("gate --all --format markdown"));
}

/// Checks a report as the schema that Jenkins' xUnit plugin publishes asks for it, and tells whether it is red.
pub(crate) fn is_red(xml: &str) -> bool {
    let document = roxmltree::Document::parse(xml).expect("well-formed XML");
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "testsuites");
    let known = |node: roxmltree::Node<'_, '_>, names: &[&str], required: &[&str]| {
        for attribute in node.attributes() {
            assert!(
                names.contains(&attribute.name()),
                "<{}> has {}",
                node.tag_name().name(),
                attribute.name()
            );
        }
        for name in required {
            assert!(node.has_attribute(*name), "<{}> has no {name}", node.tag_name().name());
        }
    };
    let number = |node: roxmltree::Node<'_, '_>, name: &str| -> usize {
        node.attribute(name).expect("a count").parse().expect("a number")
    };
    let count = |node: roxmltree::Node<'_, '_>, tag: &str| {
        node.descendants().filter(|inner| inner.has_tag_name(tag)).count()
    };
    known(root, &["name", "time", "tests", "failures", "disabled", "errors"], &[]);
    for (attribute, tag) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error")] {
        assert_eq!(number(root, attribute), count(root, tag), "{xml}");
    }
    for suite in root.children().filter(roxmltree::Node::is_element) {
        assert_eq!(suite.tag_name().name(), "testsuite");
        let names =
            ["name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp", "hostname"];
        known(suite, &names, &["name"]);
        for (attribute, tag) in
            [("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]
        {
            assert_eq!(number(suite, attribute), count(suite, tag), "{xml}");
        }
        let timestamp = suite.attribute("timestamp").expect("a timestamp");
        timestamp.parse::<chrono::NaiveDateTime>().expect("an xs:dateTime without a zone");
        let mut seen = std::collections::BTreeSet::new();
        for case in suite.children().filter(roxmltree::Node::is_element) {
            if case.has_tag_name("properties") {
                for property in case.children().filter(roxmltree::Node::is_element) {
                    assert_eq!(property.tag_name().name(), "property");
                    known(property, &["name", "value"], &["name", "value"]);
                }
                continue;
            }
            assert_eq!(case.tag_name().name(), "testcase");
            known(
                case,
                &["name", "assertions", "time", "classname", "status", "class", "group"],
                &["name", "classname"],
            );
            assert!(
                seen.insert((case.attribute("classname"), case.attribute("name"))),
                "a name twice in {xml}"
            );
            for result in case.children().filter(roxmltree::Node::is_element) {
                let tag = result.tag_name().name();
                assert!(["failure", "error", "skipped", "system-out"].contains(&tag), "<{tag}>");
                known(
                    result,
                    &["type", "message"],
                    if tag == "system-out" { &[] } else { &["type", "message"] },
                );
                assert!(result.text().is_some_and(|text| !text.trim().is_empty()), "an empty <{tag}>");
            }
        }
    }
    number(root, "failures") + number(root, "errors") > 0
}

#[test]
fn junit_is_red_where_the_code_is_not_0() {
    let sandbox = conditional();
    let lines = [
        "gate cumulus",
        "gate acme",
        "gate acme --strict",
        "gate borealis",
        "gate --all",
        "gate --all --stage live",
    ];
    let judge = |line: &str| {
        let run = sandbox.run(&format!("{line} --format junit"));
        assert_eq!(is_red(&run.stdout), run.code != 0, "{run}");
        run
    };
    for line in lines {
        judge(line);
    }
    judge("gate borealis --now 2026-03-05");
    assert_snapshot!(judge("gate acme borealis --stage sandbox"));
    break_file(&sandbox, "cumulus");
    assert_eq!(judge("gate --all").code, 2);
    assert_eq!(judge("gate cumulus").code, 2);
}

#[test]
fn one_run_leaves_several_reports() {
    let sandbox = with_four();
    let run = sandbox
        .run("gate --all --report junit=out/gates.xml --report json=out/gates.json --report github=out/log");
    assert_eq!(run.code, 1, "{run}");
    assert!(is_red(&sandbox.read("out/gates.xml")));
    assert!(sandbox.read("out/gates.json").contains("\"format_version\": 1"));
    assert!(
        sandbox.read("out/log").starts_with("::error title=acme%3A inconclusive::"),
        "{}",
        sandbox.read("out/log")
    );
}

#[test]
fn a_refused_promotion_says_why_as_the_gate_does() {
    let sandbox = with_four();
    let gate = sandbox.run("gate borealis").stdout;
    let (_, reasons) = gate.split_once("\n\n").expect("a head and reasons");
    let refused = sandbox.as_person("dana").run("promote borealis");
    assert!(refused.stderr.starts_with(reasons), "{refused}");
}

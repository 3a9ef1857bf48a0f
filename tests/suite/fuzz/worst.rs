//! The worst that fits into 256 KiB: what would be slow for a reader that looks at everything for everything.

use std::fmt::Write as _;

use super::measure::Meter;
use super::spoil::LARGEST;
use super::{seeds, targets};

/// Repeats what `line` makes of a number, until the text is as large as may be.
fn filled(head: &str, line: impl Fn(usize) -> String, tail: &str) -> String {
    let mut text = head.to_owned();
    for at in 0.. {
        let next = line(at);
        if text.len() + next.len() + tail.len() > LARGEST {
            break;
        }
        text.push_str(&next);
    }
    text + tail
}

/// All that a playbook needs beside checklists.
const HEAD: &str = "format: 1
id: worst
version: 1.0.0
title: Worst
owner: partnerships
about: All that fits.
roles:
  champion: { side: platform, title: Onboarding champion }
dimensions:
  technical: { title: Technical integration, weight: 100 }
attributes:
  tier: { type: choice, choices: [a, b], required: true, title: Tier }
stages:
  - { id: live, title: Live, approver: champion }
";

/// Playbooks and checklists.
fn yaml() -> Vec<(&'static str, String)> {
    let items = "checklists:\n  - id: all\n    title: All\n    defaults: { stage: live, dimension: technical }\n    items:\n";
    let item = |at: usize| {
        format!(
            "      - id: i{at}\n        title: An item whose title is long enough that no more of them fit\n        raci: {{ accountable: champion }}\n        instructions: Do it.\n"
        )
    };
    let nested = |open: &str, close: &str, deep: usize| {
        format!("{HEAD}when: {}{}\n", open.repeat(deep), close.repeat(deep))
    };
    let needs_all = filled(
        &format!("{HEAD}{items}"),
        |at| {
            let mut item = item(at);
            let needs: Vec<String> = (at.saturating_sub(40)..at).map(|before| format!("i{before}")).collect();
            writeln!(item, "        needs: [{}]", needs.join(", ")).expect("a text");
            item
        },
        "",
    );
    vec![
        ("items", filled(&format!("{HEAD}{items}"), item, "")),
        ("items of one id", filled(&format!("{HEAD}{items}"), |_| item(0), "")),
        ("items that need each other", needs_all),
        (
            "a cycle",
            filled(&format!("{HEAD}{items}"), |at| format!("{}        needs: [i{}]\n", item(at), at + 1), ""),
        ),
        (
            "dangling names",
            filled(&format!("{HEAD}{items}"), |at| format!("{}        needs: [j{at}]\n", item(at)), ""),
        ),
        ("unknown keys", filled(HEAD, |at| format!("key{at}: 1\n"), "")),
        ("one key", filled(HEAD, |_| "id: x\n".to_owned(), "")),
        ("colons", filled(HEAD, |_| ":".to_owned(), "")),
        ("brackets", nested("[", "]", 100_000)),
        ("open brackets", nested("[", "", 200_000)),
        ("braces", nested("{a: ", "}", 40_000)),
        ("all", nested("{all: [", "]}", 12_000)),
        ("dashes", filled(HEAD, |_| "- ".to_owned(), "x\n")),
        ("question marks", filled("", |_| "? ".to_owned(), "x\n")),
        ("deeper and deeper", filled(HEAD, |at| format!("{}a:\n", " ".repeat(at)), "")),
        ("templates", filled(&format!("{HEAD}more: \""), |_| "{{ partner.name }}".to_owned(), "\"\n")),
        ("open templates", filled(&format!("{HEAD}more: \""), |_| "{{".to_owned(), "\"\n")),
        ("one line", filled(&format!("{HEAD}more: "), |_| "é".to_owned(), "\n")),
        ("quotes", filled(&format!("{HEAD}more: '"), |_| "''".to_owned(), "'\n")),
        ("escapes", filled(&format!("{HEAD}more: \""), |_| "\\x41".to_owned(), "\"\n")),
        ("comments", filled(HEAD, |_| "#\n".to_owned(), "")),
        ("blank lines", filled(HEAD, |_| "\n".to_owned(), "")),
        (
            "includes",
            filled(&format!("{HEAD}checklists:\n"), |at| format!("  - include: checklists/c{at}.yaml\n"), ""),
        ),
        (
            "attributes",
            filled(
                &HEAD.replace(
                    "stages:
  - { id: live, title: Live, approver: champion }
",
                    "",
                ),
                |at| format!("  a{at}: {{ type: choice, choices: [x, y], title: T }}\n"),
                "",
            ),
        ),
        (
            "conditions",
            filled(
                &format!("{HEAD}{items}"),
                |at| format!("{}        when: {{any: [{{tier: a}}, {{not: {{teir: b}}}}]}}\n", item(at)),
                "",
            ),
        ),
        ("a long number", filled(&format!("{HEAD}format: "), |_| "9".to_owned(), "\n")),
    ]
}

/// All that a partner needs beside items.
const PARTNER: &str = "format = 1
name = \"Acme\"
start = \"2026-11-13\"
stage = \"kickoff\"
[pin]
playbook = \"marketplace-seller\"
version = \"1.1.0\"
path = \"playbooks/marketplace-seller.yaml\"
commit = \"11aedf04dc8a44233995d4e71800c5dcf266ff8b\"
hash = \"7dfcff658f1fd0d3a72f622e251e38f8d9f5f95ff61311590b5e9beb675aa704\"
";

/// State and configuration.
fn toml() -> Vec<(&'static str, String)> {
    vec![
        (
            "tables",
            filled(
                PARTNER,
                |at| {
                    format!(
                        "[items.\"commercial-terms/i{at}\"]\nstatus = \"doing\"\nsince = \"2026-11-19T09:38:00Z\"\nby = \"dana@market.example\"\n"
                    )
                },
                "",
            ),
        ),
        ("dots", filled("format = 1\na", |_| ".a".to_owned(), " = 1\n")),
        ("a header of dots", filled("format = 1\n[a", |_| ".a".to_owned(), "]\n")),
        ("a double header of dots", filled("format = 1\n[[a", |_| ".a".to_owned(), "]]\n")),
        (
            "a header of more and more dots",
            filled("format = 1\n", |at| format!("[a{}]\n", ".a".repeat(at)), ""),
        ),
        ("brackets", filled("format = 1\na = ", |_| "[".to_owned(), "\n")),
        ("braces", filled("format = 1\na = ", |_| "{a=".to_owned(), "\n")),
        ("arrays of tables", filled("format = 1\n", |_| "[[a]]\n".to_owned(), "")),
        ("one key", filled("", |_| "a = 1\n".to_owned(), "")),
        ("keys", filled("format = 1\n", |at| format!("a{at} = 1\n"), "")),
        ("quotes", filled("a = \"\"\"", |_| "\"".to_owned(), "")),
        (
            "people",
            filled("[people]\n", |at| format!("p{at} = {{ name = \"P\", email = \"p@x.example\" }}\n"), ""),
        ),
        ("holidays", filled("[calendar.holidays]\n", |at| format!("{:04}-01-01 = \"x\"\n", at % 10_000), "")),
        ("one line", filled("a = '", |_| "é".to_owned(), "'\n")),
    ]
}

fn messages() -> Vec<(&'static str, String)> {
    vec![
        ("trailers", filled("x\n\n", |at| format!("Aboard-Subject: a/i{at}\n"), "")),
        ("paragraphs", filled("x\n", |_| "\n\nAboard-Change: item.start\n".to_owned(), "")),
        ("blank lines", filled("x", |_| "\n".to_owned(), "")),
        (
            "data",
            filled(
                "x\n\nAboard-Change: item.start\nAboard-Partner: acme\nAboard-Playbook: p@1.0.0 (abc)\nAboard-Data: ",
                |_| "[".to_owned(),
                "\n",
            ),
        ),
        (
            "long data",
            filled(
                "x\n\nAboard-Change: note.add\nAboard-Partner: acme\nAboard-Playbook: p@1.0.0 (abc)\nAboard-Data: {\"text\":\"",
                |_| "\\u0041".to_owned(),
                "\"}\n",
            ),
        ),
        ("one line", filled("x\n\nAboard-Change: ", |_| "é".to_owned(), "\n")),
    ]
}

/// Not all of it is refused at the first line: what is right goes through everything.
/// Reports of test runners.
fn xml() -> Vec<(&'static str, String)> {
    let deep = |open: &str| filled("", |_| open.to_owned(), "");
    vec![
        ("suites in suites without an end", deep("<testsuite>")),
        ("short elements without an end", deep("<a>")),
        ("cases", filled("<testsuite>", |_| "<testcase/>".to_owned(), "</testsuite>")),
        (
            "cases that failed",
            filled("<testsuite>", |_| "<testcase><error/></testcase>".to_owned(), "</testsuite>"),
        ),
        ("attributes", filled("<testsuite ", |at| format!("a{at}='' "), "/>")),
        ("namespaces", filled("<testsuite ", |at| format!("xmlns:a{at}='' "), "/>")),
        (
            "one long name",
            filled("<testsuite><testcase name='", |_| "x".to_owned(), "'><error/></testcase></testsuite>"),
        ),
        ("entities of characters", filled("<testsuite>", |_| "&#65;".to_owned(), "</testsuite>")),
    ]
}

/// Paths, of which those that could be slow on a document are refused.
fn paths() -> Vec<(&'static str, String)> {
    let repeated = |head: &str, part: &str, times: usize| format!("{head}{}", part.repeat(times));
    vec![
        ("filters without an end", filled("$", |_| "[?@".to_owned(), "")),
        ("brackets without an end", filled("$[?", |_| "(".to_owned(), "")),
        ("one long name", filled("$.", |_| "é".to_owned(), "")),
        ("every value, again and again", repeated("$", "..*", 60)),
        ("every child, again and again", repeated("$..*", ".*", 90)),
        ("every child, many times over", repeated("$..*", "[*,*]", 4)),
        ("every value, many times over", "$..[*,*,*,*,*]".to_owned()),
        ("every child of every child", repeated("$..[?@", "[?@", 7) + "[*]" + &"]".repeat(8)),
        ("every value as the document", "$..[?@ == $ || @ != $]".to_owned()),
        ("every value under conditions", repeated("$..[?@.a", " || @.a", 27) + "]"),
        ("functions in functions", repeated("$[?", "count(", 7) + "@" + &")".repeat(7) + "]"),
        ("not, again and again", repeated("$[?", "!(", 7) + "@" + &")".repeat(7) + "]"),
    ]
}

#[test]
fn the_largest_that_is_right_is_read() {
    let seeds = seeds();
    for (name, text) in
        yaml().into_iter().filter(|(name, _)| ["items", "items that need each other"].contains(name))
    {
        assert!(targets::is_playbook(seeds, &text), "{name}");
    }
    let (_, partner) = toml().swap_remove(0);
    aboard::partner::decode(&"acme".parse().expect("an id"), partner.as_bytes()).expect("a partner");
}

#[test]
#[expect(clippy::print_stdout, reason = "which of them it was is shown where the test fails")]
fn the_worst_is_read_or_refused() {
    let seeds = seeds();
    let readers = [
        (yaml(), vec![targets::PLAYBOOK, targets::CHECKLIST]),
        (toml(), vec![targets::PARTNER, targets::NOTE, targets::CONFIG]),
        (messages(), vec![targets::MESSAGE]),
        (xml(), vec![targets::REPORT]),
        (paths(), vec![targets::JSON_PATH]),
    ];
    for (texts, targets) in readers {
        for target in targets {
            let meter = Meter::new(target.name);
            for (name, text) in &texts {
                println!("{}: {name}", target.name);
                meter.measure(text, || (target.run)(seeds, text));
            }
            meter.report();
        }
    }
}

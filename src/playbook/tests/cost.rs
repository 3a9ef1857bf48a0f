//! Hostile playbooks cost little: every text here is as large as a file may be. The bound is for a
//! build without optimisation on a busy machine; an optimised one takes a small part of it.

use std::fmt::Write;
use std::time::{Duration, Instant};

use super::*;
use crate::source::MAX_BYTES;

const HEAD: &str = "format: 1\nid: p\nversion: 1.0.0\ntitle: P\nowner: o\n";
const REST: &str = "roles: { champion: { side: platform, title: C } }\ndimensions: { d: { title: D, weight: 100 } }\nstages: [{ id: s, title: S }]\n";
const LIST: &str = "checklists:\n  - id: c\n    title: C\n    defaults: { stage: s, dimension: d, raci: { accountable: champion } }\n    items:\n";

/// Appends items until the file is full, or the checklist.
fn filled(start: &str, line: impl Fn(usize) -> String) -> String {
    packed(start, 2_000, line)
}

/// Appends lines until the file is full, or there are so many.
fn packed(start: &str, most: usize, line: impl Fn(usize) -> String) -> String {
    let mut text = start.to_owned();
    for number in 0..most {
        let line = line(number);
        if text.len() + line.len() > MAX_BYTES {
            break;
        }
        text.push_str(&line);
    }
    text
}

fn judged_soon(name: &str, text: &str) -> Loaded {
    assert!(text.len() <= MAX_BYTES, "{name}");
    let start = Instant::now();
    let loaded = loaded(text);
    let took = start.elapsed();
    assert!(took < Duration::from_secs(5), "{name} took {took:?}");
    if std::env::var_os("ABOARD_SHOW_COST").is_some() {
        #[expect(clippy::print_stderr, reason = "asked for by who runs the test")]
        {
            eprintln!("{name}: {took:?}, {} faults", loaded.diagnostics.len());
        }
    }
    loaded
}

#[test]
fn a_file_full_of_faults_is_judged_soon() {
    let start = [HEAD, REST, LIST].concat();
    let many = |line: fn(usize) -> String| filled(&start, line);
    let cases = [
        (
            "unknown needs",
            many(|n| format!("      - {{ id: i{n}, title: T, needs: [x{n}, y{n}, zzzzzzzzzzzzzzzz{n}] }}\n")),
        ),
        (
            "patterns",
            many(|n| {
                format!(
                    "      - {{ id: i{n}, title: T, check: {{ csv: {{ file: f, columns: {{ a: {{ pattern: '(?i)\\pL\\pN\\W' }} }} }} }} }}\n"
                )
            }),
        ),
        ("one id", many(|_| "      - { id: i, title: T }\n".to_owned())),
        ("unknown attributes", many(|n| format!("      - {{ id: i{n}, title: T, when: {{ a{n}: b }} }}\n"))),
        ("unknown keys", many(|n| format!("      - {{ id: i{n}, titel: T }}\n"))),
        ("bad ids", many(|n| format!("      - {{ id: Item {n}, title: T }}\n"))),
        (
            "templates",
            many(|n| format!("      - {{ id: i{n}, title: T, instructions: \"{{{{ x.y }}}}\" }}\n")),
        ),
        ("no ids", many(|_| "      - {}\n".to_owned())),
    ];
    for (name, text) in cases {
        assert!(judged_soon(name, &text).diagnostics.has_errors(), "{name}");
    }
}

#[test]
fn a_large_sound_file_is_judged_soon() {
    let start = [HEAD, REST, LIST].concat();
    let chain = filled(&start, |n| {
        format!(
            "      - {{ id: i{n}, title: T, needs: [i{}] }}\n",
            n.saturating_sub(1).max(usize::from(n == 0))
        )
    });
    judged_soon("chain", &chain);
    let plain = filled(&start, |n| format!("      - {{ id: i{n}, title: T, tags: [t] }}\n"));
    judged_soon("plain", &plain);
}

#[test]
fn a_checklist_has_a_bound() {
    let text = packed(&[HEAD, REST, LIST].concat(), 10_000, |_| "      - {}\n".to_owned());
    let told = told(&judged_soon("no ids", &text).diagnostics);
    assert_eq!(
        told,
        "invalid-value checklists[0].items: the checklist `c` has 10000 items; at most 2000 are read (split it into several checklists)"
    );
}

#[test]
fn no_number_of_warnings_hides_an_error() {
    let items = (0..300).fold(String::new(), |mut text, n| {
        let _ = writeln!(text, "      - {{ id: i{n}, title: T }}");
        text
    });
    let text = [HEAD, REST, LIST, &items, "      - { id: last, title: T, needs: [nothing] }\n"].concat();
    let loaded = loaded(&text);
    assert!(loaded.playbook.is_none());
    assert!(loaded.diagnostics.iter().any(|fault| fault.code == Code::UnknownReference));
}

#[test]
fn what_multiplies_is_bounded() {
    let roles = |count: usize| {
        (0..count).fold(String::new(), |mut text, n| {
            let _ = write!(text, "r{n}, ");
            text
        })
    };
    let list = format!(
        "checklists:\n  - id: c\n    title: C\n    defaults: {{ stage: s, dimension: d, raci: {{ accountable: champion, responsible: [{}] }} }}\n    items:\n",
        roles(15_000)
    );
    judged_soon(
        "large defaults",
        &filled(&[HEAD, REST, &list].concat(), |n| format!("      - {{ id: i{n}, title: T }}\n")),
    );
    let long = format!(
        "checklists:\n  - id: c\n    title: C\n    defaults: {{ stage: {}, dimension: d }}\n    items:\n",
        "s".repeat(120_000)
    );
    judged_soon(
        "long default",
        &filled(&[HEAD, REST, &long].concat(), |n| format!("      - {{ id: i{n}, title: T }}\n")),
    );
    let stages = (0..2_000).fold("stages:\n".to_owned(), |mut text, n| {
        let _ = writeln!(text, "  - {{ id: s{n}, title: S, rollback: {{ reopens: {{ tags: [t] }} }} }}");
        text
    });
    let rest = REST.replace("stages: [{ id: s, title: S }]\n", &stages);
    judged_soon(
        "rollbacks",
        &filled(&[HEAD, &rest, LIST].concat(), |n| format!("      - {{ id: i{n}, title: T, tags: [t] }}\n")),
    );
    let includes = packed(&[HEAD, REST, "checklists:\n"].concat(), 10_000, |n| {
        format!("  - include: {}checklists/api.yaml\n", "./".repeat(n % 9))
    });
    judged_soon("includes", &includes);
    let several = packed(&[HEAD, REST, "checklists:\n"].concat(), 10_000, |n| {
        format!("  - {{ id: c{n}, title: C, items: [{{ id: x, title: X, needs: [y/x] }}] }}\n")
    });
    judged_soon("several", &several);
}

#[test]
fn conditions_are_searched_with_measure() {
    let choices: Vec<String> = (0..11).map(|n| format!("c{n}")).collect();
    let regions =
        format!("attributes: {{ regions: {{ type: list, choices: [{}], title: R }} }}\n", choices.join(", "));
    let never = choices
        .iter()
        .map(|choice| format!("{{ not: {{ regions: {choice} }} }}"))
        .collect::<Vec<_>>()
        .join(", ");
    let text = filled(&[HEAD, &regions, REST, LIST].concat(), |n| {
        format!("      - {{ id: i{n}, title: T, when: {{ all: [{never}] }} }}\n")
    });
    let loaded = judged_soon("conditions", &text);
    assert!(loaded.diagnostics.iter().any(|fault| fault.code == Code::UnreachableCondition));
}

#[test]
fn what_is_included_is_bounded_as_a_whole() {
    let long = format!("{SHARED}# {}\n", "x".repeat(100 * 1024));
    let mut folder = Folder::default();
    let mut text = [HEAD, REST, "checklists:\n"].concat();
    for n in 0..3 {
        folder =
            folder.with(&format!("playbooks/c{n}.yaml"), long.replacen("id: api", &format!("id: c{n}"), 1));
        let _ = writeln!(text, "  - include: c{n}.yaml");
    }
    let loaded = load(&folder.with(PATH, text), PATH);
    let large: Vec<_> = loaded.diagnostics.iter().filter(|fault| fault.code == Code::FileTooLarge).collect();
    assert_eq!(large.len(), 1, "{large:#?}");
    assert_eq!(large[0].message, "the playbook includes more than 64 files or 256 KiB");
    assert_eq!(large[0].place.as_ref().unwrap().path.to_string(), "checklists[2].include");
}

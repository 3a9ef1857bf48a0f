//! Input that means harm, or that a careless tool made.

use super::{document, refused, told};
use crate::source::{Document, MAX_BYTES};
use proptest::prelude::*;
use std::fs;
use std::time::{Duration, Instant};

fn refused_bytes(bytes: &[u8]) -> String {
    told(&Document::from_bytes("p.yaml", bytes).expect_err("a refusal")).join("\n")
}

/// Refused, or read, in a time that an unoptimised build on a busy machine can keep too.
fn settled_soon(name: &str, text: &str) -> Result<(), Vec<String>> {
    let start = Instant::now();
    let outcome = document(text).yaml().map(|_| ()).map_err(|faults| told(&faults));
    let taken = start.elapsed();
    assert!(taken < Duration::from_secs(3), "{name} took {taken:?}");
    outcome
}

#[test]
fn an_alias_bomb_is_refused_where_it_starts() {
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        bomb.push_str(&format!("k{level}: &k{level} [*a, *a, *a, *a, *a, *a, *a]\n"));
    }
    let faults = settled_soon("bomb", &bomb).expect_err("a refusal");
    assert_eq!(faults[0], "yaml-anchor 1:4 anchors are not part of the format");
    assert!(faults.len() <= 100, "{}", faults.len());
}

#[test]
fn every_anchor_alias_merge_key_and_tag_is_told() {
    let faults = refused("a: &x {b: 1}\nc: *x\nd:\n  <<: {e: 1}\nf: !!str 1\n");
    assert_eq!(faults.len(), 4, "{faults:?}");
    assert!(faults[1].starts_with("yaml-anchor 2:4 "), "{faults:?}");
    assert!(faults[2].starts_with("yaml-anchor 4:3 merge keys"), "{faults:?}");
    assert!(faults[3].starts_with("yaml-tag 5:"), "{faults:?}");
}

#[test]
fn depth_is_refused_without_being_descended() {
    for (name, text) in [
        ("brackets", "[".repeat(100_000)),
        ("braces", "{a: ".repeat(50_000)),
        ("dashes", "- ".repeat(100_000)),
        ("questions", "? ".repeat(100_000)),
        ("indents", (0..500).map(|n| format!("{}k:\n", " ".repeat(n))).collect()),
    ] {
        let faults = settled_soon(name, &text).expect_err(name);
        let told = faults.last().expect("a fault");
        // A question mark makes the rest a key, which nests nothing.
        let expected = if name == "questions" { "yaml-syntax" } else { "yaml-too-deep" };
        assert!(told.starts_with(expected), "{name}: {told}");
    }
    assert!(document(&format!("{}{}", "[".repeat(32), "]".repeat(32))).yaml().is_ok());
    assert!(document(&format!("{}{}", "[".repeat(33), "]".repeat(33))).yaml().is_err());
}

#[test]
fn large_flat_files_are_settled_soon() {
    let size = MAX_BYTES - 10;
    for (name, unit) in [
        ("scalars", "a,"),
        ("numbers", "1,"),
        ("keys", "a: 1,"),
        ("quotes", "\"\","),
        ("colons", "x:::::"),
        ("comments", "#\n"),
        ("lines", "\n"),
        ("items", "- a\n"),
        ("entries", "a: 1\n"),
        ("bangs", "!a "),
        ("ands", "&a "),
        ("stars", "*a "),
        ("percent", "%a\n"),
        ("pipes", "- |\n a\n"),
        ("words", "word "),
        ("documents", "---\n"),
        ("commas", ","),
        ("brackets", "[]"),
        ("multi-byte", "é,"),
    ] {
        let body = unit.repeat(size / unit.len());
        let _ = settled_soon(name, &body);
        let _ = settled_soon(name, &format!("[{body}]"));
        let _ = settled_soon(name, &format!("{{{body}}}"));
        let _ = settled_soon(name, &format!("\"{body}"));
    }
}

#[test]
fn too_many_values_are_refused_before_they_take_memory() {
    let faults = refused(&format!("[{}]", "a,".repeat(100_000)));
    assert_eq!(faults, ["file-too-large 1:80002 the document holds more than 40000 values"]);
    assert!(document(&format!("[{}]", "a,".repeat(30_000))).yaml().is_ok());
}

#[test]
fn further_documents_are_refused() {
    assert_eq!(refused("a: 1\n---\nb: 2\n"), ["yaml-multiple-documents 2:1 a second document starts here"]);
    assert!(document("---\na: 1\n").yaml().is_ok(), "a single marked document is fine");
}

#[test]
fn duplicate_keys_are_told_and_the_tree_kept() {
    let tree = document("a: 1\nb: {c: 1, c: 2}\na: 3\n\"a\": 4\n").yaml().expect("a tree");
    let (_, faults) = tree.parse_lossy::<serde::de::IgnoredAny>();
    assert_eq!(
        told(&faults),
        [
            "yaml-duplicate-key 2:11 the key `c` stands twice",
            "yaml-duplicate-key 3:1 the key `a` stands twice",
            "yaml-duplicate-key 4:1 the key `a` stands twice"
        ]
    );
    assert!(tree.parse::<serde::de::IgnoredAny>().is_err());
}

#[test]
fn syntax_errors_say_where() {
    for text in ["a: [1", "a:\n\t- b", "a: \"open", "- a\nb: c", "a: b: c", "%YAML 9"] {
        let faults = refused(text);
        assert!(faults[0].starts_with("yaml-syntax "), "{text:?}: {faults:?}");
        assert!(!faults[0].contains(" at line "), "{faults:?}");
    }
    for text in ["[a]: 1", "{a: 1}: 2", "~: 1", ": 1"] {
        assert!(refused(text)[0].starts_with("yaml-syntax 1:"), "{text:?}: {:?}", refused(text));
    }
}

#[test]
fn bytes_that_are_no_text_are_located() {
    assert_eq!(refused_bytes(b"a: \xC3\xA9\nb: \xFF"), "not-utf8 2:4 byte 0xFF is not UTF-8");
    assert_eq!(
        refused_bytes(b"a\n\xC3\xA9\0"),
        "control-character 2:2 the text holds the control character U+0000"
    );
    assert_eq!(
        refused_bytes(b"a: \x1b[31m"),
        "control-character 1:4 the text holds the control character U+001B"
    );
    assert!(refused_bytes("a: \u{9b}31m".as_bytes()).starts_with("control-character 1:4 "));
    assert!(refused_bytes(b"a: 1\rb: 2").starts_with("control-character 1:5 "));
    for utf16 in [&b"\xFF\xFEa\0:\0"[..], b"\xFE\xFF\0a\0:", b"a\0:\0", b"\0a\0:"] {
        assert!(refused_bytes(utf16).contains("UTF-16"), "{utf16:?}");
    }
    assert!(refused_bytes(&vec![b'a'; MAX_BYTES + 1]).starts_with("file-too-large"));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_accepted() {
    let document = Document::from_bytes("p.yaml", b"\xEF\xBB\xBFa: 1\r\nb: x\r\n").expect("text");
    let tree = document.yaml().expect("a tree");
    assert_eq!(tree.keys(&crate::diagnostic::NodePath::root()), ["a", "b"]);
    assert_eq!(tree.scalar_text(&crate::diagnostic::NodePath::root().key("b")), Some("x"));
}

#[test]
fn an_empty_file_is_a_blank_value() {
    for text in ["", "\n", "# nothing\n", "---\n"] {
        let faults = document(text).yaml().expect("a tree").parse::<Vec<String>>().expect_err("a refusal");
        assert_eq!(faults.iter().next().map(|fault| fault.code.as_str()), Some("wrong-type"), "{text:?}");
    }
}

fn read(root: &std::path::Path, name: &str) -> String {
    Document::read(root, name)
        .map_or_else(|faults| told(&faults).join("\n"), |document| document.text().to_owned())
}

#[test]
fn only_regular_files_of_the_workspace_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("workspace");
    fs::create_dir_all(root.join("playbooks")).expect("folders");
    fs::write(root.join("playbooks/a.yaml"), "a: 1").expect("a file");
    fs::write(folder.path().join("secret"), "s").expect("a file");
    assert_eq!(read(&root, "playbooks/a.yaml"), "a: 1");
    assert_eq!(read(&root, "playbooks"), "not-a-file - `playbooks` is a directory");
    assert_eq!(read(&root, "none.yaml"), "file-unreadable - there is no file `none.yaml`");
    assert_eq!(read(&root, "../secret"), "outside-workspace - `../secret` leads out of the workspace");
    let absolute = folder.path().join("secret").display().to_string();
    assert!(read(&root, &absolute).starts_with("outside-workspace"));
    fs::write(root.join("big"), vec![b' '; MAX_BYTES + 1]).expect("a file");
    assert_eq!(read(&root, "big"), "file-too-large - the file has 257 KiB; at most 256 KiB are read");
}

#[cfg(unix)]
#[test]
fn links_may_not_leave_and_pipes_are_not_opened() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("workspace");
    fs::create_dir(&root).expect("a folder");
    fs::write(root.join("a.yaml"), "a: 1").expect("a file");
    fs::write(folder.path().join("secret"), "s").expect("a file");
    symlink("a.yaml", root.join("inside")).expect("a link");
    symlink("../secret", root.join("outside")).expect("a link");
    symlink("..", root.join("up")).expect("a link");
    symlink("circle", root.join("circle")).expect("a link");
    assert_eq!(read(&root, "inside"), "a: 1");
    assert!(read(&root, "outside").starts_with("outside-workspace"));
    assert!(read(&root, "up/secret").starts_with("outside-workspace"));
    assert!(read(&root, "circle").starts_with("file-unreadable"));
    symlink("/dev/zero", root.join("zero")).expect("a link");
    assert!(read(&root, "zero").starts_with("outside-workspace"));
    let made = std::process::Command::new("mkfifo").arg(root.join("pipe")).status().expect("mkfifo runs");
    assert!(made.success());
    assert_eq!(read(&root, "pipe"), "not-a-file - `pipe` is not a regular file");
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "\\PC{0,60}|[-a:\\[\\]{}&*!|>'\"#%@`~ ,?\\n]{0,60}") {
        if let Ok(document) = Document::from_bytes("p", text.as_bytes()) {
            if let Ok(tree) = document.yaml() {
                let _ = tree.parse::<serde::de::IgnoredAny>();
            }
            let _ = document.toml_tree();
        }
    }

    #[test]
    fn no_bytes_break_the_gate(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        let _ = Document::from_bytes("p", &bytes);
    }
}

#[test]
fn a_tab_is_told_as_a_tab() {
    let fault = |text: &str| {
        let faults =
            Document::from_bytes("a.yaml", text.as_bytes()).expect("text").yaml().expect_err("a fault");
        faults.iter().next().and_then(|fault| fault.help.clone()).unwrap_or_default()
    };
    assert!(fault("a: 1\nb:\n\tc: 2\n").contains("YAML takes no tabs"), "{}", fault("a: 1\nb:\n\tc: 2\n"));
    assert!(!fault("a: [\n  x: y\n").contains("tabs"));
}

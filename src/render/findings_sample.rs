//! Findings with everything that renderers must bear: several files, warnings, hostile text, a file
//! without text, a fault without place.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, NodePath, Part, Place, Position, Span};
use crate::report::findings::Findings;
use std::collections::BTreeMap;

pub(super) const TEXT: &str = "id: größe\nonwer: me\nitems:\n- id: a\n- id: a\n";

fn span(start: (usize, usize), end: (usize, usize), bytes: std::ops::Range<usize>) -> Span {
    let position = |(line, column)| Position { line, column };
    Span { start: position(start), end: position(end), bytes }
}

pub(super) fn findings() -> Findings {
    let root = NodePath::root();
    let item = |index, bytes| {
        let path = root.key("items").index(index).key("id");
        Place::value("playbooks/p.yaml", path).spanned(span((index + 4, 7), (index + 4, 8), bytes))
    };
    let all: Diagnostics = [
        Diagnostic::error(Code::UnknownKey, "unknown key `onwer`")
            .at(Place { part: Part::Key, ..Place::value("playbooks/p.yaml", root.key("onwer")) }
                .spanned(span((2, 1), (2, 6), 12..17))
                .labelled("not a key of the format"))
            .help("did you mean `owner`?")
            .replacement("owner"),
        Diagnostic::error(Code::DuplicateId, "the id `a` stands twice")
            .at(item(1, 43..44))
            .related(item(0, 35..36), "first here")
            .note("ids address items"),
        Diagnostic::warning(Code::RoleUnused, "role \u{1b}[31m<b>%0A::error::x\u{202e}")
            .at(Place::file("playbooks/q: r,.yaml")),
        Diagnostic::error(Code::NotUtf8, "byte 0xFF is not UTF-8")
            .at(Place::file("playbooks/r.yaml").spanned(span((2, 4), (2, 4), 9..9))),
        Diagnostic::error(Code::WeightsSum, "no place"),
    ]
    .into_iter()
    .collect();
    let sources = BTreeMap::from([
        ("playbooks/p.yaml".to_owned(), TEXT.to_owned()),
        ("playbooks/good.yaml".to_owned(), String::new()),
    ]);
    Findings::new(all, sources, 4)
}

/// Runs a renderer into a string.
pub(super) fn rendered(write: impl FnOnce(&Findings, &mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    let written = write(&findings(), &mut out);
    assert!(written.is_ok());
    String::from_utf8(out).unwrap_or_default()
}

//! What people call the types of values.

use super::tree::{Content, Language, Node, Scalar};

pub(super) const TEXT: &str = "text";
pub(super) const LIST: &str = "a list";
pub(super) const BOOL: &str = "`true` or `false`";
pub(super) const NUMBER: &str = "a number";
pub(super) const VALUE: &str = "a value";

/// Returns what a mapping is called.
pub(super) const fn mapping(language: Language) -> &'static str {
    match language {
        Language::Yaml => "a mapping (`key: value`)",
        Language::Toml => "a table",
    }
}

/// Returns the words for a whole number within bounds; bounds that nobody meets are left out.
pub(super) fn whole_number(least: impl Into<i128>, most: impl Into<i128>) -> String {
    let (least, most) = (least.into(), most.into());
    match (least, most) {
        (_, most) if most < 1_000_000 => format!("a whole number from {least} to {most}"),
        (0, _) => "a whole number that is not negative".to_owned(),
        _ => "a whole number".to_owned(),
    }
}

/// Returns the words for a choice, shortened where it is long.
pub(super) fn one_of(known: &[&str]) -> String {
    const SHOWN: usize = 12;
    let quoted: Vec<_> = known.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = if known.len() > SHOWN { ", …" } else { "" };
    match quoted.as_slice() {
        [] => "nothing that is known".to_owned(),
        [only] => only.clone(),
        many => format!("one of {}{more}", many.join(", ")),
    }
}

/// Returns what stands at a node; `source` is its text.
pub(super) fn found(node: &Node, source: &str, language: Language) -> String {
    match &node.content {
        Content::Scalar(Scalar::Null) => "nothing".to_owned(),
        Content::Scalar(Scalar::Bool(value)) => format!("`{value}`"),
        Content::Scalar(Scalar::Text(_)) => TEXT.to_owned(),
        Content::Scalar(_) => format!("the number `{source}`"),
        Content::List(_) => LIST.to_owned(),
        Content::Mapping(_) => mapping(language).to_owned(),
    }
}

//! TOML as a tree. Enter: text. Leaves: a tree whose nodes know their spans, or the syntax errors.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::MAX_FAULTS;
use super::tree::{Content, Language, Node, NodeId, ROOT, Scalar, Tree};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};

/// Reads `text` as TOML.
pub(super) fn read(name: &str, text: &str) -> Result<Tree, Diagnostics> {
    let mut tree = Tree::new(name, text, Language::Toml);
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(errors
            .iter()
            .take(MAX_FAULTS)
            .map(|error| syntax(&tree, error))
            .collect());
    }
    let whole = span(0..text.trim_end().len());
    table(&mut tree, ROOT, None, root.get_ref(), whole);
    Ok(tree)
}

fn syntax(tree: &Tree, error: &toml::de::Error) -> Diagnostic {
    let found = error.span().unwrap_or(0..0);
    let place = Place::file(tree.name.clone()).spanned(tree.span(found));
    let message = format!("this is not TOML: {}", error.message().replace('\n', "; "));
    Diagnostic::error(Code::TomlSyntax, message).at(place)
}

type Key = Option<(Box<str>, Range<u32>)>;

fn table(tree: &mut Tree, parent: NodeId, key: Key, entries: &DeTable<'_>, value: Range<u32>) {
    let id = add(tree, parent, key, value, Content::Mapping(Vec::new()));
    // The crate sorts by key; people read in the order of the file.
    let mut entries: Vec<_> = entries.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in entries {
        let key = Some((key.get_ref().as_ref().into(), span(key.span())));
        node(tree, id, key, value);
    }
}

fn node(tree: &mut Tree, parent: NodeId, key: Key, value: &Spanned<DeValue<'_>>) {
    let place = span(value.span());
    let scalar = match value.get_ref() {
        DeValue::String(text) => Scalar::Text(text.to_string()),
        DeValue::Integer(number) => integer(number),
        DeValue::Float(number) => Scalar::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => Scalar::Bool(*value),
        // Types that hold dates read text, in TOML as in YAML.
        DeValue::Datetime(date) => Scalar::Text(date.to_string()),
        DeValue::Array(items) => {
            let id = add(tree, parent, key, place, Content::List(Vec::new()));
            for item in items.iter() {
                node(tree, id, None, item);
            }
            return;
        }
        DeValue::Table(entries) => return table(tree, parent, key, entries, place),
    };
    add(tree, parent, key, place, Content::Scalar(scalar));
}

fn integer(number: &toml::de::DeInteger<'_>) -> Scalar {
    let (digits, radix) = (number.as_str(), number.radix());
    match (
        i64::from_str_radix(digits, radix),
        u64::from_str_radix(digits, radix),
    ) {
        (Ok(value), _) if value < 0 => Scalar::Signed(value),
        (Ok(value), _) => Scalar::Unsigned(value.unsigned_abs()),
        (_, Ok(value)) => Scalar::Unsigned(value),
        _ => Scalar::Float(digits.parse().unwrap_or(f64::NAN)),
    }
}

fn add(tree: &mut Tree, parent: NodeId, key: Key, value: Range<u32>, content: Content) -> NodeId {
    let id = NodeId(u32::try_from(tree.nodes.len()).unwrap_or(u32::MAX));
    let mut index = 0;
    if id != ROOT
        && let Content::List(children) | Content::Mapping(children) = &mut tree.node_mut(parent).content
    {
        index = u32::try_from(children.len()).unwrap_or(u32::MAX);
        children.push(id);
    }
    tree.nodes.push(Node {
        parent,
        key,
        index,
        value,
        duplicate: false,
        content,
    });
    id
}

fn span(bytes: Range<usize>) -> Range<u32> {
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    narrow(bytes.start)..narrow(bytes.end)
}

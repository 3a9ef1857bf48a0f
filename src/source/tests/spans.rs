//! The place of every node, on text that trips naive counting.

use super::document;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, NodePath, Part, Place};
use crate::source::Tree;
use proptest::prelude::*;

fn tree(text: &str) -> Tree {
    document(text).yaml().expect("a tree")
}

fn at<'t>(tree: &'t Tree, path: &NodePath, part: Part) -> &'t str {
    &tree.text()[tree.locate(path, part).bytes]
}

#[test]
fn keys_and_values_are_found_behind_multi_byte_text() {
    let tree = tree("größe: \"é\"\nñ: {ß: [日本, x]}\n");
    let root = NodePath::root();
    assert_eq!(at(&tree, &root.key("größe"), Part::Key), "größe");
    assert_eq!(at(&tree, &root.key("größe"), Part::Value), "\"é\"");
    let list = root.key("ñ").key("ß");
    assert_eq!(at(&tree, &list, Part::Value), "[日本, x]");
    assert_eq!(at(&tree, &list.index(0), Part::Value), "日本");
    let span = tree.locate(&list.index(1), Part::Value);
    assert_eq!((span.start.line, span.start.column, span.end.column), (2, 13, 14));
}

#[test]
fn blocks_begin_at_their_first_child_and_end_at_their_last() {
    let tree = tree(
        "a:\n- x\n- k: v\n  l: w\n\n# comment\nb: |\n  line\n  line\n\nc: >-\n  folded\nd:   \n  deep: 1\n",
    );
    let root = NodePath::root();
    assert_eq!(
        at(&tree, &root.key("a"), Part::Value).trim_start_matches("- "),
        "x\n- k: v\n  l: w"
    );
    assert_eq!(at(&tree, &root.key("a").index(1), Part::Value), "k: v\n  l: w");
    assert_eq!(at(&tree, &root.key("a").index(1).key("l"), Part::Value), "w");
    assert!(at(&tree, &root.key("b"), Part::Value).ends_with("line\n  line"));
    assert!(at(&tree, &root.key("c"), Part::Value).ends_with("folded"));
    assert_eq!(at(&tree, &root.key("d"), Part::Value), "deep: 1");
}

#[test]
fn a_node_that_is_not_there_is_shown_at_the_nearest_that_is() {
    let tree = tree("items:\n- id: a\n  title: t\nempty:\n");
    let root = NodePath::root();
    assert_eq!(
        at(&tree, &root.key("items").index(0).key("stage"), Part::Key),
        "id: a"
    );
    assert_eq!(at(&tree, &root.key("items").index(9), Part::Value), "items");
    assert_eq!(at(&tree, &root.key("empty"), Part::Value), "empty");
    assert_eq!(at(&tree, &root.key("nothing"), Part::Value), "items:");
}

#[test]
fn places_of_this_file_are_resolved_and_others_left() {
    let tree = tree("a: 1\nb: 2\n");
    let path = NodePath::root().key("b");
    let here = Diagnostic::error(Code::DuplicateId, "m")
        .at(Place::value("p.yaml", path.clone()))
        .related(Place::key("p.yaml", NodePath::root().key("a")), "first");
    let mut faults: Diagnostics = [
        here,
        Diagnostic::error(Code::DuplicateId, "m").at(Place::value("q", path)),
    ]
    .into_iter()
    .collect();
    tree.resolve(&mut faults);
    let spans: Vec<_> = faults
        .iter()
        .map(|f| f.place.as_ref().and_then(|p| p.span.clone()))
        .collect();
    assert_eq!(spans[0].as_ref().map(|span| span.start.line), Some(2));
    assert_eq!(spans[1], None);
    let related = faults
        .iter()
        .next()
        .and_then(|fault| fault.related[0].place.span.clone());
    assert_eq!(related.map(|span| span.bytes), Some(0..1));
}

/// A document with the plain scalars that it was made of.
fn documents() -> impl Strategy<Value = serde_yaml::Value> {
    let text = "[a-zé日ß][a-zé日ß ]{0,6}[a-zé]|[0-9]{1,4}|true|x: y|# no|-|'|\"q\"|a\nb|~";
    let leaf = prop_oneof![
        text.prop_map(serde_yaml::Value::from),
        any::<i32>().prop_map(serde_yaml::Value::from),
        any::<bool>().prop_map(serde_yaml::Value::from),
        Just(serde_yaml::Value::Null),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(serde_yaml::Value::from),
            proptest::collection::btree_map("[a-zé]{1,5}", inner, 0..5).prop_map(|entries| {
                serde_yaml::Value::Mapping(entries.into_iter().map(|(k, v)| (k.into(), v)).collect())
            }),
        ]
    })
}

/// Holds every node of `value` to the text at its span.
fn check(tree: &Tree, path: &NodePath, value: &serde_yaml::Value) {
    match value {
        serde_yaml::Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                check(tree, &path.index(index), item);
            }
        }
        serde_yaml::Value::Mapping(entries) => {
            for (key, entry) in entries {
                let key = key.as_str().expect("a text key");
                let child = path.key(key);
                let shown = at(tree, &child, Part::Key);
                assert_eq!(serde_yaml::from_str::<String>(shown).expect("a scalar"), key);
                check(tree, &child, entry);
            }
        }
        scalar => {
            let shown = tree.scalar_text(path).expect("a scalar");
            if !shown.contains('\n') {
                let read: serde_yaml::Value = serde_yaml::from_str(shown).expect("a scalar");
                assert_eq!(&read, scalar, "{path}");
            }
        }
    }
}

proptest! {
    #[test]
    fn the_text_at_a_span_is_the_value(value in documents()) {
        let text = serde_yaml::to_string(&value).expect("YAML");
        let tree = tree(&text);
        check(&tree, &NodePath::root(), &value);
        let read: Plain = tree.parse().expect("plain data");
        prop_assert_eq!(read.0, value);
    }
}

/// Plain data as it stands; blank values included, which typed mirrors refuse.
#[derive(Debug, serde::Deserialize)]
#[serde(transparent)]
struct Plain(serde_yaml::Value);

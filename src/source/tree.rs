//! A document as a tree with places. Enter: nodes from a YAML or a TOML reader. Leave: spans for
//! symbolic paths, and the nodes that the deserialiser walks.

use std::collections::BTreeMap;
use std::ops::Range;

use super::line_index::LineIndex;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, NodePath, Part, Place, Segment, Span};

/// The index of a node; the root is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NodeId(pub(super) u32);

pub(super) const ROOT: NodeId = NodeId(0);

/// The value of a scalar.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scalar {
    Null,
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    Text(String),
}

#[derive(Debug, Clone)]
pub(super) enum Content {
    Scalar(Scalar),
    List(Vec<NodeId>),
    /// In the order of the document. The child knows its key.
    Mapping(Vec<NodeId>),
}

#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) parent: NodeId,
    /// For entries of a mapping: the key, and where it stands.
    pub(super) key: Option<(Box<str>, Range<u32>)>,
    /// The position in the parent, from 0.
    pub(super) index: u32,
    pub(super) value: Range<u32>,
    /// An earlier entry of the same mapping has the same key.
    pub(super) duplicate: bool,
    pub(super) content: Content,
}

/// Which language a tree was read from; messages use its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Yaml,
    Toml,
}

/// A document whose nodes know their places.
#[derive(Debug, Clone)]
pub struct Tree {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) language: Language,
    pub(super) nodes: Vec<Node>,
    /// Faults that did not keep the tree from being built.
    pub(super) faults: Vec<Diagnostic>,
    lines: LineIndex,
}

impl Tree {
    pub(super) fn new(name: &str, text: &str, language: Language) -> Self {
        let lines = LineIndex::new(text);
        let (name, text) = (name.to_owned(), text.to_owned());
        Self {
            name,
            text,
            language,
            nodes: Vec::new(),
            faults: Vec::new(),
            lines,
        }
    }

    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    pub(super) fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id.0 as usize]
    }

    /// Returns the entries or items of a node; none for scalars.
    pub(super) fn children(&self, id: NodeId) -> &[NodeId] {
        match &self.node(id).content {
            Content::Scalar(_) => &[],
            Content::List(children) | Content::Mapping(children) => children,
        }
    }

    /// Returns the entry of a mapping by its key.
    pub(super) fn entry(&self, mapping: NodeId, key: &str) -> Option<NodeId> {
        let children = self.children(mapping).iter().copied();
        children
            .into_iter()
            .find(|child| self.key_of(*child) == Some(key))
    }

    pub(super) fn key_of(&self, id: NodeId) -> Option<&str> {
        self.node(id).key.as_ref().map(|(key, _)| key.as_ref())
    }

    /// Returns the way from the root to a node.
    pub(super) fn path(&self, id: NodeId) -> NodePath {
        let mut segments = Vec::new();
        let mut at = id;
        while at != ROOT {
            let node = self.node(at);
            segments.push(match &node.key {
                Some((key, _)) => Segment::Key(key.to_string()),
                None => Segment::Index(node.index as usize),
            });
            at = node.parent;
        }
        segments.reverse();
        NodePath::from(segments)
    }

    /// Makes a place at a node, with its span.
    pub(super) fn place(&self, id: NodeId, part: Part) -> Place {
        let place = Place {
            part,
            ..Place::value(self.name.clone(), self.path(id))
        };
        place.spanned(self.span_of(id, part))
    }

    pub(super) fn span(&self, bytes: Range<usize>) -> Span {
        self.lines.span(&self.text, bytes)
    }

    fn span_of(&self, id: NodeId, part: Part) -> Span {
        let node = self.node(id);
        let value = bytes(&node.value);
        match (&node.key, part) {
            (Some((_, key)), Part::Key) => self.span(bytes(key)),
            // A blank value has no text to point at; its key has.
            (Some((_, key)), Part::Value) if value.is_empty() => self.span(bytes(key)),
            _ => self.span(value),
        }
    }

    /// Returns the text of a node that stands for all of it: its key, or its first line.
    fn headline(&self, id: NodeId) -> Span {
        let node = self.node(id);
        if let Some((_, key)) = &node.key {
            return self.span(bytes(key));
        }
        let value = bytes(&node.value);
        let text = self.text.get(value.clone()).unwrap_or_default();
        let line = text.split(['\r', '\n']).next().unwrap_or_default().trim_end();
        self.span(value.start..value.start + line.len())
    }

    /// Returns the node at a path, or the nearest ancestor that exists and `false`.
    fn nearest(&self, path: &NodePath) -> (NodeId, bool) {
        let mut at = ROOT;
        for segment in path.segments() {
            let next = match segment {
                Segment::Key(key) => self.entry(at, key),
                Segment::Index(index) => match &self.node(at).content {
                    Content::List(items) => items.get(*index).copied(),
                    Content::Scalar(_) | Content::Mapping(_) => None,
                },
            };
            match next {
                Some(child) => at = child,
                None => return (at, false),
            }
        }
        (at, true)
    }

    /// Returns the text that a path means: the key or the value of the node, or, where the document
    /// has no such node, the key or the first line of its nearest ancestor.
    pub fn locate(&self, path: &NodePath, part: Part) -> Span {
        match self.nearest(path) {
            // A fault of the file as a whole would mark every line.
            (ROOT, _) => self.headline(ROOT),
            (id, true) => self.span_of(id, part),
            (id, false) => self.headline(id),
        }
    }

    /// Gives every place of this file that has no span yet the span of its path.
    pub fn resolve(&self, diagnostics: &mut Diagnostics) {
        for diagnostic in diagnostics.iter_mut() {
            let related = diagnostic.related.iter_mut().map(|related| &mut related.place);
            for place in diagnostic.place.iter_mut().chain(related) {
                if place.span.is_none() && place.file == self.name {
                    place.span = Some(self.locate(&place.path, place.part));
                }
            }
        }
    }

    /// Returns the path of the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the text of the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the keys of the mapping at a path, in the order of the document; none if there is no
    /// mapping there.
    pub fn keys(&self, path: &NodePath) -> Vec<&str> {
        match self.nearest(path) {
            (id, true) => self
                .children(id)
                .iter()
                .filter_map(|child| self.key_of(*child))
                .collect(),
            (_, false) => Vec::new(),
        }
    }

    /// Returns the text of the scalar at a path as it stands in the document, quotes included.
    pub fn scalar_text(&self, path: &NodePath) -> Option<&str> {
        match self.nearest(path) {
            (id, true) if matches!(self.node(id).content, Content::Scalar(_)) => {
                self.text.get(bytes(&self.node(id).value))
            }
            _ => None,
        }
    }

    /// Marks the entries whose key stands earlier in the same mapping, and adds the fault of each.
    pub(super) fn refuse_duplicates(&mut self, mapping: NodeId, code: Code) {
        let mut first: BTreeMap<&str, NodeId> = BTreeMap::new();
        let mut found = Vec::new();
        for &child in self.children(mapping) {
            let key = self.key_of(child).unwrap_or_default();
            match first.get(key) {
                Some(earlier) => found.push((*earlier, child)),
                None => {
                    first.insert(key, child);
                }
            }
        }
        for (earlier, later) in found {
            // A span costs time in the length of its line; a mapping may have 100,000 entries.
            if self.faults.len() < super::MAX_FAULTS {
                let key = self.key_of(later).unwrap_or_default();
                let fault = Diagnostic::error(code, format!("the key `{key}` stands twice"))
                    .at(self.place(later, Part::Key).labelled("again here"))
                    .related(self.place(earlier, Part::Key), "first here")
                    .help("keep the one that is meant");
                self.faults.push(fault);
            }
            self.node_mut(later).duplicate = true;
        }
    }
}

fn bytes(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

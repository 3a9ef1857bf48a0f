//! The gate for YAML. Enter: text. Leaves: a tree whose nodes know their spans, or the faults that
//! make the text no plain YAML document. Works on saphyr's events, so that nothing is built of a
//! text before it is known to be harmless: no alias is followed, no depth is descended.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span as Marks};

use super::tree::{Content, Language, Node, NodeId, ROOT, Scalar, Tree};
use super::{MAX_DEPTH, MAX_FAULTS, MAX_NODES, yaml_values};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};

/// Reads `text` as one plain YAML document.
pub(super) fn read(name: &str, text: &str) -> Result<Tree, Diagnostics> {
    let mut gate = Gate::new(name, text);
    gate.run(text);
    if !gate.refused.is_empty() {
        gate.refused.append(&mut gate.tree.faults);
        return Err(gate.refused.into_iter().collect());
    }
    let mut tree = gate.tree;
    yaml_values::fill(&mut tree)?;
    Ok(tree)
}

/// An open list or mapping.
struct Open {
    node: NodeId,
    is_mapping: bool,
    /// The key whose value comes next.
    key: Option<(Box<str>, Range<u32>)>,
}

struct Gate {
    tree: Tree,
    open: Vec<Open>,
    documents: usize,
    /// Byte offsets of characters, which saphyr counts by; none where every character is a byte.
    offsets: Option<Vec<u32>>,
    refused: Vec<Diagnostic>,
}

/// Reading ends here; the fault is recorded.
struct Stop;

impl Gate {
    fn new(name: &str, text: &str) -> Self {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let offsets = (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| offset(at)).collect());
        let tree = Tree::new(name, text, Language::Yaml);
        Self { tree, open: Vec::new(), documents: 0, offsets, refused: Vec::new() }
    }

    fn run(&mut self, text: &str) {
        let mut parser = Parser::new_from_str(text);
        while let Some(next) = parser.next_event() {
            let done = match next {
                Ok((event, marks)) => self.event(event, marks),
                Err(error) => self.syntax(&error),
            };
            if done.is_err() {
                return;
            }
        }
        if self.tree.nodes.is_empty() {
            // A file of comments, or of nothing.
            self.add(Content::Scalar(Scalar::Null), 0..0);
        }
    }

    fn event(&mut self, event: Event<'_>, marks: Marks) -> Result<(), Stop> {
        let bytes = self.bytes(marks);
        if self.tree.nodes.len() > MAX_NODES {
            let message = format!("the document holds more than {MAX_NODES} values");
            return self.stop(
                Code::FileTooLarge,
                &message,
                bytes,
                "split it into files that people can review",
            );
        }
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    let help = "put each document in a file of its own";
                    return self.stop(
                        Code::YamlMultipleDocuments,
                        "a second document starts here",
                        bytes,
                        help,
                    );
                }
            }
            Event::Alias(_) => {
                self.refuse(Code::YamlAnchor, "aliases are not part of the format", bytes.clone(), SHARE)?;
                self.add(Content::Scalar(Scalar::Null), bytes);
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.properties(anchor, tag.is_some(), &bytes)?;
                self.scalar(&text, style, bytes)?;
            }
            Event::SequenceStart(anchor, tag) => {
                self.properties(anchor, tag.is_some(), &bytes)?;
                self.begin(Content::List(Vec::new()), bytes)?;
            }
            Event::MappingStart(anchor, tag) => {
                self.properties(anchor, tag.is_some(), &bytes)?;
                self.begin(Content::Mapping(Vec::new()), bytes)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(&bytes),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn properties(&mut self, anchor: usize, tagged: bool, bytes: &Range<u32>) -> Result<(), Stop> {
        if anchor != 0 {
            self.refuse(Code::YamlAnchor, "anchors are not part of the format", bytes.clone(), SHARE)?;
        }
        if tagged {
            let help = "remove the tag, or put the text in quotes";
            self.refuse(Code::YamlTag, "tags are not part of the format", bytes.clone(), help)?;
        }
        Ok(())
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, bytes: Range<u32>) -> Result<(), Stop> {
        let bytes = self.trimmed(bytes);
        if let Some(open) = self.open.last_mut().filter(|open| open.is_mapping && open.key.is_none()) {
            open.key = Some((text.into(), bytes.clone()));
            let plain = style == ScalarStyle::Plain;
            if plain && text == "<<" {
                self.refuse(Code::YamlAnchor, "merge keys are not part of the format", bytes, SHARE)?;
            } else if plain && matches!(text, "" | "~" | "null" | "Null" | "NULL") {
                return self.stop(Code::YamlSyntax, "a key is blank", bytes, "give the entry a key");
            }
            return Ok(());
        }
        // The value comes from serde_yaml; until then the text stands for it.
        self.add(Content::Scalar(Scalar::Null), bytes);
        Ok(())
    }

    fn begin(&mut self, content: Content, bytes: Range<u32>) -> Result<(), Stop> {
        if self.open.len() == MAX_DEPTH {
            return self.too_deep(bytes);
        }
        if self.open.last().is_some_and(|open| open.is_mapping && open.key.is_none()) {
            let help = "a key is text; put text that begins with `[`, `{` or `?` in quotes";
            return self.stop(Code::YamlSyntax, "a list or mapping stands where a key belongs", bytes, help);
        }
        let is_mapping = matches!(content, Content::Mapping(_));
        let node = self.add(content, bytes);
        self.open.push(Open { node, is_mapping, key: None });
        Ok(())
    }

    fn end(&mut self, bytes: &Range<u32>) {
        let Some(closed) = self.open.pop() else { return };
        if closed.is_mapping {
            self.tree.refuse_duplicates(closed.node, Code::YamlDuplicateKey);
        }
        // A block ends where its last child ends, not at the next token that is less indented; its
        // start mark may lie behind the dash or at the first key.
        let is_flow = !bytes.is_empty();
        let children = self.tree.children(closed.node);
        let first = children.first().map(|child| self.tree.node(*child));
        let starts = first.map(|node| node.key.as_ref().map_or(node.value.start, |(_, key)| key.start));
        let last = children.last().map(|child| self.tree.node(*child));
        let ends = last.map(|node| node.key.as_ref().map_or(0, |(_, key)| key.end).max(node.value.end));
        let node = self.tree.node_mut(closed.node);
        let start = starts.map_or(node.value.start, |start| start.min(node.value.start));
        let end = if is_flow { bytes.end } else { ends.unwrap_or(start) };
        node.value = start..end.max(start);
    }

    /// Adds a node below the open one.
    fn add(&mut self, content: Content, value: Range<u32>) -> NodeId {
        let id = NodeId(u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX));
        let (mut parent, mut key, mut index) = (ROOT, None, 0);
        if let Some(open) = self.open.last_mut() {
            (parent, key) = (open.node, open.key.take());
            if let Content::List(children) | Content::Mapping(children) =
                &mut self.tree.node_mut(parent).content
            {
                index = u32::try_from(children.len()).unwrap_or(u32::MAX);
                children.push(id);
            }
        }
        self.tree.nodes.push(Node { parent, key, index, value, duplicate: false, content });
        id
    }

    fn refuse(&mut self, code: Code, message: &str, bytes: Range<u32>, help: &str) -> Result<(), Stop> {
        let span = self.tree.span(bytes.start as usize..bytes.end as usize);
        let place = Place::file(self.tree.name.clone()).spanned(span);
        self.refused.push(Diagnostic::error(code, message).at(place).help(help));
        if self.refused.len() < MAX_FAULTS { Ok(()) } else { Err(Stop) }
    }

    fn stop(&mut self, code: Code, message: &str, bytes: Range<u32>, help: &str) -> Result<(), Stop> {
        let _ = self.refuse(code, message, bytes, help);
        Err(Stop)
    }

    fn syntax(&mut self, error: &ScanError) -> Result<(), Stop> {
        let at = self.byte(error.marker().index());
        // saphyr looks some way ahead, and gives up on 255 open brackets before their events arrive.
        let before = self.tree.text.get(..at as usize).unwrap_or_default();
        let count = |brackets: [char; 2]| before.matches(brackets).count();
        if count(['[', '{']).saturating_sub(count([']', '}'])) >= SCANNER_DEPTH {
            return self.too_deep(at..at);
        }
        let message = format!("this is not YAML: {}", error.info());
        // The scanner stands at the tab, or behind it.
        let line = before.rsplit('\n').next().unwrap_or_default();
        let indent = self.tree.text.get(at as usize - line.len()..).unwrap_or_default();
        let tabbed = indent.trim_start_matches(' ').starts_with('\t');
        let help = if tabbed {
            "indent with spaces: YAML takes no tabs there"
        } else {
            "look for a wrong indent, a missing quote or bracket just above"
        };
        self.stop(Code::YamlSyntax, &message, at..at, help)
    }

    fn too_deep(&mut self, bytes: Range<u32>) -> Result<(), Stop> {
        let message = format!("the document nests more than {MAX_DEPTH} levels deep");
        self.stop(Code::YamlTooDeep, &message, bytes, "make it flatter")
    }

    fn byte(&self, character: usize) -> u32 {
        let end = u32::try_from(self.tree.text.len()).unwrap_or(u32::MAX);
        match &self.offsets {
            Some(offsets) => offsets.get(character).copied().unwrap_or(end),
            None => u32::try_from(character).unwrap_or(end).min(end),
        }
    }

    fn bytes(&self, marks: Marks) -> Range<u32> {
        let start = self.byte(marks.start.index());
        start..self.byte(marks.end.index()).max(start)
    }

    /// Leaves blanks and line ends behind a scalar out of its span.
    fn trimmed(&self, bytes: Range<u32>) -> Range<u32> {
        let text = self.tree.text.get(bytes.start as usize..bytes.end as usize).unwrap_or_default();
        let length = u32::try_from(text.trim_end_matches([' ', '\t', '\r', '\n']).len()).unwrap_or(0);
        bytes.start..bytes.start + length
    }
}

/// How many open brackets saphyr's scanner can count.
const SCANNER_DEPTH: usize = 255;

const SHARE: &str = "write it out, share it as a checklist file that is included, or put the text in quotes";

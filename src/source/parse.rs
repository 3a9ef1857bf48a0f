//! A tree into a type, with every fault. Enter: a tree and a type. Leave: the value, and all that did
//! not fit. serde stops at the first fault, so reading is repeated: each fault is noted and its node
//! replaced by a stand-in, or dropped where no stand-in fits, until nothing new comes up.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;

use super::deserializer::{Attempt, Treatment};
use super::fault::{Fault, Kind};
use super::tree::{Content, NodeId, ROOT, Scalar, Tree};
use super::{MAX_FAULTS, words};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Part, Place, suggest};

impl Tree {
    /// Reads the tree into a type.
    ///
    /// # Errors
    /// Returns every fault: those of the tree, unknown and missing keys, values that don't fit.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, Diagnostics> {
        match self.parse_lossy() {
            (Some(value), faults) if faults.is_empty() => Ok(value),
            (_, faults) => Err(faults),
        }
    }

    /// Reads the tree into a type as far as that goes. Where there are errors the value holds
    /// stand-ins (`""`, `0`, the first variant) or lacks items: it serves to look for further faults
    /// ([`Diagnostics::extend_beyond`] leaves out those that stand-ins cause), and for nothing else.
    pub fn parse_lossy<T: DeserializeOwned>(&self) -> (Option<T>, Diagnostics) {
        let (mut treated, mut supplied) = (BTreeMap::new(), BTreeMap::new());
        let (unknown, visits) = (RefCell::default(), Cell::new(0));
        let mut faults: Diagnostics = self.faults.iter().cloned().collect();
        let value = loop {
            let attempt = Attempt {
                tree: self,
                treated: &treated,
                supplied: &supplied,
                unknown: &unknown,
                visits: &visits,
            };
            let fault = match T::deserialize(attempt.at(ROOT)) {
                Ok(value) => break Some(value),
                Err(fault) => fault.locate(ROOT, Part::Value),
            };
            let mut recovery = Recovery { tree: self, treated: &mut treated, supplied: &mut supplied };
            let (is_new, goes_on) = recovery.note(&fault);
            if is_new {
                faults.extend(self.explain(&fault));
            }
            if !goes_on || faults.len() >= MAX_FAULTS {
                break None;
            }
        };
        let unknown = unknown.into_inner();
        let room = MAX_FAULTS.saturating_sub(faults.len());
        faults.extend(unknown.iter().take(room).map(|(node, known)| self.unknown_key(*node, known)));
        (value, faults)
    }

    fn explain(&self, fault: &Fault) -> Option<Diagnostic> {
        let (id, part) = fault.at?;
        let place = self.place(id, part);
        Some(match &fault.kind {
            Kind::WrongType(expected) => self.wrong_type(id, place, expected),
            Kind::OutOfBounds(expected) => {
                let message = format!("{}expected {expected}, found `{}`", self.about(id), self.source(id));
                Diagnostic::error(Code::InvalidValue, message)
                    .at(place.labelled(format!("expected {expected}")))
            }
            Kind::UnknownVariant { found, known } => {
                let expected = words::one_of(known);
                let message = format!("{}unknown value `{found}`", self.about(id));
                let fault = Diagnostic::error(Code::UnknownValue, message);
                match suggest(found, known.iter().copied()) {
                    Some(meant) => fault
                        .at(place.labelled("not a known value"))
                        .help(format!("did you mean `{meant}`?"))
                        .replacement(meant)
                        .note(format!("expected {expected}")),
                    None => fault.at(place.labelled("not a known value")).help(format!("write {expected}")),
                }
            }
            Kind::UnknownKey { known, .. } => self.unknown_key(id, known),
            Kind::MissingKey(key) => {
                let mut place = place;
                (place.path, place.part) = (place.path.key(*key), Part::Key);
                place.span = Some(self.locate(&place.path, Part::Key));
                let message = match self.described(id) {
                    Some(owner) => format!("{owner} lacks the key `{key}`"),
                    None => format!("the key `{key}` is missing"),
                };
                Diagnostic::error(Code::MissingKey, message)
                    .at(place.labelled(format!("`{key}` is missing")))
                    .help(format!("add `{key}`"))
            }
            Kind::Refused(reason) => {
                let message = format!("{}{reason}", self.about(id));
                Diagnostic::error(Code::InvalidValue, message).at(place)
            }
            Kind::Exhausted => {
                let message = "the file has more faults than are worth telling at once";
                Diagnostic::error(Code::InvalidValue, message)
                    .at(Place::file(self.name.clone()))
                    .help("mend those that are told, then look again")
            }
        })
    }

    fn wrong_type(&self, id: NodeId, place: Place, expected: &str) -> Diagnostic {
        let node = self.node(id);
        let source = self.source(id);
        if id == ROOT && source.is_empty() {
            let message = format!("the file is empty; expected {expected}");
            return Diagnostic::error(Code::WrongType, message).at(place);
        }
        let found = words::found(node, source, self.language);
        let message = format!("{}expected {expected}, found {found}", self.about(id));
        let fault =
            Diagnostic::error(Code::WrongType, message).at(place.labelled(format!("expected {expected}")));
        match &node.content {
            Content::Scalar(Scalar::Null) => fault.help("give it a value, or remove the key"),
            Content::Scalar(Scalar::Text(_)) if expected == words::LIST && is_plain(source) => {
                fault.help("write it as a list").replacement(format!("[{source}]"))
            }
            Content::Scalar(scalar) if expected == words::TEXT && !matches!(scalar, Scalar::Text(_)) => {
                fault.help("put it in quotes").replacement(format!("\"{source}\""))
            }
            _ => fault,
        }
    }

    fn unknown_key(&self, id: NodeId, known: &[&'static str]) -> Diagnostic {
        let key = self.key_of(id).unwrap_or_default();
        let mapping = self.node(id).parent;
        let place = self.place(id, Part::Key).labelled("not a key of the format");
        let fault = Diagnostic::error(Code::UnknownKey, format!("unknown key `{key}`"));
        // A key that is there already was not meant by this one.
        let present: BTreeSet<&str> =
            self.children(mapping).iter().filter_map(|child| self.key_of(*child)).collect();
        let absent = known.iter().copied().filter(|name| !present.contains(name));
        let fault = match suggest(key, absent.clone()) {
            Some(meant) => fault.help(format!("did you mean `{meant}`?")).replacement(meant),
            None => {
                let absent: Vec<_> = absent.collect();
                match absent.as_slice() {
                    [] => fault.help("remove it"),
                    left => fault.help(format!("remove it, or write {}", words::one_of(left))),
                }
            }
        };
        fault.at(place)
    }

    /// Returns the text of a node.
    fn source(&self, id: NodeId) -> &str {
        let value = &self.node(id).value;
        self.text.get(value.start as usize..value.end as usize).unwrap_or_default()
    }

    /// Returns the beginning of a message about the value of an entry: "`owner`: ".
    fn about(&self, id: NodeId) -> String {
        self.key_of(id).map(|key| format!("`{key}`: ")).unwrap_or_default()
    }

    /// Returns a name for a mapping: its id, or its key.
    fn described(&self, id: NodeId) -> Option<String> {
        if let Some(entry) = self.entry(id, "id")
            && let Content::Scalar(Scalar::Text(text)) = &self.node(entry).content
        {
            return Some(format!("`{text}`"));
        }
        self.key_of(id).map(|key| format!("`{key}`"))
    }
}

/// Tells whether a text can stand in a flow list as it is.
fn is_plain(source: &str) -> bool {
    !source.is_empty()
        && source.len() < 80
        && source.chars().all(|c| c.is_alphanumeric() || "-_/. ".contains(c))
}

/// What is known of faulty nodes between two attempts.
struct Recovery<'a> {
    tree: &'a Tree,
    treated: &'a mut BTreeMap<NodeId, Treatment>,
    supplied: &'a mut BTreeMap<NodeId, BTreeSet<&'static str>>,
}

impl Recovery<'_> {
    /// Arranges that the next attempt gets past a fault. Returns whether the fault is worth telling,
    /// and whether another attempt is worth making.
    fn note(&mut self, fault: &Fault) -> (bool, bool) {
        let Some((id, part)) = fault.at else {
            return (true, false);
        };
        match &fault.kind {
            Kind::Exhausted if !fault.by_stand_in => (true, false),
            // The node was told of before; what was done about it did not help.
            _ if fault.by_stand_in || self.treated.contains_key(&id) => (false, self.escalate(id)),
            // Its node was dropped because nothing could stand in for it.
            Kind::MissingKey(key) if self.tree.entry(id, key).is_some() => (false, self.escalate(id)),
            Kind::MissingKey(key) => {
                let is_first = self.supplied.entry(id).or_default().insert(key);
                (is_first, is_first || self.escalate(id))
            }
            Kind::UnknownKey { .. } => (true, self.treat(id, Treatment::Drop)),
            _ if part == Part::Key && !self.is_variant(id) => (true, self.treat(id, Treatment::Drop)),
            // The key of an enum's variant: the enum as a whole gets a stand-in.
            _ if part == Part::Key => (true, self.escalate(self.tree.node(id).parent)),
            _ => (true, self.escalate(id)),
        }
    }

    /// A mapping of one key may be an enum; to replace it as a whole is right for both.
    fn is_variant(&self, id: NodeId) -> bool {
        self.tree.children(self.tree.node(id).parent).len() == 1
    }

    /// Treats a node more harshly than before: a stand-in, then absence, then its parent's turn.
    /// Returns `false` at the root, for which there is no remedy.
    fn escalate(&mut self, id: NodeId) -> bool {
        let mut at = id;
        while at != ROOT {
            let parent = self.tree.node(at).parent;
            let is_item = matches!(self.tree.node(parent).content, Content::List(_));
            match self.treated.get(&at) {
                None if is_item => return self.treat(at, Treatment::Drop),
                None => return self.treat(at, Treatment::StandIn),
                Some(Treatment::StandIn) => return self.treat(at, Treatment::Drop),
                Some(Treatment::Drop) => at = parent,
            }
        }
        false
    }

    fn treat(&mut self, id: NodeId, treatment: Treatment) -> bool {
        id != ROOT && self.treated.insert(id, treatment) != Some(treatment)
    }
}

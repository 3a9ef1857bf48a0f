//! serde over the tree. Enter: a node, and what is known of faulty nodes. Leaves: a value, or the
//! first fault that was not known yet, with its node. On the way it notes keys that no type asked
//! for. Blank values fit no type; text, numbers and booleans don't stand for each other; an enum is
//! a word, or a mapping of one key.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::MAX_VISITS;
use super::fault::{Fault, Kind};
use super::stand_in::StandIn;
use super::tree::{Content, NodeId, Scalar, Tree};
use super::words;
use crate::diagnostic::Part;

/// What to do with a node that is known to be faulty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Treatment {
    /// Read the plainest value of its type in its place.
    StandIn,
    /// Read as if it were not there.
    Drop,
}

/// One attempt to read a tree.
pub(super) struct Attempt<'t> {
    pub(super) tree: &'t Tree,
    pub(super) treated: &'t BTreeMap<NodeId, Treatment>,
    /// Required keys that are missing, and read as stand-ins.
    pub(super) supplied: &'t BTreeMap<NodeId, BTreeSet<&'static str>>,
    /// Keys that no type asked for, with those that their mapping has.
    pub(super) unknown: &'t RefCell<BTreeMap<NodeId, &'static [&'static str]>>,
    pub(super) visits: &'t Cell<usize>,
}

impl<'t> Attempt<'t> {
    pub(super) fn at(&'t self, node: NodeId) -> Reader<'t> {
        Reader {
            attempt: self,
            node,
            known: &[],
        }
    }

    fn treatment(&self, node: NodeId) -> Option<Treatment> {
        self.treated.get(&node).copied()
    }

    /// Reads a child, or what stands in for it.
    fn child<'de, S>(
        &'t self,
        seed: S,
        node: NodeId,
        known: &'static [&'static str],
    ) -> Result<S::Value, Fault>
    where
        S: DeserializeSeed<'de>,
        't: 'de,
    {
        match self.treatment(node) {
            Some(_) => seed
                .deserialize(StandIn::NEW)
                .map_err(|fault| fault.locate_stand_in(node)),
            None => {
                let reader = Reader {
                    attempt: self,
                    node,
                    known,
                };
                seed.deserialize(reader)
                    .map_err(|fault| fault.locate(node, Part::Value))
            }
        }
    }
}

/// Reads one node.
#[derive(Clone, Copy)]
pub(super) struct Reader<'t> {
    attempt: &'t Attempt<'t>,
    node: NodeId,
    /// The keys of the mapping that this node is an entry of.
    known: &'static [&'static str],
}

impl<'t> Reader<'t> {
    fn content(self) -> Result<&'t Content, Fault> {
        let visits = self.attempt.visits.get() + 1;
        self.attempt.visits.set(visits);
        if visits > MAX_VISITS {
            return Err(Fault::new(Kind::Exhausted));
        }
        Ok(&self.attempt.tree.node(self.node).content)
    }

    fn scalar(self, words: &str) -> Result<&'t Scalar, Fault> {
        match self.content()? {
            Content::Scalar(scalar) => Ok(scalar),
            Content::List(_) | Content::Mapping(_) => Err(wrong_type(words)),
        }
    }

    fn text<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.scalar(words::TEXT)? {
            Scalar::Text(text) => visitor.visit_borrowed_str(text),
            _ => Err(wrong_type(words::TEXT)),
        }
    }

    fn number<V: Visitor<'t>>(self, visitor: V, words: &str) -> Result<V::Value, Fault> {
        let read = match self.scalar(words)? {
            Scalar::Signed(value) => visitor.visit_i64(*value),
            Scalar::Unsigned(value) => visitor.visit_u64(*value),
            Scalar::Float(value) => visitor.visit_f64(*value),
            _ => Err(wrong_type(words)),
        };
        read.map_err(|fault| fault.expecting(words))
    }

    fn mapping<V: Visitor<'t>>(self, visitor: V, fields: &'static [&'static str]) -> Result<V::Value, Fault> {
        let words = words::mapping(self.attempt.tree.language);
        let Content::Mapping(entries) = self.content()? else {
            return Err(wrong_type(words));
        };
        let supplied = self
            .attempt
            .supplied
            .get(&self.node)
            .map(|keys| keys.iter().copied().collect());
        let entries = Entries {
            attempt: self.attempt,
            mapping: self.node,
            entries: entries.iter(),
            supplied: supplied.unwrap_or_default(),
            fields,
            next: None,
        };
        visitor.visit_map(entries).map_err(|fault| fault.expecting(words))
    }

    fn list<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Content::List(items) = self.content()? else {
            return Err(wrong_type(words::LIST));
        };
        visitor.visit_seq(Items {
            attempt: self.attempt,
            items: items.iter(),
        })
    }
}

fn wrong_type(words: &str) -> Fault {
    Fault::new(Kind::WrongType(words.to_owned()))
}

macro_rules! numbers {
    ($($method:ident($type:ty);)*) => {
        $(fn $method<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
            self.number(visitor, &words::whole_number(<$type>::MIN, <$type>::MAX))
        })*
    };
}

impl<'t> Deserializer<'t> for Reader<'t> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.content()? {
            Content::Scalar(Scalar::Null) => visitor.visit_unit(),
            Content::Scalar(Scalar::Bool(value)) => visitor.visit_bool(*value),
            Content::Scalar(Scalar::Signed(value)) => visitor.visit_i64(*value),
            Content::Scalar(Scalar::Unsigned(value)) => visitor.visit_u64(*value),
            Content::Scalar(Scalar::Float(value)) => visitor.visit_f64(*value),
            Content::Scalar(Scalar::Text(text)) => visitor.visit_borrowed_str(text),
            Content::List(_) => self.list(visitor),
            Content::Mapping(_) => self.mapping(visitor, &[]),
        }
    }

    fn deserialize_bool<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.scalar(words::BOOL)? {
            Scalar::Bool(value) => visitor.visit_bool(*value),
            _ => Err(wrong_type(words::BOOL)),
        }
    }

    numbers! {
        deserialize_i8(i8);
        deserialize_i16(i16);
        deserialize_i32(i32);
        deserialize_i64(i64);
        deserialize_u8(u8);
        deserialize_u16(u16);
        deserialize_u32(u32);
        deserialize_u64(u64);
    }

    fn deserialize_f32<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.number(visitor, words::NUMBER)
    }

    fn deserialize_f64<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.number(visitor, words::NUMBER)
    }

    fn deserialize_str<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.text(visitor)
    }

    fn deserialize_string<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.text(visitor)
    }

    fn deserialize_option<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        // A blank value is not an absent one: what it was meant to demand would silently not be.
        match self.content()? {
            Content::Scalar(Scalar::Null) => Err(wrong_type(words::VALUE)),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'t>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.list(visitor)
    }

    fn deserialize_tuple<V: Visitor<'t>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.list(visitor)
    }

    fn deserialize_map<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.mapping(visitor, &[])
    }

    fn deserialize_struct<V: Visitor<'t>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.mapping(visitor, fields)
    }

    fn deserialize_enum<V: Visitor<'t>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let tree = self.attempt.tree;
        match self.content()? {
            Content::Scalar(Scalar::Text(word)) => visitor.visit_enum(Variant::word(self.attempt, word)),
            Content::Mapping(entries) if entries.len() == 1 => {
                let entry = entries.first().copied().unwrap_or(self.node);
                let name = tree.key_of(entry).unwrap_or_default();
                visitor.visit_enum(Variant {
                    attempt: self.attempt,
                    name,
                    content: Some(entry),
                })
            }
            _ => Err(wrong_type(&words::one_of(variants))),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Fault> {
        if !self.known.is_empty() {
            self.attempt.unknown.borrow_mut().insert(self.node, self.known);
        }
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        <V: Visitor<'t>>
        i128 u128 char bytes byte_buf unit unit_struct tuple_struct identifier
    }
}

/// The items of a list.
struct Items<'t> {
    attempt: &'t Attempt<'t>,
    items: std::slice::Iter<'t, NodeId>,
}

impl<'t> SeqAccess<'t> for Items<'t> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let attempt = self.attempt;
        match self
            .items
            .find(|item| attempt.treatment(**item) != Some(Treatment::Drop))
        {
            Some(item) => attempt.child(seed, *item, &[]).map(Some),
            None => Ok(None),
        }
    }
}

/// The entries of a mapping, and then what is supplied for those that are missing.
struct Entries<'t> {
    attempt: &'t Attempt<'t>,
    mapping: NodeId,
    entries: std::slice::Iter<'t, NodeId>,
    supplied: Vec<&'static str>,
    fields: &'static [&'static str],
    /// The entry whose key was read; none for a supplied one.
    next: Option<NodeId>,
}

impl<'t> MapAccess<'t> for Entries<'t> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let attempt = self.attempt;
        let wanted = |id: &&NodeId| {
            !attempt.tree.node(**id).duplicate && attempt.treatment(**id) != Some(Treatment::Drop)
        };
        self.next = self.entries.find(wanted).copied();
        match self.next {
            Some(entry) => {
                let key = attempt.tree.key_of(entry).unwrap_or_default();
                let read = seed.deserialize(BorrowedStrDeserializer::<Fault>::new(key));
                read.map(Some).map_err(|fault| fault.locate(entry, Part::Key))
            }
            None => match self.supplied.pop() {
                Some(key) => seed
                    .deserialize(BorrowedStrDeserializer::<Fault>::new(key))
                    .map(Some),
                None => Ok(None),
            },
        }
    }

    fn next_value_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        match self.next {
            Some(entry) => self.attempt.child(seed, entry, self.fields),
            None => seed
                .deserialize(StandIn::NEW)
                .map_err(|fault| fault.locate_stand_in(self.mapping)),
        }
    }
}

/// A word, or the one entry of a mapping, as the variant of an enum.
struct Variant<'t> {
    attempt: &'t Attempt<'t>,
    name: &'t str,
    content: Option<NodeId>,
}

impl<'t> Variant<'t> {
    fn word(attempt: &'t Attempt<'t>, name: &'t str) -> Self {
        Self {
            attempt,
            name,
            content: None,
        }
    }

    fn content(&self) -> Result<NodeId, Fault> {
        let words = format!("`{}` with its content", self.name);
        self.content.ok_or_else(|| wrong_type(&words))
    }
}

impl<'t> EnumAccess<'t> for Variant<'t> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'t>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        let read = seed.deserialize(BorrowedStrDeserializer::<Fault>::new(self.name));
        let variant = read.map_err(|fault| match self.content {
            Some(entry) => fault.locate(entry, Part::Key),
            None => fault,
        })?;
        Ok((variant, self))
    }
}

impl<'t> VariantAccess<'t> for Variant<'t> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        match self.content {
            Some(entry) => {
                let fault = wrong_type(&format!("the word `{}` alone", self.name));
                Err(fault.locate(entry, Part::Value))
            }
            None => Ok(()),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'t>>(self, seed: S) -> Result<S::Value, Fault> {
        self.attempt.child(seed, self.content()?, &[])
    }

    fn tuple_variant<V: Visitor<'t>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        let node = self.content()?;
        self.attempt
            .at(node)
            .list(visitor)
            .map_err(|fault| fault.locate(node, Part::Value))
    }

    fn struct_variant<V: Visitor<'t>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let node = self.content()?;
        self.attempt
            .at(node)
            .mapping(visitor, fields)
            .map_err(|fault| fault.locate(node, Part::Value))
    }
}

//! The values of scalars. Enter: a tree that passed the gate. Leaves: the same with the value that
//! serde_yaml reads for every scalar. Both readers must see the same shape: a text that two parsers
//! read in two ways is refused, for a reviewer may see the one and a partner get the other.

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

use super::tree::{Content, NodeId, ROOT, Scalar, Tree};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};

/// Fills the scalars of `tree` from its text.
pub(super) fn fill(tree: &mut Tree) -> Result<(), Diagnostics> {
    if tree.nodes.len() == 1 && tree.node(ROOT).value.is_empty() {
        return Ok(());
    }
    let text = std::mem::take(&mut tree.text);
    let filled = Fill { tree, node: ROOT }.deserialize(serde_yaml::Deserializer::from_str(&text));
    tree.text = text;
    filled.map_err(|error| {
        let at = error
            .location()
            .map_or(0, |location| location.index().min(tree.text.len()));
        let at = (0..=at)
            .rev()
            .find(|at| tree.text.is_char_boundary(*at))
            .unwrap_or(0);
        let message = format!("this is not plain YAML: {}", without_location(&error.to_string()));
        let place = Place::file(tree.name.clone()).spanned(tree.span(at..at));
        let help = "write it in a plainer way: block lists and mappings, text in double quotes";
        Diagnostics::from(Diagnostic::error(Code::YamlSyntax, message).at(place).help(help))
    })
}

/// Removes the trailing "at line 3 column 7" that serde_yaml appends; the place says it better.
fn without_location(message: &str) -> &str {
    message.split(" at line ").next().unwrap_or(message)
}

/// Reads the value of one node.
struct Fill<'t> {
    tree: &'t mut Tree,
    node: NodeId,
}

impl Fill<'_> {
    fn set<E: Error>(self, value: Scalar) -> Result<(), E> {
        match &mut self.tree.node_mut(self.node).content {
            Content::Scalar(scalar) => {
                *scalar = value;
                Ok(())
            }
            Content::List(_) | Content::Mapping(_) => Err(differs()),
        }
    }
}

fn differs<E: Error>() -> E {
    E::custom("parsers read it in two ways")
}

impl<'de> DeserializeSeed<'de> for Fill<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Fill<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("plain data")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.set(Scalar::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.set(Scalar::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.set(Scalar::Signed(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.set(Scalar::Unsigned(value))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<(), E> {
        self.set(Scalar::Float(value as f64))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<(), E> {
        self.set(Scalar::Float(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.set(Scalar::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.set(Scalar::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Content::List(children) = &self.tree.node(self.node).content else {
            return Err(differs());
        };
        for child in children.clone() {
            items
                .next_element_seed(Fill {
                    tree: self.tree,
                    node: child,
                })?
                .ok_or_else(differs)?;
        }
        match items.next_element::<IgnoredAny>()? {
            Some(_) => Err(differs()),
            None => Ok(()),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let Content::Mapping(children) = &self.tree.node(self.node).content else {
            return Err(differs());
        };
        for child in children.clone() {
            entries.next_key::<IgnoredAny>()?.ok_or_else(differs)?;
            entries.next_value_seed(Fill {
                tree: self.tree,
                node: child,
            })?;
        }
        match entries.next_key::<IgnoredAny>()? {
            Some(_) => Err(differs()),
            None => Ok(()),
        }
    }
}

//! Why a value did not fit, as serde tells it. Enter: what a type's own reading calls while it
//! refuses. Leaves: a fault that knows its node; nothing has to be read out of a message.

use std::fmt;

use serde::de::{self, Expected, Unexpected};

use super::tree::NodeId;
use crate::diagnostic::Part;

/// What was wrong.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// Another type was expected; what, in words.
    WrongType(String),
    /// The type was right, the value is out of bounds; what was expected, in words.
    OutOfBounds(String),
    UnknownVariant {
        found: String,
        known: &'static [&'static str],
    },
    UnknownKey {
        found: String,
        known: &'static [&'static str],
    },
    MissingKey(&'static str),
    /// A type's own words.
    Refused(String),
    /// Too much work was done; reading ends.
    Exhausted,
}

/// A fault, and the innermost node at which it came up.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub(super) kind: Kind,
    pub(super) at: Option<(NodeId, Part)>,
    /// It came up while a stand-in was read in place of the node.
    pub(super) by_stand_in: bool,
}

impl Fault {
    pub(super) fn new(kind: Kind) -> Self {
        Self {
            kind,
            at: None,
            by_stand_in: false,
        }
    }

    /// Says where, unless an inner node has said so.
    pub(super) fn locate(mut self, node: NodeId, part: Part) -> Self {
        self.at.get_or_insert((node, part));
        self
    }

    /// Says where, and that the value there was a stand-in.
    pub(super) fn locate_stand_in(mut self, node: NodeId) -> Self {
        if self.at.is_none() {
            (self.at, self.by_stand_in) = (Some((node, Part::Value)), true);
        }
        self
    }

    /// Says in this program's words what was expected, unless an inner node was at fault.
    pub(super) fn expecting(mut self, words: &str) -> Self {
        if self.at.is_none()
            && let Kind::WrongType(expected) | Kind::OutOfBounds(expected) = &mut self.kind
        {
            *expected = words.to_owned();
        }
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::WrongType(expected) | Kind::OutOfBounds(expected) => write!(f, "expected {expected}"),
            Kind::UnknownVariant { found, .. } => write!(f, "unknown value `{found}`"),
            Kind::UnknownKey { found, .. } => write!(f, "unknown key `{found}`"),
            Kind::MissingKey(key) => write!(f, "missing key `{key}`"),
            Kind::Refused(message) => f.write_str(message),
            Kind::Exhausted => f.write_str("too many faults"),
        }
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(Kind::Refused(message.to_string()))
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Kind::WrongType(expected.to_string()))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Kind::OutOfBounds(expected.to_string()))
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::new(Kind::OutOfBounds(expected.to_string()))
    }

    fn unknown_variant(found: &str, known: &'static [&'static str]) -> Self {
        Self::new(Kind::UnknownVariant {
            found: found.to_owned(),
            known,
        })
    }

    fn unknown_field(found: &str, known: &'static [&'static str]) -> Self {
        Self::new(Kind::UnknownKey {
            found: found.to_owned(),
            known,
        })
    }

    fn missing_field(key: &'static str) -> Self {
        Self::new(Kind::MissingKey(key))
    }
}

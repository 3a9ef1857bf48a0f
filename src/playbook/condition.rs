//! Conditions (`when`) are data: in come a condition and the attributes of a partner, out comes
//! whether it holds. An attribute that is not set makes the answer unknown, never false: nothing
//! fails open.

use std::collections::BTreeMap;

use super::id::Id;
use super::model::Value;

/// A condition over the attributes of a partner.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Condition {
    /// All of them hold.
    All(Vec<Condition>),
    /// At least one of them holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// One attribute passes a test.
    Attribute(Id, Test),
}

/// A test of one attribute.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Test {
    /// A choice is one of these; a list has one of these.
    AnyOf(Vec<String>),
    /// A boolean is this.
    Is(bool),
    /// A number lies within inclusive bounds.
    Within {
        /// The least value.
        min: Option<f64>,
        /// The greatest value.
        max: Option<f64>,
    },
}

/// Whether a condition holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    Yes,
    /// It does not.
    No,
    /// It hangs on attributes that are not set: these, sorted.
    Unknown(Vec<Id>),
}

impl Condition {
    /// Tells whether the condition holds for these attributes (Kleene's three-valued logic).
    #[must_use]
    pub fn holds(&self, attributes: &BTreeMap<Id, Value>) -> Truth {
        match self {
            Condition::All(parts) => fold(parts, attributes, &Truth::No, Truth::Yes),
            Condition::Any(parts) => fold(parts, attributes, &Truth::Yes, Truth::No),
            Condition::Not(part) => match part.holds(attributes) {
                Truth::Yes => Truth::No,
                Truth::No => Truth::Yes,
                unknown @ Truth::Unknown(_) => unknown,
            },
            Condition::Attribute(id, test) => match attributes.get(id) {
                None => Truth::Unknown(vec![id.clone()]),
                Some(value) if test.passes(value) => Truth::Yes,
                Some(_) => Truth::No,
            },
        }
    }
}

/// One part that is `decisive` decides; else what is unknown stays unknown; else `otherwise`.
fn fold(parts: &[Condition], attributes: &BTreeMap<Id, Value>, decisive: &Truth, otherwise: Truth) -> Truth {
    let mut unknown = Vec::new();
    for part in parts {
        match part.holds(attributes) {
            truth if truth == *decisive => return truth,
            Truth::Unknown(mut ids) => unknown.append(&mut ids),
            Truth::Yes | Truth::No => {}
        }
    }
    if unknown.is_empty() {
        return otherwise;
    }
    unknown.sort();
    unknown.dedup();
    Truth::Unknown(unknown)
}

impl Test {
    fn passes(&self, value: &Value) -> bool {
        match (self, value) {
            (Test::AnyOf(wanted), Value::Text(text)) => wanted.contains(text),
            (Test::AnyOf(wanted), Value::List(list)) => list.iter().any(|entry| wanted.contains(entry)),
            (Test::Is(wanted), Value::Boolean(is)) => wanted == is,
            (Test::Within { min, max }, Value::Number(number)) => {
                min.is_none_or(|min| *number >= min) && max.is_none_or(|max| *number <= max)
            }
            // Validation refuses a test that does not fit its attribute.
            _ => false,
        }
    }
}

//! Single values as people write them: texts with a form that the schema states as a pattern, and
//! values whose type depends on another key.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};

/// Declares a text whose form the schema tells by a pattern.
macro_rules! text_of_form {
    ($($(#[doc = $doc:literal])+ $name:ident, $schema_name:literal, $pattern:expr, $examples:tt;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                $schema_name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "string",
                    "description": concat!($($doc),+).trim(),
                    "pattern": $pattern,
                    "examples": $examples,
                })
            }
        }
    )+};
}

/// The pattern of an id, without the names that Windows keeps for devices.
pub(crate) const ID: &str = "^(?!(con|prn|aux|nul|com[1-9]|lpt[1-9])$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$";

text_of_form! {
    /// An id: 1 to 63 of a-z, 0-9 and `-`, not starting or ending with `-`.
    RawId, "id", ID, ["api-credentials"];
    /// An item: `checklist/item`, or `item` alone where unique.
    RawItemName, "item-name",
        "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(/[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)?$",
        ["api-integration/end-to-end-test", "end-to-end-test"];
    /// A length of time: a whole number and a unit; a leading `-` means before.
    RawDuration, "duration",
        "^\\s*-?[0-9]+\\s*(m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|business\\s+(hours?|days?))\\s*$",
        ["48h", "2 business hours", "5 business days", "-14d"];
    /// A day, as year, month and day.
    RawDate, "date", "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", ["2026-12-31"];
    /// A version with three numbers (semver.org).
    RawVersion, "version",
        "^(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?$",
        ["1.0.0"];
}

/// The format of a file: the number 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct RawFormat(pub u32);

impl JsonSchema for RawFormat {
    fn schema_name() -> Cow<'static, str> {
        "format".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "const": 1 })
    }
}

/// A value of an attribute, whose type the attribute decides.
#[derive(Debug, Clone, PartialEq)]
pub enum RawValue {
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// Several texts.
    List(Vec<String>),
}

impl<'de> Deserialize<'de> for RawValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = RawValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, a number, true or false, or a list of texts")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<RawValue, E> {
        Ok(RawValue::Boolean(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<RawValue, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<RawValue, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<RawValue, E> {
        Ok(RawValue::Number(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<RawValue, E> {
        Ok(RawValue::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<RawValue, A::Error> {
        let mut list = Vec::new();
        while let Some(entry) = entries.next_element()? {
            list.push(entry);
        }
        Ok(RawValue::List(list))
    }
}

impl JsonSchema for RawValue {
    fn schema_name() -> Cow<'static, str> {
        "value".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A value of the attribute's type: text, a number, true or false, or a list of texts.",
            "anyOf": [
                { "type": ["string", "number", "boolean"] },
                { "type": "array", "items": { "type": "string" } },
            ],
        })
    }
}

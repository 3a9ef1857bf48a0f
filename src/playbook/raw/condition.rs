//! Conditions (`when`) as people write them: a mapping whose keys must all hold.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};

/// A condition: every entry must hold, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct RawCondition {
    /// `any`: at least one of these holds.
    pub any: Option<Vec<RawCondition>>,
    /// `all`: each of these holds.
    pub all: Option<Vec<RawCondition>>,
    /// `not`: this does not hold.
    pub not: Option<Box<RawCondition>>,
    /// Tests of attributes, by attribute id.
    pub tests: Vec<(String, RawTest)>,
}

/// A test of one attribute, whose type the attribute decides.
#[derive(Debug, Clone, PartialEq)]
pub enum RawTest {
    /// One choice.
    Text(String),
    /// Any of these choices.
    AnyOf(Vec<String>),
    /// `true` or `false`.
    Boolean(bool),
    /// This very number.
    Number(f64),
    /// A number within inclusive bounds.
    Within(RawBounds),
}

/// The bounds of a number.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "bounds")]
pub struct RawBounds {
    /// The least value.
    #[serde(default)]
    pub min: Option<f64>,
    /// The greatest value.
    #[serde(default)]
    pub max: Option<f64>,
}

impl<'de> Deserialize<'de> for RawCondition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ConditionVisitor)
    }
}

struct ConditionVisitor;

impl<'de> Visitor<'de> for ConditionVisitor {
    type Value = RawCondition;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mapping such as {tier: enterprise}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawCondition, A::Error> {
        let mut condition = RawCondition::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "any" => condition.any = Some(map.next_value()?),
                "all" => condition.all = Some(map.next_value()?),
                "not" => condition.not = Some(map.next_value()?),
                _ => condition.tests.push((key, map.next_value()?)),
            }
        }
        Ok(condition)
    }
}

impl<'de> Deserialize<'de> for RawTest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TestVisitor)
    }
}

struct TestVisitor;

impl<'de> Visitor<'de> for TestVisitor {
    type Value = RawTest;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a choice, a list of choices, true or false, a number, or bounds such as {min: 1, max: 9}",
        )
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<RawTest, E> {
        Ok(RawTest::Boolean(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<RawTest, E> {
        Ok(RawTest::Number(value as f64))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<RawTest, E> {
        Ok(RawTest::Number(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<RawTest, E> {
        Ok(RawTest::Number(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<RawTest, E> {
        Ok(RawTest::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<RawTest, A::Error> {
        let mut choices = Vec::new();
        while let Some(choice) = entries.next_element()? {
            choices.push(choice);
        }
        Ok(RawTest::AnyOf(choices))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawTest, A::Error> {
        RawBounds::deserialize(MapAccessDeserializer::new(map)).map(RawTest::Within)
    }
}

impl JsonSchema for RawCondition {
    fn schema_name() -> Cow<'static, str> {
        "condition".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let condition = generator.subschema_for::<RawCondition>();
        let conditions = json_schema!({ "type": "array", "minItems": 1, "items": condition });
        json_schema!({
            "description": "Attributes of the partner that must all pass: a choice, a list that means any of, \
                bounds of a number, true or false; or `any`, `all` and `not` of further conditions.",
            "type": "object",
            "minProperties": 1,
            "properties": { "any": conditions, "all": conditions, "not": condition },
            "additionalProperties": generator.subschema_for::<RawTest>(),
            "examples": [{ "tier": "enterprise", "regions": ["EU", "UK"] }, { "not": { "tier": "starter" } }],
        })
    }
}

impl JsonSchema for RawTest {
    fn schema_name() -> Cow<'static, str> {
        "test".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "type": ["string", "number", "boolean"] },
                { "type": "array", "minItems": 1, "items": { "type": "string" } },
                generator.subschema_for::<RawBounds>(),
            ],
        })
    }
}

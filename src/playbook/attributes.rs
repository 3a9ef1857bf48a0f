//! Attributes of a partner: in come texts such as `tier=enterprise`'s right side, or values from
//! a file; out come values that fit their attribute, or what would fit.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::id::Id;
use super::model::{Attribute, AttributeKind, Playbook, Value};
use crate::diagnostic::suggest;

/// Why a value does not fit its attribute.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// Not one of the choices.
    #[error("`{found}` is not one of {}{}", listed(.choices), meant(.suggestion.as_deref()))]
    Choice {
        /// The value as written.
        found: String,
        /// The nearest choice.
        suggestion: Option<String>,
        /// The choices.
        choices: Vec<String>,
    },
    /// A list without an entry.
    #[error("the list is empty: give at least one of {}", listed(.choices))]
    EmptyList {
        /// The choices.
        choices: Vec<String>,
    },
    /// Not a finite number.
    #[error("`{0}` is not a number")]
    NotANumber(String),
    /// A number beyond a bound.
    #[error("`{found}` is {} `{bound}`", if *.below { "less than the least value" } else { "more than the greatest value" })]
    OutOfBounds {
        /// The value as written.
        found: String,
        /// The bound that it passes.
        bound: String,
        /// Whether it lies below the least value.
        below: bool,
    },
    /// Neither yes nor no.
    #[error("`{0}` is neither `true` nor `false`")]
    NotABoolean(String),
    /// Blank, or of more than one line.
    #[error("the text is blank or has more than one line: give one line")]
    NotALine,
    /// A value of another type than the attribute takes.
    #[error("the value is {found}, and {expected} is asked for")]
    Kind {
        /// What was given.
        found: &'static str,
        /// What the attribute takes.
        expected: &'static str,
    },
}

fn meant(suggestion: Option<&str>) -> String {
    suggestion.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

fn listed(choices: &[String]) -> String {
    choices.iter().map(|choice| format!("`{choice}`")).collect::<Vec<_>>().join(", ")
}

/// Reads the value of an attribute from what follows `=` on a command line: a choice, choices
/// separated by commas, a number, `true`/`yes` or `false`/`no`, or a line of text.
///
/// # Errors
/// Returns why the text does not fit the attribute.
pub fn parse_value(attribute: &Attribute, text: &str) -> Result<Value, ValueError> {
    let value = match &attribute.kind {
        AttributeKind::Choice(_) | AttributeKind::Text => Value::Text(text.trim().to_owned()),
        AttributeKind::List(_) => {
            let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
            let entries: BTreeSet<_> = entries.map(str::to_owned).collect();
            Value::List(entries.into_iter().collect())
        }
        AttributeKind::Number { .. } => {
            let number: f64 = text.trim().parse().map_err(|_| ValueError::NotANumber(text.to_owned()))?;
            // Minus zero would be told apart from zero in the file, and by nobody else.
            Value::Number(number + 0.0)
        }
        AttributeKind::Boolean => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" => Value::Boolean(true),
            "false" | "no" => Value::Boolean(false),
            _ => return Err(ValueError::NotABoolean(text.to_owned())),
        },
    };
    check_value(attribute, &value)?;
    Ok(value)
}

/// Tells whether a value fits an attribute.
///
/// # Errors
/// Returns why it does not.
pub fn check_value(attribute: &Attribute, value: &Value) -> Result<(), ValueError> {
    match (&attribute.kind, value) {
        (AttributeKind::Choice(choices), Value::Text(text)) => check_choice(choices, text),
        (AttributeKind::List(choices), Value::List(list)) if list.is_empty() => {
            Err(ValueError::EmptyList { choices: choices.clone() })
        }
        (AttributeKind::List(choices), Value::List(list)) => {
            list.iter().try_for_each(|entry| check_choice(choices, entry))
        }
        (AttributeKind::Text, Value::Text(text)) => {
            let is_line = !text.trim().is_empty() && !text.contains(char::is_control);
            if is_line { Ok(()) } else { Err(ValueError::NotALine) }
        }
        (AttributeKind::Number { min, max }, Value::Number(number)) => check_number(*number, *min, *max),
        (AttributeKind::Boolean, Value::Boolean(_)) => Ok(()),
        (kind, value) => Err(ValueError::Kind { found: value.kind_name(), expected: kind.name() }),
    }
}

fn check_choice(choices: &[String], text: &str) -> Result<(), ValueError> {
    if choices.iter().any(|choice| choice == text) {
        return Ok(());
    }
    let suggestion = suggest(text, choices.iter().map(String::as_str)).map(str::to_owned);
    Err(ValueError::Choice { found: text.to_owned(), suggestion, choices: choices.to_vec() })
}

fn check_number(number: f64, min: Option<f64>, max: Option<f64>) -> Result<(), ValueError> {
    let found = number.to_string();
    if !number.is_finite() {
        return Err(ValueError::NotANumber(found));
    }
    if let Some(min) = min.filter(|min| number < *min) {
        return Err(ValueError::OutOfBounds { found, bound: min.to_string(), below: true });
    }
    if let Some(max) = max.filter(|max| number > *max) {
        return Err(ValueError::OutOfBounds { found, bound: max.to_string(), below: false });
    }
    Ok(())
}

/// Returns the values that hold for a partner: those it declared, and defaults for the others.
#[must_use]
pub fn effective(playbook: &Playbook, declared: &BTreeMap<Id, Value>) -> BTreeMap<Id, Value> {
    let default = |(id, attribute): (&Id, &Attribute)| Some((id.clone(), attribute.default.clone()?));
    let mut values: BTreeMap<_, _> = playbook.attributes.iter().filter_map(default).collect();
    let known = declared.iter().filter(|(id, _)| playbook.attributes.contains_key(*id));
    values.extend(known.map(|(id, value)| (id.clone(), value.clone())));
    values
}

/// Returns the attributes that a partner must declare and did not, sorted. A default counts as declared.
#[must_use]
pub fn missing_required(playbook: &Playbook, declared: &BTreeMap<Id, Value>) -> Vec<Id> {
    let missing = |(id, attribute): &(&Id, &Attribute)| {
        attribute.required && attribute.default.is_none() && !declared.contains_key(*id)
    };
    playbook.attributes.iter().filter(missing).map(|(id, _)| id.clone()).collect()
}

impl AttributeKind {
    fn name(&self) -> &'static str {
        match self {
            AttributeKind::Choice(_) => "one choice",
            AttributeKind::List(_) => "a list of choices",
            AttributeKind::Text => "a line of text",
            AttributeKind::Number { .. } => "a number",
            AttributeKind::Boolean => "`true` or `false`",
        }
    }
}

impl Value {
    fn kind_name(&self) -> &'static str {
        match self {
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Number(_) => "a number",
            Value::Boolean(_) => "`true` or `false`",
        }
    }
}

/// Shows a value as a person would write it: `EU, UK`, `1200`, `yes`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => f.pad(text),
            Value::List(list) => f.pad(&list.join(", ")),
            Value::Number(number) => f.pad(&number.to_string()),
            Value::Boolean(is) => f.pad(if *is { "yes" } else { "no" }),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    fn attribute(kind: AttributeKind) -> Attribute {
        Attribute { kind, required: true, title: "T".to_owned(), about: String::new(), default: None }
    }

    fn choices(of: &[&str]) -> Vec<String> {
        of.iter().map(|choice| (*choice).to_owned()).collect()
    }

    fn read(kind: AttributeKind, text: &str) -> Result<Value, String> {
        parse_value(&attribute(kind), text).map_err(|error| error.to_string())
    }

    #[test]
    fn values_are_read_by_the_kind_of_their_attribute() {
        let tiers = || AttributeKind::Choice(choices(&["starter", "enterprise"]));
        let regions = || AttributeKind::List(choices(&["EU", "UK", "US"]));
        assert_eq!(read(tiers(), "enterprise").unwrap(), Value::Text("enterprise".to_owned()));
        assert_eq!(read(regions(), "UK, EU,UK").unwrap(), Value::List(choices(&["EU", "UK"])));
        assert_eq!(read(AttributeKind::Boolean, "Yes").unwrap(), Value::Boolean(true));
        assert_eq!(read(AttributeKind::Boolean, "false").unwrap(), Value::Boolean(false));
        assert_eq!(
            read(AttributeKind::Number { min: None, max: None }, "12.5").unwrap(),
            Value::Number(12.5)
        );
        let zero = read(AttributeKind::Number { min: None, max: None }, "-0").unwrap();
        assert_eq!(zero.to_string(), "0");
        assert_eq!(read(AttributeKind::Text, " Acme Ltd ").unwrap(), Value::Text("Acme Ltd".to_owned()));
    }

    #[test]
    fn what_does_not_fit_is_told_with_what_would() {
        let tiers = AttributeKind::Choice(choices(&["starter", "enterprise"]));
        let message = "`enterprize` is not one of `starter`, `enterprise`; did you mean `enterprise`?";
        assert_eq!(read(tiers, "enterprize").unwrap_err(), message);
        let bounded = || AttributeKind::Number { min: Some(0.0), max: Some(9.0) };
        assert_eq!(read(bounded(), "-1").unwrap_err(), "`-1` is less than the least value `0`");
        assert_eq!(read(bounded(), "10").unwrap_err(), "`10` is more than the greatest value `9`");
        assert_eq!(read(bounded(), "NaN").unwrap_err(), "`NaN` is not a number");
        assert_eq!(
            read(AttributeKind::Boolean, "maybe").unwrap_err(),
            "`maybe` is neither `true` nor `false`"
        );
        assert_eq!(
            read(AttributeKind::List(choices(&["EU"])), ",").unwrap_err(),
            "the list is empty: give at least one of `EU`"
        );
        assert!(read(AttributeKind::Text, "a\nb").is_err());
        let wrong = check_value(&attribute(AttributeKind::Boolean), &Value::Number(1.0)).unwrap_err();
        assert_eq!(wrong.to_string(), "the value is a number, and `true` or `false` is asked for");
    }

    #[test]
    fn defaults_hold_until_something_is_declared() {
        let playbook = crate::playbook::tests::loaded(crate::playbook::tests::SOUND).playbook.unwrap();
        let id = |name: &str| name.parse::<Id>().unwrap();
        let none = BTreeMap::new();
        assert_eq!(
            effective(&playbook, &none),
            BTreeMap::from([(id("personal-data"), Value::Boolean(false))])
        );
        assert_eq!(missing_required(&playbook, &none), [id("regions"), id("tier")]);
        let declared = BTreeMap::from([
            (id("personal-data"), Value::Boolean(true)),
            (id("tier"), Value::Text("growth".to_owned())),
            (id("unheard-of"), Value::Boolean(true)),
        ]);
        let effective = effective(&playbook, &declared);
        assert_eq!(effective[&id("personal-data")], Value::Boolean(true));
        assert!(!effective.contains_key("unheard-of"));
        assert_eq!(missing_required(&playbook, &declared), [id("regions")]);
    }
}

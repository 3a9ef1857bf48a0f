//! Text of items that holds facts of a partner: in come the text and the facts, out comes the text
//! for that partner. A `{{ … }}` may name a fact or be a text in quotes, and nothing else: no code
//! runs, so that a playbook of another team cannot make a command slow or wrong.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};

use super::id::Id;
use super::model::Value;

/// The facts of a partner that text may use, beside its attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartnerFacts<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its champion.
    pub champion: &'a str,
}

/// The fields of `partner` that text may use.
pub const PARTNER_FIELDS: [&str; 3] = ["id", "name", "champion"];

/// A fact that a text uses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Variable {
    /// `partner.name` and the like: a field of the partner.
    Partner(String),
    /// `attributes.tier` or `attributes["tier"]`: an attribute.
    Attribute(String),
    /// Something else.
    Other(String),
}

/// Why a text cannot be read or filled in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// A `{{` without its `}}`.
    #[error("a `{{{{` is not closed")]
    NotClosed,
    /// A `{%` or `{#`, which would be code or a comment.
    #[error("`{0}` has a meaning in templates, and only `{{{{ … }}}}` is allowed here")]
    Block(&'static str),
    /// Something that is neither a fact nor a text in quotes.
    #[error("`{{{{ {0} }}}}` is not a fact such as `partner.name` or `attributes.tier`")]
    NotAFact(String),
    /// A fact that the partner does not have.
    #[error("the partner has no `{0}`")]
    Unset(String),
    /// The template engine refused it.
    #[error("the text cannot be filled in: {0}")]
    Engine(String),
}

/// Returns the facts that a text uses, sorted.
///
/// # Errors
/// Returns the first `{{ … }}` that cannot be read.
pub fn variables(text: &str) -> Result<BTreeSet<Variable>, TextError> {
    let mut found = BTreeSet::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        rest = &rest[at..];
        if rest.starts_with("{%") {
            return Err(TextError::Block("{%"));
        }
        if rest.starts_with("{#") {
            return Err(TextError::Block("{#"));
        }
        let Some(inner) = rest.strip_prefix("{{") else {
            rest = &rest[1..];
            continue;
        };
        let end = closing(inner).ok_or(TextError::NotClosed)?;
        if let Some(variable) = variable(inner[..end].trim())? {
            found.insert(variable);
        }
        rest = &inner[end + 2..];
    }
    Ok(found)
}

/// Returns where `}}` stands, outside of quotes.
fn closing(inner: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in inner.char_indices() {
        match (quote, c) {
            (None, '}') if inner[at..].starts_with("}}") => return Some(at),
            (None, '\n') => return None,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    None
}

/// Reads the inside of `{{ … }}`; a text in quotes uses no fact.
fn variable(expression: &str) -> Result<Option<Variable>, TextError> {
    let not_a_fact = || TextError::NotAFact(expression.to_owned());
    if quoted(expression).is_some() {
        return Ok(None);
    }
    let is_name = |text: &str| {
        text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && !text.starts_with(|c: char| c.is_ascii_digit())
    };
    let (head, field) = if let Some((head, field)) = expression.split_once('[') {
        let field = field.strip_suffix(']').and_then(|field| quoted(field.trim())).ok_or_else(not_a_fact)?;
        (head.trim(), field)
    } else if let Some((head, field)) = expression.split_once('.') {
        // `attributes.monthly-orders` would be a subtraction: the dash needs brackets.
        if !is_name(field.trim()) || field.trim().is_empty() {
            return Err(not_a_fact());
        }
        (head.trim(), field.trim())
    } else {
        (expression, "")
    };
    if head.is_empty() || !is_name(head) {
        return Err(not_a_fact());
    }
    Ok(Some(match (head, field) {
        ("partner", field) if PARTNER_FIELDS.contains(&field) => Variable::Partner(field.to_owned()),
        ("attributes", field) if !field.is_empty() => Variable::Attribute(field.to_owned()),
        _ => Variable::Other(expression.to_owned()),
    }))
}

/// Returns the inside of a text in quotes; without escapes, which no fact needs.
fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inner = text.get(1..)?.strip_suffix(quote)?;
    (!inner.contains([quote, '\\'])).then_some(inner)
}

/// Fills the facts of a partner into a text. Nothing is escaped: that is for the renderer, which
/// knows where the text goes.
///
/// # Errors
/// Returns the first fault: a `{{ … }}` that cannot be read, or a fact that the partner lacks.
pub fn render_text(
    text: &str,
    partner: PartnerFacts<'_>,
    attributes: &BTreeMap<Id, Value>,
) -> Result<String, TextError> {
    for used in variables(text)? {
        match used {
            Variable::Partner(_) => {}
            Variable::Attribute(id) if attributes.contains_key(id.as_str()) => {}
            Variable::Attribute(id) => return Err(TextError::Unset(id)),
            Variable::Other(name) => return Err(TextError::NotAFact(name)),
        }
    }
    let shown: BTreeMap<&str, String> =
        attributes.iter().map(|(id, value)| (id.as_str(), value.to_string())).collect();
    let mut engine = Environment::empty();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_auto_escape_callback(|_| AutoEscape::None);
    let syntax = SyntaxConfig::builder().keep_trailing_newline(true).build();
    engine.set_syntax(syntax.map_err(|error| TextError::Engine(error.to_string()))?);
    let partner = context! { id => partner.id, name => partner.name, champion => partner.champion };
    let facts = context! { partner, attributes => shown };
    engine.render_str(text, facts).map_err(|error| TextError::Engine(error.to_string()))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    const ACME: PartnerFacts<'_> = PartnerFacts { id: "acme", name: "Acme <Ltd>", champion: "ana" };

    fn facts() -> BTreeMap<Id, Value> {
        BTreeMap::from([
            ("tier".parse().unwrap(), Value::Text("growth".to_owned())),
            ("monthly-orders".parse().unwrap(), Value::Number(1200.0)),
            ("regions".parse().unwrap(), Value::List(vec!["EU".to_owned(), "UK".to_owned()])),
        ])
    }

    fn filled(text: &str) -> Result<String, TextError> {
        render_text(text, ACME, &facts())
    }

    #[test]
    fn facts_are_filled_in_as_they_are() {
        let text = "Hi {{ partner.name }}, {{attributes.tier}}: {{ attributes[\"monthly-orders\"] }} in {{ attributes.regions }}\n";
        assert_eq!(filled(text).unwrap(), "Hi Acme <Ltd>, growth: 1200 in EU, UK\n");
        assert_eq!(filled("braces {{ '{{' }} { \"a\": {} }").unwrap(), "braces {{ { \"a\": {} }");
    }

    #[test]
    fn a_fact_that_is_not_set_is_named() {
        assert_eq!(filled("{{ attributes.size }}"), Err(TextError::Unset("size".to_owned())));
    }

    #[test]
    fn nothing_but_facts_is_run() {
        for text in [
            "{{ range(9) }}",
            "{{ 1 + 1 }}",
            "{{ partner.name | upper }}",
            "{{ attributes.a-b }}",
            "{{ }}",
            "{{ partner.a.b }}",
        ] {
            assert!(matches!(filled(text), Err(TextError::NotAFact(_))), "{text}: {:?}", filled(text));
        }
        assert_eq!(filled("{% for x in y %}"), Err(TextError::Block("{%")));
        assert_eq!(filled("{# note #}"), Err(TextError::Block("{#")));
        assert_eq!(filled("{{ partner.name"), Err(TextError::NotClosed));
        assert_eq!(filled("{{ partner.name\n}}"), Err(TextError::NotClosed));
    }

    #[test]
    fn unknown_names_are_told_apart() {
        let found = variables("{{ partner.nmae }} {{ tier }} {{ attributes['x'] }}").unwrap();
        let other = |name: &str| Variable::Other(name.to_owned());
        let wanted = [Variable::Attribute("x".to_owned()), other("partner.nmae"), other("tier")];
        assert_eq!(found.into_iter().collect::<Vec<_>>(), wanted);
    }
}

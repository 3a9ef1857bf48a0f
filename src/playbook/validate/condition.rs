//! Conditions: each test fits its attribute, and some partner can meet the whole.

use super::forms::{self, invalid};
use super::known::Known;
use super::reach;
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::condition::{Condition, Test};
use crate::playbook::draft::Site;
use crate::playbook::found::Found;
use crate::playbook::id::Id;
use crate::playbook::model::{Attribute, AttributeKind};
use crate::playbook::raw::{RawCondition, RawTest};

/// Judges the condition of an item.
pub(super) fn when(
    raw: &RawCondition,
    known: &Known<'_>,
    site: &Site,
    found: &mut Found,
) -> Option<Condition> {
    let condition = condition(raw, known, site, found)?;
    let attributes = known.attributes.as_ref()?;
    if reach::never_holds(&condition, attributes, &known.effort) {
        let message = "no partner can meet this condition, so what hangs on it never applies";
        let fault = Diagnostic::error(Code::UnreachableCondition, message).at(site.name());
        found.push(
            fault.help("look for a value that is both demanded and excluded; a list means any of its values"),
        );
    }
    Some(condition)
}

/// All parts are judged, so that all their faults are told; one that is faulty makes the whole so.
fn condition(raw: &RawCondition, known: &Known<'_>, site: &Site, found: &mut Found) -> Option<Condition> {
    let mut parts = Vec::new();
    for (id, test) in &raw.tests {
        parts.push(attribute(id, test, known, &site.key(id), found));
    }
    for (key, list, join) in [
        ("any", &raw.any, Condition::Any as fn(Vec<Condition>) -> Condition),
        ("all", &raw.all, Condition::All),
    ] {
        if let Some(list) = list {
            let site = site.key(key);
            if list.is_empty() {
                found.push(empty(format!("`{key}` names no condition"), &site));
                parts.push(None);
                continue;
            }
            let judge = |(position, part)| condition(part, known, &site.index(position), found);
            let list: Vec<_> = list.iter().enumerate().map(judge).collect();
            parts.push(list.into_iter().collect::<Option<Vec<_>>>().map(join));
        }
    }
    if let Some(not) = &raw.not {
        let not = condition(not, known, &site.key("not"), found);
        parts.push(not.map(|not| Condition::Not(Box::new(not))));
    }
    if parts.is_empty() {
        found.push(empty("the condition asks for nothing".to_owned(), site));
    }
    let mut parts: Vec<Condition> = parts.into_iter().collect::<Option<_>>()?;
    if parts.len() == 1 { parts.pop() } else { Some(Condition::All(parts)) }
}

fn empty(message: String, site: &Site) -> Diagnostic {
    Diagnostic::error(Code::EmptyAssertion, message)
        .at(site.value())
        .help("state the demand, or remove the key")
}

fn attribute(
    name: &str,
    raw: &RawTest,
    known: &Known<'_>,
    site: &Site,
    found: &mut Found,
) -> Option<Condition> {
    if matches!(raw, RawTest::AnyOf(choices) if choices.is_empty()) {
        found.push(empty(format!("`{name}` is asked for none of its choices"), site));
        return None;
    }
    let attributes = known.attributes.as_ref()?;
    let Some((id, attribute)) = attributes.get_key_value(name) else {
        let fault = Diagnostic::error(Code::UnknownAttribute, format!("there is no attribute `{name}`"));
        let names = attributes.keys().map(Id::as_str);
        found.push_meant(fault.at(site.name()), name, names, "declare it in `attributes`, or name another");
        return None;
    };
    Some(Condition::Attribute(id.clone(), test(id, attribute, raw, site, found)?))
}

fn test(id: &Id, attribute: &Attribute, raw: &RawTest, site: &Site, found: &mut Found) -> Option<Test> {
    let expected = match (&attribute.kind, raw) {
        (AttributeKind::Choice(known) | AttributeKind::List(known), RawTest::Text(choice)) => {
            return choice_of(id, choice, known, site, found).map(|choice| Test::AnyOf(vec![choice]));
        }
        (AttributeKind::Choice(known) | AttributeKind::List(known), RawTest::AnyOf(choices)) => {
            forms::unique(choices.iter().map(String::as_str), site, found);
            let judge = |(position, choice): (usize, &String)| {
                choice_of(id, choice, known, &site.index(position), found)
            };
            let choices: Vec<_> = choices.iter().enumerate().map(judge).collect();
            return choices.into_iter().collect::<Option<Vec<_>>>().map(Test::AnyOf);
        }
        (AttributeKind::Boolean, RawTest::Boolean(is)) => return Some(Test::Is(*is)),
        (AttributeKind::Number { .. }, RawTest::Number(number)) if number.is_finite() => {
            return Some(Test::Within { min: Some(*number), max: Some(*number) });
        }
        (AttributeKind::Number { .. }, RawTest::Within(bounds)) => {
            if bounds.min.is_none() && bounds.max.is_none() {
                found.push(empty(format!("`{id}` is asked for no bound"), site));
                return None;
            }
            if !forms::bounds(bounds.min, bounds.max, site, found) {
                return None;
            }
            return Some(Test::Within { min: bounds.min, max: bounds.max });
        }
        (AttributeKind::Text, _) => {
            let message = format!("`{id}` is free text, which conditions cannot test");
            found.push(invalid(message, site.name()).help("make it a `choice`, or test another attribute"));
            return None;
        }
        (AttributeKind::Choice(_) | AttributeKind::List(_), _) => {
            "one of its choices in quotes, or a list of them"
        }
        (AttributeKind::Boolean, _) => "`true` or `false`",
        (AttributeKind::Number { .. }, _) => "a number, or bounds as in `{min: 1000}`",
    };
    let message = format!("`{id}` cannot have this value");
    found.push(invalid(message, site.value()).help(format!("write {expected}")));
    None
}

fn choice_of(id: &Id, choice: &str, known: &[String], site: &Site, found: &mut Found) -> Option<String> {
    if known.iter().any(|name| name == choice) {
        return Some(choice.to_owned());
    }
    if known.is_empty() {
        return None; // The attribute is faulty, and that is told.
    }
    let fault = Diagnostic::error(Code::UnknownAttribute, format!("`{choice}` is not a choice of `{id}`"));
    let help = format!("write one of `{}`", known.join("`, `"));
    found.push_meant(fault.at(site.value()), choice, known.iter().map(String::as_str), &help);
    None
}

//! Attributes: their kinds, choices, bounds and defaults.

use std::collections::{BTreeMap, BTreeSet};

use super::forms;
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::attributes::check_value;
use crate::playbook::draft::Site;
use crate::playbook::found::Found;
use crate::playbook::id::Id;
use crate::playbook::model::{Attribute, AttributeKind, Value};
use crate::playbook::raw::{Entries, RawAttribute, RawAttributeType, RawValue};

/// Words that conditions keep for themselves.
const KEPT: [&str; 3] = ["any", "all", "not"];

pub(super) fn attributes(
    raw: Option<&Entries<RawAttribute>>,
    site: &Site,
    found: &mut Found,
) -> BTreeMap<Id, Attribute> {
    let mut attributes = BTreeMap::new();
    for (name, raw) in raw.into_iter().flat_map(Entries::iter) {
        let site = site.key(name);
        if KEPT.contains(&name) {
            let message =
                format!("an attribute cannot be called `{name}`: conditions give the word a meaning");
            found.push(forms::invalid(message, site.name()).help("choose another id"));
        }
        let attribute = attribute(raw, &site, found);
        if let Some(id) = forms::id(name, site.name(), found) {
            attributes.insert(id, attribute);
        }
    }
    attributes
}

fn attribute(raw: &RawAttribute, site: &Site, found: &mut Found) -> Attribute {
    let title = forms::line(&raw.title, "the title", &site.key("title"), found);
    let choices = raw.choices.as_deref();
    let is_number = raw.kind == RawAttributeType::Number;
    let has_choices = matches!(raw.kind, RawAttributeType::Choice | RawAttributeType::List);
    let strange = [
        ("choices", !has_choices && choices.is_some(), "`choice` and `list`"),
        ("min", !is_number && raw.min.is_some(), "`number`"),
        ("max", !is_number && raw.max.is_some(), "`number`"),
    ];
    for (key, is_strange, kinds) in strange {
        if is_strange {
            let message = format!("`{key}` belongs to attributes of type {kinds}");
            found.push(
                Diagnostic::error(Code::UnknownKey, message).at(site.key(key).name()).help("remove it"),
            );
        }
    }
    let kind = match raw.kind {
        RawAttributeType::Choice => AttributeKind::Choice(forms::choices(choices, site, found)),
        RawAttributeType::List => AttributeKind::List(forms::choices(choices, site, found)),
        RawAttributeType::Text => AttributeKind::Text,
        RawAttributeType::Number => {
            // Faulty bounds would make every condition on them look impossible.
            let are_sound = forms::bounds(raw.min, raw.max, site, found);
            AttributeKind::Number { min: raw.min.filter(|_| are_sound), max: raw.max.filter(|_| are_sound) }
        }
        RawAttributeType::Boolean => AttributeKind::Boolean,
    };
    let about = forms::markdown(raw.about.as_ref());
    let required = raw.required.unwrap_or_default();
    let mut attribute = Attribute { kind, required, title, about, default: raw.default.clone().map(value) };
    if let Some(default) = &attribute.default
        && let Err(error) = check_value(&attribute, default)
    {
        let fault = forms::invalid(format!("the default does not fit: {error}"), site.key("default").value());
        found.push(fault.help("write a value that a partner may declare"));
        attribute.default = None;
    }
    attribute
}

pub(super) fn value(raw: RawValue) -> Value {
    match raw {
        RawValue::Text(text) => Value::Text(text),
        RawValue::Number(number) => Value::Number(number),
        RawValue::Boolean(is) => Value::Boolean(is),
        RawValue::List(list) => Value::List(list.into_iter().collect::<BTreeSet<_>>().into_iter().collect()),
    }
}

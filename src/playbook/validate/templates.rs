//! Facts of the partner in instructions: they can be read, and they are there.

use super::known::Known;
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::DraftItem;
use crate::playbook::found::Found;
use crate::playbook::id::Id;
use crate::playbook::text::{PARTNER_FIELDS, Variable, variables};

/// Judges the instructions of an item and returns them.
pub(super) fn instructions(item: &DraftItem, known: &Known<'_>, found: &mut Found) -> String {
    let Some(text) = &item.raw.instructions else {
        return String::new();
    };
    let place = item.site("instructions").name();
    match variables(text) {
        Err(error) => {
            let help = "write facts as `{{ partner.name }}`, and braces themselves as `{{ '{{' }}`";
            found.push(Diagnostic::error(Code::TemplateSyntax, error.to_string()).at(place).help(help));
        }
        Ok(used) => {
            for variable in used {
                unknown(variable, known, found, &place);
            }
        }
    }
    text.trim_end().to_owned()
}

fn unknown(variable: Variable, known: &Known<'_>, found: &mut Found, place: &crate::diagnostic::Place) {
    let fault = |message: String| Diagnostic::error(Code::UnknownTemplateVariable, message).at(place.clone());
    match variable {
        Variable::Partner(_) => {}
        Variable::Attribute(id) => {
            let Some(attributes) = &known.attributes else {
                return;
            };
            if !attributes.contains_key(id.as_str()) {
                let fault = fault(format!("there is no attribute `{id}`"));
                found.push_meant_within(
                    fault,
                    &id,
                    attributes.keys().map(Id::as_str),
                    "declare it in `attributes`",
                );
            }
        }
        Variable::Other(name) => {
            let fields: Vec<String> = PARTNER_FIELDS.iter().map(|field| format!("partner.{field}")).collect();
            let help = "use `partner.id`, `partner.name`, `partner.champion` or `attributes.…`";
            let fault = fault(format!("there is no fact `{name}`"));
            found.push_meant_within(fault, &name, fields.iter().map(String::as_str), help);
        }
    }
}

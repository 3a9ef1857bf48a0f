//! One item: gathers what the rules of its parts make of it.

use std::collections::BTreeSet;

use super::known::{Known, Names};
use super::{check, condition, due, evidence, forms, links, needs, program, raci, templates};
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::DraftItem;
use crate::playbook::found::Found;
use crate::playbook::id::{Id, ItemRef};
use crate::playbook::load::Files;
use crate::playbook::model::{Check, Item, Severity};
use crate::playbook::raw::RawId;

pub(super) fn item(
    item: &DraftItem,
    known: &Known<'_>,
    files: &dyn Files,
    found: &mut Found,
) -> Option<Item> {
    let raw = &item.raw;
    let id = match &raw.id {
        Some(id) => forms::id(&id.0, item.site("id").value(), found),
        None => {
            found.push(lacks(item, "id", "an item", "give it an id"));
            None
        }
    };
    let name = if item.id.is_empty() { "the item".to_owned() } else { format!("`{}`", item.id) };
    let title = match &raw.title {
        Some(title) => forms::line(title, "the title", &item.site("title"), found),
        None => {
            found.push(lacks(item, "title", &name, "say in one line what is to be done"));
            String::new()
        }
    };
    let stage = reference("stage", raw.stage.as_ref(), &known.stages, item, &name, known, found);
    let dimension =
        reference("dimension", raw.dimension.as_ref(), &known.dimensions, item, &name, known, found);
    let raci = raci::raci(item, known, found);
    let needs = needs::needs(item, stage.as_ref(), known, found);
    let due = due::due(item, stage.as_ref(), known, found);
    let evidence = evidence::evidence(item, known, found);
    let check = check::check(item, found);
    if let Some(Check::Command(program)) = &check {
        program::there(program, &item.site("check").key("command"), files, found);
    }
    let when = raw.when.as_ref().and_then(|when| condition::when(when, known, &item.site("when"), found));
    let instructions = templates::instructions(item, known, found);
    let links = links::links(item, files, found);
    let estimate = raw.estimate.as_ref();
    let estimate =
        estimate.and_then(|text| forms::span_from(1, text, "the estimate", &item.site("estimate"), found));
    let renamed_from = forms::ids(raw.renamed_from.as_ref(), &item.site("renamed_from"), found);
    let effective_from = raw.effective_from.as_ref();
    let effective_from =
        effective_from.and_then(|date| forms::date(date, &item.site("effective_from"), found));
    let tags = forms::ids(raw.tags.as_ref(), &item.site("tags"), found);
    let severity = raw.severity.unwrap_or_default();
    let blocking = raw.blocking.unwrap_or_default();
    if instructions.is_empty() {
        let fault = Diagnostic::of(Code::TextMissing, format!("{name} has no instructions"))
            .at(item.site("id").value());
        found.push(fault.help("say in `instructions` what to do, and when it is done"));
    }
    if blocking
        && matches!(severity, Severity::Critical | Severity::High)
        && evidence.is_empty()
        && raw.check.is_none()
    {
        let message = format!("{name} blocks its gate and asks for no evidence");
        let fault = Diagnostic::of(Code::EvidenceMissing, message).at(item.site("id").value());
        found.push(fault.help("ask in `evidence` for what shows that it is done"));
    }
    Some(Item {
        address: ItemRef { checklist: item.checklist.parse().ok()?, item: id? },
        title,
        stage: stage?,
        dimension: dimension?,
        raci: raci?,
        severity,
        blocking,
        waivable: raw.waivable.unwrap_or(true),
        needs,
        due,
        evidence,
        check,
        when,
        instructions,
        links,
        estimate,
        renamed_from,
        effective_from,
        tags: tags.into_iter().collect::<BTreeSet<_>>().into_iter().collect(),
    })
}

fn lacks(item: &DraftItem, key: &str, name: &str, help: &str) -> Diagnostic {
    let message = format!("{name} lacks the key `{key}`");
    Diagnostic::error(Code::MissingKey, message).at(item.site(key).name()).help(help)
}

/// Resolves a key that the defaults of the checklist may give.
fn reference(
    key: &str,
    written: Option<&RawId>,
    names: &Names,
    item: &DraftItem,
    name: &str,
    known: &Known<'_>,
    found: &mut Found,
) -> Option<Id> {
    if let Some(written) = written {
        return names.resolve(&written.0, &item.site(key), found);
    }
    // A playbook may still say it in an override.
    if !known.is_apart {
        found.push(lacks(
            item,
            key,
            name,
            &format!("write `{key}` here, or in the `defaults` of the checklist"),
        ));
    }
    None
}

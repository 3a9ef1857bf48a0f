//! When an item is due: on a day, or some time after an anchor that can start.

use super::forms;
use super::known::Known;
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::{DraftItem, Site};
use crate::playbook::found::Found;
use crate::playbook::id::Id;
use crate::playbook::model::{Anchor, DueRule};
use crate::playbook::raw::{RawAnchor, RawDue};

/// Judges the due date of an item of `stage`.
pub(super) fn due(
    item: &DraftItem,
    stage: Option<&Id>,
    known: &Known<'_>,
    found: &mut Found,
) -> Option<DueRule> {
    let raw = item.raw.due.as_ref()?;
    let site = item.site("due");
    if let Some(date) = &raw.date {
        let strange = [
            ("anchor", raw.anchor.is_some()),
            ("plus", raw.plus.is_some()),
            ("stage", raw.stage.is_some()),
            ("item", raw.item.is_some()),
            ("pauses_on", raw.pauses_on.is_some()),
        ];
        for (key, _) in strange.into_iter().filter(|(_, is_there)| *is_there) {
            let message = format!("`{key}` has no meaning beside `date`");
            let fault = Diagnostic::error(Code::UnknownKey, message).at(site.key(key).name());
            found.push(fault.help("write either a `date`, or an `anchor` and `plus`"));
        }
        return forms::date(date, &site.key("date"), found).map(DueRule::Date);
    }
    let mut missing = |key: &str| {
        let message = format!("the due date lacks the key `{key}`");
        let help = "write `{date: 2026-12-31}`, or an anchor as in `{anchor: signed, plus: 5 business days}`";
        found.push(Diagnostic::error(Code::MissingKey, message).at(site.key(key).name()).help(help));
    };
    let (Some(kind), Some(plus)) = (raw.anchor, raw.plus.as_ref()) else {
        if raw.anchor.is_none() {
            missing("anchor");
        }
        if raw.plus.is_none() {
            missing("plus");
        }
        return None;
    };
    let anchor = anchor(kind, raw, item, stage, known, &site, found);
    let place = site.key("plus");
    let plus = forms::span(plus, &place, found)?;
    if plus.amount() < 0 && matches!(kind, RawAnchor::StageEntered | RawAnchor::ItemDone) {
        let message = format!("`{plus}` lies before the anchor, which nobody knows before it happens");
        found.push(
            forms::invalid(message, place.value())
                .help("count back from `launch`, `signed` or `onboarding_start`"),
        );
    }
    Some(DueRule::After { anchor: anchor?, plus, pauses_on: raw.pauses_on })
}

fn anchor(
    kind: RawAnchor,
    raw: &RawDue,
    item: &DraftItem,
    stage: Option<&Id>,
    known: &Known<'_>,
    site: &Site,
    found: &mut Found,
) -> Option<Anchor> {
    let strange = [
        ("stage", raw.stage.is_some() && kind != RawAnchor::StageEntered, "stage_entered"),
        ("item", raw.item.is_some() && kind != RawAnchor::ItemDone, "item_done"),
    ];
    for (key, is_strange, owner) in strange {
        if is_strange {
            let message = format!("`{key}` belongs to the anchor `{owner}`");
            let fault = Diagnostic::error(Code::UnknownKey, message).at(site.key(key).name());
            found.push(fault.help(format!("remove it, or write `anchor: {owner}`")));
        }
    }
    match kind {
        RawAnchor::OnboardingStart => Some(Anchor::OnboardingStart),
        RawAnchor::Signed => Some(Anchor::Signed),
        RawAnchor::Launch => Some(Anchor::Launch),
        RawAnchor::StageEntered => match &raw.stage {
            Some(name) => known.stages.resolve(&name.0, &site.key("stage"), found),
            None => stage.cloned(),
        }
        .map(Anchor::StageEntered),
        RawAnchor::ItemDone => {
            let Some(name) = &raw.item else {
                let fault =
                    Diagnostic::error(Code::MissingKey, "the anchor `item_done` lacks the key `item`");
                found.push(fault.at(site.key("item").name()).help("name the item that starts the clock"));
                return None;
            };
            known.item(name, Some(&item.checklist), &site.key("item"), found).map(Anchor::ItemDone)
        }
    }
}

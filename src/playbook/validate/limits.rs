//! Limits of a stage: each so many days, or a figure of a check with the most that it may be.

use super::criteria::{checked, find, metric_of};
use super::forms;
use super::known::Known;
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::Site;
use crate::playbook::found::Found;
use crate::playbook::id::Id;
use crate::playbook::model::{Checklist, Limit, Most};
use crate::playbook::raw::{RawId, RawItemName, RawLimit, RawStage};

/// Reads the limits of the stage at `position`; `checklists` are those that could be read.
pub(super) fn limits(
    raw: &RawStage,
    position: usize,
    checklists: &[Checklist],
    known: &Known<'_>,
    site: &Site,
    found: &mut Found,
) -> Vec<(Id, Limit)> {
    let Some(limits) = &raw.limits else { return Vec::new() };
    let site = site.key("limits");
    if limits.is_empty() {
        let fault = Diagnostic::error(Code::EmptyAssertion, "`limits` limits nothing").at(site.name());
        found.push(fault.help("limit something, or remove it"));
    }
    if position == 0 {
        let message = format!("`{}` is entered by no promotion, which would record its limits", raw.id.0);
        found.push(forms::invalid(message, site.name()).help("limit a later stage"));
    }
    let mut read = |(name, raw): (&str, &RawLimit)| {
        let site = site.key(name);
        let id = forms::id(name, site.name(), found);
        let title = forms::line(&raw.title, "the title", &site.key("title"), found);
        let most = most(raw, position, checklists, known, &site, found)?;
        Some((id?, Limit { title, most }))
    };
    limits.iter().filter_map(&mut read).collect()
}

fn most(
    raw: &RawLimit,
    position: usize,
    checklists: &[Checklist],
    known: &Known<'_>,
    site: &Site,
    found: &mut Found,
) -> Option<Most> {
    match (raw.days, &raw.of, &raw.metric, raw.at_most, &raw.unit) {
        (Some(days), None, None, None, None) => {
            if days == 0 {
                found.push(not_positive(&site.key("days")));
            }
            Some(Most::Days(days))
        }
        (None, Some(of), Some(metric), Some(at_most), unit) => {
            if !(at_most.is_finite() && at_most > 0.0) {
                found.push(not_positive(&site.key("at_most")));
            }
            let unit = unit.as_ref().map(|unit| forms::line(unit, "the unit", &site.key("unit"), found));
            let (of, metric) = figure(of, metric, position, checklists, known, site, found)?;
            Some(Most::Figure { of, metric, at_most, unit: unit.unwrap_or_default() })
        }
        _ => {
            let message = "the limit is neither of days nor of a figure";
            let help = "write `days` alone, or `of`, `metric` and `at_most`";
            found.push(Diagnostic::error(Code::MissingKey, message).at(site.name()).help(help));
            None
        }
    }
}

fn figure(
    of: &RawItemName,
    metric: &RawId,
    position: usize,
    checklists: &[Checklist],
    known: &Known<'_>,
    site: &Site,
    found: &mut Found,
) -> Option<(crate::playbook::id::ItemRef, Id)> {
    let of = known.item(of, None, &site.key("of"), found);
    let item = of.as_ref().and_then(|of| find(checklists, of));
    if let Some(item) = item {
        checked(item, position, known, &site.key("of"), found);
    }
    let metric = metric_of(item, metric, &site.key("metric"), found);
    Some((of?, metric?))
}

fn not_positive(site: &Site) -> Diagnostic {
    forms::invalid("the limit lets nothing be", site.value()).help("write a number above 0")
}

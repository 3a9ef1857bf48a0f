//! Checks: one kind each, with files that stay in the workspace and metrics that have names.

use super::forms;
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::{DraftItem, Site};
use crate::playbook::found::Found;
use crate::playbook::model::{Check, Metric};
use crate::playbook::raw::{Entries, RawCheck, RawJunit, RawManual};
use crate::playbook::text::{Variable, variables};

pub(super) fn check(item: &DraftItem, found: &mut Found) -> Option<Check> {
    let raw = item.raw.check.as_ref()?;
    let site = item.site("check");
    let kinds = [("manual", raw.manual.is_some()), ("junit", raw.junit.is_some())];
    let named: Vec<&str> = kinds.iter().filter(|(_, is)| *is).map(|(kind, _)| *kind).collect();
    if named.len() != 1 {
        let message = match named.as_slice() {
            [] => "`check` names no kind".to_owned(),
            several => format!("`check` names several kinds: {}", several.join(", ")),
        };
        let fault = Diagnostic::error(Code::EmptyAssertion, message).at(site.name());
        found.push(fault.help("name one of `manual`, `junit`; make items of several"));
        return None;
    }
    match raw {
        RawCheck { manual: Some(manual), .. } => Some(manual_check(manual, &site.key("manual"), found)),
        RawCheck { junit: Some(junit), .. } => junit_check(junit, &site.key("junit"), found),
        RawCheck { .. } => None,
    }
}

fn manual_check(raw: &RawManual, site: &Site, found: &mut Found) -> Check {
    let ask = forms::line(&raw.ask, "what is looked at", &site.key("ask"), found);
    let mut metrics = Vec::new();
    for (name, metric) in raw.metrics.iter().flat_map(Entries::iter) {
        let site = site.key("metrics").key(name);
        let ask = forms::line(&metric.ask, "what is asked", &site.key("ask"), found);
        let unit = metric.unit.as_ref();
        let unit = unit.map(|unit| forms::line(unit, "the unit", &site.key("unit"), found));
        let id = forms::id(name, site.name(), found);
        metrics.extend(id.map(|id| Metric { id, ask, unit: unit.unwrap_or_default() }));
    }
    if raw.metrics.as_ref().is_some_and(Entries::is_empty) {
        let fault = Diagnostic::error(Code::EmptyAssertion, "`metrics` asks for nothing");
        found.push(fault.at(site.key("metrics").name()).help("ask for a figure, or remove it"));
    }
    Check::Manual { ask, metrics }
}

fn junit_check(raw: &RawJunit, site: &Site, found: &mut Found) -> Option<Check> {
    let least = raw.least.unwrap_or(1);
    if least == 0 {
        let fault = forms::invalid("a report without tests shows nothing", site.key("least").value());
        found.push(fault.help("write 1 or more"));
    }
    Some(Check::Junit { file: file(&raw.file, &site.key("file"), found)?, least })
}

/// Reads a path that stays in the workspace, whichever partner's id it holds.
fn file(text: &str, site: &Site, found: &mut Found) -> Option<String> {
    let help = "name a file relative to the root of the workspace, as in `reports/{{ partner.id }}.xml`";
    let used = match variables(text) {
        Ok(used) => used,
        Err(error) => {
            found
                .push(Diagnostic::error(Code::TemplateSyntax, error.to_string()).at(site.value()).help(help));
            return None;
        }
    };
    let is_known = |variable: &Variable| *variable == Variable::Partner("id".to_owned());
    if !used.iter().all(is_known) {
        let message = "a file may hold `{{ partner.id }}` alone: other facts may be anything";
        found.push(Diagnostic::error(Code::UnknownTemplateVariable, message).at(site.value()).help(help));
        return None;
    }
    let is_step = |step: &str| !matches!(step, "" | "." | "..") && !step.chars().any(char::is_control);
    if text.contains(['\\', ':']) || !text.split('/').all(is_step) {
        let message = format!("`{}` leads out of the workspace, or nowhere", text.escape_debug());
        found.push(forms::invalid(message, site.value()).help(help));
        return None;
    }
    Some(text.to_owned())
}

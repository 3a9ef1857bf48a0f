//! Checks: one kind each, with files that stay in the workspace and metrics that have names.

use super::attributes;
use super::bounds::{self, Given};
use super::deliveries::deliveries_check;
use super::http::http_check;
use super::program::program_check;
use super::webhook::webhook_check;
use super::{forms, table};
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::{DraftItem, Site};
use crate::playbook::found::Found;
use crate::playbook::id::Id;
use crate::playbook::model::{Assert, Assertion, Check, JSON_METRICS, JsonPlace, JsonPlaceFault, Metric};
use crate::playbook::raw::{Entries, RawAssertion, RawCheck, RawJson, RawJunit, RawManual};
use crate::playbook::text::{Variable, variables};

pub(super) fn check(item: &DraftItem, found: &mut Found) -> Option<Check> {
    let raw = item.raw.check.as_ref()?;
    let site = item.site("check");
    let kinds = [
        ("manual", raw.manual.is_some()),
        ("junit", raw.junit.is_some()),
        ("json", raw.json.is_some()),
        ("http", raw.http.is_some()),
        ("command", raw.command.is_some()),
        ("webhook", raw.webhook.is_some()),
        ("deliveries", raw.deliveries.is_some()),
        ("csv", raw.csv.is_some()),
    ];
    let named: Vec<&str> = kinds.iter().filter(|(_, is)| *is).map(|(kind, _)| *kind).collect();
    if named.len() != 1 {
        let message = match named.as_slice() {
            [] => "`check` names no kind".to_owned(),
            several => format!("`check` names several kinds: {}", several.join(", ")),
        };
        let fault = Diagnostic::error(Code::EmptyAssertion, message).at(site.name());
        found.push(fault.help(
            "name one of `manual`, `junit`, `json`, `csv`, `http`, `command`, `webhook`, `deliveries`; make items of several",
        ));
        return None;
    }
    match raw {
        RawCheck { manual: Some(manual), .. } => manual_check(manual, &site.key("manual"), found),
        RawCheck { junit: Some(junit), .. } => junit_check(junit, &site.key("junit"), found),
        RawCheck { json: Some(json), .. } => json_check(json, &site.key("json"), found),
        RawCheck { http: Some(http), .. } => http_check(http, &site.key("http"), found),
        RawCheck { command: Some(program), .. } => program_check(program, &site.key("command"), found),
        RawCheck { webhook: Some(webhook), .. } => webhook_check(webhook, &site.key("webhook"), found),
        RawCheck { deliveries: Some(raw), .. } => deliveries_check(raw, &site.key("deliveries"), found),
        RawCheck { csv: Some(csv), .. } => table::csv_check(csv, &site.key("csv"), found),
        RawCheck { .. } => None,
    }
}

fn manual_check(raw: &RawManual, site: &Site, found: &mut Found) -> Option<Check> {
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
        // Where none of its entries could be read, whoever asks for one of them is not wrong for that.
        return None;
    }
    Some(Check::Manual { ask, metrics })
}

fn junit_check(raw: &RawJunit, site: &Site, found: &mut Found) -> Option<Check> {
    let least = raw.least.unwrap_or(1);
    if least == 0 {
        let fault = forms::invalid("a report without tests shows nothing", site.key("least").value());
        found.push(fault.help("write 1 or more"));
    }
    Some(Check::Junit { file: file(&raw.file, &site.key("file"), found)?, least })
}

fn json_check(raw: &RawJson, site: &Site, found: &mut Found) -> Option<Check> {
    let lines = raw.lines.unwrap_or_default();
    let least = raw.least.unwrap_or(1);
    if least == 0 || (least > 1 && !lines) {
        let message = if lines { "a file without documents shows nothing" } else { "there is one document" };
        found.push(
            forms::invalid(message, site.key("least").value()).help("write 1 or more, with `lines: true`"),
        );
    }
    let (asserts, figures) = (raw.assertions.as_ref(), raw.figures.as_ref());
    if asserts.is_none_or(Entries::is_empty) && figures.is_none_or(Entries::is_empty) {
        let fault = Diagnostic::error(Code::EmptyAssertion, "the check asks for nothing").at(site.name());
        found.push(fault.help("say in `assert` what must hold, or in `figures` what is read"));
    }
    if let Some((name, _)) = figures.and_then(|figures| figures.iter().next()).filter(|_| lines) {
        let message = "figures stand in one document, and here each line is one";
        let place = site.key("figures").key(name).name();
        found.push(forms::invalid(message, place).help("remove `lines`, or the figures"));
    }
    let assertions = asserted(asserts, site, found);
    let figures = self::figures(figures, &JSON_METRICS, site, found);
    Some(Check::Json { file: file(&raw.file, &site.key("file"), found)?, lines, least, assertions, figures })
}

/// Reads what must hold of a document.
pub(super) fn asserted(
    raw: Option<&Entries<RawAssertion>>,
    site: &Site,
    found: &mut Found,
) -> Vec<Assertion> {
    let read = |(name, raw): (&str, &RawAssertion)| {
        let site = site.key("assert").key(name);
        let id = forms::id(name, site.name(), found);
        let at = asserted_at(raw, &site, found);
        let test = test(raw, &site, found);
        Some(Assertion { id: id?, at: at?, test: test? })
    };
    raw.into_iter().flat_map(Entries::iter).filter_map(read).collect()
}

/// Reads where figures stand in a document; `own` are those that every such check gives.
pub(super) fn figures(
    raw: Option<&Entries<String>>,
    own: &[(&str, &str)],
    site: &Site,
    found: &mut Found,
) -> Vec<(Id, JsonPlace)> {
    let read = |(name, at): (&str, &String)| {
        let site = site.key("figures").key(name);
        let stands = place(JsonPlace::try_from(at.clone()), &site, found);
        if own.iter().any(|(own, _)| *own == name) {
            let fault = Diagnostic::error(Code::DuplicateId, format!("every such check gives `{name}`"));
            found.push(fault.at(site.name()).help("give the figure another id"));
        }
        // That it stands nowhere is told; that it is no metric need not be.
        Some((forms::id(name, site.name(), found)?, stands.unwrap_or_default()))
    };
    raw.into_iter().flat_map(Entries::iter).filter_map(read).collect()
}

/// Reads what must hold at a place: one thing.
fn test(raw: &RawAssertion, site: &Site, found: &mut Found) -> Option<Assert> {
    let bound = bounds::one(
        [("below", raw.below), ("at_most", raw.at_most), ("above", raw.above), ("at_least", raw.at_least)],
        site,
        found,
    );
    let bound = match bound {
        Given::Several => return None,
        given => given.sound(),
    };
    match (&raw.is, raw.exists, bound) {
        (Some(value), None, None) => Some(Assert::Is(attributes::value(value.clone()))),
        (None, Some(exists), None) => Some(Assert::Exists(exists)),
        (None, None, Some(bound)) => Some(Assert::Bound(bound)),
        (None, None, None) => {
            let fault =
                Diagnostic::error(Code::EmptyAssertion, "the assertion asks for nothing").at(site.name());
            found.push(fault.help("write one of `is`, `exists`, `below`, `at_most`, `above`, `at_least`"));
            None
        }
        _ => {
            let fault = forms::invalid("the assertion asks for several things", site.name());
            found.push(fault.help("make assertions of several"));
            None
        }
    }
}

/// Reads where something must hold: at a pointer, or on a path.
fn asserted_at(raw: &RawAssertion, site: &Site, found: &mut Found) -> Option<JsonPlace> {
    match (&raw.at, &raw.path) {
        (Some(at), None) => place(JsonPlace::pointer(at), &site.key("at"), found),
        (None, Some(path)) => place(JsonPlace::path(path), &site.key("path"), found),
        (None, None) => {
            let fault = Diagnostic::error(Code::MissingKey, "the assertion names no place").at(site.name());
            found.push(fault.help("write `at` with a JSON pointer, or `path` with a JSONPath"));
            None
        }
        (Some(_), Some(_)) => {
            let fault = forms::invalid("the assertion names two places", site.key("path").name());
            found.push(fault.help("write `at` for one value, or `path` for every value that it selects"));
            None
        }
    }
}

/// Judges a JSON pointer (RFC 6901).
pub(super) fn pointer(text: &str, site: &Site, found: &mut Found) {
    place(JsonPlace::pointer(text), site, found);
}

/// Returns a place that could be read, or tells what is wrong with it.
fn place(read: Result<JsonPlace, JsonPlaceFault>, site: &Site, found: &mut Found) -> Option<JsonPlace> {
    let fault = match read {
        Ok(place) => return Some(place),
        Err(fault) => fault,
    };
    let help = match &fault {
        JsonPlaceFault::Pointer(text) if text.starts_with('$') => "a JSONPath is the value of `path`",
        JsonPlaceFault::Pointer(_) => {
            "write one such as `/orders/0/status`, with `~1` for a slash in a name and `~0` for a `~`"
        }
        JsonPlaceFault::Path { .. } => {
            "write one such as `$.orders[*].status`, or `$.orders[?@.total > 100].status`"
        }
    };
    found.push(forms::invalid(fault.to_string(), site.value()).help(help));
    None
}

/// Reads a path that stays in the workspace, whichever partner's id it holds.
pub(super) fn file(text: &str, site: &Site, found: &mut Found) -> Option<String> {
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

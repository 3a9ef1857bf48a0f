//! Checks over HTTP: paths that stay behind the URL of the environment, headers without secrets, answers that can be
//! judged.

use std::collections::BTreeMap;

use super::check::{asserted, figures, pointer};
use super::forms;
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::Site;
use crate::playbook::found::Found;
use crate::playbook::model::{Check, HTTP_METRICS, HeaderName, Http, METHODS, Times};
use crate::playbook::raw::{Entries, RawHttp};
use crate::playbook::text::{PartnerFacts, Variable, render_text, variables};

/// Headers that say who asks: their values are secret, and a playbook holds none.
const SECRET: [&str; 6] =
    ["authorization", "cookie", "x-api-key", "api-key", "x-auth-token", "x-access-token"];

pub(super) fn http_check(raw: &RawHttp, site: &Site, found: &mut Found) -> Option<Check> {
    let method = raw.method.as_deref().unwrap_or("GET");
    if !METHODS.contains(&method) {
        let fault = forms::invalid(
            format!("`{}` is no method that is sent", method.escape_debug()),
            site.key("method").value(),
        );
        found.push_meant(
            fault,
            &method.to_uppercase(),
            METHODS,
            &format!("write one of {}", METHODS.join(", ")),
        );
    }
    let path = path(&raw.path, &site.key("path"), found);
    let headers = headers(raw.headers.as_ref(), &site.key("headers"), found);
    for (name, _) in headers.iter().filter(|(name, _)| SECRET.contains(&name.as_str())) {
        let fault = forms::invalid(
            format!("`{name}` says who asks, which a playbook never holds"),
            site.key("headers").name(),
        );
        found.push(fault.help(format!(
            "say it of each partner: aboard partner environment PARTNER NAME --url URL --header '{name}=$VARIABLE'"
        )));
    }
    for (name, value) in &headers {
        template(value, &site.key("headers").key(name.as_str()), found);
    }
    if let Some(body) = &raw.body {
        template(body, &site.key("body"), found);
        if !["POST", "PUT", "PATCH"].contains(&method) {
            let fault = forms::invalid(format!("a {method} has no body"), site.key("body").name());
            found.push(fault.help("remove it, or name POST, PUT or PATCH"));
        }
    }
    let status = statuses(raw.status.clone().unwrap_or_else(|| vec![200]), site, found);
    let assertions = asserted(raw.assertions.as_ref(), site, found);
    let figures = figures(raw.figures.as_ref(), &HTTP_METRICS, site, found);
    if method == "HEAD" && !(assertions.is_empty() && figures.is_empty()) {
        found.push(
            forms::invalid("a HEAD is answered without a document", site.name()).help("name another method"),
        );
    }
    let certificate_days = raw
        .certificate_days
        .map(|days| forms::among(0..=3650, Some(days), 0, (site, "certificate_days"), found));
    let within = forms::among(1..=300, raw.within, 10, (site, "within"), found);
    let most_kib = forms::among(1..=65_536, raw.most_kib, 1024, (site, "most_kib"), found);
    let redirects = forms::among(0..=10, raw.redirects, 0, (site, "redirects"), found);
    let times = times(raw, site, found)?;
    Some(Check::Http(Box::new(Http {
        method: method.to_owned(),
        path: path?,
        headers,
        body: raw.body.clone(),
        credentials: raw.credentials.unwrap_or(true),
        status,
        answer_headers: self::headers(raw.answer_headers.as_ref(), &site.key("answer_headers"), found),
        assertions,
        figures,
        certificate_days,
        within,
        most_kib,
        redirects,
        times,
    })))
}

/// Demands statuses of HTTP, one at least.
pub(super) fn statuses(status: Vec<u16>, site: &Site, found: &mut Found) -> Vec<u16> {
    if status.is_empty() || status.iter().any(|status| !(100..600).contains(status)) {
        let fault = forms::invalid("these are no statuses of HTTP", site.key("status").value());
        found.push(fault.help("write some from 100 to 599, as in [200, 201]"));
    }
    status
}

fn times(raw: &RawHttp, site: &Site, found: &mut Found) -> Option<Times> {
    match (&raw.sample, raw.tries, &raw.same) {
        (None, None, None) => Some(Times::Once),
        (Some(sample), None, None) => {
            let site = site.key("sample");
            let (warm_up, most_failed) = (sample.warm_up.unwrap_or(0), sample.most_failed.unwrap_or(0.0));
            if !(2..=10_000).contains(&sample.count) || warm_up > 10_000 {
                let fault = forms::invalid("a sample is of 2 to 10000 requests", site.key("count").value());
                found.push(fault.help("write another number"));
            }
            if !(0.0..=100.0).contains(&most_failed) {
                let fault =
                    forms::invalid("a share is from 0 to 100 percent", site.key("most_failed").value());
                found.push(fault.help("write another number"));
            }
            Some(Times::Sample { count: sample.count, warm_up, most_failed })
        }
        (None, Some(tries), None) => {
            if !(2..=10_000).contains(&tries) {
                let fault = forms::invalid("`tries` is from 2 to 10000", site.key("tries").value());
                found.push(fault.help("write another number, or remove it"));
            }
            Some(Times::Until(tries))
        }
        (None, None, Some(same)) => {
            pointer(same, &site.key("same"), found);
            Some(Times::Same(same.clone()))
        }
        _ => {
            let fault = forms::invalid("the request is sent in several ways", site.name());
            found.push(fault.help("write one of `sample`, `tries`, `same`; make items of several"));
            None
        }
    }
}

/// Reads a path that stays behind the URL of the environment.
pub(super) fn path(text: &str, site: &Site, found: &mut Found) -> Option<String> {
    template(text, site, found);
    let steps = text.split(['?', '#']).next().unwrap_or_default();
    let leads_out = steps.split('/').any(leads_up);
    let plain = with_a_word(text);
    let is_path = text.starts_with('/') && !text.starts_with("//") && !text.contains(['#', '\\']);
    if !is_path || leads_out || plain.parse::<http::uri::PathAndQuery>().is_err() {
        let message = format!("`{}` is no path behind a URL", text.escape_debug());
        found.push(forms::invalid(message, site.value()).help("write one such as `/orders?limit=1`"));
        return None;
    }
    Some(text.to_owned())
}

fn headers(raw: Option<&Entries<String>>, site: &Site, found: &mut Found) -> Vec<(HeaderName, String)> {
    let mut read: Vec<(HeaderName, String)> = Vec::new();
    for (name, value) in raw.into_iter().flat_map(Entries::iter) {
        let site = site.key(name);
        let is_value = value.chars().all(|c| c == '\t' || (c.is_ascii() && !c.is_ascii_control()));
        let known: Option<HeaderName> = name.parse().ok();
        match known {
            Some(known) if is_value && !read.iter().any(|(there, _)| *there == known) => {
                read.push((known, value.clone()));
            }
            Some(_) if is_value => {
                let fault =
                    Diagnostic::error(Code::DuplicateId, format!("the header `{name}` is there already"));
                found.push(fault.at(site.name()).help("names of headers are the same in any case"));
            }
            Some(_) => {
                let fault =
                    forms::invalid("the value of a header is one line of plain characters", site.value());
                found.push(fault.help("write words without accents"));
            }
            None => {
                let message = format!("`{}` is no header that may be set", name.escape_debug());
                found.push(forms::invalid(message, site.name()).help("write one such as Idempotency-Key"));
            }
        }
    }
    read
}

/// Whether a step leads up, or nowhere, for servers that read it once more as well.
fn leads_up(step: &str) -> bool {
    matches!(step.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

/// Puts a word in the place of the partner's id, which is one.
pub(super) fn with_a_word(text: &str) -> String {
    let facts = PartnerFacts { id: "id", name: "", champion: "" };
    render_text(text, facts, &BTreeMap::new()).unwrap_or_else(|_| text.to_owned())
}

/// Demands that a text holds no fact but the partner's id, which is a word.
pub(super) fn template(text: &str, site: &Site, found: &mut Found) {
    let help = "write no other fact than `{{ partner.id }}`";
    match variables(text) {
        Err(error) => {
            found
                .push(Diagnostic::error(Code::TemplateSyntax, error.to_string()).at(site.value()).help(help));
        }
        Ok(used) => {
            if used.iter().any(|variable| *variable != Variable::Partner("id".to_owned())) {
                let message = "it may hold `{{ partner.id }}` alone: other facts may be anything";
                found.push(
                    Diagnostic::error(Code::UnknownTemplateVariable, message).at(site.value()).help(help),
                );
            }
        }
    }
}

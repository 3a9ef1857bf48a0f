//! Events sent to a partner's receiver: a document that is one, a scheme that is known, one thing wrong at most.

use super::forms;
use super::http::{path, statuses, template, with_a_word};
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::Site;
use crate::playbook::found::Found;
use crate::playbook::model::{Check, Scheme, Spoilt, Webhook};
use crate::playbook::raw::RawWebhook;

pub(super) fn webhook_check(raw: &RawWebhook, site: &Site, found: &mut Found) -> Option<Check> {
    let place = path(&raw.path, &site.key("path"), found);
    template(&raw.body, &site.key("body"), found);
    if let Err(error) = serde_json::from_str::<serde_json::Value>(&with_a_word(&raw.body)) {
        let fault = forms::invalid(format!("the event is no JSON: {error}"), site.key("body").value());
        found.push(fault.help("write a document, as in '{\"type\": \"order.placed\"}'"));
    }
    let scheme = scheme(raw.scheme.as_deref(), site, found);
    if let Some(age) = raw.age.filter(|age| !(60..=86_400).contains(age)) {
        let fault = forms::invalid(
            format!("`age` is from 60 to 86400 seconds, and not {age}"),
            site.key("age").value(),
        );
        found.push(fault.help("write another number"));
    }
    if raw.age.is_some() && matches!(scheme, Some(Scheme::Github)) {
        let fault =
            forms::invalid("this scheme signs no time, so that no event is old", site.key("age").name());
        found.push(fault.help("remove it, or name another scheme"));
    }
    let given = [
        raw.forged.unwrap_or(false).then_some(Spoilt::Forged),
        raw.unsigned.unwrap_or(false).then_some(Spoilt::Unsigned),
        raw.age.map(Spoilt::Old),
    ];
    let spoilt: Vec<Spoilt> = given.into_iter().flatten().collect();
    if spoilt.len() > 1 {
        let fault = forms::invalid("several things are wrong with the event", site.name());
        found.push(fault.help("make items of several, so that each is seen to be refused"));
    }
    let right = if spoilt.is_empty() { vec![200, 201, 202, 204] } else { vec![400, 401, 403] };
    let status = statuses(raw.status.clone().unwrap_or(right), site, found);
    let within = forms::among(1..=300, raw.within, 10, (site, "within"), found);
    Some(Check::Webhook(Box::new(Webhook {
        path: place?,
        body: raw.body.clone(),
        scheme: scheme?,
        spoilt: spoilt.first().copied(),
        status,
        within,
    })))
}

/// Reads how events are signed; `standard` where not said.
pub(super) fn scheme(named: Option<&str>, site: &Site, found: &mut Found) -> Option<Scheme> {
    let named = named.unwrap_or("standard");
    let scheme = Scheme::ALL.into_iter().find(|(name, _)| *name == named).map(|(_, scheme)| scheme);
    if scheme.is_none() {
        let fault = Diagnostic::error(
            Code::InvalidValue,
            format!("`{}` is no scheme of signatures", named.escape_debug()),
        );
        let known = Scheme::ALL.map(|(name, _)| name);
        let help = format!("write one of {}", known.join(", "));
        found.push_meant(fault.at(site.key("scheme").value()), named, known, &help);
    }
    scheme
}

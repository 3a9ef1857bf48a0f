//! Deliveries that are listened for: a path, a scheme that is known, numbers that go together.

use super::check::{asserted, pointer};
use super::forms;
use super::http::path;
use super::webhook::scheme;
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::Site;
use crate::playbook::found::Found;
use crate::playbook::model::{Check, Deliveries, Scheme};
use crate::playbook::raw::{Entries, RawDeliveries};

pub(super) fn deliveries_check(raw: &RawDeliveries, site: &Site, found: &mut Found) -> Option<Check> {
    let place = path(&raw.path, &site.key("path"), found);
    if place.as_ref().is_some_and(|path| path.contains('?')) {
        let fault = forms::invalid("deliveries are told apart by their path alone", site.key("path").value());
        found.push(fault.help("remove what stands behind `?`"));
    }
    let scheme = scheme(raw.scheme.as_deref(), site, found);
    let least = forms::among(1..=1000, raw.least, 1, (site, "least"), found);
    let within = forms::among(1..=3600, raw.within, 120, (site, "within"), found);
    let tolerance = forms::among(1..=86_400, raw.tolerance, 300, (site, "tolerance"), found);
    let signs_no_time = matches!(scheme, Some(Scheme::Github));
    if raw.tolerance.is_some() && signs_no_time {
        let fault = forms::invalid(
            "this scheme signs no time, so that no delivery is late",
            site.key("tolerance").name(),
        );
        found.push(fault.help("remove it, or name another scheme"));
    }
    let retries = raw.retries.unwrap_or(0);
    if retries > least {
        let message =
            format!("`retries` refuses {retries} messages, and `least` waits for no more than {least}");
        found.push(forms::invalid(message, site.key("retries").value()).help("write a smaller number"));
    }
    if let Some(at) = &raw.ordered {
        pointer(at, &site.key("ordered"), found);
        if least == 1 {
            let fault = forms::invalid("one message alone has no order", site.key("ordered").name());
            found.push(fault.help("ask for more with `least`"));
        }
    }
    if raw.assertions.as_ref().is_some_and(Entries::is_empty) {
        let fault = Diagnostic::error(Code::EmptyAssertion, "`assert` asks for nothing");
        found.push(fault.at(site.key("assert").name()).help("ask for something, or remove it"));
    }
    let assertions = asserted(raw.assertions.as_ref(), site, found);
    Some(Check::Deliveries(Box::new(Deliveries {
        path: place?,
        scheme: scheme?,
        least,
        within,
        tolerance: (!signs_no_time).then_some(tolerance),
        retries,
        ordered: raw.ordered.clone(),
        assertions,
    })))
}

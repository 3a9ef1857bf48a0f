//! Waivers: who approves them, and how long they last.

use std::collections::BTreeMap;

use super::forms;
use super::known::Known;
use crate::calendar::{Span, Unit};
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::Site;
use crate::playbook::found::Found;
use crate::playbook::id::Id;
use crate::playbook::model::{Severity, WaiverRules};
use crate::playbook::raw::{RawDuration, RawWaivers};

/// The role that approves where the playbook does not say.
const APPROVER: &str = "champion";

pub(super) fn waivers(
    raw: Option<&RawWaivers>,
    known: &Known<'_>,
    root: &Site,
    found: &mut Found,
) -> Option<WaiverRules> {
    let site = root.key("waivers");
    let approvers = approvers(raw, known, root, found);
    let longest = raw.and_then(|raw| raw.longest.as_ref());
    let written: [(Severity, &str, i64, Option<&RawDuration>); 4] = [
        (Severity::Critical, "critical", 14, longest.and_then(|longest| longest.critical.as_ref())),
        (Severity::High, "high", 30, longest.and_then(|longest| longest.high.as_ref())),
        (Severity::Medium, "medium", 60, longest.and_then(|longest| longest.medium.as_ref())),
        (Severity::Low, "low", 90, longest.and_then(|longest| longest.low.as_ref())),
    ];
    let mut spans = BTreeMap::new();
    for (severity, key, days, text) in written {
        let span = match text {
            None => Span::new(days, Unit::Days).ok(),
            Some(text) => {
                forms::span_from(1, text, "the longest waiver", &site.key("longest").key(key), found)
            }
        };
        spans.extend(span.map(|span| (severity, span)));
    }
    Some(WaiverRules { approvers: approvers?, longest: spans })
}

fn approvers(raw: Option<&RawWaivers>, known: &Known<'_>, root: &Site, found: &mut Found) -> Option<Vec<Id>> {
    let site = root.key("waivers").key("approvers");
    let Some(list) = raw.and_then(|raw| raw.approvers.as_ref()) else {
        if known.roles.position(APPROVER).is_some() {
            return APPROVER.parse().ok().map(|id| vec![id]);
        }
        let message = format!("`waivers.approvers` is missing, and no role is called `{APPROVER}`");
        let help = "name the roles that may approve waivers, as in `waivers: {approvers: [product]}`";
        found.push(Diagnostic::error(Code::MissingKey, message).at(site.name()).help(help));
        return None;
    };
    if list.is_empty() {
        let fault =
            Diagnostic::error(Code::EmptyAssertion, "`approvers` is empty, so no waiver could be approved");
        found.push(fault.at(site.value()).help("name the roles that may approve"));
    }
    Some(known.roles.resolve_all(Some(list), &site, found))
}

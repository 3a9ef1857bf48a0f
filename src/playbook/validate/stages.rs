//! Stages: their order, lengths, sign-offs and approvers.

use super::criteria;
use super::forms;
use super::known::Known;
use super::limits;
use super::rollback;
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::Site;
use crate::playbook::found::Found;
use crate::playbook::model::{Checklist, Stage};
use crate::playbook::raw::RawStage;

/// How many stages a playbook may have. Each may reopen every item, so the product must stay small.
const MOST: usize = 50;

pub(super) fn stages(
    raw: &[RawStage],
    checklists: &[Checklist],
    known: &Known<'_>,
    site: &Site,
    found: &mut Found,
) -> Vec<Stage> {
    if raw.len() > MOST {
        let message = format!("the playbook has {} stages; at most {MOST} are read", raw.len());
        found.push(
            forms::invalid(message, site.name()).help("a stage is a phase of weeks: make its steps items"),
        );
        return Vec::new();
    }
    if raw.is_empty() {
        let fault = Diagnostic::error(Code::EmptyAssertion, "the playbook has no stages");
        found.push(fault.at(site.value()).help("write at least one stage"));
    }
    let mut stages = Vec::new();
    for (position, stage) in raw.iter().enumerate() {
        let place = site.index(position);
        if let Some(first) = known.stages.position(&stage.id.0).filter(|first| *first < position) {
            let message = format!("two stages have the id `{}`", stage.id.0);
            let fault = Diagnostic::error(Code::DuplicateId, message).at(place.key("id").value());
            let first = site.index(first).key("id").value();
            found.push(fault.related(first, "first here").help("give one of them another id"));
        }
        let id = forms::id(&stage.id.0, place.key("id").value(), found);
        let title = forms::line(&stage.title, "the title", &place.key("title"), found);
        let mut length =
            |least, text, what, key: &str| forms::span_from(least, text, what, &place.key(key), found);
        let expected =
            stage.expected.as_ref().and_then(|text| length(1, text, "the planned length", "expected"));
        let soak = stage.soak.as_ref().and_then(|text| length(0, text, "the soak time", "soak"));
        let environment = stage.environment.as_ref();
        let environment =
            environment.and_then(|id| forms::id(&id.0, place.key("environment").value(), found));
        let retest_every = stage.retest_every.as_ref().and_then(|text| {
            forms::span_from(1, text, "the time until a retest", &place.key("retest_every"), found)
        });
        let criteria = criteria::criteria(stage, position, checklists, known, &place, found);
        let test_data = criteria::test_data(stage, &place, found);
        let limits = limits::limits(stage, position, checklists, known, &place, found);
        let sign_offs = known.roles.resolve_all(stage.sign_offs.as_ref(), &place.key("sign_offs"), found);
        let approver = stage.approver.as_ref();
        let approver = approver.and_then(|role| known.roles.resolve(&role.0, &place.key("approver"), found));
        let rollback = stage.rollback.as_ref();
        let rollback =
            rollback.map(|raw| rollback::rollback(raw, position, known, &place.key("rollback"), found));
        if let Some(id) = id {
            let about = forms::markdown(stage.about.as_ref());
            let rollback = rollback.unwrap_or_default();
            let built = Stage {
                id,
                title,
                about,
                expected,
                soak,
                environment,
                criteria,
                test_data,
                limits,
                retest_every,
                sign_offs,
                approver,
                rollback,
            };
            criteria::demand(stage, position, &place, found);
            criteria::placed(&built, checklists, &place, found);
            stages.push(built);
        }
    }
    stages
}

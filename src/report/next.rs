//! What can be done now. Enter: partners with their evaluations, and whose work is asked for. Leaves: the
//! items, most pressing first.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use super::day::Entry;
use super::due::DueDate;
use super::limits::{self, OverLimit};
use super::moment::Instant;
use super::retest;
use super::unreadable::Unreadable;
use super::version::FormatVersion;
use super::work::{Work, acting};
use crate::partner::Status;
use crate::playbook::id::Id;
use crate::playbook::model::Severity;
use crate::readiness::{Due, Evaluation, Facts, ItemEvaluation, Outcome};

/// What can be done now.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "What can be done now: aboard next --format json")]
pub struct Next {
    /// The version of this format.
    pub format_version: FormatVersion,
    /// What this document is.
    #[schemars(extend("const" = "next"))]
    pub kind: String,
    /// The moment it speaks of.
    pub now: Instant,
    /// How many items there are, shown or not.
    pub total: usize,
    /// The items, most pressing first; one that passes is there because its check lapses when it is due.
    pub items: Vec<Entry>,
    /// Limits of stages of which more is used than may be, asked of who may move the partner to another stage.
    pub over_limits: Vec<OverLimit>,
    /// Partners that cannot be read.
    pub unreadable: Vec<Unreadable>,
}

/// Gathers what can be done.
#[derive(Debug, Default)]
pub struct Gathering {
    found: Vec<(Pressure, Entry)>,
    over_limits: Vec<OverLimit>,
}

/// What makes an item press, most pressing first: that a gate needs it, when it is due, how much it matters.
type Pressure = (bool, DateTime<Utc>, Severity);

impl Gathering {
    /// Adds what can be done for a partner by roles that `is_asked` takes: to work on what is ready, to rule on what
    /// was handed in, and to make checks again before what they said lapses.
    pub fn add(&mut self, facts: Facts<'_>, evaluation: &Evaluation<'_>, is_asked: &dyn Fn(&Id) -> bool) {
        let stage = facts.playbook.stage(facts.partner.stage.as_str());
        let approver = stage.and_then(|stage| stage.approver.clone()).or_else(|| "champion".parse().ok());
        if approver.as_ref().is_some_and(is_asked) {
            self.over_limits.extend(limits::over(facts));
        }
        let ready = evaluation.ready(facts.playbook, facts.partner);
        let handed_in =
            evaluation.items.iter().filter(|item| item.is_open() && item.status == Status::Submitted);
        let due = |item: &ItemEvaluation<'_>| item.due.as_ref().and_then(Due::at);
        let open = ready.into_iter().chain(handed_in).map(|item| (item, Work::new(facts, item), due(item)));
        // What a check says of an item that passes is due anew when it lapses.
        let passing = evaluation.items.iter().filter(|item| item.outcome == Outcome::Pass);
        let again = passing.filter_map(|item| {
            let lapses = retest::lapses(facts, item).filter(|lapses| retest::is_near(facts, *lapses))?;
            let due = Some(DueDate::new(&Due::At(lapses), facts.calendar));
            Some((item, Work { due, ..Work::new(facts, item) }, Some(lapses)))
        });
        for (item, work, due) in open.chain(again) {
            if acting(item).iter().any(is_asked) {
                let entry = Entry { partner: facts.partner.id.to_string(), work };
                self.found.push((pressure(item, due), entry));
            }
        }
    }

    /// Returns the most pressing of them, at most so many.
    #[must_use]
    pub fn into_report(mut self, now: Instant, limit: Option<usize>, unreadable: Vec<Unreadable>) -> Next {
        self.found.sort_by(|(a, first), (b, second)| {
            a.cmp(b)
                .then_with(|| (&first.partner, &first.work.item).cmp(&(&second.partner, &second.work.item)))
        });
        let total = self.found.len();
        let items = self.found.into_iter().map(|(_, entry)| entry).take(limit.unwrap_or(total)).collect();
        let mut over_limits = self.over_limits;
        over_limits.sort_by_cached_key(|over| (over.partner.clone(), over.limit.clone()));
        let kind = "next".to_owned();
        Next { format_version: FormatVersion, kind, now, total, items, over_limits, unreadable }
    }
}

fn pressure(item: &ItemEvaluation<'_>, due: Option<DateTime<Utc>>) -> Pressure {
    let due = due.unwrap_or(DateTime::<Utc>::MAX_UTC);
    (!item.item.blocking, due, item.item.severity)
}

//! What a portfolio tells of a partner for longer than a moment. Enters: an evaluation; leaves: what holds until
//! something happens or falls due, of which the row of any day in between is made.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};

use super::gate::{PlaybookVersion, StageName};
use super::moment::{days_between, last_day, local};
use super::portfolio::{Blocked, NextDue, Row};
use super::scorecard::{Shares, held_up};
use super::words::Verdict;
use crate::playbook::model::{Side, Stage};
use crate::readiness::{Due, Evaluation, Facts, Weight, holds_until};

/// A row of a portfolio but for what goes by the day.
#[derive(Debug, Clone, PartialEq)]
pub struct Lasting<'a> {
    /// The moment that was judged.
    pub from: DateTime<Utc>,
    /// The first instant at which it may no longer hold.
    pub until: DateTime<Utc>,
    /// The id of the partner.
    pub partner: Cow<'a, str>,
    /// Its name.
    pub name: Cow<'a, str>,
    /// The playbook that governs it.
    pub playbook: PlaybookVersion<'a>,
    /// The e-mail of who runs the onboarding.
    pub champion: Option<Cow<'a, str>>,
    /// The day it was archived.
    pub archived: Option<NaiveDate>,
    /// The stage it is in.
    pub stage: StageName<'a>,
    /// The day that was entered.
    pub entered: Option<NaiveDate>,
    /// The last day that is planned for it.
    pub expected_until: Option<NaiveDate>,
    /// Score, coverage and waived share.
    pub shares: Shares,
    /// What the gate of the stage says.
    pub verdict: Verdict,
    /// How many things that are asked fail.
    pub fails: usize,
    /// How many things that are asked are not known or not there.
    pub missing: usize,
    /// How many conditions the verdict rests on.
    pub conditions: usize,
    /// How many items are blocked or handed back, by the side that is waited for.
    pub blocked: Blocked,
    /// How many open items are late.
    pub overdue: usize,
    /// What is due first of what is open.
    pub next_due: Option<NextDue<'a>>,
}

impl Lasting<'static> {
    /// Tells the evaluation of a partner that is in `stage`.
    #[must_use]
    pub fn new(facts: Facts<'_>, evaluation: &Evaluation<'_>, stage: &Stage) -> Self {
        let Facts { playbook, partner, calendar, now, .. } = facts;
        let judged = evaluation.gate.as_ref();
        let count = |weight: Weight| {
            judged.map_or(0, |gate| gate.reasons.iter().filter(|reason| reason.weight == weight).count())
        };
        let waits_for =
            |side: Side| held_up(evaluation).filter(|item| item.waiting_for == Some(side)).count();
        let open = || evaluation.items.iter().filter(|item| item.is_open());
        let first = open()
            .filter_map(|item| Some((item.due.as_ref().and_then(Due::at)?, item)))
            .min_by_key(|(at, item)| (*at, &item.item.address));
        let entered = partner.stages.get(&stage.id).map(|state| state.entered);
        let ends = entered.zip(stage.expected).map(|(entered, span)| calendar.add(entered, &span));
        Lasting {
            from: now,
            until: holds_until(facts, evaluation),
            partner: partner.id.to_string().into(),
            name: partner.name.clone().into(),
            playbook: PlaybookVersion::of(playbook),
            champion: partner.champion.clone().map(Cow::Owned),
            archived: partner.archived.as_ref().map(|archived| calendar.local_date(archived.on)),
            stage: StageName::of(playbook, stage),
            entered: entered.map(|at| calendar.local_date(at)),
            expected_until: ends.map(|ends| last_day(ends, calendar)),
            shares: evaluation.overall.into(),
            verdict: judged.map_or(Verdict::Inconclusive, |gate| gate.verdict.into()),
            fails: count(Weight::Fails),
            missing: count(Weight::Missing),
            conditions: count(Weight::Condition),
            blocked: Blocked { platform: waits_for(Side::Platform), partner: waits_for(Side::Partner) },
            overdue: open().filter(|item| item.overdue).count(),
            next_due: first.map(|(at, item)| NextDue {
                at: local(at, calendar),
                on: last_day(at, calendar),
                item: item.item.address.to_string().into(),
            }),
        }
    }
}

impl<'a> Lasting<'a> {
    /// Tells whether it is sure to be what would be told at a moment.
    #[must_use]
    pub fn holds_at(&self, now: DateTime<Utc>) -> bool {
        (self.from..self.until).contains(&now)
    }

    /// Returns the row of a day; `name_of` gives the name of who has an e-mail, where it is known.
    #[must_use]
    pub fn row<'n: 'a>(self, today: NaiveDate, name_of: &dyn Fn(&str) -> Option<&'n str>) -> Row<'a> {
        Row {
            days: self.entered.map(|entered| days_between(entered, today).max(0)),
            late: self.expected_until.is_some_and(|until| today > until),
            partner: self.partner,
            name: self.name,
            playbook: self.playbook,
            champion: self.champion.map(|email| name_of(&email).map_or(email, Cow::Borrowed)),
            archived: self.archived.is_some(),
            stage: self.stage,
            shares: self.shares,
            verdict: self.verdict,
            fails: self.fails,
            missing: self.missing,
            conditions: self.conditions,
            blocked: self.blocked,
            overdue: self.overdue,
            next_due: self.next_due,
        }
    }
}

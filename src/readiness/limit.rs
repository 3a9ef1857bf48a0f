//! Where the limits of the stage that a partner is in stand: in come the facts; out comes how much of each is used,
//! by what was recorded when the stage was entered.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::Facts;
use super::check::{self, CheckStanding};
use crate::calendar::Calendar;
use crate::playbook::id::Id;
use crate::playbook::model::{Limit, Most};

/// A limit, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct LimitEvaluation<'a> {
    /// Its id within the stage.
    pub id: &'a Id,
    /// The limit as it was recorded.
    pub limit: &'a Limit,
    /// How much of it is used; or why that is not known.
    pub used: Result<f64, String>,
    /// The last day on which it holds, of one of days.
    pub until: Option<NaiveDate>,
    /// When it lapses: its days are over, or its figure is too old.
    pub lapses: Option<DateTime<Utc>>,
}

impl LimitEvaluation<'_> {
    /// Returns the most that may be used.
    #[must_use]
    pub fn most(&self) -> f64 {
        match &self.limit.most {
            Most::Days(days) => f64::from(*days),
            Most::Figure { at_most, .. } => *at_most,
        }
    }

    /// Tells whether more is used than may be.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.used.as_ref().is_ok_and(|used| *used > self.most())
    }
}

/// Returns the limits of the stage that the partner is in, by id.
#[must_use]
pub fn limits<'a>(facts: Facts<'a>) -> Vec<LimitEvaluation<'a>> {
    let Some(stage) = facts.partner.stages.get(&facts.partner.stage) else { return Vec::new() };
    let evaluated = |(id, limit): (&'a Id, &'a Limit)| match &limit.most {
        Most::Days(days) => of_days(facts, id, limit, *days, stage.entered),
        Most::Figure { of, metric, .. } => {
            let standing = facts.playbook.item(of).map(|item| check::standing(facts, item));
            let (used, lapses) = match standing {
                None => (Err(format!("the playbook has no item {of}")), None),
                Some(None) => (Err(format!("{of} has no check")), None),
                Some(Some(CheckStanding::Speaks(observation, lapses))) => {
                    let figure = observation.metrics.get(metric).filter(|value| value.is_finite());
                    (figure.copied().ok_or_else(|| format!("the check gave no {metric}")), lapses)
                }
                Some(Some(silent)) => (Err(silent.told(facts.calendar)), None),
            };
            LimitEvaluation { id, limit, used, until: None, lapses }
        }
    };
    stage.limits.iter().map(evaluated).collect()
}

fn of_days<'a>(
    facts: Facts<'_>,
    id: &'a Id,
    limit: &'a Limit,
    days: u32,
    entered: DateTime<Utc>,
) -> LimitEvaluation<'a> {
    let Facts { calendar, now, .. } = facts;
    let (first, today) = (calendar.local_date(entered), calendar.local_date(now));
    let gone = u32::try_from(today.signed_duration_since(first).num_days()).unwrap_or(0);
    let until = last_day(entered, days, calendar);
    let lapses = Some(calendar.end_of_day(until));
    LimitEvaluation { id, limit, used: Ok(f64::from(gone)), until: Some(until), lapses }
}

fn last_day(entered: DateTime<Utc>, days: u32, calendar: &Calendar) -> NaiveDate {
    let first = calendar.local_date(entered);
    first.checked_add_days(Days::new(days.into())).unwrap_or(first)
}

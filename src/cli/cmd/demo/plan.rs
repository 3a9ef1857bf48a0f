//! From days to instants: in come the story and the moment it is to end by, out come its entries in the
//! order of time. Every instant is derived from that moment and lies in the open hours of a business day.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::step::{Deed, Partner};
use crate::calendar::Calendar;
use crate::playbook::address;
use crate::playbook::attributes::effective;
use crate::playbook::condition::Truth;
use crate::playbook::id::{Id, ItemRef};
use crate::playbook::model::{Item, Playbook, Value};

/// When the first deed of a day may be done, after midnight.
const MORNING: TimeDelta = TimeDelta::minutes(9 * 60 + 10);
/// When work that takes days rests for the night.
const AFTERNOON: TimeDelta = TimeDelta::minutes(16 * 60);
/// By when everything of the last day is done.
const NOON: TimeDelta = TimeDelta::hours(12);
/// How long after one deed the next one of the same partner follows.
const PACE: TimeDelta = TimeDelta::minutes(6);
/// How much later than the one before each partner's day begins, so that their changes interleave.
const STAGGER: TimeDelta = TimeDelta::minutes(11);

/// The days of the story.
pub(super) struct Days<'a> {
    calendar: &'a Calendar,
    last: NaiveDate,
}

impl<'a> Days<'a> {
    /// The story ends on the last business day of which the morning is over.
    pub(super) fn ending_by(now: DateTime<Utc>, calendar: &'a Calendar) -> Self {
        let over = |date: &NaiveDate| calendar.start_of_day(*date) + NOON <= now;
        let today = calendar.local_date(now);
        let past = std::iter::successors(Some(today), NaiveDate::pred_opt);
        let last = past.take(30).find(|date| calendar.is_business_day(*date) && over(date));
        Days { calendar, last: last.unwrap_or(today) }
    }

    /// Returns the date of a business day, counted from the last one of the story.
    pub(super) fn date(&self, day: i64) -> NaiveDate {
        let step = if day < 0 { NaiveDate::pred_opt } else { NaiveDate::succ_opt };
        let days = std::iter::successors(Some(self.last), step);
        let mut business = days.filter(|date| self.calendar.is_business_day(*date));
        business.nth(usize::try_from(day.unsigned_abs()).unwrap_or(0)).unwrap_or(self.last)
    }

    /// Returns an instant of a day.
    pub(super) fn at(&self, day: i64, time: TimeDelta) -> DateTime<Utc> {
        self.calendar.start_of_day(self.date(day)) + time
    }
}

/// One thing to be recorded.
pub(super) struct Entry<'a> {
    pub(super) at: DateTime<Utc>,
    pub(super) partner: &'a Partner,
    pub(super) act: Act,
}

/// What is to be recorded.
pub(super) enum Act {
    /// One item is completed.
    Complete(ItemRef),
    /// Whatever else the story tells.
    Deed(Deed),
}

/// A partner of the story with what governs it.
pub(super) struct Cast<'a> {
    pub(super) partner: &'a Partner,
    pub(super) playbook: &'a Playbook,
    pub(super) attributes: &'a BTreeMap<Id, Value>,
}

/// Returns every entry of one partner; `place` is its place among the partners, from 0.
///
/// # Errors
/// Returns which item the playbook does not have.
pub(super) fn entries<'a>(
    cast: &Cast<'a>,
    place: i32,
    days: &Days<'_>,
) -> Result<Vec<Entry<'a>>, address::AddressError> {
    let partner = cast.partner;
    let mut entries = Vec::new();
    let mut told: BTreeMap<i64, TimeDelta> = BTreeMap::new();
    for step in partner.steps {
        // After what was told before of the same day, else in the partner's own morning.
        let opening = told.get(&step.from).map_or(MORNING + STAGGER * place, |time| *time + PACE);
        let mut clock = opening;
        let mut push = |at, act| entries.push(Entry { at, partner, act });
        match step.deed {
            Deed::Finish { stage, except } => {
                let items = to_finish(cast, stage, except)?;
                let span = Spread { days, from: (step.from, opening), to: step.to };
                for (index, item) in items.iter().enumerate() {
                    push(span.at(index, items.len()), Act::Complete(item.clone()));
                }
                clock = clock.max(AFTERNOON);
            }
            Deed::Done(items) => {
                for item in items {
                    clock += PACE;
                    let item = address::resolve_item(cast.playbook, item)?;
                    push(days.at(step.from, clock), Act::Complete(item));
                }
            }
            deed => push(days.at(step.from, clock), Act::Deed(deed)),
        }
        told.insert(step.to, clock);
    }
    Ok(entries)
}

/// Evenly over the working hours of several days.
struct Spread<'a> {
    days: &'a Days<'a>,
    from: (i64, TimeDelta),
    to: i64,
}

impl Spread<'_> {
    fn at(&self, index: usize, of: usize) -> DateTime<Utc> {
        let (first, opening) = self.from;
        let whole = |day| if day == first { AFTERNOON - opening } else { AFTERNOON - MORNING };
        let total: TimeDelta = (first..=self.to).map(whole).sum();
        let place = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        let mut left = total / place(of + 1) * place(index + 1);
        for day in first..self.to {
            if left < whole(day) {
                return self.in_day(day, left);
            }
            left -= whole(day);
        }
        self.in_day(self.to, left)
    }

    fn in_day(&self, day: i64, into: TimeDelta) -> DateTime<Utc> {
        let opening = if day == self.from.0 { self.from.1 } else { MORNING };
        // Whole minutes: nobody records by the second.
        self.days.at(day, TimeDelta::minutes((opening + into).num_minutes()))
    }
}

/// The items of a stage that apply to the partner, each after those it needs, but for some.
fn to_finish(cast: &Cast<'_>, stage: &str, except: &[&str]) -> Result<Vec<ItemRef>, address::AddressError> {
    let except = except.iter().map(|item| address::resolve_item(cast.playbook, item));
    let except: Vec<ItemRef> = except.collect::<Result<_, _>>()?;
    let declared = effective(cast.playbook, cast.attributes);
    let applies = |item: &&Item| item.when.as_ref().is_none_or(|when| when.holds(&declared) == Truth::Yes);
    let mut open: Vec<&Item> = cast
        .playbook
        .items()
        .filter(|item| item.stage.as_str() == stage && !except.contains(&item.address))
        .filter(applies)
        .collect();
    let mut sorted = Vec::new();
    while !open.is_empty() {
        let waits =
            |item: &&Item| item.needs.iter().any(|need| open.iter().any(|open| open.address == *need));
        // A circle cannot be: validation refuses it.
        let next = open.iter().position(|item| !waits(item)).unwrap_or(0);
        sorted.push(open.remove(next).address.clone());
    }
    Ok(sorted)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use chrono::{DateTime, Utc};

    use super::Days;
    use crate::calendar::Calendar;

    #[test]
    fn days_are_business_days_that_are_over_by_noon() {
        let calendar = Calendar::utc_weekdays();
        let last = |now: &str| {
            let now: DateTime<Utc> = now.parse().unwrap();
            Days::ending_by(now, &calendar).date(0).to_string()
        };
        assert_eq!(last("2026-03-04T12:00:00Z"), "2026-03-04");
        assert_eq!(last("2026-03-04T11:59:59Z"), "2026-03-03");
        assert_eq!(last("2026-03-09T08:00:00Z"), "2026-03-06", "a Monday morning: the Friday before");
        assert_eq!(last("2026-03-08T20:00:00Z"), "2026-03-06", "a Sunday");
        let now = "2026-03-04T12:00:00Z".parse().unwrap();
        let days = Days::ending_by(now, &calendar);
        assert_eq!(days.date(-3).to_string(), "2026-02-27");
        assert_eq!(days.date(3).to_string(), "2026-03-09");
    }
}

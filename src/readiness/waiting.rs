//! Who was waited for, and how long: in come the recorded intervals, out come pauses of clocks and
//! sums of open time.

use chrono::{DateTime, TimeDelta, Utc};

use crate::calendar::{Calendar, Interval};
use crate::partner::{Partner, Wait};
use crate::playbook::model::{PausesOn, Side};

/// How long each side was waited for, in open hours; items that waited at the same time count once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waited {
    /// For the platform.
    pub platform: TimeDelta,
    /// For the partner.
    pub partner: TimeDelta,
}

/// Returns the intervals in which the clock of an item stands still, as known at a moment.
pub(super) fn pauses(waits: &[Wait], on: PausesOn, now: DateTime<Utc>) -> Vec<Interval> {
    let counts = |side: Side| match on {
        PausesOn::Any => true,
        PausesOn::Platform => side == Side::Platform,
        PausesOn::Partner => side == Side::Partner,
    };
    waits.iter().filter(|wait| counts(wait.on)).filter_map(|wait| known(wait, now)).collect()
}

/// Cuts an interval to what was known at a moment: one that ended later was still open then.
fn known(wait: &Wait, now: DateTime<Utc>) -> Option<Interval> {
    (wait.from <= now).then(|| Interval { from: wait.from, to: wait.to.filter(|to| *to <= now) })
}

/// Sums the open time in which each side was waited for, up to a moment.
pub(super) fn total(partner: &Partner, calendar: &Calendar, now: DateTime<Utc>) -> Waited {
    let of = |side| {
        let mut intervals: Vec<_> = partner
            .items
            .values()
            .flat_map(|state| &state.waits)
            .filter(|wait| wait.on == side && wait.from < now)
            .map(|wait| (wait.from, wait.to.map_or(now, |to| to.min(now))))
            .collect();
        intervals.sort_unstable();
        let mut sum = TimeDelta::zero();
        let mut counted_to = DateTime::<Utc>::MIN_UTC;
        for (from, to) in intervals {
            let from = from.max(counted_to);
            if from < to {
                sum += calendar.open_between(from, to);
                counted_to = to;
            }
        }
        sum
    };
    Waited { platform: of(Side::Platform), partner: of(Side::Partner) }
}

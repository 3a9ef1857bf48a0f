//! Who the partners are, and how far each will come: in come the numbers, out comes one tale per partner.

use aboard::partner::Partner;
use aboard::playbook::id::Id;
use chrono::{DateTime, TimeDelta, Utc};

use super::chance::Chance;
use super::{Options, at_work};

/// The morning of the first change: 2025-01-06, a Monday, at 8:00 UTC.
const BEGIN: i64 = 1_736_150_400;

/// How long the history is: fifteen months.
const SECONDS: i64 = 450 * 86_400;

/// The fewest changes that bring a partner into each stage, and how many items lie before it.
const REACH: [(u32, u32); 5] = [(1, 0), (6, 12), (12, 32), (18, 46), (22, 54)];

/// One partner, and what is still to happen to it.
pub(super) struct Tale {
    pub(super) id: Id,
    pub(super) name: String,
    pub(super) chance: Chance,
    /// The place of the stage it will come to.
    pub(super) target: usize,
    /// How many items are done in one change.
    pub(super) batch: usize,
    /// Whether its last change archives it.
    pub(super) ends: bool,
    /// How many changes are left.
    pub(super) left: u32,
    /// When the next one is.
    pub(super) next: DateTime<Utc>,
    /// The seconds between two changes, more or less.
    gap: u64,
    pub(super) state: Option<Partner>,
}

impl Tale {
    /// Returns when the change after this one is.
    pub(super) fn later(&mut self, at: DateTime<Utc>) -> DateTime<Utc> {
        let seconds = 60 + self.chance.below(2 * self.gap);
        at_work(at + TimeDelta::seconds(i64::try_from(seconds).unwrap_or(60)))
    }
}

/// Returns a tale for each partner; together they take as many changes as asked for.
pub(super) fn tales(options: &Options) -> Vec<Tale> {
    let many = options.partners;
    let mut chances: Vec<_> = (0..many).map(|place| Chance::new(options.seed, u64::from(place))).collect();
    // Most partners have just begun, and a few have a long history.
    let weights: Vec<u64> = chances
        .iter_mut()
        .map(|chance| {
            let share = chance.below(1000);
            100 + 4 * share.pow(4) / 1_000_000_000
        })
        .collect();
    let total: u64 = weights.iter().sum();
    let spare = u64::from(options.changes - many);
    let shares = weights.iter().map(|weight| spare * weight / total);
    let mut rest = spare - shares.clone().sum::<u64>();
    let mut tales = Vec::with_capacity(chances.len());
    for ((place, chance), share) in (0..many).zip(chances).zip(shares) {
        let more = u64::from(rest > 0);
        rest -= more;
        let left = u32::try_from(1 + share + more).unwrap_or(u32::MAX);
        tales.extend(tale(place, many, left, chance));
    }
    tales
}

fn tale(place: u32, many: u32, left: u32, mut chance: Chance) -> Option<Tale> {
    const FIRST: [&str; 8] = ["Alder", "Birch", "Cedar", "Delta", "Ember", "Fjord", "Grove", "Harbour"];
    const SECOND: [&str; 6] = ["Books", "Cycles", "Garden", "Lamps", "Tools", "Wear"];
    let (first, second) = (chance.pick(&FIRST)?, chance.pick(&SECOND)?);
    let farthest = REACH.iter().rposition(|(changes, _)| left >= *changes).unwrap_or(0);
    // One in three stays a stage behind what it could reach.
    let target = if chance.one_in(3) { farthest.saturating_sub(1) } else { farthest };
    let (_, items) = REACH[target];
    let signing = 3 * u32::try_from(target).unwrap_or(0);
    let room = left.saturating_sub(3 + signing).max(1) * 2 / 3;
    let batch = items.div_ceil(room.max(1)).clamp(1, 8);
    // All partners begin in the first four fifths of the history, and each is spread over what remains.
    let begin = SECONDS * 4 / 5 * i64::from(place) / i64::from(many);
    let rest = u64::try_from(SECONDS - begin).unwrap_or(0);
    Some(Tale {
        id: format!("seller-{place:05}").parse().ok()?,
        name: format!("{first} {second} {place}"),
        target,
        batch: usize::try_from(batch).unwrap_or(1),
        ends: left >= 4 && chance.one_in(20),
        left,
        next: at_work(DateTime::from_timestamp(BEGIN + begin, 0)?),
        gap: (rest * 2 / 3 / u64::from(left)).clamp(600, 3 * 86_400),
        chance,
        state: None,
    })
}

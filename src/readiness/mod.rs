//! Evaluation: one pure function, [`evaluate`], from a playbook at its pin, a partner's state, the
//! workspace's calendar and a moment, to everything that can be derived. No clock, no network, no
//! git.

pub mod baseline;
pub mod check;
pub mod criterion;
pub mod due;
pub mod evidence;
pub mod gate;
mod holds;
pub mod item;
pub mod level;
pub mod limit;
mod natural;
pub mod reason;
pub mod rehearsal;
pub mod score;
pub mod waiting;
pub mod waiver;

use chrono::{DateTime, Utc};

use crate::calendar::Calendar;
use crate::partner::Partner;
use crate::playbook::attributes;
use crate::playbook::id::{Id, ItemRef};
use crate::playbook::lookup::Lookup;
use crate::playbook::model::{Item, Playbook, Stage};

pub use check::CheckStanding;
pub use due::Due;
pub use gate::{Gate, Verdict};
pub use holds::holds_until;
pub use item::{ItemEvaluation, Outcome, Why};
pub use level::Level;
pub use reason::{Kind, Reason, Subject, Weight};
pub use rehearsal::RehearsalStanding;
pub use score::{DimensionScore, Score};
pub use waiting::Waited;
pub use waiver::{Standing, WaiverEvaluation};

/// What is known to govern an evaluation: the same four always travel together.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The playbook at the partner's pin.
    pub playbook: &'a Playbook,
    /// The partner's state.
    pub partner: &'a Partner,
    /// The workspace's business hours.
    pub calendar: &'a Calendar,
    /// The moment that is asked about.
    pub now: DateTime<Utc>,
    /// What was looked up in the playbook before, for partner after partner; none where it is looked up anew.
    pub lookup: Option<&'a Lookup>,
}

/// Everything that can be derived about one partner at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation<'a> {
    /// The moment it speaks of.
    pub now: DateTime<Utc>,
    /// Every item of the playbook, in its order.
    pub items: Vec<ItemEvaluation<'a>>,
    /// The score of each dimension, in the order of the playbook.
    pub dimensions: Vec<DimensionScore<'a>>,
    /// The dimensions weighted together.
    pub overall: Score,
    /// Every recorded waiver, by item.
    pub waivers: Vec<WaiverEvaluation<'a>>,
    /// The cumulative ladder of stages that is reached.
    pub level: Option<Level<'a>>,
    /// The gate of the stage the partner is in; none where its playbook has no such stage.
    pub gate: Option<Gate>,
    /// How long each side was waited for, in open hours.
    pub waited: Waited,
    /// Attributes that the playbook requires and the partner has not declared.
    pub undeclared: Vec<Id>,
    /// Items with recorded work that the playbook does not have.
    pub orphans: Vec<ItemRef>,
}

/// Derives everything there is to know about a partner at a moment.
#[must_use]
pub fn evaluate<'a>(facts: Facts<'a>) -> Evaluation<'a> {
    let Facts { playbook, partner, calendar, now, .. } = facts;
    let anew;
    let lookup = match facts.lookup {
        Some(lookup) => lookup,
        None => {
            anew = Lookup::new(playbook);
            &anew
        }
    };
    let items = item::all(facts, lookup, &attributes::effective(playbook, &partner.attributes));
    let dimensions = score::dimensions(playbook, &items);
    let mut evaluation = Evaluation {
        now,
        overall: score::overall(&dimensions),
        dimensions,
        waivers: waiver::all(facts, &items),
        level: level::reached(playbook, &items),
        gate: None,
        waited: waiting::total(partner, calendar, now),
        undeclared: attributes::missing_required(playbook, &partner.attributes),
        orphans: partner.items.keys().filter(|address| playbook.item(address).is_none()).cloned().collect(),
        items,
    };
    evaluation.gate =
        playbook.stage(partner.stage.as_str()).map(|stage| gate::judge(facts, &evaluation, stage));
    evaluation
}

/// Returns the needs of one item that are not met yet.
#[must_use]
pub fn open_needs<'a>(facts: Facts<'a>, item: &'a Item) -> Vec<&'a ItemRef> {
    item::open_needs(facts, item, &attributes::effective(facts.playbook, &facts.partner.attributes))
}

impl<'a> Evaluation<'a> {
    /// Returns the evaluation of one item.
    #[must_use]
    pub fn item(&self, address: &ItemRef) -> Option<&ItemEvaluation<'a>> {
        self.items.iter().find(|item| item.item.address == *address)
    }

    /// Returns the items that can be worked on now: of the partner's stage or an earlier one, open,
    /// not blocked, with all their needs met. Blocking ones come first, then what is due first, then what matters more.
    #[must_use]
    pub fn ready(&self, playbook: &Playbook, partner: &Partner) -> Vec<&ItemEvaluation<'a>> {
        let reached = playbook.stage_index(partner.stage.as_str());
        let mut ready: Vec<_> = self
            .items
            .iter()
            .filter(|item| playbook.stage_index(item.item.stage.as_str()) <= reached)
            .filter(|item| item.is_open() && item.open_needs.is_empty() && !item.is_held_up())
            .collect();
        ready.sort_by_key(|item| {
            let due = item.due.as_ref().and_then(Due::at).unwrap_or(DateTime::<Utc>::MAX_UTC);
            (!item.item.blocking, due, item.item.severity)
        });
        ready
    }
}

/// Returns the stages up to and including one, in order.
fn stages_through<'a>(playbook: &'a Playbook, stage: &Stage) -> &'a [Stage] {
    let end = playbook.stage_index(stage.id.as_str()).map_or(0, |index| index + 1);
    &playbook.stages[..end]
}

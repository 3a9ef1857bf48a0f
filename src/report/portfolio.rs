//! The readiness of all partners. Enters: one evaluation after another, of which only a row is kept;
//! leaves: the rows in the order asked for, and how many there are of a kind.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::gate::{PlaybookVersion, StageName};
use super::moment::Instant;
use super::scorecard::Shares;
use super::unreadable::Unreadable;
use super::version::FormatVersion;
use super::words::Verdict;

/// The word that names the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One row a partner.
    #[default]
    Portfolio,
}

/// All partners that were asked for.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "The portfolio: aboard portfolio --format json")]
pub struct Portfolio<'a> {
    /// The version of this format.
    pub format_version: FormatVersion,
    /// What this document is.
    pub kind: Kind,
    /// The moment that was judged.
    pub now: Instant,
    /// How many partners came to each verdict.
    pub verdicts: BTreeMap<Verdict, usize>,
    /// How many partners are in each stage, in the order of the stages.
    pub stages: Vec<StageCount>,
    /// One row a partner, in the order asked for.
    pub partners: Vec<Row<'a>>,
    /// Partners that cannot be judged.
    pub unreadable: Vec<Unreadable>,
}

/// How many partners are in a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StageCount {
    /// The stage.
    pub stage: String,
    /// How many partners are in it.
    pub partners: usize,
}

/// One partner of a portfolio.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Row<'a> {
    /// The id of the partner.
    pub partner: Cow<'a, str>,
    /// Its name.
    pub name: Cow<'a, str>,
    /// The playbook that governs it.
    pub playbook: PlaybookVersion<'a>,
    /// Who runs the onboarding: a name, else an e-mail; null where nobody does.
    pub champion: Option<Cow<'a, str>>,
    /// Whether it is archived.
    pub archived: bool,
    /// The stage it is in.
    pub stage: StageName<'a>,
    /// The whole days since it was entered.
    pub days: Option<i64>,
    /// Whether it is in the stage for longer than planned.
    pub late: bool,
    /// Score, coverage and waived share.
    #[serde(flatten)]
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
    /// What is due first of what is open; late or not. Null where nothing has a date.
    pub next_due: Option<NextDue<'a>>,
}

/// How many items cannot go on, by the side that is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Blocked {
    /// On the platform.
    pub platform: usize,
    /// On the partner.
    pub partner: usize,
}

/// What is due first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct NextDue<'a> {
    /// The first instant at which it is late.
    pub at: Instant,
    /// The last day on which it is on time.
    pub on: NaiveDate,
    /// The item.
    pub item: Cow<'a, str>,
}

/// The order of the rows; the id decides between equals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// By id.
    #[default]
    Partner,
    /// The first stage first.
    Stage,
    /// The lowest score first.
    Score,
    /// What is due first, first.
    Due,
    /// The gravest verdict first.
    Verdict,
    /// The longest in its stage first.
    Days,
}

impl Blocked {
    /// Returns how many items cannot go on.
    #[must_use]
    pub fn total(self) -> usize {
        self.platform + self.partner
    }
}

impl<'a> Portfolio<'a> {
    /// Sorts and counts the rows.
    #[must_use]
    pub fn new(now: Instant, mut partners: Vec<Row<'a>>, unreadable: Vec<Unreadable>, order: Order) -> Self {
        partners.sort_by(|a, b| a.partner.cmp(&b.partner));
        match order {
            Order::Partner => {}
            Order::Stage => {
                partners
                    .sort_by(|a, b| (a.stage.position, &a.stage.id).cmp(&(b.stage.position, &b.stage.id)));
            }
            Order::Score => partners.sort_by_key(|row| row.shares.score.unwrap_or(u32::MAX)),
            Order::Due => {
                partners.sort_by_key(|row| {
                    row.next_due.as_ref().map_or((true, None), |due| (false, Some(due.at)))
                });
            }
            Order::Verdict => partners.sort_by_key(|row| row.verdict),
            Order::Days => partners.sort_by_key(|row| Reverse(row.days)),
        }
        let mut verdicts: BTreeMap<_, _> = Verdict::ALL.into_iter().map(|verdict| (verdict, 0)).collect();
        let mut stages: BTreeMap<(usize, &str), usize> = BTreeMap::new();
        for row in &partners {
            *verdicts.entry(row.verdict).or_default() += 1;
            *stages.entry((row.stage.position, &row.stage.id)).or_default() += 1;
        }
        let stages = stages
            .into_iter()
            .map(|((_, stage), partners)| StageCount { stage: stage.to_owned(), partners })
            .collect();
        Portfolio {
            format_version: FormatVersion,
            kind: Kind::Portfolio,
            now,
            verdicts,
            stages,
            partners,
            unreadable,
        }
    }
}

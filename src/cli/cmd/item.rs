//! `start`, `submit`, `done`, `reject`, `block`, `unblock`, `reopen`: items move on, several in one
//! commit.

use clap::{Args, ValueEnum};

use crate::change::Change;
use crate::change::item::{Action, Move};
use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::record::record;
use crate::cli::{Exit, complete, item_args};
use crate::playbook::model::Side;
use crate::readiness::evaluate;
use crate::workspace::{Record, When};

/// What every command on items takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct Common {
    /// The partner
    #[arg(add = complete::partner())]
    pub(super) partner: String,
    /// The items: `checklist/item`, or `item` alone where it is unique
    #[arg(required = true, value_name = "ITEM", add = complete::item())]
    pub(super) items: Vec<String>,
    /// For whom you say it, where you stand in: a role, or a person
    #[arg(long, value_name = "WHO")]
    pub(super) on_behalf_of: Option<String>,
    #[command(flatten)]
    pub(super) writing: Writing,
}

/// What shows that items are done.
#[derive(Debug, Args)]
pub(in crate::cli) struct Shown {
    /// What shows it: ID=VALUE, or VALUE alone where one thing is asked for. A URL, a file (its digest is kept), a date, a number, a choice, a name
    #[arg(long, short, visible_alias = "answer", value_name = "[ID=]VALUE")]
    pub(super) evidence: Vec<String>,
    /// Where a sign-off given as evidence can be read
    #[arg(long, value_name = "URL")]
    pub(super) reference: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  aboard start acme api-credentials")]
pub(in crate::cli) struct Start {
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  aboard submit acme api-credentials --evidence https://tickets.example/481"
)]
pub(in crate::cli) struct Submit {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(flatten)]
    pub(super) shown: Shown,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  aboard done acme api-credentials --evidence https://tickets.example/481\n  aboard done acme rate-limits --evidence requests-per-second=50 --on-behalf-of engineering\n  aboard done acme kickoff-call escalation-path -m \"Agreed in the kickoff call\""
)]
pub(in crate::cli) struct Done {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(flatten)]
    pub(super) shown: Shown,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  aboard reject acme api-credentials --reason \"The key has production scope\""
)]
pub(in crate::cli) struct Reject {
    #[command(flatten)]
    pub(super) common: Common,
    /// What is wrong with them
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: String,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  aboard block acme api-credentials --on partner --reason \"Their firewall change waits for a window\""
)]
pub(in crate::cli) struct Block {
    #[command(flatten)]
    pub(super) common: Common,
    /// What holds them up
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: String,
    /// The side that is waited for; whose work it is, where not said
    #[arg(long, value_enum, value_name = "SIDE")]
    pub(super) on: Option<SideArg>,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  aboard unblock acme api-credentials -m \"The window was on Tuesday\"")]
pub(in crate::cli) struct Unblock {
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  aboard reopen acme end-to-end-test --reason \"The partner moved to a new gateway\""
)]
pub(in crate::cli) struct Reopen {
    #[command(flatten)]
    pub(super) common: Common,
    /// Why they must be done again
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: String,
}

/// A side, as typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(in crate::cli) enum SideArg {
    /// The marketplace
    Platform,
    /// The party that joins it
    Partner,
}

impl From<SideArg> for Side {
    fn from(side: SideArg) -> Side {
        match side {
            SideArg::Platform => Side::Platform,
            SideArg::Partner => Side::Partner,
        }
    }
}

/// What is told of the items, beside the action.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Told<'a> {
    reason: Option<&'a str>,
    waits_on: Option<Side>,
    evidence: &'a [String],
    reference: Option<&'a str>,
}

impl<'a> Told<'a> {
    pub(super) fn why(reason: &'a str) -> Self {
        Told { reason: Some(reason), ..Told::default() }
    }
}

impl Shown {
    pub(super) fn told(&self) -> Told<'_> {
        Told { evidence: &self.evidence, reference: self.reference.as_deref(), ..Told::default() }
    }
}

impl Block {
    pub(super) fn told(&self) -> Told<'_> {
        Told { reason: Some(&self.reason), waits_on: self.on.map(Side::from), ..Told::default() }
    }
}

pub(super) fn run(
    context: &Context,
    action: Action,
    common: &Common,
    told: Told<'_>,
) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let view = workspace.view(&When::Head)?;
    let partner = view.partner(&common.partner)?;
    let playbook = view.playbook_at(&partner.id, &partner.pin)?;
    let items = item_args::resolve(&playbook.playbook, &common.items)?;
    let evidence =
        item_args::evidence(&playbook.playbook, &items, told.evidence, told.reference, context.folder())?;
    let moved = Move {
        action,
        items,
        reason: told.reason.map(str::to_owned),
        waits_on: told.waits_on,
        evidence,
        on_behalf_of: common.on_behalf_of.clone(),
    };
    let change = Change::Items(moved);
    record(context, &workspace, &partner.id, &common.writing, &|_, _| Ok(change.clone()), &|record| {
        summary(record, &change)
    })
}

/// What was done, and what that makes of the gate.
fn summary(record: &Record, change: &Change) -> String {
    let after = &record.after;
    let evaluation = evaluate(record.playbook.facts(after, &record.calendar, record.at));
    let done = evaluation.items.iter().filter(|item| item.outcome == crate::readiness::Outcome::Pass).count();
    let gate = evaluation.gate.map_or(String::new(), |gate| format!(", gate {}", gate.verdict.as_str()));
    let active = evaluation.items.iter().filter(|item| item.outcome.is_active()).count();
    format!("{}: {} ({done} of {active} items pass{gate})", after.id, change.headline())
}

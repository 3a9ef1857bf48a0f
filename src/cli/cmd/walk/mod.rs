//! `walk`: a partner's open items one after another, each with its instructions; each answer is one commit.

mod card;
mod flow;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, IsTerminal, Write};

use crate::change::item::{Action, Move};
use crate::change::{Change, note};
use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::prompt::{Prompt, Typed};
use crate::cli::record::record;
use crate::cli::{Exit, complete, output};
use crate::partner::{Answer, Partner};
use crate::playbook::id::{Id, ItemRef};
use crate::playbook::model::{Item, Playbook, Side};
use crate::readiness::evaluate;
use crate::workspace::{When, Workspace};
use card::Card;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  aboard walk acme\n  aboard walk acme --role partner-tech\n\nThe arrow keys and Enter choose, Esc quits. Each answer is one commit."
)]
pub(in crate::cli) struct Args {
    /// The partner
    #[arg(add = complete::partner())]
    partner: String,
    /// Only what this role does or accepts
    #[arg(long, value_name = "ROLE", add = complete::role())]
    role: Option<String>,
}

/// What a person may do with an item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    Done,
    Block,
    Note,
    Skip,
    Quit,
}

const CHOICES: [(Choice, &str); 5] = [
    (Choice::Done, "done"),
    (Choice::Block, "blocked: say what holds it up"),
    (Choice::Note, "note something"),
    (Choice::Skip, "skip for now"),
    (Choice::Quit, "quit"),
];

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let partner = workspace.view(&When::Head)?.partner(&args.partner)?;
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(CliError::usage("`walk` asks questions, and there is no terminal to ask them on")
            .hint(format!("see what can be done with: aboard next {}", partner.id))
            .hint(format!("and answer with: aboard done {} ITEM", partner.id)));
    }
    let mut walk = Walk {
        context,
        workspace: &workspace,
        partner: partner.id,
        role: args.role.as_deref(),
        prompt: Prompt::new(context.colour_on_stderr(), "stopped; what was answered before is recorded"),
        skipped: BTreeSet::new(),
        answered: 0,
    };
    while walk.step()? {}
    let count = walk.answered;
    let answers = if count == 1 { "answer" } else { "answers" };
    writeln!(io::stderr().lock(), "{count} {answers} recorded")?;
    Ok(Exit::Ok)
}

struct Walk<'a> {
    context: &'a Context,
    workspace: &'a Workspace,
    partner: Id,
    role: Option<&'a str>,
    prompt: Prompt,
    skipped: BTreeSet<ItemRef>,
    answered: usize,
}

impl Walk<'_> {
    /// Takes the next item, as the state is by now; tells whether to go on.
    fn step(&mut self) -> Result<bool, CliError> {
        let context = self.context.by_now()?;
        let view = self.workspace.view(&When::Head)?;
        let partner = view.partner(self.partner.as_str())?;
        let pinned = view.playbook_at(&partner.id, &partner.pin)?;
        let playbook = &pinned.playbook;
        self.check_role(playbook)?;
        let calendar = &view.config().calendar;
        let evaluation = evaluate(pinned.facts(&partner, calendar, context.clock()));
        let ready = evaluation.ready(playbook, &partner);
        let mut left = ready
            .into_iter()
            .filter(|item| self.concerns(item.item) && !self.skipped.contains(&item.item.address));
        let Some(next) = left.next() else {
            writeln!(io::stderr().lock(), "nothing more can be done now")?;
            return Ok(false);
        };
        let rest = left.count();
        let champion = partner.champion.as_deref().map_or("", |email| view.config().name_of(email));
        let page = self.prompt.page(context.width());
        let card = Card { playbook, partner: &partner, champion, calendar, item: next, rest };
        card::write(&card, page, &mut io::stderr().lock())?;
        let labels = CHOICES.map(|(_, label)| label);
        let choice = self.prompt.choose(next.item.address.item.as_str(), &labels)?;
        let choice = choice.map_or(Choice::Quit, |index| CHOICES[index].0);
        let change = match choice {
            Choice::Quit => return Ok(false),
            Choice::Skip => {
                self.skipped.insert(next.item.address.clone());
                return Ok(true);
            }
            Choice::Done if next.item.is_decided_by_check() => {
                let command = format!("aboard check {} {}", partner.id, next.item.address);
                writeln!(io::stderr().lock(), "its check decides it: {command}")?;
                self.skipped.insert(next.item.address.clone());
                None
            }
            Choice::Done => self.done(&context, &partner, next.item)?,
            Choice::Block => self.block(next.item)?,
            Choice::Note => self.note(&context, next.item)?,
        };
        if let Some(change) = change {
            self.record(&context, &change)?;
        }
        Ok(true)
    }

    /// Records one answer; a refusal is shown, and the same item comes again.
    fn record(&mut self, context: &Context, change: &Change) -> Result<(), CliError> {
        let partner = self.partner.clone();
        let writing = Writing::default();
        let said = record(context, self.workspace, &partner, &writing, &|_, _| Ok(change.clone()), &|_| {
            format!("{partner}: {}", change.headline())
        });
        match said {
            Ok(_) => self.answered += 1,
            Err(CliError::ClosedPipe) => return Err(CliError::ClosedPipe),
            Err(error) => drop(output::fail(&error, context.colour_on_stderr())),
        }
        Ok(())
    }

    fn concerns(&self, item: &Item) -> bool {
        self.role.is_none_or(|role| {
            item.raci.accountable.as_str() == role
                || item.raci.doers().iter().any(|doer| doer.as_str() == role)
        })
    }

    fn check_role(&self, playbook: &Playbook) -> Result<(), CliError> {
        match self.role.filter(|role| !playbook.roles.contains_key(*role)) {
            None => Ok(()),
            Some(role) => Err(CliError::unknown(
                "role",
                role,
                playbook.roles.keys().map(Id::as_str).collect::<Vec<_>>(),
            )),
        }
    }

    /// Asks for each thing that shows it; none when the person goes back.
    fn done(&self, context: &Context, partner: &Partner, item: &Item) -> Result<Option<Change>, CliError> {
        let given = partner.items.get(&item.address).map(|state| &state.evidence);
        let mut evidence: BTreeMap<Id, Answer> = BTreeMap::new();
        for rule in &item.evidence {
            let known = given.and_then(|given| given.get(&rule.id)).is_some();
            match self.prompt.evidence(rule, known, context.folder())? {
                Typed::Answer(answer) => drop(evidence.insert(rule.id.clone(), answer)),
                Typed::Nothing if known || !rule.required => {}
                Typed::Nothing => return Ok(None),
            }
        }
        Ok(Some(self.moved(Action::Complete, item, None, None, evidence)))
    }

    fn block(&self, item: &Item) -> Result<Option<Change>, CliError> {
        let Some(reason) = self.prompt.text("what holds it up", "go back")? else { return Ok(None) };
        let sides = [Side::Partner, Side::Platform];
        let Some(side) = self.prompt.choose("which side is waited for", &["partner", "platform"])? else {
            return Ok(None);
        };
        Ok(Some(self.moved(Action::Block, item, Some(reason), Some(sides[side]), BTreeMap::new())))
    }

    fn note(&self, context: &Context, item: &Item) -> Result<Option<Change>, CliError> {
        let text = self.prompt.text("note", "go back")?;
        let id = super::note::new_id(context);
        Ok(text.map(|text| Change::Note(note::Add { id, item: Some(item.address.clone()), text })))
    }

    fn moved(
        &self,
        action: Action,
        item: &Item,
        reason: Option<String>,
        waits_on: Option<Side>,
        evidence: BTreeMap<Id, Answer>,
    ) -> Change {
        let items = vec![item.address.clone()];
        Change::Items(Move { action, items, reason, waits_on, evidence, on_behalf_of: None })
    }
}

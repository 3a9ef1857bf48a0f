//! The steps of a rollback, gone through on a terminal: in comes the plan, out comes how long each step took.

use std::io::{self, IsTerminal, Write};
use std::time::Instant;

use super::context::Context;
use super::error::CliError;
use super::prompt::Prompt;
use crate::partner::Took;
use crate::playbook::model::{RollbackPlan, RollbackStep};
use crate::render::page::{Page, Tone};

/// What a step comes to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    Done,
    Failed,
    Stop,
}

/// How the steps were gone through.
pub(super) struct Gone {
    /// How long each step took, up to one that failed.
    pub(super) took: Vec<Took>,
    /// What failed in the last of these.
    pub(super) failed: Option<String>,
}

/// Tells whether there is somebody to ask.
pub(super) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Shows one step after another, and times each until the person says what came of it. `heading` says what is gone
/// through.
///
/// # Errors
/// Returns that the person stopped: nothing is to be recorded then.
pub(super) fn go_through(context: &Context, heading: &str, plan: &RollbackPlan) -> Result<Gone, CliError> {
    let stopped = "stopped; nothing is recorded";
    let prompt = Prompt::new(context.colour_on_stderr(), stopped);
    let page = prompt.page(context.width());
    writeln!(io::stderr().lock(), "{}", page.paint(Tone::Strong, heading))?;
    let mut took = Vec::new();
    for (index, step) in plan.steps.iter().enumerate() {
        show(index, plan.steps.len(), step, page)?;
        let began = Instant::now();
        let choices = [
            (Choice::Done, "done"),
            (Choice::Failed, "it failed"),
            (Choice::Stop, "stop, and record nothing"),
        ];
        let chosen = prompt.choose("when it is over", &choices.map(|(_, label)| label))?;
        took.push(Took::of_seconds(began.elapsed().as_secs()));
        match chosen.map_or(Choice::Stop, |index| choices[index].0) {
            Choice::Done => {}
            Choice::Stop => return Err(CliError::no(stopped)),
            Choice::Failed => {
                let failed = prompt.text("what failed", "stop, and record nothing")?;
                let failed = failed.ok_or_else(|| CliError::no(stopped))?;
                return Ok(Gone { took, failed: Some(failed) });
            }
        }
    }
    Ok(Gone { took, failed: None })
}

fn show(index: usize, steps: usize, step: &RollbackStep, page: Page) -> io::Result<()> {
    let mut out = io::stderr().lock();
    let place = format!("{} of {steps}  ", index + 1);
    writeln!(out, "\n{}{}", page.paint(Tone::Faint, &place), page.paint(Tone::Strong, &step.deed))?;
    let within = step.within.map_or_else(String::new, |within| format!(", within {within}"));
    let who = format!("{:indent$}by {}{within}", "", step.by, indent = place.len());
    writeln!(out, "{}", page.paint(Tone::Faint, &who))
}

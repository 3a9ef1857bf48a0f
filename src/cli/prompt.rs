//! Questions on a terminal: in come keys, out come choices and texts. Asked on stderr, so that stdout holds
//! results alone.

use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use console::Term;
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};
use dialoguer::{Confirm, Input, Select};

use crate::cli::error::CliError;
use crate::cli::{item_args, output};
use crate::partner::Answer;
use crate::playbook::model::{EvidenceKind, EvidenceRule};
use crate::process::Shield;
use crate::readiness::evidence::fits;
use crate::render::escape::visible;
use crate::render::page::Page;

/// How often it is looked whether a signal came while a question waits.
const GLANCE: Duration = Duration::from_millis(50);

/// Asks on one terminal, in one style.
pub(in crate::cli) struct Prompt {
    term: Term,
    colour: bool,
    theme: Box<dyn Theme>,
    /// What is said where the person stops in the middle.
    stopped: &'static str,
}

/// What came of a question about evidence.
pub(in crate::cli) enum Typed {
    Answer(Answer),
    Nothing,
}

impl Prompt {
    pub(in crate::cli) fn new(colour: bool, stopped: &'static str) -> Self {
        let theme: Box<dyn Theme> =
            if colour { Box::new(ColorfulTheme::default()) } else { Box::new(SimpleTheme) };
        Prompt { term: Term::stderr(), colour, theme, stopped }
    }

    pub(in crate::cli) fn page(&self, width: usize) -> Page {
        Page { width, colour: self.colour }
    }

    /// Returns the place of what was chosen; none when the person quits.
    pub(in crate::cli) fn choose(&self, question: &str, labels: &[&str]) -> Result<Option<usize>, CliError> {
        let select = Select::with_theme(&*self.theme).with_prompt(visible(question)).items(labels).default(0);
        self.ask(|| select.interact_on_opt(&self.term)).or_else(|fault| self.gone(fault).map(|()| None))
    }

    /// Returns whether the person says yes; whoever quits does not.
    pub(in crate::cli) fn confirm(&self, question: &str) -> Result<bool, CliError> {
        let confirm = Confirm::with_theme(&*self.theme).with_prompt(visible(question)).default(false);
        match self.ask(|| confirm.interact_on_opt(&self.term)) {
            Ok(answer) => Ok(answer.unwrap_or(false)),
            Err(fault) => self.gone(fault).map(|()| false),
        }
    }

    /// Returns a line; none when the person leaves it empty.
    pub(in crate::cli) fn text(&self, question: &str, empty: &str) -> Result<Option<String>, CliError> {
        let input = Input::<String>::with_theme(&*self.theme)
            .with_prompt(format!("{} (empty: {empty})", visible(question)))
            .allow_empty(true);
        match self.ask(|| input.interact_text_on(&self.term)) {
            Ok(text) => Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty())),
            Err(fault) => self.gone(fault).map(|()| None),
        }
    }

    /// Asks for evidence until it fits, or is left empty.
    pub(in crate::cli) fn evidence(
        &self,
        rule: &EvidenceRule,
        known: bool,
        folder: &Path,
    ) -> Result<Typed, CliError> {
        let empty = match (known, rule.required) {
            (true, _) => "keep what was given",
            (false, true) => "go back",
            (false, false) => "leave it out",
        };
        // The card says what is asked; a question longer than its line would be drawn again and again.
        let question = format!("{} (empty: {empty})", rule.id);
        loop {
            let input = Input::<String>::with_theme(&*self.theme).with_prompt(&question).allow_empty(true);
            let typed = match self.ask(|| input.interact_text_on(&self.term)) {
                Ok(text) => text,
                Err(fault) => return self.gone(fault).map(|()| Typed::Nothing),
            };
            let typed = typed.trim();
            if typed.is_empty() {
                return Ok(Typed::Nothing);
            }
            let reference = match rule.kind {
                EvidenceKind::SignOff(_) => self.text("where the assent can be read", "nowhere")?,
                _ => None,
            };
            match item_args::answer(rule, typed, reference.as_deref(), folder) {
                Ok(answer) => match fits(rule, &answer) {
                    Ok(()) => return Ok(Typed::Answer(answer)),
                    Err(asked) => self.tell(&CliError::usage(format!("`{typed}` is not {asked}"))),
                },
                Err(error) => self.tell(&error),
            }
        }
    }

    fn tell(&self, error: &CliError) {
        output::fail(error, self.colour);
    }

    /// Asks. A question hides the cursor, which is shown again before Ctrl-C, or any signal, ends the program.
    fn ask<T>(&self, question: impl FnOnce() -> T) -> T {
        let (term, shield) = (&self.term, Shield::raise());
        let is_answered = AtomicBool::new(false);
        let give_way = || {
            if shield.is_struck() {
                let _ = term.show_cursor();
                shield.give_way();
            }
        };
        thread::scope(|scope| {
            let watch = || {
                while !is_answered.load(Ordering::SeqCst) {
                    give_way();
                    thread::park_timeout(GLANCE);
                }
            };
            // Where the system has no thread left, a signal waits for the answer.
            let watching = thread::Builder::new().spawn_scoped(scope, watch).ok();
            let answer = question();
            is_answered.store(true, Ordering::SeqCst);
            watching.iter().for_each(|watching| watching.thread().unpark());
            give_way();
            answer
        })
    }

    /// Whoever presses Ctrl-C, or closes the terminal, quits.
    fn gone(&self, fault: dialoguer::Error) -> Result<(), CliError> {
        let dialoguer::Error::IO(fault) = fault;
        let _ = self.term.show_cursor();
        match fault.kind() {
            io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof => {
                let _ = writeln!(&self.term);
                Err(CliError::no(self.stopped))
            }
            _ => Err(CliError::usage(format!("the terminal cannot be read: {fault}"))),
        }
    }
}

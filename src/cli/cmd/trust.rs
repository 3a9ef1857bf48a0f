//! `trust`: checks that act are shown, and trusted on this machine.

use std::io::{self, IsTerminal, Write};

use crate::check::program::Copy;
use crate::check::trust::{Trusted, digest};
use crate::cli::context::Context;
use crate::cli::deed::{Deed, NotMade};
use crate::cli::error::CliError;
use crate::cli::output::status;
use crate::cli::prompt::Prompt;
use crate::cli::trusting::folder;
use crate::cli::{Exit, complete, item_args};
use crate::partner::Partner;
use crate::playbook::model::Item;
use crate::render::escape::visible;
use crate::render::page::{Page, Tone};
use crate::workspace::When;

/// Shows what checks of a partner's items would send and where to, what they would run and what they would listen for; asks whether they are trusted, and remembers it on
/// this machine, outside the repository. A check that is changed, or sent elsewhere, is to be trusted again.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  aboard trust acme\n  aboard trust acme list-orders --yes\n  aboard trust acme --revoke\n\nIn CI, where nobody answers: aboard check acme --trust-ref origin/main"
)]
pub(in crate::cli) struct Args {
    /// The partner
    #[arg(add = complete::partner())]
    partner: String,
    /// The items; all whose check acts, where none is named
    #[arg(value_name = "ITEM", add = complete::item())]
    items: Vec<String>,
    /// Trust them without being asked
    #[arg(long)]
    yes: bool,
    /// Trust them no longer
    #[arg(long, conflicts_with = "yes")]
    revoke: bool,
}

/// A check that acts.
struct Shown<'a> {
    item: &'a Item,
    deed: Deed<'a>,
    digest: String,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let view = workspace.view(&When::Head)?;
    let partner = view.partner(&args.partner)?;
    let pinned = view.playbook_at(&partner.id, &partner.pin)?;
    let playbook = &pinned.playbook;
    let named = item_args::resolve(playbook, &args.items)?;
    let trusted = Trusted::at(&folder(&workspace)?);
    let (mut acting, mut deeds, mut unplaced) = (Vec::new(), Vec::new(), Vec::new());
    for item in playbook.items().filter(|item| named.is_empty() || named.contains(&item.address)) {
        let Some(deed) = Deed::of(&workspace, playbook, &partner, item) else {
            if named.contains(&item.address) {
                let message = match &item.check {
                    Some(_) => format!("the check of `{}` does nothing that needs trust", item.address),
                    None => format!("`{}` has no check", item.address),
                };
                return Err(CliError::usage(message));
            }
            continue;
        };
        acting.push(item);
        match deed {
            Ok(deed) => {
                let digest = digest(playbook, &partner.id, item, deed.environment(), &deed.files());
                deeds.extend(digest.map(|digest| Shown { item, deed, digest }));
            }
            Err(NotMade { why, hint }) => unplaced.push((why, hint)),
        }
    }
    if args.revoke {
        return revoke(&trusted, &partner, &acting);
    }
    unplaced.dedup();
    for (why, hint) in &unplaced {
        status(|err| writeln!(err, "error: {}", visible(why)));
        if let Some(hint) = hint {
            status(|err| writeln!(err, "hint: {}", visible(hint)));
        }
    }
    let is_known = |deed: &&Shown<'_>| trusted.holds(&deed.digest);
    let known = deeds.iter().filter(is_known).count();
    let new: Vec<&Shown<'_>> = deeds.iter().filter(|deed| !trusted.holds(&deed.digest)).collect();
    if new.is_empty() {
        let said = match (known, unplaced.is_empty()) {
            (0, true) => "no check acts: there is nothing to trust".to_owned(),
            (0, false) => return Ok(Exit::Inconclusive),
            (known, _) => format!("{known} trusted already"),
        };
        return say(&format!("{}: {said}", partner.id));
    }
    let page = Page { width: context.width(), colour: context.colour_on_stdout() };
    show(&new, &partner, page)?;
    if !args.yes {
        // Who is asked has read what it is about.
        if !(io::stdin().is_terminal() && io::stdout().is_terminal() && io::stderr().is_terminal()) {
            return Err(CliError::usage("nobody is there to be asked whether they are trusted")
                .hint(format!("read them, then: aboard trust {} --yes", partner.id)));
        }
        let prompt = Prompt::new(context.colour_on_stderr(), "nothing is trusted");
        let question = format!("Trust {} of {} on this machine?", count(new.len()), partner.id);
        if !prompt.confirm(&question)? {
            say("nothing is trusted")?;
            return Ok(Exit::No);
        }
    }
    for deed in &new {
        trusted.add(&deed.digest, &what(&partner, deed.item)).map_err(|fault| unkept(&fault))?;
    }
    say(&format!("{}: {} trusted on this machine", partner.id, count(new.len())))
}

fn show(deeds: &[&Shown<'_>], partner: &Partner, page: Page) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    let written = deeds.iter().try_for_each(|Shown { item, deed, digest }| {
        let address = item.address.to_string();
        writeln!(out, "{}  {}", page.paint(Tone::Strong, &address), visible(&item.title))?;
        for line in deed.told(partner) {
            writeln!(out, "  {}", visible(&line))?;
        }
        let asks = deed.environment().filter(|_| !matches!(deed, Deed::Listen(..)));
        for reach in asks.iter().flat_map(|environment| &environment.reach) {
            writeln!(out, "  reaches {} addresses", reach.as_str())?;
        }
        if let Deed::Run(_, _, files) = deed {
            files.iter().try_for_each(|copy| script(copy, page, &mut out))?;
        }
        writeln!(out, "  {}", page.paint(Tone::Faint, &format!("digest {digest}")))?;
        writeln!(out)
    });
    written.map_err(CliError::from)
}

/// Shows a file that a program gets, whole: what is not read is not trusted.
fn script(copy: &Copy, page: Page, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "  gets {}", page.paint(Tone::Strong, &copy.path))?;
    match copy.text() {
        Some(text) => text.lines().try_for_each(|line| writeln!(out, "  | {}", visible(line))),
        None => writeln!(out, "  | no text, SHA-256 {}", copy.sha256),
    }
}

/// As they are, and as they were.
fn revoke(trusted: &Trusted, partner: &Partner, acting: &[&Item]) -> Result<Exit, CliError> {
    let words: Vec<String> = acting.iter().map(|item| what(partner, item)).collect();
    let revoked = trusted.remove(&words).map_err(|fault| unkept(&fault))?;
    say(&format!("{}: {} no longer trusted on this machine", partner.id, count(revoked)))
}

/// What a digest is kept with.
fn what(partner: &Partner, item: &Item) -> String {
    format!("{} {}", partner.id, item.address)
}

fn unkept(fault: &io::Error) -> CliError {
    CliError::usage(format!("what is trusted cannot be kept: {fault}"))
}

fn say(line: &str) -> Result<Exit, CliError> {
    writeln!(io::stdout().lock(), "{}", visible(line))?;
    Ok(Exit::Ok)
}

fn count(checks: usize) -> String {
    if checks == 1 { "1 check".to_owned() } else { format!("{checks} checks") }
}

//! `doctor`: what is amiss in the workspace, each with what mends it.

mod layout;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::change::Layout;
use crate::cli::Exit;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::format::{Format, emit};
use crate::cli::output::status;
use crate::cli::progress::Progress;
use crate::render::escape::visible;
use crate::render::page::Page;
use crate::render::{doctor, json};
use crate::report::doctor::{Doctor, DoctorFinding, Level, Mended};
use crate::report::moment::local;
use crate::workspace::When;
use crate::workspace::doctor::Finding;

/// Goes through the workspace and tells what is amiss: leftovers of commands that were killed, locks, edits by
/// hand, files that are not where the layout has them or cannot be read, pins whose commit is missing, commits
/// past aboard, settings of git that will bite. Each is told with what mends it.
///
/// It changes nothing, not even the leftovers that every other command mends by itself. With `--layout`, it moves
/// the files of all partners instead, in one commit, and sets the layout in aboard.toml.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  aboard doctor\n  aboard doctor --fix\n  aboard doctor --format json\n  aboard doctor --layout sharded --dry-run\n\nExits with 1 where something must be mended, and with 0 where there are only hints."
)]
pub(in crate::cli) struct Args {
    /// Mend what a command of aboard's left that was killed; nothing of anybody else's is touched
    #[arg(long)]
    fix: bool,
    /// Lay the state out so: `flat`, all partners in one folder, or `sharded`, in 256 small ones
    #[arg(long, value_name = "LAYOUT", value_parser = layouts(), conflicts_with_all = ["fix", "format"])]
    layout: Option<Layout>,
    /// Add this to the commit message of the layout
    #[arg(short, long, value_name = "TEXT", requires = "layout")]
    message: Option<String>,
    /// Print what the layout would move and its commit message, and write nothing
    #[arg(long, requires = "layout")]
    dry_run: bool,
    /// How to print it
    #[arg(long, default_value = "table", value_parser = Format::among(&[Format::Table, Format::Json, Format::Markdown]))]
    format: Format,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    if let Some(to) = args.layout {
        return layout::run(context, args, to);
    }
    let workspace = context.workspace_as_it_is()?;
    let mended = if args.fix { workspace.mend() } else { Ok(Vec::new()) };
    let view = workspace.view(&When::Head)?;
    let calendar = &view.config().calendar;
    let mut report = Doctor::new(context.clock(), calendar);
    match mended {
        Ok(mended) => report.mended = mended.into_iter().map(told).collect(),
        // What is left is told below.
        Err(error) => status(|err| writeln!(err, "not mended: {}", visible(&error.to_string()))),
    }
    let mut progress = Progress::of(view.partner_ids()?.len(), "partners");
    let found = view.examine(&mut || progress.step())?;
    drop(progress);
    report.findings = found.into_iter().map(|finding| line(finding, calendar)).collect();
    report.sort();
    emit(context, args.format, &[], &|format, colour, mut out| match format {
        Format::Json => json::write(&report, &mut out),
        Format::Markdown => doctor::markdown::write(&report, &mut out),
        _ => doctor::table::write(&report, Page { width: context.width(), colour }, &mut out),
    })?;
    Ok(if report.errors() > 0 { Exit::No } else { Exit::Ok })
}

/// The words for the layouts.
fn layouts() -> impl TypedValueParser<Value = Layout> {
    let words = [Layout::Flat, Layout::Sharded].map(Layout::as_str);
    let layout = |word: String| if word == Layout::Flat.as_str() { Layout::Flat } else { Layout::Sharded };
    PossibleValuesParser::new(words).map(layout)
}

fn line(finding: Finding, calendar: &crate::calendar::Calendar) -> DoctorFinding {
    DoctorFinding {
        finding: finding.kind.as_str().to_owned(),
        level: if finding.kind.is_hint() { Level::Hint } else { Level::Error },
        place: finding.place,
        what: finding.what,
        since: finding.since.map(|since| local(since, calendar)),
        hints: finding.advice,
    }
}

fn told(finding: Finding) -> Mended {
    Mended { finding: finding.kind.as_str().to_owned(), place: finding.place, what: finding.what }
}

//! `gate`: may partners leave a stage? The verdict is the exit code.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};

use clap::Args as ClapArgs;

use crate::cli::Exit;
use crate::cli::args::Moment;
use crate::cli::context::{Context, Reading};
use crate::cli::crew::each;
use crate::cli::edits::warn_of_edits;
use crate::cli::error::CliError;
use crate::cli::format::{Format, ReportFile};
use crate::cli::judge::{Judged, exit, judge, named};
use crate::cli::output::status;
use crate::cli::progress::Progress;
use crate::cli::streams::Streams;
use crate::playbook::id::Id;
use crate::playbook::model::Stage;
use crate::readiness::{Facts, evaluate, gate};
use crate::render::escape::visible;
use crate::render::gate::github::Github;
use crate::render::gate::junit::Junit;
use crate::render::gate::markdown::Markdown;
use crate::render::gate::table::Table;
use crate::render::json;
use crate::render::page::Page;
use crate::report::gate::{Gate, Gates};
use crate::report::moment::local;
use crate::report::words::Verdict;
use crate::workspace::View;

const FORMATS: &[Format] = &[Format::Table, Format::Json, Format::Markdown, Format::Junit, Format::Github];

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Exit codes: 0 go or conditional_go (1 with --strict), 1 no_go, 3 inconclusive, 2 a partner cannot be read; of several, the gravest: 2, 1, 3, 0. A JUnit report is red if, and only if, the code is not 0.\n\nExamples:\n  aboard gate acme\n  aboard gate acme --stage sandbox\n  aboard gate --all --stage pilot --report junit=gates.xml --report markdown=gates.md"
)]
pub(in crate::cli) struct Args {
    /// The partners
    #[arg(required_unless_present = "all", conflicts_with = "all", value_name = "PARTNER")]
    partners: Vec<String>,
    /// Judge all partners that are not archived; with --stage, those in that stage
    #[arg(long)]
    all: bool,
    /// The stage that would be left; the one the partner is in, where not said
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    /// Take a verdict that rests on conditions for a no
    #[arg(long)]
    strict: bool,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = Format::among(FORMATS))]
    format: Format,
    /// Leave it in a file as well, in another format; may be repeated
    #[arg(long, value_name = "FORMAT=PATH", value_parser = ReportFile::among(FORMATS))]
    report: Vec<ReportFile>,
    #[command(flatten)]
    moment: Moment,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let reading = context.reading(&workspace, &args.moment)?;
    let view = workspace.view(&reading.when)?;
    let gates = Gates::new(local(reading.now, &reading.calendar), args.strict);
    let streams = Streams::open(context, args.format, &args.report, &|format, colour, later| match format {
        Format::Json => Box::new(json::Listing::held_back("gates", later())),
        Format::Markdown => Box::new(Markdown::new(later)),
        Format::Junit => Box::new(Junit::new(later)),
        Format::Github => Box::new(Github::new(later)),
        _ => Box::new(Table::new(Page { width: context.width(), colour })),
    })?;
    let mut run = Run { gates, streams, exit: Exit::Ok };
    if args.all {
        of_all(&view, &reading, args, &mut run)?;
    } else {
        of_named(&view, &reading, args, &mut run)?;
    };
    warn_of_edits(&view, &reading, None);
    let Run { gates, streams, exit: verdicts } = run;
    if gates.counted() == 0 && gates.unreadable.is_empty() {
        let stage = args.stage.as_deref().map_or(String::new(), |stage| format!(" in {}", visible(stage)));
        let there = if stage.is_empty() { " there" } else { "" };
        status(|err| writeln!(err, "no partner is{stage}{there}"));
    }
    streams.end(&gates)?;
    Ok(exit(&gates.unreadable).and(verdicts))
}

/// What was judged so far.
struct Run<'a> {
    gates: Gates,
    streams: Streams<'a, Gate, Gates>,
    exit: Exit,
}

impl Run<'_> {
    fn add(&mut self, judged: Judged<Gate>) -> Result<(), CliError> {
        let gate = match judged {
            Ok(gate) => gate,
            Err(broken) => {
                self.gates.unreadable.push(broken);
                return Ok(());
            }
        };
        self.exit = self.exit.and(match gate.verdict {
            passed if self.gates.passes(passed) => Exit::Ok,
            Verdict::Inconclusive => Exit::Inconclusive,
            Verdict::NoGo | Verdict::ConditionalGo | Verdict::Go => Exit::No,
        });
        self.gates.count(&gate);
        self.streams.entry(&gate, &self.gates)
    }
}

fn of_named(view: &View<'_>, reading: &Reading, args: &Args, run: &mut Run<'_>) -> Result<(), CliError> {
    for name in &args.partners {
        let (id, partner) = named(view, name)?;
        let told = judge(view, reading, &id, partner, |facts, current| {
            let stage = match &args.stage {
                None => current,
                Some(asked) => facts.playbook.stage(asked).ok_or_else(|| {
                    CliError::unknown(
                        "stage",
                        asked,
                        facts.playbook.stages.iter().map(|stage| stage.id.as_str()),
                    )
                })?,
            };
            Ok::<_, CliError>(verdict(facts, stage))
        })?;
        run.add(told.map_or_else(|broken| Ok(Err(broken)), |told| told.map(Ok))?)?;
    }
    Ok(())
}

fn of_all(view: &View<'_>, reading: &Reading, args: &Args, run: &mut Run<'_>) -> Result<(), CliError> {
    let partners = view.listed()?;
    let mut progress = Progress::beside_output(partners.len(), "partners");
    let stages: Mutex<BTreeSet<Id>> = Mutex::default();
    let tell = |facts: Facts<'_>, current: &Stage| {
        let mut seen = stages.lock().unwrap_or_else(PoisonError::into_inner);
        for stage in &facts.playbook.stages {
            if !seen.contains(&stage.id) {
                seen.insert(stage.id.clone());
            }
        }
        drop(seen);
        let asked = args.stage.as_ref().is_none_or(|asked| asked == current.id.as_str());
        (asked && facts.partner.archived.is_none()).then(|| verdict(facts, current))
    };
    each(view, reading, &partners, &tell, &mut |judged| {
        judged.transpose().map_or(Ok(()), |judged| run.add(judged))?;
        progress.step();
        Ok(ControlFlow::Continue(()))
    })?;
    let mut stages = stages.into_inner().unwrap_or_else(PoisonError::into_inner);
    match &args.stage {
        // A typing error must not pass for a stage that nobody is in.
        Some(asked) if !stages.contains(asked.as_str()) => {
            for file in view.playbooks()? {
                let found = file.loaded.playbook.map_or(Vec::new(), |playbook| playbook.stages);
                stages.extend(found.into_iter().map(|stage| stage.id));
            }
            if stages.contains(asked.as_str()) {
                return Ok(());
            }
            Err(CliError::unknown("stage", asked, stages.iter().map(Id::as_str)))
        }
        _ => Ok(()),
    }
}

fn verdict(facts: Facts<'_>, stage: &Stage) -> Gate {
    let evaluation = evaluate(facts);
    Gate::new(facts, stage, &gate::judge(facts, &evaluation, stage))
}
